import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSeries, encodeSeries, type Run, type Series } from '#domain/signals/chunk/series.ts';
import { loadRecordings } from '#fixtures/replay/recordings.ts';
import type { BedSlice, BedSource } from '#fixtures/source.ts';
import { recordingsDir } from '#tests/support/recordings.ts';

const root = recordingsDir() ?? '';

/** The waves of a bed, by channel, as a minute each would be kept. */
function* minutes(source: BedSource, ms: number): Generator<Series> {
  for (let untilMs = 60_000; untilMs < ms + 60_000; untilMs += 60_000) {
    const slice: BedSlice = source.read(Math.min(untilMs, ms));
    for (const [k, { rateHz }] of source.channels.entries()) {
      const runs = slice.waveforms.flatMap(({ channel, firstIndex, samples }): Run[] =>
        channel === k ? [{ firstIndex, samples }] : [],
      );
      yield { rateHz, runs };
    }
  }
}

describe.skipIf(recordingsDir() === null)(
  'every recording comes back bit for bit (skipped without ../shared/recordings or VIGIL_RECORDINGS)',
  () => {
    // Ratios to 16 bits a sample as measured when this was written, rounded down: they are not to become worse.
    test.each([
      ['bidmc', 480_008, 1.4],
      ['challenge2015/excerpts', 30_000, 2.2],
      ['challenge2015/full', 330_000, 2.3],
      ['challenge2015/original', 330_000, 1.9],
      ['mitdb', 1_805_556, 3.9],
      ['nstdb', 1_805_556, 3.1],
      ['cudb', 509_264, 2.7],
      ['ptbdb', 38_400, 2.6],
      ['mimicdb', 16_000, 2.8],
    ])('%s, and takes less room', (folder, ms, leastRatio) => {
      let samples = 0;
      let bytes = 0;
      for (const source of loadRecordings(join(root, folder)).sources) {
        for (const series of minutes(source, ms)) {
          const encoded = encodeSeries(series);
          const result = decodeSeries(encoded);
          if (!result.ok || !sameSeries(series, result.series))
            throw new Error(`${source.displayName} comes back otherwise`);
          samples += series.runs.reduce((sum, run) => sum + run.samples.length, 0);
          bytes += encoded.length;
        }
      }
      expect(samples).toBeGreaterThan(0);
      expect((2 * samples) / bytes, `${(bytes / samples).toFixed(3)} bytes a sample`).toBeGreaterThan(leastRatio);
    });
  },
);

/** As toEqual, which takes minutes for millions of samples. */
function sameSeries(one: Series, other: Series): boolean {
  return (
    one.rateHz === other.rateHz &&
    one.runs.length === other.runs.length &&
    one.runs.every(({ firstIndex, samples }, k) => {
      const twin = other.runs[k] as Run;
      return (
        twin.firstIndex === firstIndex &&
        twin.samples.length === samples.length &&
        samples.every((sample, n) => sample === twin.samples[n])
      );
    })
  );
}
