import '#renderer/theme.css';
import 'uplot/dist/uPlot.min.css';
import type {} from '@vitest/browser-playwright';
import { createRoot, type Root } from 'react-dom/client';
import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp, page } from 'vitest/browser';
import type { StationMessage } from '#bridge/messages.ts';
import { sampleIndexAt } from '#domain/signals/channel.ts';
import type { GapState } from '#domain/signals/coverage.ts';
import { openTheme, theme } from '#renderer/theme/theme.ts';
import { CoverageStore } from '#renderer/waveforms/coverage.store.ts';
import { AT_END, LEADS_OFF, PACER, QRS, STAYS_AT_END } from '#renderer/waveforms/engine/columnFlags.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { type Opening, RecentWaves } from '#renderer/waveforms/recent/RecentWaves.view.tsx';
import { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';
import { beats, breaths, type Course, FakePast, type Known, twoChannels } from './fakePast.ts';

const startMs = new Date(2026, 10, 20, 14, 3, 0).getTime();
/** Share of the height that the first of an ECG and a respiration has. */
const FIRST_LANE = 1.4 / 2.4;
const whole: Opening = { spanMs: null, first: null, drag: null };

describe('looking back into the last five minutes', () => {
  let host: HTMLElement;
  let root: Root;
  let closeTheme: () => void;
  let glass: Glass;
  let past: FakePast;
  const messages = new Subject<StationMessage>();
  const coverage = new CoverageStore(messages);
  let nowMs = startMs;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const onLive = vi.fn();

  beforeEach(async () => {
    await page.viewport(1000, 600);
    nowMs = startMs;
    onLive.mockClear();
    closeTheme = openTheme(document.documentElement, () => sessionStorage);
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;left:0;top:0;width:900px;height:500px';
    document.body.append(host);
    root = createRoot(host);
    glass = new Glass(null);
  });
  afterEach(() => {
    root.unmount();
    host.remove();
    glass.dispose();
    closeTheme();
  });

  async function show(
    opening: Opening = whole,
    ecg: Course = beats,
    heldMs = 300_000,
    known: Known = () => 0,
  ): Promise<void> {
    past = new FakePast(
      new Map([
        [1, ecg],
        [2, breaths],
      ]),
      clock.nowMs,
    );
    past.heldMs = heldMs;
    past.known = known;
    root.render(
      <RecentWaves
        bedKey="g/1"
        channels={twoChannels}
        waves={past}
        coverage={coverage}
        clockOffsetMs={0}
        lostSinceMs={null}
        settings={new WaveSettingsStore(null)}
        glass={glass}
        clock={clock}
        opening={opening}
        onLive={onLive}
      />,
    );
    await expect.poll(() => inkRows(1)).toBeGreaterThan(0);
  }

  const text = (selector: string) => host.querySelector(selector)?.textContent ?? '';
  const over = () => host.querySelector<HTMLElement>('.u-over') as HTMLElement;
  const press = (key: string, more: KeyboardEventInit = {}) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

  /** A real mouse, so many CSS pixels from the left edge of the waves. */
  async function mouse(
    type: 'mousePressed' | 'mouseReleased' | 'mouseMoved',
    x: number,
    { clickCount = 1, shift = false }: { clickCount?: number; shift?: boolean } = {},
  ): Promise<void> {
    const { left, top, height } = over().getBoundingClientRect();
    const frame = window.frameElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
    const scale = frame.width / innerWidth;
    await cdp().send('Input.dispatchMouseEvent', {
      type,
      x: frame.left + (left + x) * scale,
      y: frame.top + (top + height / 2) * scale,
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount,
      modifiers: shift ? 8 : 0,
    });
  }

  async function clickAt(part: number, clickCount = 1): Promise<void> {
    const x = part * over().clientWidth;
    await mouse('mousePressed', x, { clickCount });
    await mouse('mouseReleased', x, { clickCount });
  }

  async function drag(from: number, to: number, shift = false): Promise<void> {
    await mouse('mousePressed', from, { shift });
    await mouse('mouseMoved', (from + to) / 2, { shift });
    await mouse('mouseMoved', to, { shift });
    await mouse('mouseReleased', to, { shift });
  }

  /** Pixels of a lane's colour in each column of its plot. */
  function ink(lane: 1 | 2): number[] {
    const canvas = host.querySelector<HTMLCanvasElement>('.recent-plot canvas');
    const context = canvas?.getContext('2d');
    if (canvas == null || context == null || canvas.width === 0) return [];
    const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const hex = theme.value.parameters[lane === 1 ? 'ecg' : 'resp'];
    const colour = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    const left = Math.round(over().offsetLeft * devicePixelRatio);
    return Array.from({ length: width - left }, (_, x) => {
      let rows = 0;
      for (let y = 0; y < height; y++) {
        const at = (y * width + x + left) * 4;
        // A flat line as wide as the pen, 1.5 px, may lie over three quarters of two pixels.
        const isInk = colour.every((channel, c) => Math.abs((data[at + c] as number) - channel) < 60);
        if (isInk && (data[at + 3] as number) > 160) rows++;
      }
      return rows;
    });
  }
  /** Highest and lowest row of the first lane's trace. */
  function inkReach(): { top: number; bottom: number } {
    const canvas = host.querySelector<HTMLCanvasElement>('.recent-plot canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const left = Math.round(over().offsetLeft * devicePixelRatio);
    const { width, height, data } = context.getImageData(left, 0, canvas.width - left, canvas.height);
    const isInk = (at: number) =>
      Math.abs((data[at] as number) - 0x4b) + Math.abs((data[at + 1] as number) - 0xe3) < 24;
    const rows = Array.from({ length: height }, (_, y) => y).filter((y) =>
      Array.from({ length: width }, (_, x) => x).some((x) => isInk((y * width + x) * 4)),
    );
    return { top: rows[0] ?? 0, bottom: rows.at(-1) ?? 0 };
  }
  /** Rows of the first lane in which there is a colour, in a part of the plot's width. */
  function rowsOf(hex: string, fromPart: number, untilPart: number): number[] {
    const canvas = host.querySelector<HTMLCanvasElement>('.recent-plot canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const plotPx = over().clientWidth * devicePixelRatio;
    const left = Math.round(over().offsetLeft * devicePixelRatio + fromPart * plotPx);
    const width = Math.round((untilPart - fromPart) * plotPx);
    const laneRows = Math.floor(over().clientHeight * devicePixelRatio * FIRST_LANE);
    const { data } = context.getImageData(left, 0, width, laneRows);
    const colour = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Array.from({ length: laneRows }, (_, y) => y).filter((y) =>
      Array.from({ length: width }, (_, x) => (y * width + x) * 4).some((at) =>
        colour.every((channel, c) => Math.abs((data[at + c] as number) - channel) < 12),
      ),
    );
  }
  const inkRows = (lane: 1 | 2) => ink(lane).reduce((sum, rows) => sum + rows, 0);

  test('it says that it is not live, which minutes these are, and how far ahead live is', async () => {
    await show();
    expect(text('.recent-title')).toContain('LOOKING BACK');
    expect(text('.recent-range')).toBe('13:58:00–14:03:00');
    expect(text('.recent-ahead')).toBe('up to now');
    press('+');
    press('ArrowLeft');
    await expect.poll(() => text('.recent-ahead')).toMatch(/^live is \d:\d\d ahead$/);
  });

  test("the engine holds the bed's five minutes for as long as somebody looks back", async () => {
    await show();
    expect(past.held).toEqual(['g/1']);
    root.render(null);
    await expect.poll(() => past.held).toEqual(['g/1', null]);
  });

  test('only what is seen is asked for, a column a pixel', async () => {
    await show({ ...whole, spanMs: 10_000 });
    const view = past.asked.findLast(({ columns }) => columns > 1 && columns !== 600);
    expect(view?.columns).toBe(Math.round(over().clientWidth * devicePixelRatio));
    expect((view?.untilMs ?? 0) - (view?.fromMs ?? 0)).toBeCloseTo(10_000, 3);
  });

  test('a beat of 1 mV is 10 mm tall, and no column between two beats is empty', async () => {
    await show({ ...whole, spanMs: 8_000 });
    await expect.poll(() => text('.recent-scale')).toBe('10 mm/mV as sent');
    const { top, bottom } = inkReach();
    expect((bottom - top) / glass.view.value.pxPerMm).toBeCloseTo(10, 0);
    expect(
      ink(1)
        .slice(5, -30)
        .every((count) => count > 0),
    ).toBe(true);
  });

  test('lost samples are a gap, not a line', async () => {
    const from = startMs - 6_000;
    const lost: Course = (timeMs) => (timeMs > from && timeMs < from + 2_000 ? Number.NaN : beats(timeMs));
    await show({ ...whole, spanMs: 10_000 }, lost);
    const rows = ink(1);
    const [a, b] = [0.42, 0.58].map((part) => Math.round(part * rows.length)) as [number, number];
    expect(rows.slice(a, b).every((count) => count === 0)).toBe(true);
    expect(rows.slice(10, Math.round(rows.length * 0.38)).every((count) => count > 0)).toBe(true);
  });

  test('leads off, a saturated converter, what is beyond the lane and marks look different, and the cursor says which', async () => {
    // Of ten seconds: as it is, off but sent, off and silent, at the converter's end, beyond the lane.
    const from = startMs - 10_000;
    const partAt = (timeMs: number) => Math.floor((timeMs - from) / 2_000);
    const course: Course = (timeMs) =>
      [beats(timeMs), beats(timeMs), Number.NaN, 1, 60][partAt(timeMs)] ?? beats(timeMs);
    const known: Known = (timeMs, columnMs) => {
      const isAt = (ms: number) => timeMs <= from + ms && from + ms < timeMs + columnMs;
      const marks = (isAt(600) ? QRS : 0) | (isAt(400) ? PACER : 0);
      return marks | ([0, LEADS_OFF, LEADS_OFF, AT_END | STAYS_AT_END, 0][partAt(timeMs)] ?? 0);
    };
    await show({ ...whole, spanMs: 10_000 }, course, 300_000, known);
    const { palette, parameters } = theme.value;
    await expect.poll(() => rowsOf(palette.traceSaturated, 0.62, 0.78).length).toBeGreaterThan(0);

    expect(rowsOf(parameters.ecg, 0.25, 0.75)).toEqual([]);
    expect(rowsOf(palette.traceOff, 0.22, 0.38).length).toBeGreaterThan(20);
    const dashes = rowsOf(palette.traceOff, 0.42, 0.46);
    expect(dashes.length).toBeGreaterThan(0);
    expect(dashes.length).toBeLessThanOrEqual(3);
    expect(rowsOf(palette.traceOff, 0.62, 1)).toEqual([]);
    expect(Math.max(...rowsOf(parameters.ecg, 0.82, 0.95))).toBeLessThan(6);
    expect(rowsOf(palette.traceMark, 0.055, 0.065).length).toBeLessThan(10);
    expect(rowsOf(palette.traceMark, 0.035, 0.045).length).toBeGreaterThan(20);

    for (const [part, said] of [
      [0.3, /mV leads off$/],
      [0.5, /^--- leads off$/],
      [0.7, /mV saturated$/],
      [0.12, /mV$/],
    ] as const) {
      await mouse('mouseMoved', part * over().clientWidth);
      await expect.poll(() => text('.recent-value')).toMatch(said);
    }
  });

  test('what is not held any more is shaded over the whole height', async () => {
    await show(whole, beats, 120_000);
    const canvas = host.querySelector<HTMLCanvasElement>('.recent-plot canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const colourAt = (part: number) => {
      const x = Math.round((over().offsetLeft + part * over().clientWidth) * devicePixelRatio) + 3;
      return [...context.getImageData(x, Math.round(canvas.height * 0.2), 1, 1).data].slice(0, 4).join();
    };
    const shaded = theme.value.palette.notHeld;
    const expected = [1, 3, 5].map((at) => Number.parseInt(shaded.slice(at, at + 2), 16)).join();
    expect(colourAt(0.2)).toBe(`${expected},255`);
    expect(colourAt(0.9)).not.toBe(`${expected},255`);
  });

  test('the wheel zooms at the pointer, Shift and drag to a stretch, a double click shows all again', async () => {
    await show();
    const spanNow = () => {
      const view = past.asked.findLast(({ columns }) => columns > 1 && columns !== 600);
      return (view?.untilMs ?? 0) - (view?.fromMs ?? 0);
    };
    over().dispatchEvent(new WheelEvent('wheel', { deltaY: -400, clientX: 300, bubbles: true, cancelable: true }));
    await expect.poll(() => Math.round(spanNow() / 1000)).toBeLessThan(160);
    await drag(100, 300, true);
    await expect.poll(() => Math.round(spanNow() / 1000)).toBeLessThan(40);
    await clickAt(0.2);
    await clickAt(0.2, 2);
    await expect.poll(() => Math.round(spanNow() / 1000)).toBe(300);
    expect(onLive).not.toHaveBeenCalled();
  });

  test('a drag moves through time and is no click', async () => {
    await show({ ...whole, spanMs: 10_000 });
    await drag(100, 400);
    await expect.poll(() => text('.recent-ahead')).toMatch(/ahead/);
    expect(text('.recent-measure')).toBe('click twice to measure');
  });

  test('two clicks one beat apart measure 800 ms, 75 a minute, and the difference of each lane', async () => {
    await show({ ...whole, spanMs: 8_000 });
    await clickAt(0.1);
    await expect.poll(() => text('.recent-measure')).toMatch(/click again$/);
    await clickAt(0.2);
    await expect
      .poll(() => text('.recent-measure'))
      .toMatch(/^Δ 80\d ms · 7[45]\.\d \/min$|^Δ 79\d ms · 75\.\d \/min$/);
    await expect.poll(() => host.querySelectorAll('.recent-change').length).toBe(2);
    expect(text('.recent-change')).toMatch(/^Δ [+−]\d\.\d\d mV$/);
    await clickAt(0.5);
    await expect.poll(() => text('.recent-measure')).toMatch(/click again$/);
  });

  test('in a window 1280 px wide its bar is one line, with nothing cut, also in the midst of measuring', async () => {
    host.style.width = '894px'; // what the panel leaves of it
    await show({ ...whole, spanMs: 8_000 });
    await drag(100, 300);
    await clickAt(0.3);
    await expect.poll(() => text('.recent-measure')).toMatch(/click again$/);
    expect(text('.recent-range')).toMatch(/^\d\d:\d\d:\d\d\.\d–/);
    const bar = host.querySelector('.recent-bar') as HTMLElement;
    const parts = [...bar.querySelectorAll<HTMLElement>('*')].filter(({ offsetWidth }) => offsetWidth > 0);
    expect(bar.offsetHeight).toBeLessThanOrEqual(40);
    for (const part of parts) {
      expect(part.getClientRects().length, part.className).toBe(1);
      expect(part.getBoundingClientRect().right).toBeLessThanOrEqual(bar.getBoundingClientRect().right);
      if (getComputedStyle(part).display !== 'inline')
        expect(part.scrollWidth).toBeLessThanOrEqual(part.clientWidth + 2);
    }
  });

  test('Escape clears the measurement first, and only then goes back to live', async () => {
    await show();
    await clickAt(0.3);
    await expect.poll(() => text('.recent-measure')).toMatch(/click again/);
    press('Escape');
    await expect.poll(() => text('.recent-measure')).toBe('click twice to measure');
    expect(onLive).not.toHaveBeenCalled();
    press('Escape');
    expect(onLive).toHaveBeenCalledOnce();
  });

  test('its keys do not reach the wall, which would step to the next bed', async () => {
    await show();
    const wall = vi.fn();
    window.addEventListener('keydown', wall);
    press('ArrowRight');
    press('Escape');
    window.removeEventListener('keydown', wall);
    expect(wall).not.toHaveBeenCalled();
  });

  test('the cursor tells time to the millisecond and the value of each lane, also by keyboard', async () => {
    await show({ ...whole, spanMs: 8_000 });
    press('ArrowRight', { shiftKey: true });
    await expect.poll(() => text('.recent-time')).toMatch(/^14:02:5\d\.\d{3}$/);
    expect([...host.querySelectorAll('.recent-value')].map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^-?\d\.\d\d mV$/),
      expect.stringMatching(/ Ohm$/),
    ]);
    press(' ');
    await expect.poll(() => text('.recent-measure')).toMatch(/^from 14:02:5/);
  });

  test('it asks for what is seen once a second while it follows now, and seldom while it does not', async () => {
    await show({ ...whole, spanMs: 10_000 });
    const views = () => past.asked.filter(({ columns }) => columns > 1 && columns !== 600).length;
    nowMs += 30_000;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const began = views();
    for (let n = 0; n < 4; n++) {
      nowMs += 1000;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    expect(views() - began).toBeGreaterThanOrEqual(3);
    expect(views() - began).toBeLessThanOrEqual(6);
    await drag(100, 700);
    const still = views();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(views() - still).toBeLessThanOrEqual(1);
  });

  describe('what is here of the five minutes', () => {
    const parts = () => [...host.querySelectorAll<HTMLElement>('.coverage-part')];
    /** Index of the sample of a channel so many milliseconds ago. */
    const ago = (channelId: number, ms: number): number => {
      const channel = twoChannels.find((each) => each.channelId === channelId);
      return Math.round(sampleIndexAt(channel ?? fail(), nowMs - ms));
    };
    const fail = (): never => {
      throw new Error('no such channel');
    };
    const told = (state: GapState, fromMs: number, untilMs: number, channelIds = [1, 2]): void =>
      messages.next({
        type: 'coverage',
        channels: channelIds.map((channelId) => ({
          channelId,
          from: ago(channelId, 400_000),
          until: ago(channelId, 0),
          gaps: [{ from: ago(channelId, fromMs), until: ago(channelId, untilMs), state }],
        })),
      });

    test('is said in a word where it stands, and in full for whoever asks or cannot see it', async () => {
      await show();
      told('fetching', 120_000, 90_000);
      await expect.poll(() => parts().map(({ textContent }) => textContent)).toEqual(['↓ fetching']);
      const [part] = parts();
      expect(part?.getAttribute('aria-label')).toMatch(
        /^14:01:00 to 14:01:30 \(0:30\), all waves: missed while the link was lost; being fetched/,
      );
      expect(part?.title).toBe(part?.getAttribute('aria-label'));
      const strip = part?.parentElement?.getBoundingClientRect() ?? new DOMRect();
      const { left, width } = part?.getBoundingClientRect() ?? new DOMRect();
      expect((left - strip.left) / strip.width).toBeCloseTo(0.6, 2);
      expect(width / strip.width).toBeCloseTo(0.1, 2);
    });

    test('names the waves where not all are missing, and looks different for leads off', async () => {
      await show();
      told('notGiven', 60_000, 30_000, [2]);
      told('unavailable', 200_000, 150_000, [1]);
      await expect.poll(() => parts().map(({ dataset }) => dataset['look'])).toEqual(['missing', 'notGiven']);
      expect(parts()[1]?.getAttribute('aria-label')).not.toContain('all waves');
    });

    test('a press on a part looks at it', async () => {
      await show();
      told('unavailable', 200_000, 150_000);
      await expect.poll(() => parts().length).toBe(1);
      parts()[0]?.click();
      await expect.poll(() => text('.recent-range')).toBe('13:59:40–14:00:30');
    });

    test('where all is here, that is said to who cannot see the line', async () => {
      await show();
      told('fetching', 350_000, 340_000);
      await expect.poll(() => text('.coverage')).toBe('All five minutes are here.');
    });
  });
});
