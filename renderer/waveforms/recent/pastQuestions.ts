import type { Channel } from '#domain/signals/channel.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import type { Question } from '#renderer/waveforms/engine/protocol.ts';
import type { AnswerTo, EngineLink } from '#renderer/waveforms/engineLink.ts';
import type { RecentView } from './recentView.ts';

type Stretch = Extract<Question, { kind: 'stretch' }>;

/** Samples of a stretch of the past, column by column. */
export type Past = AnswerTo<Stretch>;

/** A lane as far as the engine is asked for it. */
export interface AskedLane {
  readonly channel: Channel;
  readonly filter: FilterName;
}

/** What a lane shows at one time. */
export interface LaneReading {
  /** null: there is no sample. */
  readonly value: number | null;
  /** What else is known of it: bits of engine/columnFlags.ts. */
  readonly flags: number;
}

/** Half the width of what is asked for to know the value at one time. */
const POINT_MS = 0.05;

/** Whole columns, counted from 1970: while one pans, a column stays the same column. */
export function inColumns({ fromMs, untilMs }: RecentView, columns: number): [number, number] {
  const columnMs = (untilMs - fromMs) / columns;
  const from = Math.round(fromMs / columnMs) * columnMs;
  return [from, from + columns * columnMs];
}

/** What each lane shows at a time. */
export async function readingsAt(
  ask: (fromMs: number, untilMs: number, columns: number) => Promise<Past | null>,
  atMs: number,
): Promise<LaneReading[]> {
  const past = await ask(atMs - POINT_MS, atMs + POINT_MS, 1);
  return (past?.lanes ?? []).map(({ low, high, flags }) => {
    const value = ((low[0] ?? Number.NaN) + (high[0] ?? Number.NaN)) / 2;
    return { value: Number.isNaN(value) ? null : value, flags: flags[0] ?? 0 };
  });
}

/** Asks for all lanes: once for each filter there is among them. */
export async function askLanes(
  waves: Pick<EngineLink, 'ask'>,
  bedKey: string,
  lanes: readonly AskedLane[],
  fromMs: number,
  untilMs: number,
  columns: number,
): Promise<Past | null> {
  const filters = [...new Set(lanes.map(({ filter }) => filter))];
  const answers = await Promise.all(
    filters.map((filter) =>
      waves.ask<Stretch>({
        kind: 'stretch',
        bedKey,
        channelIds: lanes.filter((lane) => lane.filter === filter).map(({ channel }) => channel.channelId),
        filter,
        fromMs,
        untilMs,
        columns,
      }),
    ),
  );
  const known = answers.filter((answer) => answer !== null);
  if (known.length !== answers.length) return null;
  const next = filters.map(() => 0);
  const froms = known.map(({ heldFromMs }) => heldFromMs).filter((ms) => ms !== null);
  const untils = known.map(({ heldUntilMs }) => heldUntilMs).filter((ms) => ms !== null);
  return {
    kind: 'stretch',
    heldFromMs: froms.length === 0 ? null : Math.min(...froms),
    heldUntilMs: untils.length === 0 ? null : Math.max(...untils),
    lanes: lanes.map(({ filter }) => {
      const f = filters.indexOf(filter);
      const at = next[f] ?? 0;
      next[f] = at + 1;
      return known[f]?.lanes[at] ?? NOTHING;
    }),
  };
}

const NOTHING = { low: new Float32Array(0), high: new Float32Array(0), flags: new Uint8Array(0) };
