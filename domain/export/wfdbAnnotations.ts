import { asciiBytes, asciiText, oneLine } from './texts.ts';

/** A text at a sample of a record. */
export interface WfdbNote {
  readonly sample: number;
  readonly text: string;
}

/** Codes of ecgcodes.h. */
const NOTE = 22;
const SKIP = 59;
const AUX = 63;

const LONGEST_STEP = 1023;
const LONGEST_TEXT = 255;

/** Writes notes, in the order of their samples, as an annotation file (annot(5), MIT format). Longer texts are cut at 255 letters. */
export function wfdbAnnotations(notes: readonly WfdbNote[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const word = (value: number): void => void bytes.push(value & 0xff, (value >> 8) & 0xff);
  let before = 0;
  for (const { sample, text } of notes) {
    const step = sample - before;
    before = sample;
    if (step > LONGEST_STEP) {
      word(SKIP << 10);
      // As the PDP-11 had them: the high half first.
      word(Math.floor(step / 0x10000));
      word(step % 0x10000);
      word(NOTE << 10);
    } else word((NOTE << 10) | step);
    const letters = asciiBytes(asciiText(oneLine(text)).slice(0, LONGEST_TEXT));
    word((AUX << 10) | letters.length);
    bytes.push(...letters);
    if (letters.length % 2 === 1) bytes.push(0);
  }
  word(0);
  return Uint8Array.from(bytes);
}
