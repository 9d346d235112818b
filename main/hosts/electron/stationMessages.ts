import type { SecretAnswer } from '#main/hosts/host.ts';

/** What the shell tells the station process. A 'window' comes with the window's port. */
export type ShellMessage =
  /** First message: read this configuration and start. `userFolder`: for data, where the configuration names no other. */
  | { readonly type: 'start'; readonly configFile: string; readonly version: string; readonly userFolder: string }
  | { readonly type: 'window' }
  /** The secret that was asked for by this number. */
  | { readonly type: 'secret'; readonly ask: number; readonly answer: SecretAnswer }
  /** Close links and sessions, then exit. */
  | { readonly type: 'stop' };

/** What the station process asks of the shell, which alone reaches the system's keychain. */
export interface SecretRequest {
  readonly type: 'secret';
  readonly ask: number;
  /** Which of `Secrets` is to be done. */
  readonly what: 'read' | 'renew';
}

/** Reads what came from the station process; null: it is no request. */
export function secretRequest(data: unknown): SecretRequest | null {
  if (typeof data !== 'object' || data === null) return null;
  const { type, ask, what } = data as Partial<Record<keyof SecretRequest, unknown>>;
  if (type !== 'secret' || typeof ask !== 'number' || (what !== 'read' && what !== 'renew')) return null;
  return { type, ask, what };
}
