import { clearLimitOf } from './limitCondition.ts';
import type { AlarmReport } from './report.ts';

/** An alarm of a numeric, as far as it tells of a limit. Times are of one clock. */
export interface LimitTelling {
  readonly report: Pick<AlarmReport, 'limit'>;
  readonly sourceCode: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * A limit as it was set at the bedside. `told`: an alarm told it in this time. `between`: the alarms before and after told the same,
 * nobody knows of another, and none told it in this time.
 */
export interface LimitStretch {
  readonly crossed: 'lower' | 'upper';
  readonly limit: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly basis: 'told' | 'between';
}

/**
 * The limits of a numeric that its alarms tell, in its own unit. Where two that follow each other tell different ones, nothing is
 * said of the time between: somebody changed it, and nobody told when.
 */
export function limitsTold(
  tellings: readonly LimitTelling[],
  { code, unit }: { readonly code: string | null; readonly unit: string },
): readonly LimitStretch[] {
  const told = tellings
    .flatMap(({ report, sourceCode, fromMs, untilMs }): LimitStretch[] => {
      const limit = clearLimitOf(report.limit);
      if (limit === null || code === null || sourceCode !== code || limit.unit !== unit) return [];
      return [{ crossed: limit.crossed, limit: limit.limit, fromMs, untilMs, basis: 'told' }];
    })
    .sort((a, b) => a.fromMs - b.fromMs);
  return (['lower', 'upper'] as const).flatMap((side) => {
    const ofSide = told.filter(({ crossed }) => crossed === side);
    const between = ofSide.flatMap((next, k): LimitStretch[] => {
      const before = ofSide[k - 1];
      if (before === undefined || before.limit !== next.limit || before.untilMs >= next.fromMs) return [];
      return [{ ...next, fromMs: before.untilMs, untilMs: next.fromMs, basis: 'between' }];
    });
    return [...ofSide, ...between].sort((a, b) => a.fromMs - b.fromMs);
  });
}
