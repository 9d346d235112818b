import { AT_END, isOffAt, PACER, QRS, STAYS_AT_END } from '#renderer/waveforms/engine/columnFlags.ts';
import { isInDash, type Patterns, pacerLength } from '#renderer/waveforms/engine/patterns.ts';
import type { StretchLane } from '#renderer/waveforms/engine/protocol.ts';

/** What a part of a lane is drawn as; from below upwards. */
export const LANE_INKS = ['pacer', 'trace', 'off', 'saturated', 'tick'] as const;
export type LaneInk = (typeof LANE_INKS)[number];

/** Where a lane stands and how it is drawn. Lengths are device pixels, from the top. */
export interface LaneBand {
  readonly top: number;
  readonly bottom: number;
  /** Physical values at its edges. */
  readonly low: number;
  readonly high: number;
  readonly penPx: number;
  readonly patterns: Patterns;
  /** Time a column covers. */
  readonly columnMs: number;
  /** Number of the first column, counted from 1970: broken lines move along while one pans. */
  readonly firstColumn: number;
}

/** A tick of a beat covers no more time than this on each side: in five minutes beats stand three pixels apart. */
const TICK_REACH_MS = 40;

/**
 * What stands in a lane of the past, as one span a pixel column of one ink: the live painter's rules (engine/painter.ts),
 * so that nothing looks otherwise for being five minutes old. A lead that is off has an ink of its own for what is sent
 * nevertheless; so has a saturated converter, broken where it stays so; what is beyond the lane is a broken bar along its
 * edge; beats are ticks at its top, pacer pulses thin lines behind the trace.
 *
 * Columns without samples get marks alone; see `absencesOf` for what stands there.
 */
export function layLane(
  { low, high, flags }: StretchLane,
  band: LaneBand,
  lay: (ink: LaneInk, column: number, from: number, until: number) => void,
): void {
  const { top, bottom, penPx, patterns, firstColumn } = band;
  const halfPen = penPx / 2;
  const highest = top + halfPen;
  const lowest = bottom - halfPen;
  const pxPerUnit = (bottom - top) / (band.high - band.low);
  const tickReach = Math.min(patterns.tickReach, Math.floor(TICK_REACH_MS / band.columnMs));
  const pacerUntil = top + pacerLength(patterns, bottom - top);
  let ticksUntil = 0;
  for (let k = 0; k < low.length; k++) {
    const known = flags[k] as number;
    if ((known & PACER) !== 0) lay('pacer', k, top, pacerUntil);
    if ((known & QRS) !== 0) {
      const last = Math.min(k + tickReach, low.length - 1);
      for (let at = Math.max(ticksUntil, k - tickReach); at <= last; at++) {
        lay('tick', at, top, top + patterns.tickHeight);
      }
      ticksUntil = last + 1;
    }
    const highValue = high[k] as number;
    if (Number.isNaN(highValue)) continue;
    const upper = top + (band.high - highValue) * pxPerUnit;
    const lower = top + (band.high - (low[k] as number)) * pxPerUnit;
    const ink = isOffAt(known) ? 'off' : (known & AT_END) !== 0 ? 'saturated' : 'trace';
    const column = firstColumn + k;
    if (lower < highest || upper > lowest) {
      if (!isInDash(column, patterns.beyondPeriod, patterns.beyondDash)) continue;
      const from = lower < highest ? top : bottom - patterns.beyondHeight;
      lay(ink, k, from, from + patterns.beyondHeight);
    } else if ((known & STAYS_AT_END) === 0 || isInDash(column, patterns.saturatedPeriod, patterns.saturatedDash)) {
      lay(ink, k, Math.max(upper, highest) - halfPen, Math.min(lower, lowest) + halfPen);
    }
  }
}

/** A path for each ink. */
export type LaneLayers = Readonly<Record<LaneInk, Path2D>>;

/**
 * What stands in a lane from `fromMs` until `untilMs`, a rectangle a pixel column, between `left` and `left + width`, device
 * pixels ({@link layLane}).
 */
export function laneLayers(
  data: StretchLane,
  band: Omit<LaneBand, 'columnMs' | 'firstColumn'>,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  left: number,
  width: number,
): LaneLayers {
  const layers = Object.fromEntries(LANE_INKS.map((ink) => [ink, new Path2D()])) as Record<LaneInk, Path2D>;
  const columnPx = width / data.low.length;
  const columnMs = (untilMs - fromMs) / data.low.length;
  layLane(data, { ...band, columnMs, firstColumn: Math.round(fromMs / columnMs) }, (ink, column, from, until) => {
    layers[ink].rect(left + column * columnPx, from, columnPx, until - from);
  });
  return layers;
}
