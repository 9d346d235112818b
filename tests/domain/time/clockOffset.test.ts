import { describe, expect, it } from 'vitest';
import {
  addClockReading,
  type ClockOffsetState,
  clockDrift,
  clockEstimate,
  noClockOffset,
} from '#domain/time/clockOffset.ts';

function readings(...given: [askedMs: number, answeredMs: number, clockMs: number][]): ClockOffsetState {
  return given.reduce(
    (state, [askedMs, answeredMs, clockMs]) => addClockReading(state, { askedMs, answeredMs, clockMs }),
    noClockOffset,
  );
}

describe('the offset of a gateway clock', () => {
  it('is not known before the first answer', () => {
    expect(clockEstimate(noClockOffset, 0)).toBeNull();
  });

  it('lies in the middle of the round trip, uncertain by half of it', () => {
    expect(clockEstimate(readings([1000, 1020, 5010]), 1020)).toEqual({ offsetMs: 4000, uncertaintyMs: 10 });
  });

  it('is taken from the quickest of the recent answers', () => {
    const state = readings([0, 100, 4080], [1000, 1002, 5001], [2000, 2100, 6020]);
    const estimate = clockEstimate(state, 2100);
    expect(estimate?.offsetMs).toBe(4000);
    expect(estimate?.uncertaintyMs).toBeCloseTo(1 + 1098 * 600e-6);
  });

  it('grows less certain with age', () => {
    expect(clockEstimate(readings([0, 2, 1]), 100_002)?.uncertaintyMs).toBeCloseTo(1 + 60);
  });

  it.each([
    ['an hour ahead', 3_600_000],
    ['an hour back', -3_600_000],
    ['a second ahead', 1000],
  ])('is estimated anew when the gateway sets its clock %s', (_, stepMs) => {
    const state = readings([0, 2, 1], [30_000, 30_040, 30_020 + stepMs]);
    expect(clockEstimate(state, 30_040)).toEqual({ offsetMs: stepMs, uncertaintyMs: 20 });
  });

  it('keeps its readings when two of them differ by no more than their uncertainty', () => {
    expect(readings([0, 40, 30], [1000, 1002, 1001]).recent).toHaveLength(2);
  });

  it('ignores a reading that ended before it began, because our own clock was set back in between', () => {
    expect(readings([1000, 400, 700])).toBe(noClockOffset);
  });

  it('ignores a clock that is not a number', () => {
    expect(readings([0, 2, Number.NaN])).toBe(noClockOffset);
  });

  it('remembers a bounded number of readings', () => {
    let state = noClockOffset;
    for (let k = 0; k < 100; k++) state = addClockReading(state, { askedMs: k, answeredMs: k + 1, clockMs: k });
    expect(state.recent).toHaveLength(10);
  });
});

describe('the drift of a gateway clock', () => {
  it('is not told before readings lie two minutes apart', () => {
    expect(clockDrift(readings([0, 2, 1], [60_000, 60_002, 60_001]))).toBeNull();
  });

  it('is how much it gains or loses in the time between, uncertain by both round trips', () => {
    const state = readings([0, 2, 1], [100_000, 100_002, 100_011], [200_000, 200_002, 200_021]);
    expect(clockDrift(state)).toEqual({ ppm: expect.closeTo(100, 6), uncertaintyPpm: expect.closeTo(10, 6) });
  });
});
