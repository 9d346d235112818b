import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayTls } from '#main/config.ts';
import { runStation } from '#tests/main/runningStation.ts';
import { heartbeat, opening, serveScript } from '#tests/main/scriptedGateway.ts';
import { until } from '#tests/support/until.ts';

function openssl(...args: string[]): boolean {
  try {
    execFileSync('openssl', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

describe.skipIf(!openssl('version'))(
  'an encrypted link (skipped where there is no openssl to make certificates)',
  () => {
    let folder = '';
    const file = (name: string): string => join(folder, name);

    function authority(name: string): void {
      openssl(
        'req',
        '-x509',
        ...newKey,
        '-subj',
        `/CN=${name}`,
        '-days',
        '1',
        '-keyout',
        file(`${name}.key`),
        '-out',
        file(`${name}.pem`),
      );
    }

    function certificate(name: string, by: string): void {
      writeFileSync(file(`${name}.ext`), `subjectAltName=DNS:${name}`);
      openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`));
      openssl(
        'x509',
        '-req',
        '-in',
        file(`${name}.csr`),
        '-CA',
        file(`${by}.pem`),
        '-CAkey',
        file(`${by}.key`),
        '-CAcreateserial',
        '-days',
        '1',
        '-extfile',
        file(`${name}.ext`),
        '-out',
        file(`${name}.pem`),
      );
    }

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'vigil-tls-'));
      authority('hospital');
      authority('stranger');
      certificate('gateway', 'hospital');
      certificate('station', 'hospital');
      certificate('intruder', 'stranger');
    });

    afterAll(() => rmSync(folder, { recursive: true }));

    async function link(tls: GatewayTls) {
      const serving = await serveScript(
        {
          subscribe: (_resume, send) => {
            send(opening(1));
            const beat = setInterval(() => send(heartbeat()), 100);
            onTestFinished(() => clearInterval(beat));
          },
        },
        ServerCredentials.createSsl(
          readFileSync(file('hospital.pem')),
          [{ private_key: readFileSync(file('gateway.key')), cert_chain: readFileSync(file('gateway.pem')) }],
          true,
        ),
      );
      onTestFinished(() => serving.stop());
      const running = runStation([{ address: serving.address, tls }]);
      await until('the link is decided', () => running.view(serving.address).link.state !== 'connecting');
      return running.view(serving.address).link;
    }

    it('is live between a gateway and a station that know each other', async () => {
      const tls = {
        caFile: file('hospital.pem'),
        certFile: file('station.pem'),
        keyFile: file('station.key'),
        serverName: 'gateway',
      };
      expect(await link(tls)).toMatchObject({ state: 'live' });
    });

    it.each([
      [
        'does not come from our hospital',
        () => ({
          caFile: file('stranger.pem'),
          certFile: file('station.pem'),
          keyFile: file('station.key'),
          serverName: 'gateway',
        }),
      ],
      [
        'is for another name',
        () => ({
          caFile: file('hospital.pem'),
          certFile: file('station.pem'),
          keyFile: file('station.key'),
          serverName: 'elsewhere',
        }),
      ],
      [
        'does not know this station',
        () => ({
          caFile: file('hospital.pem'),
          certFile: file('intruder.pem'),
          keyFile: file('intruder.key'),
          serverName: 'gateway',
        }),
      ],
      [
        'asks for a certificate this station has none of',
        () => ({ caFile: file('hospital.pem'), serverName: 'gateway' }),
      ],
    ])('is refused when the gateway %s', async (_, tls) => {
      expect(await link(tls())).toMatchObject({ state: 'lost', code: 'unreachable' });
    });
  },
);
