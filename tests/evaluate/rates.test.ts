import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LiveRate } from '#domain/analysis/liveBed.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { type RateScore, rateScore } from './rateScore.ts';
import { rates } from './rates.ts';

const root = recordingsDir();

describe.skipIf(root === null)(
  'live rates beside those of a bedside monitor (recordings are not here: skipped)',
  () => {
    test('within 2 a minute: heart, pulse that can be named so sharply, respiration, and the breaths that people marked', {
      timeout: 120_000,
    }, async () => {
      const { all, heart, problems } = (await rates(['--data', join(root as string, 'bidmc')])) as {
        all: Record<'heart' | 'heartAligned' | 'pulse' | 'respiration' | 'breaths', RateScore>;
        heart: Record<string, RateScore>;
        problems: string[];
      };
      expect(Object.keys(heart)).toHaveLength(16);
      expect(problems).toEqual([]);
      expect(all.heart.share).toBeGreaterThanOrEqual(0.979);
      expect(all.heartAligned.share).toBeGreaterThanOrEqual(0.985);
      expect(all.heart.shareSharp).toBeGreaterThanOrEqual(0.98);
      expect(all.heart.goodShare).toBeGreaterThanOrEqual(0.95);
      expect(all.pulse.shareSharp).toBeGreaterThanOrEqual(0.98);
      expect(all.pulse.goodShare).toBeGreaterThanOrEqual(0.85);
      expect(all.respiration.share).toBeGreaterThanOrEqual(0.9);
      expect(all.respiration.goodShare).toBeGreaterThanOrEqual(0.75);
      expect(all.breaths.share).toBeGreaterThanOrEqual(0.98);
    });

    test('and beside beats that people marked: the heart rate of MIT-BIH records, where it can be named so sharply, and where it can not', {
      timeout: 120_000,
    }, async () => {
      const { all, beats, heart } = (await rates(['--data', join(root as string, 'mitdb')])) as {
        all: Record<'beats', RateScore>;
        beats: Record<string, RateScore>;
        heart: Record<string, RateScore>;
      };
      expect(Object.keys(beats)).toEqual(['100', '105', '119', '200', '207']);
      expect(heart, 'no monitor is with them').toEqual({});
      expect(all.beats.shareSharp).toBeGreaterThanOrEqual(0.985);
      expect(all.beats.share).toBeGreaterThanOrEqual(0.95);
      expect(all.beats.goodShare).toBeGreaterThanOrEqual(0.9);
    });
  },
);

describe('a rate is scored', () => {
  const rate = (perMin: number | null, isGood = true, scatter: number | null = 0): LiveRate => ({
    perMin,
    isGood,
    scatter,
  });
  const compared = (found: LiveRate | null, reference: number | null, earlier: LiveRate | null = null) => ({
    found,
    earlier,
    reference,
  });

  test('by seconds that have a reference, and of these by the good ones', () => {
    const score = rateScore(
      [
        compared(rate(80), 81),
        compared(rate(80), 83),
        compared(rate(80, false), 90),
        compared(null, 80),
        compared(rate(80), null),
      ],
      12,
    );
    expect(score).toMatchObject({ seconds: 4, good: 2, goodShare: 0.5, within: 1, share: 0.5, shareOfAll: 0.3333 });
    expect(score.meanAbsoluteError).toBe(2);
  });

  test('against the nearer of two seconds, and strictly against one', () => {
    const score = rateScore([compared(rate(90), 84, rate(85))], 12);
    expect(score).toMatchObject({ share: 1, shareStrict: 0 });
  });

  test('apart where intervals are even enough for any mean of them to be within 2 of it', () => {
    const score = rateScore([compared(rate(80, true, 0.09), 80), compared(rate(80, true, 0.11), 90)], 16);
    expect(score).toMatchObject({ share: 0.5, sharp: 1, sharpShare: 0.5, shareSharp: 1 });
  });

  test('without any second, as nothing', () => {
    expect(rateScore([], 12)).toMatchObject({ seconds: 0, share: 0, goodShare: 0, meanAbsoluteError: 0 });
  });
});

test('a folder without a monitor is refused by name', async () => {
  await expect(rates(['--data', import.meta.dirname])).rejects.toThrow("no record with a monitor's numerics");
  await expect(rates([])).rejects.toThrow('--data DIR: needed');
});
