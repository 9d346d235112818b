import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import { decideMessages } from '#bridge/messageLimits.ts';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import { needsReason, type OffReason } from '#domain/alarms/activation.ts';
import type { Decision } from '#domain/alarms/events.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Person } from '#domain/ward/staff.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import type { Whose } from './alarmServices.ts';
import type { AlarmStore } from './alarms.store.ts';
import { doneText, leadingText, refusalText } from './decisionWords.ts';
import { type NewSetting, settingRefusalText } from './off/offTexts.ts';
import type { PersonStore } from './person.store.ts';
import { type EpisodeAction, type HeldAnswer, targetsOf } from './targets.ts';
import { waitingIn } from './waiting.ts';

/** What is still to be said before a decision can be sent. */
export type Question =
  | { readonly of: 'person'; readonly title: string }
  | { readonly of: 'recipient'; readonly title: string; readonly actor: Person }
  | { readonly of: 'note'; readonly title: string }
  | { readonly of: 'reason'; readonly title: string };

/** What the window has just done, for a few seconds. */
export interface Toast {
  readonly text: string;
  /** What {@link Decisions.undo} would take back; empty: nothing. */
  readonly undoable: readonly Decision[];
  /** Wall clock; then it goes. */
  readonly untilMs: number;
}

/** Words beside a bed: why a decision on it had no effect. */
export interface Refusal {
  readonly bedKey: string;
  readonly text: string;
  /** null: the station has said nothing. */
  readonly of: Refused | null;
  readonly untilMs: number;
}

type Refused = Pick<Extract<StationMessage, { readonly type: 'decisionRefused' }>, 'because' | 'decision'>;

/** A decision that the station has not shown to have taken in, or not said to have in its record. */
interface Sent {
  readonly decision: Decision;
  readonly bedKey: string;
  readonly sentMs: number;
  /** Sent again in a new session. A third time it is not: it may be what ends them. */
  readonly isSecondTry: boolean;
  /** It stands in the station's record: a station that dies takes it up again. */
  readonly isKept: boolean;
}

export interface DecisionSources {
  readonly messages: Observable<StationMessage>;
  /** Begins with the present one. */
  readonly status: Observable<LinkStatus>;
  /** Beats several times a second. */
  readonly ticker: Observable<unknown>;
  /** Sends to the station; false: there is none. */
  readonly tell: (message: WindowMessage) => boolean;
  readonly alarms: AlarmStore;
  readonly person: PersonStore;
  readonly clock: Clock;
  /** What a patient's bed is called on this wall. */
  readonly bedName: (whose: Whose) => string;
  /** Makes an id that nobody else has. */
  readonly newId: () => string;
}

const UNDOABLE: ReadonlySet<string> = new Set(['acknowledge', 'take', 'handOn', 'giveBack']);
const TOLD_MS = 5_000;
const REFUSED_MS = 12_000;
/** A new session is told again what the one before may have lost; later than this nobody expects it any more. */
const SEND_AGAIN_MS = 60_000;

const nothings: Readonly<Record<EpisodeAction, string>> = {
  take: 'You have all of it already',
  acknowledge: 'All of it is acknowledged already',
  handOn: 'There is nothing to hand on',
  note: 'There is nothing to note on',
  escalate: 'There is nothing to escalate',
  giveBack: 'Nobody has it: there is nothing to give back',
};

/**
 * What people decide at this window, on its way to the station. Whatever is missing (who, to whom, which words) is asked
 * for by `question`; meanwhile the alarms meant stay those that were on the list when the key was pressed, so that nothing
 * is acknowledged that came later.
 *
 * Nothing is shown as done before the station says so: until then an alarm is in `sent`. A decision keeps its id, so one
 * that a broken session may have lost is sent once more in the next, without a second effect.
 */
export class Decisions {
  readonly question = new BehaviorSubject<Question | null>(null);
  readonly toast = new BehaviorSubject<Toast | null>(null);
  /** Ids of alarms with a decision that is not confirmed. */
  readonly sent = new BehaviorSubject<ReadonlySet<string>>(new Set());
  readonly refusals = new BehaviorSubject<readonly Refusal[]>([]);
  /** Why nothing can be decided now; '' while it can. */
  readonly trouble = new BehaviorSubject(troubleOf('connecting'));
  readonly #sources: DecisionSources;
  readonly #subscriptions = new Subscription();
  readonly #underWay = new Map<string, Sent>();
  #answer: ((answer: unknown) => void) | null = null;
  #isNewSession = false;

  constructor(sources: DecisionSources) {
    this.#sources = sources;
    this.#subscriptions.add(
      sources.status.subscribe(({ state }) => {
        const trouble = troubleOf(state);
        if (trouble !== this.trouble.value) this.trouble.next(trouble);
      }),
    );
    this.#subscriptions.add(sources.messages.subscribe((message) => this.#take(message)));
    this.#subscriptions.add(sources.alarms.view.subscribe(({ members }) => this.#settle(members)));
    this.#subscriptions.add(sources.ticker.subscribe(() => this.#forget()));
  }

  /** Decides on an episode. Asks what is missing; says so if there is nothing to decide on. */
  async decide(action: EpisodeAction, episode: Episode): Promise<void> {
    const { alarms } = this.#sources;
    if (!this.#canTell()) return;
    const meant = new Set(targetsOf(action, episode, alarms.view.value.members).map(({ alarm }) => alarm.id));
    if (meant.size === 0) {
      this.#say(nothings[action]);
      return;
    }
    const title = `${this.#sources.bedName(episode)}, ${leadingText(episode)}`;
    const actor = await this.who(title);
    if (actor === null) return;
    const detail = await this.#detail(action, title, actor);
    if (detail === null) return;
    const { members } = alarms.view.value;
    const targets = targetsOf(action, episode, members, actor.personId).flatMap(({ alarm }) => {
      const now = members.get(alarm.id);
      return now !== undefined && meant.has(alarm.id) ? [now] : [];
    });
    if (targets.length === 0) {
      this.#say(nothings[action]);
      return;
    }
    const decisions = targets.map(
      ({ alarm }): Decision => ({
        commandId: this.#sources.newId(),
        alarmId: alarm.id,
        actorId: actor.personId,
        issuedMs: this.#nowMs(),
        ...detail,
      }),
    );
    const [first] = decisions;
    if (first !== undefined) this.#send(decisions, targets, `${doneText(first, alarms.nameOf)}: ${title}`);
  }

  /**
   * Answers what waits for confirmation on an episode: all of it that stood there when the key was pressed, and waits still when
   * it is known who answers.
   */
  async answerHeld(action: HeldAnswer, episode: Episode): Promise<void> {
    if (!this.#canTell()) return;
    const meant = new Set(waitingIn(episode).map(({ commandId }) => commandId));
    if (meant.size === 0) {
      this.#say('Nothing waits to be sent here');
      return;
    }
    const title = `${this.#sources.bedName(episode)}, ${leadingText(episode)}`;
    const actor = await this.who(title);
    if (actor === null) return;
    const { alarms } = this.#sources;
    const { members } = alarms.view.value;
    const targets = episode.members.flatMap(({ alarm }) => members.get(alarm.id) ?? []);
    const decisions = waitingIn({ members: targets })
      .filter(({ commandId }) => meant.has(commandId))
      .map(
        ({ commandId, alarmId }): Decision => ({
          action,
          waiting: commandId,
          commandId: this.#sources.newId(),
          alarmId,
          actorId: actor.personId,
          issuedMs: this.#nowMs(),
        }),
      );
    const [first] = decisions;
    if (first === undefined) this.#say('Somebody has answered this already');
    else this.#send(decisions, targets, `${doneText(first, alarms.nameOf)}: ${title}`);
  }

  /** Takes back what the toast offers to take back. Answers whether there was something. */
  undo(): boolean {
    const offered = this.toast.value?.undoable ?? [];
    const { members } = this.#sources.alarms.view.value;
    if (offered.length === 0 || !this.#canTell()) return false;
    const decisions = offered.map(
      ({ commandId, alarmId, actorId }): Decision => ({
        action: 'undo',
        undoes: commandId,
        commandId: this.#sources.newId(),
        alarmId,
        actorId,
        issuedMs: this.#nowMs(),
      }),
    );
    const words = this.toast.value?.text.replace(/^[^:]*/, 'Taken back') ?? '';
    this.#send(
      decisions,
      offered.flatMap(({ alarmId }) => members.get(alarmId) ?? []),
      words,
    );
    return true;
  }

  /**
   * Pauses a signal, turns it off, or on again. `words`: what that means, for the toast. `saysWhy`: asks for a reason also
   * where none is needed.
   */
  async set(setting: NewSetting, words: string, saysWhy = needsReason(setting)): Promise<void> {
    if (!this.#canTell()) return;
    const actor = await this.who(words);
    if (actor === null) return;
    const reason = saysWhy ? await this.#ask<OffReason>({ of: 'reason', title: words }) : undefined;
    if (reason === null) return;
    const why = reason === undefined ? {} : { reason };
    if (this.#sources.tell({ type: 'set', setting: { ...setting, ...why, actorId: actor.personId } })) {
      this.#say(`${words}: ${actor.displayName}`);
    }
  }

  /** Who decides here; asked where nobody has said, or whoever comes says so each time. null: never mind. `title`: what for. */
  async who(title: string): Promise<Person | null> {
    const { person } = this.#sources.person.state.value;
    if (person !== null) return person;
    const answer = await this.#ask<PersonAnswer>({ of: 'person', title });
    if (answer === null) return null;
    this.#sources.person.choose(answer.person, answer.asksEachTime);
    return answer.person;
  }

  /** Asks who is at this window, whoever was. */
  async askWho(): Promise<void> {
    const person = await this.#ask<PersonAnswer>({ of: 'person', title: '' });
    if (person !== null) this.#sources.person.choose(person.person, person.asksEachTime);
  }

  /** Answers the question that stands; null: never mind. */
  answer(answer: unknown): void {
    const resolve = this.#answer;
    this.#answer = null;
    this.question.next(null);
    resolve?.(answer);
  }

  dispose(): void {
    this.#subscriptions.unsubscribe();
    this.answer(null);
  }

  async #detail(action: EpisodeAction, title: string, actor: Person): Promise<Detail | null> {
    switch (action) {
      case 'handOn': {
        const recipient = await this.#ask<Person>({ of: 'recipient', title, actor });
        return recipient === null ? null : { action, recipientId: recipient.personId };
      }
      case 'note': {
        const text = await this.#ask<string>({ of: 'note', title });
        return text === null ? null : { action, text };
      }
      default:
        return { action };
    }
  }

  /** One question at a time: another takes the place of one that was not answered. */
  #ask<T>(question: Question): Promise<T | null> {
    this.answer(null);
    return new Promise((resolve) => {
      this.#answer = resolve as (answer: unknown) => void;
      this.question.next(question);
    });
  }

  #canTell(): boolean {
    if (this.trouble.value !== '') this.#say(this.trouble.value);
    return this.trouble.value === '';
  }

  #send(decisions: readonly Decision[], targets: readonly Member[], words: string): void {
    if (!this.#tell(decisions)) {
      this.#say(this.trouble.value || 'Not sent: the station does not answer');
      return;
    }
    const sentMs = this.#sources.clock.nowMs();
    const bedKeys = new Map(targets.map(({ alarm }) => [alarm.id, alarm.report.bedKey]));
    for (const decision of decisions) {
      const bedKey = bedKeys.get(decision.alarmId) ?? '';
      this.#underWay.set(decision.commandId, { decision, bedKey, sentMs, isSecondTry: false, isKept: false });
    }
    this.#publishSent();
    this.refusals.next(this.refusals.value.filter(({ bedKey }) => ![...bedKeys.values()].includes(bedKey)));
    const { undoMs } = this.#sources.alarms.view.value.policy;
    const undoable = decisions.filter(({ action }) => UNDOABLE.has(action));
    this.toast.next({ text: words, undoable, untilMs: sentMs + (undoable.length > 0 ? undoMs : TOLD_MS) });
  }

  #say(text: string): void {
    this.toast.next({ text, undoable: [], untilMs: this.#sources.clock.nowMs() + TOLD_MS });
  }

  #take(message: StationMessage): void {
    if (message.type === 'hello') this.#isNewSession = true;
    if (message.type === 'members' && this.#isNewSession) {
      this.#isNewSession = false;
      this.#sendAgain();
    }
    if (message.type === 'decisionRefused') {
      const held = this.#underWay.get(message.decision.commandId);
      if (held === undefined) return;
      this.#underWay.delete(message.decision.commandId);
      this.#publishSent();
      this.#refuse(held.bedKey, this.#wordsFor(message), message);
      this.#withdrawOffer(held.decision);
    }
    if (message.type === 'decisionKept') this.#kept(message.commandId);
    if (message.type === 'settingRefused') this.#say(settingRefusalText[message.because]);
  }

  #kept(commandId: string): void {
    const held = this.#underWay.get(commandId);
    if (held === undefined) return;
    this.#underWay.set(commandId, { ...held, isKept: true });
    this.#settle(this.#sources.alarms.view.value.members);
  }

  #refuse(bedKey: string, text: string, of: Refused | null): void {
    const others = this.refusals.value.filter((held) => held.bedKey !== bedKey || held.text !== text);
    this.refusals.next([...others, { bedKey, text, of, untilMs: this.#sources.clock.nowMs() + REFUSED_MS }]);
  }

  #wordsFor({ because, decision }: Refused): string {
    const { alarms } = this.#sources;
    return refusalText(because, decision, alarms.view.value.members.get(decision.alarmId), alarms.nameOf);
  }

  /** What did not happen can't be taken back, and is not told as done. */
  #withdrawOffer({ commandId }: Decision): void {
    const toast = this.toast.value;
    if (toast === null) return;
    const undoable = toast.undoable.filter((decision) => decision.commandId !== commandId);
    if (undoable.length < toast.undoable.length) this.toast.next(undoable.length === 0 ? null : { ...toast, undoable });
  }

  #sendAgain(): void {
    const nowMs = this.#sources.clock.nowMs();
    const again: Decision[] = [];
    for (const sent of this.#underWay.values()) {
      const { decision, bedKey, sentMs, isSecondTry, isKept } = sent;
      if (isKept) continue;
      if (nowMs - sentMs < SEND_AGAIN_MS && !isSecondTry) {
        again.push(decision);
        this.#underWay.set(decision.commandId, { ...sent, isSecondTry: true });
      } else {
        this.#underWay.delete(decision.commandId);
        this.#refuse(
          bedKey,
          'The station was lost: it is not known whether this arrived. Look, and decide again',
          null,
        );
      }
    }
    this.#publishSent();
    this.#tell(again);
  }

  /** false: there is no station. */
  #tell(decisions: readonly Decision[]): boolean {
    return decideMessages(decisions).every((message) => this.#sources.tell(message));
  }

  /** A page's clock has parts of milliseconds; the bridge takes whole ones only. */
  #nowMs(): number {
    return Math.round(this.#sources.clock.nowMs());
  }

  /** What the station shows to have taken in, and has in its record, is no longer under way; nor is what was to end and has. */
  #settle(members: ReadonlyMap<string, Member>): void {
    // Who was first may be told a moment after that somebody was.
    const words = this.refusals.value.map((held) =>
      held.of === null ? held : { ...held, text: this.#wordsFor(held.of) },
    );
    if (words.some(({ text }, at) => text !== this.refusals.value[at]?.text)) this.refusals.next(words);
    if (this.#underWay.size === 0) return;
    for (const [commandId, { decision, isKept }] of this.#underWay) {
      if (!isKept) continue;
      const member = members.get(decision.alarmId);
      if (member === undefined || member.commands.some((command) => command.commandId === commandId)) {
        this.#underWay.delete(commandId);
      }
    }
    this.#publishSent();
  }

  #publishSent(): void {
    const ids = new Set([...this.#underWay.values()].map(({ decision }) => decision.alarmId));
    const held = this.sent.value;
    if (ids.size !== held.size || [...ids].some((id) => !held.has(id))) this.sent.next(ids);
  }

  #forget(): void {
    const nowMs = this.#sources.clock.nowMs();
    if ((this.toast.value?.untilMs ?? nowMs + 1) <= nowMs) this.toast.next(null);
    const left = this.refusals.value.filter(({ untilMs }) => untilMs > nowMs);
    if (left.length !== this.refusals.value.length) this.refusals.next(left);
  }
}

/** What the question for a person is answered with. */
export interface PersonAnswer {
  readonly person: Person;
  readonly asksEachTime: boolean;
}

type Detail =
  | { readonly action: 'take' | 'acknowledge' | 'giveBack' | 'escalate' }
  | { readonly action: 'handOn'; readonly recipientId: string }
  | { readonly action: 'note'; readonly text: string };

function troubleOf(state: LinkStatus['state']): string {
  switch (state) {
    case 'open':
      return '';
    case 'connecting':
      return 'Not connected to the station yet: nothing can be decided here';
    case 'lost':
      return 'The station is lost: nothing can be decided here until it is back';
  }
}
