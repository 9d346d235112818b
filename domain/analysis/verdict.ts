import { probability } from './logistic.ts';
import { type Opinion, type Rhythm, rhythmRules } from './rhythmRules.ts';
import { type Fault, faultTexts } from './signalQuality.ts';
import { isReliable, type Reading, readStrip } from './source.ts';
import type { Strip } from './strip.ts';
import { evidenceNames, type VentricularEvidence, ventricularEvidence } from './ventricularEvidence.ts';
import { ventricularModel } from './ventricularModel.ts';

/**
 * Whether the waves bear an alarm out. It changes how an alarm is presented, never whether: a high alarm is neither silenced nor
 * delayed by it. `cannotTell`: no channel can be relied upon; then the alarm counts as it came.
 */
export type Credibility = 'credible' | 'doubtful' | 'cannotTell';

/** What a source says, with what a person needs to see it: its beats, and how good it was. */
export interface SourceVerdict extends Opinion {
  /** 0 to 1. */
  readonly quality: number;
  readonly faults: readonly Fault[];
  /** ms from the strip's beginning. */
  readonly beatsMs: readonly number[];
}

/** The second opinion on one alarm. */
export interface Verdict {
  readonly rhythm: Rhythm;
  readonly credibility: Credibility;
  /** Of the waves in what is said, 0 to 1. */
  readonly confidence: number;
  /** One line for people. */
  readonly reason: string;
  readonly sources: readonly SourceVerdict[];
}

/**
 * Above this the run is held credible. Not tuned: a missed true alarm costs five times a false one in the Challenge's score, which at
 * a score near 0.8 weighs 1 + 4 * 0.8 against 1, and so does the probability: 1 / (1 + 4.2).
 */
export const CREDIBLE_FROM = 0.19;

/** How long a strip a verdict wants before the alarm. Shorter ones are judged by what there is. */
export const STRIP_MS = 30_000;

/** Judges an alarm by the strip that ends with it. Pure; some 10 ms for 30 s of four channels, the first some 80 ms. */
export function verdictOn(rhythm: Rhythm, strip: Strip): Verdict {
  return judge(rhythm, readStrip(strip), (evidence) =>
    probability(
      ventricularModel,
      evidenceNames.map((name) => evidence[name]),
    ),
  );
}

/** The same of a strip that has been read, with another estimate of how likely ventricular beats are. */
export function judge(
  rhythm: Rhythm,
  reading: Reading,
  likelihood: (evidence: VentricularEvidence) => number,
): Verdict {
  // Where beats lose their shape, a lead that is only readable must do.
  const isReadable = reading.sources.some(({ kind, quality }) => kind === 'ecg' && quality >= 0.5);
  if (rhythm === 'ventricularTachycardia') return byModel(reading, isReadable, likelihood);
  const canTell = rhythm === 'ventricularFibrillation' ? isReadable : reading.sources.some(isReliable);
  return byRule(rhythm, reading, canTell);
}

function byRule(rhythm: Exclude<Rhythm, 'ventricularTachycardia'>, reading: Reading, canTell: boolean): Verdict {
  const opinions = reading.sources.map((source) => rhythmRules[rhythm](source, reading));
  const against = strongest(opinions, reading, 'against');
  const supporting = strongest(opinions, reading, 'for');
  const foremost = against ?? supporting;
  const credibility = against !== null ? 'doubtful' : canTell ? 'credible' : 'cannotTell';
  return {
    rhythm,
    credibility,
    confidence: credibility === 'cannotTell' ? 0 : (foremost?.strength ?? 0.5),
    reason: foremost === null ? unreadable(reading) : `${foremost.opinion.label}: ${foremost.opinion.text}`,
    sources: withBeats(opinions, reading),
  };
}

function byModel(reading: Reading, canTell: boolean, likelihood: (evidence: VentricularEvidence) => number): Verdict {
  const evidence = ventricularEvidence(reading);
  const likely = likelihood(evidence);
  const credibility = likely >= CREDIBLE_FROM ? 'credible' : canTell ? 'doubtful' : 'cannotTell';
  return {
    rhythm: 'ventricularTachycardia',
    credibility,
    confidence: credibility === 'doubtful' ? 1 - likely : likely,
    reason: ventricularReason(evidence),
    sources: withBeats(
      reading.sources.map((source) => rateOpinion(source)),
      reading,
    ),
  };
}

function ventricularReason({ wideRhythm, widened, otherBeats, clearness }: VentricularEvidence): string {
  const signs = [
    [wideRhythm >= 0.5, 'wide, even waves'],
    [widened >= 0.3, 'wider than its usual beats'],
    [otherBeats >= 0.3, 'a fast run of beats unlike the usual one'],
    [clearness < 0.1, 'noise in a lead'],
  ] as const;
  const seen = signs.flatMap(([is, text]) => (is ? [text] : []));
  return seen.length > 0 ? seen.join(', ') : 'no run of wide beats';
}

function rateOpinion({ label, irregularity, beatsMs }: Reading['sources'][number]): Opinion {
  const text = `${beatsMs.length} beats, intervals differ by ${Math.round(100 * irregularity)} %`;
  return { label, says: 'unclear', text };
}

/** The most reliable source that says so. */
function strongest(opinions: readonly Opinion[], { sources }: Reading, says: Opinion['says']) {
  let best: { opinion: Opinion; strength: number } | null = null;
  for (const [k, opinion] of opinions.entries()) {
    const { quality, likeness } = sources[k] as Reading['sources'][number];
    const strength = quality * Math.max(0, likeness);
    if (opinion.says === says && (best === null || strength > best.strength)) best = { opinion, strength };
  }
  return best;
}

function unreadable({ sources }: Reading): string {
  const faults = sources.map(
    ({ label, faults: [fault] }) => `${label}: ${fault === undefined ? 'beats are not clear' : faultTexts[fault]}`,
  );
  return faults.length > 0 ? faults.join('; ') : 'no channel shows the heart';
}

function withBeats(opinions: readonly Opinion[], { sources }: Reading): readonly SourceVerdict[] {
  return opinions.map((opinion, k) => {
    const { quality, faults, beatsMs } = sources[k] as Reading['sources'][number];
    return { ...opinion, quality, faults, beatsMs };
  });
}
