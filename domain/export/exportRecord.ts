import type { PatientKey } from '#domain/ward/whose.ts';

/** In the order in which they are offered. */
export const exportFormats = ['pdf', 'png', 'wfdb', 'edf', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What leaves a station, for its record: whose by key, as alarms have it, and never by name. Times are ms since 1970. */
export interface ExportRecord {
  readonly format: ExportFormat;
  readonly bedKey: string;
  readonly patientKey: PatientKey;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Names of waves. */
  readonly waves: readonly string[];
  readonly actorId: string;
  readonly why: string;
  /** Whether the file, or its name, says who the patient is. */
  readonly isNamed: boolean;
  readonly bytes: number;
  /** Of the file, 64 hexadecimal digits: a file that turns up somewhere can be told to be this one. */
  readonly sha256: string;
}

/**
 * Somebody exports; a line of the record. It is written before the file is handed out, so it may stand there for one that was not, as
 * when the disk failed just then, and never misses one that was.
 */
export type ExportRemark = ExportRecord & { readonly type: 'exported' };
