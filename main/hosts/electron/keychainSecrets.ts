import { randomBytes } from 'node:crypto';
import { safeStorage } from 'electron';
import type { SecretAnswer, Secrets } from '#main/hosts/host.ts';
import { createPrivate, isZeroed, NotPrivateError, readPrivate, replacePrivate } from '#main/hosts/privateFile.ts';

const SECRET_BYTES = 32;

/** Of Linux: no keychain, but a password that stands in Electron's source; and none that is known yet. */
const noKeychain: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

const NO_KEYCHAIN =
  'This system has no keychain that could keep the key of the history (on Linux: GNOME Keyring or KWallet, unlocked). Start ' +
  'one, or name a "keyFile" for the history in the configuration. No history is kept until then.';

/**
 * Keeps the secret in a file that only the system's keychain opens (Electron's safeStorage). Refuses what safeStorage falls back to
 * where there is no keychain: a file that every Electron can open is no lock. Call when Electron is ready.
 */
export function keychainSecrets(file: string): Secrets {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<SecretAnswer>): Promise<SecretAnswer> => {
    const answer = last
      .then(async () => ((await hasKeychain()) ? work() : { ok: false as const, reason: NO_KEYCHAIN }))
      .catch((cause: unknown) => failed(file, cause));
    last = answer;
    return answer;
  };
  return {
    read: () =>
      inTurn(async () => {
        const held = await readPrivate(file);
        if (held === null || isZeroed(held)) {
          const made = randomBytes(SECRET_BYTES);
          const text = await sealed(made);
          if (held !== null) await replacePrivate(file, text, false);
          else if (!(await createPrivate(file, text))) throw new Error('it appeared meanwhile; start again');
          return { ok: true, secret: new Uint8Array(made), isNew: true };
        }
        const secret = await opened(held);
        if (secret !== null) return { ok: true, secret, isNew: false };
        const reason = `${file} is not opened by the keychain of this user: another user or system made it, or it is damaged.`;
        return { ok: false, reason: `${reason} Put its copy back, or erase the history.` };
      }),
    renew: () =>
      inTurn(async () => {
        const made = randomBytes(SECRET_BYTES);
        await replacePrivate(file, await sealed(made), true);
        return { ok: true, secret: new Uint8Array(made), isNew: true };
      }),
  };
}

async function hasKeychain(): Promise<boolean> {
  if (process.platform === 'linux' && noKeychain.has(safeStorage.getSelectedStorageBackend())) return false;
  return safeStorage.isAsyncEncryptionAvailable();
}

async function sealed(secret: Buffer): Promise<string> {
  return (await safeStorage.encryptStringAsync(secret.toString('base64'))).toString('base64');
}

async function opened(text: string): Promise<Uint8Array | null> {
  try {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'));
    const secret = Buffer.from(result, 'base64');
    return secret.length === SECRET_BYTES ? new Uint8Array(secret) : null;
  } catch {
    return null;
  }
}

function failed(file: string, cause: unknown): SecretAnswer {
  const words = cause instanceof Error ? cause.message : String(cause);
  const isRefused = cause instanceof NotPrivateError;
  const reason = isRefused
    ? `The key of the history is not used: ${words}`
    : `${file} can't be read or written: ${words}`;
  return { ok: false, reason };
}
