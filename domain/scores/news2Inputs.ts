import type { Observation } from '#domain/vitals/observation.ts';
import type { Bed, Numeric } from '#domain/ward/ward.ts';
import { AGE_LIMITS_MS, type Measured, type News2Inputs } from './news2.ts';

/** An input, and which of the bed's numerics it was. */
export interface Sourced<T> extends Measured<T> {
  readonly numeric: Numeric;
}

/** What a monitor gives of the score. What it never measures is null. */
export interface MonitorInputs extends News2Inputs {
  readonly respiration: Sourced<number> | null;
  readonly spo2: Sourced<number> | null;
  readonly systolic: Sourced<number> | null;
  readonly pulse: Sourced<number> | null;
  readonly temperature: Sourced<number> | null;
  readonly oxygen: null;
  readonly consciousness: null;
}

/** A value in the unit of the table. */
type Convert = (value: number) => number;
const same: Convert = (value) => value;

/** UCUM units that an input may come in. One that is not here is not taken: a number without a known unit is no measurement. */
const perMinute: Readonly<Record<string, Convert>> = { '/min': same };
const pressure: Readonly<Record<string, Convert>> = { 'mm[Hg]': same, kPa: (kPa) => kPa * 7.500_62 };
const temperature: Readonly<Record<string, Convert>> = { Cel: same, '[degF]': (degF) => ((degF - 32) * 5) / 9 };

interface Source {
  /** The most trusted first (M): an airway counts breaths that an impedance misses, a line measures beat by beat. */
  readonly codes: readonly string[];
  readonly units: Readonly<Record<string, Convert>>;
}

/** Where each input comes from; IEEE 11073-10101. */
const sources: Readonly<Record<'respiration' | 'spo2' | 'systolic' | 'pulse' | 'temperature', Source>> = {
  respiration: { codes: ['MDC_CO2_RESP_RATE', 'MDC_RESP_RATE', 'MDC_TTHOR_RESP_RATE'], units: perMinute },
  spo2: { codes: ['MDC_PULS_OXIM_SAT_O2'], units: { '%': same } },
  systolic: {
    codes: ['MDC_PRESS_BLD_ART_SYS', 'MDC_PRESS_BLD_NONINV_SYS', 'MDC_PRESS_CUFF_SYS'],
    units: pressure,
  },
  pulse: {
    codes: ['MDC_ECG_HEART_RATE', 'MDC_BLD_PULS_RATE_INV', 'MDC_PULS_OXIM_PULS_RATE', 'MDC_PULS_RATE_NON_INV'],
    units: perMinute,
  },
  temperature: { codes: ['MDC_TEMP'], units: temperature },
};

/** Taken now and then, and right for the moment in which they were taken. */
const episodicCodes: ReadonlySet<string> = new Set([
  'MDC_PRESS_BLD_NONINV_SYS',
  'MDC_PRESS_CUFF_SYS',
  'MDC_PULS_RATE_NON_INV',
]);

/**
 * What a bed's monitor measured that NEWS2 asks for. ACVPU and whether oxygen is given no monitor measures: they are null,
 * so the score is partial until somebody charts them. Scale 1: the other is a doctor's decision.
 *
 * `observations`: the latest of each numeric; of several of one numeric the latest counts, and when that says that the
 * device has no value, there is none. Of several codes the most trusted counts among those not five minutes older than the
 * newest.
 */
export function news2Inputs(
  bed: Pick<Bed, 'patient' | 'numerics'>,
  observations: Iterable<Observation>,
): MonitorInputs {
  const latest = new Map<number, Observation>();
  for (const observation of observations) {
    const held = latest.get(observation.numericId);
    if (held === undefined || observation.timeMs >= held.timeMs) latest.set(observation.numericId, observation);
  }
  const from = (name: keyof typeof sources): Sourced<number> | null => measuredBy(sources[name], bed.numerics, latest);
  const warmth = from('temperature');
  return {
    ageYears: bed.patient?.ageYears ?? null,
    spo2Scale: 1,
    respiration: from('respiration'),
    spo2: from('spo2'),
    oxygen: null,
    systolic: from('systolic'),
    pulse: from('pulse'),
    consciousness: null,
    temperature: warmth === null ? null : { ...warmth, kind: 'charted' },
  };
}

function measuredBy(
  { codes, units }: Source,
  numerics: readonly Numeric[],
  latest: ReadonlyMap<number, Observation>,
): Sourced<number> | null {
  const found = codes.flatMap((code) =>
    numerics
      .filter((numeric) => numeric.code === code)
      .flatMap((numeric): Sourced<number>[] => {
        const { numericId, unit } = numeric;
        const observation = latest.get(numericId);
        const convert = Object.hasOwn(units, unit) ? units[unit] : undefined;
        if (observation?.value == null || convert === undefined) return [];
        const kind = episodicCodes.has(code) ? 'episodic' : 'continuous';
        return [{ value: convert(observation.value), timeMs: observation.timeMs, kind, numeric }];
      }),
  );
  const newestMs = Math.max(...found.map(({ timeMs }) => timeMs));
  return found.find(({ timeMs }) => newestMs - timeMs <= AGE_LIMITS_MS.continuous) ?? null;
}
