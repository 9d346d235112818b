import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { BedRates } from '#domain/rates/bedRates.ts';
import type { Block } from '#domain/signals/block.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { type ToWatch, type Watched, WatchedWard } from '#main/watch/watchedWard.ts';
import type { WatcherEvents } from '#main/watch/watchThread.ts';
import { WaveWatch } from '#main/watch/waveWatch.ts';
import { GATEWAY } from '#tests/domain/alarms/bedside.ts';
import { beating, bedOf, blockOf, leadII } from './waves.ts';

/** Whoever reads the waves, here: answers when a test lets it. */
class Reader {
  readonly posted: ToWatch[] = [];
  readonly #ward = new WatchedWard();
  readonly #events: WatcherEvents;
  readonly #answers: Watched[] = [];
  isClosed = false;

  constructor(events: WatcherEvents) {
    this.#events = events;
  }

  post(message: ToWatch): void {
    this.posted.push(message);
    const answer = this.#ward.take(message);
    if (answer !== null) this.#answers.push(answer);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  answer(): void {
    for (const watched of this.#answers.splice(0)) this.#events.watched(watched);
  }

  dies(reason: string): void {
    this.#events.ended(reason);
  }

  fails(bedKey: string, reason: string): void {
    this.#events.watched({ rates: [], failed: [{ bedKey, reason }] });
  }

  get parcels(): number {
    return this.posted.filter(({ type }) => type === 'parcel').length;
  }
}

function station() {
  const scheduler = new VirtualTimeScheduler();
  const readers: Reader[] = [];
  const ended: string[] = [];
  const passedOver = new Map<string, number>();
  const failed: string[] = [];
  let answers = true;
  const watch = new WaveWatch({
    open: (events) => {
      const reader = new Reader(events);
      readers.push(reader);
      return reader;
    },
    passedOver: (gatewayId, samples) => passedOver.set(gatewayId, (passedOver.get(gatewayId) ?? 0) + samples),
    failed: (gatewayId, reason) => failed.push(`${gatewayId}: ${reason}`),
    ended: (reason) => ended.push(reason),
    scheduler,
  });
  const passes = (ms: number) => {
    const untilMs = scheduler.now() + ms;
    while (scheduler.now() < untilMs) {
      scheduler.maxFrames = Math.min(untilMs, scheduler.now() + 100);
      scheduler.flush();
      scheduler.frame = scheduler.maxFrames;
      if (answers) for (const reader of readers) reader.answer();
    }
  };
  const described = (...beds: Bed[]) => watch.apply({ type: 'beds', gatewayId: GATEWAY, beds });
  const given = (...blocks: Block[]) => watch.apply({ type: 'blocks', gatewayId: GATEWAY, blocks });
  return {
    watch,
    readers,
    ended,
    passedOver,
    failed,
    passes,
    described,
    given,
    hangs: () => {
      answers = false;
    },
    wakes: () => {
      answers = true;
    },
    /** A lead beats for so long, and time passes with it. */
    beats: (channelId: number, ratePerMin: number, fromS: number, untilS: number) => {
      const samples = beating(ratePerMin, untilS);
      for (let s = fromS; s < untilS; s++) {
        given(blockOf(channelId, samples, s, s + 1));
        passes(1_000);
      }
    },
    ratesOf: (bed: string): BedRates | undefined => watch.snapshot().find(({ bedKey }) => bedKey === bed),
  };
}

const BED = `${GATEWAY}/1`;
const anna = bedOf(BED, 'anna', [leadII(1)]);

test('a bed’s heart rate is told as news once, and again as long as it is so', () => {
  const { watch, described, beats, passes } = station();
  described(anna);
  beats(1, 72, 0, 30);
  expect(watch.takeNews()).toMatchObject([{ bedKey: BED, patientKey: 'anna', heart: 72 }]);
  passes(500);
  expect(watch.takeNews()).toEqual([]);
  expect(watch.snapshot()).toMatchObject([{ heart: 72 }]);
});

test('nothing is started for a station without samples, and not in its first seconds', () => {
  const { readers, described, given, passes } = station();
  described(anna);
  passes(60_000);
  expect(readers).toHaveLength(0);
  given(blockOf(1, beating(72, 1), 0, 1));
  passes(3_000);
  expect(readers).toHaveLength(0);
  passes(1_000);
  expect(readers).toHaveLength(1);
});

test('what shows neither heart nor breath is not handed over', () => {
  const { readers, described, given, passes } = station();
  described(bedOf(BED, 'anna', [leadII(1), leadII(2, { code: 'MDC_PRESS_BLD_VEN_CENT', unit: 'mm[Hg]' })]));
  given(blockOf(2, beating(72, 1), 0, 1));
  passes(10_000);
  expect(readers).toHaveLength(0);
});

test('another patient in the bed: nothing of the one before is told any more, also not what comes late', () => {
  const { watch, described, beats, ratesOf, given, hangs, passes, readers } = station();
  described(anna);
  beats(1, 72, 0, 30);
  hangs();
  given(blockOf(1, beating(72, 31), 30, 31));
  passes(2_000);
  described(bedOf(BED, 'bert', [leadII(2)]));
  expect(ratesOf(BED)).toBeUndefined();
  readers[0]?.answer();
  expect(ratesOf(BED)).toBeUndefined();
  expect(watch.takeNews()).toEqual([]);
});

test('what is fetched of the past does not confuse what is read live', () => {
  const { described, beats, given, passes, ratesOf, readers } = station();
  described(bedOf(BED, 'anna', [leadII(1), leadII(3)]));
  beats(1, 72, 300, 330);
  const parcels = readers[0]?.parcels ?? 0;
  const past = beating(150, 300);
  // Of a channel that is live, and of one that has been off since.
  for (let s = 200; s < 290; s++) given(blockOf(1, past, s, s + 1), blockOf(3, past, s, s + 1));
  passes(2_000);
  expect(readers[0]?.parcels).toBe(parcels);
  beats(1, 72, 330, 336);
  expect(ratesOf(BED)?.heart).toBe(72);
});

describe('a thread that', () => {
  test('dies is said once, replaced after a second, and told of the beds and of what comes then', () => {
    const { described, beats, passes, readers, ended, ratesOf, watch } = station();
    described(anna);
    beats(1, 72, 0, 30);
    readers[0]?.dies('it ended');
    expect(ended).toEqual(['it ended']);
    watch.takeNews();
    passes(900);
    expect(readers).toHaveLength(1);
    passes(200);
    expect(readers).toHaveLength(2);
    expect(readers[1]?.posted).toEqual([]);
    beats(1, 96, 32, 60);
    expect(readers[1]?.posted[1]).toMatchObject({ type: 'beds', gatewayId: GATEWAY });
    expect(ratesOf(BED)?.heart).toBe(96);
    expect(ended).toEqual(['it ended']);
  });

  test('dies again and again is replaced less and less often', () => {
    const { described, beats, passes, readers } = station();
    described(anna);
    beats(1, 72, 0, 8);
    const after: number[] = [];
    for (let n = 1; n < 5; n++) {
      readers.at(-1)?.dies('it ended');
      let ms = 0;
      while (readers.length === n) {
        passes(100);
        ms += 100;
      }
      after.push(Math.round(ms / 1_000));
    }
    expect(after).toEqual([1, 2, 4, 8]);
  });

  test('does not keep up: no more than two parcels are on their way, and the oldest samples are passed over and counted', () => {
    const { described, given, passes, readers, passedOver, hangs, wakes, ratesOf, beats } = station();
    described(anna);
    beats(1, 72, 0, 12);
    hangs();
    const before = readers[0]?.parcels ?? 0;
    // 2.5 million samples: a channel of an absurd rate would do.
    for (let n = 0; n < 25; n++) {
      given({ channelId: 1, firstIndex: 12 * 250 + n * 100_000, samples: new Int32Array(100_000) });
      passes(600);
    }
    expect((readers[0]?.parcels ?? 0) - before).toBe(2);
    const dropped = passedOver.get(GATEWAY) ?? 0;
    expect(dropped).toBeGreaterThanOrEqual(1_200_000);
    expect(dropped).toBeLessThanOrEqual(1_500_000);
    wakes();
    passes(1_000);
    expect(
      readers[0]?.posted.filter(({ type }) => type === 'forget'),
      'at the start, and now',
    ).toHaveLength(2);
    const fromS = 12 + 2_500_000 / 250;
    const samples = beating(72, 30);
    for (let s = 0; s < 30; s++) {
      given({ channelId: 1, firstIndex: (fromS + s) * 250, samples: samples.slice(s * 250, (s + 1) * 250) });
      passes(1_000);
    }
    expect(ratesOf(BED)?.heart).toBe(72);
  });
});

test('a bed whose waves could not be read is told with its gateway', () => {
  const { described, beats, readers, failed } = station();
  described(anna);
  beats(1, 72, 0, 6);
  readers[0]?.fails(BED, 'broken');
  expect(failed).toEqual([`${GATEWAY}: broken`]);
});

test('a closed station hands nothing over, and ends its thread', async () => {
  const { watch, described, beats, given, passes, readers } = station();
  described(anna);
  beats(1, 72, 0, 6);
  const parcels = readers[0]?.parcels ?? 0;
  await watch.close();
  given(blockOf(1, beating(72, 8), 6, 7));
  passes(2_000);
  expect(readers[0]?.parcels).toBe(parcels);
  expect(readers[0]?.isClosed).toBe(true);
});
