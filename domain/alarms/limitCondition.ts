/**
 * A value that is beyond one of its alert limits, as the bedside tells it (alarm.proto, LimitAlertCondition; IEEE 11073-10207).
 * What is null is not told, or came as no finite number. All numbers are in `unit`.
 */
export interface LimitCondition {
  readonly crossed: 'lower' | 'upper' | 'unknown';
  /** As it is set at the bedside. */
  readonly limit: number | null;
  /** At this report; may be back within the limit. */
  readonly value: number | null;
  /** Furthest beyond the limit from the onset to this report. */
  readonly extreme: number | null;
  /** UCUM; '' when the gateway does not tell. */
  readonly unit: string;
}

/** Which way is worse. */
const signs = { lower: -1, upper: 1 } as const;

/** A limit alarm of which all is told that a comparison needs. */
export interface ClearLimit {
  readonly crossed: 'lower' | 'upper';
  readonly limit: number;
  /** UCUM; never ''. */
  readonly unit: string;
}

/** The limit that is told; null: there is none, or something of it is missing. */
export function clearLimitOf(told: LimitCondition | null): ClearLimit | null {
  if (told === null || told.crossed === 'unknown' || told.limit === null || told.unit === '') return null;
  const { crossed, limit, unit } = told;
  return { crossed, limit, unit };
}

/** Whether a value would be reported with this limit: beyond it, not at it. */
export function isBeyond(value: number, { crossed, limit }: Pick<ClearLimit, 'crossed' | 'limit'>): boolean {
  return signs[crossed] * (value - limit) > 0;
}

/** Whether something is missing of a limit alarm: its limit, which one, the unit, or any value while it is present. */
export function isUnclear(told: LimitCondition, isPresent: boolean): boolean {
  return clearLimitOf(told) === null || (isPresent && told.value === null && told.extreme === null);
}

/**
 * Whether what is told contradicts itself: the worst value is not beyond the limit, or the value is worse than the worst.
 * While the condition is `present` its value counts as the worst where no extreme is told; after it, it may be back.
 */
export function contradictsItself(told: LimitCondition, isPresent: boolean): boolean {
  const clear = clearLimitOf(told);
  if (clear === null) return false;
  const { value, extreme } = told;
  const worst = extreme ?? (isPresent ? value : null);
  if (worst === null) return false;
  return !isBeyond(worst, clear) || (value !== null && isBeyond(value, { ...clear, limit: worst }));
}

/** Whether the same is told. */
export function sameLimit(a: LimitCondition | null, b: LimitCondition | null): boolean {
  return (
    a?.crossed === b?.crossed &&
    a?.limit === b?.limit &&
    a?.value === b?.value &&
    a?.extreme === b?.extreme &&
    a?.unit === b?.unit
  );
}
