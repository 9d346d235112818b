import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { AlarmState, StationMessage } from '#bridge/messages.ts';
import type { Setting } from '#domain/alarms/activation.ts';
import { type SoundWanted, soundWanted } from '#domain/alarms/audible.ts';
import type { Member } from '#domain/alarms/members.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import type { Trail } from '#domain/alarms/trail.ts';
import { type Episode, type Worklist, worklist } from '#domain/alarms/worklist.ts';
import type { Person } from '#domain/ward/staff.ts';
import { AnswerTimes } from './answerTimes.ts';
import { byUrgency, type ListedAlarm, listedAlarm } from './listed.ts';
import type { News2Source } from './news2.ts';
import { framePace, type Pace } from './pace.ts';

export interface AlarmSources {
  readonly messages: Observable<StationMessage>;
  /** null: no scores, and patients are ranked without. */
  readonly news2: News2Source | null;
}

/** All that a window knows about alarms. Parts that have not changed are the same objects as the time before. */
export interface AlarmsView extends AlarmState {
  /** What stands, by alarm id. */
  readonly members: ReadonlyMap<string, Member>;
  readonly worklist: Worklist;
}

const none: readonly ListedAlarm[] = [];

/** Telling, and all the drawing that follows from it, may take this part of the time; the rest is for everything else. */
const SHARE_OF_TIME = 0.4;
/** ... but nobody waits longer than this for it to be told. */
const LONGEST_WAIT_MS = 50;

/**
 * The alarms as the station tells them, bed by bed and as one ranked list. Nothing is held back, joined or judged here: the
 * station has done so, once for all windows.
 *
 * However many messages come, what follows from them is worked out and told once a frame at the most, and a little less
 * often where that takes long, so that a burst of alarms leaves everything else its time. A bed is told only if something of it changed.
 * A new session's first members replace all; until then what stood before stays, and the wall says that the station is lost.
 */
export class AlarmStore {
  /** The whole, for lists. */
  readonly view: BehaviorSubject<AlarmsView>;
  /** Alarms with a line of their own by bed, most urgent first; beds without any are not in it. */
  readonly byBed = new BehaviorSubject<ReadonlyMap<string, readonly ListedAlarm[]>>(new Map());
  /** What is to be heard now; null: nothing. */
  readonly sound = new BehaviorSubject<SoundWanted | null>(null);
  /** Where patients came from, by the bed they are in. */
  readonly trails = new BehaviorSubject<ReadonlyMap<string, Trail>>(new Map());
  /** Who works here, by id. */
  readonly staff = new BehaviorSubject<readonly Person[]>([]);
  readonly answerTimes = new AnswerTimes();
  readonly news2: News2Source | null;
  readonly #pace: Pace;
  readonly #beds = new Map<string, BehaviorSubject<readonly ListedAlarm[]>>();
  readonly #subscriptions = new Subscription();
  readonly #members = new Map<string, Member>();
  readonly #ofBed = new Map<string, Map<string, Member>>();
  #state: AlarmState = { settings: [], floodSinceMs: null, policy: defaultPolicy, counts: {} };
  #isNewSession = true;
  /** Beds to be worked out anew; null: all. */
  #stale: Set<string> | null = new Set();
  #cancel: (() => void) | null = null;
  #notBeforeMs = 0;

  constructor({ messages, news2 }: AlarmSources, pace: Pace = framePace) {
    this.news2 = news2;
    this.#pace = pace;
    this.view = new BehaviorSubject<AlarmsView>({
      ...this.#state,
      members: new Map(),
      worklist: { episodes: [], unlisted: [] },
    });
    this.#subscriptions.add(messages.subscribe((message) => this.#take(message)));
    if (news2 !== null) this.#subscriptions.add(news2.changes.subscribe(() => this.#schedule()));
  }

  /** Listed alarms of one bed now and from now on, most urgent first; a new list only when something changed. */
  bed(bedKey: string): BehaviorSubject<readonly ListedAlarm[]> {
    const held = this.#beds.get(bedKey);
    if (held !== undefined) return held;
    const made = new BehaviorSubject(this.byBed.value.get(bedKey) ?? none);
    this.#beds.set(bedKey, made);
    return made;
  }

  /** Display name of somebody; who is not of the staff is called by the id. */
  readonly nameOf = (actorId: string): string =>
    this.staff.value.find(({ personId }) => personId === actorId)?.displayName ?? actorId;

  /** Lets go of the sources. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
    this.#cancel?.();
  }

  #take(message: StationMessage): void {
    switch (message.type) {
      case 'hello':
        this.#isNewSession = true;
        if (!sameText(message.staff, this.staff.value)) {
          this.staff.next(message.staff);
          this.#stale = null;
          this.#schedule();
        }
        break;
      case 'alarmState':
        this.#takeState(message.state);
        break;
      case 'trails':
        this.trails.next(new Map(message.trails.map((trail) => [trail.bedKey, trail])));
        break;
      case 'members':
        if (this.#isNewSession) this.#forgetAll();
        this.#isNewSession = false;
        for (const member of message.changed) this.#keep(member);
        for (const id of message.gone) this.#forget(id);
        this.answerTimes.take(message.changed);
        this.#hear();
        this.#schedule();
        break;
      default:
        break;
    }
  }

  #takeState(state: AlarmState): void {
    const held = this.#state;
    const settings = sameText(state.settings, held.settings) ? held.settings : state.settings;
    if (settings !== held.settings) this.#stale = null;
    this.#state = { ...state, settings, policy: sameText(state.policy, held.policy) ? held.policy : state.policy };
    this.#hear();
    this.#schedule();
  }

  /** At once, not with a frame: a window that nobody sees gets none, and its timers may be a minute late. */
  #hear(): void {
    const sound = soundWanted(this.#members.values(), this.#state.settings);
    const held = this.sound.value;
    if (sound?.priority !== held?.priority || sound?.isEscalated !== held?.isEscalated) this.sound.next(sound);
  }

  #forgetAll(): void {
    this.#members.clear();
    this.#ofBed.clear();
    this.#stale = null;
  }

  #forget(id: string): void {
    const bedKey = this.#members.get(id)?.alarm.report.bedKey;
    if (bedKey === undefined) return;
    this.#members.delete(id);
    const ofBed = this.#ofBed.get(bedKey);
    ofBed?.delete(id);
    if (ofBed?.size === 0) this.#ofBed.delete(bedKey);
    this.#stale?.add(bedKey);
  }

  #keep(member: Member): void {
    const { id, report } = member.alarm;
    if (this.#members.get(id)?.alarm.report.bedKey !== report.bedKey) this.#forget(id);
    this.#members.set(id, member);
    const ofBed = this.#ofBed.get(report.bedKey) ?? new Map<string, Member>();
    this.#ofBed.set(report.bedKey, ofBed.set(id, member));
    this.#stale?.add(report.bedKey);
  }

  #schedule(): void {
    this.#cancel ??= this.#pace.later(() => {
      this.#cancel = null;
      if (this.#pace.nowMs() < this.#notBeforeMs) this.#schedule();
      else this.#publish();
    });
  }

  #publish(): void {
    const beganMs = this.#pace.nowMs();
    const { settings } = this.#state;
    const byBed = this.#byBedNow(settings);
    const before = this.view.value;
    const next = worklist(
      this.#members.values(),
      (bedKey, patientKey) => this.news2?.of(bedKey, patientKey)?.score ?? null,
    );
    const view: AlarmsView = {
      ...this.#state,
      members: new Map(this.#members),
      worklist: keepSame(before.worklist, next),
    };
    if (byBed !== this.byBed.value) this.byBed.next(byBed);
    for (const [bedKey, subject] of this.#beds) {
      const alarms = byBed.get(bedKey) ?? none;
      if (subject.value !== alarms) subject.next(alarms);
    }
    this.view.next(view);
    this.#pace.afterwards(() => {
      const endedMs = this.#pace.nowMs();
      const waitMs = (endedMs - beganMs) * (1 / SHARE_OF_TIME - 1);
      this.#notBeforeMs = endedMs + Math.min(LONGEST_WAIT_MS, waitMs);
    });
  }

  /** Lists of stale beds are made anew, each with those of its alarms that are as before; the same map when none changed. */
  #byBedNow(settings: readonly Setting[]): ReadonlyMap<string, readonly ListedAlarm[]> {
    const before = this.byBed.value;
    const stale = this.#stale ?? new Set([...this.#ofBed.keys(), ...before.keys()]);
    const isAnew = this.#stale === null;
    this.#stale = new Set();
    const byBed = new Map(before);
    let hasChanged = false;
    for (const bedKey of stale) {
      const held = before.get(bedKey) ?? none;
      const listed = [...(this.#ofBed.get(bedKey)?.values() ?? [])].flatMap((member) => {
        const known = isAnew ? undefined : held.find((each) => each.member === member);
        return known ?? listedAlarm(member, settings, this.nameOf) ?? [];
      });
      listed.sort(byUrgency);
      if (sameItems(held, listed)) continue;
      hasChanged = true;
      if (listed.length === 0) byBed.delete(bedKey);
      else byBed.set(bedKey, listed);
    }
    return hasChanged ? byBed : before;
  }
}

/** The next list with the episodes of the one before that tell the same. */
function keepSame(before: Worklist, next: Worklist): Worklist {
  const known = new Map([...before.episodes, ...before.unlisted].map((episode) => [episode.episodeId, episode]));
  const kept = (episodes: readonly Episode[], held: readonly Episode[]) => {
    const same = episodes.map((episode) => {
      const old = known.get(episode.episodeId);
      return old !== undefined && sameItems(old.members, episode.members) ? old : episode;
    });
    return sameItems(same, held) ? held : same;
  };
  const episodes = kept(next.episodes, before.episodes);
  const unlisted = kept(next.unlisted, before.unlisted);
  return episodes === before.episodes && unlisted === before.unlisted ? before : { episodes, unlisted };
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
