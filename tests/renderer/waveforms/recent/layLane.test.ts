import { describe, expect, test } from 'vitest';
import { AT_END, LEADS_OFF, PACER, QRS, STAYS_AT_END } from '#renderer/waveforms/engine/columnFlags.ts';
import { patternsFor } from '#renderer/waveforms/engine/patterns.ts';
import { type LaneBand, type LaneInk, layLane } from '#renderer/waveforms/recent/layLane.ts';

/** 4 px/mm, a pen of 2 px: beats reach a pixel to each side. */
const patterns = patternsFor(4, 2);
/** 40 px for 4 mV: 0 lies at row 120. */
const band: LaneBand = {
  top: 100,
  bottom: 140,
  low: -2,
  high: 2,
  penPx: 2,
  patterns,
  columnMs: 10,
  firstColumn: 0,
};

interface Span {
  readonly ink: LaneInk;
  readonly column: number;
  readonly from: number;
  readonly until: number;
}

/** Spans of columns that show one value each. */
function spans(columns: readonly (readonly [value: number, flags: number])[], more: Partial<LaneBand> = {}): Span[] {
  const values = Float32Array.from(columns, ([value]) => value);
  const flags = Uint8Array.from(columns, ([, known]) => known);
  const laid: Span[] = [];
  layLane({ low: values, high: values, flags }, { ...band, ...more }, (ink, column, from, until) =>
    laid.push({ ink, column, from, until }),
  );
  return laid;
}

const many = (value: number, flags: number) => Array.from({ length: 24 }, () => [value, flags] as const);

describe('a lane of the past', () => {
  test('is as thick as the pen and lies where its scale says', () => {
    expect(spans([[1, 0]])).toEqual([{ ink: 'trace', column: 0, from: 109, until: 111 }]);
  });

  test('what a lead that is off sends nevertheless does not look like the patient', () => {
    expect(spans([[1, LEADS_OFF]]).map(({ ink }) => ink)).toEqual(['off']);
  });

  test('a saturated converter has its ink, in one piece where it is touched and broken where it stays', () => {
    expect(spans([[1, AT_END]]).map(({ ink }) => ink)).toEqual(['saturated']);
    const stays = spans(many(1, AT_END | STAYS_AT_END));
    expect(stays.every(({ ink }) => ink === 'saturated')).toBe(true);
    expect(stays.length).toBe((24 / patterns.saturatedPeriod) * patterns.saturatedDash);
  });

  test.each([
    ['above', 2.5, 100],
    ['below', -2.5, 140 - patterns.beyondHeight],
  ])('a trace %s the lane is a broken bar along that edge', (_, value, from) => {
    const laid = spans(many(value, 0));
    expect(laid.length).toBe((24 / patterns.beyondPeriod) * patterns.beyondDash);
    expect(laid.every((span) => span.from === from && span.until === from + patterns.beyondHeight)).toBe(true);
  });

  test('a broken line stays where it is in time while one pans', () => {
    const moved = spans(many(2.5, 0), { firstColumn: 5 }).map(({ column }) => column + 5);
    const still = spans(many(2.5, 0)).map(({ column }) => column);
    expect(moved.filter((column) => column < 24)).toEqual(still.filter((column) => column >= 5));
  });

  test('a beat is a tick at the top, a pacer pulse a line, and both stand where samples are missing too', () => {
    const laid = spans([
      [Number.NaN, 0],
      [Number.NaN, PACER],
      [Number.NaN, QRS],
      [Number.NaN, 0],
    ]);
    expect(laid.filter(({ ink }) => ink === 'pacer')).toEqual([{ ink: 'pacer', column: 1, from: 100, until: 120 }]);
    expect(laid.filter(({ ink }) => ink === 'tick').map(({ column }) => column)).toEqual([1, 2, 3]);
    expect(laid.every(({ from }) => from === 100)).toBe(true);
  });

  test('in five minutes a tick is a pixel wide, and no pixel is laid twice where beats come fast', () => {
    const fast = many(0, QRS);
    expect(spans(fast, { columnMs: 250 }).filter(({ ink }) => ink === 'tick').length).toBe(fast.length);
    expect(spans(fast).filter(({ ink }) => ink === 'tick').length).toBe(fast.length);
  });
});
