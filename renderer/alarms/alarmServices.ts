import { createContext, useContext } from 'react';
import type { BehaviorSubject, Observable } from 'rxjs';
import type { Alarm } from '#domain/alarms/alarm.ts';
import type { Clock } from '#domain/time/clock.ts';
import { EITHER, NOBODY, type PatientKey } from '#domain/ward/whose.ts';
import { useSecond } from '#renderer/shared/useSecond.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import type { AlarmStore } from './alarms.store.ts';
import type { Decisions } from './decisions.ts';
import type { PersonStore } from './person.store.ts';

/** What stands at a place: a bed, or a gateway or the station with alarms of their own. */
export interface BedName {
  /** Short, as on its tile. */
  readonly name: string;
  /** For a sentence: `bed 12`, `gateway Ward 3`, `station`. */
  readonly title: string;
  /** '' where nobody is, or nobody knows; what it is, where it is no bed that is described. */
  readonly patient: string;
  /**
   * `before`: a bed, for an alarm that is not of whoever lies there now. `lastKnown`: a bed by the name that the record has of it; no gateway
   * describes it now. `noBed`: a gateway, or the station.
   */
  readonly kind: 'bed' | 'before' | 'lastKnown' | 'noBed';
  /** Who lies there now; null: nobody knows, or it is no bed. */
  readonly patientKey: PatientKey | null;
}

/** What the views of alarms read from and speak to. */
export interface AlarmServices {
  readonly alarms: AlarmStore;
  readonly decisions: Decisions;
  readonly person: PersonStore;
  /** By bed key, in the order of the ward. */
  readonly bedNames: BehaviorSubject<ReadonlyMap<string, BedName>>;
  readonly clock: Clock;
  /** Beats several times a second. */
  readonly ticker: Observable<unknown>;
}

/** How the services reach the views of alarms; null outside of a wall. */
export const AlarmContext = createContext<AlarmServices | null>(null);

/** @throws Error outside of the wall. */
export function useAlarmServices(): AlarmServices {
  const services = useContext(AlarmContext);
  if (services === null) throw new Error('alarms are drawn without their stores');
  return services;
}

/** The wall clock in whole seconds, in milliseconds. */
export function useAlarmSecond(runs = true): number {
  const { clock, ticker } = useAlarmServices();
  return useSecond(clock, ticker, runs);
}

/** The subject's value; draws again whenever it changes. */
export function useValueOf<T>(subject: BehaviorSubject<T>): T {
  return useSubject(subject, (value) => value);
}

/** What a place is called; one that nobody describes by the end of its key. */
export function bedNameOf(names: ReadonlyMap<string, BedName>, bedKey: string): BedName {
  const known = names.get(bedKey);
  if (known !== undefined) return known;
  const name = bedKey.slice(bedKey.indexOf('/') + 1) || bedKey;
  return { name, title: `unknown bed ${name}`, patient: '', kind: 'bed', patientKey: null };
}

/**
 * What a place is called for an alarm or all the alarms of a patient there: where somebody else lies in the bed by now, never with
 * that one's name.
 */
export function whoseNameOf(names: ReadonlyMap<string, BedName>, { bedKey, patientKey }: Whose): BedName {
  const bed = bedNameOf(names, bedKey);
  if (bed.patientKey === null || bed.patientKey === patientKey) return bed;
  return { ...bed, kind: 'before', ...earlier(names, bed, patientKey) };
}

function earlier(names: ReadonlyMap<string, BedName>, { title }: BedName, patientKey: PatientKey) {
  if (patientKey === EITHER) return { title: `${title} (not known whose)`, patient: 'not known whose' };
  if (patientKey === NOBODY) return { title: `${title} (before admission)`, patient: 'before admission' };
  const now = [...names.values()].find((other) => other.kind === 'bed' && other.patientKey === patientKey);
  const whereabouts = now === undefined ? 'patient before' : `before, now ${now.name}: ${now.patient || 'patient'}`;
  return { title: `${title} (patient before)`, patient: whereabouts };
}

/** The short name where it stands alone: one that may be another by now says so, and one that is not about who lies there. */
export function markedName({ name, kind }: BedName): string {
  if (kind === 'before') return `${name} (before)`;
  return kind === 'lastKnown' ? `${name} (last known)` : name;
}

/** What a place is called for a patient's alarms; draws again when that changes. */
export function useWhose(whose: Whose): BedName {
  const { bedNames } = useAlarmServices();
  return whoseNameOf(useValueOf(bedNames), whose);
}

/** What a place is called; draws again when that changes. */
export function useBedName(bedKey: string): BedName {
  const { bedNames } = useAlarmServices();
  return bedNameOf(useValueOf(bedNames), bedKey);
}

/** A bed, and whose an alarm or an episode there is. */
export interface Whose {
  readonly bedKey: string;
  readonly patientKey: PatientKey;
}

/** Of an alarm. */
export function whoseIs({ report: { bedKey }, patientKey }: Pick<Alarm, 'report' | 'patientKey'>): Whose {
  return { bedKey, patientKey };
}
