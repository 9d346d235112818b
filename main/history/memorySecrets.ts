import { randomBytes } from 'node:crypto';
import type { SecretAnswer, Secrets } from '#main/hosts/host.ts';

const SECRET_BYTES = 32;

/** Keeps the secret for as long as the station runs: for one that is given no place to keep it. */
export function memorySecrets(): Secrets {
  let held: Uint8Array | null = null;
  const answer = (isNew: boolean): Promise<SecretAnswer> => {
    held ??= new Uint8Array(randomBytes(SECRET_BYTES));
    return Promise.resolve({ ok: true, secret: held, isNew });
  };
  return {
    read: () => answer(held === null),
    renew: () => {
      held?.fill(0);
      held = null;
      return answer(true);
    },
  };
}
