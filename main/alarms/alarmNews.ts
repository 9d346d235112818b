import { type SchedulerLike, Subscription } from 'rxjs';
import type { AlarmState, StationMessage } from '#bridge/messages.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import { type Member, membersOf, sameMember } from '#domain/alarms/members.ts';

/** Changes that are not urgent go out together, no more often than this. */
const GATHER_MS = 50;

/** Counts alone are told no more often than this: in a burst they change with every report. */
const COUNTS_MS = 1000;

/** Tells windows what has changed of the alarms since they were told last; all windows the same, those that open in between too. */
export class AlarmNews {
  readonly #tell: (message: StationMessage) => void;
  readonly #scheduler: SchedulerLike;
  #desk: Desk;
  #members: ReadonlyMap<string, Member>;
  #state: AlarmState;
  #toldMs = Number.NEGATIVE_INFINITY;
  #countsToldMs = Number.NEGATIVE_INFINITY;
  #timer = Subscription.EMPTY;
  #isScheduled = false;

  constructor(desk: Desk, tell: (message: StationMessage) => void, scheduler: SchedulerLike) {
    this.#desk = desk;
    this.#members = membersOf(desk);
    this.#state = stateOf(desk);
    this.#tell = tell;
    this.#scheduler = scheduler;
  }

  /** The desk is another now. Urgent: told before this returns. */
  changed(desk: Desk, isUrgent: boolean): void {
    this.#desk = desk;
    const nowMs = this.#scheduler.now();
    // A clock that was set back holds up nothing.
    const waitMs = this.#toldMs <= nowMs ? this.#toldMs + GATHER_MS - nowMs : 0;
    if (isUrgent || waitMs <= 0) this.#flush();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#timer = this.#scheduler.schedule(() => this.#flush(), waitMs);
    }
  }

  /** To be called every second: tells counts that have waited. */
  tick(): void {
    if (!this.#isScheduled) this.#flush();
  }

  /** All that stands, for a window that knows nothing. */
  snapshot(): StationMessage[] {
    return [
      { type: 'alarmState', state: stateOf(this.#desk) },
      { type: 'members', changed: [...membersOf(this.#desk).values()], gone: [] },
    ];
  }

  close(): void {
    this.#timer.unsubscribe();
  }

  #flush(): void {
    this.#timer.unsubscribe();
    this.#isScheduled = false;
    const nowMs = this.#scheduler.now();
    this.#toldMs = nowMs;
    this.#tellState(nowMs);
    const members = membersOf(this.#desk);
    const changed: Member[] = [];
    for (const [id, member] of members) {
      const told = this.#members.get(id);
      if (told === undefined || !sameMember(told, member)) changed.push(member);
    }
    const gone: string[] = [];
    for (const id of this.#members.keys()) if (!members.has(id)) gone.push(id);
    this.#members = members;
    if (changed.length > 0 || gone.length > 0) this.#tell({ type: 'members', changed, gone });
  }

  #tellState(nowMs: number): void {
    const [before, state] = [this.#state, stateOf(this.#desk)];
    const isSame =
      state.settings === before.settings &&
      state.policy === before.policy &&
      state.floodSinceMs === before.floodSinceMs;
    if (isSame && state.counts === before.counts) return;
    if (isSame && nowMs >= this.#countsToldMs && nowMs - this.#countsToldMs < COUNTS_MS) return;
    this.#countsToldMs = nowMs;
    this.#state = state;
    this.#tell({ type: 'alarmState', state });
  }
}

function stateOf({ alarms, triage }: Desk): AlarmState {
  const { settings, policy, counts } = alarms;
  return { settings, floodSinceMs: triage.floodSinceMs, policy, counts };
}
