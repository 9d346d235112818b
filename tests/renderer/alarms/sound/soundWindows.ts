import { BehaviorSubject } from 'rxjs';
import type { SoundWanted } from '#domain/alarms/audible.ts';
import type { SoundPlan } from '#domain/alarms/sounds.ts';
import { AlarmSound, type SoundReport } from '#renderer/alarms/sound/alarmSound.ts';
import type { PlayedBurst } from '#renderer/alarms/sound/playBurst.ts';
import type { SoundOutput } from '#renderer/alarms/sound/soundOutput.ts';
import { Keeper } from '#renderer/kept/keeper.ts';

/** A burst that somebody in the room would hear. Times of the room, milliseconds. */
export interface HeardBurst {
  readonly window: string;
  readonly plan: SoundPlan;
  readonly startMs: number;
  readonly level: number;
  /** When it has fallen silent. */
  endMs: number;
  isCut: boolean;
}

/** A loudspeaker without a sound, whose time runs while its state is running and its device is there. */
export class TestOutput implements SoundOutput {
  state = 'running';
  timeS = 0;
  resumes = 0;
  /** Whether the browser lets it start. */
  #mayRun: () => boolean;
  #hear: (plan: SoundPlan, startS: number, level: number) => HeardBurst;

  constructor(mayRun: () => boolean, hear: (plan: SoundPlan, startS: number, level: number) => HeardBurst) {
    this.#mayRun = mayRun;
    this.#hear = hear;
    if (!mayRun()) this.state = 'suspended';
  }
  resume(): void {
    this.resumes++;
    if (this.#mayRun() && this.state !== 'closed') this.state = 'running';
  }
  play(plan: SoundPlan, startS: number, level: number): PlayedBurst {
    const heard = this.#hear(plan, startS, level);
    const endS = startS + plan.lengthMs / 1000;
    return {
      endS,
      cut: () => {
        if (heard.isCut || this.timeS >= endS) return Math.min(endS, startS + (heard.endMs - heard.startMs) / 1000);
        heard.isCut = true;
        const silentS = Math.min(endS, this.timeS + 0.03);
        heard.endMs = heard.startMs + (silentS - startS) * 1000;
        return silentS;
      },
    };
  }
  close(): void {
    this.state = 'closed';
  }
}

/** One window of the room. */
export class TestWindow {
  readonly wanted = new BehaviorSubject<SoundWanted | null>(null);
  readonly gestures = new EventTarget();
  readonly reports: SoundReport[] = [];
  readonly outputs: TestOutput[] = [];
  readonly inbox: unknown[] = [];
  readonly locks: TestLocks;
  listeners = new Set<(message: unknown) => void>();
  beats = new Set<() => void>();
  isHung = false;
  isChannelClosed = false;
  /** Whether the browser lets it sound without a click. */
  mayRun = true;
  hasAudio = true;
  /** Its loudspeaker is gone, and its outputs say that they run. */
  isDeviceGone = false;
  sound!: AlarmSound;
  readonly name: string;

  constructor(name: string, locks: TestLocks) {
    this.name = name;
    this.locks = locks;
  }
  get output(): TestOutput {
    return this.outputs.at(-1)!;
  }
  get role(): string {
    const { role, why } = this.sound.state.value;
    return why === '' ? role : `${role}: ${why}`;
  }
  click(): void {
    this.mayRun = true;
    this.gestures.dispatchEvent(new Event('pointerdown'));
  }
  /** Its process is gone: nothing of it runs on, and the browser gives its locks away. */
  crash(): void {
    this.isHung = true;
    for (const output of this.outputs) output.close();
    this.locks.crash();
  }
}

/** Web Locks of one browser, as its windows see them; one name. */
export class LockQueue {
  holder: { readonly of: TestLocks; readonly lose: () => void; readonly free: () => void } | null = null;
  readonly waiting: { readonly of: TestLocks; readonly grant: () => void }[] = [];

  next(): void {
    if (this.holder === null) this.waiting.shift()?.grant();
  }
}

export class TestLocks {
  asked = 0;
  /** What the browser answers instead; null: it plays by the rules. */
  refusal: Error | null = null;
  readonly #queue: LockQueue;

  constructor(queue: LockQueue) {
    this.#queue = queue;
  }

  readonly request = ((_name: string, options: LockOptions, run: () => Promise<unknown>): Promise<unknown> => {
    this.asked++;
    if (this.refusal !== null) return Promise.reject(this.refusal);
    const queue = this.#queue;
    return new Promise((resolve, reject) => {
      const abort = () => reject(new DOMException('lost', 'AbortError'));
      const grant = (): void => {
        const free = (): void => {
          if (queue.holder !== mine) return;
          queue.holder = null;
          queue.next();
        };
        const mine = { of: this, lose: abort, free };
        queue.holder = mine;
        void Promise.resolve()
          .then(run)
          .then((value) => {
            resolve(value);
            free();
          });
      };
      if (options.steal) {
        queue.holder?.lose();
        queue.holder = null;
        grant();
        return;
      }
      const place = { of: this, grant };
      queue.waiting.push(place);
      options.signal?.addEventListener('abort', () => {
        const at = queue.waiting.indexOf(place);
        if (at >= 0) queue.waiting.splice(at, 1);
        abort();
      });
      queue.next();
    });
  }) as LockManager['request'];

  crash(): void {
    const queue = this.#queue;
    queue.waiting.splice(0, queue.waiting.length, ...queue.waiting.filter(({ of }) => of !== this));
    if (queue.holder?.of === this) queue.holder.free();
  }
}

/** Several windows of one browser in one page, and a clock that the test moves. */
export class SoundRoom {
  nowMs = 0;
  readonly heard: HeardBurst[] = [];
  readonly windows: TestWindow[] = [];
  readonly kept = new Map<string, string>();
  readonly #queue = new LockQueue();

  open(set: (window: TestWindow) => void = () => {}): TestWindow {
    const window = new TestWindow(`window ${this.windows.length + 1}`, new TestLocks(this.#queue));
    set(window);
    this.windows.push(window);
    window.sound = new AlarmSound(window.wanted, {
      locks: window.locks,
      channel: {
        say: (message) => {
          for (const other of this.windows) if (other !== window && !other.isChannelClosed) other.inbox.push(message);
        },
        hear: (listener) => void window.listeners.add(listener),
        close: () => {
          window.isChannelClosed = true;
        },
      },
      openOutput: () => {
        if (!window.hasAudio) throw new DOMException('no device', 'NotSupportedError');
        const output = new TestOutput(
          () => window.mayRun,
          (plan, startS, level) => {
            const startMs = this.nowMs + (startS - output.timeS) * 1000;
            const burst = { window: window.name, plan, startMs, level, endMs: startMs + plan.lengthMs, isCut: false };
            this.heard.push(burst);
            return burst;
          },
        );
        window.outputs.push(output);
        return output;
      },
      clock: { monotonicMs: () => this.nowMs },
      every: (_periodMs, run) => {
        window.beats.add(run);
        return () => window.beats.delete(run);
      },
      gestures: window.gestures,
      keeper: new Keeper(() => ({
        getItem: (name) => this.kept.get(name) ?? null,
        setItem: (name, text) => void this.kept.set(name, text),
      })),
      id: window.name,
    });
    window.sound.reports.subscribe((report) => window.reports.push(report));
    return window;
  }

  /** All windows live on for so long; hung ones do not, and find on waking what was said to them. */
  async pass(ms: number): Promise<void> {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; ) {
      this.nowMs += 100;
      for (const window of this.windows) {
        for (const output of window.outputs)
          if (output.state === 'running' && !window.isDeviceGone) output.timeS += 0.1;
        if (window.isHung) continue;
        for (const message of window.inbox.splice(0)) for (const hear of window.listeners) hear(message);
        for (const beat of window.beats) beat();
      }
      // Locks are granted and lost in between.
      for (let n = 0; n < 10; n++) await Promise.resolve();
    }
  }

  /** Names of the windows that say they sound. */
  get sounding(): string[] {
    return this.windows
      .filter(({ sound, isHung }) => !isHung && sound.state.value.role === 'sounding')
      .map(({ name }) => name);
  }
}
