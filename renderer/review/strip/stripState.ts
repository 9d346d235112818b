import { FILTERS, type FilterName } from '#domain/signals/filters.ts';

/** Speeds and gains of the strip, as ECG paper has them: mm/s and mm/mV. */
export const STRIP_SPEEDS = [12.5, 25, 50] as const;
export const STRIP_GAINS = [5, 10, 20] as const;

/** Lines of the calipers. A and B measure, and are the RR of a QT; Q and T are its beginning and its end. */
export const LINES = ['a', 'b', 'q', 't'] as const;
export type LineName = (typeof LINES)[number];

export type CaliperMode = 'interval' | 'qt';

/** Lines that stand in a mode, in the order in which a key goes through them. */
export const linesOf: Readonly<Record<CaliperMode, readonly LineName[]>> = {
  interval: ['a', 'b'],
  qt: ['a', 'b', 'q', 't'],
};

export interface Calipers {
  readonly mode: CaliperMode;
  /** Times; those that the mode does not show keep theirs. */
  readonly at: Readonly<Record<LineName, number>>;
  /** The one that keys move. */
  readonly chosen: LineName;
}

/** How a strip is looked at. */
export interface StripState {
  readonly speed: (typeof STRIP_SPEEDS)[number];
  readonly gain: (typeof STRIP_GAINS)[number];
  /** Of ECGs. */
  readonly filter: FilterName;
  /** Where on the glass the cursor stands: 0 at the left, 1 at the right. */
  readonly cursorShare: number;
  readonly calipers: Calipers | null;
  readonly isMarching: boolean;
  readonly isSnapping: boolean;
  /** Whether the beats are marked by which an alarm was judged. */
  readonly showsBeats: boolean;
  /** Number of the lane that is measured. */
  readonly lane: number;
  /** What is compared with; null: nothing. */
  readonly baseline: Baseline | null;
}

/** Another moment of the stay. */
export interface Baseline {
  readonly atMs: number;
  /** What lies over the strip is so much later than what it lies over, mostly earlier; null: it does not lie there yet. */
  readonly byMs: number | null;
  /** What was laid on what: the moment on the cursor, or the beats nearest to both. */
  readonly by: 'cursor' | 'beat';
}

export type StripEvent =
  | { readonly type: 'speed'; readonly by: 1 | -1 }
  | { readonly type: 'gain'; readonly by: 1 | -1 }
  | { readonly type: 'nextFilter' }
  | { readonly type: 'cursorShare'; readonly share: number }
  /** Opens calipers in this stretch, or closes them. */
  | { readonly type: 'calipers'; readonly fromMs: number; readonly untilMs: number }
  | { readonly type: 'qt'; readonly fromMs: number; readonly untilMs: number }
  | { readonly type: 'nextLine' }
  | { readonly type: 'line'; readonly name: LineName; readonly atMs: number }
  | { readonly type: 'marching' }
  | { readonly type: 'snapping' }
  | { readonly type: 'beats' }
  | { readonly type: 'lane'; readonly lane: number }
  | { readonly type: 'baseline'; readonly baseline: Baseline | null }
  /** Takes away what was laid on last: the baseline, then the calipers. */
  | { readonly type: 'escape' };

/** A strip as it is opened: standard paper, and nothing done to the signal. */
export const openStrip: StripState = {
  speed: 25,
  gain: 10,
  filter: 'asSent',
  cursorShare: 0.5,
  calipers: null,
  isMarching: false,
  isSnapping: true,
  showsBeats: true,
  lane: 0,
  baseline: null,
};

type Reducers = {
  readonly [T in StripEvent['type']]: (
    state: StripState,
    event: Extract<StripEvent, { type: T }>,
  ) => Partial<StripState>;
};

const reducers: Reducers = {
  speed: ({ speed }, { by }) => ({ speed: step(STRIP_SPEEDS, speed, by) }),
  gain: ({ gain }, { by }) => ({ gain: step(STRIP_GAINS, gain, by) }),
  nextFilter: ({ filter }) => ({ filter: FILTERS[(FILTERS.indexOf(filter) + 1) % FILTERS.length] as FilterName }),
  cursorShare: (_, { share }) => ({ cursorShare: Math.min(Math.max(share, 0), 1) }),
  calipers: ({ calipers }, span) => ({ calipers: calipers === null ? laidOn(span, 'interval') : null }),
  qt: ({ calipers }, span) => ({
    calipers:
      calipers === null
        ? laidOn(span, 'qt')
        : calipers.mode === 'qt'
          ? { ...calipers, mode: 'interval', chosen: 'a' }
          : { ...laidOn(span, 'qt'), at: { ...laidOn(span, 'qt').at, a: calipers.at.a, b: calipers.at.b } },
  }),
  nextLine: ({ calipers }) => {
    if (calipers === null) return {};
    const lines = linesOf[calipers.mode];
    const chosen = lines[(lines.indexOf(calipers.chosen) + 1) % lines.length] as LineName;
    return { calipers: { ...calipers, chosen } };
  },
  line: ({ calipers }, { name, atMs }) =>
    calipers === null || !Number.isFinite(atMs)
      ? {}
      : { calipers: { ...calipers, at: { ...calipers.at, [name]: atMs }, chosen: name } },
  marching: ({ isMarching }) => ({ isMarching: !isMarching }),
  beats: ({ showsBeats }) => ({ showsBeats: !showsBeats }),
  snapping: ({ isSnapping }) => ({ isSnapping: !isSnapping }),
  lane: (_, { lane }) => ({ lane: Math.max(0, lane) }),
  baseline: (_, { baseline }) => ({ baseline }),
  escape: ({ baseline }) => (baseline === null ? { calipers: null } : { baseline: null }),
};

export function reduceStrip(state: StripState, event: StripEvent): StripState {
  const reduce = reducers[event.type] as (state: StripState, event: StripEvent) => Partial<StripState>;
  return { ...state, ...reduce(state, event) };
}

/** Whether a line stands at the extreme sample of where it is put: an R has a peak, a Q's beginning and a T's end have none. */
export function snaps({ isSnapping }: Pick<StripState, 'isSnapping'>, name: LineName): boolean {
  return isSnapping && (name === 'a' || name === 'b');
}

/** The next of the values; the first and the last one have none beyond. */
function step<T extends number>(values: readonly T[], from: T, by: 1 | -1): T {
  return values[values.indexOf(from) + by] ?? from;
}

/** Four lines where a hand finds them: A and B about the middle, Q and T between B and the right edge. */
function laidOn(
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  mode: CaliperMode,
): Calipers {
  const at = (share: number) => fromMs + share * (untilMs - fromMs);
  return { mode, at: { a: at(0.45), b: at(0.55), q: at(0.6), t: at(0.65) }, chosen: 'a' };
}
