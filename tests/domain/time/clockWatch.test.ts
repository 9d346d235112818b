import { describe, expect, it } from 'vitest';
import { type ClockTold, newClock, watchClock } from '#domain/time/clockWatch.ts';

const told = (offsetMs: number | null, uncertaintyMs = 5, steps = 0): ClockTold => ({ offsetMs, uncertaintyMs, steps });

describe("a gateway's clock", () => {
  it.each<[string, ClockTold, boolean]>([
    ['that is right', told(40), false],
    ['that nobody has asked yet', told(null), false],
    ['10 s ahead', told(10_000), true],
    ['10 s behind', told(-10_000), true],
    ['that may be 10 s off and may not, over a slow link', told(10_000, 6000), false],
  ])('%s', (_, now, isOff) => {
    expect(watchClock(newClock, now, 0).isOff).toBe(isOff);
  });

  it('that was off is told until it is well within the limit, so that no alarm comes and goes', () => {
    let watch = watchClock(newClock, told(6000), 0);
    watch = watchClock(watch, told(4000), 1000);
    expect(watch.isOff).toBe(true);
    watch = watchClock(watch, told(2000), 2000);
    expect(watch.isOff).toBe(false);
    expect(watchClock(watch, told(4000), 3000).isOff).toBe(false);
  });

  it('that jumps is told for a minute after the last jump, though it may be right again', () => {
    let watch = watchClock(newClock, told(10, 5, 1), 1000);
    expect(watch.isOff).toBe(true);
    watch = watchClock(watch, told(10, 5, 2), 50_000);
    watch = watchClock(watch, told(10, 5, 2), 70_000);
    expect(watch.isOff).toBe(true);
    expect(watchClock(watch, told(10, 5, 2), 110_001).isOff).toBe(false);
  });
});
