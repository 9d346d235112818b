import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LiveBed } from '#domain/analysis/liveBed.ts';
import type { Rhythm } from '#domain/analysis/rhythmRules.ts';
import type { SourceKind, Strip } from '#domain/analysis/strip.ts';
import { verdictOn } from '#domain/analysis/verdict.ts';
import type { Channel } from '#domain/signals/channel.ts';

const rhythms: readonly Rhythm[] = [
  'asystole',
  'bradycardia',
  'tachycardia',
  'ventricularTachycardia',
  'ventricularFibrillation',
];
const kinds: readonly SourceKind[] = ['ecg', 'pleth', 'pressure'];
const RAW_MOST = 2_147_483_647;

/** Waves that no body makes. */
const waves: Readonly<Record<string, (k: number) => number>> = {
  'a constant': () => 7,
  'the largest number, always': () => RAW_MOST,
  'from end to end with each sample': (k) => (k % 2 === 0 ? RAW_MOST : -RAW_MOST),
  'a saw of one step': (k) => k % 2,
  'one spike': (k) => (k === 40 ? RAW_MOST : 0),
  'nothing but gaps': () => Number.NaN,
  'a gap at every other sample': (k) => (k % 2 === 0 ? Number.NaN : k),
};

const stripOf = (kind: SourceKind, rateHz: number, length: number, value: (k: number) => number): Strip => ({
  durationMs: (length * 1000) / rateHz,
  channels: [{ kind, label: kind, rateHz, samples: Float64Array.from({ length }, (_, k) => value(k)) }],
});

describe('a verdict on what no body makes', () => {
  test.each(Object.entries(waves))('%s: is given, and never that an alarm is doubtful', (_, value) => {
    for (const rhythm of rhythms)
      for (const kind of kinds) {
        const { credibility, confidence } = verdictOn(rhythm, stripOf(kind, 250, 7_500, value));
        expect(credibility, `${rhythm} ${kind}`).not.toBe('doubtful');
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
  });

  test.each([0, 1, 2, 10])('a strip of %d samples', (length) => {
    for (const rhythm of rhythms)
      for (const kind of kinds)
        expect(
          verdictOn(
            rhythm,
            stripOf(kind, 250, length, () => 1),
          ).credibility,
        ).not.toBe('doubtful');
  });

  test.each([1, 5, 62.5, 128, 1_000, 5_000])('a rate of %d Hz', (rateHz) => {
    for (const rhythm of rhythms)
      expect(() => verdictOn(rhythm, stripOf('ecg', rateHz, 6 * Math.ceil(rateHz), Math.sin))).not.toThrow();
  });
});

const channel = (channelId: number, code: string, rateHz: number): Channel => ({
  channelId,
  code,
  label: code,
  unit: '',
  rateHz,
  scalePerLsb: 1,
  offset: 0,
  rawMinimum: -RAW_MOST,
  rawMaximum: RAW_MOST,
  originMs: 0,
});
const codes = [
  'MDC_ECG_ELEC_POTL_II',
  'MDC_PULS_OXIM_PLETH',
  'MDC_PRESS_BLD_ART',
  'MDC_IMPED_TTHOR',
  'unknown',
] as const;

describe('a live bed that is sent what no body makes', () => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-9, 1, 1e9])(
    'channels of %d Hz say nothing, and the others go on',
    (rateHz) => {
      const bed = new LiveBed([...codes.map((code, k) => channel(k, code, rateHz)), channel(9, codes[0], 250)]);
      for (const [k] of codes.entries())
        expect(bed.put({ channelId: k, firstIndex: 0, samples: new Int32Array(10) }).length).toBeLessThanOrEqual(60);
      const told = Array.from({ length: 20 }, (_, s) =>
        bed.put({ channelId: 9, firstIndex: 250 * s, samples: Int32Array.from({ length: 250 }, (_, k) => k % 5) }),
      ).flat();
      expect(told.at(-1)?.waves.some(({ channelId }) => channelId === 9)).toBe(true);
    },
  );

  test('never throws, whatever the blocks and their order, and tells seconds that rise', () => {
    const sample = fc.oneof(
      fc.constant(0),
      fc.constant(RAW_MOST),
      fc.constant(-RAW_MOST),
      fc.integer({ min: -1000, max: 1000 }),
    );
    const block = fc.record({
      channelId: fc.integer({ min: 0, max: 5 }),
      firstIndex: fc.oneof(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
        fc.constant(Number.MAX_SAFE_INTEGER),
        fc.constant(Number.NaN),
      ),
      samples: fc.array(sample, { maxLength: 600 }).map((values) => Int32Array.from(values)),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 40 }), (blocks) => {
        const bed = new LiveBed(codes.map((code, k) => channel(k, code, k === 3 ? 62.5 : 250)));
        for (const one of blocks) {
          const told = bed.put(one);
          // A jump begins anew, so what one block can tell is bounded.
          expect(told.length).toBeLessThanOrEqual(70);
          for (const [k, { untilMs }] of told.entries())
            if (k > 0) expect(untilMs).toBeGreaterThan(told[k - 1]?.untilMs as number);
          for (const { heart, pulse, respiration } of told)
            for (const { perMin } of [heart, pulse, respiration])
              if (perMin !== null) expect(Number.isFinite(perMin) && perMin >= 0).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a mark of any index, of any channel, is no harm', () => {
    const bed = new LiveBed([channel(0, codes[0], 250)]);
    for (const index of [0, -5, 1e15, Number.NaN, Number.POSITIVE_INFINITY, 0.5])
      for (const channelId of [0, 77]) bed.mark({ channelId, index, kind: 'pacer' });
    const told = bed.put({ channelId: 0, firstIndex: 0, samples: Int32Array.from({ length: 2_500 }, (_, k) => k % 7) });
    expect(told.length).toBeGreaterThan(5);
  });
});
