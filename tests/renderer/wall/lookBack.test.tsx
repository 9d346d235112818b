import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

/** A wall of three beds with the second one large. */
async function largeBed() {
  station.hello();
  station.gateway('A');
  const beds = [fakeBed('A', 1), fakeBed('A', 2), fakeBed('A', 3)];
  station.beds('A', beds);
  await expect.poll(() => host.querySelectorAll('.tile').length).toBe(3);
  await page.getByRole('gridcell').nth(1).click();
  // Its waves take a moment longer than its name and values.
  await expect.poll(() => host.querySelector('.large-live')).not.toBeNull();
  return beds;
}

const recent = () => host.querySelector('.recent');
const resting = () => host.querySelector('.large-live')?.getAttribute('data-resting');

describe('looking back in the large view', () => {
  it('L takes the place of the live waves and says so; Escape brings them back, and only then closes the bed', async () => {
    await largeBed();
    await expect.poll(resting).toBe('false');
    await userEvent.keyboard('l');
    await expect.poll(() => recent()?.textContent).toContain('LOOKING BACK');
    expect(resting()).toBe('true');
    await userEvent.keyboard('{Escape}');
    await expect.poll(recent).toBeNull();
    expect(resting()).toBe('false');
    expect(host.querySelector('.large-bed')).not.toBeNull();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('.large-bed')).toBeNull();
  });

  it('numbers and alarms at the side go on live', async () => {
    const [, bed] = await largeBed();
    await page.getByRole('button', { name: 'Last 5 min' }).click();
    await expect.poll(recent).not.toBeNull();
    station.observe(bed?.numerics[0], 131);
    station.alarm(bed?.bedKey ?? '', 'high', 'ASYSTOLE');
    await expect.poll(() => host.querySelector('.large-panel')?.textContent).toContain('ASYSTOLE');
    expect(host.querySelector('.large-panel .numeric')?.textContent).toContain('131');
    expect(host.querySelector('.large-bed > .alarm-frame')).not.toBeNull();
  });

  it('the wheel over the live waves opens it too, and the arrows then move in time, not to the next bed', async () => {
    const [, bed] = await largeBed();
    const live = host.querySelector('.large-live') as HTMLElement;
    live.dispatchEvent(new WheelEvent('wheel', { deltaY: -120, clientX: 200, clientY: 200, bubbles: true }));
    await expect.poll(recent).not.toBeNull();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => host.querySelector('.recent-ahead')?.textContent).toMatch(/^live is \d:\d\d ahead$/);
    expect(host.querySelector('.large-header h1')?.textContent).toBe(bed?.displayName);
  });

  it('another bed is live, and so is this one for who comes back to it', async () => {
    await largeBed();
    await userEvent.keyboard('l');
    await expect.poll(recent).not.toBeNull();
    await page.getByRole('button', { name: 'Next bed' }).click();
    await expect.poll(recent).toBeNull();
    await page.getByRole('button', { name: 'Previous bed' }).click();
    await expect.poll(() => host.querySelector('.large-header h1')?.textContent).toBe('A-02');
    expect(recent()).toBeNull();
  });

  it('what nobody holds is not drawn as a signal', async () => {
    const [, bed] = await largeBed();
    await userEvent.keyboard('l');
    await expect.poll(recent).not.toBeNull();
    const answer = await services.waves.ask({
      kind: 'stretch',
      bedKey: bed?.bedKey ?? '',
      channelIds: (bed?.channels ?? []).map(({ channelId }) => channelId),
      filter: 'asSent',
      fromMs: station.clock.nowMs() - 1000,
      untilMs: station.clock.nowMs(),
      columns: 10,
    });
    expect(answer?.heldFromMs).toBeNull();
    expect(answer?.lanes.every(({ high }) => high.every(Number.isNaN))).toBe(true);
  });
});
