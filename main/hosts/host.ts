import type { Clock } from '#domain/time/clock.ts';

/** What a station needs from the machine it runs on. Everything else arrives as messages. */
export interface Host {
  readonly clock: Clock;
  /** 0 <= x < 1. For jitter, never for secrets. */
  random(): number;
  /** One line for the engineer. No patient data, ever. */
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
