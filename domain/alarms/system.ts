import { type Parameter, parameterOf } from '#domain/codes/mdc.ts';
import type { SourcedReport } from './alarm.ts';
import { rhythmEvents, ventricularEvents } from './alarmCodes.ts';

/** Of the patient: what an alarm is about, coarsely. */
export type System = 'circulation' | 'breathing';

const byParameter: Readonly<Record<Parameter, System | null>> = {
  ecg: 'circulation',
  abp: 'circulation',
  pap: 'circulation',
  cvp: 'circulation',
  nibp: 'circulation',
  spo2: 'breathing',
  resp: 'breathing',
  co2: 'breathing',
  temp: null,
  other: null,
};

/** Events that name what they are about themselves, whatever their source. */
const byEvent: ReadonlyMap<string, System> = new Map([
  ...[...rhythmEvents, ...ventricularEvents].map((code) => [code, 'circulation'] as const),
  ['MDC_EVT_APNEA', 'breathing'],
  ['MDC_EVT_DESAT', 'breathing'],
]);

/** The system a patient's alarm is about, by the event it names, else its source, else its code; null: a device's, or unknown. */
export function systemOf({ report: { kind, code }, sourceCode }: SourcedReport): System | null {
  if (kind !== 'physiological') return null;
  const event = code === null ? undefined : byEvent.get(code);
  return event ?? byParameter[parameterOf(sourceCode)] ?? byParameter[parameterOf(code)];
}
