/** How answers on alarms fared. */
export interface AlarmScore {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
  /** 0 to 1. */
  readonly sensitivity: number;
  readonly specificity: number;
  /** The Challenge's: a missed true alarm counts five times. 0 to 100. */
  readonly score: number;
}

export interface Answered {
  readonly isTrue: boolean;
  /** Whether the alarm was held true: what is not doubted is. */
  readonly answer: boolean;
}

/** Shares of nothing are 1. */
export function alarmScore(answered: readonly Answered[]): AlarmScore {
  const count = (isTrue: boolean, answer: boolean) =>
    answered.filter((one) => one.isTrue === isTrue && one.answer === answer).length;
  const [tp, fp, tn, fn] = [count(true, true), count(false, true), count(false, false), count(true, false)];
  const share = (part: number, all: number) => (all > 0 ? part / all : 1);
  return {
    tp,
    fp,
    tn,
    fn,
    sensitivity: share(tp, tp + fn),
    specificity: share(tn, tn + fp),
    score: 100 * share(tp + tn, tp + tn + fp + 5 * fn),
  };
}
