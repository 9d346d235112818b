import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Playout } from '#domain/signals/playout.ts';

/** Sample time minus monotonic time, when nothing is said of it: a gateway knows nothing of when this machine was started. */
const EPOCH_MS = 1_760_000_000_000;
const FRAME_MS = 1000 / 60;

/** One block on its way: the end of its newest sample counted from the start, its length, and when it comes. */
interface Block {
  readonly endMs: number;
  readonly batchMs: number;
  readonly atMs: number;
}

/** Blocks of one channel, each sent when it is full; `delayMs` is how long the k-th is on its way. */
function channel(forMs: number, batchMs: number, delayMs: (k: number) => number = () => 5): Block[] {
  const blocks: Block[] = [];
  for (let k = 1; k * batchMs <= forMs; k++) {
    // One connection: nothing overtakes.
    const atMs = Math.max(k * batchMs + delayMs(k), blocks.at(-1)?.atMs ?? 0);
    blocks.push({ endMs: k * batchMs, batchMs, atMs });
  }
  return blocks;
}

interface Frame {
  readonly atMs: number;
  /** Counted from the start. */
  readonly penMs: number;
  readonly jumps: number;
  /** The newest sample that is here, before the pen. */
  readonly reserveMs: number;
}

/** What the glass shows of a link, frame by frame. `datedBackMs`: blocks come so long after a frame's date, before it is made. */
function watch(blocks: readonly Block[], datedBackMs = 0): { playout: Playout; frames: Frame[] } {
  const playout = new Playout();
  const coming = blocks.toSorted((a, b) => a.atMs - b.atMs);
  const untilMs = coming.at(-1)?.atMs ?? 0;
  const frames: Frame[] = [];
  let next = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  for (let atMs = 0; atMs <= untilMs; atMs += FRAME_MS) {
    for (let block = coming[next]; block !== undefined && block.atMs <= atMs + datedBackMs; block = coming[++next]) {
      playout.arrived(EPOCH_MS + block.endMs, block.batchMs, block.atMs);
      newestMs = Math.max(newestMs, block.endMs);
    }
    const pen = playout.penMs(atMs);
    if (pen === null) continue;
    const penMs = pen - EPOCH_MS;
    frames.push({ atMs, penMs, jumps: playout.jumps, reserveMs: newestMs - penMs });
  }
  return { playout, frames };
}

/** Speeds of the pen from frame to frame, where it did not jump. */
function speeds(frames: readonly Frame[]): number[] {
  return frames.slice(1).flatMap((frame, k) => {
    const before = frames[k] as Frame;
    return frame.jumps === before.jumps ? [(frame.penMs - before.penMs) / (frame.atMs - before.atMs)] : [];
  });
}

function expectEven(frames: readonly Frame[]): void {
  let slowest = 1;
  let fastest = 1;
  for (const speed of speeds(frames)) {
    if (!(speed >= slowest)) slowest = speed;
    if (!(speed <= fastest)) fastest = speed;
  }
  // Times since 1970 are held to a quarter of a microsecond, which is a little of a frame.
  expect(slowest).toBeGreaterThanOrEqual(0.995 - 1e-4);
  expect(fastest).toBeLessThanOrEqual(1.005 + 1e-4);
}

const since = (frames: readonly Frame[], atMs: number) => frames.filter((frame) => frame.atMs >= atMs);
const least = (frames: readonly Frame[]) => Math.min(...frames.map(({ reserveMs }) => reserveMs));

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the pen of a quiet link', () => {
  const { playout, frames } = watch(channel(120_000, 100));

  test('starts 250 ms behind the newest sample', () => {
    const [first] = frames;
    expect(first?.penMs).toBeCloseTo(100 - 250 + ((first?.atMs ?? 0) - 105), 3);
  });

  test('moves evenly from the first frame on and never runs out of samples', () => {
    expectEven(frames);
    for (const speed of speeds(frames.slice(0, 60))) expect(speed).toBeCloseTo(1, 4);
    expect(least(frames)).toBeGreaterThan(30);
    expect(playout.jumps).toBe(0);
  });

  test('nears two batches, and stays there', () => {
    expect(playout.view().delayMs).toBeGreaterThan(199);
    expect(playout.view().delayMs).toBeLessThan(203);
    expect(playout.view().rate).toBeCloseTo(1, 3);
    for (const { reserveMs } of frames) expect(reserveMs).toBeLessThan(255);
  });

  test('stands nowhere before the first sample', () => {
    expect(new Playout().penMs(1)).toBeNull();
    expect(new Playout().view()).toEqual({ delayMs: 250, rate: 1 });
  });

  test('stands where it stands, however often it is asked', () => {
    const often = new Playout();
    const seldom = new Playout();
    for (const { endMs, batchMs, atMs } of channel(20_000, 100, (k) => (k % 7) * 30)) {
      often.arrived(endMs, batchMs, atMs);
      seldom.arrived(endMs, batchMs, atMs);
      often.penMs(atMs);
    }
    expect(often.penMs(20_500)).toBe(seldom.penMs(20_500));
  });

  test('does not step back when a frame is of a time before the latest block', () => {
    const pen = new Playout();
    pen.arrived(1000, 100, 500);
    const shown = pen.penMs(516) as number;
    expect(pen.penMs(510)).toBe(shown);
  });
});

describe('a link that is not quiet', () => {
  test('moves the pen evenly though frames are dated before the blocks that came last', () => {
    expectEven(
      watch(
        channel(60_000, 100, (k) => (k % 100 === 0 ? 400 : 5 + (k % 5) * 40)),
        12,
      ).frames,
    );
  });

  test('three batches at once each 300 ms do not make the pen stutter', () => {
    for (const phase of [0, 1, 2]) {
      const bursts = channel(60_000, 100, (k) => (((300 - (k + phase) * 100) % 300) + 300) % 300);
      const { frames, playout } = watch(bursts);
      expectEven(frames);
      expect(least(since(frames, 2000))).toBeGreaterThan(10);
      // Delay and time of the last batch: no more than is needed.
      expect(playout.view().delayMs).toBeLessThan(350);
      expect(playout.jumps).toBeLessThanOrEqual(1);
    }
  });

  test('one whose batches come up to 150 ms late is served with no gap at the pen, by no more delay than that', () => {
    const draw = random(7);
    const { frames, playout } = watch(channel(180_000, 100, () => 5 + draw() * 150));
    expectEven(frames);
    expect(least(frames)).toBeGreaterThan(0);
    expect(playout.view().delayMs).toBeLessThan(300);
    expect(playout.view().delayMs).toBeGreaterThan(250);
  });

  test('one burst that comes 400 ms late is forgotten: it is no habit of the link', () => {
    const { frames, playout } = watch(channel(30_000, 100, (k) => (k === 150 ? 400 : 5)));
    expect(playout.view().delayMs).toBeLessThan(205);
    expect(playout.jumps).toBe(0);
    expectEven(frames);
  });

  test.each([
    ['within a second', 29_100],
    ['across the edge of two', 29_500],
  ])('one stall %s is forgotten: what it held back comes 40 ms apart', (_, fromMs) => {
    const lateMs = (k: number): number => (k * 100 < fromMs ? 5 : Math.max(5, 400 - 0.6 * (k * 100 - fromMs)));
    const { frames, playout } = watch(channel(48_000, 100, lateMs));
    expect(playout.view().delayMs).toBeLessThan(205);
    expect(playout.jumps).toBe(0);
    expectEven(frames);
  });

  test('a window that was busy in its first seconds is not late for minutes: the pen leaps once', () => {
    // Nothing is taken in for a second and a half, again and again, for six seconds.
    const { frames, playout } = watch(channel(40_000, 100, (k) => (k < 60 ? 5 + (14 - (k % 15)) * 100 : 5)));
    const delayAt = (ms: number) => since(frames, ms)[0]?.reserveMs as number;
    expect(delayAt(9_000)).toBeGreaterThan(1_000);
    expect(delayAt(14_000)).toBeLessThan(300);
    expect(delayAt(22_000)).toBeLessThan(300);
    expect(playout.view().delayMs).toBeLessThan(255);
    expect(since(frames, 14_000).every(({ jumps }) => jumps === playout.jumps)).toBe(true);
    expectEven(frames);
  });

  test('bursts that come 400 ms late twice make the delay grow; when they do not come again the delay shrinks', () => {
    const stalls = channel(140_000, 100, (k) => (k === 400 || k === 420 ? 400 : 5));
    const playout = new Playout();
    const delayAt = new Map<number, number>();
    for (const { endMs, batchMs, atMs } of stalls) {
      playout.arrived(EPOCH_MS + endMs, batchMs, atMs);
      delayAt.set(endMs, playout.view().delayMs);
    }
    expect(delayAt.get(39_900)).toBeLessThan(250);
    expect(delayAt.get(57_000)).toBeGreaterThan(260);
    expect(delayAt.get(140_000)).toBeLessThan(205);
    expectEven(watch(stalls).frames);
  });

  test('stalls that come back are covered after a while: the pen does not wait any more', () => {
    // Each three seconds nothing comes for half a second.
    const { frames, playout } = watch(channel(180_000, 100, (k) => (k % 30 < 5 ? (5 - (k % 30)) * 100 + 5 : 5)));
    expectEven(frames);
    expect(least(since(frames, 100_000))).toBeGreaterThan(20);
    expect(playout.view().delayMs).toBeLessThan(700);
  });

  test('the delay aimed at never exceeds two seconds', () => {
    const playout = new Playout();
    for (const { endMs, batchMs, atMs } of channel(900_000, 100, (k) => (k % 50 === 0 ? 1850 : 5))) {
      playout.arrived(EPOCH_MS + endMs, batchMs, atMs);
    }
    expect(playout.view().delayMs).toBeLessThanOrEqual(2001);
    expect(playout.view().delayMs).toBeGreaterThan(1800);
  });

  test('a bad start is put right once: a first block that came half a second late does not delay the ward for minutes', () => {
    const { frames, playout } = watch(channel(10_000, 100, (k) => Math.max(5, 600 - 100 * k)));
    expect(playout.jumps).toBe(1);
    expect(playout.view().delayMs).toBeLessThan(260);
    expect(since(frames, 2300).every(({ jumps }) => jumps === 1)).toBe(true);
    expectEven(frames);
  });

  test('what a station has kept is sent first and starts the pen no later', () => {
    const kept = [
      { endMs: 60_050, batchMs: 60_000, atMs: 60_060 },
      { endMs: 60_050, batchMs: 800, atMs: 60_060 },
    ];
    const live = channel(90_000, 100).filter(({ atMs }) => atMs > 60_060);
    const { playout } = watch([...kept, ...live]);
    expect(playout.jumps).toBeLessThanOrEqual(1);
    expect(playout.view().delayMs).toBeLessThan(252);
  });
});

describe('batches that waited on the way and come joined', () => {
  /** Batches of 100 ms, of which the k-th waits for the next one when `waits`; both come as one block. */
  function joined(forMs: number, waits: (k: number) => boolean): Block[] {
    const blocks: Block[] = [];
    for (const [n, block] of channel(forMs, 100).entries()) {
      if (waits(n + 1)) continue;
      blocks.push({ ...block, batchMs: waits(n) ? 200 : 100 });
    }
    return blocks;
  }
  const delayOf = (blocks: readonly Block[], usualMs?: number): number => {
    const playout = new Playout();
    for (const { endMs, batchMs, atMs } of blocks) playout.arrived(EPOCH_MS + endMs, batchMs, atMs, usualMs);
    return playout.view().delayMs;
  };

  test('now and then do not make two batches of delay four', () => {
    const seldom = joined(120_000, (k) => k % 300 === 150);
    expect(delayOf(seldom, 100)).toBeLessThan(205);
    expect(delayOf(seldom, 100)).toBeGreaterThan(199);
  });

  test('leave the pen two batches behind again a few seconds after a spell in which the machine was short of time', () => {
    const playout = new Playout();
    for (const { endMs, batchMs, atMs } of channel(40_000, 100)) {
      const isShort = endMs > 30_000 && endMs <= 31_000;
      playout.arrived(EPOCH_MS + endMs, batchMs, atMs, isShort ? 400 : 100);
    }
    expect(playout.view().delayMs).toBeLessThan(220);
  });

  test('again and again are waited for as long as the first of them lags, and no longer', () => {
    const often = joined(120_000, (k) => k % 30 === 15);
    // 200 ms from the first sample, 5 ms under way, 30 ms to spare; counted from the newest sample's arrival.
    expect(delayOf(often, 100)).toBeGreaterThan(225);
    expect(delayOf(often, 100)).toBeLessThan(240);
  });

  test('leave two batches before the pen while it is not known how long they are', () => {
    const playout = new Playout();
    playout.arrived(EPOCH_MS + 900, 900, 905, 0);
    expect(playout.view().delayMs).toBe(250);
    for (const { endMs, batchMs, atMs } of channel(60_000, 100).slice(9)) {
      playout.arrived(EPOCH_MS + endMs, batchMs, atMs, endMs < 1200 ? 0 : batchMs);
    }
    expect(playout.view().delayMs).toBeGreaterThan(199);
    expect(playout.view().delayMs).toBeLessThan(205);
  });
});

describe('channels of different kinds on one link', () => {
  test('the slowest of them has its samples in time', () => {
    const ecg = channel(180_000, 100);
    const resp = channel(180_000, 480);
    const { playout } = watch([...ecg, ...resp]);
    const slow = new Playout();
    let newestMs = 0;
    let leastMs = Number.POSITIVE_INFINITY;
    for (const block of [...ecg, ...resp].toSorted((a, b) => a.atMs - b.atMs)) {
      if (block.batchMs === 480 && newestMs > 100_000) {
        leastMs = Math.min(leastMs, newestMs + EPOCH_MS - (slow.penMs(block.atMs) as number));
      }
      if (block.batchMs === 480) newestMs = block.endMs;
      slow.arrived(EPOCH_MS + block.endMs, block.batchMs, block.atMs);
    }
    expect(leastMs).toBeGreaterThan(20);
    // Two of its batches.
    expect(playout.view().delayMs).toBeCloseTo(960, -1);
  });

  test('one that sends every two seconds holds back nobody', () => {
    const { playout, frames } = watch([...channel(120_000, 100), ...channel(120_000, 2000)]);
    expect(playout.view().delayMs).toBeLessThan(205);
    expectEven(frames);
  });

  test('one that is always three seconds behind neither moves the pen nor makes it jump', () => {
    const { playout } = watch([...channel(60_000, 100), ...channel(57_000, 100, () => 3000)]);
    expect(playout.jumps).toBe(0);
    expect(playout.view().delayMs).toBeLessThan(205);
  });

  test('one whose device is a second and a half ahead does not drag the others along', () => {
    const ahead = channel(60_000, 100).map((block) => ({ ...block, endMs: block.endMs + 1500 }));
    const { playout } = watch([...channel(60_000, 100), ...ahead]);
    expect(playout.jumps).toBe(0);
    expect(playout.view().delayMs).toBeLessThan(205);
  });
});

describe("a gateway's clock that drifts", () => {
  test.each([200, -200])('by %d ppm is followed for ten minutes without a jump or a gap', (ppm) => {
    const blocks = channel(600_000, 100).map((block) => ({ ...block, atMs: block.atMs / (1 + ppm * 1e-6) }));
    const { playout, frames } = watch(blocks);
    expect(playout.jumps).toBe(0);
    expectEven(frames);
    expect(least(frames)).toBeGreaterThan(50);
    expect(playout.view().delayMs).toBeGreaterThan(190);
    expect(playout.view().delayMs).toBeLessThan(215);
    expect(playout.view().rate).toBeCloseTo(1 + ppm * 1e-6, 4);
  });
});

describe('a link that is down for five seconds', () => {
  // What was sent from 20 s to 25 s comes at 25 s, in one rush.
  const blocks = channel(60_000, 100, (k) => (k > 200 && k <= 250 ? 25_005 - k * 100 : 5));

  test('the pen goes on at its speed, and is where it was when the link is back', () => {
    const { frames, playout } = watch(blocks);
    expect(playout.jumps).toBe(0);
    const silent = frames.filter(({ atMs }) => atMs > 21_500 && atMs < 25_000);
    for (const speed of speeds(silent)) expect(speed).toBeCloseTo(1, 4);
    expectEven(frames);
    expect(playout.view().delayMs).toBeLessThan(205);
  });

  test('a long one is made up for at three times the speed: no clock was set, so nothing jumps', () => {
    const slowly = channel(60_000, 100, (k) => (k > 200 && k <= 350 ? 30_005 + (k - 200) * (100 / 3) - k * 100 : 5));
    const { playout } = watch(slowly);
    expect(playout.jumps).toBe(0);
    expect(playout.view().delayMs).toBeLessThan(205);
  });

  test('what is sent again behind the live samples moves nothing', () => {
    const replayed = channel(20_000, 100).map((block) => ({ ...block, atMs: 30_000 + block.endMs / 100 }));
    const quiet = watch(channel(60_000, 100)).frames.at(-1)?.penMs;
    const { frames, playout } = watch([...channel(60_000, 100), ...replayed]);
    expect(playout.jumps).toBe(0);
    expect(frames.at(-1)?.penMs).toBeCloseTo(quiet as number, 3);
  });
});

describe("a source's time that jumps", () => {
  const shifted = (byMs: number) =>
    channel(60_000, 100).map((block) => (block.endMs > 30_000 ? { ...block, endMs: block.endMs + byMs } : block));

  test.each([1500, 60_000, 3_600_000])('%d ms ahead: the pen is there two batches later', (byMs) => {
    const { frames, playout } = watch(shifted(byMs));
    expect(playout.jumps).toBe(1);
    const jumped = frames.find(({ jumps }) => jumps === 1);
    expect(jumped?.atMs).toBeGreaterThan(30_100);
    expect(jumped?.atMs).toBeLessThan(30_350);
    expect(least(since(frames, 30_400))).toBeGreaterThan(50);
    expect(playout.view().delayMs).toBeLessThan(205);
    expectEven(frames);
  });

  test.each([-700, -1500, -3_600_000])('%d ms back: the pen follows after two seconds', (byMs) => {
    const { frames, playout } = watch(shifted(byMs));
    expect(playout.jumps).toBe(1);
    const jumped = frames.find(({ jumps }) => jumps === 1);
    expect(jumped?.atMs).toBeGreaterThan(32_000);
    expect(jumped?.atMs).toBeLessThan(33_500);
    expect(playout.view().delayMs).toBeLessThan(240);
    expectEven(frames);
  });

  test('a single block of another time is not believed', () => {
    const odd = [10_000, -10_000].map((byMs, k) => ({ endMs: 30_050 + byMs, batchMs: 100, atMs: 30_051 + k }));
    expect(watch([...channel(60_000, 100), ...odd]).playout.jumps).toBe(0);
  });
});

describe('whatever comes', () => {
  const block = fc.record({
    batchMs: fc.constantFrom(0, 16, 40, 100, 480, 1000, 2500, 60_000),
    sinceMs: fc.oneof(fc.nat({ max: 120 }), fc.nat({ max: 6000 })),
    lateMs: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: -8000, max: 8000 })),
  });

  test('the pen moves within half a percent of the speed of time, and back only in a jump', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 120 }), (comings) => {
        let atMs = 0;
        const blocks = comings.map(({ batchMs, sinceMs, lateMs }) => {
          atMs += sinceMs;
          return { batchMs, atMs, endMs: atMs - lateMs };
        });
        const { frames, playout } = watch(blocks);
        expectEven(frames);
        expect(frames.every(({ penMs }) => Number.isFinite(penMs))).toBe(true);
        const { delayMs, rate } = playout.view();
        expect(Number.isFinite(delayMs) && Number.isFinite(rate)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [Number.NaN, 100, 5],
    [1000, Number.NaN, 5],
    [1000, -1, 5],
    [1000, 100, Number.NaN],
    [Number.POSITIVE_INFINITY, 100, 5],
  ])('a block of end %d, length %d, come at %d, is no block', (endMs, batchMs, atMs) => {
    const playout = new Playout();
    playout.arrived(endMs, batchMs, atMs);
    expect(playout.penMs(10)).toBeNull();
    playout.arrived(1000, 100, 10);
    playout.arrived(endMs, batchMs, atMs);
    expect(playout.penMs(10)).toBe(750);
    expect(playout.penMs(Number.NaN)).toBe(750);
  });
});
