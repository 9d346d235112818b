import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import type { Block } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { AT_END, LEADS_OFF, PACER, QRS, STAYS_AT_END } from '#renderer/waveforms/engine/columnFlags.ts';
import { Engine } from '#renderer/waveforms/engine/engine.ts';
import type {
  Answer,
  FromEngine,
  Question,
  SheetLane,
  SheetLayout,
  StageLayout,
  ToEngine,
} from '#renderer/waveforms/engine/protocol.ts';
import { bed, block, channel, ecg, HandClock, liveGateway } from '#tests/renderer/waveforms/support/syntheticWard.ts';

const NOW = 1_700_000_000_000;
const PX_PER_MM = 4;
const TRACE = '#4be37d';
const ecgOf = (channelId: number, originMs = NOW) => channel(channelId, originMs);

let clock: HandClock;
let engine: Engine;
let said: FromEngine[];
let nextFrame: ((calledMs: number) => void) | null;
let say: (message: ToEngine) => void;
let tick: number;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new HandClock(NOW);
  said = [];
  nextFrame = null;
  tick = 0;
  engine = new Engine(
    {
      post: (message) => said.push(message),
      onMessage: (listener) => {
        say = listener;
      },
    },
    clock,
    {
      request: (callback) => {
        nextFrame = callback;
        return 1;
      },
      cancel: () => {
        nextFrame = null;
      },
    },
  );
});
afterEach(() => {
  engine.dispose();
  vi.useRealTimers();
});

function frame(): void {
  const callback = nextFrame;
  nextFrame = null;
  callback?.(clock.now);
}

function beds(list: readonly Bed[], clockOffsetMs = 0): void {
  say({
    type: 'station',
    message: liveGateway(clockOffsetMs),
  });
  say({ type: 'station', message: { type: 'beds', gatewayId: 'g', beds: list } });
}

const send = (...blocks: Block[]) => say({ type: 'tick', bytes: encodeWaveTick({ tick: ++tick, blocks }) });

/** Batches of a tenth of a second, as they come live, and six frames with each. */
function live(channels: readonly Channel[], seconds: number, signal = ecg(70)): void {
  for (let batch = 0; batch < seconds * 10; batch++) {
    clock.now += 100;
    vi.advanceTimersByTime(100);
    const until = Math.round(((clock.now - NOW) / 1_000) * 250);
    send(...channels.map((of) => block(of, until - 25, until, signal)));
    for (let n = 0; n < 6; n++) frame();
  }
}

const all = <T extends FromEngine['type']>(type: T) =>
  said.filter((message): message is Extract<FromEngine, { type: T }> => message.type === type);

function ask(question: Question): Answer {
  const id = 1000 + said.length;
  say({ type: 'ask', id, question });
  const answer = all('answer').find((message) => message.id === id);
  if (answer === undefined) throw new Error('no answer');
  return answer.answer;
}

function openStage(stageId = 1): {
  canvas: OffscreenCanvas;
  at(x: number, y: number): string;
  inked(box: number): number;
} {
  const canvas = new OffscreenCanvas(10, 10);
  say({ type: 'openStage', stageId, canvas });
  const data = (x: number, y: number, width: number, height: number) =>
    (canvas.getContext('2d') as OffscreenCanvasRenderingContext2D).getImageData(x, y, width, height).data;
  return {
    canvas,
    at: (x, y) => [...data(x, y, 1, 1).slice(0, 3)].join(),
    /** Pixels of the trace's colour in the n-th sheet. */
    inked: (n) => {
      const pixels = data(0, n * 100, 220, 100);
      let count = 0;
      for (let p = 0; p < pixels.length; p += 4) if ((pixels[p + 1] as number) > 180) count++;
      return count;
    },
  };
}

function backgroundOf(colour: string): ImageBitmap {
  const canvas = new OffscreenCanvas(220, 100);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = colour;
  context.fillRect(0, 0, 220, 100);
  return canvas.transferToImageBitmap();
}

const laneOf = (channelId: number, more: Partial<SheetLane> = {}): SheetLane => ({
  laneKey: 'ecg',
  channelId,
  colour: TRACE,
  bandTop: 0,
  bandHeight: 90,
  rule: { kind: 'gain', perMv: 1, gain: 'auto' },
  filter: 'asSent',
  ...more,
});

/** The n-th sheet from the top. */
const sheetOf = (n: number, bedKey: string, lanes: readonly SheetLane[], background: string | null): SheetLayout => ({
  sheetKey: `sheet${n}`,
  bedKey,
  box: { left: 0, top: n * 100, width: 220, height: 100 },
  waves: { left: 10, top: 5, width: 200, height: 90 },
  background: background === null ? null : backgroundOf(background),
  lanes,
});

const layoutOf = (sheets: readonly SheetLayout[], more: Partial<StageLayout> = {}): StageLayout => ({
  widthPx: 240,
  heightPx: 220,
  ground: '#010203',
  mode: 'sweep',
  speedMmPerS: 25,
  pxPerMm: PX_PER_MM,
  penPx: 2,
  inks: {
    gap: '#203040',
    off: '#4040a0',
    saturated: '#a02020',
    mark: '#707070',
    gridFine: '#101010',
    gridSecond: '#202020',
  },
  sheets,
  faces: [],
  ...more,
});

const lay = (layout: StageLayout, stageId = 1, layoutId = 1) => say({ type: 'layout', stageId, layoutId, layout });

describe('what a window shows', () => {
  test('stays as it is until the frame in which a new layout is painted', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    expect(stage.canvas.width).toBe(10);
    live([ecgOf(1)], 2);
    const inked = stage.inked(0);
    expect([stage.canvas.width, stage.at(3, 50), inked > 150]).toEqual([240, '16,32,48', true]);
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#302010')], { widthPx: 260 }));
    expect([stage.canvas.width, stage.at(3, 50)]).toEqual([240, '16,32,48']);
    frame();
    expect([stage.canvas.width, stage.at(3, 50), stage.at(250, 50)]).toEqual([260, '48,32,16', '1,2,3']);
    expect(stage.inked(0)).toBe(inked);
  });

  test('is told of as laid out with the frame that paints it; one that another follows at once is not', () => {
    openStage();
    lay(layoutOf([]), 1, 5);
    expect(all('laidOut')).toEqual([]);
    frame();
    expect(all('laidOut')).toEqual([{ type: 'laidOut', stageId: 1, layoutId: 5 }]);
    lay(layoutOf([]), 1, 6);
    lay(layoutOf([]), 1, 7);
    frame();
    frame();
    expect(all('laidOut').slice(1)).toEqual([{ type: 'laidOut', stageId: 1, layoutId: 7 }]);
  });

  test('is its beds whether they were described before the layout or after it', () => {
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    frame();
    expect([stage.at(3, 50), stage.inked(0)]).toEqual(['16,32,48', 0]);
    beds([bed('g/1', [ecgOf(1)])]);
    live([ecgOf(1)], 2);
    expect(stage.inked(0)).toBeGreaterThan(150);
  });

  test('a bed that a layout leaves as it was is not painted again', () => {
    beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])]);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030'), sheetOf(1, 'g/2', [laneOf(2)], '#102030')]));
    live([ecgOf(1), ecgOf(2)], 1);
    const context = stage.canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.fillStyle = '#ff0000';
    context.fillRect(3, 50, 1, 1);
    context.fillRect(3, 150, 1, 1);
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#302010'), sheetOf(1, 'g/2', [laneOf(2)], null)]));
    frame();
    expect([stage.at(3, 50), stage.at(3, 150)]).toEqual(['48,32,16', '255,0,0']);
    lay(layoutOf([sheetOf(1, 'g/2', [laneOf(2)], null)]));
    frame();
    expect([stage.at(3, 50), stage.at(3, 150)]).toEqual(['1,2,3', '16,32,48']);
  });

  test('costs no frames while nobody can see it, and is whole with the first one', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    live([ecgOf(1)], 1);
    say({ type: 'visible', stageId: 1, isVisible: false });
    expect(nextFrame).toBeNull();
    live([ecgOf(1)], 5);
    say({ type: 'visible', stageId: 1, isVisible: true });
    frame();
    expect(stage.inked(0)).toBeGreaterThan(200);
    say({ type: 'closeStage', stageId: 1 });
    expect(nextFrame).toBeNull();
  });

  test('goes on beside a stage that breaks, and the problem is told, once', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    openStage(1);
    const good = openStage(2);
    const broken = sheetOf(0, 'g/1', [laneOf(1)], '#102030');
    lay(layoutOf([broken]), 1);
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]), 2);
    broken.background?.close();
    live([ecgOf(1)], 2);
    expect(good.inked(0)).toBeGreaterThan(150);
    expect(all('problem')).toHaveLength(1);
    expect(nextFrame).not.toBeNull();
  });

  test('scrolls, when that is chosen, with the newest at the right', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')], { mode: 'scroll' }));
    live([ecgOf(1)], 1);
    const early = stage.inked(0);
    expect(early).toBeGreaterThan(50);
    expect(stage.at(20, 50)).toBe('16,32,48');
    live([ecgOf(1)], 2);
    expect(stage.inked(0)).toBeGreaterThan(early * 1.8);
  });
});

describe('what the station sends', () => {
  test('is taken in tick by tick; one that cannot be read is told', () => {
    send(block(ecgOf(1), 0, 10, () => 0));
    send(block(ecgOf(1), 10, 20, () => 0));
    expect(all('took').map(({ tick }) => tick)).toEqual([1, 2]);
    say({ type: 'tick', bytes: new ArrayBuffer(7) });
    expect(all('brokenTick')[0]?.reason).toContain('7 bytes');
    expect(all('took')).toHaveLength(2);
  });

  test('tells how every lane fares when one has changed', () => {
    beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])]);
    say({
      type: 'station',
      message: { type: 'channelStates', states: [{ channelId: 2, fromIndex: 0, state: 'leadsOff' }] },
    });
    expect(all('statuses').at(-1)?.statuses).toEqual([
      [1, 'unknown'],
      [2, 'leadsOff'],
    ]);
    // Another channel at the same place, which fares as well.
    beds([bed('g/1', [ecgOf(3, NOW + 1)]), bed('g/2', [ecgOf(2)])]);
    expect(all('statuses').at(-1)?.statuses).toEqual([
      [3, 'unknown'],
      [2, 'leadsOff'],
    ]);
  });
});

describe('the scale of a lane', () => {
  const scales = () => all('scales').flatMap((message) => message.scales);

  test('is told when it is chosen, and kept from layout to layout while the lane stays as high', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    live([ecgOf(1)], 4);
    const first = scales();
    expect(first[0]).toMatchObject({ sheetKey: 'sheet0', laneKey: 'ecg', scale: { text: '10 mm/mV' } });
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1, { colour: '#f0f000' })], '#302010')]));
    frame();
    expect(scales()).toHaveLength(first.length);
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1, { rule: { kind: 'gain', perMv: 1, gain: 20 } })], null)]));
    frame();
    expect(scales().at(-1)?.scale.text).toBe('20 mm/mV');
    const told = scales().length;
    lay(
      layoutOf([sheetOf(0, 'g/1', [laneOf(1, { rule: { kind: 'gain', perMv: 1, gain: 20 }, bandHeight: 60 })], null)]),
    );
    frame();
    expect(scales().length).toBe(told + 1);
    const { low = 0, high = 0 } = scales().at(-1)?.scale ?? {};
    expect(high - low).toBeCloseTo(60 / PX_PER_MM / 20, 6);
  });
});

describe('a bed that is frozen', () => {
  const pulse = () => all('pulse').at(-1);

  test('stands still while the others go on, says since when, and shows all again when it is released', () => {
    beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])], 500);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030'), sheetOf(1, 'g/2', [laneOf(2)], '#102030')]));
    live([ecgOf(1), ecgOf(2)], 2);
    const picture = () => {
      const context = stage.canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      return [0, 100].map((top) => context.getImageData(0, top, 220, 100).data.join());
    };
    const before = picture();
    say({ type: 'freeze', frozen: { all: false, bedKeys: ['g/1'] } });
    const frozen = pulse()?.frozen ?? [];
    expect(frozen.map(([bedKey]) => bedKey)).toEqual(['g/1']);
    // The gateway's clock is half a second ahead.
    expect(clock.now - 500 - (frozen[0]?.[1] ?? 0)).toBeCloseTo(250, -2);
    live([ecgOf(1), ecgOf(2)], 1);
    const during = picture();
    expect([during[0] === before[0], during[1] === before[1]]).toEqual([true, false]);
    say({ type: 'freeze', frozen: { all: false, bedKeys: [] } });
    frame();
    const after = picture();
    expect(after[0]).toBe(after[1]);
    expect(pulse()?.frozen).toEqual([]);
  });

  test('keeps what is on the glass for as long as it stands, and goes on by itself after four minutes', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    live([ecgOf(1)], 5);
    const inked = stage.inked(0);
    say({ type: 'freeze', frozen: { all: true, bedKeys: [] } });
    live([ecgOf(1)], 235);
    // Laid out anew: it is painted again from the samples of then.
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')], { widthPx: 250 }));
    frame();
    expect(stage.inked(0)).toBe(inked);
    expect(pulse()?.frozen).toHaveLength(1);
    live([ecgOf(1)], 7);
    expect(pulse()?.frozen).toEqual([]);
    // The page has not taken note yet: the bed is not frozen again for that.
    say({ type: 'freeze', frozen: { all: true, bedKeys: [] } });
    expect(pulse()?.frozen).toEqual([]);
    say({ type: 'freeze', frozen: { all: false, bedKeys: [] } });
    say({ type: 'freeze', frozen: { all: true, bedKeys: [] } });
    expect(pulse()?.frozen).toHaveLength(1);
  });

  test('is released when another patient is in it: nobody takes the trace for the new one', () => {
    const of = (patientId: string, channelId: number): Bed => ({
      ...bed('g/1', [ecgOf(channelId)]),
      patient: { patientId, displayName: '', ageYears: null, sex: 'unknown' },
    });
    beds([of('A', 1)]);
    const stage = openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    live([ecgOf(1)], 2);
    say({ type: 'freeze', frozen: { all: false, bedKeys: ['g/1'] } });
    expect(stage.inked(0)).toBeGreaterThan(150);
    beds([of('B', 2)]);
    frame();
    expect([stage.inked(0), pulse()?.frozen]).toEqual([0, []]);
  });
});

describe('what the page asks', () => {
  test('the cursor reads time and values of what is drawn, of a frozen bed those of then', () => {
    beds([bed('g/1', [ecgOf(1)])], 500);
    openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1), laneOf(99, { laneKey: 'none' })], '#102030')]));
    const ramp = (s: number) => Math.round(s * 250) / 1000;
    live([ecgOf(1)], 3, ramp);
    const read = () => {
      for (let column = 0; ; column++) {
        const answer = ask({ kind: 'cursor', stageId: 1, sheetKey: 'sheet0', column });
        if (answer.kind === 'cursor' && answer.timeMs !== null) return answer;
      }
    };
    const { timeMs, values } = read();
    expect(values[1]).toBeNull();
    // The sample nearest to the time tells its own.
    expect(Math.abs((values[0] ?? 0) * 4_000 - ((timeMs ?? 0) + 500 - NOW))).toBeLessThan(2.1);
    say({ type: 'freeze', frozen: { all: true, bedKeys: [] } });
    live([ecgOf(1)], 2, ramp);
    expect(read()).toEqual({ kind: 'cursor', timeMs, values });
    expect(ask({ kind: 'cursor', stageId: 7, sheetKey: 'sheet0', column: 3 })).toEqual({
      kind: 'cursor',
      timeMs: null,
      values: [],
    });
  });

  test('a stretch of the past is the lowest and highest of each column, across epochs, and says how far it reaches', () => {
    beds([bed('g/1', [ecgOf(1)])], 500);
    send(block(ecgOf(1), 0, 500, () => 0.2));
    beds([bed('g/1', [ecgOf(2, NOW + 1_000)])], 500);
    send(block(ecgOf(2, NOW + 1_000), 0, 250, (s) => (Math.round(s * 250) === 100 ? 1.5 : 0.8)));
    const answer = ask({
      kind: 'stretch',
      bedKey: 'g/1',
      channelIds: [2, 99],
      filter: 'asSent',
      fromMs: NOW - 1_500,
      untilMs: NOW + 2_500,
      columns: 40,
    });
    if (answer.kind !== 'stretch') throw new Error('another answer');
    expect([answer.heldFromMs, answer.heldUntilMs]).toEqual([NOW - 500, NOW + 1_500]);
    const [known, unknown] = answer.lanes;
    const at = (s: number) => Math.floor((s + 1.5) * 10);
    expect([known?.low[at(-0.6)], known?.high[at(-0.6)]]).toEqual([Number.NaN, Number.NaN]);
    expect(known?.low[at(0.2)]).toBeCloseTo(0.2);
    // The newer epoch speaks from its first sample on: 1 s on the gateway's clock is 0.5 s on the station's.
    expect(known?.low[at(0.6)]).toBeCloseTo(0.8);
    expect([known?.high[at(0.85)], known?.high[at(0.95)]].some((high) => Math.abs((high ?? 0) - 1.5) < 1e-6)).toBe(
      true,
    );
    expect(known?.low[at(1.6)]).toBeNaN();
    expect(unknown?.low.every(Number.isNaN)).toBe(true);
    const filtered = ask({
      kind: 'stretch',
      bedKey: 'g/1',
      channelIds: [2],
      filter: 'monitor',
      fromMs: NOW,
      untilMs: NOW + 2_000,
      columns: 20,
    });
    // Filtered, the baseline is gone.
    expect(filtered.kind === 'stretch' && filtered.lanes[0]?.low[6]).toBeCloseTo(0, 1);
  });

  test('a stretch of the past tells apart leads off, a saturated converter, beats and pacer pulses', () => {
    const narrow = { ...ecgOf(1), rawMinimum: -1_000, rawMaximum: 1_000 };
    beds([bed('g/1', [narrow])]);
    // A tenth of a second each: as it is, at its end, touching it, off but sent, off and silent, silent.
    const raw = (s: number) => [0.2, 2, s < 0.25 ? 2 : 0.2, 0.2, 0, 0, 0.2][Math.floor(s * 10)] ?? 0;
    send(block(narrow, 0, 100, raw), block(narrow, 150, 175, raw));
    const states = [
      { channelId: 1, fromIndex: 75, state: 'leadsOff' },
      { channelId: 1, fromIndex: 125, state: 'ok' },
    ] as const;
    say({ type: 'station', message: { type: 'channelStates', states } });
    const marks = [
      { channelId: 1, index: 10, kind: 'qrs' },
      { channelId: 1, index: 160, kind: 'pacer' },
    ] as const;
    say({ type: 'station', message: { type: 'marks', marks } });
    const flagsOf = (filter: 'asSent' | 'monitor') => {
      const answer = ask({
        kind: 'stretch',
        bedKey: 'g/1',
        channelIds: [1],
        filter,
        fromMs: NOW,
        untilMs: NOW + 700,
        columns: 7,
      });
      return answer.kind === 'stretch' ? [...(answer.lanes[0]?.flags ?? [])] : [];
    };
    // Neighbouring columns share the point on their border, so the first one reaches the end already.
    const expected = [QRS | AT_END, AT_END | STAYS_AT_END, AT_END, LEADS_OFF, LEADS_OFF, 0, PACER];
    expect(flagsOf('asSent')).toEqual(expected);
    // The filter moves a saturated trace away from the end it stands at; it stays saturated.
    expect(flagsOf('monitor')).toEqual(expected);
  });

  test('a lead that has been off since before the window opened is off in the past, though nothing ever came of it', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    const states = [{ channelId: 1, fromIndex: 0, state: 'leadsOff' }] as const;
    say({ type: 'station', message: { type: 'channelStates', states } });
    const answer = ask({
      kind: 'stretch',
      bedKey: 'g/1',
      channelIds: [1],
      filter: 'asSent',
      fromMs: NOW,
      untilMs: NOW + 400,
      columns: 4,
    });
    expect(answer.kind === 'stretch' && [...(answer.lanes[0]?.flags ?? [])]).toEqual(Array(4).fill(LEADS_OFF));
  });

  test('five minutes of a bed are held when that is asked for, and the others keep their minute', () => {
    beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])]);
    say({ type: 'holdLong', bedKey: 'g/1' });
    for (let s = 0; s < 320; s += 10) {
      send(...[1, 2].map((channelId) => block(ecgOf(channelId), s * 250, (s + 10) * 250, () => 0.2)));
    }
    const heldMs = (bedKey: string, channelId: number) => {
      const answer = ask({
        kind: 'stretch',
        bedKey,
        channelIds: [channelId],
        filter: 'asSent',
        fromMs: NOW,
        untilMs: NOW + 1,
        columns: 1,
      });
      return answer.kind === 'stretch' ? (answer.heldUntilMs ?? 0) - (answer.heldFromMs ?? 0) : 0;
    };
    expect([Math.round(heldMs('g/1', 1) / 1000), Math.round(heldMs('g/2', 2) / 1000)]).toEqual([300, 60]);
    say({ type: 'holdLong', bedKey: null });
    expect(Math.round(heldMs('g/1', 1) / 1000)).toBe(60);
  });

  test('diagnostics count what was drawn and how the jitter buffers stand', () => {
    beds([bed('g/1', [ecgOf(1)])]);
    openStage();
    lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
    live([ecgOf(1)], 2);
    const answer = ask({ kind: 'diagnostics', stageId: 1 });
    if (answer.kind !== 'diagnostics' || answer.diagnostics === null) throw new Error('no diagnostics');
    const { frames, lanes, channels, playouts, ringBytes } = answer.diagnostics;
    expect([frames, lanes, ringBytes]).toEqual([120, 1, 2 * (60 * 250 + 1)]);
    expect(channels[0]).toMatchObject({ channelId: 1, bedKey: 'g/1', drawnFirst: 0, duplicated: 0 });
    expect(channels[0]?.drawnSamples).toBe((channels[0]?.drawnThrough ?? 0) + 1);
    expect(playouts).toHaveLength(1);
    say({ type: 'resetDiagnostics' });
    const again = ask({ kind: 'diagnostics', stageId: 1 });
    expect(again.kind === 'diagnostics' && again.diagnostics?.frames).toBe(0);
    expect(ask({ kind: 'diagnostics', stageId: 9 })).toEqual({ kind: 'diagnostics', diagnostics: null });
  });
});

test('the engine says once a second that it lives, with the delays of the beds', () => {
  beds([bed('g/1', [ecgOf(1)])]);
  openStage();
  lay(layoutOf([sheetOf(0, 'g/1', [laneOf(1)], '#102030')]));
  const before = all('pulse').length;
  live([ecgOf(1)], 3);
  expect(all('pulse').length - before).toBe(3);
  const delay = all('pulse').at(-1)?.delays[0]?.[1];
  // A quarter of a second of playout, and the frame that shows it.
  expect(delay?.p50Ms).toBeGreaterThan(240);
  expect(delay?.p50Ms).toBeLessThan(400);
});
