import { isPlausible } from './calibration.ts';
import type { DisplaySize } from './displays.ts';

/** VESA E-EDID, release A, revision 2 (EDID 1.4), section 3. Later blocks only extend the first. */
const BASE_BLOCK = 128;
const HEADER = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const DESCRIPTORS = [54, 72, 90, 108];
const DESCRIPTOR_LENGTH = 18;
const NAME_TAG = 0xfc;
const NAME_LENGTH = 13;

/** Screens that write their shape where their size belongs, in millimetres or centimetres; also known to GNOME's mutter. */
const shapes: readonly (readonly [widthMm: number, heightMm: number])[] = [
  [16, 9],
  [16, 10],
  [160, 90],
  [160, 100],
  [1600, 900],
  [1600, 1000],
];

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Timing {
  readonly px: Size;
  readonly mm: Size;
}

/**
 * Size, resolution and name that a screen gives of itself in the base block of its EDID 1.3 or 1.4. Millimetres come from
 * the first detailed timing; where it has none, from the whole centimetres of bytes 21 and 22.
 *
 * Null when the block is damaged or of another version, when it gives no size (a projector gives none), when it gives its
 * shape as its size, or two sizes that contradict each other: a wrong millimetre is worse than none.
 */
export function parseEdid(bytes: Uint8Array): DisplaySize | null {
  if (bytes.length < BASE_BLOCK) return null;
  if (HEADER.some((byte, at) => bytes[at] !== byte)) return null;
  if (bytes.subarray(0, BASE_BLOCK).reduce((sum, byte) => sum + byte, 0) % 256 !== 0) return null;
  const revision = bytes[19];
  if (bytes[18] !== 1 || (revision !== 3 && revision !== 4)) return null;

  const block = new DataView(bytes.buffer, bytes.byteOffset, BASE_BLOCK);
  const timing = preferredTiming(block);
  if (timing === null) return null;
  const size = trueSize(timing, { width: block.getUint8(21) * 10, height: block.getUint8(22) * 10 });
  if (size === null) return null;
  return {
    widthMm: size.width,
    heightMm: size.height,
    widthPx: timing.px.width,
    heightPx: timing.px.height,
    name: displayName(bytes),
  };
}

/** The first descriptor must be the timing the screen prefers: its own resolution (1.4, section 3.10.1). */
function preferredTiming(block: DataView): Timing | null {
  const at = DESCRIPTORS[0] as number;
  // A pixel clock of zero marks a descriptor that is no timing.
  if (block.getUint16(at, true) === 0) return null;
  const upper = (byte: number) => block.getUint8(at + byte) >> 4;
  const lower = (byte: number) => block.getUint8(at + byte) & 0x0f;
  const isInterlaced = (block.getUint8(at + 17) & 0x80) !== 0;
  const lines = block.getUint8(at + 5) | (upper(7) << 8);
  const px = { width: block.getUint8(at + 2) | (upper(4) << 8), height: isInterlaced ? lines * 2 : lines };
  const mm = { width: block.getUint8(at + 12) | (upper(14) << 8), height: block.getUint8(at + 13) | (lower(14) << 8) };
  return isWhole(px) ? { px, mm } : null;
}

/** `rough`: in millimetres, rounded to centimetres. With one of its bytes zero it is a shape (1.4) or nothing (1.3). */
function trueSize({ px, mm }: Timing, rough: Size): Size | null {
  const fineFits = isSizeOf(px, mm);
  const roughFits = isSizeOf(px, rough);
  if (!fineFits) return roughFits ? rough : null;
  if (!roughFits) return mm;
  // Rounded, or cut off: up to a centimetre apart.
  const agree = Math.abs(mm.width - rough.width) <= 10 && Math.abs(mm.height - rough.height) <= 10;
  return agree ? mm : null;
}

function isSizeOf(px: Size, mm: Size): boolean {
  if (!isWhole(mm) || shapes.some(([width, height]) => mm.width === width && mm.height === height)) return false;
  return isPlausible(px.width / mm.width) && isPlausible(px.height / mm.height);
}

function isWhole({ width, height }: Size): boolean {
  return width > 0 && height > 0;
}

/** Up to 13 characters, ended by a line feed and filled up with blanks. */
function displayName(bytes: Uint8Array): string | null {
  for (const at of DESCRIPTORS) {
    const tagged = bytes.subarray(at, at + DESCRIPTOR_LENGTH);
    if (tagged[0] !== 0 || tagged[1] !== 0 || tagged[3] !== NAME_TAG) continue;
    const text = tagged.subarray(5, 5 + NAME_LENGTH);
    const end = text.indexOf(0x0a);
    const name = String.fromCharCode(...(end < 0 ? text : text.subarray(0, end)))
      .replaceAll(/[^\x20-\x7e]/g, '')
      .trim();
    if (name !== '') return name;
  }
  return null;
}
