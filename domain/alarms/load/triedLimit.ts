import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { aboveLimit, belowLimit } from '#domain/alarms/alarmCodes.ts';
import { type ClearLimit, clearLimitOf, isBeyond } from '#domain/alarms/limitCondition.ts';
import { finite, list, object, oneOf, orNull, type Problem, text } from '#domain/alarms/shape.ts';
import { lookUpCode } from '#domain/codes/mdc.ts';
import { unitText } from '#domain/vitals/display.ts';
import type { Logged } from './logged.ts';

/** Which limit is meant, on all beds. */
export interface LimitName {
  /** IEEE 11073-10101 id of the alarm: one measurement can have a limit and, with a code of its own, a further one. */
  readonly code: string | null;
  /** IEEE 11073-10101 id of what is measured. */
  readonly measured: string;
  readonly crossed: 'lower' | 'upper';
  /** UCUM, of the limit. */
  readonly unit: string;
}

/** A limit that is tried in place of those that were set. */
export interface TriedLimit extends LimitName {
  readonly limit: number;
}

/** A limit as the reports of a span tell it. */
export interface ToldLimit extends LimitName {
  /** The strictest and the widest it was set to. */
  readonly strictest: number;
  readonly widest: number;
  /** How many alarms told it, and at how many beds. */
  readonly alarms: number;
  readonly beds: number;
}

export interface ToldLimits {
  /** Those with the most alarms first. */
  readonly limits: readonly ToldLimit[];
  /** Limit alarms that do not tell in full what was measured and the limit of it; no other limit can be tried on them. */
  readonly untold: number;
}

/** So many events are looked at before the caller is asked whether to go on: some milliseconds. */
export const LOOKED_AT = 2_000;

/** What an alarm is an alarm of, apart from its limit; null: nobody has told what was measured. */
export function measuredOf({ report, sourceCode }: SourcedReport): Pick<LimitName, 'code' | 'measured'> | null {
  const measured = sourceCode ?? (lookUpCode(report.code) === null ? null : report.code);
  return measured === null ? null : { code: report.code, measured };
}

/** The limit a report tells of; null: it tells of none, or not in full. */
export function limitNameOf(reported: SourcedReport): LimitName | null {
  const clear = clearLimitOf(reported.report.limit);
  const measured = measuredOf(reported);
  return clear === null || measured === null ? null : { ...measured, crossed: clear.crossed, unit: clear.unit };
}

/** Equal for names of the same limit. */
export function keyOfLimit({ code, measured, crossed, unit }: LimitName): string {
  return JSON.stringify([code, measured, crossed, unit]);
}

/** Whether one limit reports less than the other: an alarm that crosses it has crossed the other before. */
export function isWider(limit: number, { crossed, limit: than }: Pick<ClearLimit, 'crossed' | 'limit'>): boolean {
  return isBeyond(limit, { crossed, limit: than });
}

const limitCodes: ReadonlySet<string | null> = new Set([...belowLimit, ...aboveLimit]);

/** Which limits the reports of a span tell. Run in slices; every step is short, and the last one returns. */
export function* toldLimits(log: readonly Logged[], fromMs: number): Generator<undefined, ToldLimits> {
  const told = new Map<string, ToldLimit & { readonly keys: Set<string>; readonly at: Set<string> }>();
  const named = new Set<string>();
  const untold = new Set<string>();
  for (const [index, { atMs, event }] of log.entries()) {
    if (index % LOOKED_AT === LOOKED_AT - 1) yield;
    if (atMs < fromMs || (event.type !== 'reported' && event.type !== 'opened')) continue;
    for (const reported of event.reports) {
      const { report } = reported;
      const name = limitNameOf(reported);
      const limit = report.limit?.limit;
      if (name === null || limit == null) {
        if (report.limit !== null || limitCodes.has(report.code)) untold.add(report.alarmKey);
        continue;
      }
      named.add(report.alarmKey);
      const known = told.get(keyOfLimit(name)) ?? {
        ...name,
        strictest: limit,
        widest: limit,
        alarms: 0,
        beds: 0,
        keys: new Set<string>(),
        at: new Set<string>(),
      };
      const { crossed, strictest, widest, keys, at } = known;
      told.set(keyOfLimit(name), {
        ...known,
        strictest: isWider(strictest, { crossed, limit }) ? limit : strictest,
        widest: isWider(limit, { crossed, limit: widest }) ? limit : widest,
        alarms: keys.add(report.alarmKey).size,
        beds: at.add(report.bedKey).size,
      });
    }
  }
  return {
    limits: [...told.values()].map(({ keys: _keys, at: _at, ...limit }) => limit).sort((a, b) => b.alarms - a.alarms),
    untold: [...untold].filter((key) => !named.has(key)).length,
  };
}

const shapeOfLimits = list(
  object({
    code: orNull(text),
    measured: text,
    crossed: oneOf('lower', 'upper'),
    unit: text,
    limit: finite,
  }),
);

/**
 * Reads limits from data of unknown origin, and holds them against those that were told. All or nothing; never throws.
 *
 * Refused is a limit that nobody told of, one named twice, and one that is stricter than the strictest it was set to: the
 * record holds only what crossed the limit of then, and nothing of what lies between the two.
 */
export function readTriedLimits(
  value: unknown,
  told: ToldLimits,
):
  | { readonly ok: true; readonly limits: readonly TriedLimit[] }
  | { readonly ok: false; readonly problems: readonly Problem[] } {
  const misshapen = shapeOfLimits(value, 'limits');
  if (misshapen.length > 0) return { ok: false, problems: misshapen };
  const limits = value as readonly TriedLimit[];
  const byKey = new Map(told.limits.map((limit) => [keyOfLimit(limit), limit]));
  const named = new Set<string>();
  const problems = limits.flatMap((tried): Problem[] => {
    const key = keyOfLimit(tried);
    const known = byKey.get(key);
    const where = limitText(tried);
    if (known === undefined)
      return [{ where, what: 'is told by no alarm of this span', todo: 'Leave it out, or choose another span.' }];
    if (named.has(key)) return [{ where, what: 'is there twice', todo: 'Give it once.' }];
    named.add(key);
    const { crossed, strictest } = known;
    if (!isWider(strictest, tried)) return [];
    const unit = unitText(tried.unit);
    return [
      {
        where,
        what: `at ${tried.limit} ${unit} is stricter than ${strictest} ${unit}, which was in force: what lies between was never reported, so no record tells how many alarms it would be`,
        todo: `Give ${strictest} ${unit} or ${crossed === 'lower' ? 'less' : 'more'}.`,
      },
    ];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, limits };
}

/** Alarms whose code says more than that a limit is crossed. */
const events: Readonly<Record<string, string>> = { MDC_EVT_DESAT: 'desaturation' };

/** A limit for people: "SpO₂ low", "SpO₂ low, desaturation". */
export function limitText({ code, measured, crossed }: LimitName): string {
  const name = `${lookUpCode(measured)?.shortName ?? measured} ${crossed === 'lower' ? 'low' : 'high'}`;
  return code === null || code === measured || limitCodes.has(code) ? name : `${name}, ${events[code] ?? code}`;
}
