import { describe, expect, test } from 'vitest';
import {
  assumedPxPerMm,
  CARD_MM,
  cardOutline,
  columnsPerSecond,
  displayKey,
  isCalibration,
  isPlausible,
  measuredCalibration,
  resizedCard,
  systemCalibration,
} from '#domain/display/calibration.ts';

const screen = (widthPx: number, heightPx: number, widthMm: number, heightMm: number) => ({
  ...{ widthPx, heightPx, widthMm, heightMm },
  name: null,
});

describe('a millimetre on a display', () => {
  test('is taken from the inch of CSS while nobody has measured', () => {
    expect(assumedPxPerMm(1)).toBeCloseTo(3.7795, 4);
    expect(assumedPxPerMm(2)).toBeCloseTo(7.5591, 4);
  });

  test.each([
    ['a 24-inch full-HD screen', screen(1920, 1080, 531, 299), 3.614],
    ['a 27-inch 4K screen', screen(3840, 2160, 597, 336), 6.431],
    ['a 65-inch full-HD screen on the wall', screen(1920, 1080, 1428, 803), 1.345],
    ['a screen that knows centimetres only', screen(1920, 1080, 530, 300), 3.614],
  ])('is known from the size of %s', (_, size, expected) => {
    const calibration = systemCalibration(size);
    expect(calibration?.source).toBe('system');
    expect(calibration?.pxPerMm).toBeCloseTo(expected, 2);
  });

  test.each([
    ['pixels are not square', screen(1920, 1080, 531, 531)],
    ['there is no size', screen(1920, 1080, 0, 0)],
    ['there is no resolution', screen(0, 0, 531, 299)],
    ['a picture is ten metres wide', screen(1920, 1080, 10_000, 5625)],
    ['a picture is as large as a stamp', screen(3840, 2160, 32, 18)],
  ])('is not known where %s', (_, size) => {
    expect(systemCalibration(size)).toBeNull();
  });

  test('is as many columns of the sweep as it has pixels: 25 mm in a second', () => {
    expect(columnsPerSecond(25, 4)).toBe(100);
    expect(columnsPerSecond(6.25, 8)).toBe(50);
  });

  test('is kept by display', () => {
    const left = { widthPx: 1920, heightPx: 1080, left: -1920, top: 0 };
    expect(displayKey(left)).toBe('1920x1080@-1920,0');
    expect(displayKey(left)).not.toBe(displayKey({ ...left, left: 0 }));
  });

  test.each<[unknown, boolean]>([
    [{ pxPerMm: 3.6, source: 'measured' }, true],
    [{ pxPerMm: 3.6, source: 'system' }, true],
    [{ pxPerMm: 0, source: 'measured' }, false],
    [{ pxPerMm: Number.NaN, source: 'measured' }, false],
    [{ pxPerMm: '3.6', source: 'measured' }, false],
    [{ pxPerMm: 3.6, source: 'guess' }, false],
    [{ pxPerMm: 3.6 }, false],
    [null, false],
    ['3.6', false],
  ])('that was kept as %j is one: %s', (kept, expected) => {
    expect(isCalibration(kept)).toBe(expected);
  });
});

describe('a card held on the glass', () => {
  const room = { widthPx: 1000, heightPx: 600 };

  test('has its true proportions', () => {
    const { widthPx, heightPx } = cardOutline(4, room);
    expect(widthPx).toBeCloseTo(342.4, 6);
    expect(widthPx / heightPx).toBeCloseTo(CARD_MM.width / CARD_MM.height, 9);
  });

  test('stands upright where it cannot lie', () => {
    expect(cardOutline(6, { widthPx: 400, heightPx: 900 })).toMatchObject({ isUpright: true, heightPx: 85.6 * 6 });
    expect(cardOutline(6, { widthPx: 600, heightPx: 900 }).isUpright).toBe(false);
    expect(cardOutline(6, { widthPx: 300, heightPx: 300 }).isUpright).toBe(false);
  });

  test('of 342.4 pixels gives four pixels a millimetre', () => {
    expect(measuredCalibration(342.4)?.pxPerMm).toBeCloseTo(4, 9);
    expect(measuredCalibration(342.4)?.source).toBe('measured');
  });

  test.each([0, -300, 20, 100_000, Number.NaN])('is not %d pixels wide on any display', (longSidePx) => {
    expect(measuredCalibration(longSidePx)).toBeNull();
  });

  test('is made larger and smaller by whole pixels, and always stays a card that can be', () => {
    expect(resizedCard(342.4, 1)).toBe(343);
    expect(resizedCard(342.4, -10)).toBe(332);
    for (const step of [-100_000, 100_000]) {
      expect(isPlausible(measuredCalibration(resizedCard(342, step))?.pxPerMm ?? 0)).toBe(true);
    }
  });
});
