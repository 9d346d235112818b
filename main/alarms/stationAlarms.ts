import type { Alarm, SourcedReport } from '#domain/alarms/alarm.ts';
import {
  BED_TWICE,
  CLOCK_OFF,
  GATEWAY_FLOOD,
  HISTORY_RECREATED,
  HISTORY_SPACE_LOW,
  HISTORY_STOPPED,
  JOURNAL_LOST,
  LINK_LOST,
  NO_SOUND,
  OWN_CLOCK_SET,
  PATIENT_TWICE,
} from '#domain/alarms/alarmCodes.ts';
import { STATION, type StationAlarm, stationReport } from '#domain/alarms/stationAlarm.ts';

const kindOf: ReadonlyMap<string | null, StationAlarm> = new Map([
  [LINK_LOST, 'linkLost'],
  [NO_SOUND, 'noSound'],
  [JOURNAL_LOST, 'journalLost'],
  [CLOCK_OFF, 'clockOff'],
  [OWN_CLOCK_SET, 'ownClockSet'],
  [PATIENT_TWICE, 'patientTwice'],
  [BED_TWICE, 'bedTwice'],
  [GATEWAY_FLOOD, 'gatewayFlood'],
  [HISTORY_RECREATED, 'historyRecreated'],
  [HISTORY_SPACE_LOW, 'historySpaceLow'],
  [HISTORY_STOPPED, 'historyStopped'],
]);

/**
 * What the station finds wrong with itself, as alarms of its own: each stands once until it is over. Those that stood when the
 * station was last closed go on as the same alarms, with whoever has them, if the trouble is still there.
 */
export class StationAlarms {
  readonly #report: (reported: SourcedReport) => void;
  /** Since when each stands, by kind and bed. */
  readonly #standing = new Map<StationAlarm, Map<string, number>>();

  /** `held`: alarms as they were restored; those of gateways are left out. */
  constructor(held: Iterable<Alarm>, report: (reported: SourcedReport) => void) {
    this.#report = report;
    for (const { gatewayId, bedside, report: told } of held) {
      const kind = kindOf.get(told.code);
      if (gatewayId !== STATION || bedside === 'off' || kind === undefined) continue;
      this.#of(kind).set(told.bedKey, told.onsetMs);
    }
  }

  /** Does nothing while it stands already. `sinceMs`: when the trouble began. */
  raise(kind: StationAlarm, bedKey: string, sinceMs: number, nowMs: number): void {
    if (this.#of(kind).has(bedKey)) return;
    this.#of(kind).set(bedKey, sinceMs);
    this.#tell(kind, bedKey, sinceMs, 'on', nowMs);
  }

  /** Does nothing when it does not stand. */
  end(kind: StationAlarm, bedKey: string, nowMs: number): void {
    const sinceMs = this.#of(kind).get(bedKey);
    if (sinceMs === undefined) return;
    this.#of(kind).delete(bedKey);
    this.#tell(kind, bedKey, sinceMs, 'off', nowMs);
  }

  /** Where an alarm of this kind stands. */
  bedsWith(kind: StationAlarm): readonly string[] {
    return [...this.#of(kind).keys()];
  }

  #tell(kind: StationAlarm, bedKey: string, sinceMs: number, presence: 'on' | 'off', nowMs: number): void {
    this.#report({ report: stationReport(kind, bedKey, sinceMs, presence, nowMs), sourceCode: null });
  }

  #of(kind: StationAlarm): Map<string, number> {
    let beds = this.#standing.get(kind);
    if (beds === undefined) {
      beds = new Map();
      this.#standing.set(kind, beds);
    }
    return beds;
  }
}
