import { hash } from 'node:crypto';
import type { Desk } from '#domain/alarms/desk.ts';

/**
 * Version of the desk as it is written down. To be raised whenever the shape of {@link Desk} or of anything in it changes:
 * a desk of another version is not read, and the log is replayed instead.
 */
const CHECKPOINT_SCHEMA = 2;

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

function written(part: object): WrittenPart {
  const fields = Object.entries(part);
  return {
    values: Object.fromEntries(fields.filter(([, value]) => !(value instanceof Map))),
    maps: Object.fromEntries(fields.flatMap(([name, value]) => (value instanceof Map ? [[name, [...value]]] : []))),
  };
}

function read({ values, maps }: WrittenPart): Fields {
  const asMaps = Object.entries(maps).map(([name, entries]) => [name, new Map(entries)] as const);
  return { ...values, ...Object.fromEntries(asMaps) };
}

/** A line with what it is and the hash of what follows, then the desk. */
export function checkpointText({ number, hash: after, atMs, desk }: Checkpoint): string {
  const body = JSON.stringify({ alarms: written(desk.alarms), triage: written(desk.triage) });
  const sha256 = hash('sha256', body);
  return `${JSON.stringify({ schema: CHECKPOINT_SCHEMA, number, hash: after, atMs, sha256 })}\n${body}\n`;
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
    return { ok: true, checkpoint: { number, hash: after, atMs, desk } };
  } catch {
    return { ok: false, why: 'damaged' };
  }
}
