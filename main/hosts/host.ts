import type { DisplaySize } from '#domain/display/displays.ts';
import type { SteadyClock } from '#domain/time/steadyClock.ts';

/** What a station needs from the machine it runs on. Everything else arrives as messages. */
export interface Host {
  /** Time of day never steps in it; all durations of the station are measured by it. */
  readonly clock: SteadyClock;
  /** 0 <= x < 1. For jitter, never for secrets. */
  random(): number;
  /** The screens plugged into this machine now, as far as they say how large they are. Never fails; quick. */
  displays(): readonly DisplaySize[];
  /** One line for the engineer. No patient data, ever. */
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
