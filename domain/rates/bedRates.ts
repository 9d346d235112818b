import type { LiveFault } from '#domain/analysis/liveWave.ts';
import type { SourceKind } from '#domain/analysis/strip.ts';
import type { PatientKey } from '#domain/ward/whose.ts';

/** What the station found in one wave. */
export interface WaveRate {
  readonly channelId: number;
  readonly kind: SourceKind | 'respiration';
  /** Heart, pulse or respiration rate by this wave alone, whole, a minute; null: not to be relied upon, or not known. */
  readonly perMin: number | null;
  /** What has been wrong with it for some seconds (steadyFaults.ts), the worst first; empty: it is good. */
  readonly faults: readonly LiveFault[];
}

/**
 * What the waves of a bed say by the station's own count, as windows are told it: whole numbers, and only those that can be relied
 * upon. It says nothing of alarms, and never takes the place of a value of the bedside monitor.
 */
export interface BedRates {
  readonly bedKey: string;
  /** Whose waves these are. */
  readonly patientKey: PatientKey;
  /** The end of the second it is of, on the gateway's clock. */
  readonly untilMs: number;
  readonly waves: readonly WaveRate[];
  /** By all ECG leads together, a minute. null, here and below: not to be relied upon, or not known. */
  readonly heart: number | null;
  /** By the clearest of pleth and pressures, a minute. */
  readonly pulse: number | null;
  readonly respiration: number | null;
  /** Beats a minute without a pulse, for as long as it stands (steadyDeficit.ts); null: none that means anything, or not known. */
  readonly deficit: number | null;
}

/** However little changes, a bed is told anew so often: what is not told for longer than {@link RATES_STALE_MS} is not known. */
export const RATES_RETOLD_MS = 5_000;

/** As a value of the monitor (CLINICAL.md, ECG display): older than this nobody may take it for one of now. */
export const RATES_STALE_MS = 10_000;
