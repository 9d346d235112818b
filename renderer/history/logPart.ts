import { sampleTimeMs } from '#domain/signals/channel.ts';
import { cutBySlots } from '#domain/signals/slots.ts';
import type { Place } from './historyKeys.ts';
import { rangeOf } from './keptWave.ts';
import type { LogEntry, LogNames } from './logRecord.ts';
import { EVERY_LANE, type LogRow } from './schema.ts';

/**
 * Beds are spread over so many lanes, and each has rows of its own: who reads a bed's last minute reads those of an
 * eighth of the ward. More lanes are more rows a second, and each costs as much to put as its samples.
 */
const LANES = 8;

/** A row lies in one slot of time, so that those of a window are a range of keys. */
export const LOG_SLOT_MS = 10_000;

/** What goes into one row of the log. */
export interface LogPart {
  readonly lane: number;
  readonly slotMs: number;
  /** Times of its first and last sample. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly entry: LogEntry;
}

/** The lane of a bed, by its pseudonym: it tells nothing more of the bed. */
export function laneOf(bed: string): number {
  return Number.parseInt(bed.slice(0, 8), 16) % LANES;
}

/** Where a row is bound to. Those of earlier versions have no lane. */
export function logPlace({ lane, fromMs, untilMs }: Pick<LogRow, 'lane' | 'fromMs' | 'untilMs'>): Place {
  return lane === EVERY_LANE ? ['log', fromMs, untilMs] : ['log', lane, fromMs, untilMs];
}

/** What came in one second, by lane and slot. `lane`: of a bed, by its key. */
export function logParts(
  { waves, observations }: LogEntry,
  names: LogNames,
  lane: (bedKey: string) => number,
): LogPart[] {
  const parts = new Map<string, OpenPart>();
  const partOf = (bedKey: string, slot: number): OpenPart => {
    const [of, slotMs] = [lane(bedKey), slot * LOG_SLOT_MS];
    const known = parts.get(`${of} ${slotMs}`) ?? new OpenPart(of, slotMs);
    parts.set(`${of} ${slotMs}`, known);
    return known;
  };
  for (const { wave, runs } of waves) {
    const { bedKey, channel } = names.waves[wave] as LogNames['waves'][number];
    for (const run of runs) {
      for (const { slot, block } of cutBySlots(channel, { channelId: 0, ...run }, LOG_SLOT_MS)) {
        const { firstIndex, samples } = block;
        const part = partOf(bedKey, slot);
        const known = part.waves.get(wave);
        if (known === undefined) part.waves.set(wave, [{ firstIndex, samples }]);
        else known.push({ firstIndex, samples });
        part.reach(sampleTimeMs(channel, firstIndex));
        part.reach(sampleTimeMs(channel, rangeOf(block).until - 1));
      }
    }
  }
  for (const observation of observations) {
    const [numeric, timeMs] = observation;
    const { bedKey } = names.numerics[numeric] as LogNames['numerics'][number];
    const part = partOf(bedKey, Math.floor(timeMs / LOG_SLOT_MS));
    part.observations.push(observation);
    part.reach(timeMs);
  }
  return [...parts.values()].map(({ lane: of, slotMs, fromMs, untilMs, waves: kept, observations: values }) => ({
    lane: of,
    slotMs,
    fromMs,
    untilMs,
    entry: { waves: [...kept].map(([wave, runs]) => ({ wave, runs })), observations: values },
  }));
}

class OpenPart {
  readonly waves = new Map<number, LogEntry['waves'][number]['runs'][number][]>();
  readonly observations: LogEntry['observations'][number][] = [];
  fromMs = Number.POSITIVE_INFINITY;
  untilMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly lane: number,
    readonly slotMs: number,
  ) {}

  reach(timeMs: number): void {
    this.fromMs = Math.min(this.fromMs, timeMs);
    this.untilMs = Math.max(this.untilMs, timeMs);
  }
}
