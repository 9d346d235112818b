import type { LogisticModel } from './logistic.ts';

/**
 * How likely ventricular tachycardia is, by the evidence of ventricularEvidence.ts. Made by `npm run evaluate -- train` from
 * 204 labelled alarms of the PhysioNet/CinC Challenge 2015, in the runs of record numbers below; not edited by hand.
 */
export const ventricularModel: LogisticModel & { readonly madeFrom: readonly (readonly [number, number])[] } = {
  bias: -1.8351,
  terms: [
    { name: 'wideRhythm', mean: 0.2957, spread: 0.2922, weight: 0.9618 },
    { name: 'widened', mean: 0.2212, spread: 0.2233, weight: 0.9785 },
    { name: 'otherBeats', mean: 0.3728, spread: 0.3463, weight: 0.5654 },
    { name: 'pulseSize', mean: 0.8788, spread: 0.1252, weight: -0.5389 },
    { name: 'clearness', mean: 0.2568, spread: 0.2352, weight: 0.8969 },
    { name: 'sameness', mean: 0.5698, spread: 0.3446, weight: -0.3598 },
  ],
  madeFrom: [
    [100, 140],
    [152, 266],
    [381, 486],
    [512, 517],
    [548, 579],
    [607, 636],
    [667, 711],
    [775, 849],
  ],
};
