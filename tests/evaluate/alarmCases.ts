import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rhythm } from '#domain/analysis/rhythmRules.ts';
import { sourceKindOf } from '#domain/analysis/sourceKind.ts';
import type { Strip, StripChannel } from '#domain/analysis/strip.ts';
import { STRIP_MS } from '#domain/analysis/verdict.ts';
import type { Recording } from '#fixtures/replay/recording.ts';
import { readRecordings } from '#fixtures/replay/recordings.ts';
import { NO_SAMPLE } from '#fixtures/replay/wfdbSignals.ts';

/** One recorded alarm, with what was to be seen when it came. */
export interface AlarmCase {
  readonly record: string;
  /** The Challenge numbers records patient by patient. */
  readonly number: number;
  readonly alarm: string;
  readonly rhythm: Rhythm;
  /** null: kept apart. */
  readonly isTrue: boolean | null;
  readonly strip: Strip;
}

/** The Challenge's names of alarms. */
export const challengeAlarms: Readonly<Record<string, Rhythm>> = {
  Asystole: 'asystole',
  Bradycardia: 'bradycardia',
  Tachycardia: 'tachycardia',
  Ventricular_Tachycardia: 'ventricularTachycardia',
  Ventricular_Flutter_Fib: 'ventricularFibrillation',
};

/**
 * The recorded alarms of a folder in the layout of the Challenge recordings (or of one that has it as `challenge2015`), each once.
 * Of each only the last 30 s before the alarm are taken, and nothing after it.
 *
 * @throws Error when there are none
 */
export function alarmCases(dir: string): {
  readonly cases: readonly AlarmCase[];
  readonly problems: readonly string[];
} {
  const below = join(dir, 'challenge2015');
  const { recordings, problems } = readRecordings(existsSync(join(below, 'index.json')) ? below : dir);
  const cases = new Map<string, AlarmCase>();
  const unknown: string[] = [];
  for (const recording of recordings) {
    const { alarm } = recording;
    if (alarm === null) continue;
    const rhythm = challengeAlarms[alarm.name];
    const record = recording.name.split(' ')[0] as string;
    if (rhythm === undefined) unknown.push(`${record}: alarm ${alarm.name} is not known and is left out`);
    else if (!cases.has(record))
      cases.set(record, {
        record,
        number: Number(/\d+/.exec(record)?.[0] ?? Number.NaN),
        alarm: alarm.name,
        rhythm,
        isTrue: alarm.isTrue,
        strip: stripBefore(recording, alarm.atSample),
      });
  }
  if (cases.size === 0)
    throw new Error(`--data ${basename(dir)}: has no recorded alarm (an index.json that tells of some)`);
  return { cases: [...cases.values()], problems: [...problems, ...unknown] };
}

function stripBefore({ channels }: Recording, atSample: number): Strip {
  const rateHz = channels[0]?.channel.rateHz ?? 1;
  const durationMs = Math.min(STRIP_MS, (atSample * 1000) / rateHz);
  const shown = channels.flatMap(({ channel, samples }): StripChannel[] => {
    const kind = sourceKindOf(channel);
    if (kind === null) return [];
    const until = Math.round((atSample * channel.rateHz) / rateHz);
    const from = Math.max(0, until - Math.round((durationMs * channel.rateHz) / 1000));
    const physical = Float64Array.from(samples.subarray(from, until), (raw) =>
      raw === NO_SAMPLE ? Number.NaN : raw * channel.scalePerLsb + channel.offset,
    );
    return [{ kind, label: channel.label, rateHz: channel.rateHz, samples: physical }];
  });
  return { durationMs, channels: shown };
}
