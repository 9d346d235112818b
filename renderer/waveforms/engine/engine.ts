import { BehaviorSubject, Subject, Subscription } from 'rxjs';
import type { StationMessage, WaveTick } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import { messageOf } from '#domain/errors.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import { CanvasStage } from './canvasStage.ts';
import { playoutViews } from './diagnostics.ts';
import type { Answer, FromEngine, Frozen, Question, ToEngine } from './protocol.ts';
import { stretchOf } from './stretch.ts';
import { LOOK_BACK_MS, WINDOW_HOLDS_MS } from './sweep.ts';
import { WaveformStore } from './waveforms.store.ts';

/** The engine's end of the way to the page. */
export interface EnginePort {
  post(message: FromEngine, transfer?: Transferable[]): void;
  onMessage(listener: (message: ToEngine) => void): void;
}

/** As requestAnimationFrame and cancelAnimationFrame. */
export interface Frames {
  request(callback: (calledMs: number) => void): number;
  cancel(id: number): void;
}

/** A freeze ends by itself: nobody must take an old trace for the patient of now. */
const FREEZE_LASTS_MS = 240_000;
/** Held beyond what is on the glass: samples under way, and lines that reach over the edge. */
const HOLD_MARGIN_MS = 5_000;
/** How much is held goes in steps, so that a window that is drawn larger does not move memory with each pixel. */
const HOLD_STEP_MS = 30_000;
/** The same problem is told again after this. */
const TELL_AGAIN_MS = 10_000;
/** A frame's callback is called at most so late; a larger difference is one of two clocks. */
const LATEST_CALL_MS = 100;

interface Freeze {
  /** Sample time at the pen. */
  readonly penMs: number;
  /** Monotonic. */
  readonly sinceMs: number;
}

/**
 * The worker's half of the wave engine: takes in what the station says, paints all stages in one loop of frames, and
 * answers what the page asks. See protocol.ts for what is said.
 *
 * Asks for no frames while no stage is visible. What breaks is told as a `problem` and the rest goes on.
 */
export class Engine {
  readonly #port: EnginePort;
  readonly #clock: Clock;
  readonly #frames: Frames;
  readonly #messages = new Subject<StationMessage>();
  readonly #ticks = new Subject<WaveTick>();
  readonly #status: BehaviorSubject<LinkStatus>;
  readonly #store: WaveformStore;
  readonly #subscription = new Subscription();
  readonly #stages = new Map<number, CanvasStage>();
  readonly #frozen = new Map<string, Freeze>();
  /** Beds that the page wants frozen; of these, some are no longer. */
  #wantFrozen: ReadonlySet<string> = new Set();
  #longBedKey: string | null = null;
  #frame: number | null = null;
  #told = { text: '', atMs: Number.NEGATIVE_INFINITY };
  readonly #frozenAt = (bedKey: string): number | null => this.#frozen.get(bedKey)?.penMs ?? null;
  readonly #now: () => number;

  constructor(port: EnginePort, clock: Clock, frames: Frames) {
    this.#port = port;
    this.#clock = clock;
    this.#frames = frames;
    this.#now = () => clock.monotonicMs();
    this.#status = new BehaviorSubject<LinkStatus>({ state: 'connecting', sinceMs: clock.nowMs(), reason: '' });
    this.#store = new WaveformStore({ messages: this.#messages, ticks: this.#ticks, status: this.#status }, clock);
    this.#subscription.add(this.#store.statusVersion.subscribe(() => this.#postStatuses()));
    this.#subscription.add(this.#store.patientChanges.subscribe((bedKey) => this.#thaw(bedKey)));
    // Once a second.
    this.#subscription.add(this.#store.delays.subscribe(() => this.#pulse()));
    port.onMessage((message) => this.#guarded(() => this.#take(message)));
  }

  /** Tells people of something that broke. */
  problem(cause: unknown): void {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const atMs = this.#clock.monotonicMs();
    if (text === this.#told.text && atMs - this.#told.atMs < TELL_AGAIN_MS) return;
    this.#told = { text, atMs };
    this.#port.post({ type: 'problem', text });
  }

  /** Ends the loop and lets go of everything. */
  dispose(): void {
    if (this.#frame !== null) this.#frames.cancel(this.#frame);
    this.#frame = null;
    this.#subscription.unsubscribe();
    this.#store.dispose();
    for (const stage of this.#stages.values()) stage.close();
    this.#stages.clear();
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.problem(cause);
    }
  }

  #take(message: ToEngine): void {
    switch (message.type) {
      case 'station':
        this.#messages.next(message.message);
        // A channel that is described anew has a status though none has changed.
        if (message.message.type === 'beds') this.#postStatuses();
        return;
      case 'link':
        this.#status.next(message.status);
        return;
      case 'tick':
        this.#takeTick(message.bytes);
        return;
      case 'openStage':
        this.#stages.set(message.stageId, new CanvasStage(message.canvas, this.#store));
        this.#run();
        return;
      case 'closeStage':
        this.#stages.get(message.stageId)?.close();
        this.#stages.delete(message.stageId);
        this.#hold();
        this.#run();
        return;
      case 'layout':
        this.#stages.get(message.stageId)?.setLayout(message.layout, message.layoutId);
        this.#hold();
        return;
      case 'faces':
        for (const change of message.faces) this.#stages.get(message.stageId)?.changeFace(change);
        return;
      case 'visible':
        this.#stages.get(message.stageId)?.setVisible(message.isVisible);
        this.#run();
        return;
      case 'freeze':
        this.#freeze(message.frozen);
        return;
      case 'holdLong':
        this.#longBedKey = message.bedKey;
        this.#hold();
        return;
      case 'ask':
        this.#answer(message.id, message.question);
        return;
      case 'resetDiagnostics':
        for (const stage of this.#stages.values()) stage.resetMeter();
        this.#store.resetGlass();
        return;
    }
  }

  #takeTick(bytes: ArrayBuffer): void {
    let tick: WaveTick;
    try {
      tick = decodeWaveTick(bytes);
    } catch (cause) {
      this.#port.post({ type: 'brokenTick', reason: messageOf(cause) });
      return;
    }
    // Subjects deliver before they return: the store has taken it in.
    this.#ticks.next(tick);
    this.#port.post({ type: 'took', tick: tick.tick });
  }

  /** Starts the loop of frames, or ends it where nobody can see one. */
  #run(): void {
    const isSeen = [...this.#stages.values()].some(({ isVisible }) => isVisible);
    if (isSeen && this.#frame === null) this.#frame = this.#frames.request(this.#onFrame);
    if (isSeen || this.#frame === null) return;
    this.#frames.cancel(this.#frame);
    this.#frame = null;
  }

  readonly #onFrame = (calledMs: number): void => {
    this.#frame = this.#frames.request(this.#onFrame);
    const begunMs = this.#now();
    // Callbacks come unevenly, frames evenly.
    const lateMs = begunMs - calledMs;
    const heldBackMs = lateMs >= 0 && lateMs <= LATEST_CALL_MS ? lateMs : 0;
    const monotonicMs = begunMs - heldBackMs;
    const wallMs = this.#clock.nowMs() - heldBackMs;
    this.#store.movePens(monotonicMs);
    let stageBegunMs = begunMs;
    for (const [stageId, stage] of this.#stages) {
      if (!stage.isVisible) continue;
      try {
        stage.paint({ calledMs, begunMs: stageBegunMs, wallMs, monotonicMs }, this.#frozenAt, this.#now);
        const scales = stage.takeScaleChanges();
        if (scales.length > 0) this.#port.post({ type: 'scales', stageId, scales });
        const layoutId = stage.takeLaidOut();
        if (layoutId !== null) this.#port.post({ type: 'laidOut', stageId, layoutId });
      } catch (cause) {
        this.problem(cause);
      }
      stageBegunMs = this.#now();
    }
  };

  /** A bed stands still from the moment it is first named on, until it is named no longer. */
  #freeze({ all, bedKeys }: Frozen): void {
    if (this.#frame === null) this.#store.movePens(this.#now());
    const wanted = new Set(all ? [...this.#store.bedKeys(), ...bedKeys] : bedKeys);
    for (const bedKey of wanted) {
      // One that ended by itself, or whose patient has changed, is named still.
      if (this.#wantFrozen.has(bedKey)) continue;
      const penMs = this.#store.timeOfBed(bedKey)?.penMs ?? null;
      if (penMs !== null) this.#frozen.set(bedKey, { penMs, sinceMs: this.#now() });
    }
    for (const bedKey of this.#frozen.keys()) if (!wanted.has(bedKey)) this.#frozen.delete(bedKey);
    this.#wantFrozen = wanted;
    this.#hold();
    this.#pulse();
  }

  #thaw(bedKey: string): void {
    if (!this.#frozen.delete(bedKey)) return;
    this.#hold();
    this.#pulse();
  }

  /** Holds what is on the glass of each bed, longer where somebody looks back. */
  #hold(): void {
    const holds = new Map<string, number>();
    const atLeast = (bedKey: string, ms: number): void => {
      const stepped = Math.ceil(ms / HOLD_STEP_MS) * HOLD_STEP_MS;
      holds.set(bedKey, Math.max(holds.get(bedKey) ?? WINDOW_HOLDS_MS, stepped));
    };
    for (const stage of this.#stages.values()) {
      for (const [bedKey, ms] of stage.spans()) atLeast(bedKey, ms + HOLD_MARGIN_MS);
    }
    for (const bedKey of this.#frozen.keys()) {
      atLeast(bedKey, FREEZE_LASTS_MS + (holds.get(bedKey) ?? WINDOW_HOLDS_MS));
    }
    if (this.#longBedKey !== null) atLeast(this.#longBedKey, LOOK_BACK_MS);
    this.#store.hold(holds);
  }

  #pulse(): void {
    const nowMs = this.#now();
    let hasEnded = false;
    for (const [bedKey, { sinceMs }] of this.#frozen) {
      if (nowMs - sinceMs < FREEZE_LASTS_MS) continue;
      this.#frozen.delete(bedKey);
      hasEnded = true;
    }
    if (hasEnded) this.#hold();
    this.#port.post({
      type: 'pulse',
      delays: [...this.#store.delays.value],
      playouts: playoutViews(this.#store),
      frozen: Array.from(this.#frozen, ([bedKey, { penMs }]) => [
        bedKey,
        penMs - (this.#store.timeOfBed(bedKey)?.offsetMs ?? 0),
      ]),
    });
  }

  #postStatuses(): void {
    this.#port.post({ type: 'statuses', statuses: [...this.#store.statuses()] });
  }

  /** Whoever asks waits: what breaks is answered as what is not known. */
  #answer(id: number, question: Question): void {
    let answer: Answer;
    try {
      answer = this.#answerTo(question);
    } catch (cause) {
      this.problem(cause);
      answer = unknown(question);
    }
    const transfer =
      answer.kind === 'stretch'
        ? answer.lanes.flatMap(({ low, high, flags }) => [low.buffer, high.buffer, flags.buffer])
        : [];
    this.#port.post({ type: 'answer', id, answer }, transfer as ArrayBuffer[]);
  }

  #answerTo(question: Question): Answer {
    switch (question.kind) {
      case 'cursor':
        return this.#stages.get(question.stageId)?.read(question.sheetKey, question.column) ?? unknown(question);
      case 'stretch':
        return stretchOf(this.#store, question);
      case 'diagnostics':
        return { kind: 'diagnostics', diagnostics: this.#stages.get(question.stageId)?.diagnose() ?? null };
    }
  }
}

function unknown({ kind }: Question): Answer {
  switch (kind) {
    case 'cursor':
      return { kind, timeMs: null, values: [] };
    case 'stretch':
      return { kind, heldFromMs: null, heldUntilMs: null, lanes: [] };
    case 'diagnostics':
      return { kind, diagnostics: null };
  }
}
