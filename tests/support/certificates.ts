import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import type { GatewayTls } from '#main/config.ts';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}

/** Whether this machine can make certificates. */
export function canMakeCertificates(): boolean {
  try {
    openssl('version');
    return true;
  } catch {
    return false;
  }
}

/** A folder with authorities and certificates, made by openssl for one file of tests. */
export class Certificates {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vigil-tls-'));

  file(name: string): string {
    return join(this.#folder, name);
  }

  authority(name: string): void {
    const { key, pem } = this.#paths(name);
    openssl('req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-days', '1', '-keyout', key, '-out', pem);
  }

  /** Valid for `days` from now; one that is negative has expired. */
  certificate(name: string, by: string, days = 1): void {
    const { key, pem, csr, ext } = this.#paths(name);
    const authority = this.#paths(by);
    writeFileSync(ext, `subjectAltName=DNS:${name}`);
    openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', csr);
    const signing = ['-CA', authority.pem, '-CAkey', authority.key, '-CAcreateserial', '-extfile', ext];
    openssl('x509', '-req', '-in', csr, ...signing, '-days', `${days}`, '-out', pem);
  }

  /** Of a gateway that asks who comes. */
  server(name: string, authority: string): ServerCredentials {
    const { key, pem } = this.#paths(name);
    const pair = { private_key: readFileSync(key), cert_chain: readFileSync(pem) };
    return ServerCredentials.createSsl(readFileSync(this.#paths(authority).pem), [pair], true);
  }

  /** Of a station that trusts an authority, and expects a name. */
  station(name: string, authority: string, serverName: string): GatewayTls {
    const { key, pem } = this.#paths(name);
    return { caFile: this.#paths(authority).pem, certFile: pem, keyFile: key, serverName };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #paths(name: string) {
    const [key, pem, csr, ext] = ['key', 'pem', 'csr', 'ext'].map((end) => this.file(`${name}.${end}`)) as [
      string,
      string,
      string,
      string,
    ];
    return { key, pem, csr, ext };
  }
}
