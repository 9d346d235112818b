import { describe, expect, it } from 'vitest';
import { TimeCheck } from '#main/gateway/timeCheck.ts';

/** A gateway that sends 100 ms of one channel every 100 ms; `clockMs` is what its clock shows beyond true time. */
function gateway() {
  const steps: number[] = [];
  const check = new TimeCheck((ms) => steps.push(ms));
  let trueMs = 1_000_000;
  return {
    check,
    steps,
    /** Sends nothing for a time. */
    pause(ms: number): void {
      trueMs += ms;
    },
    /** Runs for a time; returns how many batches were refused. */
    run(forMs: number, { clockMs = 0, rate = 1, behindMs = 0, everyMs = 100 } = {}): number {
      let refused = 0;
      const startMs = trueMs;
      const endMs = trueMs + forMs;
      while (trueMs < endMs) {
        trueMs += everyMs;
        check.sent(trueMs + clockMs);
        const lastMs = startMs + (trueMs - startMs) * rate - behindMs;
        if (check.samples(1, lastMs - everyMs, lastMs) !== null) refused++;
      }
      return refused;
    },
  };
}

describe('the described time of samples', () => {
  it('is believed while samples and frames go together', () => {
    expect(gateway().run(3_600_000)).toBe(0);
  });

  it.each([
    ['twice', 2, 20_000],
    ['1.1 times', 1.1, 200_000],
    ['half', 0.5, 1_300_000],
  ])('is not believed for long when samples come at %s their rate', (_, rate, forMs) => {
    const { run, steps } = gateway();
    expect(run(forMs / 3, { rate: 1 })).toBe(0);
    expect(run(forMs, { rate })).toBeGreaterThan(10);
    expect(steps).toEqual([]);
  });

  it.each([100e-6, -100e-6])('is believed for a month from a crystal that is off by %d', (off) => {
    expect(gateway().run(30 * 86_400_000, { rate: 1 + off, everyMs: 10_000 - 5001 })).toBe(0);
  });

  it('is not believed when it jumps an hour while the clock does not', () => {
    const { run, steps } = gateway();
    run(1000);
    expect(run(1000, { behindMs: -3_600_000 })).toBe(10);
    expect(run(1000, { behindMs: 3_600_000 })).toBe(10);
    expect(run(1000)).toBe(0);
    expect(steps).toEqual([]);
  });

  it.each([3_600_000, -3_600_000, 1_200_000, -20_000])(
    'is believed when the clock is set by %d ms, and back',
    (clockMs) => {
      const { run, steps } = gateway();
      run(1000);
      expect(run(1000, { clockMs })).toBe(0);
      expect(run(1000)).toBe(0);
      expect(steps[0]).toBeCloseTo(clockMs, -3);
    },
  );

  it('is found wrong also after the clock was set', () => {
    const { run } = gateway();
    run(1000);
    run(1000, { clockMs: -3_600_000 });
    expect(run(20_000, { clockMs: -3_600_000, rate: 2 })).toBeGreaterThan(10);
  });

  it('is believed while a gateway that stood still for a minute catches up', () => {
    const { run, steps } = gateway();
    run(10_000);
    expect(run(1000, { behindMs: 60_000 })).toBe(0);
    expect(run(1000, { behindMs: 30_000 })).toBe(0);
    expect(run(1000)).toBe(0);
    expect(steps).toEqual([]);
  });

  it('is believed when the clock is set some time after a pause that looked like a set clock', () => {
    const { run, pause, steps } = gateway();
    run(1000);
    pause(60_000);
    run(1000);
    expect(run(1000, { clockMs: -3_600_000 })).toBe(0);
    expect(steps).toEqual([-3_600_000 + 100]);
  });

  describe('in a stream that a station joins', () => {
    const frameMs = 1_000_000_000;
    const joined = (...offsMs: readonly number[]) => {
      const steps: number[] = [];
      const check = new TimeCheck((ms) => steps.push(ms));
      check.sent(frameMs);
      check.joins(offsMs.map((ms) => frameMs + ms));
      const believed = offsMs.map((ms, n) => check.samples(n, frameMs + ms - 100, frameMs + ms) === null);
      return { check, steps, believed };
    };

    it.each([3_600_000, -3_600_000])(
      'is believed when the clock was set by an hour before, and stays believed when it is set right (%d)',
      (offMs) => {
        const { check, steps, believed } = joined(offMs, offMs + 40, offMs - 300);
        expect(believed).toEqual([true, true, true]);
        expect(steps).toEqual([-offMs]);
        expect(check.isNew).toBe(false);
        check.sent(frameMs + 100);
        expect(check.samples(0, frameMs + offMs, frameMs + offMs + 100)).toBeNull();
        check.sent(frameMs + 200 + offMs);
        expect(check.samples(0, frameMs + offMs + 100, frameMs + offMs + 200)).toBeNull();
      },
    );

    it('is not believed of the channels that differ from most others', () => {
      expect(joined(0, 10, -3_600_000)).toMatchObject({ steps: [], believed: [true, true, false] });
      expect(joined(3_600_000, 3_600_010, 0)).toMatchObject({ believed: [true, true, true] });
      expect(joined(3_600_000, 3_600_010, 3_599_990, 9_000_000).believed).toEqual([true, true, true, false]);
    });

    it('is not believed where each channel errs by an amount of its own, or there is only one', () => {
      expect(joined(3_600_000, 5_000_000, -3_600_000)).toMatchObject({ steps: [], believed: [false, false, false] });
      expect(joined(3_600_000)).toMatchObject({ steps: [], believed: [false] });
    });
  });

  it('of a value is refused when it lies in the future, also after the clock was set back', () => {
    const { check, run } = gateway();
    run(1000);
    expect(check.isFuture(1_001_000 + 9000, 1_001_000)).toBe(false);
    expect(check.isFuture(1_001_000 + 11_000, 1_001_000)).toBe(true);
    run(1000, { clockMs: -3_600_000 });
    expect(check.isFuture(1_002_000, 1_002_000 - 3_600_000)).toBe(false);
    expect(check.isFuture(1_002_000 + 11_000, 1_002_000 - 3_600_000)).toBe(true);
  });
});
