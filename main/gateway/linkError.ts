import { type ServiceError, status } from '@grpc/grpc-js';
import type { LinkErrorCode } from '#domain/ward/link.ts';

/** Why a link ended. Retry reads the code; the message is for people: where, what, what to do. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly code: LinkErrorCode;
  /** Time alone does not mend it, somebody must act: try again seldom. */
  readonly slow: boolean;

  constructor(code: LinkErrorCode, message: string, options?: ErrorOptions & { readonly slow?: boolean }) {
    super(message, options);
    this.code = code;
    this.slow = options?.slow ?? (code === 'version' || code === 'refused');
  }
}

/** What Node says of a certificate that it does not accept; grpc-js hands on the words, and no code. */
const certificateWords = /certificate|altname|self-signed|local issuer/i;

/** Names a failed call. `during` is the call; UNIMPLEMENTED there means that the other side speaks another contract. */
export function linkErrorOf(error: ServiceError, address: string, during: 'Describe' | 'Subscribe'): LinkError {
  const said = oneLine(error.details || error.message);
  const named = (code: LinkErrorCode, message: string) =>
    new LinkError(code, `${address}: ${message}`, { cause: error });
  switch (error.code) {
    case status.UNAVAILABLE:
      if (certificateWords.test(said)) {
        return named(
          'refused',
          `a certificate is not accepted (${bareReason(said)}). Renew or correct the gateway's, or "tls" of this gateway in the configuration.`,
        );
      }
      return named(
        'unreachable',
        `no connection (${bareReason(said)}). Check that the gateway runs and the network reaches it.`,
      );
    case status.UNIMPLEMENTED:
      return named('version', `does not know ${during} of vigil.ward.v1. Update the gateway or correct the address.`);
    case status.RESOURCE_EXHAUSTED:
      return named(
        'oversized',
        `a message was too large or too many waited (${said}). The gateway must send smaller frames.`,
      );
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return named('refused', `refused this station (${said}). Check the station's certificate and its rights there.`);
    case status.INTERNAL:
    case status.DATA_LOSS:
    case status.OUT_OF_RANGE:
      return named('protocol', `broke the contract (${said}). The gateway or something on the way is faulty.`);
    default:
      return named(
        'ended',
        `ended ${during} with ${status[error.code] ?? error.code} (${said}). See the gateway's log.`,
      );
  }
}

/** What grpc-js 1.14 says of a failed connection, without the words around the system's own. */
function bareReason(said: string): string {
  return said
    .replace(/^No connection established\. Last error: (Error: )?/, '')
    .replace(/\.?\s*Resolution note:\s*$/, '');
}

/** Text from outside, fit for one line of a log. */
export function oneLine(text: string, limit = 160): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return clean.length <= limit ? clean : `${clean.slice(0, limit)}...`;
}
