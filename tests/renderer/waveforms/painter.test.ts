import { describe, expect, test } from 'vitest';
import { type PaintedLane, Painter, type Sheet } from '#renderer/waveforms/painter.ts';
import { Lane, Trace } from '#renderer/waveforms/trace.ts';
import { block, channel, ecg, resp } from './support/syntheticWard.ts';

const START_MS = 1_700_000_000_000;
const PER_SECOND = 94.488;
const GROUND = '#05080b';
const INK = '#4be37d';

/** Always the same numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A canvas with one sheet of lanes on it, on a background that shows when it is not put back exactly. */
function glass(lanes: readonly Lane[], { width = 211, height = 120, dpr = 1 } = {}) {
  const background = document.createElement('canvas');
  background.width = width + 30;
  background.height = height + 24;
  const paint = background.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  paint.fillStyle = GROUND;
  paint.fillRect(0, 0, background.width, background.height);
  for (let x = 0; x < background.width; x += 7) {
    paint.fillStyle = x % 3 === 0 ? '#1c2a34' : '#2a1c34';
    paint.fillRect(x, 0, 1, background.height);
  }
  const canvas = document.createElement('canvas');
  canvas.width = width + 60;
  canvas.height = height + 60;
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true }) as CanvasRenderingContext2D;
  const bandHeight = Math.floor(height / lanes.length);
  const painted: PaintedLane[] = lanes.map((lane, l) => ({
    lane,
    colour: l % 2 === 0 ? INK : '#f4dc6b',
    bandTop: l * bandHeight,
    bandHeight,
    scale: { low: -0.5, high: 1.7 },
  }));
  const sheet: Sheet = {
    bedKey: 'g/1',
    lanes: painted,
    box: { left: 11, top: 13, width: background.width, height: background.height },
    waves: { left: 30, top: 4, width, height },
    eraseColumns: 20,
    background,
  };
  const drawn: number[] = [];
  const painter = new Painter(context, { columnsPerSecond: PER_SECOND * dpr, penPx: 1.5 * dpr }, (_, ms) =>
    drawn.push(ms),
  );
  painter.setSheets([sheet]);
  const pixels = () => context.getImageData(0, 0, canvas.width, canvas.height).data;
  /** Rows with ink in a column of the waves. */
  const inkAt = (x: number): number[] => {
    const data = context.getImageData(11 + 30 + x, 13 + 4, 1, height).data;
    const rows: number[] = [];
    for (let y = 0; y < height; y++) if ((data[y * 4 + 1] as number) > 90) rows.push(y);
    return rows;
  };
  return { painter, painted, pixels, inkAt, drawn, sheet };
}

function differing(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let count = 0;
  for (let p = 0; p < a.length; p += 4) {
    if (a[p] !== b[p] || a[p + 1] !== b[p + 1] || a[p + 2] !== b[p + 2]) count++;
  }
  return count;
}

function lane(of = channel(1, START_MS), clockOffsetMs = 0): Lane {
  const made = new Lane('g/1', 'slot', { offsetMs: clockOffsetMs });
  made.traces.push(new Trace(of, clockOffsetMs, START_MS));
  return made;
}

const traceOf = (of: Lane): Trace => of.current as Trace;
/** Column of the sweep a time stands at, on a sheet so wide. */
const columnOf = (ms: number, width: number): number => Math.floor((ms * PER_SECOND) / 1000) % width;

describe('painting a little each frame gives the picture that painting everything gives', () => {
  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 1],
    [6, 1],
  ])('whatever comes, however late, and however frames fall (ward %d, pixel ratio %d)', (seed, dpr) => {
    const random = seeded(seed);
    const channels = [
      channel(1, START_MS, { rateHz: 250 }),
      channel(2, START_MS + 1.7, { rateHz: 62.5, scalePerLsb: -0.001 }),
      channel(3, START_MS, { rateHz: 360, scalePerLsb: 0.0005 }),
    ];
    const signals = [ecg(70 + seed), resp(20), ecg(130)];
    const lanes = channels.map((of) => lane(of));
    const one = glass(lanes, { dpr });
    const sent = channels.map(() => 0);
    const waiting: { atMs: number; send: () => void }[] = [];
    let nowMs = START_MS + 200;
    let compared = 0;
    for (let frame = 0; frame < 420; frame++) {
      // Frames of 2 to 60 ms, now and then a long pause.
      nowMs += random() < 0.01 ? 400 + random() * 3000 : 2 + random() * 58;
      for (const [c, of] of channels.entries()) {
        const until = Math.floor(((nowMs - START_MS) / 1000) * of.rateHz);
        const from = sent[c] as number;
        if (until <= from || random() < 0.5) continue;
        sent[c] = until;
        const { firstIndex, samples } = block(of, from, until, signals[c] as (s: number) => number);
        const trace = traceOf(lanes[c] as Lane);
        const send = () => trace.put(firstIndex, samples);
        const fate = random();
        if (fate < 0.06) continue; // lost: a gap
        if (fate < 0.2)
          waiting.push({ atMs: nowMs + random() * 2500, send }); // late
        else send();
        if (fate > 0.9) send(); // twice
      }
      for (const late of waiting.splice(0)) {
        if (late.atMs <= nowMs) late.send();
        else waiting.push(late);
      }
      if (random() < 0.004) {
        const painted = one.painted[0] as PaintedLane;
        painted.scale = { low: -0.5 - random(), high: 1.5 + random() };
      }
      if (random() < 0.012) {
        // The gateway starts a new epoch.
        const at = Math.floor(random() * 3);
        const restarted = channel(10 + frame, START_MS + random(), {
          rateHz: (channels[at] as { rateHz: number }).rateHz,
        });
        channels[at] = restarted;
        (lanes[at] as Lane).traces.push(new Trace(restarted, 0, START_MS));
        (lanes[at] as Lane).version++;
        // It gives some of the recent past again: the older trace has to make way there.
        sent[at] = Math.max(0, (sent[at] as number) - Math.floor(random() * 500));
      }
      one.painter.paint(nowMs - 250);
      if (frame % 20 === 19) {
        const whole = glass(lanes, { dpr });
        for (const [l, painted] of whole.painted.entries()) painted.scale = (one.painted[l] as PaintedLane).scale;
        whole.painter.paint(nowMs - 250);
        expect(differing(one.pixels(), whole.pixels())).toBe(0);
        compared++;
      }
    }
    expect(compared).toBe(21);
    expect(one.inkAt(columnOf(nowMs - 600, 211)).length + one.inkAt(columnOf(nowMs - 900, 211)).length).toBeGreaterThan(
      0,
    );
  });
});

test('where a new epoch has begun to speak, the one before is silent, in its gaps too', () => {
  const of = lane();
  const former = traceOf(of);
  former.put(0, block(former.channel, 0, 500, () => 0.1).samples);
  const one = glass([of]);
  const shownMs = START_MS + 1900;
  one.painter.paint(shownMs - 20);
  const next = new Trace(channel(2, START_MS), 0, START_MS);
  of.traces.push(next);
  of.version++;
  one.painter.paint(shownMs - 10);
  expect(one.inkAt(columnOf(START_MS + 1700, 211)).length).toBeGreaterThan(0);
  for (const from of [350, 250]) {
    next.put(from, block(next.channel, from, from + 50, () => 0.9).samples);
    one.painter.paint(shownMs);
    const whole = glass([of]);
    whole.painter.paint(shownMs);
    expect(differing(one.pixels(), whole.pixels())).toBe(0);
  }
  expect(one.inkAt(columnOf(START_MS + 1700, 211))).toEqual([]);
  expect(one.inkAt(columnOf(START_MS + 1300, 211))).toEqual([]);
  expect(one.inkAt(columnOf(START_MS + 900, 211)).length).toBeGreaterThan(0);
});

describe('a trace on the glass', () => {
  const flat = () => 0.1;

  /** One lane, painted frame by frame while samples come in batches of 100 ms. */
  function run(
    of: Lane,
    seconds: number,
    signal: (s: number) => number,
    skip: (index: number) => boolean = () => false,
  ) {
    const view = glass([of]);
    const trace = traceOf(of);
    const { rateHz } = trace.channel;
    for (let ms = 0; ms < seconds * 1000; ms += 100) {
      const from = Math.floor((ms * rateHz) / 1000);
      const { samples } = block(trace.channel, from, Math.floor(((ms + 100) * rateHz) / 1000), signal);
      for (const [k, sample] of samples.entries()) if (!skip(from + k)) trace.put(from + k, new Int32Array([sample]));
      for (let frame = 0; frame < 6; frame++) view.painter.paint(START_MS + ms + (frame * 100) / 6 - 250);
    }
    return { view, trace, head: START_MS + seconds * 1000 - 100 + 500 / 6 - 250 };
  }

  test('a spike of one sample is seen at its full height, in the column of its time', () => {
    const of = lane(channel(1, START_MS, { rateHz: 1000 }));
    const at = 1503;
    const { view } = run(of, 2.2, (s) => (Math.round(s * 1000) === at ? 1.5 : 0.1));
    const rows = view.inkAt(columnOf(START_MS + at, 211));
    // 1.4 mV of 2.2 mV on 120 pixels.
    expect(rows.length).toBeGreaterThanOrEqual(75);
    expect(view.inkAt(columnOf(START_MS + at - 40, 211)).length).toBeLessThanOrEqual(3);
  });

  test('a gap is left empty: the line neither joins it nor falls to zero', () => {
    const of = lane();
    const { view } = run(of, 2.2, flat, (index) => index >= 350 && index < 420);
    const inGap = Array.from({ length: 22 }, (_, k) => view.inkAt(columnOf(START_MS + 1400 + 15 + k * 10, 211)).length);
    expect(inGap.every((rows) => rows === 0)).toBe(true);
    expect(view.inkAt(columnOf(START_MS + 1370, 211)).length).toBeGreaterThan(0);
    expect(view.inkAt(columnOf(START_MS + 1700, 211)).length).toBeGreaterThan(0);
  });

  test('samples that come late are painted in where they belong, and counted once', () => {
    const of = lane();
    const { view, trace, head } = run(of, 2.2, flat, (index) => index >= 350 && index < 420);
    const before = trace.drawnSamples;
    expect(view.inkAt(columnOf(START_MS + 1500, 211))).toEqual([]);
    view.drawn.length = 0;
    const late = block(trace.channel, 340, 430, flat);
    trace.put(late.firstIndex, late.samples);
    view.painter.paint(head);
    expect(view.inkAt(columnOf(START_MS + 1500, 211)).length).toBeGreaterThan(0);
    expect(trace.drawnSamples - before).toBe(70);
    expect(view.drawn).toEqual([START_MS + 1400]);
    view.painter.paint(head + 1);
    expect(trace.drawnSamples - before).toBeLessThanOrEqual(71);
  });

  test('without a comparison of the clocks no delay is claimed', () => {
    const of = new Lane('g/1', 'slot', { offsetMs: null });
    of.traces.push(new Trace(channel(1, START_MS), 0, START_MS));
    const { view, trace } = run(of, 2.2, flat);
    expect(trace.drawnSamples).toBeGreaterThan(400);
    expect(view.drawn).toEqual([]);
  });

  test('when samples stop, the bar goes on and wipes what is old: nothing frozen is left', () => {
    const of = lane();
    const { view, head } = run(of, 2.2, flat);
    const inked = () => Array.from({ length: 211 }, (_, x) => view.inkAt(x).length).filter((rows) => rows > 0).length;
    expect(inked()).toBeGreaterThan(150);
    for (let ms = 0; ms < 2600; ms += 16) view.painter.paint(head + ms);
    expect(inked()).toBe(0);
  });

  test('every sample that came is drawn, once', () => {
    const of = lane();
    const { trace } = run(of, 6, ecg(80), (index) => index % 97 === 0);
    expect(trace.drawnFirst).toBe(1);
    expect(trace.drawnSamples).toBe(trace.held(trace.drawnFirst, trace.drawnUntil));
    expect(trace.drawnUntil).toBeGreaterThan(1400);
  });

  test('what is beyond the scale runs along the edge of its lane, never into the neighbour', () => {
    const high = lane();
    const low = lane(channel(2, START_MS));
    const view = glass([high, low]);
    for (const of of [high, low]) {
      const { samples } = block(traceOf(of).channel, 0, 500, () => (of === high ? -9 : 9));
      traceOf(of).put(0, samples);
    }
    view.painter.paint(START_MS + 1800);
    // The upper lane's lowest pixels, and the lower lane's highest; 60 is the border.
    const rows = view.inkAt(columnOf(START_MS + 1500, 211));
    expect(rows.every((row) => row >= 58 && row <= 61)).toBe(true);
    expect(rows).toContain(59);
    view.painted[0]?.lane.traces.splice(0);
    for (const painted of view.painted) painted.lane.version++;
    view.painter.paint(START_MS + 1801);
    expect(view.inkAt(columnOf(START_MS + 1500, 211)).every((row) => row >= 60)).toBe(true);
  });

  test('an hour of difference between clocks changes nothing on the glass', () => {
    const here = lane();
    const there = lane(channel(1, START_MS + 3_600_000), 3_600_000);
    const pictures = [here, there].map((of) => {
      const view = glass([of]);
      traceOf(of).put(0, block(traceOf(of).channel, 0, 500, ecg(70)).samples);
      view.painter.paint(START_MS + 1800);
      return view.pixels();
    });
    expect(differing(pictures[0] as Uint8ClampedArray, pictures[1] as Uint8ClampedArray)).toBe(0);
  });
});
