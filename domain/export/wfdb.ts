import { sampleIndexAt, sampleTimeMs } from '#domain/signals/channel.ts';
import type { Range } from '#domain/signals/ranges.ts';
import { type ExportFile, type ExportSpan, type ExportSteps, type ExportWave, fullNameOf } from './exportSpan.ts';
import { indicesOf, wavesByMoments } from './moments.ts';
import { asciiText, joinBytes, oneLine } from './texts.ts';
import { utcParts } from './utcTexts.ts';
import { type WfdbNote, wfdbAnnotations } from './wfdbAnnotations.ts';

/** How samples are stored (signal(5)): bytes of each, little-endian; the lowest value stands for no sample. */
const formats = [
  { format: 16, bytes: 2, missing: -(2 ** 15) },
  { format: 24, bytes: 3, missing: -(2 ** 23) },
  { format: 32, bytes: 4, missing: -(2 ** 31) },
] as const;
type Format = (typeof formats)[number];

/** A unit without a blank, as header(5) asks; `NU`, as PhysioNet has it: without one a reader would take millivolts. */
const unitOf = (unit: string): string =>
  unit === ''
    ? 'NU'
    : asciiText(unit)
        .replace('[Hg]', 'Hg')
        .replace(/[\s/()]/g, '_');

type Waves = readonly [ExportWave, ...ExportWave[]];

/**
 * Writes a span as WFDB records, as PhysioNet's tools read them (header(5), signal(5) and annot(5) of the WFDB Applications
 * Guide): one for all waves whose samples are taken at the same moments, with one signal file. Several rates in one record are
 * in the format too, and BioSig reads them wrongly. Raw samples are as they came, in 16, 24 or 32 bits as they need; what is
 * missing has the mark for it, and its reason in the annotations (`.atr`), beside the alarms. Times are UTC. The record line
 * holds milliseconds, and signal lines a whole baseline: exact times, scales and indices are in comments.
 */
export function* wfdbRecords(span: ExportSpan, name: string): ExportSteps {
  const groups = wavesByMoments(span.waves);
  const files: ExportFile[] = [];
  const remarks: string[] = [];
  for (const [k, waves] of groups.entries()) {
    const record = groups.length === 1 ? name : `${name}_${k + 1}`;
    const range = indicesOf(waves[0].channel, span);
    const format = formatOf(waves);
    const stored = storedSamples(waves, range, format);
    yield (k + 0.8) / groups.length;
    const signals = waves.map((wave, signal) => signalLine(wave, record, format, stored.checks[signal] as Check));
    const notes = notesOf(span, waves, range);
    files.push({ name: `${record}.hea`, bytes: joinBytes([header(record, waves, range, signals, span)]) });
    files.push({ name: `${record}.dat`, bytes: stored.bytes });
    if (notes.length > 0) files.push({ name: `${record}.atr`, bytes: wfdbAnnotations(notes) });
    for (const { channel } of waves.filter((wave) => !isBaselineExact(wave)))
      remarks.push(
        `${channel.label}: raw ${-channel.offset / channel.scalePerLsb} is 0 ${channel.unit}, and WFDB holds a whole number; exact in the header's comments`,
      );
    yield (k + 1) / groups.length;
  }
  return { files, remarks };
}

/** The smallest format that holds all samples of waves. */
function formatOf(waves: readonly ExportWave[]): Format {
  let low = 0;
  let high = 0;
  for (const { samples } of waves.flatMap(({ runs }) => runs)) {
    for (const sample of samples) {
      if (sample < low) low = sample;
      if (sample > high) high = sample;
    }
  }
  // The lowest of 32 bits is no sample anywhere in Vigil (domain/signals/block.ts, MISSING).
  return formats.find(({ missing }) => low > missing && high < -missing) ?? formats[2];
}

function isBaselineExact({ channel: { scalePerLsb, offset } }: ExportWave): boolean {
  return Number.isInteger(-offset / scalePerLsb) && Math.abs(offset / scalePerLsb) < 2 ** 31;
}

/** What a header says of a signal to check it by. */
interface Check {
  readonly first: number;
  /** Of all samples, as a signed number of 16 bits. */
  readonly sum: number;
}

/** The samples of waves, one of each after the other. */
function storedSamples(waves: Waves, { from, until }: Range, { bytes: size, missing }: Format) {
  const count = until - from;
  const view = new DataView(new ArrayBuffer(count * waves.length * size));
  const put = {
    2: (at: number, value: number) => view.setInt16(at, value, true),
    3: (at: number, value: number) => {
      view.setUint16(at, value & 0xffff, true);
      view.setInt8(at + 2, value >> 16);
    },
    4: (at: number, value: number) => view.setInt32(at, value, true),
  }[size];
  for (let at = 0; at < view.byteLength; at += size) put(at, missing);
  const checks = waves.map(({ runs }, signal): Check => {
    let sum = count * missing;
    for (const { firstIndex, samples } of runs) {
      for (const [k, value] of samples.entries()) {
        put(((firstIndex + k - from) * waves.length + signal) * size, value);
        sum += value - missing;
      }
    }
    const [head] = runs;
    const first = head?.firstIndex === from ? (head.samples[0] ?? missing) : missing;
    return { first, sum: (((sum % 0x10000) + 0x18000) % 0x10000) - 0x8000 };
  });
  return { bytes: new Uint8Array(view.buffer), checks };
}

function signalLine({ channel }: ExportWave, record: string, { format, bytes }: Format, { first, sum }: Check): string {
  const { scalePerLsb, offset, unit, label } = channel;
  const zero = Math.round(-offset / scalePerLsb);
  const gain = `${1 / scalePerLsb}(${zero === 0 ? 0 : zero})/${unitOf(unit)}`;
  return `${record}.dat ${format} ${gain} ${bytes * 8} 0 ${first} ${sum} 0 ${asciiText(oneLine(label)) || 'unnamed'}`;
}

function header(
  record: string,
  waves: Waves,
  { from, until }: Range,
  lines: readonly string[],
  span: ExportSpan,
): string {
  const { channel: timing } = waves[0];
  const startMs = sampleTimeMs(timing, from);
  const { hours, minutes, seconds, millis, day, month, year } = utcParts(startMs);
  const { patient, bedName, stationName } = span;
  const about = [
    'Times are UTC. The lowest value is no sample; why, the annotations tell.',
    `Exported by Vigil from ${stationName}, bed ${bedName}`,
    patient === null
      ? 'Patient: not stated'
      : `Patient: ${patient.patientId} ${patient.displayName}, age ${patient.ageYears ?? 'not known'}, sex ${patient.sex}`,
    `First sample: index ${from}, of ${timing.rateHz} Hz since ${timing.originMs} ms after 1970`,
    ...waves.map((wave, signal) => {
      const { scalePerLsb, offset, unit, rawMinimum, rawMaximum } = wave.channel;
      return `Signal ${signal}: ${fullNameOf(wave)}, physical = raw x ${scalePerLsb} + ${offset} ${unit || 'without a unit'}, saturated at ${rawMinimum} and ${rawMaximum}`;
    }),
  ];
  return [
    `${record} ${waves.length} ${timing.rateHz} ${until - from} ${hours}:${minutes}:${seconds}.${millis} ${day}/${month}/${year}`,
    ...lines,
    ...about.map((line) => `# ${asciiText(oneLine(line))}`),
    '',
  ].join('\n');
}

/** Alarms, and why samples are missing, by sample. What began before stands at the first one, and says when. */
function notesOf(span: ExportSpan, waves: Waves, { from, until }: Range): WfdbNote[] {
  const within = (index: number): number => Math.max(0, Math.min(until - from - 1, Math.floor(index) - from));
  const alarms = span.notes.map(({ fromMs, untilMs, text }) => ({
    sample: within(sampleIndexAt(waves[0].channel, fromMs)),
    text: `${text} [${stretch(fromMs, untilMs)}]`,
  }));
  const gaps = waves.flatMap(({ channel, gaps }) =>
    gaps.map((gap) => ({
      sample: within(gap.from),
      text: `no samples of ${channel.label} [${stretch(sampleTimeMs(channel, gap.from), sampleTimeMs(channel, gap.until))}]: ${gap.reason}`,
    })),
  );
  return [...alarms, ...gaps].sort((a, b) => a.sample - b.sample);
}

function stretch(fromMs: number, untilMs: number | null): string {
  const text = (ms: number): string => {
    const { hours, minutes, seconds, millis } = utcParts(ms);
    return `${hours}:${minutes}:${seconds}.${millis}`;
  };
  return `${text(fromMs)} to ${untilMs === null ? 'after the end' : text(untilMs)}`;
}
