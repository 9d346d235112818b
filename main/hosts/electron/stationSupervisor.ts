import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { Host, Secrets } from '#main/hosts/host.ts';
import { type ShellMessage, secretRequest } from './stationMessages.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** A station that ran this long was well: the next failure counts as the first. */
const STEADY_MS = 60_000;
/** How long a station may take to close its links before it is ended. */
const STOP_MS = 3_000;

/** Pause before start number `failures` + 1: 250 ms, doubled each time, at most 10 s. */
export function restartDelayMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

export interface StationProcessOptions {
  /** The built station process. */
  readonly modulePath: string;
  readonly configFile: string;
  readonly version: string;
  /** For the station's data, where the configuration names no other. */
  readonly userFolder: string;
  /** What the station asks the shell for. */
  readonly secrets: Secrets;
  /** Called whenever the process ended without being asked to. */
  readonly onExit: () => void;
}

/**
 * Keeps the station running in a process of its own, so that a burst of samples never stalls a window and a fault in
 * one never ends the other. One that exits is started again after a growing pause; its windows ask for new ports.
 */
export class StationSupervisor {
  readonly #host: Host;
  readonly #options: StationProcessOptions;
  /** Windows that asked while no station ran. A window that asks again takes its own place. */
  readonly #waiting = new Map<number, (port: MessagePortMain) => void>();
  #child: UtilityProcess | null = null;
  #startedMs = 0;
  #failures = 0;
  #restart: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | null = null;

  constructor(host: Host, options: StationProcessOptions) {
    this.#host = host;
    this.#options = options;
    this.#start();
  }

  /** Joins a window to the station: one end of a new channel goes there, the other to `deliver`; at once, or when it runs again. */
  connect(windowId: number, deliver: (port: MessagePortMain) => void): void {
    if (this.#child === null) {
      this.#waiting.set(windowId, deliver);
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    this.#child.postMessage({ type: 'window' } satisfies ShellMessage, [port1]);
    deliver(port2);
  }

  /** Lets the station close its links, then ends it. It is not started again. A second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#restart);
    this.#waiting.clear();
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(() => child.kill(), STOP_MS);
      child.once('exit', () => {
        clearTimeout(deadline);
        resolve();
      });
      child.postMessage({ type: 'stop' } satisfies ShellMessage);
    });
  }

  #start(): void {
    const { modulePath, configFile, version, userFolder } = this.#options;
    const child = utilityProcess.fork(modulePath, [], { serviceName: 'Vigil station', stdio: 'inherit' });
    this.#child = child;
    this.#startedMs = this.#host.clock.monotonicMs();
    // 'exit' follows; but an 'error' nobody listens to would throw in the shell.
    child.on('error', (type, location) => this.#host.log('error', `the station broke: ${type} at ${location}`));
    child.once('exit', (code) => this.#exited(code));
    child.on('message', (data) => void this.#answer(child, data));
    child.postMessage({ type: 'start', configFile, version, userFolder } satisfies ShellMessage);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [windowId, deliver] of waiting) this.connect(windowId, deliver);
  }

  /** A station that has gone meanwhile gets nothing: the next one asks itself. */
  async #answer(child: UtilityProcess, data: unknown): Promise<void> {
    const request = secretRequest(data);
    if (request === null) return;
    const answer = await this.#options.secrets[request.what]();
    if (this.#child === child) child.postMessage({ type: 'secret', ask: request.ask, answer } satisfies ShellMessage);
  }

  #exited(code: number): void {
    this.#child = null;
    if (this.#stopped !== null) return;
    this.#options.onExit();
    const ranMs = this.#host.clock.monotonicMs() - this.#startedMs;
    this.#failures = ranMs > STEADY_MS ? 1 : this.#failures + 1;
    const delayMs = restartDelayMs(this.#failures);
    this.#host.log(
      'error',
      `the station exited (code ${code}) after ${Math.round(ranMs)} ms: starting again in ${delayMs} ms`,
    );
    this.#restart = setTimeout(() => this.#start(), delayMs);
  }
}
