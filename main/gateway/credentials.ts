import { readFileSync } from 'node:fs';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import type { GatewayConfig } from '#main/config.ts';
import { LinkError } from './linkError.ts';

/**
 * Credentials for a link, read afresh so that a renewed certificate is used at the next attempt.
 *
 * @throws LinkError `refused` when a file can't be read or holds no certificate.
 */
export function linkCredentials({ address, tls }: GatewayConfig): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  const read = (file: string | undefined): Buffer | null => {
    if (file === undefined) return null;
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new LinkError(
        'refused',
        `${address}: can't read ${file}. Correct "tls" of this gateway in the configuration.`,
        { cause },
      );
    }
  };
  const [ca, key, certificate] = [read(tls.caFile), read(tls.keyFile), read(tls.certFile)];
  try {
    return credentials.createSsl(ca, key, certificate);
  } catch (cause) {
    throw new LinkError('refused', `${address}: the files of "tls" hold no usable certificate or key. Replace them.`, {
      cause,
    });
  }
}
