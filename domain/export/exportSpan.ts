import type { Channel } from '#domain/signals/channel.ts';
import type { Run } from '#domain/signals/chunk/series.ts';
import type { Range } from '#domain/signals/ranges.ts';

/** Samples [from, until) of a wave that are not there, and why, in words. */
export interface ExportGap extends Range {
  readonly reason: string;
}

/**
 * A wave as it is exported: samples in runs, in order and without overlap, and gaps for what is missing between the two times of
 * the span. Two waves of one name are two: the device, the gateway or its clock changed.
 */
export interface ExportWave {
  readonly channel: Omit<Channel, 'channelId'>;
  readonly runs: readonly Run[];
  readonly gaps: readonly ExportGap[];
}

/** Something that happened in the span, such as an alarm; `untilMs` null: it still stood at the end. */
export interface ExportNote {
  readonly fromMs: number;
  readonly untilMs: number | null;
  readonly text: string;
}

/** Whom a file is about. What is not to leave with it is null. */
export interface ExportPatient {
  readonly patientId: string;
  readonly displayName: string;
  readonly ageYears: number | null;
  readonly sex: 'female' | 'male' | 'other' | 'unknown';
}

/** What is to be written: samples, what happened meanwhile, and where they come from. Times are ms since 1970. */
export interface ExportSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly waves: readonly ExportWave[];
  readonly notes: readonly ExportNote[];
  /** null: nobody was in the bed, or the files are not to say who. */
  readonly patient: ExportPatient | null;
  readonly bedName: string;
  readonly stationName: string;
  /** Who exports, and when. */
  readonly by: string;
  readonly atMs: number;
}

export interface ExportFile {
  /** A plain name: letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `remarks`: what of the samples, times or names the format could not hold as it is, in words; empty: all is exact. */
export interface ExportResult {
  readonly files: readonly ExportFile[];
  readonly remarks: readonly string[];
}

/** An export in steps: yields which part of it is done, 0 to 1. Who does not go on has cancelled it. */
export type ExportSteps = Generator<number, ExportResult>;

/** How many samples there are. */
export function samplesOf({ waves }: Pick<ExportSpan, 'waves'>): number {
  return waves.reduce((sum, { runs }) => sum + runs.reduce((some, { samples }) => some + samples.length, 0), 0);
}

/** What the device calls a wave, with its code where it has one. */
export function fullNameOf({ channel: { label, code } }: ExportWave): string {
  return code === null ? label : `${label} (${code})`;
}
