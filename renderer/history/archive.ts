import type { Observable } from 'rxjs';
import type { EnvelopeLevelMs } from '#domain/signals/envelope.ts';
import type { TrendColumns, TrendGap } from '#domain/vitals/trend.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { HistoryEnvelope, HistoryWindow } from './historyReader.ts';
import type { KeptAlarm } from './historyWriter.ts';
import type { HistoryGapState, KeptChannel } from './keptWave.ts';
import type { KeptNumeric } from './logRecord.ts';
import type { Whose } from './owner.ts';
import type { DamagedSpan } from './pieces.ts';
import type { Pin } from './pins.ts';
import type { KeptValues } from './recorder.ts';

/**
 * Who lay in a bed, from when until when, on the clock of their samples. What is held of them is asked for by the stay itself, and
 * only what came for them is answered: times tell where to look, never whose something is.
 */
export interface HeldStay extends Whose {
  readonly bedName: string;
  /** null: nobody was in the bed. */
  readonly patient: Patient | null;
  /** When it began, station's clock. Tells two stays in one bed apart, and never changes. */
  readonly beganMs: number;
  /** May become earlier while it lasts: what is fetched of the past comes later. */
  readonly fromMs: number;
  /** null: it lasts. */
  readonly untilMs: number | null;
}

/** What is kept of a bed in a span. */
export interface HeldNames {
  readonly waves: readonly KeptChannel[];
  readonly numerics: readonly KeptNumeric[];
}

/** A stretch of a bed's time that is not held whole, and why. */
export interface HeldGap {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: HistoryGapState;
}

/** What of a bed's time is held: stretches in which there is something, and what is missing in them. */
export interface HeldCoverage {
  readonly held: readonly { readonly fromMs: number; readonly untilMs: number }[];
  readonly gaps: readonly HeldGap[];
}

/** A numeric over a span, folded into columns. */
export interface HeldTrend {
  readonly numeric: KeptNumeric;
  /** They begin at a multiple of their width; values outside of the span are in none of them. */
  readonly columns: TrendColumns;
  readonly gaps: readonly TrendGap[];
}

/** The numerics of a bed of which there is a value in a span. */
export interface HeldTrends {
  readonly trends: readonly HeldTrend[];
  readonly damaged: readonly DamagedSpan[];
}

/** What was determined last of a numeric by each of some moments. */
export interface HeldReadings {
  readonly numeric: KeptNumeric;
  /** NaN: nothing was. */
  readonly times: Float64Array;
  /** NaN: nothing was, or the device said that it has no value. */
  readonly values: Float64Array;
}

/**
 * How the history of this browser fares. `off`: it is not kept, and `reason` says why and what to do. `opening`: not known
 * yet. `writing`: this window writes. `reading`: another window of this browser does. `stopped`: nobody does, and `reason` says
 * why; what is held can be read.
 */
export interface HistoryStatus {
  readonly state: 'opening' | 'writing' | 'reading' | 'stopped' | 'off';
  /** For people; '' when all is well. */
  readonly reason: string;
  /** The first and the last moment that is held, of any bed; null: nothing is. */
  readonly heldFromMs: number | null;
  readonly heldUntilMs: number | null;
}

/**
 * What is kept, to be asked by a window: with a station or without, while it is being written or not. Times are in ms
 * since 1970, of the gateway's clock that samples go by. A record that is damaged is
 * told with its span and its reason, and the rest is read. A question that can't be answered at all rejects with an Error
 * whose message is for people. None of the answers is ever changed later: what came since is asked for again.
 */
export interface Archive {
  /** Never completes; begins with what is known. */
  readonly status: Observable<HistoryStatus>;
  /** All stays of which something is held, the newest first; also of patients who are gone. */
  stays(): Promise<readonly HeldStay[]>;
  /** What can be asked for of somebody in a bed in [fromMs, untilMs). */
  names(whose: Whose, fromMs: number, untilMs: number): Promise<HeldNames>;
  /** Samples of a wave (keptWave.ts, waveName). */
  window(whose: Whose, wave: string, fromMs: number, untilMs: number): Promise<HistoryWindow>;
  /** Lowest and highest samples of a wave in bins. */
  envelope(
    whose: Whose,
    wave: string,
    fromMs: number,
    untilMs: number,
    levelMs: EnvelopeLevelMs,
  ): Promise<HistoryEnvelope>;
  /** Numerics, each with its values in the order of their times. */
  values(whose: Whose, fromMs: number, untilMs: number): Promise<readonly KeptValues[]>;
  /** Numerics in [fromMs, untilMs), folded into columns of `columnMs`. */
  trends(whose: Whose, fromMs: number, untilMs: number, columnMs: number): Promise<HeldTrends>;
  /** What was determined last by each of the moments, in their order; nothing from before `fromMs`. */
  readings(whose: Whose, fromMs: number, atMs: Float64Array): Promise<readonly HeldReadings[]>;
  /**
   * Alarms that stood at the bed at any time in [fromMs, untilMs), the oldest first: of anybody, as there are some of which nobody
   * knows whose they are. Each knows its patient (review/stayAlarms.ts).
   */
  alarms(whose: Whose, fromMs: number, untilMs: number): Promise<readonly KeptAlarm[]>;
  coverage(whose: Whose, fromMs: number, untilMs: number): Promise<HeldCoverage>;
  /** Has a span kept longest (retention.ts); the same again has no further effect. */
  pin(pin: Pin): Promise<void>;
  /** It is kept like any other again. */
  unpin(id: string): Promise<void>;
}
