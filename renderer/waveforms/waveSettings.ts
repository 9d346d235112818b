import { ECG_GAINS, SPEEDS, STANDARD_SPEED } from '#domain/display/calibration.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { FILTERS, type FilterName } from '#domain/signals/filters.ts';
import type { Gain } from '#domain/signals/scaling.ts';
import type { Frozen } from './engine/protocol.ts';

export type SweepMode = 'sweep' | 'scroll';

/** How the user of this window wants to see waves. */
export interface WaveSettings {
  readonly mode: SweepMode;
  /** One of SPEEDS. */
  readonly speedMmPerS: number;
  /** Of every ECG, unless it has a gain of its own. */
  readonly ecgGain: Gain;
  /** Gains of single beds and lanes, by {@link bedScope} or {@link laneScope}. */
  readonly ecgGainOf: Readonly<Record<string, Gain>>;
  /** Of every ECG, unless it has a filter of its own. */
  readonly filter: FilterName;
  readonly filterOf: Readonly<Record<string, FilterName>>;
  /** Not kept: a window that opens shows what is now. */
  readonly frozen: Frozen;
}

/** What the waves look like before anybody chose: as the device sent them, at the standard speed of an ECG. */
export const defaultWaveSettings: WaveSettings = {
  mode: 'sweep',
  speedMmPerS: STANDARD_SPEED,
  ecgGain: 'auto',
  ecgGainOf: {},
  filter: 'asSent',
  filterOf: {},
  frozen: { all: false, bedKeys: [] },
};

/** What can be chosen. `of`: the bed or lane that is meant ({@link bedScope}, {@link laneScope}); null: all of them. */
export type WaveAction =
  | { readonly type: 'faster' }
  | { readonly type: 'slower' }
  | { readonly type: 'setSpeed'; readonly speedMmPerS: number }
  | { readonly type: 'setMode'; readonly mode: SweepMode }
  | { readonly type: 'toggleMode' }
  | { readonly type: 'moreGain'; readonly of: string | null }
  | { readonly type: 'lessGain'; readonly of: string | null }
  /** `gain` null: no gain of its own any more. */
  | { readonly type: 'setGain'; readonly of: string | null; readonly gain: Gain | null }
  | { readonly type: 'nextFilter'; readonly of: string | null }
  /** `filter` null: no filter of its own any more. */
  | { readonly type: 'setFilter'; readonly of: string | null; readonly filter: FilterName | null }
  | { readonly type: 'toggleFreeze'; readonly bedKey: string }
  | { readonly type: 'toggleFreezeAll' }
  /** The freeze of some beds has ended by itself; `still`: those of which it has not. */
  | { readonly type: 'thawed'; readonly bedKeys: readonly string[]; readonly still: number };

/** Where a step up or down begins while the gain is chosen automatically. */
const STANDARD_GAIN = 10;

type Reducers = {
  readonly [T in WaveAction['type']]: (
    settings: WaveSettings,
    action: Extract<WaveAction, { type: T }>,
  ) => Partial<WaveSettings>;
};

const reducers: Reducers = {
  faster: ({ speedMmPerS }) => ({ speedMmPerS: step(SPEEDS, speedMmPerS, 1) }),
  slower: ({ speedMmPerS }) => ({ speedMmPerS: step(SPEEDS, speedMmPerS, -1) }),
  setSpeed: (_, { speedMmPerS }) => (SPEEDS.includes(speedMmPerS) ? { speedMmPerS } : {}),
  setMode: (_, { mode }) => ({ mode }),
  toggleMode: ({ mode }) => ({ mode: mode === 'sweep' ? 'scroll' : 'sweep' }),
  moreGain: (settings, { of }) => withGain(settings, of, stepGain(gainFor(settings, of), 1)),
  lessGain: (settings, { of }) => withGain(settings, of, stepGain(gainFor(settings, of), -1)),
  setGain: (settings, { of, gain }) => withGain(settings, of, gain),
  nextFilter: (settings, { of }) =>
    withFilter(settings, of, FILTERS[(FILTERS.indexOf(filterFor(settings, of)) + 1) % FILTERS.length] as FilterName),
  setFilter: (settings, { of, filter }) => withFilter(settings, of, filter),
  // While everything stands still, a bed can't be let go alone: whoever asks for it wants to see what is now.
  toggleFreeze: ({ frozen: { all, bedKeys } }, { bedKey }) => ({
    frozen: {
      all: false,
      bedKeys: all ? [] : bedKeys.includes(bedKey) ? bedKeys.filter((key) => key !== bedKey) : [...bedKeys, bedKey],
    },
  }),
  toggleFreezeAll: ({ frozen: { all } }) => ({ frozen: { all: !all, bedKeys: [] } }),
  thawed: ({ frozen }, { bedKeys, still }) => ({
    frozen: {
      all: frozen.all && still > 0,
      bedKeys: frozen.bedKeys.filter((bedKey) => !bedKeys.includes(bedKey)),
    },
  }),
};

/** The settings after an action; the same object where it changes nothing. */
export function applyWaveAction(settings: WaveSettings, action: WaveAction): WaveSettings {
  const reduce = reducers[action.type] as (settings: WaveSettings, action: WaveAction) => Partial<WaveSettings>;
  const next = { ...settings, ...reduce(settings, action) };
  return JSON.stringify(next) === JSON.stringify(settings) ? settings : next;
}

/** Name of a bed in {@link WaveSettings.ecgGainOf} and {@link WaveSettings.filterOf}. */
export function bedScope(bedKey: string): string {
  return JSON.stringify([bedKey]);
}

/** Name of a lane there. The channel's id would not do: a station that is restarted gives it anew. */
export function laneScope(bedKey: string, { code, label }: Pick<Channel, 'code' | 'label'>): string {
  return JSON.stringify([bedKey, code ?? label]);
}

/** The gain of a lane, a bed, or all (null): its own, else the one of what it belongs to. */
export function gainFor({ ecgGain, ecgGainOf }: WaveSettings, of: string | null): Gain {
  return own(ecgGainOf, of) ?? ecgGain;
}

/** The filter, likewise. */
export function filterFor({ filter, filterOf }: WaveSettings, of: string | null): FilterName {
  return own(filterOf, of) ?? filter;
}

/** Whether a bed stands still on the glass. */
export function isFrozen({ frozen: { all, bedKeys } }: WaveSettings, bedKey: string): boolean {
  return all || bedKeys.includes(bedKey);
}

/** Text for keeping. */
export function writeWaveSettings({ frozen, ...kept }: WaveSettings): string {
  return JSON.stringify({ version: 1, ...kept });
}

/** Reads what was kept; null for anything that is not exactly that: a half-understood choice is not the user's choice. */
export function readWaveSettings(text: string): WaveSettings | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { version, mode, speedMmPerS, ecgGain, ecgGainOf, filter, filterOf } = value as Record<string, unknown>;
  if (version !== 1) return null;
  if (mode !== 'sweep' && mode !== 'scroll') return null;
  if (typeof speedMmPerS !== 'number' || !SPEEDS.includes(speedMmPerS)) return null;
  if (!isGain(ecgGain) || !isFilter(filter)) return null;
  if (!isRecordOf(ecgGainOf, isGain) || !isRecordOf(filterOf, isFilter)) return null;
  return { mode, speedMmPerS, ecgGain, ecgGainOf, filter, filterOf, frozen: defaultWaveSettings.frozen };
}

function withGain(settings: WaveSettings, of: string | null, gain: Gain | null): Partial<WaveSettings> {
  if (gain !== null && !isGain(gain)) return {};
  if (of === null) return gain === null ? {} : { ecgGain: gain };
  return { ecgGainOf: changed(settings.ecgGainOf, of, gain) };
}

function withFilter(settings: WaveSettings, of: string | null, filter: FilterName | null): Partial<WaveSettings> {
  if (of === null) return filter === null ? {} : { filter };
  return { filterOf: changed(settings.filterOf, of, filter) };
}

/** A bed's choice replaces those of its lanes: it was made later, and for all of them. */
function changed<T>(held: Readonly<Record<string, T>>, of: string, value: T | null): Readonly<Record<string, T>> {
  const isWithin = (scope: string): boolean => scope === of || scope.startsWith(`${of.slice(0, -1)},`);
  const rest = Object.entries(held).filter(([scope]) => !isWithin(scope));
  return Object.fromEntries(value === null ? rest : [...rest, [of, value]]);
}

/** A lane's own, else its bed's. */
function own<T>(held: Readonly<Record<string, T>>, of: string | null): T | undefined {
  if (of === null) return undefined;
  if (Object.hasOwn(held, of)) return held[of];
  const [bedKey] = JSON.parse(of) as [string, string?];
  const bed = bedScope(bedKey);
  return Object.hasOwn(held, bed) ? held[bed] : undefined;
}

function stepGain(gain: Gain, by: 1 | -1): Gain {
  return step(ECG_GAINS, gain === 'auto' ? STANDARD_GAIN : gain, by);
}

/** The next value; the first and the last one have none beyond. */
function step(values: readonly number[], from: number, by: 1 | -1): number {
  return values[values.indexOf(from) + by] ?? from;
}

function isGain(value: unknown): value is Gain {
  return value === 'auto' || (typeof value === 'number' && ECG_GAINS.includes(value));
}

function isFilter(value: unknown): value is FilterName {
  return FILTERS.some((filter) => filter === value);
}

function isRecordOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is Readonly<Record<string, T>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([scope, one]) => isScope(scope) && isOne(one))
  );
}

function isScope(text: string): boolean {
  try {
    const parts: unknown = JSON.parse(text);
    return (
      Array.isArray(parts) &&
      (parts.length === 1 || parts.length === 2) &&
      parts.every((part) => typeof part === 'string') &&
      JSON.stringify(parts) === text
    );
  } catch {
    return false;
  }
}
