import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { keychainSecrets } from '#main/hosts/electron/keychainSecrets.ts';
import { electron, resetElectron } from '#tests/support/electronStub.ts';

beforeEach(() => resetElectron());

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-keychain-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'history-key.sealed');
}

const isLinux = process.platform === 'linux';

describe('the key of the history in the system’s keychain', () => {
  it('is on disk only as the keychain sealed it, and the same at the next start', async () => {
    const file = place();
    const made = await keychainSecrets(file).read();
    if (!made.ok) throw new Error(made.reason);
    expect([made.secret.length, made.isNew]).toEqual([32, true]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(made.secret).toString('base64'));
    expect(await keychainSecrets(file).read()).toEqual({ ok: true, secret: made.secret, isNew: false });
  });

  it.runIf(isLinux).each(['basic_text', 'unknown'])(
    'is refused where the system has none but "%s"',
    async (backend) => {
      const file = place();
      electron.keychain = backend;
      for (const answer of [await keychainSecrets(file).read(), await keychainSecrets(file).renew()])
        expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('no keychain') });
    },
  );

  it('is refused where the keychain is locked, and given once it is not', async () => {
    const secrets = keychainSecrets(place());
    electron.hasEncryption = false;
    expect(await secrets.read()).toMatchObject({ ok: false });
    electron.hasEncryption = true;
    expect(await secrets.read()).toMatchObject({ ok: true });
  });

  it('that another user’s keychain sealed says so and stays', async () => {
    const file = place();
    writeFileSync(file, Buffer.from('v11 of somebody else').toString('base64'), { mode: 0o600 });
    expect(await keychainSecrets(file).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('another user'),
    });
    expect(readFileSync(file, 'utf8')).not.toBe('');
  });

  it('that is destroyed is another from then on', async () => {
    const file = place();
    const secrets = keychainSecrets(file);
    const [before, after] = [await secrets.read(), await secrets.renew()];
    expect(after).toMatchObject({ ok: true, isNew: true });
    expect(after.ok && before.ok && Buffer.from(after.secret).equals(before.secret)).toBe(false);
    expect(await keychainSecrets(file).read()).toMatchObject({ ok: true, secret: after.ok && after.secret });
  });
});
