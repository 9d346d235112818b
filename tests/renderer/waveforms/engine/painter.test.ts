import { describe, expect, test } from 'vitest';
import type { FilterName } from '#domain/signals/filters.ts';
import { Playout } from '#domain/signals/playout.ts';
import {
  type PaintedLane,
  type PaintedPicture,
  Painter,
  type PaintStyle,
  type Sheet,
} from '#renderer/waveforms/engine/painter.ts';
import { type GatewayTime, Lane, Trace } from '#renderer/waveforms/engine/trace.ts';
import { block, channel, ecg, resp } from '#tests/renderer/waveforms/support/syntheticWard.ts';

const START_MS = 1_700_000_000_000;
const PX_PER_MM = 3.77952;
/** Columns a second at 25 mm/s. */
const PER_SECOND = 25 * PX_PER_MM;
const GROUND = '#05080b';
const INK = '#4be37d';
const INKS = {
  gap: '#30404f',
  off: '#c060ff',
  saturated: '#ff5030',
  mark: '#ffffff',
  gridFine: '#101820',
  gridSecond: '#182838',
};
type Mode = PaintStyle['mode'];

/** Always the same numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function newPicture(
  width: number,
  height: number,
): PaintedPicture & { readonly canvas: HTMLCanvasElement; readonly surface: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const surface = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (surface === null) throw new Error('no 2d context');
  return { canvas, picture: canvas, surface };
}

interface View {
  width?: number;
  height?: number;
  dpr?: number;
  mode?: Mode;
  speedMmPerS?: number;
  filter?: FilterName;
  /** Of all lanes. */
  scale?: { low: number; high: number } | null;
}

/** A canvas with one sheet of lanes on it, on a background that shows when it is not put back exactly. */
function glass(lanes: readonly Lane[], first: View = {}) {
  const { canvas, surface: context } = newPicture(400, 260);
  const drawn: number[] = [];
  const painter = new Painter(context, newPicture, (_, ms) => drawn.push(ms));
  const time: GatewayTime = lanes[0]?.time ?? timeOfGateway();
  let view: Required<View> = {
    width: 211,
    height: 120,
    dpr: 1,
    mode: 'sweep',
    speedMmPerS: 25,
    filter: 'asSent',
    scale: { low: -0.5, high: 1.7 },
    ...first,
  };
  let sheet = {} as Sheet;

  /** Lays the sheet out anew, as the stage does. */
  const layOut = (change: View) => {
    const before = view;
    view = { ...view, ...change };
    const { width, height, dpr, mode, speedMmPerS, filter } = view;
    const box = { left: 11, top: 13, width: width + 30, height: height + 24 };
    const waves = { left: 30, top: 4, width, height };
    const style = { mode, speedMmPerS, pxPerMm: PX_PER_MM * dpr, penPx: 1.5 * dpr, inks: INKS };
    const bandHeight = Math.floor(height / lanes.length);
    const painted: PaintedLane[] = lanes.map((lane, l) => ({
      lane,
      colour: l % 2 === 0 ? INK : '#f4dc6b',
      filter: l === 0 ? filter : 'asSent',
      bandTop: l * bandHeight,
      bandHeight,
      scale:
        sheet.lanes !== undefined && before.scale === view.scale ? (sheet.lanes[l] as PaintedLane).scale : view.scale,
    }));
    const { frozenAtMs = null } = sheet;
    sheet = {
      sheetKey: 'sheet',
      bedKey: 'g/1',
      lanes: painted,
      box,
      waves,
      background: background(box, waves, mode),
      time,
      frozenAtMs,
    };
    context.fillStyle = GROUND;
    context.fillRect(0, 0, canvas.width, canvas.height);
    painter.setSheets(style, [sheet], true);
  };
  layOut({});

  const pixels = () => context.getImageData(0, 0, canvas.width, canvas.height).data;
  const columnPixels = (x: number) => context.getImageData(11 + 30 + x, 13 + 4, 1, view.height).data;
  /** Rows with ink in a column of the waves. */
  const inkAt = (x: number): number[] => {
    const data = columnPixels(x);
    const rows: number[] = [];
    for (let y = 0; y < view.height; y++) if ((data[y * 4 + 1] as number) > 90) rows.push(y);
    return rows;
  };
  /** Rows of a column that have a colour, but for a shade. */
  const rowsOf = (x: number, colour: string): number[] => {
    const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    const data = columnPixels(x);
    const rows: number[] = [];
    for (let y = 0; y < view.height; y++) {
      if (wanted.every((value, c) => Math.abs((data[y * 4 + c] as number) - value) < 12)) rows.push(y);
    }
    return rows;
  };
  return {
    layOut,
    pixels,
    inkAt,
    rowsOf,
    drawn,
    time,
    get view() {
      return view;
    },
    get sheet() {
      return sheet;
    },
    /** Paints a frame with the pen at a sample time. */
    paint(penMs: number) {
      time.penMs = penMs;
      painter.paint(0);
    },
    timeAt: (x: number) => painter.timeAt('sheet', x),
    /** x of the column that a sample time stands at. */
    xOf(ms: number): number {
      const { width, mode, speedMmPerS, dpr } = view;
      const perSecond = speedMmPerS * PX_PER_MM * dpr;
      const column = Math.floor((ms * perSecond) / 1000);
      if (mode === 'sweep') return column % width;
      return width - 1 - (Math.floor(((time.penMs as number) * perSecond) / 1000) - 1 - column);
    },
  };
}

function background(box: { width: number; height: number }, waves: { left: number; width: number }, mode: Mode) {
  const { surface } = newPicture(box.width, box.height);
  surface.fillStyle = GROUND;
  surface.fillRect(0, 0, box.width, box.height);
  for (let y = 3; y < box.height; y += 17) {
    surface.fillStyle = '#142028';
    surface.fillRect(0, y, box.width, 1);
  }
  for (let x = 0; x < box.width; x += 7) {
    // Scrolling, every column of the waves is alike.
    if (mode === 'scroll' && x >= waves.left && x < waves.left + waves.width) continue;
    surface.fillStyle = x % 3 === 0 ? '#1c2a34' : '#2a1c34';
    surface.fillRect(x, 0, 1, box.height);
  }
  return surface.getImageData(0, 0, box.width, box.height);
}

function differing(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let count = 0;
  for (let p = 0; p < a.length; p += 4) {
    if (a[p] !== b[p] || a[p + 1] !== b[p + 1] || a[p + 2] !== b[p + 2]) count++;
  }
  return count;
}

function timeOfGateway(offsetMs: number | null = 0): GatewayTime {
  return { gatewayId: 'g', offsetMs, playout: new Playout(), penMs: null };
}

function lane(of = channel(1, START_MS), time = timeOfGateway()): Lane {
  const made = new Lane('g/1', 'slot', time);
  made.traces.push(new Trace(of, START_MS));
  return made;
}

const traceOf = (of: Lane): Trace => of.current as Trace;
const MODES: readonly Mode[] = ['sweep', 'scroll'];
const SPEEDS = [6.25, 12.5, 25, 50];

describe('painting a little each frame gives the picture that painting everything gives', () => {
  test.each(
    MODES.flatMap(
      (mode) =>
        [
          [mode, 1, 1],
          [mode, 2, 1],
          [mode, 3, 2],
          [mode, 4, 2],
          [mode, 5, 1],
          [mode, 6, 1],
        ] as const,
    ),
  )(
    'whatever comes, however late, however frames fall and whatever is chosen (%s, ward %d, pixel ratio %d)',
    (mode, seed, dpr) => {
      const random = seeded(seed);
      const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
      const channels = [
        channel(1, START_MS, { rateHz: 250 }),
        // A converter that is too small for its signal.
        channel(2, START_MS + 1.7, { rateHz: 62.5, scalePerLsb: -0.001, rawMinimum: -400, rawMaximum: 400 }),
        channel(3, START_MS, { rateHz: 360, scalePerLsb: 0.0005 }),
      ];
      const signals = [ecg(70 + seed), resp(20), ecg(130)];
      const time = timeOfGateway();
      const lanes = channels.map((of) => lane(of, time));
      const one = glass(lanes, { dpr, mode, filter: pick(['asSent', 'monitor', 'st']) });
      const sent = channels.map(() => 0);
      const waiting: { atMs: number; send: () => void }[] = [];
      const marked = channels.map(() => 0);
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
        for (const [c] of channels.entries()) {
          const trace = traceOf(lanes[c] as Lane);
          const about = Math.max(0, (sent[c] as number) - Math.floor(random() * 200));
          // What the device says comes late too.
          if (random() < 0.02)
            trace.putState({ fromIndex: about, state: pick(['ok', 'leadsOff', 'sensorOff', 'noSignal']) });
          if (random() < 0.05) {
            trace.putMark({ channelId: 1, index: about, kind: pick(['qrs', 'pacer']) });
            marked[c]!++;
          }
        }
        for (const late of waiting.splice(0)) {
          if (late.atMs <= nowMs) late.send();
          else waiting.push(late);
        }
        if (random() < 0.004) {
          const painted = one.sheet.lanes[0] as PaintedLane;
          painted.scale = { low: -0.5 - random(), high: 1.5 + random() };
        }
        if (random() < 0.008) one.layOut({ speedMmPerS: pick(SPEEDS) });
        if (random() < 0.008)
          one.layOut({ width: 60 + Math.floor(random() * 280), height: 60 + Math.floor(random() * 150) });
        if (random() < 0.008) one.layOut({ filter: pick(['asSent', 'monitor', 'st', 'diagnostic']) });
        if (random() < 0.012) {
          // The gateway starts a new epoch.
          const at = Math.floor(random() * 3);
          const restarted = channel(10 + frame, START_MS + random(), {
            rateHz: (channels[at] as { rateHz: number }).rateHz,
          });
          channels[at] = restarted;
          (lanes[at] as Lane).traces.push(new Trace(restarted, START_MS));
          (lanes[at] as Lane).version++;
          // It gives some of the recent past again: the older trace has to make way there.
          sent[at] = Math.max(0, (sent[at] as number) - Math.floor(random() * 500));
        }
        one.paint(nowMs - 250);
        if (frame % 20 === 19) {
          const whole = glass(lanes, one.view);
          for (const [l, painted] of whole.sheet.lanes.entries())
            painted.scale = (one.sheet.lanes[l] as PaintedLane).scale;
          whole.paint(nowMs - 250);
          expect(differing(one.pixels(), whole.pixels())).toBe(0);
          compared++;
        }
      }
      expect(compared).toBe(21);
      expect(Math.min(...marked)).toBeGreaterThan(3);
      expect(one.inkAt(one.xOf(nowMs - 600)).length + one.inkAt(one.xOf(nowMs - 900)).length).toBeGreaterThan(0);
    },
  );

  test.each(MODES)(
    'the columns of a minute at the slowest speed are counted as exactly as those of a second (%s)',
    (mode) => {
      const of = lane();
      const one = glass([of], { mode, speedMmPerS: 6.25 });
      const trace = traceOf(of);
      for (let ms = 0; ms < 60_000; ms += 100) {
        const { firstIndex, samples } = block(trace.channel, ms / 4, ms / 4 + 25, ecg(71));
        trace.put(firstIndex, samples);
        one.paint(START_MS + ms - 250);
      }
      const whole = glass([of], { mode, speedMmPerS: 6.25 });
      whole.paint(START_MS + 59_900 - 250);
      expect(differing(one.pixels(), whole.pixels())).toBe(0);
    },
  );
});

test('where a new epoch has begun to speak, the one before is silent, in its gaps too', () => {
  const of = lane();
  const former = traceOf(of);
  former.put(0, block(former.channel, 0, 500, () => 0.1).samples);
  const one = glass([of]);
  const shownMs = START_MS + 1900;
  one.paint(shownMs - 20);
  const next = new Trace(channel(2, START_MS), START_MS);
  of.traces.push(next);
  of.version++;
  one.paint(shownMs - 10);
  expect(one.inkAt(one.xOf(START_MS + 1700)).length).toBeGreaterThan(0);
  for (const from of [350, 250]) {
    next.put(from, block(next.channel, from, from + 50, () => 0.9).samples);
    one.paint(shownMs);
    const whole = glass([of]);
    whole.paint(shownMs);
    expect(differing(one.pixels(), whole.pixels())).toBe(0);
  }
  expect(one.inkAt(one.xOf(START_MS + 1700))).toEqual([]);
  expect(one.inkAt(one.xOf(START_MS + 1300))).toEqual([]);
  expect(one.inkAt(one.xOf(START_MS + 900)).length).toBeGreaterThan(0);
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
      for (let frame = 0; frame < 6; frame++) view.paint(START_MS + ms + (frame * 100) / 6 - 250);
    }
    return { view, trace, head: START_MS + seconds * 1000 - 100 + 500 / 6 - 250 };
  }

  test('a spike of one sample is seen at its full height, in the column of its time', () => {
    const of = lane(channel(1, START_MS, { rateHz: 1000 }));
    const at = 1503;
    const { view } = run(of, 2.2, (s) => (Math.round(s * 1000) === at ? 1.5 : 0.1));
    const rows = view.inkAt(view.xOf(START_MS + at));
    // 1.4 mV of 2.2 mV on 120 pixels.
    expect(rows.length).toBeGreaterThanOrEqual(75);
    expect(view.inkAt(view.xOf(START_MS + at - 40)).length).toBeLessThanOrEqual(3);
  });

  test('a gap is no line, neither joined nor at zero, but dim dots along the lower edge of the lane', () => {
    const of = lane();
    const { view } = run(of, 2.2, flat, (index) => index >= 350 && index < 420);
    const inGap = Array.from({ length: 22 }, (_, k) => view.xOf(START_MS + 1400 + 15 + k * 10));
    expect(inGap.every((x) => view.inkAt(x).length === 0)).toBe(true);
    const dots = inGap.flatMap((x) => view.rowsOf(x, INKS.gap));
    expect(dots.length).toBeGreaterThan(2);
    expect(dots.every((row) => row >= 115)).toBe(true);
    expect(view.inkAt(view.xOf(START_MS + 1370)).length).toBeGreaterThan(0);
    expect(view.inkAt(view.xOf(START_MS + 1700)).length).toBeGreaterThan(0);
    expect(view.rowsOf(view.xOf(START_MS + 1370), INKS.gap)).toEqual([]);
  });

  test('before its first sample a lane is blank, and so is what is not due yet', () => {
    const of = lane(channel(1, START_MS, { rateHz: 2 }));
    const view = glass([of]);
    // Samples at 1 s and 1.5 s; the next is due at 2 s.
    traceOf(of).put(2, new Int32Array([100, 100]));
    view.paint(START_MS + 1_950);
    const marked = (fromMs: number, untilMs: number) => {
      let rows = 0;
      for (let x = view.xOf(START_MS + fromMs); x !== view.xOf(START_MS + untilMs); x = (x + 1) % 211) {
        rows += view.inkAt(x).length + view.rowsOf(x, INKS.gap).length;
      }
      return rows;
    };
    expect([marked(200, 990), marked(1_515, 1_920)]).toEqual([0, 0]);
    expect(marked(1_000, 1_500)).toBeGreaterThan(40);
    view.paint(START_MS + 2_400);
    expect(marked(2_015, 2_350)).toBeGreaterThan(3);
    // Now that a later one has come, what was due before it is missing.
    traceOf(of).put(5, new Int32Array([100]));
    view.paint(START_MS + 2_520);
    expect(marked(1_515, 1_980)).toBeGreaterThan(3);
  });

  test('samples that come late are painted in where they belong, and counted once', () => {
    const of = lane();
    const { view, trace, head } = run(of, 2.2, flat, (index) => index >= 350 && index < 420);
    const before = trace.drawnSamples;
    expect(view.inkAt(view.xOf(START_MS + 1500))).toEqual([]);
    view.drawn.length = 0;
    const late = block(trace.channel, 340, 430, flat);
    trace.put(late.firstIndex, late.samples);
    view.paint(head);
    expect(view.inkAt(view.xOf(START_MS + 1500)).length).toBeGreaterThan(0);
    expect(trace.drawnSamples - before).toBe(70);
    expect(view.drawn).toEqual([START_MS + 1400]);
    view.paint(head + 1);
    expect(trace.drawnSamples - before).toBeLessThanOrEqual(71);
  });

  test('samples of before the first that came are counted as drawn too, and none of them as missing', () => {
    const of = lane();
    const { view, trace, head } = run(of, 2.2, flat, (index) => index < 400);
    expect(trace.drawnFirst).toBe(400);
    const past = block(trace.channel, 360, 400, flat);
    trace.put(past.firstIndex, past.samples);
    view.paint(head);
    expect(trace.drawnFirst).toBe(360);
    expect(trace.drawnSamples).toBe(trace.held(trace.drawnFirst, trace.drawnUntil));
  });

  test('without a comparison of the clocks no delay is claimed', () => {
    const of = new Lane('g/1', 'slot', timeOfGateway(null));
    of.traces.push(new Trace(channel(1, START_MS), START_MS));
    const { view, trace } = run(of, 2.2, flat);
    expect(trace.drawnSamples).toBeGreaterThan(400);
    expect(view.drawn).toEqual([]);
  });

  test('when samples stop, the bar goes on and wipes what is old: nothing frozen is left', () => {
    const of = lane();
    const { view, head } = run(of, 2.2, flat);
    const inked = () => Array.from({ length: 211 }, (_, x) => view.inkAt(x).length).filter((rows) => rows > 0).length;
    expect(inked()).toBeGreaterThan(150);
    for (let ms = 0; ms < 2600; ms += 16) view.paint(head + ms);
    expect(inked()).toBe(0);
  });

  test('every sample that came is drawn, once', () => {
    const of = lane();
    const { trace } = run(of, 6, ecg(80), (index) => index % 97 === 0);
    expect(trace.drawnFirst).toBe(1);
    expect(trace.drawnSamples).toBe(trace.held(trace.drawnFirst, trace.drawnUntil));
    expect(trace.drawnUntil).toBeGreaterThan(1400);
  });

  /** One lane of which the first two seconds are `raw`, in samples of 4 ms. */
  function still(raw: (index: number) => number, more: Parameters<typeof channel>[2] = {}, view: View = {}) {
    const of = lane(channel(1, START_MS, more));
    // At this ratio the pen is thick enough to have its full colour somewhere.
    const shown = glass([of], { dpr: 2, ...view });
    const samples = Int32Array.from({ length: 500 }, (_, index) => raw(index));
    traceOf(of).put(0, samples);
    const paint = () => shown.paint(START_MS + 1_900);
    paint();
    const columns = Array.from({ length: 80 }, (_, k) => shown.xOf(START_MS + 1_200) + k).map((x) => x % 211);
    return { of, shown, paint, columns };
  }

  test('leads that are off are a dashed line along the middle, from the sample the device names', () => {
    const of = lane();
    const trace = traceOf(of);
    const { view, head } = run(of, 2.2, flat, (index) => index >= 300);
    trace.putState({ fromIndex: 300, state: 'leadsOff' });
    view.paint(head);
    const rows = Array.from({ length: 60 }, (_, k) => view.rowsOf(view.xOf(START_MS + 1_250 + k * 10), INKS.off));
    const dashes = rows.filter(({ length }) => length > 0).length;
    expect(dashes).toBeGreaterThan(30);
    expect(dashes).toBeLessThan(50);
    expect(rows.flat().every((row) => row >= 58 && row <= 61)).toBe(true);
    expect(rows.flatMap((_, k) => view.rowsOf(view.xOf(START_MS + 1_250 + k * 10), INKS.gap))).toEqual([]);
    expect(view.rowsOf(view.xOf(START_MS + 1_100), INKS.off)).toEqual([]);
  });

  test('leads that were never on are a dashed line too, though no sample ever came', () => {
    const of = lane();
    const view = glass([of], { scale: null });
    traceOf(of).putState({ fromIndex: 0, state: 'sensorOff' });
    view.paint(START_MS + 1_900);
    const dashed = Array.from(
      { length: 100 },
      (_, k) => view.rowsOf(view.xOf(START_MS + 800 + k * 10), INKS.off).length,
    );
    expect(dashed.filter((rows) => rows > 0).length).toBeGreaterThan(40);
  });

  test('what a device sends with its leads off is not hidden, and does not look like a signal', () => {
    const { of, shown, paint, columns } = still(() => 600);
    traceOf(of).putState({ fromIndex: 150, state: 'leadsOff' });
    paint();
    expect(columns.every((x) => shown.rowsOf(x, INK).length === 0)).toBe(true);
    expect(columns.every((x) => shown.rowsOf(x, INKS.off).length > 0)).toBe(true);
  });

  test('a converter that is saturated has its own colour, and is a broken line where it stays so', () => {
    const { shown, columns } = still(() => 1_000, { rawMaximum: 1_000 });
    const inked = columns.filter((x) => shown.rowsOf(x, INKS.saturated).length > 0);
    expect(inked.length).toBeGreaterThan(30);
    expect(inked.length).toBeLessThan(65);
    expect(columns.every((x) => shown.rowsOf(x, INK).length === 0)).toBe(true);
  });

  test('a beat whose peak saturates is still drawn whole', () => {
    const { shown } = still((index) => (index === 255 ? 1_000 : 100), { rawMaximum: 1_000 });
    const rows = shown.rowsOf(shown.xOf(START_MS + 1_020), INKS.saturated);
    expect(rows.length).toBeGreaterThan(40);
  });

  test('a saturated converter cannot be filtered away', () => {
    const { shown, columns } = still(() => 1_000, { rawMaximum: 1_000 }, { filter: 'monitor' });
    expect(columns.some((x) => shown.rowsOf(x, INKS.saturated).length > 0)).toBe(true);
    expect(columns.every((x) => shown.rowsOf(x, INK).length === 0)).toBe(true);
  });

  test('what is beyond the lane cannot be taken for a flat signal: it is a thick broken bar', () => {
    const { shown, columns } = still(() => 9_000);
    const heights = columns.map((x) => shown.rowsOf(x, INK).length);
    expect(heights.filter((height) => height === 0).length).toBeGreaterThan(15);
    expect(heights.filter((height) => height === 6).length).toBeGreaterThan(40);
    const line = still(() => 1_000);
    expect(line.columns.every((x) => line.shown.rowsOf(x, INK).length === 2)).toBe(true);
  });

  test('a beat is marked at the top of its lane, a pulse of the pacemaker by a longer line above the trace', () => {
    const { of, shown, paint } = still(() => 100);
    traceOf(of).putMark({ channelId: 1, index: 250, kind: 'qrs' });
    traceOf(of).putMark({ channelId: 1, index: 300, kind: 'pacer' });
    paint();
    const tick = shown.rowsOf(shown.xOf(START_MS + 1_000), INKS.mark);
    expect(tick).toEqual(Array.from({ length: 12 }, (_, row) => row));
    const line = shown.rowsOf(shown.xOf(START_MS + 1_200), INKS.mark);
    expect(line).toEqual(Array.from({ length: 40 }, (_, row) => row));
    expect(shown.rowsOf(shown.xOf(START_MS + 1_100), INKS.mark)).toEqual([]);
    // The pulse does not hide the trace.
    expect(shown.rowsOf(shown.xOf(START_MS + 1_200), INK).length).toBeGreaterThan(0);
  });

  test('what is beyond the scale runs along the edge of its lane, never into the neighbour', () => {
    const high = lane();
    const low = lane(channel(2, START_MS));
    const view = glass([high, low]);
    for (const of of [high, low]) {
      const { samples } = block(traceOf(of).channel, 0, 500, () => (of === high ? -9 : 9));
      traceOf(of).put(0, samples);
    }
    view.paint(START_MS + 1800);
    // The upper lane's lowest pixels, and the lower lane's highest; 60 is the border.
    const rows = Array.from({ length: 12 }, (_, k) => view.inkAt(view.xOf(START_MS + 1500 + k * 10))).flat();
    expect(rows.every((row) => row >= 57 && row <= 62)).toBe(true);
    expect(rows).toContain(59);
    high.traces.splice(0);
    for (const of of [high, low]) of.version++;
    view.paint(START_MS + 1801);
    expect(view.inkAt(view.xOf(START_MS + 1500)).every((row) => row >= 60)).toBe(true);
  });

  test('a better estimate of the gateway clock moves nothing on the glass', () => {
    const of = lane();
    const view = glass([of]);
    traceOf(of).put(0, block(traceOf(of).channel, 0, 500, ecg(70)).samples);
    view.paint(START_MS + 1800);
    const before = view.pixels();
    of.time.offsetMs = 3_600_000;
    view.paint(START_MS + 1800);
    expect(differing(view.pixels(), before)).toBe(0);
  });
});

describe.each(MODES)('at every speed and width (%s)', (mode) => {
  const cases = SPEEDS.flatMap((speedMmPerS) =>
    [64, 211, 340].flatMap((width) => [1, 2].map((dpr) => ({ speedMmPerS, width, dpr, mode }))),
  );
  /** Two seconds before the pen, painted in uneven frames. */
  function shown(view: View, of: Lane, signal: (s: number) => number) {
    const on = glass([of], view);
    const trace = traceOf(of);
    const { rateHz } = trace.channel;
    const random = seeded(view.width ?? 1);
    let sent = 0;
    for (let ms = 0; ms < 2_600; ms += 2 + random() * 45) {
      const until = Math.floor(((ms + 300) * rateHz) / 1000);
      const { firstIndex, samples } = block(trace.channel, sent, until, signal);
      trace.put(firstIndex, samples);
      sent = until;
      on.paint(START_MS + ms);
    }
    on.paint(START_MS + 2_600);
    return on;
  }
  /** Whether a time is on so narrow a sheet at this speed, clear of the bar. */
  const isOn = (view: { speedMmPerS: number; width: number; dpr: number }, agoMs: number) =>
    (agoMs / 1000) * view.speedMmPerS * PX_PER_MM * view.dpr < view.width * 0.8;

  test('a spike of one sample is seen at its full height', () => {
    for (const view of cases) {
      const of = lane(channel(1, START_MS, { rateHz: 1000 }));
      const at = 2_563;
      const on = shown(view, of, (s) => (Math.round(s * 1000) === at ? 1.5 : 0.1));
      expect([view, on.inkAt(on.xOf(START_MS + at)).length >= 75]).toEqual([view, true]);
    }
  });

  test('no R wave is lost, and none is lower than the others by more than the sampling makes it', () => {
    for (const view of cases) {
      const on = shown(view, lane(), ecg(190));
      for (let beat = 0; beat < 9; beat++) {
        const atMs = (beat * 60_000) / 190 + 240;
        if (2_590 - atMs < 0 || !isOn(view, 2_600 - atMs)) continue;
        const x = on.xOf(START_MS + atMs);
        // The peak's own column or a neighbour: 4 ms may lie between it and the sample.
        const highest = Math.min(
          ...[-1, 0, 1].flatMap((by) => on.inkAt((x + by + 1000 * (view.width as number)) % (view.width as number))),
        );
        expect([view, beat, highest < 120 * (1 - 1.7 / 2.2)]).toEqual([view, beat, true]);
      }
    }
  });

  test('the line has no seams: each column touches the next', () => {
    for (const view of cases) {
      const on = shown(view, lane(), (s) => 0.6 + 0.7 * Math.sin(s * 31));
      const head = on.xOf(START_MS + 2_600 - 30);
      let before: number[] | null = null;
      let joints = 0;
      for (let k = 0; k < Math.min(view.width * 0.7, 2 * view.speedMmPerS * PX_PER_MM * view.dpr); k++) {
        const rows = on.inkAt((head - k + view.width) % view.width);
        expect([view, k, rows.length > 0]).toEqual([view, k, true]);
        if (before !== null) {
          joints++;
          const apart = Math.max(
            (rows[0] as number) - (before.at(-1) as number),
            (before[0] as number) - (rows.at(-1) as number),
          );
          expect([view, k, apart <= 1]).toEqual([view, k, true]);
        }
        before = rows;
      }
      expect(joints).toBeGreaterThan(10);
    }
  });

  test('one millivolt is ten millimetres high, and one second as long as the speed says, to a pixel', () => {
    for (const view of cases) {
      const pxPerMm = PX_PER_MM * view.dpr;
      // One millivolt at 1 Hz; samples of 2 ms.
      const on = shown(
        { ...view, height: 120, scale: { low: 0, high: 120 / (10 * pxPerMm) } },
        lane(channel(1, START_MS, { rateHz: 500 })),
        (s) => (s % 1 < 0.5 ? 0.2 : 1.2),
      );
      const edges: number[] = [];
      const heads = on.xOf(START_MS + 2_600 - 30);
      let lowRow = 0;
      let highRow = Number.POSITIVE_INFINITY;
      for (let k = 0; k < view.width * 0.8; k++) {
        const rows = on.inkAt((heads - k + view.width) % view.width);
        if (rows.length > 5 * pxPerMm) edges.push(k);
        else if (rows.length > 0) {
          lowRow = Math.max(lowRow, ((rows[0] as number) + (rows.at(-1) as number)) / 2);
          highRow = Math.min(highRow, ((rows[0] as number) + (rows.at(-1) as number)) / 2);
        }
      }
      if (edges.length > 0 && highRow < lowRow)
        expect(Math.abs(lowRow - highRow - 10 * pxPerMm)).toBeLessThanOrEqual(1);
      const ups = edges.filter((edge, e) => e === 0 || edge - (edges[e - 1] as number) > 1);
      for (let e = 2; e < ups.length; e++) {
        expect(Math.abs((ups[e] as number) - (ups[e - 2] as number) - view.speedMmPerS * pxPerMm)).toBeLessThanOrEqual(
          1,
        );
      }
    }
  });
});

describe('a sheet that scrolls', () => {
  test('has the newest column at its right edge, and moves to the left', () => {
    const of = lane(channel(1, START_MS, { rateHz: 1000 }));
    const view = glass([of], { mode: 'scroll' });
    const { samples } = block(traceOf(of).channel, 0, 3000, (s) => (Math.round(s * 1000) === 1_900 ? 1.5 : 0.1));
    traceOf(of).put(0, samples);
    view.paint(START_MS + 1_930);
    const spike = () => Array.from({ length: 211 }, (_, x) => x).filter((x) => view.inkAt(x).length > 70);
    const [first] = spike();
    expect(first).toBe(view.xOf(START_MS + 1_900));
    expect(210 - (first as number)).toBeLessThan(5);
    view.paint(START_MS + 2_930);
    const [second] = spike();
    expect((first as number) - (second as number)).toBeCloseTo(PER_SECOND, -0.5);
  });

  test('carries the lines of time with it, at every fifth of a second and every second of sample time', () => {
    const of = lane();
    const view = glass([of], { mode: 'scroll' });
    traceOf(of).put(0, block(traceOf(of).channel, 0, 500, () => 0.1).samples);
    for (const penMs of [1_500, 1_513, 1_871]) {
      view.paint(START_MS + penMs);
      for (let ms = 0; ms <= penMs - 30; ms += 200) {
        if (penMs - ms > 1_900) continue;
        const x = view.xOf(START_MS + ms);
        const colour = ms % 1000 === 0 ? INKS.gridSecond : INKS.gridFine;
        expect([penMs, ms, view.rowsOf(x, colour).length > 100]).toEqual([penMs, ms, true]);
      }
    }
  });
});

describe('what stands at a column', () => {
  test.each(MODES)('is the time of the samples that are drawn there (%s)', (mode) => {
    const of = lane();
    const view = glass([of], { mode });
    traceOf(of).put(0, block(traceOf(of).channel, 0, 500, ecg(70)).samples);
    expect(view.timeAt(10)).toBeNull();
    view.paint(START_MS + 1_800);
    for (const ms of [700, 1_200, 1_777]) {
      expect(Math.abs((view.timeAt(view.xOf(START_MS + ms)) as number) - START_MS - ms)).toBeLessThan(
        1000 / PER_SECOND,
      );
    }
    // In the erase bar nothing stands.
    const bar = view.timeAt((view.xOf(START_MS + 1_780) + 10) % 211);
    if (mode === 'sweep') expect(bar).toBeNull();
    expect([view.timeAt(-1), view.timeAt(211)]).toEqual([null, null]);
  });
});

describe('a sheet that stands still', () => {
  test.each(MODES)(
    'shows the same until it goes on, whatever comes meanwhile, and is then as if it never stood (%s)',
    (mode) => {
      const of = lane();
      const trace = traceOf(of);
      const view = glass([of], { mode });
      const send = (from: number, until: number) => trace.put(from, block(trace.channel, from, until, ecg(80)).samples);
      send(0, 300);
      view.paint(START_MS + 1_000);
      view.sheet.frozenAtMs = START_MS + 1_000;
      const frozen = view.pixels();
      send(300, 500);
      trace.putState({ fromIndex: 100, state: 'leadsOff' });
      trace.putMark({ channelId: 1, index: 200, kind: 'qrs' });
      for (let ms = 1_000; ms < 1_700; ms += 50) view.paint(START_MS + ms);
      expect(differing(view.pixels(), frozen)).toBe(0);
      view.drawn.length = 0;
      view.sheet.frozenAtMs = null;
      view.paint(START_MS + 1_700);
      const whole = glass([of], { mode });
      whole.paint(START_MS + 1_700);
      expect(differing(view.pixels(), whole.pixels())).toBe(0);
      // What went by meanwhile was not late, it was not shown.
      expect(view.drawn).toEqual([]);
    },
  );

  test.each(MODES)('is painted at the moment it stands at when it is laid out anew (%s)', (mode) => {
    const of = lane();
    const trace = traceOf(of);
    const view = glass([of], { mode });
    trace.put(0, block(trace.channel, 0, 2_000, ecg(80)).samples);
    view.paint(START_MS + 1_500);
    view.sheet.frozenAtMs = START_MS + 1_500;
    view.paint(START_MS + 4_000);
    view.layOut({ width: 300, height: 160 });
    view.paint(START_MS + 4_016);
    const whole = glass([of], { mode, width: 300, height: 160 });
    whole.paint(START_MS + 1_500);
    expect(differing(view.pixels(), whole.pixels())).toBe(0);
  });
});
