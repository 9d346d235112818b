import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LiveBed, type LiveRate, type LiveSecond } from '#domain/analysis/liveBed.ts';
import { averaged, heartRate, respirationRate } from '#domain/analysis/rates.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { NumericTable, Recording } from '#fixtures/replay/recording.ts';
import { readRecordings } from '#fixtures/replay/recordings.ts';
import { wfdbAnnotations } from '#fixtures/replay/wfdbAnnotations.ts';
import { NO_SAMPLE } from '#fixtures/replay/wfdbSignals.ts';
import { type MarkedBeats, markedBeats } from './markedBeats.ts';
import { type Compared, type RateScore, rateScore } from './rateScore.ts';

export const ratesUsage = `rates --data DIR
  Heart, pulse and respiration rate of each second, found live in the waves of DIR and its folders (BIDMC: WFDB with numerics of the
  monitor), against the monitor's. good: seconds of good quality; share: of these, within 2 a minute; sharp: good ones whose intervals are
  even enough for a rate to be named within 2 a minute at all. The monitor averages and is late: heart rate 1.3 to 2.3 s after ours, pulse
  rate 6.3 to 7.3 s, the same for all records; respiration not. aligned: the same, each record's numerics moved by the whole seconds that suit
  its heart rate, as clocks differ from record to record. Beside what people marked: breaths (.breath of two, where they agree with
  each other) and beats (.atr, without flutter), each counted as ours are.`;

/** The monitor's values come so many seconds later than ours, by its numeric. Found over all records, not for each. */
const monitorRates = {
  heart: { code: 'MDC_ECG_HEART_RATE', lateS: 1 },
  pulse: { code: 'MDC_PULS_OXIM_PULS_RATE', lateS: 6 },
  respiration: { code: 'MDC_RESP_RATE', lateS: 0 },
} as const;

type RateName = keyof typeof monitorRates;

/** Two people agree on a respiration rate within this, a minute. */
const AGREED_WITHIN = 2;
const BLOCK_MS = 100;
/** Where our seconds end before the monitor's: its heart rate is 1.3 s later than ours, and told each second. */
const PHASE_MS = 320;

/** How far the clocks of waves and of numerics are apart in a record is told nowhere; they are, by up to some seconds. */
const OFFSETS_S = [-2, -1, 1, 2] as const;

/** A beat is certain some 0.4 s after it, where none is overdue; marks are taken from between two of our seconds, as a monitor's rate is. */
const CERTAIN_MS = 900;
/** After flutter it takes so long until its intervals are no longer among those that count. */
const AFTER_FLUTTER_MS = 15_000;
/** More than any rate looks back. */
const KEPT_MS = 60_000;

/** How many intervals each rate is the mean of, by what it is compared with. */
const intervals = {
  ...averaged,
  heartAligned: averaged.heart,
  pulseAligned: averaged.pulse,
  breaths: averaged.respiration,
  beats: averaged.heart,
} as const;
type ComparedName = keyof typeof intervals;

/** What is compared of one record: by the monitor, and by what people marked. */
type RecordRates = Readonly<Record<ComparedName, readonly Compared[]>>;

/** @throws Error on wrong arguments, or when there is no record with a monitor's numerics or marked beats */
export async function rates(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } });
  if (values.data === undefined) throw new Error('--data DIR: needed');
  const names = Object.keys(intervals) as ComparedName[];
  const scores = Object.fromEntries(names.map((name) => [name, {} as Record<string, RateScore>]));
  const all: RecordRates[] = [];
  const problems: string[] = [];
  for (const folder of foldersOf(values.data)) {
    const read = readRecordings(folder);
    problems.push(...read.problems);
    for (const recording of read.recordings) {
      const beats = markedBeats(folder, recording);
      if (recording.numerics === null && beats === null) continue;
      const compared = comparedRates(recording, beats, folder);
      all.push(compared);
      for (const name of names)
        if (compared[name].length > 0)
          (scores[name] as Record<string, RateScore>)[recording.name] = rateScore(compared[name], intervals[name]);
    }
  }
  if (all.length === 0)
    throw new Error(`--data ${values.data}: has no record with a monitor's numerics or marked beats`);
  const total = Object.fromEntries(
    names.map((name) => [
      name,
      rateScore(
        all.flatMap((record) => record[name]),
        intervals[name],
      ),
    ]),
  );
  return { ...scores, all: total, problems };
}

/** The folder and those in it that hold a monitor's numerics or marked beats. */
function foldersOf(dir: string): readonly string[] {
  const below = readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(dir, entry.name)] : [],
  );
  return [dir, ...below].filter((folder) =>
    readdirSync(folder).some((file) => /(_Numerics\.csv|n\.hea|\.atr)$/.test(file)),
  );
}

function comparedRates(recording: Recording, beats: MarkedBeats | null, folder: string): RecordRates {
  const seconds = liveSeconds(recording);
  const besideMonitor = (name: RateName, movedS = 0) =>
    recording.numerics === null ? [] : comparedWithMonitor(seconds, recording.numerics, name, movedS);
  const movedS = clockOffsetS((moved) => besideMonitor('heart', moved));
  return {
    heart: besideMonitor('heart'),
    pulse: besideMonitor('pulse'),
    respiration: besideMonitor('respiration'),
    heartAligned: besideMonitor('heart', movedS),
    pulseAligned: besideMonitor('pulse', movedS),
    breaths: comparedBreaths(seconds, recording, folder),
    beats: beats === null ? [] : comparedBeats(seconds, beats),
  };
}

function comparedWithMonitor(
  seconds: readonly LiveSecond[],
  { numerics, timesMs, values }: NumericTable,
  name: RateName,
  movedS: number,
): readonly Compared[] {
  const { code, lateS } = monitorRates[name];
  const column = numerics.findIndex((numeric) => numeric.code === code);
  return timesMs.map((timeMs, row): Compared => {
    const at = Math.floor(timeMs / 1000) - lateS + movedS;
    return {
      found: rateOf(seconds[at - 1], name),
      earlier: rateOf(seconds[at - 2], name),
      reference: values[row]?.[column] ?? null,
    };
  });
}

/** By how many whole seconds the monitor's values of a record have to be moved for its heart rate to be least off. */
function clockOffsetS(heartMoved: (movedS: number) => readonly Compared[]): number {
  const off = (movedS: number) => rateScore(heartMoved(movedS), intervals.heart).meanAbsoluteError;
  return OFFSETS_S.reduce((best, movedS) => (off(movedS) < off(best) ? movedS : best), 0);
}

const rateOf = (second: LiveSecond | undefined, name: RateName): LiveRate | null => second?.[name] ?? null;

/** Against the breaths that two people marked, in the seconds in which they agree. */
function comparedBreaths(seconds: readonly LiveSecond[], recording: Recording, folder: string): readonly Compared[] {
  const file = join(folder, `${recording.name}.breath`);
  if (!existsSync(file)) return [];
  const frameRateHz = recording.channels[0]?.channel.rateHz ?? 1;
  const people = new Map<string, number[]>();
  for (const { frame, text = '' } of wfdbAnnotations(readFileSync(file), recording.name, frameRateHz))
    people.set(text, [...(people.get(text) ?? []), (frame * 1000) / frameRateHz]);
  const marks = [...people.values()].map((timesMs) => timesMs.sort((a, b) => a - b));
  return seconds.map(({ untilMs, respiration }): Compared => {
    const counted = marks.map((timesMs) =>
      respirationRate(
        timesMs.filter((timeMs) => timeMs <= untilMs - PHASE_MS),
        untilMs - PHASE_MS,
      ),
    );
    const [one, other] = counted;
    const agree = one != null && other != null && Math.abs(one - other) <= AGREED_WITHIN;
    return { found: respiration, earlier: null, reference: agree ? (one + other) / 2 : null };
  });
}

/** Against the heart rate of the beats that people marked, averaged as ours, in the seconds without flutter. */
function comparedBeats(seconds: readonly LiveSecond[], { beatsMs, flutter }: MarkedBeats): readonly Compared[] {
  return seconds.map(({ untilMs, heart }, k): Compared => {
    const atMs = untilMs - PHASE_MS - CERTAIN_MS;
    const isFlutter = flutter.some(([from, until]) => atMs >= from && atMs <= until + AFTER_FLUTTER_MS);
    const marked = beatsMs.filter((beatMs) => beatMs <= atMs && beatMs > atMs - KEPT_MS);
    return {
      found: heart,
      earlier: rateOf(seconds[k - 1], 'heart'),
      reference: isFlutter ? null : heartRate(marked, atMs),
    };
  });
}

/** What a station would say each second that is sent all channels block by block. Second k ends at (k + 1) s. */
export function liveSeconds({ channels }: Recording): readonly LiveSecond[] {
  const described = channels.map(({ channel }, channelId): Channel => ({ ...channel, channelId, originMs: PHASE_MS }));
  const bed = new LiveBed(described);
  const blocks = channels.map(({ channel }) => Math.max(1, Math.round((BLOCK_MS * channel.rateHz) / 1000)));
  const most = Math.max(...channels.map(({ samples }, k) => Math.ceil(samples.length / (blocks[k] as number))));
  const told: LiveSecond[] = [];
  for (let block = 0; block < most; block++)
    for (const [channelId, { samples }] of channels.entries()) {
      const size = blocks[channelId] as number;
      for (const { firstIndex, piece } of withoutMissing(samples, block * size, (block + 1) * size))
        told.push(...bed.put({ channelId, firstIndex, samples: Int32Array.from(piece) }));
    }
  return told;
}

/** The stretches of samples between two indices that are there. */
function withoutMissing(samples: Int16Array, from: number, until: number): { firstIndex: number; piece: Int16Array }[] {
  const end = Math.min(until, samples.length);
  const found: { firstIndex: number; piece: Int16Array }[] = [];
  let begun = from;
  for (let k = from; k <= end; k++) {
    if (k < end && samples[k] !== NO_SAMPLE) continue;
    if (k > begun) found.push({ firstIndex: begun, piece: samples.subarray(begun, k) });
    begun = k + 1;
  }
  return found;
}
