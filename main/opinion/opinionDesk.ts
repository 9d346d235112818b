import { type SchedulerLike, Subscription } from 'rxjs';
import { type Alarm, stands } from '#domain/alarms/alarm.ts';
import { judgedRhythmOf } from '#domain/alarms/alarmCodes.ts';
import type { Opined } from '#domain/alarms/events.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import type { Rhythm } from '#domain/analysis/rhythmRules.ts';
import { noOpinion, type OpinionQuestion } from '#domain/analysis/secondOpinion.ts';
import { messageOf } from '#domain/errors.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Judge } from './judgeThread.ts';
import { practice } from './practice.ts';
import { type HeldWaves, stripBefore } from './stripBefore.ts';

/** What waits to be judged. Beyond, the least urgent that came last is told that there were too many. */
const MOST_WAITING = 256;

/** The last samples before an alarm may come a moment after it: so often it is looked for them ... */
const LOOK_MS = 20;
/** ... for so long; then what is held is judged. */
const SAMPLES_LATE_MS = 400;
/** Of an alarm of before the link was there they are fetched, and come later: so often it is looked for them ... */
const PAST_LOOK_MS = 1_000;
/** ... for so long. */
const PAST_LATE_MS = 10_000;

export interface OpinionDeskOptions {
  readonly waves: HeldWaves;
  readonly judge: Judge;
  /** As it is now; undefined: it is gone. */
  readonly alarmOf: (alarmId: string) => Alarm | undefined;
  /** What the waves say; each occurrence once. */
  readonly opined: (opinions: readonly Opined[]) => void;
  /** One of a gateway's alarms was not judged, for another reason than that its samples are not here. */
  readonly failed: (gatewayId: string, reason: string) => void;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly scheduler: SchedulerLike;
}

interface Waiting {
  readonly alarmId: string;
  readonly occurrence: number;
  readonly rhythm: Rhythm;
  readonly urgency: number;
  readonly askedMs: number;
  dueMs: number;
}

/**
 * Has the waves judged behind alarms that begin, one after the other, the most urgent first, on a thread of its own (judgeThread.ts).
 * It hears of an alarm when every window has been told of it, and nothing waits for what it says. Every alarm that can be
 * judged gets one answer: where there is none, that nobody can tell, and why.
 */
export class OpinionDesk {
  readonly #options: OpinionDeskOptions;
  #waiting: Waiting[] = [];
  #refused: Waiting[] = [];
  #judged: Waiting | null = null;
  #practice: Iterator<OpinionQuestion, void> | null = null;
  #isPractising = false;
  #timer = Subscription.EMPTY;
  #isClosed = false;

  constructor(options: OpinionDeskOptions) {
    this.#options = options;
  }

  /** Alarms are presented, anew or otherwise than before. Nothing is told of them before this has returned. */
  presented(alarms: readonly Alarm[]): void {
    const askedMs = this.#options.clock.monotonicMs();
    for (const alarm of alarms) {
      const { id: alarmId, occurrence, report } = alarm;
      const rhythm = judgedRhythmOf(report.code);
      if (rhythm === null || alarm.opinion !== null || !stands(alarm) || this.#isAsked(alarm)) continue;
      this.#waiting.push({ alarmId, occurrence, rhythm, urgency: urgencyOf(report), askedMs, dueMs: askedMs });
    }
    // The order of arrival stays among equals.
    this.#waiting.sort((a, b) => b.urgency - a.urgency);
    this.#refused.push(...this.#waiting.splice(MOST_WAITING));
    this.#wakeUp();
  }

  /**
   * Has strips judged that nobody asked for (practice.ts), so that the thread is there and its code is fast when the first alarm
   * comes. They are judged one by one while no alarm waits; one that comes meanwhile waits for a single strip at most.
   */
  warmUp(): void {
    this.#practice = practice();
    this.#practise();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting = [];
    this.#refused = [];
    this.#timer.unsubscribe();
    await this.#options.judge.close();
  }

  /** The thread has one question at a time. */
  get #isJudging(): boolean {
    return this.#judged !== null || this.#isPractising;
  }

  #isAsked({ id, occurrence }: Alarm): boolean {
    return [this.#judged, ...this.#waiting, ...this.#refused].some(
      (held) => held?.alarmId === id && held.occurrence === occurrence,
    );
  }

  #refuse(): void {
    const tooMany = this.#refused;
    this.#refused = [];
    const opinions = tooMany.flatMap((waiting) => this.#without(waiting, 'too many alarms at once', true));
    if (opinions.length > 0) this.#options.opined(opinions);
  }

  /** Has the next strip of nobody judged while no alarm waits. Where that fails it is left: alarms tell of failures. */
  #practise(): void {
    if (this.#practice === null || this.#isJudging || this.#waiting.length > 0 || this.#isClosed) return;
    const next = this.#practice.next();
    if (next.done) {
      this.#practice = null;
      return;
    }
    this.#isPractising = true;
    const practised = () => {
      this.#isPractising = false;
      this.#next();
    };
    this.#options.judge.judge(next.value).then(practised, () => {
      this.#practice = null;
      practised();
    });
  }

  /** Judges the most urgent that is due. */
  #next(): void {
    this.#refuse();
    while (!this.#isJudging && !this.#isClosed) {
      const nowMs = this.#options.clock.monotonicMs();
      const index = this.#waiting.findIndex(({ dueMs }) => dueMs <= nowMs);
      if (index < 0) break;
      const [waiting] = this.#waiting.splice(index, 1) as [Waiting];
      this.#look(waiting, nowMs);
    }
    this.#practise();
    this.#wakeUp();
  }

  /** When the next is due; while one is judged, when that has been answered. */
  #wakeUp(): void {
    this.#timer.unsubscribe();
    const isIdle = !this.#isJudging && this.#waiting.length > 0;
    if (this.#isClosed || !(isIdle || this.#refused.length > 0)) return;
    const dueMs = this.#refused.length > 0 ? 0 : Math.min(...this.#waiting.map((waiting) => waiting.dueMs));
    const waitMs = Math.max(0, dueMs - this.#options.clock.monotonicMs());
    this.#timer = this.#options.scheduler.schedule(() => this.#next(), waitMs);
  }

  #look(waiting: Waiting, nowMs: number): void {
    const alarm = this.#alarmOf(waiting);
    if (alarm === undefined) return;
    const held = stripBefore(this.#options.waves, alarm);
    const waitedMs = nowMs - waiting.askedMs;
    if (held.ok && (held.isWhole || waitedMs >= SAMPLES_LATE_MS)) {
      void this.#ask(waiting, held);
      return;
    }
    if (!held.ok && (held.isFinal || waitedMs >= PAST_LATE_MS)) {
      this.#options.opined(this.#without(waiting, held.reason, false));
      return;
    }
    this.#waiting.push({ ...waiting, dueMs: nowMs + (waitedMs < SAMPLES_LATE_MS ? LOOK_MS : PAST_LOOK_MS) });
    this.#waiting.sort((a, b) => b.urgency - a.urgency || a.askedMs - b.askedMs);
  }

  async #ask(waiting: Waiting, held: Extract<ReturnType<typeof stripBefore>, { ok: true }>): Promise<void> {
    this.#judged = waiting;
    const { alarmId, occurrence, rhythm } = waiting;
    const { strip, codes, untilMs } = held;
    const opinions = await this.#options.judge.judge({ rhythm, strip, codes, untilMs }).then(
      (opinion): readonly Opined[] => [{ alarmId, occurrence, opinion }],
      (error: unknown) => (this.#isClosed ? [] : this.#without(waiting, messageOf(error), true)),
    );
    this.#judged = null;
    if (this.#isClosed) return;
    this.#options.opined(opinions);
    this.#next();
  }

  /** That nobody can tell; nothing of an alarm that is gone. */
  #without(waiting: Waiting, reason: string, isFailure: boolean): readonly Opined[] {
    const alarm = this.#alarmOf(waiting);
    if (alarm === undefined) return [];
    if (isFailure) this.#options.failed(alarm.gatewayId, reason);
    const { alarmId, occurrence, rhythm } = waiting;
    return [{ alarmId, occurrence, opinion: noOpinion(rhythm, reason, alarm.report.onsetMs) }];
  }

  #alarmOf({ alarmId, occurrence }: Waiting): Alarm | undefined {
    const alarm = this.#options.alarmOf(alarmId);
    return alarm?.occurrence === occurrence ? alarm : undefined;
  }
}
