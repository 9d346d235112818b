import type { ExportFormat } from '#domain/export/exportRecord.ts';
import type { ExportSpan, ExportWave } from '#domain/export/exportSpan.ts';
import type { Strip } from '#domain/export/strip/strip.ts';

/** What the worker is to write of the pieces it was given. `name`: of the file, without its end. */
export type ExportJob =
  | {
      readonly kind: 'span';
      readonly format: 'wfdb' | 'edf' | 'csv';
      readonly name: string;
      readonly span: Omit<ExportSpan, 'waves'>;
    }
  | {
      readonly kind: 'strip';
      readonly format: 'pdf' | 'png';
      readonly name: string;
      readonly strip: Omit<Strip, 'waves'>;
    };

/** To the worker: pieces in the order of their times, then what to make of them. */
export type ToExportWorker =
  | { readonly type: 'pieces'; readonly waves: readonly ExportWave[] }
  | { readonly type: 'write'; readonly job: ExportJob };

/** A file that is ready to be handed out. */
export interface WrittenFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  /** What the format could not hold as it is, for people. */
  readonly remarks: readonly string[];
}

export type FromExportWorker =
  /** 0 to 1, of the writing. */
  | { readonly type: 'progress'; readonly part: number }
  | { readonly type: 'written'; readonly file: WrittenFile }
  | { readonly type: 'failed'; readonly reason: string };

export function isStrip(format: ExportFormat): format is 'pdf' | 'png' {
  return format === 'pdf' || format === 'png';
}
