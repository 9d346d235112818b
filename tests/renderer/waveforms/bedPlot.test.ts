import type {} from '@vitest/browser-playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { palettes } from '#renderer/theme/palettes.ts';
import type { PlotLook, PlottedLane } from '#renderer/waveforms/bedPlot.view.ts';
import type { Background } from '#renderer/waveforms/stage.ts';

const RATIO = 1.25;

beforeAll(async () => {
  await cdp().send('Emulation.setDeviceMetricsOverride', {
    width: 0,
    height: 0,
    deviceScaleFactor: RATIO,
    mobile: false,
  });
  await vi.waitFor(() => expect(devicePixelRatio).toBe(RATIO));
});
afterAll(async () => {
  await cdp().send('Emulation.clearDeviceMetricsOverride');
});

const palette = palettes.dark;
const lane = (more: Partial<PlottedLane> = {}): PlottedLane => ({
  from: 0,
  until: 1,
  name: 'II',
  colour: '#4be37d',
  perMv: 1,
  filter: '',
  scale: null,
  badge: null,
  ...more,
});

/** Five device pixels a millimetre, 25 mm/s, unless said otherwise. */
const look = (more: Partial<PlotLook> = {}): PlotLook => ({
  palette,
  fontFamily: 'sans-serif',
  mode: 'sweep',
  mmPx: 5 / RATIO,
  secondPx: 125 / RATIO,
  ...more,
});

/** Draws in CSS pixels; gives the picture. */
async function draw(
  width: number,
  height: number,
  lanes: readonly PlottedLane[],
  how: { isLarge?: boolean; look?: PlotLook } = {},
): Promise<Background> {
  // Loaded here, since uPlot reads the ratio when it is loaded.
  const { BedPlot } = await import('#renderer/waveforms/bedPlot.view.ts');
  const host = document.body.appendChild(document.createElement('div'));
  const drawn = await new Promise<InstanceType<typeof BedPlot>>((resolve) => {
    const made = new BedPlot(host, width, height, lanes, how.look ?? look(), {
      isLarge: how.isLarge ?? true,
      onDrawn: () => resolve(made),
      onCursor: () => {},
    });
  });
  const { picture: shown, waves } = drawn.background as Background;
  // What was shown goes with the plot.
  const picture = new OffscreenCanvas(shown.width, shown.height);
  picture.getContext('2d')?.drawImage(shown, 0, 0);
  const background: Background = { picture, waves };
  drawn.destroy();
  host.remove();
  return background;
}

/** Colours of the picture, by pixel. */
function pixels({ picture }: Background): (x: number, y: number) => string {
  const context = picture.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  return (x, y) => {
    const at = (y * picture.width + x) * 4;
    return `#${[0, 1, 2].map((c) => (data[at + c] as number).toString(16).padStart(2, '0')).join('')}`;
  };
}

/** Where along a row, or a column, of the waves a line of this colour begins. */
function linesAlong(background: Background, along: 'x' | 'y', across: number, colour: string): number[] {
  const { waves } = background;
  const colourAt = pixels(background);
  const is = (n: number) =>
    (along === 'x' ? colourAt(waves.left + n, waves.top + across) : colourAt(waves.left + across, waves.top + n)) ===
    colour;
  const length = along === 'x' ? waves.width : waves.height;
  return Array.from({ length }, (_, n) => n).filter((n) => is(n) && (n === 0 || !is(n - 1)));
}

test('at a fractional pixel ratio the waves end where the picture behind them ends, whatever the width', async () => {
  const sticksOut: number[] = [];
  for (let width = 390; width < 410; width++) {
    const { picture, waves } = await draw(width, 300, []);
    expect(picture.width).toBe(Math.round(width * RATIO));
    expect(waves.width).toBeGreaterThan((width - 46) * RATIO - 2);
    if (waves.left + waves.width > picture.width) sticksOut.push(width);
  }
  expect(sticksOut).toEqual([]);
});

describe('lines of time', () => {
  test('stand each second, 25 mm at 25 mm/s, and finer ones each 0.2 s, 5 mm', async () => {
    const background = await draw(480, 100, [lane()], { isLarge: false });
    const seconds = linesAlong(background, 'x', 60, palette.gridSecond);
    expect(seconds).toHaveLength(4);
    for (const [n, at] of seconds.entries()) expect(Math.abs(at - (n + 1) * 125)).toBeLessThanOrEqual(1);
    const fine = linesAlong(background, 'x', 60, palette.gridFine);
    for (const [n, at] of fine.slice(0, 4).entries()) expect(Math.abs(at - (n + 1) * 25)).toBeLessThanOrEqual(1);
  });

  test('stay lines of 0.2 s and a second at another speed', async () => {
    const at50 = look({ secondPx: 250 / RATIO });
    const background = await draw(480, 100, [lane()], { isLarge: false, look: at50 });
    const seconds = linesAlong(background, 'x', 60, palette.gridSecond);
    expect(seconds.map((at) => Math.round(at / 10) * 10)).toEqual([250, 500]);
  });

  test('are left out where they would be a haze: at 6.25 mm/s only the seconds are drawn', async () => {
    const at6 = look({ secondPx: 31.25 / RATIO });
    const background = await draw(480, 100, [lane()], { isLarge: false, look: at6 });
    expect(linesAlong(background, 'x', 60, palette.gridFine)).toEqual([]);
    expect(linesAlong(background, 'x', 60, palette.gridSecond).length).toBeGreaterThan(15);
  });
});

test.each([true, false])('while the waves scroll, all columns behind them are alike (large: %s)', async (isLarge) => {
  const scale = { low: -1, high: 1, text: '10 mm/mV' };
  const lanes = [
    lane({ until: 0.5, scale }),
    lane({
      from: 0.5,
      name: 'A name that no device should send '.repeat(4),
      filter: 'diagnostic',
      perMv: null,
      scale: { low: 0, high: 160, text: '0–160 mmHg' },
    }),
  ];
  const background = await draw(480, 300, lanes, { isLarge, look: look({ mode: 'scroll' }) });
  const { waves } = background;
  const colourAt = pixels(background);
  const column = (x: number) =>
    Array.from({ length: waves.height }, (_, y) => colourAt(waves.left + x, waves.top + y)).join();
  const differing = Array.from({ length: waves.width }, (_, x) => x).filter((x) => column(x) !== column(0));
  expect([differing[0], differing.length]).toEqual([undefined, 0]);
  expect(waves.left).toBeGreaterThan(20);
});

describe('an ECG in the large view', () => {
  /** 20 mm high, 10 mm/mV: two millivolts. */
  const twenty = { low: -0.75, high: 1.25, text: '10 mm/mV' };
  const large = () => draw(480, 100 / RATIO + 20, [lane({ scale: twenty })]);

  test('has a line each half millivolt: each 5 mm at 10 mm/mV', async () => {
    const background = await large();
    expect(Math.abs(background.waves.height - 100)).toBeLessThanOrEqual(1);
    const lines = linesAlong(background, 'y', 10, palette.valueLine);
    expect(lines).toHaveLength(4);
    for (let n = 1; n < lines.length; n++) {
      expect(Math.abs((lines[n] as number) - (lines[n - 1] as number) - 25)).toBeLessThanOrEqual(1);
    }
  });

  test('has a calibration pulse of 1 mV and 0.2 s beside its waves: 10 mm high and 5 mm wide', async () => {
    const background = await large();
    const colourAt = pixels(background);
    /** Pixels of the line that hang together, from the first one on. */
    const run = (x: number) => {
      const isLine = (y: number) => colourAt(x, y) === palette.axisText;
      let y = 0;
      while (y < background.waves.height && !isLine(y)) y++;
      let length = 0;
      while (isLine(y + length)) length++;
      return { x, length };
    };
    // The two edges stand upright; whatever else is of this colour is shorter.
    const upright = Array.from({ length: background.waves.left }, (_, x) => run(x)).filter(({ length }) => length > 30);
    expect(upright).toHaveLength(2);
    const [rising, falling] = upright as [ReturnType<typeof run>, ReturnType<typeof run>];
    expect(Math.abs(rising.length - 50)).toBeLessThanOrEqual(1);
    expect(Math.abs(falling.x - rising.x - 25)).toBeLessThanOrEqual(1);
  });

  test('in a unit that is no voltage it has no pulse, and its axis more room', async () => {
    const odd = await draw(480, 100, [lane({ perMv: null, scale: { low: 0, high: 1, text: 'auto' } })]);
    expect(odd.waves.left).toBeLessThan((await large()).waves.left);
  });
});

describe('what is wrong with the wave of a lane', () => {
  const scale = { low: -0.5, high: 1.5, text: '10 mm/mV' };
  const tile = (width: number, more: Partial<PlottedLane>, mode: PlotLook['mode'] = 'sweep') =>
    draw(width, 80, [lane({ scale, ...more })], { isLarge: false, look: look({ mode }) });
  /** Device columns in which two pictures differ, from first to last. */
  const differing = (one: Background, other: Background) => {
    const [a, b] = [pixels(one), pixels(other)];
    const columns = Array.from({ length: one.picture.width }, (_, x) => x).filter((x) =>
      Array.from({ length: one.picture.height }, (_, y) => y).some((y) => a(x, y) !== b(x, y)),
    );
    return { from: columns[0] ?? -1, until: columns.at(-1) ?? -1 };
  };

  test('stands at the right end of the lane, and name and gain stay where they are', async () => {
    const { from, until } = differing(await tile(320, {}), await tile(320, { badge: 'noisy' }));
    expect(from).toBeGreaterThan(320 * RATIO * 0.6);
    expect(until).toBeGreaterThan(320 * RATIO - 12);
  });

  test('has a shorter word on a small lane, and only its sign where that has no room', async () => {
    const widthOn = async (width: number) => {
      const { from, until } = differing(await tile(width, {}), await tile(width, { badge: 'cardiac' }));
      return (until - from) / RATIO;
    };
    const [large, small, smallest] = [await widthOn(320), await widthOn(110), await widthOn(44)];
    expect(large).toBeGreaterThan(90);
    expect(small).toBeGreaterThan(30);
    expect(small).toBeLessThan(60);
    expect(smallest).toBeLessThan(20);
  });

  test('while the waves scroll stands beside them, and takes nothing of their room', async () => {
    const [plain, said] = [await tile(320, {}, 'scroll'), await tile(320, { badge: 'noisy' }, 'scroll')];
    expect(said.waves).toEqual(plain.waves);
    const { from, until } = differing(plain, said);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(until).toBeLessThan(plain.waves.left);
  });
});

test('on a tile no calibration pulse stands where traces run', async () => {
  const scale = { low: -0.5, high: 1.5, text: '10 mm/mV' };
  const wavesBegin = async (perMv: number | null) =>
    (await draw(300, 120, [lane({ scale, perMv })], { isLarge: false })).waves.left;
  expect(await wavesBegin(1)).toBe(0);
  const background = await draw(300, 120, [lane({ scale })], { isLarge: false });
  const without = await draw(300, 120, [lane({ scale, perMv: null })], { isLarge: false });
  const shown = pixels(background);
  const plain = pixels(without);
  let other = 0;
  for (let y = 0; y < 120; y++) for (let x = 0; x < 60; x++) if (shown(x, y) !== plain(x, y)) other++;
  expect(other).toBe(0);
});
