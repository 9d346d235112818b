import { intervalOf } from './interval.ts';

/** Intervals that a heart can have, in ms. What is beyond was measured at something else: no number is made of it. */
export const RR_MS = { low: 200, high: 3_000 } as const;
export const QT_MS = { low: 100, high: 1_000 } as const;

/** Heart rates, /min, at which the formulae agree well enough to be taken as they are. */
export const RELIABLE_RATES = { low: 60, high: 100 } as const;

/** Why a QT is not corrected. */
export type QtcRefusal =
  /** RR is outside of {@link RR_MS}. */
  | 'rrImpossible'
  /** QT is outside of {@link QT_MS}. */
  | 'qtImpossible'
  /** QT is not shorter than RR: the end of the T wave, or the beat before, was taken for another one. */
  | 'qtBeyondRr';

/** `caution`: the rate is so `slow` that Bazett gives too little, or so `fast` that he gives too much; null: neither. */
export type CorrectedQt =
  | {
      readonly ok: true;
      readonly bazettMs: number;
      readonly fridericiaMs: number;
      readonly perMinute: number;
      readonly caution: 'slow' | 'fast' | null;
    }
  | { readonly ok: false; readonly code: QtcRefusal };

/**
 * The QT interval as it would be at a rate of 60 a minute, all in ms: Bazett QT / RR^(1/2), Fridericia QT / RR^(1/3), RR in
 * seconds. RR is the one before the beat whose QT was measured.
 *
 * Sources: HC Bazett, Heart 7 (1920) 353; LS Fridericia, Acta Med Scand 53 (1920) 469. Bazett over-corrects at fast rates
 * and under-corrects at slow ones: PM Rautaharju et al., AHA/ACCF/HRS recommendations for the standardization and
 * interpretation of the electrocardiogram, part IV, Circulation 119 (2009) e241, which prefers others and asks not to
 * correct at all where RR varies much, as in atrial fibrillation. The bounds of 60 and 100 a minute are the usual ones of
 * the field; those of {@link RR_MS} and {@link QT_MS} are ours, and only keep nonsense out.
 */
export function correctQt(qtMs: number, rrMs: number): CorrectedQt {
  if (!(rrMs >= RR_MS.low && rrMs <= RR_MS.high)) return { ok: false, code: 'rrImpossible' };
  if (!(qtMs >= QT_MS.low && qtMs <= QT_MS.high)) return { ok: false, code: 'qtImpossible' };
  if (qtMs >= rrMs) return { ok: false, code: 'qtBeyondRr' };
  const rrS = rrMs / 1000;
  const perMinute = intervalOf(0, rrMs).perMinute ?? 0;
  const caution = perMinute < RELIABLE_RATES.low ? 'slow' : perMinute > RELIABLE_RATES.high ? 'fast' : null;
  return { ok: true, bazettMs: qtMs / Math.sqrt(rrS), fridericiaMs: qtMs / Math.cbrt(rrS), perMinute, caution };
}
