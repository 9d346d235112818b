import type { Buffer } from 'node:buffer';

/** A line of a file, without its end. */
export interface FileLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Where it begins in the file, in bytes. */
  readonly startByte: number;
  /** Whether nothing comes behind it. */
  readonly isLast: boolean;
  /** Whether its end of line was written. */
  readonly isWhole: boolean;
}

const END_OF_LINE = 10;

/** The lines of a file, the last of them perhaps torn. */
export function* journalLines(bytes: Buffer): Generator<FileLine> {
  let line = 1;
  for (let startByte = 0; startByte < bytes.length; line++) {
    const end = bytes.indexOf(END_OF_LINE, startByte);
    const isWhole = end >= 0;
    const until = isWhole ? end : bytes.length;
    const isLast = until + 1 >= bytes.length;
    yield { text: bytes.toString('utf8', startByte, until), line, startByte, isLast, isWhole };
    startByte = until + 1;
  }
}
