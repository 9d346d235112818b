import type { Call } from '#domain/alarms/load/occurrenceRecord.ts';
import { shownPriority } from '#domain/alarms/priority.ts';
import { groupBy } from '#domain/alarms/triage/survey.ts';
import type { Day } from '#fixtures/scenarios/day/day.ts';
import { alarmIdOf } from './dayLog.ts';

const MINUTE_MS = 60_000;

/** By what calls can be told apart: what they were about, or how it came that triage let them call. */
export const callKeys = {
  code: ({ record: { code, sourceCode } }: Call) => [code ?? '(no code)', sourceCode ?? ''].join(' ').trim(),
  way: wayOf,
} as const satisfies Record<string, (call: Call) => string>;

export type CallKey = keyof typeof callKeys;

/** Calls that are alike, and what became of them. */
export interface CallRow {
  readonly key: string;
  readonly priority: string;
  readonly calls: number;
  readonly actionable: number;
  readonly advisory: number;
  readonly false: number;
  /** What the station tells of itself: nobody has labelled it. */
  readonly unlabelled: number;
  /** By how long the condition stood, from its beginning. */
  readonly stoodUnder30s: number;
  readonly stoodUnder2min: number;
  /** The bed had called before, within so long; each counts in the shortest that holds. */
  readonly bedWithin1min: number;
  readonly bedWithin3min: number;
  readonly bedWithin10min: number;
  /** The same condition had, within ten minutes; and of these, somebody had answered it. */
  readonly sameWithin10min: number;
  readonly andAnswered: number;
}

/** The calls of a day by one of their sides and their priority, most first: where a policy has something to gain. */
export function callsBy(key: CallKey, calls: readonly Call[], { truths, durationMs }: Day): readonly CallRow[] {
  const seen = calls.map((call, index) => seenAs(call, calls.slice(0, index)));
  const groups = groupBy(seen, ({ call }) => `${callKeys[key](call)}\n${shownPriority(call.record)}`);
  const rows = [...groups].map(([name, group]): CallRow => {
    const [keyText = '', priority = ''] = name.split('\n');
    const count = (is: (one: Seen) => boolean) => group.filter(is).length;
    const verdict = (wanted: string | undefined) =>
      count(({ call }) => truths.get(alarmIdOf(call.record.alarmId))?.verdict === wanted);
    const stood = (fromMs: number, belowMs: number) =>
      count(({ call: { record } }) => {
        const ms = (record.endedMs ?? durationMs) - record.sinceMs;
        return ms >= fromMs && ms < belowMs;
      });
    const bed = (fromMs: number, belowMs: number) => count(({ bedMs }) => bedMs >= fromMs && bedMs < belowMs);
    return {
      key: keyText,
      priority,
      calls: group.length,
      actionable: verdict('actionable'),
      advisory: verdict('advisory'),
      false: verdict('false'),
      unlabelled: verdict(undefined),
      stoodUnder30s: stood(0, 30_000),
      stoodUnder2min: stood(30_000, 2 * MINUTE_MS),
      bedWithin1min: bed(0, MINUTE_MS),
      bedWithin3min: bed(MINUTE_MS, 3 * MINUTE_MS),
      bedWithin10min: bed(3 * MINUTE_MS, 10 * MINUTE_MS),
      sameWithin10min: count(({ same }) => same !== null),
      andAnswered: count(({ call, same }) => (same?.record.answeredMs ?? call.atMs + 1) <= call.atMs),
    };
  });
  return rows.sort((a, b) => b.calls - a.calls);
}

interface Seen {
  readonly call: Call;
  /** How long ago the bed had called last; infinite: never. */
  readonly bedMs: number;
  /** The last call of the same condition within ten minutes. */
  readonly same: Call | null;
}

function seenAs(call: Call, before: readonly Call[]): Seen {
  const { bedKey, condition } = call.record;
  const bed = before.findLast(({ record }) => record.bedKey === bedKey);
  const same = before.findLast(
    ({ record, atMs }) => record.condition === condition && call.atMs - atMs < 10 * MINUTE_MS,
  );
  return { call, bedMs: bed === undefined ? Number.POSITIVE_INFINITY : call.atMs - bed.atMs, same: same ?? null };
}

function wayOf({ atMs, how, record, reasons }: Call): string {
  if (how === 'line') return 'a line without a call';
  if (shownPriority(record) === 'high') return 'high: always calls';
  if (reasons.some(({ stage }) => stage === 'chatter')) return 'chattered';
  if (record.announcedMs !== null && record.announcedMs < atMs) return 'called again';
  const stages = new Set(record.spells.flatMap((spell) => spell.reasons.map(({ stage }) => stage)));
  if (stages.has('joinEpisode') || stages.has('attended')) return 'stood on after what it had joined';
  return stages.has('holdBack') ? 'outlasted its delay' : 'has no delay';
}
