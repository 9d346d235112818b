import type { Carrier } from '#bridge/carrier.ts';
import { openShellPort } from './shellPort.ts';
import { openSocket } from './socketCarrier.ts';

/** A wall that waits longer shows nothing new; better to fail, say so and try again. */
const DEADLINE_MS = 5_000;

/**
 * Opens a new carrier to the station: a port from the shell in the desktop application, a WebSocket in a browser. Each
 * call opens another; whoever calls closes it.
 *
 * @throws CarrierError with a code that says whether trying again can help
 */
export function openCarrier(): Promise<Carrier> {
  if (location.protocol === 'app:') return openShellPort(DEADLINE_MS);
  return openSocket(`${location.origin.replace(/^http/, 'ws')}/bridge`, DEADLINE_MS);
}
