import type { ExportPatient, ExportWave } from '#domain/export/exportSpan.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import type { PaperName } from './sheet.ts';

/** A wave of a strip, with how its name stands there. */
export interface StripWave extends ExportWave {
  readonly name: string;
}

/** A measure that somebody took, along one wave. */
export interface StripMeasure {
  /** Of the list of waves. */
  readonly wave: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** As it is to stand there, such as `RR 812 ms, 74 /min`. */
  readonly text: string;
}

/** An alarm of the time of a strip; `sign`: its priority as `!!!`, `!!`, `!`. */
export interface StripAlarm {
  readonly fromMs: number;
  readonly untilMs: number | null;
  readonly sign: string;
  readonly text: string;
}

/** All that a printed strip tells. Times are ms since 1970. */
export interface Strip {
  readonly fromMs: number;
  readonly untilMs: number;
  /** At least one. */
  readonly waves: readonly StripWave[];
  readonly alarms: readonly StripAlarm[];
  readonly measures: readonly StripMeasure[];
  /** null: nobody was announced in the bed. */
  readonly patient: ExportPatient | null;
  readonly bedName: string;
  readonly stationName: string;
  readonly by: string;
  readonly atMs: number;
  readonly paper: PaperName;
  readonly mmPerS: number;
  /** Of the ECG, mm/mV. */
  readonly gain: number;
  /** Of the ECG. */
  readonly filter: FilterName;
}

/** How times are written where the reader of the strip is. */
export interface StripClock {
  /** Time of day with seconds. */
  readonly time: (ms: number) => string;
  /** With its zone, such as `UTC+1`. */
  readonly date: (ms: number) => string;
}
