import { describe, expect, test } from 'vitest';
import { parseEdid } from '#domain/display/edid.ts';

interface Screen {
  widthPx: number;
  heightPx: number;
  widthMm: number;
  heightMm: number;
  widthCm: number;
  heightCm: number;
  name: string | null;
  revision: number;
  isInterlaced: boolean;
  hasTiming: boolean;
}

const desk: Screen = {
  ...{ widthPx: 1920, heightPx: 1080, widthMm: 531, heightMm: 299, widthCm: 53, heightCm: 30 },
  ...{ name: 'DELL U2415', revision: 4, isInterlaced: false, hasTiming: true },
};

/** A base block after VESA E-EDID release A revision 2, tables 3.1, 3.21 and 3.23, as far as it matters. */
function edid(changes: Partial<Screen> = {}): Uint8Array {
  const screen = { ...desk, ...changes };
  const bytes = new Uint8Array(128);
  bytes.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], 0);
  bytes.set([0x10, 0xac], 8);
  bytes.set([1, screen.revision, 0xa5, screen.widthCm, screen.heightCm, 0x78], 18);
  if (screen.hasTiming) {
    const blankPx = 280;
    const blankLines = 45;
    const lines = screen.isInterlaced ? screen.heightPx / 2 : screen.heightPx;
    bytes.set(
      [
        ...[0x02, 0x3a],
        ...[screen.widthPx & 0xff, blankPx & 0xff, ((screen.widthPx >> 8) << 4) | (blankPx >> 8)],
        ...[lines & 0xff, blankLines & 0xff, ((lines >> 8) << 4) | (blankLines >> 8)],
        ...[0x58, 0x2c, 0x45, 0x00],
        ...[screen.widthMm & 0xff, screen.heightMm & 0xff, ((screen.widthMm >> 8) << 4) | (screen.heightMm >> 8)],
        ...[0, 0, screen.isInterlaced ? 0x9e : 0x1e],
      ],
      54,
    );
  }
  // A serial number comes before the name: it must not be taken for it.
  bytes.set([0, 0, 0, 0xff, 0, ...text('7MT0167B1234')], 72);
  if (screen.name !== null) bytes.set([0, 0, 0, 0xfc, 0, ...text(screen.name)], 108);
  return summed(bytes);
}

/** 13 bytes: ended by a line feed and filled with blanks, when it is shorter. */
function text(characters: string): number[] {
  const codes = Array.from(characters, (character) => character.charCodeAt(0));
  return [...codes, 0x0a, ...Array(13).fill(0x20)].slice(0, 13);
}

function summed(bytes: Uint8Array): Uint8Array {
  bytes[127] = 0;
  bytes[127] = (256 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
  return bytes;
}

const changed = (at: number, byte: number) => {
  const bytes = edid();
  bytes[at] = byte;
  return bytes;
};

describe('what a screen says of itself', () => {
  test.each([3, 4])('gives its size to the millimetre, its resolution and its name (EDID 1.%d)', (revision) => {
    expect(parseEdid(edid({ revision }))).toEqual({
      ...{ widthMm: 531, heightMm: 299, widthPx: 1920, heightPx: 1080 },
      name: 'DELL U2415',
    });
  });

  test('gives the size of a wall of 1.4 m in 4K', () => {
    const wall = { widthPx: 3840, heightPx: 2160, widthMm: 1428, heightMm: 803, widthCm: 143, heightCm: 80 };
    expect(parseEdid(edid(wall))).toMatchObject({ widthMm: 1428, heightMm: 803, widthPx: 3840, heightPx: 2160 });
  });

  test('gives whole centimetres where there are no millimetres', () => {
    expect(parseEdid(edid({ widthMm: 0, heightMm: 0 }))).toMatchObject({ widthMm: 530, heightMm: 300 });
  });

  test('gives millimetres alone, when the centimetres are a shape (1.4: one byte zero)', () => {
    expect(parseEdid(edid({ widthCm: 79, heightCm: 0 }))).toMatchObject({ widthMm: 531, heightMm: 299 });
  });

  test('counts both fields of an interlaced picture', () => {
    expect(parseEdid(edid({ isInterlaced: true }))).toMatchObject({ heightPx: 1080 });
  });

  test('may have a name of 13 characters, or none', () => {
    expect(parseEdid(edid({ name: 'ABCDEFGHIJKLM' }))?.name).toBe('ABCDEFGHIJKLM');
    expect(parseEdid(edid({ name: null }))?.name).toBeNull();
    expect(parseEdid(edid({ name: '' }))?.name).toBeNull();
  });

  test('may be followed by further blocks, and be part of a larger buffer', () => {
    const buffer = new Uint8Array(300).fill(0xee);
    buffer.set(edid(), 5);
    expect(parseEdid(buffer.subarray(5, 261))).toMatchObject({ widthMm: 531 });
  });
});

describe('a screen has no size to go by', () => {
  const nothing = { widthMm: 0, heightMm: 0, widthCm: 0, heightCm: 0 };
  test.each<[story: string, bytes: Uint8Array]>([
    ['when it is a projector', edid(nothing)],
    ['when it gives its shape (16:9) for its size', edid({ ...nothing, widthMm: 160, heightMm: 90 })],
    ['when it gives its shape in centimetres', edid({ ...nothing, widthCm: 160, heightCm: 90 })],
    ['when it gives a shape only, as 1.4 has it', edid({ ...nothing, widthCm: 79 })],
    ['when its two sizes contradict each other', edid({ widthMm: 708, heightMm: 398 })],
    ['when it gives no timing', edid({ hasTiming: false })],
    ['when a byte was misread', changed(66, 20)],
    ['when the header is damaged', summed(changed(0, 1))],
    ['when it is of another version', summed(changed(18, 2))],
    ['when it is of before 1.3', edid({ revision: 2 })],
    ['when it is cut off', edid().subarray(0, 127)],
    ['when there is nothing', new Uint8Array()],
    ['when all is zero', new Uint8Array(128)],
  ])('%s', (_, bytes) => {
    expect(parseEdid(bytes)).toBeNull();
  });

  test('but a shape in millimetres does not hide centimetres that are a size', () => {
    expect(parseEdid(edid({ widthMm: 160, heightMm: 90 }))).toMatchObject({ widthMm: 530, heightMm: 300 });
  });
});
