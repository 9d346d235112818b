import type { NumericSize } from '#renderer/vitals/Numerics.view.tsx';

/** Near: everything. Far: what must be read from 5 m. */
export type Density = 'near' | 'far';

/** Sizes of everything in a tile, in CSS pixels. All tiles of a page share one. */
export interface TileLayout {
  readonly density: Density;
  readonly headerPx: number;
  readonly footerPx: number;
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
const SMALLEST_LINE_PX = 16;
/** Smaller numbers are not worth their place; they are in the large view. */
const SMALLEST_FONT_PX = 13;
const SMALLEST_UNIT_LABEL_PX = 11;
/** Of the width, for the leading number in far view; the same in wall.css. */
const FAR_LEADING_SHARE = 0.57;
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
  const footerPx = Math.round(clamp(17, heightPx * 0.1, 34));
  const bodyPx = heightPx - headerPx - footerPx;
  const numericsWidthPx = Math.round(clamp(90, widthPx * 0.34, 460));
  const innerPx = numericsWidthPx - 2 * NUMERICS_PADDING_PX;
  const labelPx = Math.round(clamp(9, heightPx * 0.045, 20));
  const withUnits = labelPx >= SMALLEST_UNIT_LABEL_PX;
  const label = (size: number) => Math.round(Math.min(labelPx, size * 0.46));

  // Where there is no room for more than three, they share all there is.
  const secondPx = Math.floor(clamp(SMALLEST_LINE_PX, bodyPx * (heightPx < 150 ? 0.28 : 0.185), 120));
  const minorPx = Math.floor(clamp(SMALLEST_LINE_PX, bodyPx * 0.135, 72));
  const withMean = innerPx >= 210;
  const minorFontPx = Math.floor(
    Math.min(minorPx * 0.92, (innerPx - label(minorPx) * 3) / ((withMean ? 10.5 : 6.6) * DIGIT)),
  );
  // What HR, SpO2 and RR leave is for pressures, temperature and the rest.
  const minorLines =
    minorFontPx < SMALLEST_FONT_PX ? 0 : Math.max(0, Math.floor((bodyPx * 0.66 - 2 * secondPx) / minorPx));
  const leadingHeightPx = Math.min(260, bodyPx - 2 * secondPx - minorLines * minorPx);
  return {
    density: 'near',
    headerPx,
    footerPx,
    textPx: Math.round(clamp(10.5, headerPx * 0.58, 18)),
    lanes: lanesFor(bodyPx),
    numericsWidthPx,
    leading: {
      heightPx: leadingHeightPx,
      fontPx: Math.floor(Math.min(leadingHeightPx, (innerPx - labelPx * (withUnits ? 2.4 : 1.6)) / (3 * DIGIT))),
      labelPx,
    },
    second: {
      heightPx: secondPx,
      fontPx: Math.floor(Math.min(secondPx * 1.02, (innerPx - labelPx * 3.3) / (3 * DIGIT))),
      labelPx: label(secondPx),
    },
    minor: {
      heightPx: minorPx,
      fontPx: minorFontPx,
      labelPx: label(minorPx),
    },
    secondLines: 2,
    minorLines,
    withMean,
    withUnits,
  };
}

function lanesFor(bodyPx: number): number {
  const three = clamp(1, Math.floor(bodyPx / 27), 3);
  // A tile that has a large part of the window shows what else there is rather than three huge traces.
  return Math.max(three, Math.min(6, Math.floor(bodyPx / 150)));
}

/**
 * Far: bed name, one trace, three numbers. A number needs about 1/200 of the distance as height: 25 mm at 5 m, which is
 * 40 px on a 55 inch wall display.
 */
function farLayout(widthPx: number, heightPx: number): TileLayout {
  const headerPx = Math.round(clamp(22, heightPx * 0.15, 60));
  const footerPx = Math.round(clamp(22, heightPx * 0.16, 64));
  const bodyPx = heightPx - headerPx - footerPx;
  const innerPx = widthPx - 2 * NUMERICS_PADDING_PX;
  const leadingWidthPx = innerPx * FAR_LEADING_SHARE;
  const secondWidthPx = innerPx * (1 - FAR_LEADING_SHARE) - NUMERICS_PADDING_PX;
  const labelPx = Math.round(clamp(9, heightPx * 0.06, 30));
  const numbersPx = Math.floor(bodyPx * 0.74);
  const secondPx = Math.floor(numbersPx / 2);
  return {
    density: 'far',
    headerPx,
    footerPx,
    textPx: Math.round(clamp(14, headerPx * 0.7, 36)),
    lanes: 1,
    numericsWidthPx: Math.floor(widthPx),
    leading: {
      heightPx: numbersPx,
      fontPx: Math.floor(Math.min(numbersPx * 1.15, (leadingWidthPx - labelPx * 1.8) / (3 * DIGIT))),
      labelPx,
    },
    second: {
      heightPx: secondPx,
      fontPx: Math.floor(Math.min(secondPx * 1.1, (secondWidthPx - labelPx * 3.2) / (3 * DIGIT))),
      labelPx,
    },
    minor: { heightPx: 0, fontPx: 0, labelPx },
    secondLines: 2,
    minorLines: 0,
    withMean: false,
    withUnits: false,
  };
}
