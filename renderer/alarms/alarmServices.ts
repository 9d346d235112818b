import { createContext, useContext } from 'react';
import type { BehaviorSubject, Observable } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';
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
  /** `lastKnown`: a bed by the name that the record has of it; no gateway describes it now. `noBed`: a gateway, or the station. */
  readonly kind: 'bed' | 'lastKnown' | 'noBed';
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
  return { name, title: `unknown bed ${name}`, patient: '', kind: 'bed' };
}

/** The short name where it stands alone: one that may be another by now says so. */
export function markedName({ name, kind }: BedName): string {
  return kind === 'lastKnown' ? `${name} (last known)` : name;
}

/** What a place is called; draws again when that changes. */
export function useBedName(bedKey: string): BedName {
  const { bedNames } = useAlarmServices();
  return bedNameOf(useValueOf(bedNames), bedKey);
}
