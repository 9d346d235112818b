import type { Worker } from 'node:worker_threads';
import { programBeside, startThread } from '#main/hosts/stationThread.ts';
import type { ToWatch, Watched } from './watchedWard.ts';

/** Whoever reads the waves. */
export interface Watcher {
  /** Takes its arrays away. Each parcel is answered, in order. */
  post(message: ToWatch): void;
  /** Nothing is heard of it any more. */
  close(): Promise<void>;
}

export interface WatcherEvents {
  watched(watched: Watched): void;
  /** It died or hung, and why, for people; the last that is heard of it. */
  ended(reason: string): void;
}

export type OpenWatcher = (events: WatcherEvents) => Watcher;

/** A parcel is read within some ms; a thread takes a second to start on a slow machine. */
const LONGEST_MS = 10_000;

/** What it may hold, in MB: five times what 256 beds of eight waves do; their samples lie beside it, 26 MB. As for the judge's thread. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 6 } as const;

const ownProgram = programBeside(import.meta.url, 'watch.worker');

/** A thread that reads waves, so that the station's own is never held up by it. */
export class WatchThread implements Watcher {
  readonly #worker: Worker;
  readonly #events: WatcherEvents;
  readonly #longestMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unanswered = 0;
  #isOver = false;

  constructor(events: WatcherEvents, program: URL = ownProgram, longestMs: number = LONGEST_MS) {
    this.#events = events;
    this.#longestMs = longestMs;
    this.#worker = startThread(program, resourceLimits);
    this.#worker.on('message', (watched: Watched) => this.#answered(watched));
    this.#worker.on('error', (error) => this.#end(`it failed: ${error.message}`));
    this.#worker.on('exit', () => this.#end('it ended'));
  }

  post(message: ToWatch): void {
    if (this.#isOver) return;
    if (message.type !== 'parcel') {
      this.#worker.postMessage(message);
      return;
    }
    this.#unanswered += 1;
    if (this.#unanswered === 1) this.#wait();
    this.#worker.postMessage(message, [message.heads.buffer as ArrayBuffer, message.samples.buffer as ArrayBuffer]);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#worker.terminate();
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#end('it took too long'), this.#longestMs);
    this.#timer.unref();
  }

  #answered(watched: Watched): void {
    if (this.#isOver) return;
    clearTimeout(this.#timer);
    this.#unanswered -= 1;
    if (this.#unanswered > 0) this.#wait();
    this.#events.watched(watched);
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    void this.close();
    this.#events.ended(reason);
  }
}
