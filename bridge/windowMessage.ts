import { type OffReason, offReasons } from '#domain/alarms/activation.ts';
import { type ExportRecord, exportFormats } from '#domain/export/exportRecord.ts';
import { LONGEST_MESSAGE, MOST_DECISIONS } from './messageLimits.ts';
import type { AlarmQuestion, WindowMessage } from './messages.ts';
import { readDecision } from './windowDecision.ts';
import { readNote } from './windowNote.ts';
import { isKey, isName, isNoDeeperThan, isRecord, isText, isWhole } from './windowValues.ts';

/** No pause is longer; the policy allows far less. */
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

/** A policy is five deep. What is deeper is meant to break whoever walks through it. */
const DEEPEST = 20;

type Parsed = { readonly ok: true; readonly message: WindowMessage } | { readonly ok: false; readonly reason: string };

/**
 * Reads what a window sent. A window shows whatever came over the network and may be taken over; nothing it says is
 * believed unseen. Keys that are not known are ignored, and are not in the message that is returned; only a policy
 * and limits are handed on as they came, no deeper than {@link DEEPEST}: they are read by the domain.
 *
 * @returns the message, or why it is none, for people.
 */
export function parseWindowMessage(received: string | ArrayBuffer): Parsed {
  if (typeof received !== 'string') return refused('bytes; a window sends text');
  if (received.length > LONGEST_MESSAGE)
    return refused(`a message of ${received.length} characters; at most ${LONGEST_MESSAGE}`);
  let value: unknown;
  try {
    value = JSON.parse(received);
  } catch {
    return refused('a message that is not JSON');
  }
  if (!isRecord(value)) return refused('a message that is not an object');
  const { type } = value;
  return typeof type === 'string' && Object.hasOwn(readers, type)
    ? readers[type as WindowMessage['type']](value)
    : refused('a message of unknown type');
}

type Fields = Readonly<Record<string, unknown>>;

/** One reader a type. */
const readers: Readonly<Record<WindowMessage['type'], (fields: Fields) => Parsed>> = {
  open: ({ bridgeVersion, recentMs, as }) => {
    if (!isWhole(bridgeVersion)) return refused('"open" without a whole bridgeVersion');
    if (!isDuration(recentMs)) return refused('"open" without a recentMs of 0 or more');
    if (as !== undefined && as !== 'history') return refused('"open" as what no station knows');
    return read({ type: 'open', bridgeVersion, recentMs, ...(as && { as }) });
  },
  recent: ({ bedKey, recentMs }) => {
    if (typeof bedKey !== 'string') return refused('"recent" without a bedKey');
    if (!isDuration(recentMs)) return refused('"recent" without a recentMs of 0 or more');
    return read({ type: 'recent', bedKey, recentMs });
  },
  credit: ({ tick }) => (isWhole(tick) ? read({ type: 'credit', tick }) : refused('"credit" without a whole tick')),
  decide: ({ decisions }) => {
    if (!Array.isArray(decisions) || decisions.length === 0 || decisions.length > MOST_DECISIONS)
      return refused(`"decide" without 1 to ${MOST_DECISIONS} decisions`);
    const all = decisions.map(readDecision);
    return all.every((decision) => decision !== null)
      ? read({ type: 'decide', decisions: all })
      : refused('"decide" with what is no decision');
  },
  set: ({ setting }) => {
    if (!isRecord(setting)) return refused('"set" without a setting');
    const { signal, activation, actorId, pauseMs, reason, patientKey } = setting;
    const scope = readScope(setting['scope']);
    if (scope === null) return refused('"set" for nothing');
    if (signal !== 'audio' && signal !== 'alarm') return refused('"set" of no signal');
    if (activation !== 'on' && activation !== 'paused' && activation !== 'off')
      return refused('"set" to neither on, paused nor off');
    if (!isName(actorId)) return refused('"set" by nobody');
    if (!isWhole(pauseMs) || pauseMs > LONGEST_PAUSE_MS)
      return refused('"set" without a whole pauseMs of a day at most');
    if (reason !== undefined && !isOffReason(reason)) return refused('"set" for a reason that is none');
    if (patientKey !== undefined && !isText(patientKey)) return refused('"set" for a patient without a key');
    const why = reason === undefined ? {} : { reason };
    const whose = patientKey === undefined ? {} : { patientKey };
    return read({ type: 'set', setting: { scope, signal, activation, actorId, pauseMs, ...why, ...whose } });
  },
  sound: ({ role, why }) => {
    if (role !== 'sounding' && role !== 'standby' && role !== 'cannot') return refused('"sound" without a role');
    return isText(why) ? read({ type: 'sound', role, why }) : refused('"sound" without why');
  },
  soundChecked: ({ actorId, isHeard }) => {
    if (!isName(actorId)) return refused('"soundChecked" by nobody');
    return typeof isHeard === 'boolean'
      ? read({ type: 'soundChecked', actorId, isHeard })
      : refused('"soundChecked" without what was heard');
  },
  historyKey: ({ askId }) =>
    isName(askId) ? read({ type: 'historyKey', askId }) : refused('"historyKey" without an id'),
  exported: ({ askId, exported }) => {
    if (!isName(askId)) return refused('"exported" without an id');
    const told = readExport(exported);
    return told === null ? refused('"exported" without what') : read({ type: 'exported', askId, exported: told });
  },
  historyOpened: ({ storeId }) =>
    isName(storeId) ? read({ type: 'historyOpened', storeId }) : refused('"historyOpened" without a store'),
  historyErase: ({ askId, actorId, why }) => {
    if (!isName(askId)) return refused('"historyErase" without an id');
    if (!isName(actorId)) return refused('"historyErase" by nobody');
    if (!isText(why) || why.trim() === '') return refused('"historyErase" without a reason');
    return read({ type: 'historyErase', askId, actorId, why });
  },
  askNotes: ({ bedKey, patientKey }) =>
    isKey(bedKey) && isText(patientKey)
      ? read({ type: 'askNotes', bedKey, patientKey })
      : refused('"askNotes" of no bed or patient'),
  addNote: ({ note }) => {
    const told = readNote(note);
    return told === null ? refused('"addNote" without a note') : read({ type: 'addNote', note: told });
  },
  withdrawNote: ({ noteId, actorId }) =>
    isName(noteId) && isName(actorId)
      ? read({ type: 'withdrawNote', noteId, actorId })
      : refused('"withdrawNote" of no note or by nobody'),
  ask: ({ askId, question }) => {
    if (!isName(askId)) return refused('"ask" without an id');
    const asked = isRecord(question) ? readQuestion(question) : null;
    return asked === null ? refused('"ask" without a question') : read({ type: 'ask', askId, question: asked });
  },
};

/** More waves than a bed has. */
const MOST_WAVES = 256;

function readExport(value: unknown): ExportRecord | null {
  if (!isRecord(value)) return null;
  const { format, bedKey, patientKey, fromMs, untilMs, waves, actorId, why, isNamed, bytes, sha256 } = value;
  const known = exportFormats.find((each) => each === format);
  if (known === undefined || !isKey(bedKey) || !isText(patientKey) || !isName(actorId) || !isText(why)) return null;
  if (!isWhole(fromMs) || !isWhole(untilMs) || untilMs < fromMs || !isWhole(bytes)) return null;
  if (!Array.isArray(waves) || waves.length > MOST_WAVES || !waves.every(isText)) return null;
  if (typeof isNamed !== 'boolean' || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  return { format: known, bedKey, patientKey, fromMs, untilMs, waves, actorId, why, isNamed, bytes, sha256 };
}

type Scope = Extract<WindowMessage, { type: 'set' }>['setting']['scope'];

function readScope(scope: unknown): Scope | null {
  if (!isRecord(scope)) return null;
  const { of, bedKey, alarmId } = scope;
  if (of === 'station') return { of };
  if (of === 'bed') return isKey(bedKey) ? { of, bedKey } : null;
  return of === 'alarm' && isKey(alarmId) ? { of, alarmId } : null;
}

function isOffReason(value: unknown): value is OffReason {
  return offReasons.some((reason) => reason === value);
}

function readQuestion({ of, fromMs, untilMs, policy, limits, actorId, why }: Fields): AlarmQuestion | null {
  if (of === 'policy') return isName(actorId) && isText(why) && isShallow(policy) ? { of, policy, actorId, why } : null;
  if (!isWhole(fromMs) || !isWhole(untilMs) || untilMs < fromMs) return null;
  if (of === 'load' || of === 'limits') return { of, fromMs, untilMs };
  const isWhatIf = of === 'whatIf' && isShallow(policy) && isShallow(limits);
  return isWhatIf ? { of, fromMs, untilMs, policy, limits } : null;
}

function isShallow(policy: unknown): boolean {
  return isNoDeeperThan(DEEPEST, policy);
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function read(message: WindowMessage): Parsed {
  return { ok: true, message };
}

function refused(reason: string): Parsed {
  return { ok: false, reason };
}
