import type { Rhythm } from '#domain/analysis/rhythmRules.ts';
import type { OpinionQuestion } from '#domain/analysis/secondOpinion.ts';
import type { SourceKind, StripChannel } from '#domain/analysis/strip.ts';
import { STRIP_MS } from '#domain/analysis/verdict.ts';

/** Each rhythm takes its own way through the code, and only what has run some times is compiled to run fast. */
const ROUNDS = 6;
const rhythms: readonly Rhythm[] = [
  'ventricularTachycardia',
  'asystole',
  'bradycardia',
  'tachycardia',
  'ventricularFibrillation',
];

/** Two leads, a plethysmogram and a pressure, as most beds have them. */
const waves: readonly { readonly kind: SourceKind; readonly rateHz: number; readonly widthS: number }[] = [
  { kind: 'ecg', rateHz: 250, widthS: 0.02 },
  { kind: 'ecg', rateHz: 250, widthS: 0.03 },
  { kind: 'pleth', rateHz: 125, widthS: 0.1 },
  { kind: 'pressure', rateHz: 125, widthS: 0.08 },
];
const INTERVAL_S = 0.7;
/** Some roughness: a line without any is flat to those who judge, and is not looked at. */
const ROUGHNESS = 0.02;

/** Strips of nobody, for a thread to have judged before the first alarm. Each is made when it is asked for. */
export function* practice(): Generator<OpinionQuestion, void> {
  for (let round = 0; round < ROUNDS; round++)
    for (const rhythm of rhythms)
      yield {
        rhythm,
        strip: { durationMs: STRIP_MS, channels: waves.map(practiceWave) },
        codes: waves.map(() => null),
        untilMs: 0,
      };
}

/** A beat each 0.7 s, and something that is no beat all the time. */
function practiceWave({ kind, rateHz, widthS }: (typeof waves)[number]): StripChannel {
  const samples = Float64Array.from({ length: (rateHz * STRIP_MS) / 1000 }, (_, k) => {
    const fromBeatS = ((k / rateHz) % INTERVAL_S) - INTERVAL_S / 2;
    return Math.exp(-0.5 * (fromBeatS / widthS) ** 2) + ROUGHNESS * Math.sin(k * k);
  });
  return { kind, label: '', rateHz, samples };
}
