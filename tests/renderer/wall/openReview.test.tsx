import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { here, NOW_MS, TestArchive } from '#tests/renderer/review/testArchive.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

/** The review is loaded when it is first asked for. */
const LOADED = { timeout: 10_000 };

const text = () => host.querySelector('.review')?.textContent ?? '';
const isOpen = () => host.querySelector('.review') !== null;

/** A wall of two beds whose first one has a history. */
async function wallWithHistory() {
  Object.assign(services, { archive: new TestArchive() });
  station.hello();
  station.gateway('icu');
  station.beds('icu', [fakeBed('icu', 1, { bedKey: here.bedKey, patient: here.patient }), fakeBed('icu', 7)]);
  await expect.poll(() => host.querySelectorAll('.tile').length).toBe(2);
  // The clocks of the station and of the archive are the same, or a moment would mean two times.
  expect(station.clock.nowMs()).toBe(NOW_MS);
}

describe('from the wall to the past', () => {
  it('R on a bed opens its review; Escape leads back to the same tile', async () => {
    await wallWithHistory();
    const tile = host.querySelector<HTMLElement>(`[data-bed-key="${here.bedKey}"]`);
    tile?.focus();
    await userEvent.keyboard('r');
    await expect.poll(text, LOADED).toContain('Keller Anna');
    await userEvent.keyboard('{Escape}');
    await expect.poll(isOpen).toBe(false);
    expect(document.activeElement).toBe(tile);
  });

  it('from an alarm of the list it opens at that moment, and alarms of others are seen and told meanwhile', async () => {
    await wallWithHistory();
    station.alarm(here.bedKey, 'high', 'VENT TACHY', { onsetMs: NOW_MS - 120_000 });
    await expect.poll(() => host.querySelector('.rail-row')).not.toBeNull();
    await userEvent.hover(host.querySelector('.rail-face') as Element);
    await page.getByRole('button', { name: /review the moment of this alarm/ }).click();
    await expect
      .poll(() => host.querySelector<HTMLInputElement>('.review-typed input')?.value, LOADED)
      .toMatch(/:58:00$/);
    station.alarm('icu/7', 'high', 'ASYSTOLE');
    await expect.poll(() => host.querySelector('.rail')?.textContent).toContain('ASYSTOLE');
    expect(host.querySelector('.bar-alarm')).not.toBeNull();
  });

  it('over a large bed no key of the wall acts on what nobody sees, and Escape leads back to the large bed', async () => {
    await wallWithHistory();
    await page.getByRole('gridcell').first().click();
    await expect.poll(() => host.querySelector('.large-bed')).not.toBeNull();
    await page.getByRole('button', { name: 'Review' }).click();
    await expect.poll(text, LOADED).toContain('Keller Anna');
    await userEvent.keyboard('zl');
    expect(services.settings.state.value.frozen.bedKeys).toEqual([]);
    expect(host.querySelector('.recent')).toBeNull();
    await userEvent.keyboard('{Escape}');
    await expect.poll(isOpen).toBe(false);
    expect(host.querySelector('.large-bed')).not.toBeNull();
  });

  it('without any gateway the wall says so and offers what is held', async () => {
    Object.assign(services, { archive: new TestArchive() });
    station.hello();
    await expect.poll(() => host.textContent).toContain('No ward gateways');
    await page.getByRole('button', { name: 'Review what is held' }).click();
    await expect.poll(text, LOADED).toContain('Brandt Ole');
  });
});
