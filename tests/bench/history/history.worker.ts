import { messageOf } from '#domain/errors.ts';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import type { Block } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { columnMsFor } from '#domain/vitals/trend.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { playedScenario } from '#fixtures/scenarios/scenarios.ts';
import type { BedSource } from '#fixtures/source.ts';
import { HistoryReader } from '#renderer/history/historyReader.ts';
import { HistoryWriter } from '#renderer/history/historyWriter.ts';
import { waveName } from '#renderer/history/keptWave.ts';
import { type History, openHistory } from '#renderer/history/openHistory.ts';
import { ownerOf, type Whose } from '#renderer/history/owner.ts';
import { readRows } from '#renderer/history/readRows.ts';
import { Retention } from '#renderer/history/retention.ts';
import { TrendReader } from '#renderer/history/trendReader.ts';
import { type BenchAnswer, type BenchTask, START_MS } from './tasks.ts';

/** Patients that are played over and over, so that what is measured is the writing and not their invention. */
const PATIENTS = 8;
const LOOP_S = 120;

/** A browser that refuses for so long will not take it any more: a station has five minutes. */
const GIVEN_UP_MS = 75_000;

/** Two ECGs of 250 Hz, respiration of 62.5 and pleth of 125: the ward of MEASURES.md. */
const WAVES = ['MDC_ECG_ELEC_POTL_II', 'MDC_ECG_ELEC_POTL_V', 'MDC_IMPED_TTHOR', 'MDC_PULS_OXIM_PLETH'];

/** What of a worker's global is needed; the tests are compiled for pages, which have other types. */
const scope = globalThis as unknown as {
  addEventListener(type: 'message', listener: (event: MessageEvent<BenchTask>) => void): void;
};

interface LoopedPatient {
  readonly channels: readonly Channel[];
  readonly samples: readonly Int32Array[];
  readonly numerics: BedSource['numerics'];
}

let history: Promise<History> | null = null;
let writer: HistoryWriter | null = null;
let patients: readonly LoopedPatient[] | null = null;

async function opened(): Promise<History> {
  const secret = new Uint8Array(32).fill(1);
  const answer = await openHistory({ name: 'vigil.bench', secret, expectedStoreId: null, nowMs: START_MS });
  if (!answer.ok) throw new Error(answer.reason);
  return answer.history;
}

function looped(source: BedSource): LoopedPatient {
  const { waveforms } = source.read(LOOP_S * 1000);
  const positions = WAVES.map((code) => source.channels.findIndex((channel) => channel.code === code));
  if (positions.includes(-1)) throw new Error(`${source.displayName} has not the waves ${WAVES.join(', ')}`);
  return {
    numerics: source.numerics,
    channels: positions.map((position, k) => ({
      ...(source.channels[position] as BedSource['channels'][number]),
      channelId: k,
      originMs: START_MS,
    })),
    samples: positions.map((position) => {
      const all = new Int32Array(LOOP_S * (source.channels[position]?.rateHz ?? 0));
      for (const { channel, firstIndex, samples } of waveforms) if (channel === position) all.set(samples, firstIndex);
      return all;
    }),
  };
}

function patientOf(bed: number): LoopedPatient {
  patients ??= playedScenario('quiet', PATIENTS, 1).sources.map(looped);
  return patients[bed % PATIENTS] as LoopedPatient;
}

function bedOf(bed: number): Bed {
  const { channels, numerics } = patientOf(bed);
  return {
    bedKey: `bench/bed-${bed}`,
    displayName: `Bed ${bed}`,
    patient: { patientId: `p-${bed}`, displayName: `Testperson ${bed}`, ageYears: null, sex: 'unknown' },
    channels: channels.map((channel) => ({ ...channel, channelId: 100 * bed + channel.channelId })),
    numerics: numerics.map((numeric, k) => ({ ...numeric, numericId: 100 * bed + 50 + k })),
  };
}

function whoseBed(bed: number): Whose {
  const { bedKey, patient } = bedOf(bed);
  return { bedKey, owner: ownerOf(bedKey, patient), aheadMs: 0 };
}

/** What a bed gives in one second. */
function blocksOf(bed: number, second: number): Block[] {
  const { channels, samples } = patientOf(bed);
  return channels.map(({ channelId, rateHz }, k) => {
    const [from, until] = [Math.ceil(second * rateHz), Math.ceil((second + 1) * rateHz)];
    const all = samples[k] as Int32Array;
    const at = from % all.length;
    return { channelId: 100 * bed + channelId, firstIndex: from, samples: all.slice(at, at + until - from) };
  });
}

/** What all beds give in one second; returns the number of samples. */
function give(to: HistoryWriter, described: readonly Bed[], second: number): number {
  const nowMs = START_MS + (second + 1) * 1000;
  let samples = 0;
  for (let bed = 0; bed < described.length; bed++) {
    const blocks = blocksOf(bed, second);
    for (const block of blocks) samples += block.samples.length;
    to.take(blocks, nowMs);
  }
  const observations = described.flatMap(({ numerics }) =>
    numerics.map(({ numericId }) => ({ numericId, timeMs: nowMs, value: 60 + ((second + numericId) % 9) })),
  );
  to.observe(observations, nowMs);
  return samples;
}

async function write({
  beds,
  fromS,
  untilS,
  speed = Number.POSITIVE_INFINITY,
}: Extract<BenchTask, { do: 'write' }>): Promise<BenchAnswer> {
  const described = Array.from({ length: beds }, (_, bed) => bedOf(bed));
  history ??= opened();
  writer ??= await HistoryWriter.open(await history, START_MS + fromS * 1000);
  writer.describe('bench', described, START_MS);
  const eachMs: number[] = [];
  let samples = 0;
  const started = performance.now();
  for (let second = fromS; second < untilS; second++) {
    const nowMs = START_MS + (second + 1) * 1000;
    samples += give(writer, described, second);
    const begun = performance.now();
    await writer.beat(nowMs);
    eachMs.push(performance.now() - begun);
    const aheadMs = ((second + 1 - fromS) * 1000) / speed - (performance.now() - started);
    if (aheadMs > 0) await pause(aheadMs);
  }
  const { counts, recorder } = writer;
  return {
    eachMs,
    allMs: performance.now() - started,
    samples,
    isWhole: counts.failedWrites === 0 && recorder.counts.repeated === 0,
    writtenBytes: counts.writtenBytes,
  };
}

async function evict({ beds, minutes, fromS, untilS }: Extract<BenchTask, { do: 'evict' }>): Promise<BenchAnswer> {
  history ??= opened();
  const { database } = await history;
  const wallMs = START_MS + fromS * 1000;
  // What is counted while it is written is not measured here.
  const counting = new Retention(await history, { ...defaultKeepPolicy, budgetBytes: Number.POSITIVE_INFINITY });
  while (await counting.step(wallMs));
  const keptMs = wallMs - (START_MS + minutes * 60_000);
  const policy = { ...defaultKeepPolicy, keptMs, stripsKeptMs: keptMs };
  const retention = new Retention(await history, policy, async () => writer?.settled());
  const started = performance.now();
  let allMs = 0;
  const letGo = async (): Promise<void> => {
    while (await retention.step(wallMs));
    allMs = performance.now() - started;
  };
  const [written] = await Promise.all([write({ do: 'write', beds, fromS, untilS }), letGo()]);
  const oldest = await database.chunk.orderBy(':id').first();
  return { ...written, allMs, isWhole: written.isWhole && oldest?.fromMs === START_MS + minutes * 60_000 };
}

async function fill({ beds, refusals, mostS, budgetBytes }: Extract<BenchTask, { do: 'fill' }>): Promise<BenchAnswer> {
  history ??= opened();
  const described = Array.from({ length: beds }, (_, bed) => bedOf(bed));
  const filling = await HistoryWriter.open(await history, START_MS);
  filling.describe('bench', described, START_MS);
  const retention = new Retention(await history, { ...defaultKeepPolicy, budgetBytes });
  const started = performance.now();
  const [refusedMs, told]: [number[], Set<string>] = [[], new Set()];
  let [second, samples, waitedS] = [0, 0, 0];
  let isStuck = false;
  for (; second < mostS && refusedMs.length < refusals && !isStuck; second++) {
    samples += give(filling, described, second);
    const nowMs = (): number => START_MS + (second + 1 + waitedS) * 1000;
    // What can't be done now is done again, as the service does.
    const tidy = (isFull: boolean): Promise<unknown> =>
      retention.step(nowMs(), isFull).catch((cause: unknown) => told.add(`letting go: ${messageOf(cause)}`));
    await filling.beat(nowMs());
    await tidy(false);
    const begun = performance.now();
    // As the service does: no more is taken from the station meanwhile, which keeps it.
    while (filling.problem !== '') {
      told.add(filling.problem);
      await pause(1000);
      waitedS++;
      await tidy(filling.problem.includes('QuotaExceeded'));
      await filling.beat(nowMs());
      if (filling.problem === '') refusedMs.push(performance.now() - begun);
      else if (performance.now() - begun > GIVEN_UP_MS) {
        isStuck = true;
        break;
      }
    }
  }
  await filling.finish(START_MS + (second + waitedS) * 1000);
  const { database } = await history;
  const oldest = await database.chunk.orderBy(':id').first();
  const heldFromS = ((oldest?.fromMs ?? START_MS) - START_MS) / 1000;
  const reader = new HistoryReader(await history);
  let [missing, damaged] = [0, 0];
  for (let bed = 0; bed < beds; bed += 7) {
    for (let from = heldFromS; from < second; from += 60) {
      const until = Math.min(second, from + 60);
      for (const { code, label, rateHz } of patientOf(bed).channels) {
        const [fromMs, untilMs] = [START_MS + from * 1000, START_MS + until * 1000];
        const found = await reader.readWindow(whoseBed(bed), waveName({ code, label }), fromMs, untilMs);
        const runs = found.waves.flatMap((wave) => wave.runs);
        const there = runs.reduce((sum, run) => sum + run.samples.length, 0);
        missing += Math.ceil(until * rateHz) - Math.ceil(from * rateHz) - there;
        damaged += found.damaged.length;
      }
    }
  }
  const filled = {
    refusedMs,
    isStuck,
    letGoRecords: retention.counts.records,
    told: [...told],
    writtenMinutes: second / 60,
    letGoMinutes: heldFromS / 60,
    missing,
    damaged,
  };
  return {
    eachMs: [],
    allMs: performance.now() - started,
    samples,
    isWhole: missing === 0,
    writtenBytes: filling.counts.writtenBytes,
    filled,
  };
}

async function read({
  beds,
  fromS,
  untilS,
  spanMs,
  count,
  everyMs = 0,
}: Extract<BenchTask, { do: 'read' }>): Promise<BenchAnswer> {
  history ??= opened();
  const store = await history;
  const reader = new HistoryReader(store);
  const ends = Math.max(0, (untilS - fromS) * 1000 - spanMs);
  const nothingMs: number[] = [];
  const askForNothing = async (): Promise<void> => {
    const begun = performance.now();
    await readRows(store.database.backendDB(), [{ table: 'cursor', key: 'nothing' }]);
    nothingMs.push(performance.now() - begun);
  };
  const answer = await eachTimed(count, everyMs, askForNothing, async (n) => {
    // Golden-ratio steps: spread over the whole, and the same in every run.
    const fromMs = START_MS + fromS * 1000 + Math.floor(((n * 0.6180339887) % 1) * ends);
    const bed = n % beds;
    const channel = patientOf(bed).channels[n % WAVES.length] as Channel;
    const { waves } = await reader.readWindow(whoseBed(bed), waveName(channel), fromMs, fromMs + spanMs);
    const [wave] = waves;
    return {
      samples: wave?.runs.reduce((sum, run) => sum + run.samples.length, 0) ?? 0,
      isWhole: wave !== undefined && wave.gaps.length === 0,
    };
  });
  return { ...answer, nothingMs };
}

async function overview({ beds, untilS, count }: Extract<BenchTask, { do: 'overview' }>): Promise<BenchAnswer> {
  history ??= opened();
  const reader = new HistoryReader(await history);
  const untilMs = START_MS + untilS * 1000;
  const fromMs = Math.max(START_MS, untilMs - 24 * 3_600_000);
  return eachTimed(count, 0, null, async (n) => {
    const name = WAVES[n % WAVES.length] as string;
    const { waves } = await reader.readEnvelope(whoseBed(n % beds), name, fromMs, untilMs, 60_000);
    const bins = waves[0]?.bins ?? [];
    return {
      samples: bins.reduce((sum, bin) => sum + bin.count, 0),
      // The last minute is not over.
      isWhole: bins.length >= Math.floor((untilMs - fromMs) / 60_000) - 1,
    };
  });
}

const DAY_S = 24 * 3600;
/** Values of so many seconds are given at once. */
const GIVEN_S = 30;

function dayBed(bed: number): Bed {
  const { bedKey, numerics, ...known } = bedOf(bed);
  return {
    ...known,
    bedKey: `${bedKey}-day`,
    channels: [],
    numerics: numerics.map((numeric) => ({ ...numeric, numericId: numeric.numericId + 1_000_000 })),
  };
}

async function dayOfValues({ beds, atS }: Extract<BenchTask, { do: 'dayOfValues' }>): Promise<BenchAnswer> {
  history ??= opened();
  const described = Array.from({ length: beds }, (_, bed) => dayBed(bed));
  writer ??= await HistoryWriter.open(await history, START_MS + atS * 1000);
  writer.describe('day', described, START_MS);
  const eachMs: number[] = [];
  const started = performance.now();
  for (let second = 0; second <= DAY_S + 600; second += GIVEN_S) {
    const nowMs = START_MS + (atS + second + GIVEN_S) * 1000;
    for (let k = 0; k < GIVEN_S && second + k < DAY_S; k++) {
      const timeMs = START_MS + (second + k) * 1000;
      const given = described.flatMap(({ numerics }) =>
        numerics.map(({ numericId }) => ({ numericId, timeMs, value: 60 + ((second + k + numericId) % 9) })),
      );
      writer.observe(given, nowMs);
    }
    const begun = performance.now();
    await writer.beat(nowMs);
    eachMs.push(performance.now() - begun);
  }
  const { failedWrites } = writer.counts;
  const allMs = performance.now() - started;
  return { eachMs, allMs, samples: 0, isWhole: failedWrites === 0, writtenBytes: writer.counts.writtenBytes };
}

/** As wide as a trend is drawn on a screen of 1920 pixels. */
const TREND_COLUMNS = 800;

async function trend({ beds, count, isAgain }: Extract<BenchTask, { do: 'trend' }>): Promise<BenchAnswer> {
  history ??= opened();
  const store = await history;
  const [fromMs, untilMs] = [START_MS, START_MS + DAY_S * 1000];
  const columnMs = columnMsFor(untilMs - fromMs, TREND_COLUMNS);
  const reader = new TrendReader(store, () => performance.now());
  const read = (bed: number) => {
    const { bedKey, patient } = dayBed(bed);
    return reader.trends({ bedKey, owner: ownerOf(bedKey, patient), aheadMs: 0 }, fromMs, untilMs, columnMs);
  };
  if (isAgain) await read(0);
  return eachTimed(count, 0, null, async (n) => {
    if (!isAgain) reader.forget();
    const bed = isAgain ? 0 : n % beds;
    const { trends, damaged } = await read(bed);
    const counted = trends.map(({ columns }) => columns.count.reduce((sum, each) => sum + each, 0));
    return {
      samples: counted.reduce((sum, each) => sum + each, 0),
      isWhole:
        damaged.length === 0 &&
        counted.length === dayBed(bed).numerics.length &&
        counted.every((each) => each === DAY_S),
    };
  });
}

async function eachTimed(
  count: number,
  everyMs: number,
  before: (() => Promise<void>) | null,
  one: (n: number) => Promise<Pick<BenchAnswer, 'samples' | 'isWhole'>>,
): Promise<BenchAnswer> {
  const eachMs: number[] = [];
  let samples = 0;
  let isWhole = true;
  const started = performance.now();
  for (let n = 0; n < count; n++) {
    await before?.();
    const begun = performance.now();
    const answer = await one(n);
    eachMs.push(performance.now() - begun);
    samples += answer.samples;
    isWhole &&= answer.isWhole;
    if (everyMs > 0) await pause(everyMs - (performance.now() - begun));
  }
  return { eachMs, allMs: performance.now() - started, samples, isWhole, writtenBytes: 0 };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

function perform(task: BenchTask): Promise<BenchAnswer> {
  switch (task.do) {
    case 'write':
      return write(task);
    case 'evict':
      return evict(task);
    case 'fill':
      return fill(task);
    case 'read':
      return read(task);
    case 'overview':
      return overview(task);
    case 'dayOfValues':
      return dayOfValues(task);
    case 'trend':
      return trend(task);
  }
}

scope.addEventListener('message', ({ data, ports }) => {
  perform(data).then(
    (answer) => ports[0]?.postMessage(answer),
    (cause: unknown) => ports[0]?.postMessage({ failed: cause instanceof Error ? cause.message : String(cause) }),
  );
});
