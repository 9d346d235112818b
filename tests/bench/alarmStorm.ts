import type { BedSource, SourceAlarm } from '#fixtures/source.ts';

/** What bedside monitors report. */
const conditions: readonly Pick<SourceAlarm, 'code' | 'label' | 'kind' | 'priority'>[] = [
  { code: 'MDC_EVT_LO', label: 'SpO2 88 < 90', kind: 'physiological', priority: 'medium' },
  { code: 'MDC_EVT_HI', label: 'HR 124 > 120', kind: 'physiological', priority: 'medium' },
  { code: 'MDC_EVT_ECG_CARD_BEAT_RATE_IRREG', label: 'Irregular rhythm', kind: 'physiological', priority: 'low' },
  { code: 'MDC_EVT_LEAD_OFF', label: 'ECG leads off', kind: 'technical', priority: 'low' },
  { code: 'MDC_EVT_INOP', label: 'SpO2 sensor fault', kind: 'technical', priority: 'low' },
  { code: null, label: 'Battery low', kind: 'technical', priority: 'low' },
];

/** A monitor reports each of its conditions once: so many stand at a bed at a time. */
const STANDS_REPORTS = conditions.length;

/** Text of the n-th state of the alarm that is followed to the glass; the dot tells it from what stands beside it. */
const probeLabel = (n: number): string => `Probe ${n}.`;

/** Finds n. */
export const PROBE = /Probe (\d+)\./;

/**
 * A bed whose monitor reports alarms at an even rate, from `fromMs` for `forMs`: each report begins an alarm or ends the one
 * that began {@link STANDS_REPORTS} reports before, under ids used once. With `isProbed` the bed has one high alarm more,
 * whose text changes with every reading, so that the way of each report can be followed.
 */
export function alarmStorm(
  source: BedSource,
  options: { readonly ratePerS: number; readonly fromMs: number; readonly forMs: number; readonly isProbed: boolean },
): BedSource {
  const { ratePerS, fromMs, forMs, isProbed } = options;
  const untilMs = fromMs + forMs;
  let readMs = 0;
  let made = 0;
  let probes = 0;
  const standing: SourceAlarm[] = [];

  const next = (timeMs: number): SourceAlarm => {
    made += 1;
    const oldest = standing.length >= STANDS_REPORTS ? standing.shift() : undefined;
    if (oldest !== undefined) return { ...oldest, presence: 'off', timeMs };
    const condition = conditions[made % conditions.length] as (typeof conditions)[number];
    const begun: SourceAlarm = {
      ...condition,
      alarmId: `storm-${made}`,
      presence: 'on',
      onsetMs: timeMs,
      timeMs,
      origin: null,
      limit: null,
    };
    standing.push(begun);
    return begun;
  };
  const probe = (timeMs: number): SourceAlarm => {
    probes += 1;
    const what = { code: 'MDC_EVT_ECG_ASYSTOLE', kind: 'physiological', priority: 'high' } as const;
    return {
      ...what,
      alarmId: 'probe',
      label: probeLabel(probes),
      presence: 'on',
      onsetMs: fromMs,
      timeMs,
      origin: null,
      limit: null,
    };
  };

  return {
    ...source,
    read: (toMs) => {
      const slice = source.read(toMs);
      const alarms: SourceAlarm[] = [];
      const begin = Math.max(readMs, fromMs);
      const end = Math.min(toMs, untilMs);
      for (let n = Math.ceil(((begin - fromMs) * ratePerS) / 1000); fromMs + (n * 1000) / ratePerS < end; n++) {
        alarms.push(next(Math.floor(fromMs + (n * 1000) / ratePerS)));
      }
      if (isProbed && end > begin) alarms.push(probe(end));
      // What stands is over with the storm, so that nothing of it is left to be told.
      if (readMs < untilMs && toMs >= untilMs) {
        for (const alarm of standing.splice(0)) alarms.push({ ...alarm, presence: 'off', timeMs: untilMs });
      }
      readMs = toMs;
      return { ...slice, alarms };
    },
  };
}
