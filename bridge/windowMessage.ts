import type { WindowMessage } from './messages.ts';

/** More than any message of a window needs. A bed's key holds two names that others chose. */
const MAX_LENGTH = 10_000;

/**
 * Reads what a window sent. A window shows whatever came over the network and may be taken over; nothing it says is
 * believed unseen. Keys that are not known are ignored.
 *
 * @returns the message, or why it is none, for people.
 */
export function parseWindowMessage(
  received: string | ArrayBuffer,
): { readonly ok: true; readonly message: WindowMessage } | { readonly ok: false; readonly reason: string } {
  if (typeof received !== 'string') return refused('bytes; a window sends text');
  if (received.length > MAX_LENGTH) return refused(`a message of ${received.length} characters; at most ${MAX_LENGTH}`);
  let value: unknown;
  try {
    value = JSON.parse(received);
  } catch {
    return refused('a message that is not JSON');
  }
  if (!isRecord(value)) return refused('a message that is not an object');
  const { type, bridgeVersion, recentMs, tick, bedKey } = value;
  switch (type) {
    case 'open':
      if (!isWhole(bridgeVersion)) return refused('"open" without a whole bridgeVersion');
      if (typeof recentMs !== 'number' || !(recentMs >= 0)) return refused('"open" without a recentMs of 0 or more');
      return { ok: true, message: { type, bridgeVersion, recentMs } };
    case 'recent':
      if (typeof bedKey !== 'string') return refused('"recent" without a bedKey');
      if (typeof recentMs !== 'number' || !(recentMs >= 0)) return refused('"recent" without a recentMs of 0 or more');
      return { ok: true, message: { type, bedKey, recentMs } };
    case 'credit':
      if (!isWhole(tick)) return refused('"credit" without a whole tick');
      return { ok: true, message: { type, tick } };
    default:
      return refused('a message of unknown type');
  }
}

function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
