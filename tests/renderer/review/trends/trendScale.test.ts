import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleLines, trendScale } from '#renderer/review/trends/trendScale.ts';

const HEART_RATE = { code: 'MDC_ECG_HEART_RATE', unit: '/min' };
const UNKNOWN = { code: null, unit: 'mL/h' };

describe('the scale of a trend', () => {
  it.each([
    ['a heart rate at rest stands where it always does', HEART_RATE, [72, 80], { low: 40, high: 120, step: 20 }],
    ['a tachycardia widens it by whole steps', HEART_RATE, [72, 143], { low: 40, high: 160, step: 20 }],
    ['a bradycardia widens it downwards', HEART_RATE, [31], { low: 20, high: 120, step: 20 }],
    ['without a value it is what is usual', HEART_RATE, [], { low: 40, high: 120, step: 20 }],
    [
      'a pressure in another unit has no usual scale',
      { code: 'MDC_PRESS_BLD_ART', unit: 'kPa' },
      [10, 16],
      { low: 10, high: 16, step: 2 },
    ],
    ['one value of something unknown has room', UNKNOWN, [3], { low: 3, high: 4, step: 1 }],
    ['the least number there is', UNKNOWN, [5e-324], { low: 0, high: 0.5, step: 0.5 }],
    ['nothing of something unknown', UNKNOWN, [], { low: 0, high: 1, step: 1 }],
  ])('%s', (_, numeric, shown, scale) => {
    expect(trendScale(numeric, shown)).toEqual(scale);
  });

  it('cuts nothing off, whatever is to be shown, and is ruled by four lines or five', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(HEART_RATE, UNKNOWN), values, (numeric, shown) => {
        const scale = trendScale(numeric, shown);
        expect(scale.low).toBeLessThanOrEqual(Math.min(...shown));
        expect(scale.high).toBeGreaterThanOrEqual(Math.max(...shown));
        expect(scale.high).toBeGreaterThan(scale.low);
        const lines = scaleLines(scale);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});
