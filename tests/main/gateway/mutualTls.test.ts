import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayTls } from '#main/config.ts';
import { runStation } from '#tests/main/runningStation.ts';
import { heartbeat, opening, serveScript } from '#tests/main/scriptedGateway.ts';
import { Certificates, canMakeCertificates } from '#tests/support/certificates.ts';
import { until } from '#tests/support/until.ts';

describe.skipIf(!canMakeCertificates())(
  'an encrypted link (skipped where there is no openssl to make certificates)',
  () => {
    let certificates: Certificates;

    beforeAll(() => {
      certificates = new Certificates();
      certificates.authority('hospital');
      certificates.authority('stranger');
      certificates.certificate('gateway', 'hospital');
      certificates.certificate('station', 'hospital');
      certificates.certificate('intruder', 'stranger');
    });

    afterAll(() => certificates.remove());

    async function link(tls: GatewayTls) {
      const serving = await serveScript(
        {
          subscribe: (_resume, send) => {
            send(opening(1));
            const beat = setInterval(() => send(heartbeat()), 100);
            onTestFinished(() => clearInterval(beat));
          },
        },
        certificates.server('gateway', 'hospital'),
      );
      onTestFinished(() => serving.stop());
      const running = runStation([{ address: serving.address, tls }]);
      await until('the link is decided', () => running.view(serving.address).link.state !== 'connecting');
      return running.view(serving.address).link;
    }

    it('is live between a gateway and a station that know each other', async () => {
      expect(await link(certificates.station('station', 'hospital', 'gateway'))).toMatchObject({ state: 'live' });
    });

    it.each([
      [
        'does not come from our hospital',
        'refused',
        () => certificates.station('station', 'stranger', 'gateway'),
        /not accepted \(self-signed/,
      ],
      [
        'is for another name',
        'refused',
        () => certificates.station('station', 'hospital', 'elsewhere'),
        /not accepted .*altnames/,
      ],
      [
        'does not know this station',
        'unreachable',
        () => certificates.station('intruder', 'hospital', 'gateway'),
        /no connection/,
      ],
      [
        'asks for a certificate this station has none of',
        'refused',
        () => ({ caFile: certificates.file('hospital.pem'), serverName: 'gateway' }),
        /not accepted .*certificate required/,
      ],
    ])('is refused when the gateway %s', async (_, code, tls, detail) => {
      expect(await link(tls())).toMatchObject({ state: 'lost', code, detail: expect.stringMatching(detail) });
    });
  },
);
