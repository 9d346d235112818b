import { parameterOf } from '#domain/codes/mdc.ts';
import { physicalValue, sampleTimeMs } from '#domain/signals/channel.ts';
import { bandAt, FilterRun, filterTextAt } from '#domain/signals/filters.ts';
import { type LaneScale, nextScale, scaleRule } from '#domain/signals/scaling.ts';
import { type Mark, papers, type Sheet } from './sheet.ts';
import type { Strip, StripClock, StripWave } from './strip.ts';

const MARGIN = 10;
const HEAD = 19;
const FOOT = 9;
/** Left of a row, for the calibration pulse. */
const PULSE_ROOM = 12;
/** Above the lanes of a row stand alarms, below them times. */
const ALARM_ROOM = 4;
const TIME_ROOM = 4;
const BETWEEN_ROWS = 2;
/** An ECG of 3 mV at 10 mm/mV, and what has no scale of its own. */
const ECG_LANE = 30;
const OTHER_LANE = 20;
/** Lanes become lower where there are many, down to this. */
const LEAST_LANE = 10;

const FINE_MM = 1;
const BOLD_MM = 5;
const SMALL = 2.5;
const NORMAL = 3;
const LARGE = 4.4;
/** Of the size of letters; a word of usual letters is no wider. */
const LETTER_MM = 0.62;

/** The pulse of calibration: 1 mV for 0.2 s (CLINICAL.md, ECG display). */
const PULSE_MV = 1;
const PULSE_MS = 200;

/** The printed check of true size. */
const RULER_MM = 50;

/** A wave as it is drawn: filtered values, and the scale of its lane. */
interface Lane {
  readonly wave: StripWave;
  /** Of each run, physical values. */
  readonly runs: readonly { readonly firstIndex: number; readonly values: Float64Array }[];
  readonly scale: LaneScale;
  readonly heightMm: number;
  readonly perMv: number | null;
  readonly filterText: string;
}

/** Milliseconds that a row of a strip holds: whole seconds, as many as the paper is wide. */
export function rowMs({ paper, mmPerS }: Pick<Strip, 'paper' | 'mmPerS'>): number {
  const width = papers[paper].widthMm - 2 * MARGIN - PULSE_ROOM;
  return Math.floor(width / mmPerS) * 1000;
}

/**
 * Lays a strip out on as many sheets as it needs: all lanes of a row one below the other on a grid of 1 and 5 mm, in true size,
 * rows one below the other. Every sheet says whose strip it is, from when, with which gain, sweep and filter, which one of how
 * many it is, and has a line of 50 mm to check the printer with. A gap is hatched, with its reason.
 */
export function layStrip(strip: Strip, clock: StripClock): readonly Sheet[] {
  const paper = papers[strip.paper];
  const room = paper.heightMm - 2 * MARGIN - HEAD - FOOT;
  const lanes = lanesOf(strip, room);
  const rowHeight = ALARM_ROOM + lanes.reduce((sum, { heightMm }) => sum + heightMm, 0) + TIME_ROOM;
  const perSheet = Math.max(1, Math.floor((room + BETWEEN_ROWS) / (rowHeight + BETWEEN_ROWS)));
  const eachMs = rowMs(strip);
  const rows = Math.max(1, Math.ceil((strip.untilMs - strip.fromMs) / eachMs));
  const sheets = Math.ceil(rows / perSheet);
  return Array.from({ length: sheets }, (_, sheet): Sheet => {
    const marks: Mark[] = [...head(strip, clock, lanes), ...foot(strip, clock, { sheet, sheets })];
    for (let row = sheet * perSheet; row < Math.min(rows, (sheet + 1) * perSheet); row++) {
      const fromMs = strip.fromMs + row * eachMs;
      const untilMs = Math.min(strip.untilMs, fromMs + eachMs);
      const top = MARGIN + HEAD + (row % perSheet) * (rowHeight + BETWEEN_ROWS);
      marks.push(...rowMarks({ strip, clock, lanes, fromMs, untilMs, top }));
    }
    return { widthMm: paper.widthMm, heightMm: paper.heightMm, marks };
  });
}

function lanesOf(strip: Strip, room: number): Lane[] {
  const wanted = strip.waves.map(({ channel }) => (parameterOf(channel.code) === 'ecg' ? ECG_LANE : OTHER_LANE));
  const all = wanted.reduce((sum, height) => sum + height, 0);
  const part = Math.min(1, (room - ALARM_ROOM - TIME_ROOM) / all);
  return strip.waves.map((wave, k) => {
    const heightMm = Math.max(LEAST_LANE, Math.floor((wanted[k] as number) * part));
    const { channel } = wave;
    const isEcg = parameterOf(channel.code) === 'ecg';
    const filter = isEcg ? strip.filter : 'asSent';
    const runs = wave.runs.map(({ firstIndex, samples }) => {
      const run = new FilterRun(filter, channel.rateHz);
      const swings = bandAt(filter, channel.rateHz).lowHz !== null;
      const shift = swings ? channel.offset : 0;
      return {
        firstIndex,
        values: Float64Array.from(samples, (raw) => physicalValue(channel, run.step(raw)) - shift),
      };
    });
    const rule = scaleRule(parameterOf(channel.code), channel.unit, strip.gain);
    const scale = nextScale(rule, null, rangeOf(runs), heightMm, 0);
    const perMv = rule.kind === 'gain' ? rule.perMv : null;
    return { wave, runs, scale, heightMm, perMv, filterText: isEcg ? filterTextAt(filter, channel.rateHz) : '' };
  });
}

/** All but the lowest and the highest thousandth, so that a spike does not move the trace out of its lane. */
function rangeOf(runs: Lane['runs']): { low: number; high: number } {
  const step = Math.max(1, Math.floor(runs.reduce((sum, { values }) => sum + values.length, 0) / 50_000));
  const some = Float64Array.from(runs.flatMap(({ values }) => [...values.filter((_, k) => k % step === 0)])).sort();
  if (some.length === 0) return { low: 0, high: 0 };
  const beside = Math.floor(some.length / 1000);
  return { low: some[beside] as number, high: some[some.length - 1 - beside] as number };
}

function text(x: number, y: number, words: string, also: Partial<Extract<Mark, { kind: 'text' }>> = {}): Mark {
  return { kind: 'text', ink: 'text', sizeMm: NORMAL, isBold: false, ...also, x, y, text: words };
}

function head(strip: Strip, clock: StripClock, lanes: readonly Lane[]): Mark[] {
  const { patient, bedName, stationName, fromMs, untilMs, mmPerS } = strip;
  const sex = { female: 'female', male: 'male', other: 'other', unknown: 'sex not known' };
  const who =
    patient === null
      ? 'Nobody was announced in this bed'
      : `${patient.displayName || 'name not known'} · ID ${patient.patientId || 'not known'}`;
  const about =
    patient === null
      ? ''
      : `${patient.ageYears === null ? 'age not known' : `${patient.ageYears} years`}, ${sex[patient.sex]}`;
  const gains = [...new Set(lanes.flatMap(({ scale: { gain } }) => gain ?? []))].map((gain) => `${gain} mm/mV`);
  const filters = [...new Set(lanes.map(({ filterText }) => filterText).filter((each) => each !== ''))];
  const settings = [`${mmPerS} mm/s`, ...gains, ...filters.map((filter) => `ECG filter ${filter}`)].join(' · ');
  return [
    text(MARGIN, MARGIN + 4, who, { sizeMm: LARGE, isBold: true }),
    text(MARGIN, MARGIN + 8.6, [about, `bed ${bedName}`, stationName].filter((each) => each !== '').join(' · ')),
    text(MARGIN, MARGIN + 12.6, `${clock.date(fromMs)} · ${clock.time(fromMs)} to ${clock.time(untilMs)}`, {
      isBold: true,
    }),
    text(MARGIN, MARGIN + 16.4, settings),
  ];
}

function foot(strip: Strip, clock: StripClock, { sheet, sheets }: { sheet: number; sheets: number }): Mark[] {
  const { widthMm, heightMm } = papers[strip.paper];
  const y = heightMm - MARGIN;
  const right = widthMm - MARGIN - RULER_MM;
  return [
    text(
      MARGIN,
      y - 3.6,
      `Page ${sheet + 1} of ${sheets} · printed by ${strip.by} at ${clock.time(strip.atMs)}, ${clock.date(strip.atMs)}`,
      {
        sizeMm: SMALL,
      },
    ),
    text(MARGIN, y, 'Vigil, an advisory second view beside the bedside monitors; not a medical device.', {
      sizeMm: SMALL,
      ink: 'quiet',
    }),
    {
      kind: 'lines',
      ink: 'text',
      widthMm: 0.25,
      ends: [
        right,
        y - 2,
        right + RULER_MM,
        y - 2,
        right,
        y - 3.5,
        right,
        y - 0.5,
        right + RULER_MM,
        y - 3.5,
        right + RULER_MM,
        y - 0.5,
      ],
    },
    text(right, y - 4.4, `${RULER_MM} mm when printed in true size`, { sizeMm: SMALL, ink: 'quiet' }),
  ];
}

function rowMarks(of: {
  readonly strip: Strip;
  readonly clock: StripClock;
  readonly lanes: readonly Lane[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly top: number;
}): Mark[] {
  const { strip, clock, lanes, fromMs, untilMs, top } = of;
  const left = MARGIN + PULSE_ROOM;
  const xAt = (ms: number): number => left + ((ms - fromMs) / 1000) * strip.mmPerS;
  const right = xAt(untilMs);
  const lanesTop = top + ALARM_ROOM;
  const bottom = lanesTop + lanes.reduce((sum, { heightMm }) => sum + heightMm, 0);
  const marks: Mark[] = grid(left - BOLD_MM * 2, lanesTop, right, bottom);
  let y = lanesTop;
  for (const [k, lane] of lanes.entries()) {
    marks.push(...laneMarks({ lane, fromMs, untilMs, xAt, left, y, bounds: [lanesTop, bottom] }));
    const measures = strip.measures.filter((one) => one.wave === k && one.fromMs >= fromMs && one.untilMs <= untilMs);
    for (const [n, measure] of measures.entries()) {
      const [a, b, at] = [xAt(measure.fromMs), xAt(measure.untilMs), y + 6 + 3 * (n % 3)];
      marks.push({
        kind: 'lines',
        ink: 'caliper',
        widthMm: 0.25,
        ends: [a, at, b, at, a, y + 4, a, y + lane.heightMm, b, y + 4, b, y + lane.heightMm],
      });
      marks.push(text(b + 0.8, at + 0.8, measure.text, { sizeMm: SMALL, ink: 'caliper', isBold: true }));
    }
    y += lane.heightMm;
  }
  marks.push(...alarmMarks(of, xAt, lanesTop, bottom));
  const everyMs = strip.mmPerS >= 20 ? 1000 : 5000;
  const ends: number[] = [];
  for (let ms = fromMs; ms <= untilMs; ms += everyMs) ends.push(xAt(ms), bottom, xAt(ms), bottom + 1);
  marks.push({ kind: 'lines', ink: 'text', widthMm: 0.2, ends });
  for (let ms = fromMs; ms < untilMs; ms += 5 * everyMs) {
    if (right - xAt(ms) > 12 || ms === fromMs)
      marks.push(text(xAt(ms), bottom + 3.6, clock.time(ms), { sizeMm: SMALL }));
  }
  return marks;
}

/** Lines each millimetre, stronger ones each five; at 25 mm/s and 10 mm/mV these are 0.2 s and 0.5 mV. */
function grid(left: number, top: number, right: number, bottom: number): Mark[] {
  const fine: number[] = [];
  const bold: number[] = [];
  const put = (k: number, ...ends: readonly number[]) => (k % BOLD_MM === 0 ? bold : fine).push(...ends);
  for (let k = 0; left + k * FINE_MM <= right + 1e-6; k++) put(k, left + k * FINE_MM, top, left + k * FINE_MM, bottom);
  for (let k = 0; top + k * FINE_MM <= bottom + 1e-6; k++) put(k, left, top + k * FINE_MM, right, top + k * FINE_MM);
  return [
    { kind: 'lines', ink: 'fine', widthMm: 0.1, ends: fine },
    { kind: 'lines', ink: 'bold', widthMm: 0.2, ends: bold },
  ];
}

function laneMarks(of: {
  readonly lane: Lane;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly xAt: (ms: number) => number;
  readonly left: number;
  readonly y: number;
  /** Top and bottom of all lanes: a trace that is larger than its own is not cut off there, as on paper. */
  readonly bounds: readonly [number, number];
}): Mark[] {
  const { lane, fromMs, untilMs, xAt, left, y, bounds } = of;
  const { wave, runs, scale, heightMm, perMv } = lane;
  const { channel } = wave;
  const yAt = (value: number): number => y + heightMm - ((value - scale.low) / (scale.high - scale.low)) * heightMm;
  const marks: Mark[] = [];
  for (const gap of wave.gaps) {
    const [a, b] = [sampleTimeMs(channel, gap.from), sampleTimeMs(channel, gap.until)];
    if (b <= fromMs || a >= untilMs) continue;
    marks.push(...hatched(xAt(Math.max(a, fromMs)), xAt(Math.min(b, untilMs)), y + 1, y + heightMm - 1, gap.reason));
  }
  for (const { firstIndex, values } of runs) {
    const points: number[] = [];
    const first = Math.max(0, Math.ceil(((fromMs - channel.originMs) * channel.rateHz) / 1000) - firstIndex);
    for (let k = first; k < values.length; k++) {
      const ms = sampleTimeMs(channel, firstIndex + k);
      if (ms >= untilMs) break;
      points.push(xAt(ms), Math.min(bounds[1], Math.max(bounds[0], yAt(values[k] as number))));
    }
    // A single sample is a dot, or it would not be seen.
    if (points.length === 2) points.push((points[0] as number) + 0.2, points[1] as number);
    if (points.length > 0) marks.push({ kind: 'path', ink: 'trace', widthMm: 0.25, points });
  }
  if (perMv !== null && scale.gain !== null) {
    const [base, x] = [y + heightMm / 2 + (scale.gain * PULSE_MV) / 2, left - 2 * BOLD_MM];
    const [up, width] = [base - scale.gain * PULSE_MV, (xAt(fromMs + PULSE_MS) - xAt(fromMs)) as number];
    const points = [x, base, x + 1, base, x + 1, up, x + 1 + width, up, x + 1 + width, base, x + 2 + width, base];
    marks.push({ kind: 'path', ink: 'trace', widthMm: 0.35, points });
  }
  const fit = [`${round(scale.low)} to ${round(scale.high)}`, channel.unit, 'to fit'].filter((each) => each !== '');
  const scaled = scale.text === 'auto' ? fit.join(' ') : scale.text;
  const [nameMm, scaledMm] = [wave.name.length * LETTER_MM * NORMAL, scaled.length * LETTER_MM * SMALL];
  // A trace that runs through its own name makes neither readable.
  marks.push({ kind: 'area', ink: 'paper', x: left + 0.4, y: y + 0.4, width: nameMm + scaledMm + 2, height: 3.4 });
  marks.push(text(left + 0.8, y + 3, wave.name, { isBold: true }));
  marks.push(text(left + 1.8 + nameMm, y + 3, scaled, { sizeMm: SMALL, ink: 'quiet' }));
  return marks;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Slanting lines over what is missing, and why, as far as it has room. */
function hatched(left: number, right: number, top: number, bottom: number, reason: string): Mark[] {
  const height = bottom - top;
  const ends: number[] = [left, top, left, bottom, right, top, right, bottom];
  for (let x = left - height; x < right; x += 2.5) {
    const [a, b] = [Math.max(x, left), Math.min(x + height, right)];
    if (a < b) ends.push(a, bottom - (a - x), b, bottom - (b - x));
  }
  const letters = Math.floor((right - left - 2) / 1.35);
  const words = letters >= reason.length ? reason : letters > 6 ? `${reason.slice(0, letters - 3)}...` : '';
  const middle = (top + bottom) / 2;
  return [
    { kind: 'lines', ink: 'gap', widthMm: 0.12, ends },
    ...(words === ''
      ? []
      : ([
          {
            kind: 'area',
            ink: 'paper',
            x: left + 0.8,
            y: middle - 2.2,
            width: Math.min(right - left - 1.6, words.length * 1.35 + 1),
            height: 3.4,
          },
          text(left + 1.3, middle + 0.4, words, { sizeMm: SMALL }),
        ] satisfies Mark[])),
  ];
}

/** Where alarms began, and at the beginning of a row which stood already, above the lanes. */
function alarmMarks(
  { strip, clock, fromMs, untilMs, top }: Parameters<typeof rowMarks>[0],
  xAt: (ms: number) => number,
  lanesTop: number,
  bottom: number,
): Mark[] {
  const inRow = strip.alarms
    .filter((alarm) => alarm.fromMs < untilMs && (alarm.untilMs === null || alarm.untilMs > fromMs))
    .map((alarm) => {
      const isBefore = alarm.fromMs < fromMs;
      const since = isBefore ? ` (since ${clock.time(alarm.fromMs)})` : '';
      return { at: xAt(Math.max(fromMs, alarm.fromMs)), isBefore, words: `${alarm.sign} ${alarm.text}${since}`.trim() };
    })
    .sort((a, b) => a.at - b.at);
  const marks: Mark[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { at, isBefore, words } of inRow) {
    if (!isBefore) {
      const ends: number[] = [];
      for (let y = lanesTop; y < bottom; y += 3) ends.push(at, y, at, Math.min(y + 1.8, bottom));
      marks.push({ kind: 'lines', ink: 'alarm', widthMm: 0.3, ends });
    }
    const x = Math.max(at, free);
    marks.push(text(x, top + 3, words, { ink: 'alarm', isBold: true, sizeMm: SMALL + 0.3 }));
    free = x + words.length * 1.65 + 2;
  }
  return marks;
}
