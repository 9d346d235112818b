import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkCredentials } from '#main/gateway/credentials.ts';
import { LinkError } from '#main/gateway/linkError.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vigil-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe('the certificates of a link', () => {
  it('are not needed for plain text', () => {
    expect(linkCredentials({ address: 'a:1' })._isSecure()).toBe(false);
  });

  it('that are not there refuse the link by name of the file', () => {
    const caFile = join(folder(), 'ca.pem');
    const attempt = () => linkCredentials({ address: 'a:1', tls: { caFile } });
    expect(attempt).toThrow(LinkError);
    expect(attempt).toThrow(`a:1: can't read ${caFile}`);
  });

  it('that are none refuse the link', () => {
    const path = folder();
    const [certFile, keyFile] = [join(path, 'c.pem'), join(path, 'k.pem')];
    for (const file of [certFile, keyFile]) writeFileSync(file, 'not a certificate');
    const attempt = () => linkCredentials({ address: 'a:1', tls: { caFile: certFile, certFile, keyFile } });
    expect(attempt).toThrow(/hold no usable certificate/);
  });
});
