import { hash } from 'node:crypto';
import type { AlarmsState } from '#domain/alarms/alarms.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import type { TriageState } from '#domain/alarms/triage/triage.ts';

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

/** Maps of a desk as lists, in their order: that of arrival means something. */
interface WrittenDesk {
  readonly alarms: Omit<AlarmsState, 'alarms' | 'idsOf' | 'commands'> & {
    readonly alarms: readonly (readonly [string, never])[];
    readonly idsOf: readonly (readonly [string, never])[];
    readonly commands: readonly (readonly [string, never])[];
  };
  readonly triage: Omit<TriageState, 'presented' | 'runs' | 'answered' | 'episodes'> & {
    readonly presented: readonly (readonly [string, never])[];
    readonly runs: readonly (readonly [string, never])[];
    readonly answered: readonly (readonly [string, never])[];
    readonly episodes: readonly (readonly [string, never])[];
  };
}

/** A line with what it is and the hash of what follows, then the desk. */
export function checkpointText({ number, hash: after, atMs, desk }: Checkpoint): string {
  const { alarms, triage } = desk;
  const body = JSON.stringify({
    alarms: { ...alarms, alarms: [...alarms.alarms], idsOf: [...alarms.idsOf], commands: [...alarms.commands] },
    triage: {
      ...triage,
      presented: [...triage.presented],
      runs: [...triage.runs],
      answered: [...triage.answered],
      episodes: [...triage.episodes],
    },
  });
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
    const { alarms, triage } = JSON.parse(body) as WrittenDesk;
    const desk: Desk = {
      alarms: {
        ...alarms,
        alarms: new Map(alarms.alarms),
        idsOf: new Map(alarms.idsOf),
        commands: new Map(alarms.commands),
      },
      triage: {
        ...triage,
        presented: new Map(triage.presented),
        runs: new Map(triage.runs),
        answered: new Map(triage.answered),
        episodes: new Map(triage.episodes),
      },
    };
    return { ok: true, checkpoint: { number, hash: after, atMs, desk } };
  } catch {
    return { ok: false, why: 'damaged' };
  }
}
