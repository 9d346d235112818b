import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasElapsed } from '#domain/alarms/elapsed.ts';
import { steadyClock } from '#domain/time/steadyClock.ts';

const NOON_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A machine whose owner sets its clock and sends it to sleep. */
class Machine {
  wall = NOON_MS;
  monotonic = 5_000;
  uptime = 800_000;
  readonly clock = steadyClock({
    wallMs: () => this.wall,
    monotonicMs: () => this.monotonic,
    // Whole seconds, as some systems tell it.
    uptimeMs: () => Math.floor(this.uptime / 1000) * 1000,
  });

  runs(ms: number): void {
    for (let left = ms; left > 0; left -= 1000) {
      const step = Math.min(1000, left);
      this.wall += step;
      this.monotonic += step;
      this.uptime += step;
      this.clock.nowMs();
    }
  }

  isSetBy(ms: number): void {
    this.wall += ms;
  }

  sleeps(ms: number): void {
    this.wall += ms;
    this.uptime += ms;
  }
}

describe("the station's clock", () => {
  it.each([
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
  ])('set %s by an hour: a delay of two minutes is over after two minutes', (_, byMs) => {
    const machine = new Machine();
    const beganMs = machine.clock.nowMs();
    machine.runs(MINUTE_MS);
    machine.isSetBy(byMs);
    machine.runs(MINUTE_MS - 2000);
    expect(hasElapsed(beganMs, 2 * MINUTE_MS, machine.clock.nowMs())).toBe(false);
    machine.runs(3000);
    expect(hasElapsed(beganMs, 2 * MINUTE_MS, machine.clock.nowMs())).toBe(true);
    expect(Math.abs(machine.clock.aheadOfWallMs() + byMs)).toBeLessThan(1000);
  });

  it('comes after a clock that was corrected by two seconds within ten minutes, and stays with it', () => {
    const machine = new Machine();
    machine.runs(10_000);
    machine.isSetBy(2000);
    machine.runs(10 * MINUTE_MS);
    expect(Math.abs(machine.clock.aheadOfWallMs())).toBeLessThan(5);
    machine.isSetBy(-2000);
    machine.runs(10 * MINUTE_MS);
    expect(Math.abs(machine.clock.aheadOfWallMs())).toBeLessThan(5);
  });

  it('counts ten minutes of sleep: what was to call somebody meanwhile is due on waking', () => {
    const machine = new Machine();
    machine.runs(30_000);
    const beganMs = machine.clock.nowMs();
    machine.sleeps(10 * MINUTE_MS);
    machine.runs(1000);
    expect(machine.clock.nowMs() - beganMs).toBeGreaterThan(10 * MINUTE_MS - 2000);
    expect(Math.abs(machine.clock.aheadOfWallMs())).toBeLessThan(2000);
  });

  it('runs true for a day though uptime is told in whole seconds', () => {
    const machine = new Machine();
    machine.runs(24 * HOUR_MS);
    expect(Math.abs(machine.clock.nowMs() - machine.wall)).toBeLessThan(5);
  });

  it('never goes back, whatever is done to the machine', () => {
    const event = fc.oneof(
      fc.integer({ min: 1, max: 20_000 }).map((ms) => ['runs', ms] as const),
      fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }).map((ms) => ['isSetBy', ms] as const),
      fc.integer({ min: 0, max: HOUR_MS }).map((ms) => ['sleeps', ms] as const),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const machine = new Machine();
        let before = machine.clock.nowMs();
        for (const [what, ms] of events) {
          const began = machine.monotonic;
          machine[what](ms);
          const now = machine.clock.nowMs();
          expect(now).toBeGreaterThanOrEqual(before);
          if (what === 'isSetBy') expect(now - before).toBeLessThanOrEqual(1);
          if (what === 'runs') expect(now - before).toBeGreaterThanOrEqual((machine.monotonic - began) * 0.99 - 1);
          before = now;
        }
      }),
      { numRuns: 200 },
    );
  });
});
