import { keyOfLimit, type ToldLimit, type TriedLimit } from '#domain/alarms/load/triedLimit.ts';

/** What was typed for each limit, by its name (keyOfLimit). What is not there stays as it was. */
export type LimitDraft = Readonly<Record<string, number>>;

/** The number to show for a limit: what was typed, else the strictest that was in force. */
export function draftedLimit(draft: LimitDraft, told: ToldLimit): number {
  return draft[keyOfLimit(told)] ?? told.strictest;
}

/** The limits that differ from those that were set. What is no number is among them: reading it says so. */
export function triedLimits(draft: LimitDraft, told: readonly ToldLimit[]): readonly TriedLimit[] {
  return told.flatMap((one) => {
    const limit = draftedLimit(draft, one);
    const { code, measured, crossed, unit } = one;
    return limit === one.strictest ? [] : [{ code, measured, crossed, unit, limit }];
  });
}
