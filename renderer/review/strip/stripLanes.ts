import { lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import { MISSING } from '#domain/signals/block.ts';
import { sampleIndexAt, sampleTimeMs } from '#domain/signals/channel.ts';
import { columnExtent, type Extent, type SamplesByIndex } from '#domain/signals/columns.ts';
import { bandAt, type FilterName, FilterRun } from '#domain/signals/filters.ts';
import type { HistoryGap, WindowWave } from '#renderer/history/historyReader.ts';
import type { HistoryGapState, KeptChannel } from '#renderer/history/keptWave.ts';
import { AT_END, STAYS_AT_END } from '#renderer/waveforms/engine/columnFlags.ts';
import type { StretchLane } from '#renderer/waveforms/engine/protocol.ts';
import type { HeldStrip, Span } from './readStrip.ts';

/** What one device sent of a lane, as it is shown: filtered or not. */
export interface StripWave {
  readonly channel: KeptChannel;
  /** Raw units. */
  readonly samples: SamplesByIndex;
  readonly sent: SamplesByIndex;
  /** Physical value of raw 0: a filter with a lower edge takes the baseline away. */
  readonly offset: number;
  readonly gaps: readonly HistoryGap[];
}

/** A lane of the strip: a wave, through all changes of the device that sent it. */
export interface StripLane {
  /** Equal for the same lane in another stretch. */
  readonly key: string;
  readonly name: string;
  readonly shortName: string;
  readonly parameter: Parameter;
  /** UCUM; '' before anything of it is known. */
  readonly unit: string;
  readonly filter: FilterName;
  /** Empty: nothing of it is kept here. In the order of time. */
  readonly waves: readonly StripWave[];
}

/** A stretch of a lane without samples, and why. */
export interface Absence extends Span {
  readonly state: HistoryGapState;
}

/** The lanes of a stretch. ECGs are filtered, nothing else is. Two waves of one name at one time, or in two units, are two lanes. */
export function lanesOf({ windows }: HeldStrip, ecgFilter: FilterName): StripLane[] {
  return windows.flatMap(({ name, window }) => {
    const entry = lookUpCode(name);
    const parameter = entry?.parameter ?? 'other';
    const filter = parameter === 'ecg' ? ecgFilter : 'asSent';
    const groups: WindowWave[][] = [];
    for (const wave of [...window.waves].sort((a, b) => beginOf(a) - beginOf(b))) {
      const group = groups.find((held) => goesOn(held.at(-1) as WindowWave, wave));
      if (group === undefined) groups.push([wave]);
      else group.push(wave);
    }
    return (groups.length === 0 ? [[]] : groups).map((group, n): StripLane => {
      return {
        key: `${name} ${n}`,
        name: entry?.name ?? name,
        shortName: entry?.shortName ?? group[0]?.channel.label ?? name,
        parameter,
        unit: group[0]?.channel.unit ?? '',
        filter,
        waves: group.map((wave) => shown(wave, filter)),
      };
    });
  });
}

/** Lowest and highest of each of so many columns of a stretch, in the lane's unit, as the live painter wants them. */
export function columnsOf({ waves }: StripLane, { fromMs, untilMs }: Span, count: number): StretchLane {
  const low = new Float32Array(count).fill(Number.NaN);
  const high = new Float32Array(count).fill(Number.NaN);
  const flags = new Uint8Array(count);
  const extent: Extent = { min: 0, max: 0 };
  const sent: Extent = { min: 0, max: 0 };
  for (const { channel, samples, sent: raw, offset } of waves) {
    const first = sampleIndexAt(channel, fromMs);
    const perColumn = (sampleIndexAt(channel, untilMs) - first) / count;
    for (let column = 0; column < count; column++) {
      const from = first + column * perColumn;
      if (!columnExtent(samples, from, from + perColumn, extent)) continue;
      const a = extent.min * channel.scalePerLsb + offset;
      const b = extent.max * channel.scalePerLsb + offset;
      // A column in which one device follows another shows both.
      low[column] = least(Math.min(a, b), low[column] as number);
      high[column] = -least(-Math.max(a, b), -(high[column] as number));
      columnExtent(raw, from, from + perColumn, sent);
      flags[column] = (flags[column] as number) | endFlags(sent, channel);
    }
  }
  return { low, high, flags };
}

/** Where a lane has no samples within a stretch that is the stay's. Shorter ones than a column are not seen, nor told. */
export function absencesOf({ waves }: StripLane, columns: StretchLane, span: Span, own: Span): Absence[] {
  const columnMs = (span.untilMs - span.fromMs) / columns.high.length;
  const absences: Absence[] = [];
  for (let k = 0; k < columns.high.length; k++) {
    const fromMs = span.fromMs + k * columnMs;
    const middleMs = fromMs + columnMs / 2;
    if (!Number.isNaN(columns.high[k] as number) || middleMs < own.fromMs || middleMs >= own.untilMs) continue;
    const state = stateAt(waves, middleMs);
    if (state === null) continue;
    const last = absences.at(-1);
    const goes = last !== undefined && last.state === state && Math.abs(last.untilMs - fromMs) < columnMs / 2;
    if (goes) absences[absences.length - 1] = { ...last, untilMs: fromMs + columnMs };
    else absences.push({ fromMs, untilMs: fromMs + columnMs, state });
  }
  return absences;
}

/** The wave that speaks at a time: one that has a sample there, else the first. null: the lane has none. */
export function waveAt({ waves }: StripLane, atMs: number): StripWave | null {
  const speaks = waves.find(({ channel, sent }) => sent.at(nearestIndex(channel, atMs)) !== MISSING);
  return speaks ?? waves[0] ?? null;
}

/** The lane's value at the sample nearest to a time, in its unit; null: there is none. */
export function valueAt(lane: StripLane, atMs: number): number | null {
  const wave = waveAt(lane, atMs);
  return wave === null ? null : physicalAt(wave, nearestIndex(wave.channel, atMs));
}

export function nearestIndex(channel: Pick<KeptChannel, 'originMs' | 'rateHz'>, atMs: number): number {
  return Math.round(sampleIndexAt(channel, atMs));
}

/** The value of a sample as it is shown; null: there is none. */
export function physicalAt({ channel, samples, offset }: StripWave, index: number): number | null {
  const raw = samples.at(index);
  return raw === MISSING ? null : raw * channel.scalePerLsb + offset;
}

/** Samples beside each other, by index; what is in no run is missing. */
class Dense implements SamplesByIndex {
  readonly first: number;
  readonly values: Float64Array;

  constructor({ runs }: WindowWave) {
    this.first = runs.reduce((least, { firstIndex }) => Math.min(least, firstIndex), Number.POSITIVE_INFINITY);
    const end = runs.reduce((most, { firstIndex, samples }) => Math.max(most, firstIndex + samples.length), this.first);
    this.values = new Float64Array(runs.length === 0 ? 0 : end - this.first).fill(MISSING);
    for (const { firstIndex, samples } of runs) this.values.set(samples, firstIndex - this.first);
  }

  at(index: number): number {
    return this.values[index - this.first] ?? MISSING;
  }

  /** In place. Begins anew behind each gap. */
  filter(filter: FilterName, rateHz: number): void {
    const run = new FilterRun(filter, rateHz);
    for (let k = 0; k < this.values.length; k++) {
      const raw = this.values[k] as number;
      if (raw === MISSING) run.reset();
      else this.values[k] = run.step(raw);
    }
  }
}

function shown(wave: WindowWave, filter: FilterName): StripWave {
  const { channel, gaps } = wave;
  const sent = new Dense(wave);
  if (filter === 'asSent') return { channel, samples: sent, sent, offset: channel.offset, gaps };
  const samples = new Dense(wave);
  samples.filter(filter, channel.rateHz);
  const offset = bandAt(filter, channel.rateHz).lowHz === null ? channel.offset : 0;
  return { channel, samples, sent, offset, gaps };
}

function beginOf({ channel, runs, gaps }: WindowWave): number {
  const first = Math.min(...runs.map((run) => run.firstIndex), Number.POSITIVE_INFINITY);
  return sampleTimeMs(channel, Number.isFinite(first) ? first : (gaps[0]?.from ?? 0));
}

/** Whether a wave follows another one in the same unit, once that has ended. */
function goesOn(before: WindowWave, wave: WindowWave): boolean {
  const end = before.runs.reduce((most, { firstIndex, samples }) => Math.max(most, firstIndex + samples.length), 0);
  return before.channel.unit === wave.channel.unit && sampleTimeMs(before.channel, end) <= beginOf(wave);
}

/** Why no device has a sample at a time. Of several the one that knows more. null: a device has, but in no whole column. */
function stateAt(waves: readonly StripWave[], atMs: number): HistoryGapState | null {
  const states = waves.flatMap(({ channel, gaps }) => {
    const index = sampleIndexAt(channel, atMs);
    return gaps.find(({ from, until }) => index > from - 1 && index < until)?.state ?? [];
  });
  if (waves.length === 0) return 'notRecorded';
  return states.find((state) => state !== 'notRecorded') ?? states[0] ?? null;
}

/** Whether some of what a column shows, or all of it, stands at an end of the converter's range. */
function endFlags({ min, max }: Extent, { rawMinimum, rawMaximum }: KeptChannel): number {
  if (max <= rawMinimum || min >= rawMaximum) return AT_END | STAYS_AT_END;
  return min <= rawMinimum || max >= rawMaximum ? AT_END : 0;
}

/** The lower of a value and of what a column has shown so far; NaN: nothing. */
function least(value: number, soFar: number): number {
  return Number.isNaN(soFar) ? value : Math.min(value, soFar);
}
