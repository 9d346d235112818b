import type { Member } from '#domain/alarms/members.ts';
import type { KeptAlarm } from './historyWriter.ts';

/** The alarms that stand, and what of them is to be written. */
export class AlarmBook {
  /** By the alarm's id: of one that comes again, an earlier occurrence has gone. */
  readonly #standing = new Map<string, KeptAlarm>();
  readonly #changed = new Map<string, KeptAlarm>();

  /** What a writer before left as standing; of a store of version 1 some have gone, which is to be written. */
  restore(alarms: readonly KeptAlarm[]): void {
    for (const kept of alarms) {
      if (kept.goneMs === null) this.#standing.set(kept.member.alarm.id, kept);
      else this.#note(kept);
    }
  }

  /** Alarms as they are told now, and ids of those that stand no longer. `wallMs`: the station's clock. */
  take(changed: readonly Member[], gone: readonly string[], wallMs: number): void {
    for (const member of changed) {
      const { id, occurrence } = member.alarm;
      const known = this.#standing.get(id);
      if (known !== undefined && known.member.alarm.occurrence !== occurrence) this.#end(id, wallMs);
      this.#standing.set(id, this.#note({ member, goneMs: null }));
    }
    for (const id of gone) this.#end(id, wallMs);
  }

  /** All that stand; others that were known to have gone while nobody looked. */
  takeAll(standing: readonly Member[], wallMs: number): void {
    const told = new Set(standing.map(({ alarm }) => alarm.id));
    const gone = [...this.#standing.keys()].filter((id) => !told.has(id));
    this.take(standing, gone, wallMs);
  }

  /** What is to be written, until it is said to be. */
  changed(): readonly KeptAlarm[] {
    return [...this.#changed.values()];
  }

  written(alarms: readonly KeptAlarm[]): void {
    for (const kept of alarms) {
      const name = alarmName(kept);
      if (this.#changed.get(name) === kept) this.#changed.delete(name);
    }
  }

  #end(id: string, goneMs: number): void {
    const known = this.#standing.get(id);
    if (known === undefined) return;
    this.#standing.delete(id);
    this.#note({ ...known, goneMs });
  }

  #note(kept: KeptAlarm): KeptAlarm {
    this.#changed.set(alarmName(kept), kept);
    return kept;
  }
}

/** One occurrence of one alarm. */
export function alarmName({ member }: KeptAlarm): string {
  return JSON.stringify([member.alarm.id, member.alarm.occurrence]);
}
