import type { Strip, StripClock, StripWave } from '#domain/export/strip/strip.ts';
import { FROM_MS, type waveOf } from '../spans.ts';

export const clock: StripClock = {
  time: (ms) => new Date(ms).toISOString().slice(11, 19),
  date: (ms) => `${new Date(ms).toISOString().slice(0, 10)} UTC`,
};

export function named(name: string, wave: ReturnType<typeof waveOf>): StripWave {
  return { ...wave, name };
}

export function stripOf(waves: readonly StripWave[], also: Partial<Strip> = {}): Strip {
  return {
    fromMs: FROM_MS,
    untilMs: FROM_MS + 10_000,
    waves,
    alarms: [],
    measures: [],
    patient: { patientId: 'P-17', displayName: 'Jörg Müller', ageYears: 67, sex: 'male' },
    bedName: 'ICU 7',
    stationName: 'Station A',
    by: 'Dr Haas',
    atMs: FROM_MS + 3_600_000,
    paper: 'a4',
    mmPerS: 25,
    gain: 10,
    filter: 'asSent',
    ...also,
  };
}
