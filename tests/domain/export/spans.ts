import fc from 'fast-check';
import type { ExportFile, ExportSpan, ExportSteps, ExportWave } from '#domain/export/exportSpan.ts';
import { firstIndexFrom } from '#domain/signals/slots.ts';

export const FROM_MS = Date.UTC(2026, 10, 26, 23, 59, 55);

export type ChannelOf = Partial<ExportWave['channel']>;

/** A wave over a span; `missing`: parts of it, 0 to 1, in which there is no sample. */
export function waveOf(
  channel: ChannelOf,
  value: (index: number) => number,
  spanMs: number,
  missing: readonly (readonly [number, number])[] = [],
): ExportWave {
  const whole: ExportWave['channel'] = {
    code: 'MDC_ECG_ELEC_POTL_II',
    label: 'II',
    unit: 'mV',
    rateHz: 250,
    scalePerLsb: 0.005,
    offset: 0,
    rawMinimum: -32768,
    rawMaximum: 32767,
    originMs: FROM_MS - 100_003,
    ...channel,
  };
  const [from, until] = [firstIndexFrom(whole, FROM_MS), firstIndexFrom(whole, FROM_MS + spanMs)];
  const gaps = missing
    .map(([a, b]) => ({
      from: from + Math.round(a * (until - from)),
      until: from + Math.round(b * (until - from)),
      reason: 'a lead or a sensor was off',
    }))
    .filter((gap) => gap.from < gap.until);
  const edges = [from, ...gaps.flatMap((gap) => [gap.from, gap.until]), until];
  const runs = [];
  for (let k = 0; k < edges.length; k += 2) {
    const [begin, end] = [edges[k] as number, edges[k + 1] as number];
    const samples = Int32Array.from({ length: end - begin }, (_, n) => value(begin + n));
    if (samples.length > 0) runs.push({ firstIndex: begin, samples });
  }
  return { channel: whole, runs, gaps };
}

export function spanOf(waves: readonly ExportWave[], spanMs: number, also: Partial<ExportSpan> = {}): ExportSpan {
  return {
    fromMs: FROM_MS,
    untilMs: FROM_MS + spanMs,
    waves,
    notes: [],
    patient: null,
    bedName: 'ICU 7',
    stationName: 'Station A',
    by: 'Dr Haas',
    atMs: FROM_MS + 3_600_000,
    ...also,
  };
}

/** All files of an export, by name. */
export function filesOf(steps: ExportSteps) {
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { files, remarks } = step.value;
  return { files: new Map(files.map((file: ExportFile) => [file.name, file.bytes])), remarks };
}

const rates = [50, 62.5, 125, 250, 360, 500, 1000, 66 + 2 / 3, 31.25, 249.7];
const scales = [0.005, 0.0024, 1, 0.1, 1 / 200, 0.00488];

/** Spans of up to two seconds: one to three waves of any rates and raw samples, with up to two gaps each. */
export function anySpan(raw: fc.Arbitrary<number>): fc.Arbitrary<ExportSpan> {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  const wave = fc.record({
    rateHz: fc.constantFrom(...rates),
    scalePerLsb: fc.constantFrom(...scales),
    originMs: fc.constantFrom(FROM_MS - 100_003, FROM_MS - 100_003, FROM_MS - 5000),
    values: fc.array(raw, { minLength: 1, maxLength: 50 }),
    edges: fc.tuple(part, part, part, part),
  });
  return fc
    .tuple(fc.array(wave, { minLength: 1, maxLength: 3 }), fc.integer({ min: 100, max: 2000 }))
    .map(([waves, spanMs]) =>
      spanOf(
        waves.map(({ values, edges, ...channel }, k) => {
          const [a, b, c, d] = [...edges].sort((x, y) => x - y) as [number, number, number, number];
          const value = (index: number) => values[index % values.length] as number;
          return waveOf({ ...channel, label: `wave ${k}`, code: null }, value, spanMs, [
            [a, b],
            [c, d],
          ]);
        }),
        spanMs,
      ),
    );
}

export const int16 = fc.integer({ min: -32768, max: 32767 });
/** The lowest is no sample anywhere in Vigil. */
export const int32 = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 });

/** Samples by index, as they were held. */
export function heldOf({ runs }: ExportWave): Map<number, number> {
  return new Map(
    runs.flatMap(({ firstIndex, samples }) => [...samples].map((raw, k) => [firstIndex + k, raw] as const)),
  );
}
