import { type DeskEffect, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Decision } from '#domain/alarms/events.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { Bedside } from '#fixtures/gateway/bedside.ts';
import { entryBody, readEntry } from '#main/alarms/journalLine.ts';
import type { AlarmReport as WireAlarm } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { AcknowledgeOutcome, type AcknowledgeRequest, AlarmAction } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { asystole, NOON_MS, Station } from './bedside.ts';

const actions: Readonly<Record<string, AlarmAction>> = {
  take: AlarmAction.ALARM_ACTION_TAKE,
  handOn: AlarmAction.ALARM_ACTION_HAND_ON,
  giveBack: AlarmAction.ALARM_ACTION_GIVE_BACK,
};

/** What can happen next at a station (`who`), or at the gateway (`frame`). */
export type Happening =
  | { readonly what: 'take' | 'handOn' | 'giveBack' | 'undo'; readonly who: number }
  /** The oldest decision under way reaches the gateway; its answer sets out, or gets `lost` and it is sent again. */
  | { readonly what: 'deliver' | 'lose'; readonly who: number }
  /** The oldest answer, or the oldest word of the gateway, arrives. */
  | { readonly what: 'answer' | 'hear'; readonly who: number }
  | { readonly what: 'frame' };

/** A station that writes down what happens, as the journal does. */
class RecordedStation extends Station {
  readonly #lines: string[] = [];
  readonly #empty = this.desk;

  override take(event: AlarmEvent): readonly DeskEffect[] {
    this.#lines.push([...entryBody(this.#lines.length + 1, this.nowMs, { event })].join(''));
    return super.take(event);
  }

  /** Goes on with what its record makes of it. */
  startsAgain(): void {
    this.desk = this.#lines.reduce((desk, line) => {
      const entry = readEntry(line);
      if (entry === null || !('event' in entry.content)) throw new Error(`can't be read: ${line}`);
      return reduceDesk(desk, entry.content.event, entry.atMs).state;
    }, this.#empty);
  }
}

interface Side {
  readonly station: RecordedStation;
  readonly actorId: string;
  readonly underWay: AcknowledgeRequest[];
  readonly answers: string[];
  readonly told: WireAlarm[];
  last: Decision | null;
}

/**
 * Two stations on one gateway that has an asystole at one bed. Decisions, answers and reports each arrive in their order and
 * as late as a test lets them.
 */
export class TwoStations {
  readonly sides: readonly Side[];
  readonly #bedside: Bedside;
  #standing: WireAlarm = bedsideAlarm('asys-1');
  #nowMs = NOON_MS;
  #commands = 0;

  constructor() {
    this.#bedside = new Bedside({ alarm: () => this.#standing, nowNs: () => BigInt(this.#nowMs) * 1_000_000n });
    this.sides = ['n.okafor', 'dr.haas'].map((actorId) => {
      const station = new RecordedStation();
      station.hears(asystole());
      return { station, actorId, underWay: [], answers: [], told: [], last: null };
    });
  }

  happens(one: Happening): void {
    this.#nowMs += 7;
    for (const { station } of this.sides) station.nowMs = this.#nowMs;
    if (one.what === 'frame') this.#frame();
    else this.#at(one.what, this.sides[one.who] as Side);
  }

  /** Everything arrives that is on its way. */
  settles(): void {
    const isBusy = ({ underWay, answers, told }: Side) => underWay.length + answers.length + told.length > 0;
    do {
      for (const what of ['deliver', 'answer', 'hear'] as const)
        for (const who of this.sides.keys()) this.happens({ what, who });
      this.happens({ what: 'frame' });
    } while (this.sides.some(isBusy));
  }

  /** Who has it by the gateway; null: nobody. */
  get owner(): string | null {
    return this.#standing.owner?.actorId || null;
  }

  /** Who has it, as each station shows it. */
  get owners(): readonly (string | null | undefined)[] {
    return this.sides.map(({ station }) => station.alarm(asystole())?.owner?.actorId ?? null);
  }

  #at(what: Exclude<Happening['what'], 'frame'>, side: Side): void {
    switch (what) {
      case 'take':
      case 'giveBack':
        this.#decide(side, { action: what });
        break;
      case 'handOn':
        this.#decide(side, { action: what, recipientId: 'm.lind' });
        break;
      case 'undo':
        if (side.last !== null) this.#decide(side, { action: what, undoes: side.last.commandId });
        break;
      case 'deliver':
      case 'lose':
        this.#deliver(side, what === 'lose');
        break;
      case 'answer': {
        const commandId = side.answers.shift();
        if (commandId !== undefined)
          side.station.take({ type: 'answered', commandId, answer: { outcome: 'confirmed', earlierActorId: null } });
        break;
      }
      case 'hear': {
        const word = side.told.shift();
        if (word !== undefined) side.station.hears(heard(word));
        break;
      }
    }
  }

  #decide(side: Side, what: object): void {
    this.#commands += 1;
    const { actorId, underWay } = side;
    const commandId = `${actorId} ${this.#commands}`;
    const alarmId = asystole().alarmKey;
    const decision = { commandId, alarmId, actorId, issuedMs: this.#nowMs, ...what } as Decision;
    for (const effect of side.station.take({ type: 'decided', decision })) {
      if (effect.type !== 'deliver' || effect.command.carried === null) continue;
      const { action, recipientId } = effect.command.carried;
      const request = { commandId, alarmId: 'asys-1', actorId, recipientId, issuedNs: 0n, pauseMs: 0 };
      underWay.push({ ...request, action: actions[action] as AlarmAction });
    }
    side.last = decision;
  }

  #deliver({ underWay, answers }: Side, isLost: boolean): void {
    const request = underWay[0];
    if (request === undefined) return;
    const { outcome, commandId } = this.#bedside.decide(request);
    if (outcome !== AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_ACCEPTED) throw new Error(`refused: ${request.action}`);
    if (isLost) return;
    underWay.shift();
    answers.push(commandId);
  }

  #frame(): void {
    const reports: WireAlarm[] = [];
    this.#bedside.complete(reports);
    for (const word of reports) {
      this.#standing = word;
      for (const { told } of this.sides) told.push(word);
    }
  }
}

/** What a gateway tells of who has it, as a station takes it in. */
function heard({ owner, timeNs }: WireAlarm): AlarmReport {
  const ms = (ns: bigint) => Number(ns / 1_000_000n);
  const { actorId = '', commandId = '', timeNs: sinceNs = 0n } = owner ?? {};
  return asystole({
    timeMs: ms(timeNs),
    owner: owner === undefined ? null : { actorId: actorId || null, commandId: commandId || null, timeMs: ms(sinceNs) },
  });
}
