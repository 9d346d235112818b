import type { Carrier } from '#bridge/carrier.ts';
import { portCarrier } from './portCarrier.ts';
import { openShellPort } from './shellPort.ts';
import { openSocket } from './socketCarrier.ts';

/** A wall that waits longer shows nothing new; better to fail, say so and try again. */
export const DEADLINE_MS = 5_000;

/**
 * Opens a new carrier to the station: a port from the shell in the desktop application, a WebSocket in a browser. Each
 * call opens another; whoever calls closes it.
 *
 * @throws CarrierError with a code that says whether trying again can help
 */
export function openCarrier(): Promise<Carrier> {
  return location.protocol === 'app:' ? openShellPort(DEADLINE_MS) : openOwnSocket();
}

/**
 * The same for a worker, which the shell can't hand anything to: its page asks for the port. That its far end is gone is
 * known there by its silence.
 */
export async function openWorkerCarrier(askPage: () => Promise<MessagePort>): Promise<Carrier> {
  return location.protocol === 'app:' ? portCarrier(await askPage()) : openOwnSocket();
}

function openOwnSocket(): Promise<Carrier> {
  return openSocket(`${location.origin.replace(/^http/, 'ws')}/bridge`, DEADLINE_MS);
}
