import { utf8 } from './texts.ts';

/** A text at a time of an EDF+ file, in seconds since the start in its header; `duration` null: not told. */
export interface EdfNote {
  readonly onset: number;
  readonly duration: number | null;
  readonly text: string;
}

/** What a record's annotations take at least, and by what they grow. */
const LEAST_BYTES = 64;

/**
 * The annotations of each data record, all of one even length: first the record's own onset, then as many notes as there is
 * room for, in their order, none before its record has come (EDF+, 2.2.2 and 2.2.4).
 */
export function edfAnnotations(onsets: readonly number[], notes: readonly EdfNote[]): Uint8Array<ArrayBuffer>[] {
  const lists = notes.map(({ onset, duration, text }) => {
    const lasts = duration === null ? '' : `\x15${seconds(duration)}`;
    // 20 and 0 end texts and lists; they can't stand in one.
    return utf8(
      `${signed(onset)}${lasts}\x14${[...text].map((letter) => (letter < ' ' ? ' ' : letter)).join('')}\x14\0`,
    );
  });
  const own = onsets.map((onset) => utf8(`${signed(onset)}\x14\x14\0`));
  const most = Math.max(0, ...own.map(({ length }) => length)) + Math.max(0, ...lists.map(({ length }) => length));
  for (let size = Math.max(LEAST_BYTES, most + (most % 2)); ; size *= 2) {
    const records = placed(own, lists, size, (list, record) => {
      const next = onsets[record + 1];
      return next === undefined || (notes[list] as EdfNote).onset < next;
    });
    if (records !== null) return records;
  }
}

/** null: there is not room enough. */
function placed(
  own: readonly Uint8Array[],
  lists: readonly Uint8Array[],
  size: number,
  isDue: (list: number, record: number) => boolean,
): Uint8Array<ArrayBuffer>[] | null {
  let list = 0;
  const records = own.map((first, record) => {
    const bytes = new Uint8Array(size);
    bytes.set(first);
    let at = first.length;
    for (
      let next = lists[list];
      next !== undefined && isDue(list, record) && at + next.length <= size;
      next = lists[list]
    ) {
      bytes.set(next, at);
      at += next.length;
      list++;
    }
    return bytes;
  });
  return list === lists.length || own.length === 0 ? records : null;
}

function signed(onset: number): string {
  return onset < 0 ? `-${seconds(-onset)}` : `+${seconds(onset)}`;
}

/** To the microsecond; never with an exponent, which EDF has not. */
function seconds(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}
