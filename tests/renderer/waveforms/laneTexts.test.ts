import { describe, expect, test } from 'vitest';
import { roundValues } from '#renderer/waveforms/laneTexts.ts';

describe('the values on an axis', () => {
  test('are round, and leave the edges free', () => {
    expect(roundValues({ low: 0, high: 160 }, 3)).toEqual([100]);
    expect(roundValues({ low: -1, high: 1 }, 4)).toEqual([-0.5, 0, 0.5]);
  });

  test('end also where numbers are too large to count on in ones', () => {
    expect(roundValues({ low: 1e16, high: 1e16 + 2 }, 3).length).toBeLessThan(10);
    expect(roundValues({ low: Number.NaN, high: 1 }, 3)).toEqual([]);
    expect(roundValues({ low: 5, high: 5 }, 3)).toEqual([]);
  });
});
