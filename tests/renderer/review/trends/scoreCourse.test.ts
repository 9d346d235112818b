import { describe, expect, it } from 'vitest';
import { scoreMoments } from '#renderer/review/trends/scoreCourse.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM_MS = 1_764_201_603_000;

describe('moments at which NEWS2 is worked out', () => {
  it.each([
    ['a minute', MINUTE_MS, 5_000],
    ['four hours', 4 * HOUR_MS, 2 * MINUTE_MS],
    ['72 hours', 72 * HOUR_MS, 30 * MINUTE_MS],
    ['a stay of a month', 720 * HOUR_MS, 5 * HOUR_MS],
  ])('of %s are even, no more than 151, and the last is the end of what is seen', (_, spanMs, stepMs) => {
    const moments = scoreMoments({ fromMs: FROM_MS, untilMs: FROM_MS + spanMs }, 1000);
    expect(moments.length).toBeLessThanOrEqual(151);
    expect((moments[1] as number) - (moments[0] as number)).toBe(stepMs);
    expect((moments[0] as number) % stepMs).toBe(0);
    expect(moments.at(-1)).toBe(FROM_MS + spanMs);
  });
});
