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

/** A secret, or why there is none: what is wrong and what to do, for people. */
export type SecretAnswer =
  /** 32 bytes. `isNew`: there was none, and it was made. */
  | { readonly ok: true; readonly secret: Uint8Array; readonly isNew: boolean }
  | { readonly ok: false; readonly reason: string };

/**
 * Keeps the secret of a station's history, away from the history. Not a part of {@link Host}, as only the configuration says
 * where. Never rejects.
 */
export interface Secrets {
  /** The secret that is kept; made when there is none. */
  read(): Promise<SecretAnswer>;
  /** Destroys the secret, for good, and makes another. `ok` false: it could not be, and the one that was is still kept. */
  renew(): Promise<SecretAnswer>;
}
