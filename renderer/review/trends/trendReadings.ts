import { news2 } from '#domain/scores/news2.ts';
import { news2Inputs } from '#domain/scores/news2Inputs.ts';
import { NO_VALUE, valueText } from '#domain/vitals/display.ts';
import { believedAt, type Determination } from '#domain/vitals/trend.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { HeldReadings } from '#renderer/history/archive.ts';
import type { KeptNumeric } from '#renderer/history/logRecord.ts';
import type { Lane } from './trendLanes.ts';

/** A lane’s value at a moment, as it is read. */
export interface LaneReading {
  /** `120/80 (93)`; `---`: there is none to believe. */
  readonly text: string;
  /** When the first of its values was determined; null: nothing was. */
  readonly timeMs: number | null;
  readonly isBelieved: boolean;
}

/** What a lane reads at the `at`th of the moments that were asked for. */
export function laneReading(
  { numerics }: Pick<Lane, 'numerics'>,
  readings: readonly HeldReadings[],
  at: number,
  atMs: number,
): LaneReading {
  const parts = numerics.map((numeric) => {
    const last = lastOf(readings, numeric, at);
    return { numeric, last, believed: believedAt(last, atMs, numeric.periodMs) };
  });
  const [first, second, third] = parts.map(({ numeric, believed }) =>
    believed === null ? NO_VALUE : valueText(numeric, believed.value),
  );
  const mean = third === undefined ? '' : ` (${third})`;
  const isBelieved = parts.some(({ believed }) => believed !== null);
  const text = second === undefined || !isBelieved ? (first ?? NO_VALUE) : `${first}/${second}${mean}`;
  return { text, timeMs: parts[0]?.last?.timeMs ?? null, isBelieved };
}

function lastOf(readings: readonly HeldReadings[], numeric: KeptNumeric, at: number): Determination | null {
  const wanted = JSON.stringify(numeric);
  const found = readings.find((each) => JSON.stringify(each.numeric) === wanted);
  const timeMs = found?.times[at] ?? Number.NaN;
  return found === undefined || Number.isNaN(timeMs) ? null : { timeMs, value: found.values[at] as number };
}

/** NEWS2 at a moment: as far as a monitor can tell it, at least so many points. null: there is none. */
export interface ScoreAt {
  readonly score: number;
  readonly isPartial: boolean;
}

/** The score as the wall had it at that moment. */
export function scoreAt(
  patient: Patient | null,
  readings: readonly HeldReadings[],
  at: number,
  atMs: number,
): ScoreAt | null {
  const numerics = readings.map(({ numeric }, numericId) => ({ ...numeric, numericId }));
  const observations = readings.flatMap(({ times, values }, numericId) => {
    const [timeMs, value] = [times[at] as number, values[at] as number];
    return Number.isNaN(timeMs) ? [] : [{ numericId, timeMs, value: Number.isNaN(value) ? null : value }];
  });
  const result = news2(news2Inputs({ patient, numerics }, observations), atMs);
  return result.score === null ? null : { score: result.score, isPartial: result.isPartial };
}

/** `≥ 3`: of a partial score the least it can be. */
export function scoreText(score: ScoreAt | null): string {
  return score === null ? NO_VALUE : `${score.isPartial ? '≥ ' : ''}${score.score}`;
}
