import { type SchedulerLike, Subscription } from 'rxjs';
import type { AlarmState, StationMessage } from '#bridge/messages.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import { commandsOf, type Member, membersOf, sameMember } from '#domain/alarms/members.ts';
import { mayBeReduced } from '#domain/alarms/priority.ts';
import { type Trail, trailsOf } from '#domain/alarms/trail.ts';

/** Changes that are not urgent go out together, no more often than this. */
const GATHER_MS = 50;

/**
 * Where there are more, so many at a time, the oldest first: a window that takes in hundreds at once shows nothing else
 * meanwhile. In a burst the last of 400 comes some 300 ms after the first.
 */
const MOST_A_MESSAGE = 64;

/** So many changes go out together with what is urgent; where there are more, what is urgent goes alone. */
const MOST_BESIDE_URGENT = 50;

/** Counts alone are told no more often than this: in a burst they change with every report. */
const COUNTS_MS = 1000;

/** Tells windows what has changed of the alarms since they were told last; all windows the same, those that open in between too. */
export class AlarmNews {
  readonly #tell: (message: StationMessage) => void;
  readonly #scheduler: SchedulerLike;
  #desk: Desk;
  /** As they were told. */
  #members: Map<string, Member>;
  #state: AlarmState;
  /** As they were told. */
  #trails: string;
  #toldMs = Number.NEGATIVE_INFINITY;
  #countsToldMs = Number.NEGATIVE_INFINITY;
  #timer = Subscription.EMPTY;
  #isScheduled = false;

  constructor(desk: Desk, tell: (message: StationMessage) => void, scheduler: SchedulerLike) {
    this.#desk = desk;
    this.#members = new Map(membersOf(desk));
    this.#state = stateOf(desk);
    this.#trails = JSON.stringify(trailsOf(desk.alarms));
    this.#tell = tell;
    this.#scheduler = scheduler;
  }

  /** The desk is another now. Urgent: what is urgent of it is told before this returns. */
  changed(desk: Desk, isUrgent: boolean): void {
    this.#desk = desk;
    const nowMs = this.#scheduler.now();
    // A clock that was set back holds up nothing.
    const waitMs = this.#toldMs <= nowMs ? this.#toldMs + GATHER_MS - nowMs : 0;
    if (waitMs <= 0) {
      this.#flush();
      return;
    }
    if (isUrgent) this.#flushUrgent();
    this.#flushLater(waitMs);
  }

  /** To be called every second: tells counts that have waited. */
  tick(): void {
    if (!this.#isScheduled) this.#flush();
  }

  /** All that stands, for a window that knows nothing. What the others wait for is told them first, so that all are alike. */
  snapshot(): StationMessage[] {
    this.#flush(Number.POSITIVE_INFINITY);
    return [
      { type: 'alarmState', state: stateOf(this.#desk) },
      { type: 'trails', trails: trailsOf(this.#desk.alarms) },
      { type: 'members', changed: [...membersOf(this.#desk).values()], gone: [] },
    ];
  }

  close(): void {
    this.#timer.unsubscribe();
  }

  #flush(most = MOST_A_MESSAGE): void {
    this.#timer.unsubscribe();
    this.#isScheduled = false;
    const nowMs = this.#scheduler.now();
    this.#toldMs = nowMs;
    this.#tellState(nowMs);
    this.#tellTrails();
    const { changed, gone } = this.#changes();
    const urgent = changed.filter(isUrgentMember);
    const others = changed.filter((member) => !isUrgentMember(member));
    const room = Math.max(0, most - urgent.length);
    this.#tellMembers([...urgent, ...others.slice(0, room)], gone);
    if (others.length > room) this.#flushLater(GATHER_MS);
  }

  #flushLater(waitMs: number): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#timer = this.#scheduler.schedule(() => this.#flush(), waitMs);
  }

  #flushUrgent(): void {
    this.#tellState(this.#scheduler.now());
    this.#tellTrails();
    const { changed, gone } = this.#changes();
    if (changed.length + gone.length <= MOST_BESIDE_URGENT) this.#tellMembers(changed, gone);
    else
      this.#tellMembers(
        changed.filter(isUrgentMember),
        gone.filter((id) => {
          const told = this.#members.get(id);
          return told !== undefined && isUrgentMember(told);
        }),
      );
  }

  /** What has changed since it was told. */
  #changes(): { readonly changed: Member[]; readonly gone: string[] } {
    const members = membersOf(this.#desk);
    const changed: Member[] = [];
    for (const [id, member] of members) {
      const told = this.#members.get(id);
      if (told === undefined || !sameMember(told, member)) changed.push(member);
    }
    return { changed, gone: [...this.#members.keys()].filter((id) => !members.has(id)) };
  }

  #tellMembers(changed: readonly Member[], gone: readonly string[]): void {
    for (const member of changed) this.#members.set(member.alarm.id, member);
    const answered = gone.flatMap((id) => this.#lastOf(id) ?? []);
    for (const id of gone) this.#members.delete(id);
    if (changed.length > 0 || gone.length > 0)
      this.#tell({ type: 'members', changed: [...changed, ...answered], gone });
  }

  /** One that goes, as it was answered in the same moment and has not been told; undefined: nothing of that is new. */
  #lastOf(id: string): Member | undefined {
    const { alarms } = this.#desk;
    const [told, alarm] = [this.#members.get(id), alarms.alarms.get(id)];
    if (told === undefined || alarm?.occurrence !== told.alarm.occurrence) return undefined;
    const commands = commandsOf(alarm, alarms);
    const isAnswered = alarm.acknowledged !== told.alarm.acknowledged || commands.length > told.commands.length;
    return isAnswered ? { ...told, alarm, commands } : undefined;
  }

  #tellTrails(): void {
    const trails: readonly Trail[] = trailsOf(this.#desk.alarms);
    const text = JSON.stringify(trails);
    if (text === this.#trails) return;
    this.#trails = text;
    this.#tell({ type: 'trails', trails });
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

/** Of high or unknown priority, or somebody has decided something on it and waits to see that. */
function isUrgentMember({ alarm, commands }: Member): boolean {
  return !mayBeReduced(alarm.report) || commands.length > 0;
}

function stateOf({ alarms, triage }: Desk): AlarmState {
  const { settings, policy, counts } = alarms;
  return { settings, floodSinceMs: triage.floodSinceMs, policy, counts };
}
