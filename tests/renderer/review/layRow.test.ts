import { describe, expect, it } from 'vitest';
import { layRow } from '#renderer/review/disclosure/layRow.ts';
import { here, MINUTE, NOW_MS, TestArchive } from './testArchive.ts';

const II = 'MDC_ECG_ELEC_POTL_II';

describe('a row of full disclosure', () => {
  it('hides no peak: a single high sample among thousands is the highest of its column', async () => {
    const [fromMs, untilMs] = [NOW_MS - 10 * MINUTE, NOW_MS - 9 * MINUTE];
    const window = await new TestArchive().window(here, II, fromMs, untilMs);
    const run = window.waves[0]?.runs[0];
    if (run === undefined) throw new Error('no samples');
    run.samples[7_001] = 1_000;
    const { high } = layRow(window, fromMs, untilMs, 300);
    expect(high[Math.floor((7_001 / 15_000) * 300)]).toBeCloseTo(5);
  });

  it('tells each missing stretch with its reason, and joins nothing over it', async () => {
    const [fromMs, untilMs] = [NOW_MS - 40.5 * MINUTE, NOW_MS - 39.5 * MINUTE];
    const row = layRow(await new TestArchive().window(here, II, fromMs, untilMs), fromMs, untilMs, 600);
    expect(row.gaps).toEqual([{ fromMs: fromMs + 30_000, untilMs, state: 'damaged' }]);
    expect(row.high.slice(301).every(Number.isNaN)).toBe(true);
    expect(row.high.slice(0, 300).some(Number.isNaN)).toBe(false);
  });

  it('of which nothing is held is one gap', () => {
    const row = layRow({ waves: [], damaged: [] }, 0, 60_000, 10);
    expect(row.gaps).toEqual([{ fromMs: 0, untilMs: 60_000, state: 'notRecorded' }]);
  });
});
