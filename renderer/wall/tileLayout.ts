import type { NumericSize } from '#renderer/vitals/Numerics.view.tsx';

/** Near: everything. Far: what must be read from 5 m. */
export type Density = 'near' | 'far';

/** Traces a tile shows: as many as are legible, or as many as somebody chose. */
export type WavesABed = 'auto' | 1 | 2 | 3 | 4 | 5 | 6;

/**
 * Sizes of everything in a tile, in CSS pixels, all whole in device pixels where they divide it. All tiles of a page share
 * one. `dense`: a tile too small for a column of numbers, that says whose bed it is, heart rate and saturation in one line.
 */
export interface TileLayout {
  readonly density: Density | 'dense';
  /** Room all around for the frame of an alarm; the ground shows through while there is none. */
  readonly framePx: number;
  readonly headerPx: number;
  /** Near: the line below the numbers that tells the delay. */
  readonly footPx: number;
  readonly textPx: number;
  readonly lanes: number;
  /** Near: width of the numbers at the right. Far: of the whole tile. */
  readonly numericsWidthPx: number;
  /** Of the line of the first number, and of the others. */
  readonly leadingWidthPx: number;
  readonly furtherWidthPx: number;
  /** The first number, the next two, and the rest. */
  readonly leading: NumericSize;
  readonly second: NumericSize;
  readonly minor: NumericSize;
  /** How many second and minor lines there is room for; dense: numbers after the first in the one line. */
  readonly secondLines: number;
  readonly minorLines: number;
  /** Room for the mean beside systolic and diastolic. */
  readonly withMean: boolean;
  /** Room for units below the labels. */
  readonly withUnits: boolean;
}

/** Width of a digit of the bold tabular face, in parts of the font size; a little generous. */
const DIGIT = 0.57;
/** Height of a digit, likewise. A line may be lower than its font: digits have nothing below the baseline. */
const DIGIT_HEIGHT = 0.74;
/** Heights of the lines of numbers, in parts of a second line. */
const LEADING_LINE = 1.7;
const MINOR_LINE = 0.72;
/** Larger lines help nobody: a tile that has more room shows more numbers. */
const LARGEST_SECOND_PX = 120;
const SMALLEST_LINE_PX = 15;
/** Smaller numbers are not worth their place; they are in the large view. */
const SMALLEST_FONT_PX = 13;
const SMALLEST_UNIT_LABEL_PX = 11;
/** Of the width, for the leading number in far view. */
export const FAR_LEADING_SHARE = 0.57;
/** Of the height below the header, for the numbers in far view. */
const FAR_NUMBERS_SHARE = 0.64;
/** Left and right of the numbers. */
export const NUMERICS_PADDING_PX = 8;

/** Tiles narrower than this give up what the large view tells, before they shorten an alarm. */
export const NARROW_PX = 305;
export const NARROWEST_PX = 220;
/** Below this a column of numbers leaves nothing for the traces. */
const SMALLEST_NEAR_PX = { width: 150, height: 90 };
/** From here on the one line of a dense tile has room for a third number. */
const WIDE_DENSE_PX = 165;
/** A lane lower than this has no room for its name beside the trace. */
const SMALLEST_LANE_PX = 23;

const clamp = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * Divides a tile of `widthPx` x `heightPx`. Everything is in proportion to the tile, so that 64 beds and one bed are the
 * same picture in two sizes; the number of further numbers, and of traces unless it was chosen, follows from the room
 * there is. Far view shows one trace whatever was chosen. `pixelRatio`: device pixels a CSS pixel.
 */
export function tileLayout(
  widthPx: number,
  heightPx: number,
  density: Density,
  waves: WavesABed = 'auto',
  pixelRatio = 1,
): TileLayout {
  const snap = (px: number) => Math.round(px * pixelRatio) / pixelRatio;
  const framePx = snap(clamp(2, heightPx * 0.012, 5));
  const innerWidthPx = widthPx - 2 * framePx;
  const innerHeightPx = heightPx - 2 * framePx;
  const isSmall = widthPx < SMALLEST_NEAR_PX.width || heightPx < SMALLEST_NEAR_PX.height;
  const { headerPx, numericsWidthPx, ...rest } =
    density === 'far'
      ? farLayout(innerWidthPx, innerHeightPx)
      : isSmall
        ? denseLayout(innerWidthPx, innerHeightPx)
        : nearLayout(innerWidthPx, innerHeightPx);
  return {
    ...rest,
    framePx,
    headerPx: snap(headerPx),
    numericsWidthPx: snap(numericsWidthPx),
    lanes: density === 'far' || waves === 'auto' ? rest.lanes : waves,
  };
}

type Divided = Omit<TileLayout, 'framePx'>;

/** One line, and the traces below it. */
function denseLayout(widthPx: number, heightPx: number): Divided {
  const headerPx = Math.round(clamp(12, heightPx * 0.2, 18));
  const none: NumericSize = { heightPx: 0, fontPx: 0, labelPx: 0 };
  return {
    density: 'dense',
    headerPx,
    footPx: 0,
    textPx: Math.round(clamp(9, Math.min(headerPx * 0.86, widthPx / 9), 15)),
    lanes: clamp(1, Math.floor((heightPx - headerPx) / 12), 4),
    numericsWidthPx: 0,
    leadingWidthPx: 0,
    furtherWidthPx: 0,
    leading: none,
    second: none,
    minor: none,
    secondLines: widthPx >= WIDE_DENSE_PX ? 2 : 1,
    minorLines: 0,
    withMean: false,
    withUnits: false,
  };
}

function nearLayout(widthPx: number, heightPx: number): Divided {
  const headerPx = Math.floor(clamp(17, heightPx * 0.1, 34));
  const footPx = Math.round(clamp(11, heightPx * 0.065, 24));
  const numbersPx = heightPx - headerPx - footPx;
  const numericsWidthPx = Math.round(clamp(90, widthPx * 0.34, 460));
  const innerPx = numericsWidthPx - 2 * NUMERICS_PADDING_PX;
  const labelPx = Math.round(clamp(9, heightPx * 0.045, 20));
  const withUnits = labelPx >= SMALLEST_UNIT_LABEL_PX;
  const label = (size: number) => Math.round(Math.min(labelPx, size * 0.46));
  const withMean = innerPx >= 210;

  const linesFor = (minorLines: number) => {
    const secondPx = Math.floor(Math.min(LARGEST_SECOND_PX, numbersPx / (LEADING_LINE + 2 + MINOR_LINE * minorLines)));
    const minorPx = Math.floor(secondPx * MINOR_LINE);
    const minorFontPx = Math.floor(
      Math.min(minorPx * 0.95, (innerPx - label(minorPx) * 3) / ((withMean ? 10.5 : 6.6) * DIGIT)),
    );
    return { minorLines, secondPx, minorPx, minorFontPx };
  };
  // What HR, SpO2 and RR leave is for pressures, temperature and the rest.
  const { minorLines, secondPx, minorPx, minorFontPx } =
    [9, 8, 7, 6, 5, 4, 3, 2, 1]
      .map(linesFor)
      .find(
        (lines) =>
          (lines.minorLines <= 2 || lines.secondPx === LARGEST_SECOND_PX) &&
          lines.minorPx >= SMALLEST_LINE_PX &&
          lines.minorFontPx >= SMALLEST_FONT_PX,
      ) ?? linesFor(0);
  const leadingPx = Math.floor(Math.min(LARGEST_SECOND_PX * 2.2, numbersPx - 2 * secondPx - minorLines * minorPx));
  return {
    density: 'near',
    headerPx,
    footPx,
    textPx: Math.round(clamp(11, headerPx * 0.6, 19)),
    lanes: lanesFor(heightPx - headerPx),
    numericsWidthPx,
    leadingWidthPx: innerPx,
    furtherWidthPx: innerPx,
    leading: {
      heightPx: leadingPx,
      fontPx: Math.floor(
        Math.min(leadingPx / (DIGIT_HEIGHT * 1.1), (innerPx - labelPx * (withUnits ? 2.4 : 1.6)) / (3 * DIGIT)),
      ),
      labelPx,
    },
    second: {
      heightPx: secondPx,
      fontPx: Math.floor(Math.min(secondPx * 1.05, (innerPx - labelPx * 3.3) / (3 * DIGIT))),
      labelPx: label(secondPx),
    },
    minor: { heightPx: minorPx, fontPx: minorFontPx, labelPx: label(minorPx) },
    secondLines: 2,
    minorLines,
    withMean,
    withUnits,
  };
}

function lanesFor(bodyPx: number): number {
  const four = clamp(1, Math.floor(bodyPx / SMALLEST_LANE_PX), 4);
  // A tile that has a large part of the window shows what else there is rather than four huge traces.
  return Math.max(four, Math.min(6, Math.floor(bodyPx / 150)));
}

/**
 * Far: bed name or alarm, one trace, three numbers. A number needs about 1/200 of the distance as height: 25 mm at 5 m,
 * which is 40 px on a 55 inch wall display.
 */
function farLayout(widthPx: number, heightPx: number): Divided {
  const headerPx = Math.round(clamp(22, heightPx * 0.17, 72));
  const innerPx = widthPx - 2 * NUMERICS_PADDING_PX;
  const leadingWidthPx = innerPx * FAR_LEADING_SHARE;
  const secondWidthPx = innerPx * (1 - FAR_LEADING_SHARE) - NUMERICS_PADDING_PX;
  const labelPx = Math.round(clamp(9, heightPx * 0.07, 40));
  const numbersPx = Math.floor((heightPx - headerPx) * FAR_NUMBERS_SHARE);
  const secondPx = Math.floor(numbersPx / 2);
  return {
    density: 'far',
    headerPx,
    footPx: 0,
    textPx: Math.round(clamp(14, headerPx * 0.62, 44)),
    lanes: 1,
    numericsWidthPx: widthPx,
    leadingWidthPx,
    furtherWidthPx: secondWidthPx,
    leading: {
      heightPx: numbersPx,
      // Its label stands above it.
      fontPx: Math.floor(
        Math.min(
          (numbersPx * 0.92 - labelPx * 1.2) / DIGIT_HEIGHT,
          (leadingWidthPx - NUMERICS_PADDING_PX) / (3 * DIGIT),
        ),
      ),
      labelPx,
    },
    second: {
      heightPx: secondPx,
      fontPx: Math.floor(Math.min(secondPx, (secondWidthPx - labelPx * 2.9) / (3 * DIGIT))),
      labelPx,
    },
    // A pressure, where a bed has no saturation or respiration to show.
    minor: {
      heightPx: secondPx,
      fontPx: Math.floor(Math.min(secondPx, (secondWidthPx - labelPx * 2.9) / (6.6 * DIGIT))),
      labelPx,
    },
    secondLines: 2,
    minorLines: 0,
    withMean: false,
    withUnits: false,
  };
}
