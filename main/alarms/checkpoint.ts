import { hash } from 'node:crypto';
import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { type Desk, reduceDesk } from '#domain/alarms/desk.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import { STATION, stationReport } from '#domain/alarms/stationAlarm.ts';
import { listPieces } from './jsonPieces.ts';
import type { TextBytes } from './textBytes.ts';

/**
 * Version of the desk as it is written down. To be raised whenever the shape of {@link Desk} or of anything in it changes:
 * a desk of another version is not read, and the log is replayed instead.
 */
const CHECKPOINT_SCHEMA = 6;

/** A desk, and the entry up to which it has taken in all. */
export interface Checkpoint {
  readonly number: number;
  /** Of that entry; of none, of the beginning. */
  readonly hash: string;
  readonly atMs: number;
  readonly desk: Desk;
}

type Fields = Readonly<Record<string, unknown>>;

/** A part of a desk as it is written: its maps as lists, in their order, as that of arrival means something. */
interface WrittenPart {
  readonly values: Fields;
  readonly maps: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
}

/** A {@link WrittenPart}, in pieces. */
function* partPieces(part: object): Generator<string> {
  const fields = Object.entries(part);
  const values = Object.fromEntries(fields.filter(([, value]) => !(value instanceof Map)));
  yield `{"values":${JSON.stringify(values)},"maps":{`;
  let comma = '';
  for (const [name, value] of fields) {
    if (!(value instanceof Map)) continue;
    yield `${comma}${JSON.stringify(name)}:`;
    yield* listPieces([...value]);
    comma = ',';
  }
  yield '}}';
}

function read({ values, maps }: WrittenPart): Fields {
  const asMaps = Object.entries(maps).map(([name, entries]) => [name, new Map(entries)] as const);
  return { ...values, ...Object.fromEntries(asMaps) };
}

/** A desk as it is written, in pieces: of a large one all at once would hold up the station. */
export function* deskPieces(desk: Desk): Generator<string> {
  yield '{"alarms":';
  yield* partPieces(desk.alarms);
  yield ',"triage":';
  yield* partPieces(desk.triage);
  yield '}';
}

/** The line before the desk: what it is, and the hash of what follows. */
export function checkpointHead({ number, hash: after, atMs }: Omit<Checkpoint, 'desk'>, desk: TextBytes): string {
  const sha256 = hash('sha256', desk.from(0));
  return `${JSON.stringify({ schema: CHECKPOINT_SCHEMA, number, hash: after, atMs, sha256 })}\n`;
}

/** Reads a checkpoint; `why`: it is of another version, or not what was written. */
export function readCheckpoint(
  text: string,
):
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly why: 'otherSchema' | 'damaged' } {
  const [head = '', body = ''] = text.split('\n', 2);
  try {
    const { schema, number, hash: after, atMs, sha256 } = JSON.parse(head) as Record<string, unknown>;
    if (schema !== CHECKPOINT_SCHEMA) return { ok: false, why: 'otherSchema' };
    if (typeof number !== 'number' || typeof after !== 'string' || typeof atMs !== 'number') throw new TypeError();
    if (hash('sha256', body) !== sha256) return { ok: false, why: 'damaged' };
    const parts = JSON.parse(body) as Readonly<Record<keyof Desk, WrittenPart>>;
    // What it holds is what was written (its hash), by this version (its schema).
    const desk = { alarms: read(parts.alarms), triage: read(parts.triage) } as unknown as Desk;
    goOn(desk, atMs);
    return { ok: true, checkpoint: { number, hash: after, atMs, desk } };
  } catch {
    return { ok: false, why: 'damaged' };
  }
}

/**
 * Tries whether a desk takes in what it has to in any case: an alarm of the station's own, each of its alarms told again, and the
 * end of all of them. One that somebody sealed, and that can't, would end each start of the station in the same way.
 *
 * @throws whatever is thrown by what it holds
 */
function goOn(desk: Desk, atMs: number): void {
  if (!readPolicy(desk.alarms.policy).ok) throw new TypeError('no policy');
  const own: SourcedReport = { report: stationReport('linkLost', STATION, atMs, 'on', atMs), sourceCode: null };
  const told = new Map<string, SourcedReport[]>([[STATION, [own]]]);
  for (const { gatewayId, report, sourceCode } of desk.alarms.alarms.values()) {
    const reports = told.get(gatewayId) ?? [];
    told.set(gatewayId, reports);
    reports.push({ report: { ...report, presence: 'on', timeMs: report.timeMs + 1 }, sourceCode });
  }
  let tried = desk;
  for (const [gatewayId, reports] of told) {
    const from = { gatewayId, clockOffsetMs: 0 };
    tried = reduceDesk(tried, { type: 'reported', ...from, reports }, atMs).state;
    tried = reduceDesk(tried, { type: 'opened', ...from, reports: [] }, atMs).state;
  }
}
