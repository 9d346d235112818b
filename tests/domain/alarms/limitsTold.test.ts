import { describe, expect, it } from 'vitest';
import type { LimitCondition } from '#domain/alarms/limitCondition.ts';
import { limitsTold } from '#domain/alarms/limitsTold.ts';

const heartRate = { code: 'MDC_ECG_HEART_RATE', unit: '/min' };

const telling = (fromMs: number, untilMs: number, limit: Partial<LimitCondition>, sourceCode = heartRate.code) => ({
  report: {
    limit: { crossed: 'upper', limit: 120, value: 130, extreme: 131, unit: '/min', ...limit } as LimitCondition,
  },
  sourceCode,
  fromMs,
  untilMs,
});

describe('limits as alarms tell them', () => {
  it('stand for the time of the alarm', () => {
    expect(limitsTold([telling(10, 20, {})], heartRate)).toEqual([
      { crossed: 'upper', limit: 120, fromMs: 10, untilMs: 20, basis: 'told' },
    ]);
  });

  it('are said to be the same between two alarms that tell the same, and not said otherwise', () => {
    const limits = limitsTold([telling(50, 60, { limit: 140 }), telling(10, 20, {}), telling(30, 40, {})], heartRate);
    expect(limits.map(({ fromMs, untilMs, limit, basis }) => [fromMs, untilMs, limit, basis])).toEqual([
      [10, 20, 120, 'told'],
      [20, 30, 120, 'between'],
      [30, 40, 120, 'told'],
      [50, 60, 140, 'told'],
    ]);
  });

  it('of the two sides do not mix', () => {
    const limits = limitsTold([telling(10, 20, {}), telling(30, 40, { crossed: 'lower', limit: 120 })], heartRate);
    expect(limits.every(({ basis }) => basis === 'told')).toBe(true);
  });

  it('are not taken from an alarm of another value, of another unit, or one that does not tell them in full', () => {
    const others = [
      telling(10, 20, {}, 'MDC_PULS_OXIM_SAT_O2'),
      telling(10, 20, { unit: 'Hz' }),
      telling(10, 20, { limit: null }),
      telling(10, 20, { crossed: 'unknown' }),
    ];
    expect(limitsTold(others, heartRate)).toEqual([]);
    expect(limitsTold([telling(10, 20, {})], { code: null, unit: '/min' })).toEqual([]);
  });
});
