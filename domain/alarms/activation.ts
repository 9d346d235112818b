import { NOBODY, type PatientKey } from '#domain/ward/whose.ts';
import type { Alarm } from './alarm.ts';
import { hasElapsed } from './elapsed.ts';
import type { AlarmPolicy } from './policy.ts';

/** Whether a signal may be given (IEEE 11073-10207, AlertActivation). Only a person pauses or turns off. */
export type Activation = 'on' | 'paused' | 'off';

/** `audio`: sound only. `alarm`: what is seen too (IEC 60601-1-8, audio paused and off, alarm paused and off). */
export type SignalKind = 'audio' | 'alarm';

/** What a setting is for. */
export type Scope =
  | { readonly of: 'station' }
  | { readonly of: 'bed'; readonly bedKey: string }
  | { readonly of: 'alarm'; readonly alarmId: string };

/** Why somebody pauses or turns off: short, since it is chosen in a hurry. */
export const offReasons = ['atBedside', 'procedure', 'transport', 'other'] as const;
export type OffReason = (typeof offReasons)[number];

/** A pause of the sound alone and no longer than this is made at one stroke; for all that goes further a reason is asked. */
const BRIEF_PAUSE_MS = 120_000;

/** One setting that is not `on`. */
export interface Setting {
  readonly scope: Scope;
  readonly signal: SignalKind;
  readonly activation: Activation;
  readonly actorId: string;
  /** Station's clock. */
  readonly sinceMs: number;
  /** How long a pause lasts; 0 for `off`. */
  readonly pauseMs: number;
  /** Of a bed's: for whom. It never covers anybody else's alarms. Missing: nobody is announced there. */
  readonly patientKey?: PatientKey;
  /** Missing: none was given. None is asked for a brief pause of the sound, and none was in records before there were any. */
  readonly reason?: OffReason;
}

/** Whether a person is asked why. Never a reason to refuse: what was recorded without one still happened. */
export function needsReason({
  signal,
  activation,
  pauseMs,
}: Pick<Setting, 'signal' | 'activation' | 'pauseMs'>): boolean {
  if (activation === 'on') return false;
  return signal === 'alarm' || activation === 'off' || pauseMs > BRIEF_PAUSE_MS;
}

/** Why a setting is refused. */
export type SettingRefusal =
  | 'wardCannotBeOff' // the alarms of all beds at once can't be paused or turned off, only their sound
  | 'pauseTooLong' // longer than the policy allows
  | 'pauseWithoutEnd' // paused, and no time given
  | 'anotherPatient'; // somebody else lies in the bed by now

/** Why a setting is not allowed; null: it is. */
export function refusalOf(setting: Setting, policy: AlarmPolicy): SettingRefusal | null {
  if (setting.activation !== 'on' && setting.scope.of === 'station' && setting.signal === 'alarm')
    return 'wardCannotBeOff';
  if (setting.activation !== 'paused') return null;
  if (!(setting.pauseMs > 0)) return 'pauseWithoutEnd';
  return setting.pauseMs > policy.pause.longestMs ? 'pauseTooLong' : null;
}

/** Settings after one more: `on` removes, anything else replaces what was set for the same signal and scope. */
export function withSetting(settings: readonly Setting[], setting: Setting): readonly Setting[] {
  const others = settings.filter((held) => held.signal !== setting.signal || !sameScope(held.scope, setting.scope));
  return setting.activation === 'on' ? others : [...others, setting];
}

/** Settings without the pauses that are over; the same list when none is. */
export function withoutEndedPauses(settings: readonly Setting[], nowMs: number): readonly Setting[] {
  const left = settings.filter(
    (held) => held.activation !== 'paused' || !hasElapsed(held.sinceMs, held.pauseMs, nowMs),
  );
  return left.length === settings.length ? settings : left;
}

/** Settings that still are for whoever lies in the beds: what was set for one patient ends when another is announced, or nobody. */
export function withoutThoseOf(settings: readonly Setting[], bedKeys: ReadonlySet<string>): readonly Setting[] {
  const left = settings.filter(({ scope }) => scope.of !== 'bed' || !bedKeys.has(scope.bedKey));
  return left.length === settings.length ? settings : left;
}

/** Whether a signal of an alarm may be given: the strictest of what is set for it, its bed and the station. */
export function activationOf(settings: readonly Setting[], signal: SignalKind, alarm: Alarm): Activation {
  const strengths: readonly Activation[] = ['off', 'paused'];
  const mine = settings.filter((held) => held.signal === signal && covers(held, alarm));
  return strengths.find((strength) => mine.some(({ activation }) => activation === strength)) ?? 'on';
}

function covers({ scope, patientKey }: Setting, alarm: Alarm): boolean {
  switch (scope.of) {
    case 'station':
      return true;
    case 'bed':
      return scope.bedKey === alarm.report.bedKey && (patientKey ?? NOBODY) === alarm.patientKey;
    case 'alarm':
      return scope.alarmId === alarm.id;
  }
}

function sameScope(a: Scope, b: Scope): boolean {
  return a.of === b.of && nameOf(a) === nameOf(b);
}

function nameOf(scope: Scope): string {
  return scope.of === 'bed' ? scope.bedKey : scope.of === 'alarm' ? scope.alarmId : '';
}
