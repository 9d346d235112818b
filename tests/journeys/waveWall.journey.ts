import { expect, type Page } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { journeysThrough } from '#tests/support/journey.ts';
import { measureSquare } from '#tests/support/squareOnGlass.ts';
import { startTabbedBrowser } from '#tests/support/tabbedBrowser.ts';
import { type GlassLane, readGlass } from '#tests/support/traceOnGlass.ts';

/** Test signals: what of them is on the glass can be told to the pixel. The first bed is a square wave of 1 mV and 1 Hz. */
const wall = journeysThrough(() => scenario('calibration', 8, 1));
wall.use({ viewport: { width: 1280, height: 800 } });

const INK = parameterColours('dark', 'habit').ecg;
const TRACE = { from: 0, until: 1, colours: [INK] };
const PX_PER_MM = 96 / 25.4;
/** The erase bar, or the names at the left, and what is due with the next frame. */
const NOT_DRAWN_PX = 48 + 8 * PX_PER_MM + 6;

const tiles = (page: Page) => page.getByRole('gridcell');
const bar = (page: Page) => page.locator('.status-bar');
const large = (page: Page) => page.getByRole('dialog', { name: /large$/ });

const traces = async (page: Page, only: number | null = null): Promise<GlassLane[]> =>
  (await readGlass(page, { trace: TRACE }, only)).map(({ inks }) => inks.trace);

async function traceOf(page: Page, bed: number): Promise<GlassLane> {
  const [trace] = await traces(page, bed);
  if (trace === undefined) throw new Error(`no bed ${bed + 1} on the glass`);
  return trace;
}

/** What the engine has done for the stage that is to be seen; nothing while it is replaced. */
const done = (page: Page): Promise<{ frames: number; samples: number }> =>
  page.evaluate(async () => {
    const diagnostics = await globalThis.vigilDiagnostics?.();
    return {
      frames: diagnostics?.frames ?? 0,
      samples: diagnostics?.channels.reduce((sum, { drawnSamples }) => sum + drawnSamples, 0) ?? 0,
    };
  });

async function expectMoving(page: Page, timeout = 5_000): Promise<void> {
  await expect(async () => {
    const before = await done(page);
    await page.waitForTimeout(250);
    const after = await done(page);
    expect(after.samples, 'samples drawn').toBeGreaterThan(before.samples);
    expect(after.frames, 'frames').toBeGreaterThan(before.frames);
  }).toPass({ intervals: [100], timeout });
}

/** A trace reaches over all of its box but the erase bar. */
async function expectWhole(page: Page, bed: number, timeout: number): Promise<void> {
  await expect(async () => {
    const { columns } = await traceOf(page, bed);
    expect(columns.filter((column) => column === null).length, `of ${columns.length} columns, empty`).toBeLessThan(
      NOT_DRAWN_PX,
    );
  }).toPass({ intervals: [50], timeout });
}

/** The square wave is as high and as long as it should be, at so many pixels a millimetre. */
async function expectTrueSquare(page: Page, pxPerMm = PX_PER_MM): Promise<void> {
  await expect(async () => {
    const { heightPx, periodsPx } = measureSquare(await traceOf(page, 0));
    expect(Math.abs(heightPx - 10 * pxPerMm), `1 mV is ${heightPx} px high`).toBeLessThanOrEqual(1);
    expect(periodsPx.length).toBeGreaterThan(0);
    for (const px of periodsPx) expect(Math.abs(px - 25 * pxPerMm), `1 s is ${px} px long`).toBeLessThanOrEqual(1);
  }).toPass({ intervals: [200], timeout: 10_000 });
}

/** Pixels of a trace's ink on the canvas where no bed's waves are, and how far the canvas is from one pixel a pixel. */
const outOfPlace = (page: Page): Promise<{ strayPx: number; stretch: number }> =>
  page.evaluate((hex) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.wave-stage-canvas');
    const copy = canvas && new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    if (!canvas || !copy) throw new Error('no wave stage on this page');
    copy.drawImage(canvas, 0, 0);
    const stage = canvas.getBoundingClientRect();
    const ratio = devicePixelRatio;
    for (const element of document.querySelectorAll('.bed-waves')) {
      const { left, top, width, height } = element.getBoundingClientRect();
      copy.clearRect((left - stage.left) * ratio, (top - stage.top) * ratio, width * ratio, height * ratio);
    }
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let strayPx = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === r && data[at + 1] === g && data[at + 2] === b) strayPx++;
    }
    return {
      strayPx,
      stretch: Math.max(Math.abs(canvas.width - stage.width * ratio), Math.abs(canvas.height - stage.height * ratio)),
    };
  }, INK);

async function openWall(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(tiles(page)).toHaveCount(8);
  await tiles(page).first().focus();
  await expectMoving(page, 10_000);
}

/** Names of the beds as they stand, row by row. */
const order = (page: Page): Promise<string[]> =>
  tiles(page).evaluateAll((cells) =>
    cells
      .map((cell) => ({ at: cell.getBoundingClientRect(), name: /^Bed ([^,]*),/.exec(cell.textContent)?.[1] ?? '' }))
      .sort((a, b) => a.at.top - b.at.top || a.at.left - b.at.left)
      .map(({ name }) => name),
  );

wall(
  'a window is made smaller and larger, and moved to a display of twice the pixels: every trace stays in its box, and no trace is stretched',
  async ({ page, address, problems }) => {
    await openWall(page, address);
    for (const size of [
      { width: 900, height: 640 },
      { width: 1600, height: 900 },
    ]) {
      await page.setViewportSize(size);
      await expectTrueSquare(page);
      await expect.poll(() => outOfPlace(page)).toEqual({ strayPx: 0, stretch: expect.closeTo(0, -0.3) });
      // A larger box reaches further back; the ward may be younger than that.
      await expectWhole(page, 0, 10_000);
    }
    const session = await page.context().newCDPSession(page);
    for (const ratio of [2, 1.5, 1]) {
      await session.send('Emulation.setDeviceMetricsOverride', {
        width: 1280,
        height: 800,
        deviceScaleFactor: ratio,
        mobile: false,
      });
      await expectTrueSquare(page, PX_PER_MM * ratio);
      await expect.poll(() => outOfPlace(page)).toEqual({ strayPx: 0, stretch: expect.closeTo(0, -0.3) });
    }
    expect(problems).toEqual([]);
  },
);

wall(
  'a window that nobody can see paints nothing, and is whole at once when it is seen again',
  async ({ address, context }) => {
    const browser = await startTabbedBrowser();
    try {
      await browser.context.addCookies(await context.cookies());
      const page = await browser.context.newPage();
      await openWall(page, address);
      const other = await browser.context.newPage();
      await other.bringToFront();
      await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
      await page.waitForTimeout(300);
      const { frames } = await done(page);
      await page.waitForTimeout(2_500);
      expect((await done(page)).frames, 'frames painted while nobody could see them').toBe(frames);
      await page.bringToFront();
      await expectWhole(page, 0, 1_500);
      await expectMoving(page);
      await expectTrueSquare(page);
    } finally {
      await browser.close();
    }
  },
);

wall(
  'a second window shows other beds of the same station, and closing it leaves the first alone',
  async ({ page, context, address, problems }) => {
    await openWall(page, address);
    const second = await context.newPage();
    await second.goto(`${address}?window=2`);
    await expect(tiles(second)).toHaveCount(8);
    await second.keyboard.press('v');
    const menu = second.getByRole('region', { name: 'View' });
    await menu.getByText(/^Beds of window 2/).click();
    await menu.getByRole('button', { name: 'None' }).click();
    await menu.getByRole('checkbox', { name: 'Spike' }).check();
    await menu.getByRole('checkbox', { name: 'Marks' }).check();
    await second.keyboard.press('Escape');
    await expect(tiles(second)).toHaveCount(2);
    expect(await order(second)).toEqual(['Spike', 'Marks']);
    await expect(tiles(page), 'the first window keeps its beds').toHaveCount(8);
    await Promise.all([expectMoving(page), expectMoving(second)]);
    await second.reload();
    await expect(tiles(second), 'its beds are kept').toHaveCount(2);
    await second.close();
    await expectMoving(page);
    await expectTrueSquare(page);
    await expect(tiles(page).first()).toHaveAttribute('data-link', 'live');
    expect(problems).toEqual([]);
  },
);

wall(
  'a frozen bed stands still and says since when, while its samples go on; let go, it is whole at once',
  async ({ page, address, problems }) => {
    await openWall(page, address);
    await expectWhole(page, 0, 8_000);
    await page.keyboard.press('z');
    const plates = page.locator('.bed-waves-frozen');
    await expect(plates).toHaveText([/FROZEN \d\d:\d\d:\d\d · \d+ s ago/]);
    await expect(bar(page)).toContainText('1 FROZEN');
    const before = await traces(page);
    await page.waitForTimeout(1_500);
    const after = await traces(page);
    expect(after[0], 'the frozen bed').toEqual(before[0]);
    expect(after[1], 'its neighbour').not.toEqual(before[1]);
    await expect(plates).toHaveText([/FROZEN \d\d:\d\d:\d\d · [2-9] s ago/]);
    await page.keyboard.press('z');
    await expect(plates).toHaveCount(0);
    await expectWhole(page, 0, 1_500);
    await expectTrueSquare(page);

    await page.keyboard.press('Shift+Z');
    await expect(plates).toHaveCount(8);
    await expect(bar(page).getByText('FROZEN', { exact: true })).toBeVisible();
    const all = await traces(page);
    await page.waitForTimeout(1_000);
    expect(await traces(page), 'the whole wall').toEqual(all);
    await page.keyboard.press('Shift+Z');
    await expect(plates).toHaveCount(0);
    await expectWhole(page, 0, 1_500);
    await expectMoving(page);
    expect(problems).toEqual([]);
  },
);

wall(
  'speed, gain and scrolling are chosen by keyboard, stated in the bar, and kept when the window is opened again',
  async ({ page, address }) => {
    await openWall(page, address);
    await page.keyboard.press('m');
    await expect(bar(page).getByText('scroll', { exact: true })).toBeVisible();
    await expectTrueSquare(page);
    await expect(async () => {
      const { columns } = await traceOf(page, 0);
      const last = columns.findLastIndex((column) => column !== null);
      expect(columns.length - last, 'columns right of the newest one').toBeLessThan(4);
      const first = columns.findIndex((column) => column !== null);
      expect(
        columns.slice(first, last).filter((column) => column === null),
        'no erase bar',
      ).toEqual([]);
    }).toPass({ intervals: [200], timeout: 8_000 });

    await page.keyboard.press(']');
    await page.keyboard.press('+');
    const stated = async () => {
      await expect(bar(page).getByText('50 mm/s', { exact: true })).toBeVisible();
      await expect(bar(page).getByText('ECG 20 mm/mV', { exact: true })).toBeVisible();
      await expect(bar(page).getByText('scroll', { exact: true })).toBeVisible();
      await expect(page.getByRole('img', { name: /20 mm\/mV/ })).toHaveCount(8);
    };
    await stated();
    await page.reload();
    await expect(tiles(page)).toHaveCount(8);
    await stated();
  },
);

/** Where the trace in the look back goes from one level to the other: CSS pixels from the left of the page. */
const edgesInThePast = (page: Page): Promise<{ xs: number[]; y: number }> =>
  page.evaluate((hex) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.recent-plot canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) throw new Error('nobody looks back');
    const ink = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    // Without the numbers below and at the left, some of which have the trace's colour.
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height - 24 * devicePixelRatio);
    const heights = Array.from({ length: width }, (_, x) => {
      if (x < 60 * devicePixelRatio) return 0;
      let [first, last] = [-1, -1];
      for (let y = 0; y < height; y++) {
        const at = (y * width + x) * 4;
        if (!ink.every((value, c) => Math.abs((data[at + c] as number) - value) < 50)) continue;
        if (first < 0) first = y;
        last = y;
      }
      return first < 0 ? 0 : last - first;
    });
    const tall = Math.max(...heights) * 0.4;
    const { left, top } = canvas.getBoundingClientRect();
    const xs: number[] = [];
    for (let x = 1; x < width; x++) {
      if ((heights[x] as number) < tall || (heights[x - 1] as number) >= tall) continue;
      let end = x;
      while ((heights[end] ?? 0) >= tall) end++;
      xs.push(left + (x + end) / 2 / devicePixelRatio);
    }
    return { xs, y: top + height / devicePixelRatio / 2 };
  }, INK);

wall(
  'a physician looks back into the last five minutes, measures one second between two clicks, and returns to live',
  async ({ page, address, problems }) => {
    await openWall(page, address);
    await page.keyboard.press('Enter');
    await expect(large(page)).toBeVisible();
    // The ward has a past: what is looked at ends some 4 s before now and is 6 s long.
    await expectWhole(page, 0, 15_000);
    await page.waitForTimeout(8000);
    await page.keyboard.press('l');
    const past = page.getByRole('region', { name: 'Looking back into the last five minutes' });
    await expect(past.getByText('LOOKING BACK')).toBeVisible();
    const plot = await past.locator('.recent-plot').boundingBox();
    if (plot === null) throw new Error('the look back shows no waves');
    // To the last seconds: zooming keeps in place what stands under the pointer.
    await page.mouse.move(plot.x + plot.width * 0.995, plot.y + plot.height / 2);
    for (let n = 0; n < 8; n++) await page.keyboard.press('+');
    await past.getByRole('button', { name: '25 mm/s' }).click();
    await expect(past.getByText(/^25 mm\/s/).first()).toBeVisible();
    let edges: { xs: number[]; y: number } = { xs: [], y: 0 };
    await expect(async () => {
      edges = await edgesInThePast(page);
      expect(edges.xs.length, 'edges of the square wave').toBeGreaterThan(4);
      // The picture of the new stretch has come when it is true to the millimetre.
      const secondPx = (edges.xs[3] as number) - (edges.xs[1] as number);
      expect(Math.abs(secondPx - 25 * PX_PER_MM), `1 s is ${secondPx} px long`).toBeLessThanOrEqual(1.5);
    }).toPass({ intervals: [200], timeout: 5_000 });

    // From one edge to the next of its kind.
    const { xs, y } = edges;
    await page.mouse.click(xs[1] as number, y);
    await page.waitForTimeout(500); // not a double click
    await page.mouse.click(xs[3] as number, y);
    const text = past.locator('.recent-measure');
    await expect(text).toContainText('Δ');
    const ms = Number.parseFloat(/[\d.]+(?= ms)/.exec((await text.textContent()) ?? '')?.[0] ?? 'NaN');
    const onePixelMs = 1000 / (25 * PX_PER_MM);
    expect(Math.abs(ms - 1000), `${await text.textContent()}`).toBeLessThanOrEqual(onePixelMs);

    await page.keyboard.press('Escape');
    await expect(text).not.toContainText('Δ');
    await page.keyboard.press('Escape');
    await expect(past).toHaveCount(0);
    await expect(large(page), 'the bed is still large').toBeVisible();
    await expectMoving(page);
    await expectTrueSquare(page);
    expect(problems).toEqual([]);
  },
);

wall('beds that changed places keep them when the window is opened again', async ({ page, address }) => {
  await openWall(page, address);
  const [first, second, ...rest] = await order(page);
  await page.keyboard.press('Alt+ArrowRight');
  const moved = [second, first, ...rest];
  await expect.poll(() => order(page)).toEqual(moved);
  await page.reload();
  await expect(tiles(page)).toHaveCount(8);
  await expect.poll(() => order(page)).toEqual(moved);
});

/** Does something within the wave engine's worker, which may not live to answer. */
async function inTheEngine(page: Page, script: string): Promise<void> {
  // Beside the beat of the alarm sound.
  const worker = page.workers().find((one) => one.url().includes('engine.worker'));
  if (worker === undefined) throw new Error('the page has no wave engine');
  await Promise.race([worker.evaluate(script).catch(() => undefined), page.waitForTimeout(300)]);
}

wall('something breaks in the wave engine: the wall says so and goes on', async ({ page, address }) => {
  await openWall(page, address);
  await inTheEngine(page, 'void setTimeout(() => { throw new Error("broken on purpose"); })');
  const status = bar(page).getByRole('status');
  await expect(status).toHaveText('fault in the waves');
  await expect(status).toHaveAttribute('title', /broken on purpose/);
  await expectMoving(page);
  await expectTrueSquare(page);
});

wall(
  'the wave engine dies: it is replaced within seconds, the wall is whole again and says what happened',
  async ({ page, address }) => {
    await openWall(page, address);
    await inTheEngine(page, 'close()');
    await expect(bar(page).getByRole('status')).toHaveText('waves were started anew', { timeout: 12_000 });
    await expectMoving(page, 6_000);
    await expectWhole(page, 0, 3_000);
    await expectTrueSquare(page);
  },
);
