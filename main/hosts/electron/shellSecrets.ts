import type { ParentPort } from 'electron';
import type { SecretAnswer, Secrets } from '#main/hosts/host.ts';
import type { SecretRequest, ShellMessage } from './stationMessages.ts';

/** The secret that the shell keeps, asked for over the station process's line to it. */
export function shellSecrets(parent: ParentPort): Secrets & {
  /** An answer has come. */
  take(answered: Extract<ShellMessage, { readonly type: 'secret' }>): void;
} {
  const waiting = new Map<number, (answer: SecretAnswer) => void>();
  let asked = 0;
  const ask = (what: SecretRequest['what']): Promise<SecretAnswer> =>
    new Promise((resolve) => {
      waiting.set(++asked, resolve);
      parent.postMessage({ type: 'secret', ask: asked, what } satisfies SecretRequest);
    });
  return {
    read: () => ask('read'),
    renew: () => ask('renew'),
    take: ({ ask: number, answer }) => {
      waiting.get(number)?.(answer);
      waiting.delete(number);
    },
  };
}
