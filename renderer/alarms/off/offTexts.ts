import { type OffReason, refusalOf, type Setting, type SettingRefusal } from '#domain/alarms/activation.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import type { PatientKey } from '#domain/ward/whose.ts';
import { durationText } from '#renderer/shared/timeTexts.ts';

/** Why a pause or an off was refused, for people. */
export const settingRefusalText: Readonly<Record<SettingRefusal, string>> = {
  wardCannotBeOff: 'Refused: the alarms of the whole ward can be neither paused nor turned off, only their sound',
  pauseTooLong: 'Refused: the policy allows no pause as long as that',
  pauseWithoutEnd: 'Refused: a pause needs an end',
  anotherPatient: 'Refused: another patient lies in that bed now. Look who, and decide again',
};

const what: Readonly<Record<Setting['signal'], Readonly<Record<Setting['activation'], string>>>> = {
  audio: { on: 'Audio on', paused: 'Audio paused', off: 'Audio off' },
  alarm: { on: 'Alarms on', paused: 'Alarms paused', off: 'Alarms off' },
};

/** `Audio paused`, as IEC 60601-1-8 has the words. */
export function offTitle({ signal, activation }: Pick<Setting, 'signal' | 'activation'>): string {
  return what[signal][activation];
}

/** In full, to choose from. */
export const reasonTexts: Readonly<Record<OffReason, string>> = {
  atBedside: 'Somebody is at the bedside',
  procedure: 'Procedure or care',
  transport: 'Disconnected for transport',
  other: 'Another reason',
};

const shortReasons: Readonly<Record<OffReason, string>> = {
  atBedside: 'at the bedside',
  procedure: 'procedure',
  transport: 'transport',
  other: 'another reason',
};

/** ` · transport`, to stand behind a name or a time; '' where nobody gave a reason. */
export function reasonNote({ reason }: Pick<Setting, 'reason'>): string {
  return reason === undefined ? '' : ` · ${shortReasons[reason]}`;
}

/**
 * How long a setting lasts from now: `01:42` for a pause, `for 10:04` where it has no end. A page's clock may be a little
 * behind the station's: no pause is said to last longer than it does.
 */
export function offTime({ activation, sinceMs, pauseMs }: Setting, nowMs: number): string {
  return activation === 'paused'
    ? durationText(Math.ceil(Math.min(pauseMs, sinceMs + pauseMs - nowMs) / 1000) * 1000)
    : `for ${durationText(nowMs - sinceMs)}`;
}

/** The same setting, turned on again. */
export function onAgain({ scope, signal }: Setting): NewSetting {
  return { scope, signal, activation: 'on', pauseMs: 0 };
}

/** A setting before anybody has made it. */
export type NewSetting = Omit<Setting, 'sinceMs' | 'actorId'>;

/** What can be paused or turned off, and what that means, in words. */
export interface OffChoice {
  readonly setting: NewSetting;
  readonly title: string;
  readonly means: string;
}

/**
 * What may be paused or turned off by this policy. `bed` null: for the whole ward.
 */
export function offChoices(
  policy: AlarmPolicy,
  bed: { readonly bedKey: string; readonly patientKey: PatientKey | null } | null,
): readonly OffChoice[] {
  const scope = bed === null ? ({ of: 'station' } as const) : ({ of: 'bed', bedKey: bed.bedKey } as const);
  // Whom the person sees there: the station refuses it for somebody else.
  const seen = bed?.patientKey == null ? {} : { patientKey: bed.patientKey };
  const { longestMs: pauseMs } = policy.pause;
  const forMs = pauseMs % 60_000 === 0 ? `${pauseMs / 60_000} min` : durationText(pauseMs);
  const whose = bed === null ? 'any bed' : 'this bed';
  const orUntil = bed === null ? '' : ', or another patient comes';
  const choices: readonly OffChoice[] = [
    {
      setting: { ...seen, scope, signal: 'audio', activation: 'paused', pauseMs },
      title: `Pause audio ${forMs}`,
      means: `No sound from ${whose} for ${forMs}; then it sounds again by itself. All stays in sight.`,
    },
    {
      setting: { ...seen, scope, signal: 'audio', activation: 'off', pauseMs: 0 },
      title: 'Audio off',
      means: `No sound from ${whose} until somebody turns it on${orUntil}. All stays in sight.`,
    },
    {
      setting: { ...seen, scope, signal: 'alarm', activation: 'paused', pauseMs },
      title: `Pause alarms ${forMs}`,
      means: `Neither sound nor flashing from ${whose} for ${forMs}, as during care. The list goes on.`,
    },
    {
      setting: { ...seen, scope, signal: 'alarm', activation: 'off', pauseMs: 0 },
      title: 'Alarms off',
      means: `Neither sound nor flashing from ${whose} until somebody turns it on, or another patient comes.`,
    },
  ];
  return choices.filter(({ setting }) => refusalOf({ ...setting, actorId: '', sinceMs: 0 }, policy) === null);
}

/** What is off or paused for the sound of the whole ward; undefined: nothing. */
export function stationAudio(settings: readonly Setting[]): Setting | undefined {
  return settings.find(({ scope, signal }) => scope.of === 'station' && signal === 'audio');
}

/** What is off or paused at one bed, alarms before audio. */
export function offsOfBed(settings: readonly Setting[], bedKey: string): readonly Setting[] {
  return settings
    .filter(({ scope }) => scope.of === 'bed' && scope.bedKey === bedKey)
    .sort((a, b) => Number(b.signal === 'alarm') - Number(a.signal === 'alarm'));
}
