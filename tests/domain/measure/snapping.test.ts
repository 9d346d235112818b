import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extremeNear } from '#domain/measure/snapping.ts';
import { wfdbBeats } from '#fixtures/replay/wfdbAnnotations.ts';
import { parseWfdbHeader } from '#fixtures/replay/wfdbHeader.ts';
import { decodeRecord } from '#fixtures/replay/wfdbRecord.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { samplesOf } from './samples.ts';

/** At 250 Hz a sample is 4 ms. */
const RATE = 250;
const flat = (count: number) => Array.from({ length: count }, () => 0);

describe('a caliper that snaps to the extreme sample', () => {
  const beat = [...flat(60), 2, -1, 40, 90, 30, -20, ...flat(60)];

  test.each([
    ['finds the R from its foot', 61, 63],
    ['and from behind it', 66.4, 63],
    ['stays where nothing stands out within reach', 30, null],
  ])('%s', (_, index, found) => {
    expect(extremeNear(samplesOf(beat), RATE, index, 20)).toBe(found);
  });

  test('finds a QS, which points down, as well as an R', () => {
    expect(extremeNear(samplesOf(beat.map((value) => -value)), RATE, 61, 20)).toBe(63);
  });

  test('stands in the middle of a flat top', () => {
    const clipped = beat.map((value) => Math.min(value, 30));
    expect(extremeNear(samplesOf(clipped), RATE, 61, 20)).toBe(63);
  });

  test('takes neither a slope nor the edge of a gap for an extreme', () => {
    const slope = Array.from({ length: 100 }, (_, k) => k);
    expect(extremeNear(samplesOf(slope), RATE, 50, 20)).toBe(null);
    const cut = beat.map((value, k) => (k >= 64 ? null : value));
    expect(extremeNear(samplesOf(cut), RATE, 64, 8)).toBe(null);
    expect(extremeNear(samplesOf([]), RATE, 5, 20)).toBe(null);
  });

  test('finds the same sample on a signal that is shifted or turned over', () => {
    const values = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 30, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 200 }), fc.integer({ min: -9999, max: 9999 }), (held, at, by) => {
        const found = extremeNear(samplesOf(held), RATE, at, 40);
        expect(extremeNear(samplesOf(held.map((value) => value + by)), RATE, at, 40)).toBe(found);
        if (found === null) return;
        expect(Math.abs(found - at) * (1000 / RATE)).toBeLessThanOrEqual(40 + 1000);
        const [before, here, after] = [held[found - 1], held[found], held[found + 1]];
        expect(before === here || after === here || before! < here! === after! < here!).toBe(true);
      }),
    );
  });
});

const root = join(recordingsDir() ?? '', 'mitdb');
describe.skipIf(recordingsDir() === null)(
  'on mitdb/100 (skipped without ../shared/recordings or VIGIL_RECORDINGS)',
  () => {
    test('an RR is the annotated one within a sample, wherever a hand put the calipers, but where the annotation stands beside the peak', () => {
      const header = parseWfdbHeader(readFileSync(join(root, '100.hea'), 'utf8'), '100.hea');
      const { signals, frames } = decodeRecord(root, header, () => header);
      const samples = samplesOf([...(signals[0]?.samples ?? [])]);
      const beats = wfdbBeats(readFileSync(join(root, '100.atr')), '100.atr', 360, frames);
      // A hand is off by up to two pixels at 25 mm/s, which is 21 ms.
      const placed = beats.map((beat, k) => extremeNear(samples, 360, beat + (((k * 7) % 15) - 7), 40) ?? Number.NaN);
      const off = beats.slice(1).map((beat, k) => {
        const [before, at] = [beats[k] ?? Number.NaN, placed[k + 1] ?? Number.NaN];
        return Math.abs(at - (placed[k] ?? Number.NaN) - (beat - before));
      });
      expect(off.length).toBe(2_272);
      expect(off.filter((by) => by <= 1).length).toBe(2_218);
      expect(off.filter((by) => by <= 2).length).toBe(2_272);
      const lower = beats.filter((beat, k) => beat !== placed[k] && samples.at(beat) > samples.at(placed[k] ?? 0));
      expect(lower).toEqual([]);
    });
  },
);
