import type { Clock } from './clock.ts';

/** How far time of day is made to run faster or slower to come back to the machine's: half a percent. */
const SLEW = 0.005;

/** A machine that has been up for so much longer than it has run was asleep: real time, in which alarms went on. */
const SLEPT_MS = 2000;

/** How often the three clocks are compared. */
const LOOK_EVERY_MS = 500;

/** What a machine knows of time, in milliseconds. */
export interface MachineTime {
  /** Of day, since 1970; somebody may set it. */
  wallMs(): number;
  /** Since some moment, without the time asleep on some machines; never set. */
  monotonicMs(): number;
  /** Since the machine started, with the time asleep; may be coarse by a second. */
  uptimeMs(): number;
}

/**
 * The one clock that all of a station's durations are measured by: delays, escalations, pauses, ages. Time of day as it was
 * at the start, going on evenly. It never steps back, and forward only by the time the machine was asleep, which has really
 * passed. When somebody sets the machine's clock, this one comes after it by {@link SLEW}: NTP's corrections are followed
 * within minutes, an hour is not, and {@link SteadyClock.aheadOfWallMs} tells how far apart the two are.
 */
export interface SteadyClock extends Clock {
  aheadOfWallMs(): number;
}

export function steadyClock(machine: MachineTime): SteadyClock {
  let wallMs = machine.wallMs();
  let monotonicMs = machine.monotonicMs();
  let uptimeMs = machine.uptimeMs();
  let slewing = 0;
  const look = (): void => {
    const passedMs = machine.monotonicMs() - monotonicMs;
    if (passedMs < LOOK_EVERY_MS) return;
    const upMs = machine.uptimeMs();
    const sleptMs = upMs - uptimeMs - passedMs;
    wallMs += passedMs * (1 + slewing) + (sleptMs > SLEPT_MS ? sleptMs : 0);
    monotonicMs += passedMs;
    // What is coarse adds up to nothing only against a moment that stays: it is moved by what has surely passed.
    uptimeMs = sleptMs > SLEPT_MS ? upMs : uptimeMs + passedMs;
    slewing = slewFor(machine.wallMs() - wallMs);
  };
  const nowMs = (): number => {
    look();
    return wallMs + (machine.monotonicMs() - monotonicMs) * (1 + slewing);
  };
  return {
    // Whole milliseconds, as of a wall clock; rounding keeps the order.
    nowMs: () => Math.floor(nowMs()),
    monotonicMs: () => machine.monotonicMs(),
    aheadOfWallMs: () => nowMs() - machine.wallMs(),
  };
}

/** As fast as it may, and no further than the difference goes before the next look. */
function slewFor(behindMs: number): number {
  return Math.max(-SLEW, Math.min(SLEW, behindMs / LOOK_EVERY_MS));
}
