import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { Bed, Numeric } from '#domain/ward/ward.ts';
import { spanOf } from '#tests/renderer/support/facesOnGlass.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { faces, host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

const tile = (key: string) => host.querySelector<HTMLElement>(`[data-bed-key="${key}"]`);

/** A bed's only numeric, with the id that the station gave it. */
const heartRateOf = (numericId: number): Numeric => ({
  numericId,
  code: 'MDC_ECG_HEART_RATE',
  label: 'HR',
  unit: '/min',
  periodMs: 1000,
});
const face = (key: string) => faces.on(tile(key) as HTMLElement);
const heartRateOn = (key: string) => face(key).value('HR')?.text;

describe('a station that was restarted gives its ids anew', () => {
  it('and no value of one patient stands under the name of another', async () => {
    station.hello();
    station.gateway('A');
    station.gateway('B');
    station.beds('A', [fakeBed('A', 1, { numerics: [heartRateOf(101)] })]);
    station.beds('B', [fakeBed('B', 1, { numerics: [heartRateOf(102)] })]);
    station.observe(heartRateOf(101), 61);
    station.observe(heartRateOf(102), 142);
    await expect.poll(() => [heartRateOn('A/1'), heartRateOn('B/1')]).toEqual(['61', '142']);

    station.hello();
    const connecting = { state: 'connecting', sinceMs: station.clock.nowMs(), attempt: 1 } as const;
    station.gateway('A', connecting);
    station.gateway('B', connecting);
    // B is up first this time, so it gets the id that A had.
    station.gateway('B');
    station.beds('B', [fakeBed('B', 1, { numerics: [heartRateOf(101)] })]);
    await expect.poll(() => heartRateOn('B/1')).toBe('---');
    station.observe(heartRateOf(101), 143);
    await expect.poll(() => heartRateOn('B/1')).toBe('143');
    expect(heartRateOn('A/1')).toBe('---');

    station.gateway('A');
    station.beds('A', [fakeBed('A', 1, { numerics: [heartRateOf(102)] })]);
    await expect.poll(() => tile('A/1')?.dataset['link']).toBe('live');
    expect(heartRateOn('A/1')).toBe('---');
  });
});

describe('a number that is longer than usual', () => {
  const odd = (label: string, unit = 'mL'): Numeric => ({ numericId: 900, code: null, label, unit, periodMs: 1000 });

  async function show(numeric: Numeric, value: number, count: number, isFar: boolean) {
    station.hello();
    station.gateway('A');
    services.layouts.change({ rail: false }); // the smallest tiles there are
    const beds: Bed[] = Array.from({ length: count }, (_, b) =>
      fakeBed('A', b + 1, b === 0 ? { numerics: [numeric] } : {}),
    );
    station.beds('A', beds);
    station.observe(numeric, value);
    if (isFar) await page.getByRole('button', { name: /far view/i }).click();
    await expect.poll(() => host.querySelectorAll('[role=gridcell]').length).toBe(count);
    await expect.poll(() => written()?.text ?? '---').not.toBe('---');
  }
  const line = () => [...face('A/1').blocks].find(([name]) => /^(Vt|Tidal)/.test(name));
  const written = () => face('A/1').value(line()?.[0] ?? 'none');

  it.each([
    ['a tidal volume', odd('Vt'), 1250, 1, false],
    ['one among 64 beds', odd('Vt'), 12_500, 64, false],
    ['one in far view', odd('Vt'), 12_500, 16, true],
    ['one with a name of 500 characters', odd('Tidal volume '.repeat(40)), 125, 16, false],
    ['one with a name of 500 characters in far view', odd('Tidal volume '.repeat(40)), 125, 16, true],
    ['a value no body has', odd('Vt'), -1e300, 16, false],
  ])('is never cut, as a cut number is another number: %s', async (_, numeric, value, count, isFar) => {
    await show(numeric, value, count, isFar);
    const box = line()?.[1].box;
    const text = written();
    if (box === undefined || text === undefined) throw new Error('no number on the tile');
    const [left, right] = spanOf(text);
    expect(right - left).toBeGreaterThan(5);
    expect(left).toBeGreaterThanOrEqual(box.left - 0.5);
    expect(right).toBeLessThanOrEqual(box.left + box.width + 0.5);
  });
});

describe('what a gateway says of beds it does not describe', () => {
  it('an alarm of an unknown bed is told, though no tile can', async () => {
    station.hello();
    station.gateway('A');
    station.beds('A', [fakeBed('A', 1)]);
    station.alarm('A/ghost', 'high', 'ASYSTOLE');
    await expect
      .element(page.getByRole('button', { name: /not on this screen: unknown bed ghost, ASYSTOLE/ }))
      .toBeVisible();
  });
});

describe('a bed name of 500 characters', () => {
  it('leaves the patient room in the header', async () => {
    station.hello();
    station.gateway('A');
    station.beds('A', [fakeBed('A', 1, { displayName: 'Bay '.repeat(125) }), fakeBed('A', 2)]);
    await expect.poll(() => face('A/1').text('header')).toMatch(/^Bay .*… Test Ada/);
  });
});
