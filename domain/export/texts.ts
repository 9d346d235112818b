/** Letters that Unicode does not take apart, as people write them where they have no such key. */
const likened: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  µ: 'u',
  μ: 'u',
  '\u03a9': 'Ohm',
  '\u2126': 'Ohm',
  '–': '-',
  '—': '-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '−': '-',
};

/** One character without its marks, in ASCII; `?` where there is nothing like it. Line breaks and controls become blanks. */
function plainLetter(letter: string): string {
  const known = likened[letter];
  if (known !== undefined) return known;
  const base = letter.normalize('NFKD').replace(/\p{M}/gu, '');
  if (/^[\x20-\x7e]+$/.test(base)) return base;
  return /^[\s\p{C}]*$/u.test(base) ? ' ' : '?';
}

/** A text in printable ASCII, for formats that have nothing else. Compare with the text to know whether something was lost. */
export function asciiText(text: string): string {
  return [...text].map(plainLetter).join('');
}

/** A text in one line. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Windows code page 1252 from 0x80 on, as PDF's WinAnsiEncoding has it (ISO 32000-1, annex D); a blank where it is empty. */
const WIN_80 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/**
 * A text in WinAnsiEncoding. Letters it does not have are written without their marks, or as `?`; `isExact` tells whether
 * there were any.
 */
export function winAnsi(text: string): { readonly bytes: readonly number[]; readonly isExact: boolean } {
  let isExact = true;
  const bytes = [...oneLine(text.normalize('NFC'))].flatMap((letter) => {
    const own = winAnsiCode(letter);
    if (own !== null) return [own];
    isExact = false;
    return [...plainLetter(letter)].map((plain) => plain.charCodeAt(0));
  });
  return { bytes, isExact };
}

function winAnsiCode(letter: string): number | null {
  const code = letter.codePointAt(0) as number;
  if ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff)) return code;
  const place = letter === ' ' ? -1 : WIN_80.indexOf(letter);
  return place < 0 ? null : 0x80 + place;
}

/** First byte of a letter, by how many follow. */
const LEADS = [0, 0xc0, 0xe0, 0xf0];

/** A text as UTF-8; half of a pair of surrogates becomes U+FFFD. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const letter of text) {
    const read = letter.codePointAt(0) as number;
    const code = read >= 0xd800 && read <= 0xdfff ? 0xfffd : read;
    if (code < 0x80) bytes[length++] = code;
    else {
      const following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      bytes[length++] = (LEADS[following] as number) | (code >> (6 * following));
      for (let k = following - 1; k >= 0; k--) bytes[length++] = 0x80 | ((code >> (6 * k)) & 0x3f);
    }
  }
  return bytes.slice(0, length);
}

/** A text of ASCII as bytes; throws on anything else, since a byte that is lost moves all behind it. */
export function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code > 0x7e) throw new RangeError(`no ASCII: ${JSON.stringify(text.slice(k, k + 20))}`);
    bytes[k] = code;
  }
  return bytes;
}

/** Texts and bytes as one piece; texts are ASCII. */
export function joinBytes(parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) => (typeof part === 'string' ? asciiBytes(part) : part));
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
