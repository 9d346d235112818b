import { BehaviorSubject } from 'rxjs';
import type { LimitCondition } from '#domain/alarms/limitCondition.ts';
import type { EnvelopeLevelMs } from '#domain/signals/envelope.ts';
import { Envelope } from '#domain/signals/envelope.ts';
import { firstIndexFrom } from '#domain/signals/slots.ts';
import { determinedBy, foldColumns, gapsBetween, seriesOf, spellsOf } from '#domain/vitals/trend.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { Archive, HeldGap, HeldStay, HistoryStatus } from '#renderer/history/archive.ts';
import type { HistoryEnvelope, HistoryGap, HistoryWindow } from '#renderer/history/historyReader.ts';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';
import { type HistoryGapState, type KeptChannel, waveName } from '#renderer/history/keptWave.ts';
import type { KeptNumeric } from '#renderer/history/logRecord.ts';
import type { Whose } from '#renderer/history/owner.ts';
import type { Pin } from '#renderer/history/pins.ts';
import { member } from '#tests/renderer/support/listedAlarms.ts';

/** When these stories end: 03:00 of a night, UTC. */
export const NOW_MS = Date.UTC(2026, 10, 20, 3, 0, 0);
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

const person = (key: string, displayName: string, ageYears: number, sex: Patient['sex']): Patient => ({
  key,
  patientId: `MRN ${key}`,
  displayName,
  ageYears,
  sex,
});

const stay = (bed: string, patient: Patient | null, from: number, until: number | null): HeldStay => ({
  bedKey: `icu/${bed}`,
  owner: patient?.key ?? '',
  aheadMs: 0,
  beganMs: NOW_MS + from * HOUR,
  bedName: `ICU-${bed}`,
  patient,
  fromMs: NOW_MS + from * HOUR,
  untilMs: until === null ? null : NOW_MS + until * HOUR,
});

/** In bed 1 all the time; with gaps, alarms and a run of ventricular tachycardia two minutes before the end. */
export const here = stay('01', person('a', 'Keller Anna', 71, 'female'), -6, null);
/** In bed 2 until an hour before the end, and gone since. */
export const gone = stay('02', person('b', 'Brandt Ole', 58, 'male'), -6, -1);
/** In bed 2 after him, from half an hour before the end on. */
export const next = stay('02', person('c', 'Sato Mei', 44, 'female'), -0.5, null);

const beds = ['icu/01', 'icu/02'];
const HELD_FROM_MS = NOW_MS - 6 * HOUR;

/** What is missing, by bed: `waves` names the waves, null all of them. */
const missing: readonly (HeldGap & { readonly bedKey: string; readonly waves: readonly string[] | null })[] = (
  [
    ['icu/01', -180, -175, 'notGiven', ['MDC_ECG_ELEC_POTL_II', 'MDC_ECG_ELEC_POTL_V']],
    ['icu/01', -120, -112, 'beyondBuffer', null],
    ['icu/01', -60, -56, 'notRecorded', null],
    ['icu/01', -40, -39, 'damaged', null],
    ['icu/01', -10.5, -10, 'unavailable', ['MDC_IMPED_TTHOR']],
    ['icu/02', -60, -30, 'notRecorded', null],
  ] as readonly [string, number, number, HistoryGapState, readonly string[] | null][]
).map(([bedKey, from, until, state, waves]) => {
  return { bedKey, fromMs: NOW_MS + from * MINUTE, untilMs: NOW_MS + until * MINUTE, state, waves };
});

const channel = (code: string, label: string, unit: string, rateHz: number, scalePerLsb: number): KeptChannel => ({
  code,
  label,
  unit,
  rateHz,
  scalePerLsb,
  offset: 0,
  rawMinimum: -32768,
  rawMaximum: 32767,
  originMs: HELD_FROM_MS,
});

/** What a wave looks like `ms` into a beat or breath of `periodMs`, in the channel's unit. */
interface Wave {
  readonly channel: KeptChannel;
  valueAt(ms: number, isFast: boolean): number;
}

const bump = (ms: number, atMs: number, widthMs: number): number => Math.exp(-(((ms - atMs) / widthMs) ** 2));

/** An R wave of 1 mV in lead II; the widest complexes there are while the heart runs away. */
const ecg = (gain: number) => (ms: number, isFast: boolean) => {
  if (isFast) return gain * 1.4 * Math.sin((2 * Math.PI * ms) / 340);
  const t = ms % 800;
  return gain * (0.12 * bump(t, 120, 35) + 1.05 * bump(t, 280, 11) - 0.18 * bump(t, 306, 12) + 0.28 * bump(t, 520, 60));
};

const waves: readonly Wave[] = [
  { channel: channel('MDC_ECG_ELEC_POTL_II', 'II', 'mV', 250, 0.005), valueAt: ecg(1) },
  { channel: channel('MDC_ECG_ELEC_POTL_V', 'V', 'mV', 250, 0.005), valueAt: ecg(0.7) },
  {
    channel: channel('MDC_PULS_OXIM_PLETH', 'Pleth', '', 125, 0.001),
    valueAt: (ms, isFast) => (isFast ? 0.1 : bump(ms % 800, 430, 130) + 0.3 * bump(ms % 800, 650, 90)),
  },
  {
    channel: channel('MDC_IMPED_TTHOR', 'Resp', 'Ohm', 62.5, 0.002),
    valueAt: (ms) => Math.sin((2 * Math.PI * ms) / 3750),
  },
];

const numeric = (code: string, label: string, unit: string, periodMs = 5000): KeptNumeric => {
  return { code, label, unit, periodMs };
};

/** Values by the minutes before the end. */
const numerics: readonly { readonly numeric: KeptNumeric; valueAt(minutes: number): number }[] = [
  {
    numeric: numeric('MDC_ECG_HEART_RATE', 'HR', '/min'),
    valueAt: (minutes) => (isFastAt(minutes) ? 176 : Math.round(75 + 8 * Math.sin(minutes / 17))),
  },
  {
    numeric: numeric('MDC_PULS_OXIM_SAT_O2', 'SpO2', '%'),
    valueAt: (minutes) => (minutes >= -95 && minutes < -93 ? 88 : Math.round(96 + 2 * Math.sin(minutes / 31))),
  },
  {
    numeric: numeric('MDC_RESP_RATE', 'RR', '/min'),
    valueAt: (minutes) => Math.round(16 + 2 * Math.cos(minutes / 23)),
  },
  {
    numeric: numeric('MDC_PRESS_BLD_ART_SYS', 'ABP sys', 'mm[Hg]'),
    valueAt: (minutes) => Math.round(122 + 9 * Math.sin(minutes / 40) + 3 * Math.sin(minutes * 3)),
  },
  {
    numeric: numeric('MDC_PRESS_BLD_ART_DIA', 'ABP dia', 'mm[Hg]'),
    valueAt: (minutes) => Math.round(71 + 5 * Math.sin(minutes / 40)),
  },
  {
    numeric: numeric('MDC_PRESS_BLD_ART_MEAN', 'ABP mean', 'mm[Hg]'),
    valueAt: (minutes) => Math.round(88 + 6 * Math.sin(minutes / 40)),
  },
  {
    numeric: numeric('MDC_PRESS_BLD_NONINV_SYS', 'NIBP sys', 'mm[Hg]', 0),
    valueAt: (minutes) => Math.round(118 + 9 * Math.sin(minutes / 40)),
  },
  {
    numeric: numeric('MDC_PRESS_BLD_NONINV_DIA', 'NIBP dia', 'mm[Hg]', 0),
    valueAt: (minutes) => Math.round(69 + 5 * Math.sin(minutes / 40)),
  },
  { numeric: numeric('MDC_TEMP', 'Temp', 'Cel', 60_000), valueAt: (minutes) => 36.8 + Math.round(minutes / 60) / 10 },
];

/** A cuff measures every so often. */
const CUFF_MS = 15 * MINUTE;

/** Half a minute of ventricular tachycardia, two minutes before the end. */
function isFastAt(minutes: number): boolean {
  return minutes >= -2 && minutes < -1.5;
}

const alarm = (
  of: HeldStay,
  priority: 'low' | 'medium' | 'high',
  label: string,
  minutes: number,
  forMinutes: number | null,
  crossed: { readonly sourceCode: string; readonly limit: LimitCondition } | null = null,
): KeptAlarm => {
  const onsetMs = NOW_MS + minutes * MINUTE;
  const patientKey = of.patient?.key ?? '';
  const limit = crossed?.limit ?? null;
  const report = { onsetMs, timeMs: onsetMs, alarmKey: `${of.bedKey}/${label} ${minutes}`, limit };
  const sourceCode = crossed?.sourceCode ?? null;
  return {
    member: member(of.bedKey, priority, label, { report, alarm: { patientKey, sinceMs: onsetMs, sourceCode } }),
    goneMs: forMinutes === null ? null : onsetMs + forMinutes * MINUTE,
  };
};

/** A saturation below the limit of 90 %. */
const desaturated = {
  sourceCode: 'MDC_PULS_OXIM_SAT_O2',
  limit: { crossed: 'lower', limit: 90, value: 88, extreme: 88, unit: '%' },
} as const;

/** All alarms there are, the oldest first. */
export const alarms: readonly KeptAlarm[] = [
  alarm(gone, 'medium', 'HR 131 > 120', -200, 6),
  alarm(here, 'low', 'ECG leads off', -180, 5),
  alarm(here, 'medium', 'SpO2 88 < 90', -95, 2, desaturated),
  alarm(gone, 'high', 'ASYSTOLE', -70, 1),
  alarm(next, 'medium', 'RR 31 > 30', -20, 3),
  alarm(here, 'high', 'VENT TACHY', -2, null),
];

/**
 * An archive of two beds, six hours and three patients that answers out of formulas: every sample is a function of its index.
 * `stays` and `status` may be others, for a history that is off or empty.
 */
export class TestArchive implements Archive {
  readonly status: BehaviorSubject<HistoryStatus>;
  /** What was asked for, in order. */
  readonly asked: string[] = [];
  readonly #stays: readonly HeldStay[];

  constructor(status: Partial<HistoryStatus> = {}, stays: readonly HeldStay[] = [next, here, gone]) {
    this.#stays = stays;
    this.status = new BehaviorSubject<HistoryStatus>({
      state: 'writing',
      reason: '',
      heldFromMs: HELD_FROM_MS,
      heldUntilMs: NOW_MS,
      ...status,
    });
  }

  async stays() {
    return this.#stays;
  }

  async names({ bedKey }: Whose, fromMs: number, untilMs: number) {
    if (!isHeld(bedKey, fromMs, untilMs)) return { waves: [], numerics: [] };
    return { waves: waves.map((wave) => wave.channel), numerics: numerics.map((each) => each.numeric) };
  }

  async window({ bedKey }: Whose, name: string, fromMs: number, untilMs: number): Promise<HistoryWindow> {
    this.asked.push(`window ${bedKey} ${name} ${fromMs} ${untilMs}`);
    const wave = waves.find((each) => waveName(each.channel) === name);
    if (wave === undefined || !isHeld(bedKey, fromMs, untilMs)) return { waves: [], damaged: [] };
    const index = (timeMs: number) => firstIndexFrom(wave.channel, timeMs);
    const gaps: HistoryGap[] = gapsIn(bedKey, name, fromMs, untilMs).map((gap) => {
      return { from: index(gap.fromMs), until: index(gap.untilMs), state: gap.state };
    });
    const runs = [];
    let from = index(fromMs);
    for (const gap of [...gaps, { from: index(untilMs), until: index(untilMs) }]) {
      if (gap.from > from) runs.push({ firstIndex: from, samples: samplesOf(wave, from, gap.from) });
      from = gap.until;
    }
    const damaged = gapsIn(bedKey, name, fromMs, untilMs)
      .filter(({ state }) => state === 'damaged')
      .map((gap) => ({ fromMs: gap.fromMs, untilMs: gap.untilMs, reason: 'its checksum is another' }));
    return { waves: [{ channel: wave.channel, runs, gaps }], damaged };
  }

  async envelope(
    whose: Whose,
    name: string,
    fromMs: number,
    untilMs: number,
    levelMs: EnvelopeLevelMs,
  ): Promise<HistoryEnvelope> {
    const whole = (timeMs: number) => Math.floor(timeMs / levelMs) * levelMs;
    const { waves: found, damaged } = await this.window(whose, name, whole(fromMs), whole(untilMs + levelMs - 1));
    return {
      waves: found.map(({ channel: timing, runs }) => {
        const envelope = new Envelope(timing);
        for (const { firstIndex, samples } of runs) envelope.add(firstIndex, samples);
        return { channel: timing, bins: envelope.bins(levelMs), gaps: [] };
      }),
      damaged,
    };
  }

  async values({ bedKey }: Whose, fromMs: number, untilMs: number) {
    if (!isHeld(bedKey, fromMs, untilMs)) return [];
    const gaps = gapsIn(bedKey, null, fromMs, untilMs);
    return numerics.map((each) => {
      const values: (readonly [number, number | null])[] = [];
      const end = Math.min(untilMs, NOW_MS);
      const stepMs = each.numeric.periodMs || CUFF_MS;
      for (let k = Math.max(0, Math.ceil((fromMs - HELD_FROM_MS) / stepMs)); HELD_FROM_MS + k * stepMs < end; k++) {
        const atMs = HELD_FROM_MS + k * stepMs;
        if (gaps.some((gap) => atMs >= gap.fromMs && atMs < gap.untilMs)) continue;
        values.push([atMs, each.valueAt((atMs - NOW_MS) / MINUTE)]);
      }
      return { numeric: each.numeric, values };
    });
  }

  async trends(whose: Whose, fromMs: number, untilMs: number, columnMs: number) {
    this.asked.push(`trends ${whose.bedKey} ${fromMs} ${untilMs}`);
    const firstMs = Math.floor(fromMs / columnMs) * columnMs;
    const trends = (await this.values(whose, fromMs, untilMs)).map(({ numeric: each, values }) => {
      const series = seriesOf(values);
      return {
        numeric: each,
        columns: foldColumns(series, firstMs, columnMs, Math.ceil((untilMs - firstMs) / columnMs)),
        gaps: gapsBetween(spellsOf(series, each.periodMs), fromMs, untilMs, each.periodMs),
      };
    });
    return { trends: trends.filter(({ columns }) => columns.count.some((count) => count > 0)), damaged: [] };
  }

  async readings(whose: Whose, fromMs: number, atMs: Float64Array) {
    const untilMs = Math.max(...atMs);
    this.asked.push(`readings ${whose.bedKey} ${fromMs} ${untilMs}`);
    return (await this.values(whose, fromMs, untilMs + 1)).map(({ numeric: each, values }) => {
      const found = Array.from(atMs, (moment) => determinedBy(seriesOf(values), moment));
      return {
        numeric: each,
        times: Float64Array.from(found, (last) => last?.timeMs ?? Number.NaN),
        values: Float64Array.from(found, (last) => last?.value ?? Number.NaN),
      };
    });
  }

  async alarms({ bedKey }: Whose, fromMs: number, untilMs: number) {
    return alarms.filter(
      ({ member: { alarm: of }, goneMs }) =>
        of.report.bedKey === bedKey && of.sinceMs < untilMs && (goneMs ?? Number.POSITIVE_INFINITY) > fromMs,
    );
  }

  /** Ids of what is pinned. */
  readonly pinned = new Set<string>();

  async pin({ id }: Pin) {
    this.pinned.add(id);
  }

  async unpin(id: string) {
    this.pinned.delete(id);
  }

  async coverage({ bedKey }: Whose, fromMs: number, untilMs: number) {
    if (!isHeld(bedKey, fromMs, untilMs)) return { held: [], gaps: [] };
    return {
      held: [{ fromMs: Math.max(fromMs, HELD_FROM_MS), untilMs: Math.min(untilMs, NOW_MS) }],
      gaps: gapsIn(bedKey, undefined, fromMs, untilMs),
    };
  }
}

function isHeld(bedKey: string, fromMs: number, untilMs: number): boolean {
  return beds.includes(bedKey) && untilMs > HELD_FROM_MS && fromMs < NOW_MS && fromMs < untilMs;
}

/** Gaps within a span: of a wave, of all waves alone (null), or of any (undefined). */
function gapsIn(bedKey: string, name: string | null | undefined, fromMs: number, untilMs: number): HeldGap[] {
  const outside: HeldGap[] = [
    { fromMs: Number.NEGATIVE_INFINITY, untilMs: HELD_FROM_MS, state: 'notRecorded' },
    { fromMs: NOW_MS, untilMs: Number.POSITIVE_INFINITY, state: 'notRecorded' },
  ];
  const ofBed = missing.filter((gap) => {
    if (gap.bedKey !== bedKey) return false;
    return gap.waves === null || name === undefined || (name !== null && gap.waves.includes(name));
  });
  return [...outside, ...ofBed]
    .map((gap) => ({ ...gap, fromMs: Math.max(gap.fromMs, fromMs), untilMs: Math.min(gap.untilMs, untilMs) }))
    .filter((gap) => gap.fromMs < gap.untilMs)
    .map((gap) => ({ fromMs: gap.fromMs, untilMs: gap.untilMs, state: gap.state }))
    .sort((a, b) => a.fromMs - b.fromMs);
}

function samplesOf({ channel: { rateHz, scalePerLsb }, valueAt }: Wave, from: number, until: number): Int32Array {
  const samples = new Int32Array(until - from);
  for (let k = 0; k < samples.length; k++) {
    const ms = ((from + k) * 1000) / rateHz;
    samples[k] = Math.round(valueAt(ms, isFastAt((HELD_FROM_MS + ms - NOW_MS) / MINUTE)) / scalePerLsb);
  }
  return samples;
}
