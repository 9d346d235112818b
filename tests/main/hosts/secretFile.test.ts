import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SecretAnswer } from '#main/hosts/host.ts';
import { secretFile, takePassphrase } from '#main/hosts/secretFile.ts';

function keyPlace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'keys', 'history.key');
}

function secretOf(answer: SecretAnswer): string {
  if (!answer.ok) throw new Error(answer.reason);
  return Buffer.from(answer.secret).toString('hex');
}

const PASSPHRASE = 'correct horse battery';

describe('the key of the history in a file', () => {
  it('is made once, of 32 random bytes, for its user alone, and is the same at the next start', async () => {
    const file = keyPlace();
    const made = await secretFile(file, null).read();
    expect(made).toMatchObject({ ok: true, isNew: true });
    expect(secretOf(made)).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(file, '..'))).toEqual(['history.key']);
    const again = await secretFile(file, null).read();
    expect(again).toMatchObject({ ok: true, isNew: false });
    expect(secretOf(again)).toBe(secretOf(made));
    expect(secretOf(await secretFile(keyPlace(), null).read())).not.toBe(secretOf(made));
  });

  it('is the same for all who ask at once', async () => {
    const secrets = secretFile(keyPlace(), null);
    const all = await Promise.all(Array.from({ length: 8 }, () => secrets.read()));
    expect(new Set(all.map(secretOf)).size).toBe(1);
    expect(all.filter((answer) => answer.ok && answer.isNew)).toHaveLength(1);
  });

  it.each([0o644, 0o640, 0o604, 0o620])('is refused with rights %o, and says what to do', async (mode) => {
    const file = keyPlace();
    await secretFile(file, null).read();
    chmodSync(file, mode);
    const answer = await secretFile(file, null).read();
    expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining(`rights 0${mode.toString(8)}`) });
    expect(answer).toMatchObject({ reason: expect.stringContaining('chmod 600') });
  });

  it('is refused where others could put another in its place', async () => {
    const file = keyPlace();
    await secretFile(file, null).read();
    chmodSync(join(file, '..'), 0o777);
    expect(await secretFile(file, null).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('chmod 700'),
    });
    rmSync(file);
    expect(await secretFile(file, null).read()).toMatchObject({ ok: false });
    expect(existsSync(file)).toBe(false);
  });

  it('is refused when it is a link, damaged, or cannot be written', async () => {
    const file = keyPlace();
    mkdirSync(join(file, '..'), { mode: 0o700 });
    writeFileSync(`${file}.other`, 'x', { mode: 0o600 });
    symlinkSync(`${file}.other`, file);
    expect(await secretFile(file, null).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('is a link'),
    });
    rmSync(file);
    writeFileSync(file, '{"vigilHistoryKey":1,"kind":"secret","bytes":"short"}', { mode: 0o600 });
    expect(await secretFile(file, null).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('damaged'),
    });
    expect(readFileSync(file, 'utf8')).toContain('short');
    expect(await secretFile(join(file, 'below', 'k'), null).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining("can't be"),
    });
  });

  it('that is destroyed is nowhere in its folder any more, and another is there', async () => {
    const file = keyPlace();
    const secrets = secretFile(file, null);
    const before = await secrets.read();
    const bytes = Buffer.from(secretOf(before), 'hex').toString('base64');
    expect(readFileSync(file, 'utf8')).toContain(bytes);
    const after = await secrets.renew();
    expect(after).toMatchObject({ ok: true, isNew: true });
    expect(secretOf(after)).not.toBe(secretOf(before));
    for (const name of readdirSync(join(file, '..')))
      expect(readFileSync(join(file, '..', name), 'utf8')).not.toContain(bytes);
    expect(secretOf(await secretFile(file, null).read())).toBe(secretOf(after));
  });

  it('that was being destroyed when the machine stopped is gone: another is made', async () => {
    const file = keyPlace();
    const before = await secretFile(file, null).read();
    writeFileSync(file, Buffer.alloc(statSync(file).size));
    const after = await secretFile(file, null).read();
    expect(after).toMatchObject({ ok: true, isNew: true });
    expect(secretOf(after)).not.toBe(secretOf(before));
  });

  it('of a file whose rights are wrong is not destroyed in passing', async () => {
    const file = keyPlace();
    await secretFile(file, null).read();
    chmodSync(join(file, '..'), 0o777);
    const text = readFileSync(file, 'utf8');
    expect(await secretFile(file, null).renew()).toMatchObject({ ok: false });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('the key of the history by a passphrase', () => {
  it('is made of the passphrase and what is in the file: neither alone gives it', async () => {
    const file = keyPlace();
    const made = secretOf(await secretFile(file, PASSPHRASE).read());
    const { bytes } = JSON.parse(readFileSync(file, 'utf8')) as { bytes: string };
    expect(Buffer.from(bytes, 'base64').toString('hex')).not.toBe(made);
    expect(secretOf(await secretFile(file, PASSPHRASE).read())).toBe(made);
    expect(secretOf(await secretFile(file, `${PASSPHRASE}!`).read())).not.toBe(made);
    expect(secretOf(await secretFile(keyPlace(), PASSPHRASE).read())).not.toBe(made);
    expect(secretOf(await secretFile(file, PASSPHRASE).renew())).not.toBe(made);
  });

  it('is not guessed when one of the two is missing or too short', async () => {
    const [with_, without] = [keyPlace(), keyPlace()];
    await secretFile(with_, PASSPHRASE).read();
    await secretFile(without, null).read();
    expect(await secretFile(with_, null).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('belongs to a passphrase'),
    });
    expect(await secretFile(without, PASSPHRASE).read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('made without a passphrase'),
    });
    expect(await secretFile(keyPlace(), 'short').read()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('at least 12'),
    });
  });

  it('is taken out of the environment, so that no program the station starts inherits it', () => {
    const environment = { VIGIL_HISTORY_PASSPHRASE: PASSPHRASE, PATH: '/bin' };
    expect([takePassphrase(environment), takePassphrase(environment)]).toEqual([PASSPHRASE, null]);
    expect(environment).toEqual({ PATH: '/bin' });
  });
});
