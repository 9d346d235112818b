import { VirtualTimeScheduler } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { parseWindowMessage } from '#bridge/windowMessage.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { Random } from '#fixtures/patients/random.ts';
import { AlarmDesk } from '#main/alarms/alarmDesk.ts';
import { openJournal } from '#main/alarms/openJournal.ts';
import { recordAnswers } from '#main/alarms/recordAnswers.ts';
import { HistoryDesk, isHistoryMessage } from '#main/history/historyDesk.ts';
import { memorySecrets } from '#main/history/memorySecrets.ts';
import { isNoteMessage, NoteDesk } from '#main/notes/noteDesk.ts';
import { NoteRecord } from '#main/notes/noteRecord.ts';
import { Relay } from '#main/relay/relay.ts';
import { asystole, GATEWAY, NOON_MS } from '#tests/domain/alarms/bedside.ts';
import { type FuzzTarget, promise } from '#tests/fuzz/fuzzTarget.ts';
import { mutateBytes, oneOf } from '#tests/fuzz/mutateBytes.ts';
import { mutateJson } from '#tests/fuzz/mutateJson.ts';
import { mutateMessage } from '#tests/fuzz/mutateMessage.ts';
import { testHello } from '#tests/support/quietRelay.ts';

const alarmId = asystole().alarmKey;
const decision = { commandId: 'c1', alarmId, actorId: 'nurse', issuedMs: NOON_MS };
const span = { fromMs: 0, untilMs: NOON_MS + 1000 };

/** One of each kind a window may send. */
const messages: readonly WindowMessage[] = [
  { type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 30_000 },
  { type: 'recent', bedKey: `${GATEWAY}/7`, recentMs: 300_000 },
  { type: 'credit', tick: 0 },
  { type: 'decide', decisions: [{ ...decision, action: 'acknowledge' }] },
  { type: 'decide', decisions: [{ ...decision, action: 'handOn', recipientId: 'dr.haas' }] },
  { type: 'decide', decisions: [{ ...decision, action: 'note', text: 'electrode replaced' }] },
  { type: 'decide', decisions: [{ ...decision, action: 'undo', undoes: 'c0' }] },
  {
    type: 'set',
    setting: { scope: { of: 'station' }, signal: 'audio', activation: 'paused', actorId: 'nurse', pauseMs: 60_000 },
  },
  {
    type: 'set',
    setting: {
      scope: { of: 'bed', bedKey: `${GATEWAY}/7` },
      signal: 'audio',
      activation: 'off',
      actorId: 'nurse',
      pauseMs: 0,
      reason: 'procedure',
    },
  },
  { type: 'sound', role: 'cannot', why: 'no sound card' },
  { type: 'soundChecked', actorId: 'nurse', isHeard: true },
  { type: 'historyKey', askId: 'k1' },
  {
    type: 'exported',
    askId: 'x1',
    exported: {
      format: 'edf',
      bedKey: 'icu/7',
      patientKey: 's.k',
      fromMs: 1,
      untilMs: 2,
      waves: ['II'],
      actorId: 'dr.haas',
      why: 'second opinion',
      isNamed: false,
      bytes: 10,
      sha256: 'a'.repeat(64),
    },
  },
  { type: 'historyOpened', storeId: 'a-store' },
  { type: 'historyErase', askId: 'e1', actorId: 'engineer', why: 'the machine is given away' },
  { type: 'askNotes', bedKey: `${GATEWAY}/7`, patientKey: 'salt.hash' },
  {
    type: 'addNote',
    note: {
      noteId: 'n1',
      bedKey: `${GATEWAY}/7`,
      patientKey: 'salt.hash',
      atMs: NOON_MS,
      kind: 'note',
      text: 'pause after the drug',
      actorId: 'nurse',
    },
  },
  { type: 'withdrawNote', noteId: 'n1', actorId: 'nurse' },
  { type: 'ask', askId: 'q1', question: { of: 'load', ...span } },
  { type: 'ask', askId: 'q2', question: { of: 'limits', ...span } },
  { type: 'ask', askId: 'q3', question: { of: 'whatIf', ...span, policy: defaultPolicy, limits: [] } },
  { type: 'ask', askId: 'q4', question: { of: 'policy', policy: defaultPolicy, actorId: 'engineer', why: 'a test' } },
];
const mutations: readonly ((random: Random, message: WindowMessage) => string)[] = [
  (random, message) => mutateBytes(random, Buffer.from(JSON.stringify(message))).toString(),
  mutateJson,
  // Other values of the same types.
  (random, message) => JSON.stringify(mutateMessage(random, message)),
];

/** A station is made anew after so many: what windows may rightly leave behind (settings, notes) adds up. */
const STATION_LASTS = 200;

/**
 * What a window sends, to the relay and the desk behind it: a session that breaks the rules ends and is told why, and a window
 * beside it hears all that it should.
 */
export const windowTarget: FuzzTarget = {
  open() {
    let station = new FuzzedStation();
    let tried = 0;
    return {
      try(random) {
        if (++tried % STATION_LASTS === 0) {
          station.close();
          station = new FuzzedStation();
        }
        const message = oneOf(random, messages);
        const text = oneOf(random, mutations)(random, message);
        const parsed = parseWindowMessage(text);
        promise(parsed.ok || (parsed.reason !== '' && parsed.reason.length < 200), () => 'refused without a reason');
        if (parsed.ok) {
          const again = parseWindowMessage(JSON.stringify(parsed.message));
          promise(again.ok, () => `takes what it would not take again: ${again.ok ? '' : again.reason}`);
        }
        const bad = station.attach();
        if (message.type !== 'open' || random.below(2) === 0) bad.says(JSON.stringify(messages[0]));
        bad.says(text);
        const end = bad.heard.find((told) => told.type === 'ended');
        promise(bad.isClosed === (end !== undefined), () => 'ends a session and does not say why');
        promise(parsed.ok || bad.isClosed, () => 'goes on with what it could not read');
        station.lives(text.slice(0, 200));
        const outcome = parsed.ok ? (bad.isClosed ? 'ended' : 'heard') : 'refused';
        bad.leave();
        return outcome;
      },
      close: () => station.close(),
    };
  },
};

/** Relay and desk as a station has them, a ward with one alarm, and a window that behaves. */
class FuzzedStation {
  #nowMs = NOON_MS;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #desk: AlarmDesk;
  readonly #history: HistoryDesk;
  readonly #relay: Relay;
  readonly #good: FuzzedWindow;

  constructor() {
    const clock = { nowMs: () => this.#nowMs, monotonicMs: () => this.#nowMs };
    const notes = new NoteDesk({
      record: new NoteRecord({ folder: undefined, clock, log: () => {} }),
      clock,
      tellAll: (message) => this.#relay.tellAll(message),
    });
    this.#relay = new Relay({
      hello: () => testHello({ stationName: 'Fuzz' }),
      tallyOf: () => new Tally(),
      alarms: {
        snapshot: () => this.#desk.snapshot(),
        windowOpened: (window) => this.#desk.windowOpened(window),
        windowClosed: (window) => this.#desk.windowClosed(window),
        heard: (message, window) => {
          if (isHistoryMessage(message)) this.#history.heard(message, window);
          else if (isNoteMessage(message)) notes.heard(message, window);
          else this.#desk.heard(message, window);
        },
      },
      log: (_, line) => promise(line.length < 1000, () => `writes a book into the log: ${line.slice(0, 100)}`),
      scheduler: this.#scheduler,
    });
    this.#desk = new AlarmDesk({
      clock,
      aheadOfWallMs: () => 0,
      log: () => {},
      opened: openJournal({ folder: undefined, clock, log: () => {} }),
      gatewayIds: [GATEWAY],
      tell: (message) => this.#relay.tellAll(message),
      deliver: () => {},
      answer: recordAnswers(() => ({ beds: 1, nurses: 1 })),
      presented: () => {},
      scheduler: this.#scheduler,
    });
    this.#history = new HistoryDesk({
      secrets: memorySecrets(),
      folder: undefined,
      keep: defaultKeepPolicy,
      log: () => {},
      remark: (remark) => this.#desk.remark(remark),
      tell: (message) => this.#relay.tellAll(message),
      nowMs: () => this.#nowMs,
      recreated: () => this.#desk.stands('historyRecreated', this.#nowMs),
    });
    this.#desk.start();
    this.#desk.ward({ type: 'alarms', gatewayId: GATEWAY, reports: [{ report: asystole(), sourceCode: null }] });
    this.#good = this.attach();
    this.#good.says(JSON.stringify(messages[0]));
  }

  attach(): FuzzedWindow {
    const window = new FuzzedWindow();
    this.#relay.attach(window.carrier);
    return window;
  }

  /** A second passes, and the window that behaves is told of it and of the alarm. */
  lives(after: string): void {
    this.#nowMs += 1000;
    this.#good.heard.length = 0;
    this.#desk.tick();
    this.#relay.showLife(this.#nowMs);
    this.#scheduler.flush();
    promise(!this.#good.isClosed, () => `another window is closed after ${after}`);
    promise(
      this.#good.heard.some(({ type }) => type === 'alive'),
      () => `another window is told nothing after ${after}`,
    );
    const stands = this.#desk.snapshot().some((told) => told.type === 'members' && told.changed.length > 0);
    promise(stands, () => `a standing alarm of high priority is gone after ${after}`);
  }

  close(): void {
    this.#relay.close();
    void this.#desk.close();
  }
}

/** A window without a page, in memory and at once. */
class FuzzedWindow {
  readonly heard: StationMessage[] = [];
  isClosed = false;
  #listener: (message: string) => void = () => {};
  #onClose: (reason: string) => void = () => {};
  readonly carrier: Carrier = {
    send: (message) => {
      if (typeof message === 'string') this.heard.push(JSON.parse(message) as StationMessage);
    },
    onMessage: (listener) => {
      this.#listener = listener;
    },
    onClose: (listener) => {
      this.#onClose = listener;
    },
    close: () => {
      this.isClosed = true;
    },
  };

  says(text: string): void {
    this.#listener(text);
  }

  leave(): void {
    this.#onClose('left');
  }
}
