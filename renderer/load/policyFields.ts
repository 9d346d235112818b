import type { AlarmPolicy } from '#domain/alarms/policy.ts';

/** A number of a policy that can be tried, and where it stands in it. */
export interface PolicyField {
  readonly path: readonly string[];
  readonly label: string;
  /** `s`: kept in milliseconds, shown in seconds. */
  readonly unit: 's' | '';
}

const codeNames: Readonly<Record<string, string>> = {
  MDC_PULS_OXIM_SAT_O2: 'SpO₂',
  MDC_EVT_DESAT: 'Desaturation',
  MDC_EVT_ECG_PAUSE: 'Pause',
  MDC_EVT_APNEA: 'Apnea',
};

const fixed: readonly PolicyField[] = [
  { path: ['delays', 'medium', 'physiologicalMs'], label: 'Delay of other medium alarms of patients', unit: 's' },
  { path: ['delays', 'medium', 'technicalMs'], label: 'Delay of other medium alarms of devices', unit: 's' },
  { path: ['delays', 'low', 'physiologicalMs'], label: 'Delay of low alarms of patients', unit: 's' },
  { path: ['delays', 'low', 'technicalMs'], label: 'Delay of low alarms of devices', unit: 's' },
  { path: ['recurrence', 'withinMs'], label: 'What comes back within goes on with an answered call', unit: 's' },
  {
    path: ['attended', 'withinMs'],
    label: 'What comes within joins an acknowledged call of the same system',
    unit: 's',
  },
  { path: ['chatter', 'times'], label: 'Chatter: so many times', unit: '' },
  { path: ['chatter', 'withinMs'], label: 'Chatter: within', unit: 's' },
  { path: ['flood', 'entersAbove'], label: 'Flood begins above, in ten minutes and nurse', unit: '' },
  { path: ['flood', 'leavesBelow'], label: 'Flood ends below', unit: '' },
  { path: ['acknowledgementMs', 'medium'], label: 'A medium acknowledgement holds for', unit: 's' },
];

/** What can be tried of a policy: the delays of those of its codes that are called by a name here, and what is fixed. */
export function policyFields(policy: AlarmPolicy): readonly PolicyField[] {
  const codes = Object.keys(policy.codes).flatMap((code): PolicyField[] => {
    const name = codeNames[code];
    return name === undefined ? [] : [{ path: ['codes', code, 'delayMs'], label: `Delay of ${name}`, unit: 's' }];
  });
  return [...codes, ...fixed];
}

type Tree = { readonly [key: string]: unknown };

/** The number at a place, in the field's unit. */
export function numberAt(policy: AlarmPolicy, { path, unit }: PolicyField): number {
  const value = path.reduce<unknown>((at, key) => (at as Tree)[key], policy);
  return Number(value) / (unit === 's' ? 1000 : 1);
}

/** A policy with another number at a place, given in the field's unit. What is no number stays as it is: reading it says so. */
export function withValue(policy: AlarmPolicy, { path, unit }: PolicyField, value: number): AlarmPolicy {
  const put = (at: Tree, [key = '', ...rest]: readonly string[]): Tree => ({
    ...at,
    [key]: rest.length === 0 ? Math.round(value * (unit === 's' ? 1000 : 1)) : put(at[key] as Tree, rest),
  });
  return put(policy as unknown as Tree, path) as unknown as AlarmPolicy;
}
