import { describe, expect, it } from 'vitest';
import { sampleTimeMs } from '#domain/signals/channel.ts';
import { alarms, HOUR, here, MINUTE, NOW_MS, TestArchive } from './testArchive.ts';

const II = 'MDC_ECG_ELEC_POTL_II';

describe('the archive of the tests', () => {
  it('has each sample in a run or in a gap', async () => {
    const archive = new TestArchive();
    for (const name of [II, 'MDC_IMPED_TTHOR']) {
      const [fromMs, untilMs] = [NOW_MS - 190 * MINUTE, NOW_MS - 5 * MINUTE];
      const [wave] = (await archive.window(here, name, fromMs, untilMs)).waves;
      if (wave === undefined) throw new Error('no wave');
      const parts = [
        ...wave.runs.map(({ firstIndex, samples }) => [firstIndex, firstIndex + samples.length] as const),
        ...wave.gaps.map(({ from, until }) => [from, until] as const),
      ].sort(([a], [b]) => a - b);
      for (const [k, [from]] of parts.entries()) if (k > 0) expect(from).toBe(parts[k - 1]?.[1]);
      expect(sampleTimeMs(wave.channel, parts[0]?.[0] ?? 0)).toBeGreaterThanOrEqual(fromMs);
    }
  });

  it('its envelope has the peaks of its samples', async () => {
    const archive = new TestArchive();
    const { waves } = await archive.envelope(here, II, NOW_MS - HOUR, NOW_MS, 60_000);
    const bins = waves[0]?.bins ?? [];
    expect(bins).toHaveLength(55); // without four minutes not recorded and a damaged one
    for (const { max } of bins) expect(max).toBeGreaterThan(200); // 1 mV is 200
  });

  it('gives alarms of the bed alone that stood in the span', async () => {
    const found = await new TestArchive().alarms(here, NOW_MS - 3 * MINUTE, NOW_MS);
    expect(found).toEqual([alarms.at(-1)]);
  });
});
