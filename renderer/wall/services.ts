import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { BehaviorSubject, Observable } from 'rxjs';
import type { Member } from '#domain/alarms/members.ts';
import { isListed } from '#domain/alarms/triage/presentation.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { AlarmServices } from '#renderer/alarms/alarmServices.ts';
import { isShownAtBed, type ListedAlarm, ofWhoLiesThere } from '#renderer/alarms/listed.ts';
import type { AlarmSound } from '#renderer/alarms/sound/alarmSound.ts';
import type { Archive } from '#renderer/history/archive.ts';
import type { RecordStore } from '#renderer/load/record.store.ts';
import type { ExportDesk } from '#renderer/review/export/exportDesk.ts';
import type { NoteStore } from '#renderer/review/notes/notes.store.ts';
import { useSecond as useClockSecond } from '#renderer/shared/useSecond.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import type { News2Store } from '#renderer/vitals/news2.store.ts';
import type { RatesStore } from '#renderer/vitals/rates.store.ts';
import type { VitalsStore } from '#renderer/vitals/vitals.store.ts';
import type { CoverageStore } from '#renderer/waveforms/coverage.store.ts';
import type { BedDelay } from '#renderer/waveforms/engine/glassDelay.ts';
import type { EngineLink } from '#renderer/waveforms/engineLink.ts';
import type { Glass } from '#renderer/waveforms/glass.ts';
import type { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';
import type { LayoutStore } from './layouts.store.ts';
import type { BedPlace } from './places.ts';
import type { WallStore } from './wall.store.ts';
import type { WindowsStore } from './windows.store.ts';

export type EraseHistory = (actorId: string, why: string) => Promise<string>;

/** The stores and clocks that the wall's views read from. */
export interface WallServices extends AlarmServices {
  readonly wall: WallStore;
  readonly vitals: VitalsStore;
  /** What the station finds in the waves. */
  readonly rates: RatesStore;
  /** How ill patients are, as far as monitors can tell. */
  readonly news2: News2Store;
  /** What is asked about the record of alarms, and answered. */
  readonly record: RecordStore;
  /** What this window does for alarms to be heard. */
  readonly sound: AlarmSound;
  /** Somebody listened to the three sounds, and heard all of them or not; false: the station is not there to note it. */
  readonly checkedSound: (actorId: string, isHeard: boolean) => boolean;
  readonly waves: EngineLink;
  /** What is here of the last minutes, and what is not. */
  readonly coverage: CoverageStore;
  /** How the user of this window wants to see waves. */
  readonly settings: WaveSettingsStore;
  /** The display this window stands on. */
  readonly glass: Glass;
  /** How this window shows the ward. */
  readonly layouts: LayoutStore;
  /** The other windows of this browser. */
  readonly windows: WindowsStore;
  /** What is kept of the last days, to be asked for. */
  readonly archive: Archive;
  /** Has exports recorded by the station. */
  readonly exports: ExportDesk;
  /** What people noted on the past of patients. */
  readonly notes: NoteStore;
  /** Has the key of all of it destroyed; resolves with '', or why it could not be, for people. */
  readonly eraseHistory: EraseHistory;
  /** Number of this window; 1 for the first. */
  readonly window: number;
}

/** How the services reach the wall's views; null outside of a wall. */
export const WallServicesContext = createContext<WallServices | null>(null);

/** @throws Error outside of the wall. */
export function useServices(): WallServices {
  const services = useContext(WallServicesContext);
  if (services === null) throw new Error('the wall is drawn without its stores');
  return services;
}

/** The subject's value; draws again whenever it changes. */
export function useValue<T>(subject: BehaviorSubject<T>): T {
  return useSubject(subject, (value) => value);
}

/** The wall clock in whole seconds, as milliseconds; draws again when the second changes, unless it need not run. */
export function useSecond(runs = true): number {
  const { clock, ticker } = useServices();
  return useClockSecond(clock, ticker, runs);
}

/** The listed alarms of whoever lies in a bed; not those of a patient before. */
export function useStanding({ bed }: BedPlace): readonly ListedAlarm[] {
  const { alarms } = useServices();
  const all = useValue(alarms.bed(bed.bedKey));
  const patientKey = patientKeyOf(bed);
  return useMemo(() => ofWhoLiesThere(all, patientKey), [all, patientKey]);
}

/** The listed alarms at a bed that are not of who lies there now, or of whom nobody knows. */
export function useOthers({ bed }: BedPlace): readonly ListedAlarm[] {
  const { alarms } = useServices();
  const all = useValue(alarms.bed(bed.bedKey));
  const patientKey = patientKeyOf(bed);
  return useMemo(() => {
    const theirs = new Set(ofWhoLiesThere(all, patientKey));
    return all.filter((each) => !theirs.has(each));
  }, [all, patientKey]);
}

/** What stands of whoever lies in a bed without a line of its own: held back, or folded under another alarm. */
export function useBehind({ bed }: BedPlace): readonly Member[] {
  const { alarms } = useServices();
  const { bedKey } = bed;
  const patientKey = patientKeyOf(bed);
  const episode = useSubject(alarms.view, ({ worklist: { episodes, unlisted } }) => {
    const isOfBed = (each: Episode) => each.bedKey === bedKey && isShownAtBed(patientKey, each.patientKey);
    return episodes.find(isOfBed) ?? unlisted.find(isOfBed);
  });
  return useMemo(() => episode?.members.filter(({ presentation }) => !isListed(presentation)) ?? [], [episode]);
}

/** Something small of a stream that begins with its present value; draws again only when that changed. */
export function useLatest<T, R extends string | number | null>(
  stream: Observable<T>,
  pick: (value: T) => R,
  first: R,
): R {
  const [value, setValue] = useState(first);
  const latestPick = useRef(pick);
  latestPick.current = pick;
  useEffect(() => {
    const subscription = stream.subscribe((next) => setValue(() => latestPick.current(next)));
    return () => subscription.unsubscribe();
  }, [stream]);
  return value;
}

/** Median delay from sample to glass of a bed in the last minute, to 10 ms; null where it is not known. */
export function useMedianDelay(bedKey: string): number | null {
  const { waves } = useServices();
  return useLatest(waves.delays, (delays) => toTens(delays.get(bedKey)?.p50Ms), null);
}

/** Delay from sample to glass of a bed in the last minute, to 10 ms; null where it is not known. */
export function useDelay(bedKey: string): BedDelay | null {
  const { waves } = useServices();
  const p50Ms = useMedianDelay(bedKey);
  const p99Ms = useLatest(waves.delays, (delays) => toTens(delays.get(bedKey)?.p99Ms), null);
  return p50Ms === null || p99Ms === null ? null : { p50Ms, p99Ms };
}

/** A number that flickers by a millisecond says nothing and draws the eye. */
function toTens(ms: number | undefined): number | null {
  return ms === undefined || !Number.isFinite(ms) ? null : Math.round(ms / 10) * 10;
}
