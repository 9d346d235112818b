import { describe, expect, it } from 'vitest';
import { linkTiming, retryDelayMs } from '#main/gateway/linkTiming.ts';

describe('the wait before another attempt', () => {
  it.each([
    [1, 0.99, 99],
    [1, 0, 0],
    [2, 0.5, 100],
    [4, 0.5, 400],
    [6, 0.99, 1485],
    [1000, 0.99, 1485],
  ])(
    'is, at attempt %d and chance %d, %d ms: doubled each time, at most 1.5 s, spread from 0 on',
    (attempt, random, waitMs) => {
      expect(retryDelayMs(linkTiming, attempt, random)).toBe(waitMs);
    },
  );
});
