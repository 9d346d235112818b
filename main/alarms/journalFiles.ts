import { basename, join } from 'node:path';

/** A file whose name carries the number of an entry: of a segment its first, of a checkpoint the last it knows. */
export interface NumberedFile {
  readonly path: string;
  readonly number: number;
}

const SEGMENT = /^segment-(\d{12})\.jsonl$/;
const CHECKPOINT = /^checkpoint-(\d{12})\.json$/;

export function segmentPath(folder: string, first: number): string {
  return join(folder, `segment-${padded(first)}.jsonl`);
}

export function checkpointPath(folder: string, number: number): string {
  return join(folder, `checkpoint-${padded(number)}.json`);
}

/** Where the torn end of a segment is kept; `cut` tells several of one segment apart. */
export function tornPath(segment: string, cut: number): string {
  return segment.replace(/segment-(\d+)\.jsonl$/, (_, number: string) => `torn-${number}-${cut}.txt`);
}

/** Files of the journal among the names of a folder, in the order of their numbers. */
export function numberedFiles(
  folder: string,
  names: readonly string[],
): {
  readonly segments: readonly NumberedFile[];
  readonly checkpoints: readonly NumberedFile[];
  readonly torn: readonly string[];
} {
  const matching = (pattern: RegExp): NumberedFile[] =>
    names
      .flatMap((name) => {
        const digits = pattern.exec(name)?.[1];
        return digits === undefined ? [] : { path: join(folder, name), number: Number(digits) };
      })
      .sort((a, b) => a.number - b.number);
  return {
    segments: matching(SEGMENT),
    checkpoints: matching(CHECKPOINT),
    torn: names.filter((name) => /^torn-.*\.txt$/.test(name)),
  };
}

/** A file as it is named in a notice: without the folder, which is told once. */
export function fileName(path: string): string {
  return basename(path);
}

function padded(number: number): string {
  return String(number).padStart(12, '0');
}
