import { describe, expect, it } from 'vitest';
import { droppedPercent, frameCount } from './frames.ts';
import { percentiles } from './percentiles.ts';

const frame = 1000 / 60;

describe('frames of a stretch', () => {
  it('a screen that misses nothing shows 60 a second', () => {
    expect(frameCount(Array(60).fill(frame))).toMatchObject({ fps: 60, dropped: 0, droppedPercent: 0 });
  });

  it('a screen that trembles by half a millisecond has dropped nothing', () => {
    expect(frameCount([frame + 0.5, frame - 0.5, frame + 0.5, frame - 0.5])).toMatchObject({ fps: 60, dropped: 0 });
  });

  it('of ten frames that were due, one interval of three frames has cost two', () => {
    const { fps, dropped, droppedPercent: percent } = frameCount([...Array(7).fill(frame), 3 * frame]);
    expect({ fps, dropped, percent }).toEqual({ fps: 48, dropped: 2, percent: 20 });
  });

  it('a page that showed nothing has no frames a second, and no frame to miss', () => {
    expect(frameCount([])).toMatchObject({ fps: 0, dropped: 0, droppedPercent: 0 });
    expect(droppedPercent(0, 0)).toBe(0);
  });
});

describe('percentiles', () => {
  it.each([
    ['of 1 to 100 are those numbers', Array.from({ length: 100 }, (_, n) => 100 - n), [50, 95, 99, 100]],
    ['of few values are values that occurred', [3, 1, 2], [2, 3, 3, 3]],
    ['of nothing are zero', [], [0, 0, 0, 0]],
    ['are rounded to a hundredth', [1.23456], [1.23, 1.23, 1.23, 1.23]],
  ])('%s', (_, values, expected) => {
    const { p50, p95, p99, max } = percentiles(values);
    expect([p50, p95, p99, max]).toEqual(expected);
  });
});
