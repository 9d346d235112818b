import { lookUpCode } from '#domain/codes/mdc.ts';
import { physicalValue, sampleTimeMs } from '#domain/signals/channel.ts';
import { edfAnnotations } from './edfAnnotations.ts';
import { type ExportFile, type ExportSpan, type ExportSteps, type ExportWave, fullNameOf } from './exportSpan.ts';
import { type FrameGroup, frameGroups, frameTimeMs } from './frames.ts';
import { asciiText, joinBytes, oneLine } from './texts.ts';
import { isoMicros, utcParts } from './utcTexts.ts';

/** A data record is about so long. */
const RECORD_S = 1;
/** Lengths of a record that are tried, so that its duration has 8 letters. */
const MOST_FRAMES = 10_000;

/**
 * Digital ranges that are tried, so that the physical ones at their ends have 8 letters; the last takes all of 16 bits. The
 * lowest value stands for no sample, as EDF has none for it.
 */
const WIDEST = 32_767;
const RANGES = [2047, 4000, 8000, 10_000, 16_000, 20_000, 25_000, 30_000, 32_000, WIDEST];

/** How a wave's raw samples stand in 16 bits: digital = (raw - shift) / step, rounded; the lowest is no sample. */
interface Scaled {
  readonly shift: number;
  readonly step: number;
  readonly digital: readonly [missing: number, high: number];
  readonly physical: readonly [low: string, high: string];
  /** Of the physical range; `none`: 8 letters can't tell it, and the digital one stands in its place. */
  readonly precision: 'exact' | 'rounded' | 'none';
}

/**
 * Writes a span as EDF+ (Kemp and Olivan, Clin Neurophysiol 2003;114:1755-1761; edfplus.info): one file for all waves whose
 * samples can stand in common frames, else more. EDF+D where there are stretches without a sample of any wave; where only some
 * waves have none, the lowest digital value stands there and an annotation tells why. Raw samples are kept as they are where
 * their range fits into 16 bits, else divided, which the remarks and an annotation say. Times are UTC; the first record's annotation
 * holds the part of a second. Alarms are annotations.
 */
export function* edfFiles(span: ExportSpan, name: string): ExportSteps {
  const groups = frameGroups(span);
  const files: ExportFile[] = [];
  const remarks: string[] = [];
  for (const [k, group] of groups.entries()) {
    const { bytes, said } = edfFile(span, group);
    files.push({ name: groups.length === 1 ? `${name}.edf` : `${name}_${k + 1}.edf`, bytes });
    remarks.push(...said);
    yield (k + 1) / groups.length;
  }
  return { files, remarks };
}

function edfFile(span: ExportSpan, group: FrameGroup): { bytes: Uint8Array<ArrayBuffer>; said: readonly string[] } {
  const { framesPerRecord, duration, isExact: isDurationExact } = recordLength(group.frameRateHz);
  const starts = recordStarts(group, framesPerRecord);
  const scaled = group.members.map(({ wave }) => scaledFor(wave));
  const startMs = frameTimeMs(group, starts[0] ?? group.fromFrame);
  const headerMs = Math.floor(startMs / 1000) * 1000;
  const onset = (timeMs: number): number => (timeMs - headerMs) / 1000;

  const losses = group.members.flatMap(({ wave }, k) => lossOf(wave, scaled[k] as Scaled));
  const said = isDurationExact
    ? losses
    : [...losses, `${group.frameRateHz} Hz can't be told exactly by an EDF record of ${duration} s`];
  const gaps = group.members.flatMap(({ wave: { channel, gaps } }) =>
    gaps.map(({ from, until, reason }) => ({
      onset: onset(sampleTimeMs(channel, from)),
      duration: (sampleTimeMs(channel, until) - sampleTimeMs(channel, from)) / 1000,
      text: `no samples of ${channel.label}: ${reason}`,
    })),
  );
  const alarms = span.notes.map(({ fromMs, untilMs, text }) => ({
    // Readers take a time before the file's beginning for one far behind its end.
    onset: onset(Math.max(fromMs, startMs)),
    duration: untilMs === null ? null : (untilMs - Math.max(fromMs, startMs)) / 1000,
    text: fromMs < startMs ? `${text} (since ${isoMicros(fromMs)})` : text,
  }));
  const remarks = said.map((text) => ({ onset: onset(startMs), duration: null, text }));
  const notes = [...remarks, ...alarms, ...gaps].sort((a, b) => a.onset - b.onset);
  const annotations = edfAnnotations(
    starts.map((frame) => onset(frameTimeMs(group, frame))),
    notes,
  );

  const perRecord = group.members.map(({ samplesPerFrame }) => samplesPerFrame * framesPerRecord);
  const data = dataRecords(group, { starts, perRecord, scaled, annotations });
  const isContinuous = starts.every((start, k) => start === (starts[0] as number) + k * framesPerRecord);
  const head = header({
    span,
    group,
    scaled,
    perRecord,
    annotations,
    headerMs,
    duration,
    isContinuous,
    records: starts.length,
  });
  return { bytes: joinBytes([head, data]), said };
}

/** Frames of a record, and its duration in seconds, of 8 letters, exact if that is possible. */
function recordLength(frameRateHz: number): { framesPerRecord: number; duration: string; isExact: boolean } {
  const least = Math.max(1, Math.round(RECORD_S * frameRateHz));
  for (let frames = least; frames < Math.min(MOST_FRAMES, least * 100); frames++) {
    const text = eightLetters(frames / frameRateHz);
    if (text !== null && frames / Number(text) === frameRateHz)
      return { framesPerRecord: frames, duration: text, isExact: true };
  }
  return { framesPerRecord: least, duration: eightLetters(least / frameRateHz) ?? '1', isExact: false };
}

/** The frames at which records begin: one behind the other while there is a sample of any wave, else at the next that has one. */
function recordStarts({ members, fromFrame, untilFrame }: FrameGroup, framesPerRecord: number): number[] {
  const held = members
    .flatMap(({ wave: { runs }, samplesPerFrame }) =>
      runs.map(({ firstIndex, samples }) => ({
        from: Math.floor(firstIndex / samplesPerFrame),
        until: Math.ceil((firstIndex + samples.length) / samplesPerFrame),
      })),
    )
    .sort((a, b) => a.from - b.from);
  const starts: number[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (const { from, until } of held) {
    for (next = Math.max(next, from); next < until; next += framesPerRecord) starts.push(next);
  }
  // A file needs a record to tell why there is nothing.
  return starts.length > 0 ? starts : fromFrame < untilFrame ? [fromFrame] : [];
}

function scaledFor({ channel, runs }: ExportWave): Scaled {
  let [low, high] = [0, 0];
  for (const [k, { samples }] of runs.entries()) {
    if (k === 0) low = high = samples[0] as number;
    for (const sample of samples) {
      if (sample < low) low = sample;
      if (sample > high) high = sample;
    }
  }
  const fits = Math.max(-low, high) <= WIDEST;
  const shift = fits ? 0 : Math.round((low + high) / 2);
  const most = Math.max(shift - low, high - shift);
  const step = Math.max(1, Math.ceil(most / WIDEST));
  const candidates = RANGES.filter((range) => range >= Math.ceil(most / step)).flatMap((range): Scaled[] => {
    // One below all samples is for none.
    const digital = [-range - 1, range] as const;
    const values = digital.map((value) => physicalValue(channel, value * step + shift));
    const [lowest, highest] = values.map(eightLetters);
    if (lowest === highest || lowest == null || highest == null) return [];
    const isExact = nearlyIs(Number(lowest), values[0] as number) && nearlyIs(Number(highest), values[1] as number);
    return [{ shift, step, digital, physical: [lowest, highest], precision: isExact ? 'exact' : 'rounded' }];
  });
  const raw: Scaled = { shift, step, digital: [-32768, 32767], physical: ['-32768', '32767'], precision: 'none' };
  return candidates.find(({ precision }) => precision === 'exact') ?? candidates.at(-1) ?? raw;
}

function lossOf({ channel }: ExportWave, { shift, step, precision }: Scaled): string[] {
  const { label, scalePerLsb, unit } = channel;
  const exact = `exact: digital x ${step * scalePerLsb} + ${physicalValue(channel, shift)} ${unit}`;
  const ofPhysical = {
    exact: [],
    rounded: [`${label}: physical values are rounded to the 8 letters that EDF has for their range; ${exact}`],
    none: [`${label}: physical values have no place in the 8 letters of EDF, digital ones stand there; ${exact}`],
  };
  const divided = `${label}: needs more than 16 bits; samples are divided by ${step} and rounded`;
  return [...(step === 1 ? [] : [divided]), ...ofPhysical[precision]];
}

function dataRecords(
  { members }: FrameGroup,
  {
    starts,
    perRecord,
    scaled,
    annotations,
  }: {
    readonly starts: readonly number[];
    readonly perRecord: readonly number[];
    readonly scaled: readonly Scaled[];
    readonly annotations: readonly Uint8Array[];
  },
): Uint8Array {
  const samplesBytes = 2 * perRecord.reduce((sum, count) => sum + count, 0);
  const recordBytes = samplesBytes + (annotations[0]?.length ?? 0);
  const bytes = new Uint8Array(starts.length * recordBytes);
  const view = new DataView(bytes.buffer);
  let before = 0;
  for (const [k, { wave, samplesPerFrame }] of members.entries()) {
    const count = perRecord[k] as number;
    const { shift, step, digital } = scaled[k] as Scaled;
    let run = 0;
    for (const [record, start] of starts.entries()) {
      const from = start * samplesPerFrame;
      const at = record * recordBytes + before;
      for (let s = 0; s < count; s++) view.setInt16(at + 2 * s, digital[0], true);
      const { runs } = wave;
      // A run may reach into the next record, and a record hold several.
      while (run > 0 && endOf(runs[run - 1]) > from) run--;
      for (; run < runs.length; run++) {
        const { firstIndex, samples } = runs[run] as ExportWave['runs'][number];
        if (firstIndex >= from + count) break;
        const last = Math.min(firstIndex + samples.length, from + count);
        for (let index = Math.max(from, firstIndex); index < last; index++) {
          const raw = samples[index - firstIndex] as number;
          view.setInt16(at + 2 * (index - from), Math.round((raw - shift) / step), true);
        }
      }
    }
    before += 2 * count;
  }
  for (const [record, annotation] of annotations.entries()) bytes.set(annotation, record * recordBytes + samplesBytes);
  return bytes;
}

function endOf(run: ExportWave['runs'][number] | undefined): number {
  return run === undefined ? Number.NEGATIVE_INFINITY : run.firstIndex + run.samples.length;
}

function header(of: {
  readonly span: ExportSpan;
  readonly group: FrameGroup;
  readonly scaled: readonly Scaled[];
  readonly perRecord: readonly number[];
  readonly annotations: readonly Uint8Array[];
  readonly headerMs: number;
  readonly duration: string;
  readonly isContinuous: boolean;
  readonly records: number;
}): string {
  const { span, group, scaled, annotations } = of;
  const signals = group.members.length + 1;
  const { day, month, monthName, year, hours, minutes, seconds } = utcParts(of.headerMs);
  const startDate = `Startdate ${day}-${monthName}-${year} X ${subfield(span.by)} Vigil_${subfield(span.stationName)}`;
  const waves = group.members.map(({ wave }) => wave);
  const columns: readonly [width: number, ofWaves: readonly string[], ofAnnotations: string][] = [
    [16, waves.map(labelOf), 'EDF Annotations'],
    [80, waves.map(fullNameOf), ''],
    [
      8,
      waves.map(({ channel: { unit } }, k) => (scaled[k]?.precision === 'none' ? '' : unit.replace('[Hg]', 'Hg'))),
      '',
    ],
    [8, scaled.map(({ physical }) => physical[0]), '-1'],
    [8, scaled.map(({ physical }) => physical[1]), '1'],
    [8, scaled.map(({ digital }) => String(digital[0])), '-32768'],
    [8, scaled.map(({ digital }) => String(digital[1])), '32767'],
    // Prefiltering: what the device did is not told to us.
    [80, waves.map(() => ''), ''],
    [8, of.perRecord.map(String), String((annotations[0]?.length ?? 0) / 2)],
    [32, waves.map(() => ''), ''],
  ];
  return [
    field('0', 8),
    field(patientField(span), 80),
    field(startDate, 80),
    field(`${day}.${month}.${year.slice(2)}`, 8),
    field(`${hours}.${minutes}.${seconds}`, 8),
    field(String(256 * (signals + 1)), 8),
    field(of.isContinuous ? 'EDF+C' : 'EDF+D', 44),
    field(String(of.records), 8),
    field(of.duration, 8),
    field(String(signals), 4),
    ...columns.flatMap(([width, each, last]) => [...each, last].map((text) => field(text, width))),
  ].join('');
}

/** Code, sex, birthdate, name: subfields without a blank, `X` where one is not known or not to be told. */
function patientField({ patient }: ExportSpan): string {
  if (patient === null) return 'X X X X';
  const sex = { female: 'F', male: 'M', other: 'X', unknown: 'X' }[patient.sex];
  const age = patient.ageYears === null ? '' : ` age_${patient.ageYears}`;
  return `${subfield(patient.patientId)} ${sex} X ${subfield(patient.displayName)}${age}`;
}

function subfield(text: string): string {
  return asciiText(oneLine(text)).replaceAll(' ', '_') || 'X';
}

/** `ECG II`, as the standard texts of EDF+ have it, where the code tells that it is one. */
function labelOf({ channel: { code, label } }: ExportWave): string {
  const known = lookUpCode(code);
  return known?.parameter === 'ecg' && known.shortName !== 'ECG' ? `ECG ${known.shortName}` : label;
}

function field(text: string, width: number): string {
  return asciiText(oneLine(text)).slice(0, width).padEnd(width);
}

/** A number in at most 8 letters, as near as they allow; null: they do not. */
function eightLetters(value: number): string | null {
  const texts = [String(value), ...[6, 5, 4, 3, 2, 1, 0].map((digits) => String(Number(value.toFixed(digits))))];
  return texts.find((text) => text.length <= 8 && !text.includes('e')) ?? null;
}

/** Equal but for the rounding of the last bits of a double. */
function nearlyIs(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-12 * Math.max(Math.abs(one), Math.abs(other));
}
