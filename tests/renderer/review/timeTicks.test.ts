import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorToStep, timeTicks } from '#renderer/review/timeTicks.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOON_MS = new Date(2026, 10, 27, 12).getTime();

describe('the times under a plot', () => {
  it('of an hour are each five minutes, of ten seconds with their seconds', () => {
    expect(timeTicks(NOON_MS, NOON_MS + 20 * MINUTE_MS, 600).map(({ text }) => text)).toEqual([
      '12:00',
      '12:05',
      '12:10',
      '12:15',
      '12:20',
    ]);
    expect(timeTicks(NOON_MS, NOON_MS + 20_000, 600).map(({ text }) => text)).toEqual([
      '12:00:00',
      '12:00:10',
      '12:00:20',
    ]);
  });

  it('name the day where one begins', () => {
    const texts = timeTicks(NOON_MS, NOON_MS + 24 * HOUR_MS, 600).map(({ text }) => text);
    expect(texts.filter((text) => !/^\d\d:\d\d$/.test(text))).toHaveLength(1);
  });

  it('never touch each other or stand beside the plot, and are steps of the clock', () => {
    const spans = fc.integer({ min: 1000, max: 72 * HOUR_MS });
    const starts = fc.integer({ min: 0, max: 72 * HOUR_MS });
    fc.assert(
      fc.property(starts, spans, fc.integer({ min: 100, max: 3000 }), (startMs, spanMs, widthPx) => {
        const fromMs = NOON_MS + startMs;
        const ticks = timeTicks(fromMs, fromMs + spanMs, widthPx, 80);
        const pxAt = (ms: number) => ((ms - fromMs) / spanMs) * widthPx;
        for (const [k, { atMs }] of ticks.entries()) {
          expect(pxAt(atMs)).toBeGreaterThanOrEqual(0);
          expect(pxAt(atMs)).toBeLessThanOrEqual(widthPx);
          const next = ticks[k + 1];
          if (next === undefined) continue;
          // Of more days than there is room for each is written all the same.
          const isDaily = next.atMs - atMs >= 23 * HOUR_MS;
          expect(isDaily || pxAt(next.atMs) - pxAt(atMs) >= 80 - 1e-6).toBe(true);
          expect(floorToStep(atMs, next.atMs - atMs)).toBe(atMs);
        }
      }),
    );
  });
});
