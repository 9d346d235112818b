import type { NumericSize } from '#renderer/vitals/Numerics.view.tsx';

/** Near: everything. Far: what must be read from 5 m. */
export type Density = 'near' | 'far';

/** Sizes of everything in a tile, in CSS pixels. All tiles of a page share one. */
export interface TileLayout {
  readonly density: Density;
  readonly headerPx: number;
  /** Near: the line below the numbers that tells the delay. */
  readonly footPx: number;
  readonly textPx: number;
  readonly lanes: number;
  /** Near: width of the numbers at the right. Far: of the whole tile. */
  readonly numericsWidthPx: number;
  /** The first number, the next two, and the rest. */
  readonly leading: NumericSize;
  readonly second: NumericSize;
  readonly minor: NumericSize;
  /** How many second and minor lines there is room for. */
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
/** Of the width, for the leading number in far view; the same in wall.css. */
const FAR_LEADING_SHARE = 0.57;
/** Of the height below the header, for the numbers in far view. */
const FAR_NUMBERS_SHARE = 0.64;
/** Left and right of the numbers; vitals stand this far from the tile's edge, in wall.css too. */
const NUMERICS_PADDING_PX = 8;

const clamp = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * Divides a tile. Everything is in proportion to the tile, so that 64 beds and one bed are the same picture in two
 * sizes; the number of traces and of further numbers follows from the room there is.
 */
export function tileLayout(widthPx: number, heightPx: number, density: Density): TileLayout {
  return density === 'far' ? farLayout(widthPx, heightPx) : nearLayout(widthPx, heightPx);
}

function nearLayout(widthPx: number, heightPx: number): TileLayout {
  const headerPx = Math.round(clamp(17, heightPx * 0.1, 34));
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
  const three = clamp(1, Math.floor(bodyPx / 24), 3);
  // A tile that has a large part of the window shows what else there is rather than three huge traces.
  return Math.max(three, Math.min(6, Math.floor(bodyPx / 150)));
}

/**
 * Far: bed name or alarm, one trace, three numbers. A number needs about 1/200 of the distance as height: 25 mm at 5 m,
 * which is 40 px on a 55 inch wall display.
 */
function farLayout(widthPx: number, heightPx: number): TileLayout {
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
    numericsWidthPx: Math.floor(widthPx),
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
