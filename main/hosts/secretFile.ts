import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import type { SecretAnswer, Secrets } from './host.ts';
import { createPrivate, isZeroed, NotPrivateError, readPrivate, replacePrivate } from './privateFile.ts';

const SECRET_BYTES = 32;
const SHORTEST_PASSPHRASE = 12;

/** Of the environment, where the programs that start a station can put it and no file needs to hold it. */
const PASSPHRASE = 'VIGIL_HISTORY_PASSPHRASE';

/** 128 MiB and half a second for each guess (OWASP's first choice for scrypt, 2023). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };

/** What is in the file: the secret itself, or what makes one of a passphrase. */
const kindWithout = 'secret';
const kindWith = 'salt';
type Kind = typeof kindWithout | typeof kindWith;

const contentSchema = z.strictObject({
  vigilHistoryKey: z.literal(1),
  kind: z.enum([kindWithout, kindWith]),
  bytes: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
});

const otherKind: Readonly<Record<Kind, string>> = {
  salt: `it belongs to a passphrase, and none is given. Set ${PASSPHRASE}`,
  secret: `it was made without a passphrase, and one is given. Leave ${PASSPHRASE} out`,
};

/**
 * Keeps the secret in a file that only the station's user may read (0600, its folder 0700). With a passphrase only a salt of 32
 * random bytes is in the file, and the secret is made of both (scrypt, RFC 7914): neither alone opens anything, and destroying
 * the salt destroys the secret for good. A file that others can read is refused: they may have read it.
 */
export function secretFile(file: string, passphrase: string | null): Secrets {
  const kind: Kind = passphrase === null ? kindWithout : kindWith;
  // One at a time: who reads while it is renewed would get what is being destroyed.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<SecretAnswer>): Promise<SecretAnswer> => {
    const answer = last.then(work).catch((cause: unknown) => failed(file, cause));
    last = answer;
    return answer;
  };
  const secretOf = async (bytes: Buffer, isNew: boolean): Promise<SecretAnswer> => {
    const secret = passphrase === null ? bytes : await derived(passphrase, bytes);
    return { ok: true, secret: new Uint8Array(secret), isNew };
  };
  const refusal =
    passphrase !== null && passphrase.length < SHORTEST_PASSPHRASE
      ? `${PASSPHRASE} is ${passphrase.length} characters long; at least ${SHORTEST_PASSPHRASE} are needed.`
      : null;

  return {
    read: () =>
      inTurn(async () => {
        if (refusal !== null) return { ok: false, reason: refusal };
        const held = await readPrivate(file);
        if (held === null || isZeroed(held)) {
          const made = randomBytes(SECRET_BYTES);
          if (held !== null) await replacePrivate(file, textOf(kind, made), false);
          else if (!(await createPrivate(file, textOf(kind, made))))
            throw new Error('it appeared meanwhile; start again');
          return secretOf(made, true);
        }
        const content = contentOf(held);
        if (content === null)
          return {
            ok: false,
            reason: `${file} is no key of a history, or damaged. Put its copy back, or erase the history.`,
          };
        if (content.kind !== kind)
          return { ok: false, reason: `${file}: ${otherKind[content.kind]}, or erase the history.` };
        return secretOf(Buffer.from(content.bytes, 'base64'), false);
      }),
    renew: () =>
      inTurn(async () => {
        if (refusal !== null) return { ok: false, reason: refusal };
        const made = randomBytes(SECRET_BYTES);
        await replacePrivate(file, textOf(kind, made), true);
        return secretOf(made, true);
      }),
  };
}

/** The passphrase of the environment, which it is taken out of: what the station starts does not inherit it. null: none is given. */
export function takePassphrase(environment: NodeJS.ProcessEnv): string | null {
  const passphrase = environment[PASSPHRASE];
  delete environment[PASSPHRASE];
  return passphrase === undefined || passphrase === '' ? null : passphrase;
}

function textOf(kind: Kind, bytes: Buffer): string {
  return `${JSON.stringify({ vigilHistoryKey: 1, kind, bytes: bytes.toString('base64') })}\n`;
}

function contentOf(text: string): z.infer<typeof contentSchema> | null {
  try {
    return contentSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function derived(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Typed on one keyboard or another, it is the same text.
    scrypt(passphrase.normalize('NFC'), salt, SECRET_BYTES, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function failed(file: string, cause: unknown): SecretAnswer {
  const words = cause instanceof Error ? cause.message : String(cause);
  const reason = cause instanceof NotPrivateError ? `The key of the history is not used: ${words}` : null;
  return { ok: false, reason: reason ?? `The key of the history (${file}) can't be read or written: ${words}` };
}
