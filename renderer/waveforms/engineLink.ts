import { BehaviorSubject, Subscription } from 'rxjs';
import type { StationMessage } from '#bridge/messages.ts';
import type { Clock } from '#domain/time/clock.ts';
import { ofType } from '#renderer/intake/demux.ts';
import type { LinkStatus, StationLink } from '#renderer/intake/stationLink.ts';
import type { BedDelay } from './engine/glassDelay.ts';
import type {
  Answer,
  EngineStationMessage,
  FaceChange,
  FromEngine,
  Frozen,
  LaneScaleView,
  PlayoutView,
  Question,
  StageLayout,
  ToEngine,
} from './engine/protocol.ts';
import { LOOK_BACK_MS } from './engine/sweep.ts';
import type { LaneStatus } from './engine/waveforms.store.ts';
import { PageMeter } from './pageMeter.ts';

/** A running engine, as the page sees it. */
export interface RunningEngine {
  post(message: ToEngine, transfer?: Transferable[]): void;
  /** Ends it at once; nothing is heard of it any more. */
  end(): void;
}

/** Starts an engine. `onDied`: it can't go on; why, for people. Neither is called before the engine was returned. */
export type StartEngine = (onMessage: (message: FromEngine) => void, onDied: (reason: string) => void) => RunningEngine;

/** Starts the engine in a worker of its own. */
export const startEngineWorker: StartEngine = (onMessage, onDied) => {
  const worker = new Worker(new URL('./engine/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'wave engine',
  });
  worker.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => onMessage(data));
  // Where the script could not be loaded there is no text.
  worker.addEventListener('error', ({ message }) => onDied(message || 'it could not be loaded'));
  worker.addEventListener('messageerror', () => onDied('it sent what could not be read'));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
  };
};

/** Something broke in the engine. Stays until it has worked well for a while. */
export interface EngineProblem {
  /** `replaced`: it died, and another one was started. `error`: it goes on. */
  readonly kind: 'replaced' | 'error';
  /** For people who look after the machine. */
  readonly reason: string;
  /** Station's clock. */
  readonly atMs: number;
}

export interface EngineCounts {
  /** Engines that died or were found hanging, and were replaced. */
  replaced: number;
  /** What broke in an engine that went on; the same text again and again counts once in a while. */
  errors: number;
}

/** Answer of the same kind as the question. */
export type AnswerTo<Q extends Question> = Extract<Answer, { kind: Q['kind'] }>;

/** A canvas that the engine of today paints. Does nothing any more once that engine was replaced. */
export interface EngineStage {
  readonly stageId: number;
  /** Backgrounds are transferred. `layoutId` comes back with {@link StageListener.onLaidOut} once the layout is painted. */
  layOut(layout: StageLayout, layoutId: number): void;
  changeFaces(faces: readonly FaceChange[]): void;
  setVisible(isVisible: boolean): void;
  close(): void;
}

/** What the engine tells of one stage. */
export interface StageListener {
  /** A lane's vertical scale was chosen, or has changed. */
  onScale(sheetKey: string, laneKey: string, scale: LaneScaleView): void;
  onLaidOut(layoutId: number): void;
}

const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 5_000;
/** An engine that has worked so long is well; the next one that dies is replaced at once again. */
const WELL_AFTER_MS = 30_000;
/**
 * The engine shows life every second; when it hangs, the whole wall stands still. Beats of our own are counted rather than
 * time: in a page that was frozen both stand still. Before its first word the engine may be loading.
 */
const BEAT_MS = 1_000;
const SILENT_BEATS = 3;
const SILENT_BEATS_AT_START = 20;

/**
 * The page's half of the wave engine: keeps an engine running for as long as the window lives, forwards to it what comes
 * from the station, and tells what comes back.
 *
 * Samples are transferred and never looked at here; the station's credit is given when the engine has taken them in. An
 * engine that dies or hangs is replaced: `generation` goes up, so that stages open anew canvases, and the session with
 * the station is begun anew, so that the recent samples come again. It is counted, and told in `problem`.
 */
export class EngineLink {
  /** Goes up with every new engine. */
  readonly generation = new BehaviorSubject(1);
  /** State of every lane by channel; one that is not in it is not known yet. */
  readonly statuses = new BehaviorSubject<ReadonlyMap<number, LaneStatus>>(new Map());
  /** Delay to glass of every bed that was drawn in the last minute; once a second. */
  readonly delays = new BehaviorSubject<ReadonlyMap<string, BedDelay>>(new Map());
  /** How the jitter buffers stand; once a second. */
  readonly playouts = new BehaviorSubject<readonly PlayoutView[]>([]);
  /** Frozen beds and the time at their pen, station's clock; once a second while there is one. */
  readonly frozen = new BehaviorSubject<ReadonlyMap<string, number>>(new Map());
  readonly problem = new BehaviorSubject<EngineProblem | null>(null);
  readonly counts: Readonly<EngineCounts>;
  readonly clock: Clock;
  /** What all of this costs the page's thread. */
  readonly meter: PageMeter;

  readonly #counts: EngineCounts = { replaced: 0, errors: 0 };
  readonly #link: Pick<StationLink, 'messages' | 'ticks' | 'status' | 'took' | 'broken' | 'askRecent'>;
  readonly #start: StartEngine;
  readonly #subscription = new Subscription();
  readonly #asked = new Map<number, (answer: Answer | null) => void>();
  readonly #stageListeners = new Map<number, StageListener>();
  /** null: between two engines, and after the end. */
  #engine: RunningEngine | null = null;
  #startedMs = 0;
  #restartMs = FIRST_RESTART_MS;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #silentBeats = 0;
  #hasSpoken = false;
  #nextId = 1;
  #status: LinkStatus | null = null;
  #frozen: Frozen = { all: false, bedKeys: [] };
  #longBedKey: string | null = null;
  #disposed = false;

  /** Call it in the same task as the link was made: the link does not repeat what was said before. */
  constructor(
    link: Pick<StationLink, 'messages' | 'ticks' | 'status' | 'took' | 'broken' | 'askRecent'>,
    clock: Clock,
    start: StartEngine = startEngineWorker,
  ) {
    this.counts = this.#counts;
    this.clock = clock;
    this.meter = new PageMeter(() => clock.monotonicMs());
    this.#link = link;
    this.#start = start;
    this.#begin();
    this.#subscription.add(
      link.status.subscribe((status) => {
        this.#status = status;
        this.#post({ type: 'link', status });
      }),
    );
    this.#subscription.add(
      link.messages.subscribe((message) => {
        if (isForEngine(message)) this.#post({ type: 'station', message });
      }),
    );
    this.#subscription.add(
      ofType(link.messages, 'hello').subscribe(() => {
        if (this.#longBedKey !== null) link.askRecent(this.#longBedKey, LOOK_BACK_MS);
      }),
    );
    this.#subscription.add(link.ticks.subscribe(({ bytes }) => this.#post({ type: 'tick', bytes }, [bytes])));
    const beat = setInterval(() => this.#listen(), BEAT_MS);
    this.#subscription.add(() => clearInterval(beat));
  }

  /** Ends the engine and answers everybody who still waits with null. Does nothing the second time. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#restart);
    this.#subscription.unsubscribe();
    this.#end();
    for (const subject of [this.generation, this.statuses, this.delays, this.playouts, this.frozen, this.problem]) {
      subject.complete();
    }
  }

  /**
   * Hands a canvas over to the engine. A canvas can be handed over once: for another generation it takes another one.
   *
   * @throws InvalidStateError for a canvas that was handed over, or drawn on, before
   */
  openStage(canvas: HTMLCanvasElement, listener: StageListener): EngineStage {
    const stageId = this.#nextId++;
    const offscreen = canvas.transferControlToOffscreen();
    const engine = this.#engine;
    this.#stageListeners.set(stageId, listener);
    const post = (message: ToEngine, transfer?: Transferable[]): void => {
      if (this.#engine === engine) this.#post(message, transfer);
    };
    post({ type: 'openStage', stageId, canvas: offscreen }, [offscreen]);
    return {
      stageId,
      layOut: (layout, layoutId) =>
        post(
          { type: 'layout', stageId, layoutId, layout },
          layout.sheets.flatMap(({ background }) => background ?? []),
        ),
      changeFaces: (faces) => post({ type: 'faces', stageId, faces }),
      setVisible: (isVisible) => post({ type: 'visible', stageId, isVisible }),
      close: () => {
        this.#stageListeners.delete(stageId);
        post({ type: 'closeStage', stageId });
      },
    };
  }

  /** null: the engine ended before it answered. */
  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null> {
    if (this.#engine === null) return Promise.resolve(null);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#asked.set(id, (answer) => resolve(answer as AnswerTo<Q> | null));
      this.#post({ type: 'ask', id, question });
    });
  }

  /** Which beds stand still on the glass. */
  freeze(frozen: Frozen): void {
    this.#frozen = frozen;
    this.#post({ type: 'freeze', frozen });
  }

  /** From now on the window holds this bed's past five minutes, and asks the station for what it lacks of them. */
  holdLong(bedKey: string | null): void {
    if (bedKey === this.#longBedKey) return;
    this.#longBedKey = bedKey;
    this.#post({ type: 'holdLong', bedKey });
    if (bedKey !== null) this.#link.askRecent(bedKey, LOOK_BACK_MS);
  }

  resetDiagnostics(): void {
    this.meter.reset();
    this.#post({ type: 'resetDiagnostics' });
  }

  #begin(): void {
    const mine = (): boolean => this.#engine === engine;
    const engine = this.#start(
      (message) => mine() && this.meter.time(() => this.#take(message)),
      (reason) => mine() && this.#replace(reason),
    );
    this.#engine = engine;
    this.#startedMs = this.clock.monotonicMs();
    this.#silentBeats = 0;
    this.#hasSpoken = false;
    if (this.#status !== null) this.#post({ type: 'link', status: this.#status });
    this.#post({ type: 'freeze', frozen: this.#frozen });
    this.#post({ type: 'holdLong', bedKey: this.#longBedKey });
  }

  #end(): void {
    this.#engine?.end();
    this.#engine = null;
    this.#stageListeners.clear();
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const answer of asked) answer(null);
  }

  #replace(reason: string): void {
    this.#counts.replaced++;
    const now = this.clock.monotonicMs();
    if (now - this.#startedMs > WELL_AFTER_MS) this.#restartMs = FIRST_RESTART_MS;
    this.#end();
    this.problem.next({ kind: 'replaced', reason, atMs: this.clock.nowMs() });
    // Nothing is known of what it knew.
    this.statuses.next(new Map());
    this.delays.next(new Map());
    this.playouts.next([]);
    this.#tellFrozen([]);
    this.#restart = setTimeout(() => {
      this.#begin();
      this.generation.next(this.generation.value + 1);
      this.#link.broken(`the wave engine was started anew: ${reason}`);
    }, this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, LONGEST_RESTART_MS);
  }

  #listen(): void {
    if (this.#engine === null) return;
    const most = this.#hasSpoken ? SILENT_BEATS : SILENT_BEATS_AT_START;
    if (++this.#silentBeats > most) {
      this.#replace('it hangs');
      return;
    }
    const { value } = this.problem;
    const wellFromMs = (value?.atMs ?? 0) + WELL_AFTER_MS;
    if (value !== null && this.#hasSpoken && this.clock.nowMs() > wellFromMs) this.problem.next(null);
  }

  #take(message: FromEngine): void {
    this.#silentBeats = 0;
    this.#hasSpoken = true;
    switch (message.type) {
      case 'took':
        this.#link.took(message.tick);
        return;
      case 'brokenTick':
        this.#link.broken(message.reason);
        return;
      case 'scales': {
        const listener = this.#stageListeners.get(message.stageId);
        if (listener === undefined) return;
        for (const { sheetKey, laneKey, scale } of message.scales) listener.onScale(sheetKey, laneKey, scale);
        return;
      }
      case 'laidOut':
        this.#stageListeners.get(message.stageId)?.onLaidOut(message.layoutId);
        return;
      case 'statuses':
        this.statuses.next(new Map(message.statuses));
        return;
      case 'pulse':
        this.delays.next(new Map(message.delays));
        this.playouts.next(message.playouts);
        this.#tellFrozen(message.frozen);
        return;
      case 'problem':
        this.#counts.errors++;
        this.problem.next({ kind: 'error', reason: message.text, atMs: this.clock.nowMs() });
        return;
      case 'answer': {
        const answer = this.#asked.get(message.id);
        this.#asked.delete(message.id);
        answer?.(message.answer);
        return;
      }
    }
  }

  #tellFrozen(frozen: Extract<FromEngine, { type: 'pulse' }>['frozen']): void {
    if (frozen.length > 0 || this.frozen.value.size > 0) this.frozen.next(new Map(frozen));
  }

  #post(message: ToEngine, transfer?: Transferable[]): void {
    this.meter.time(() => this.#engine?.post(message, transfer));
  }
}

function isForEngine(message: StationMessage): message is EngineStationMessage {
  switch (message.type) {
    case 'hello':
    case 'gateway':
    case 'beds':
    case 'channelStates':
    case 'marks':
    case 'alive':
      return true;
    default:
      return false;
  }
}
