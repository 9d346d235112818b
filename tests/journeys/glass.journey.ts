import { expect, type Page } from '@playwright/test';
import { CARD_MM } from '#domain/display/calibration.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { palettes } from '#renderer/theme/palettes.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { journeysThrough } from '#tests/support/journey.ts';
import { inkHeight, measureSquare } from '#tests/support/squareOnGlass.ts';
import { type GlassColumn, type GlassLane, readGlass, runsOf } from '#tests/support/traceOnGlass.ts';

/** Beds of the scenario, by their place on the wall. */
const [SQUARE, SPIKE, SATURATED, OUT_OF_RANGE, GAPS, LEADS_OFF, MARKS] = [0, 1, 2, 3, 4, 5, 6];

const measured = journeysThrough(() => scenario('calibration', 8, 1));
measured.use({ viewport: { width: 1280, height: 800 } });

const { traceGap, traceOff, traceSaturated, traceMark } = palettes.dark;
const whole = { from: 0, until: 1 };
const TRACE = { ...whole, colours: [parameterColours('dark', 'habit').ecg] };
/** What stands on whole pixels is read exactly: lines of the grid and soft edges of texts are like it. */
const exactly = (colour: string) => ({ ...whole, colours: [colour], leastCover: 0.9 });

const tiles = (page: Page) => page.getByRole('gridcell');

async function traceOf(page: Page, bed: number): Promise<GlassLane> {
  const [shown] = await readGlass(page, { trace: TRACE }, bed);
  if (shown === undefined) throw new Error(`no bed ${bed + 1} on the glass`);
  return shown.inks.trace;
}

/** What the screen says of a bed's waves. */
async function stated(page: Page, bed: number): Promise<{ mmPerS: number; mmPerMv: number }> {
  const large = page.getByRole('dialog', { name: /large$/ });
  const isLarge = await large.isVisible();
  const speeds = isLarge
    ? [`${await large.getByRole('combobox', { name: /Sweep speed/ }).inputValue()} mm/s`]
    : await page
        .locator('.status-bar')
        .getByText(/^[\d.]+ mm\/s$/)
        .allTextContents();
  const gain = isLarge
    ? await large.locator('.lane-scale').first().textContent()
    : await page.locator('.bed-waves-plot').nth(bed).getAttribute('aria-label');
  return {
    // The bar tells what is unusual: 25 mm/s is not.
    mmPerS: Number.parseFloat(speeds[0] ?? '25'),
    mmPerMv: Number.parseFloat(/[\d.]+(?= mm\/mV)/.exec(gain ?? '')?.[0] ?? 'NaN'),
  };
}

/** The square wave of 1 mV and 1 Hz measures what the screen states, within one device pixel. Waits until it is there. */
async function expectTrueSquare(
  page: Page,
  pxPerMm: number,
  { mmPerS = 25, mmPerMv = 10 }: { mmPerS?: number; mmPerMv?: number } = {},
): Promise<void> {
  await expect(async () => {
    expect(await stated(page, SQUARE)).toEqual({ mmPerS, mmPerMv });
    const { heightPx, periodsPx, stretchPx, stretchPeriods } = measureSquare(await traceOf(page, SQUARE));
    expect(Math.abs(heightPx - mmPerMv * pxPerMm), `1 mV is ${heightPx} px high`).toBeLessThanOrEqual(1);
    expect(periodsPx.length, 'periods on the glass').toBeGreaterThan(0);
    for (const px of periodsPx) expect(Math.abs(px - mmPerS * pxPerMm), `1 s is ${px} px wide`).toBeLessThanOrEqual(1);
    const off = Math.abs(stretchPx - stretchPeriods * mmPerS * pxPerMm);
    expect(off, `${stretchPeriods} s are ${stretchPx} px wide`).toBeLessThanOrEqual(1);
  }).toPass({ intervals: [200], timeout: 15_000 });
}

/** Opens the wall and waits until so much of the test signals stands on it. */
async function openWall(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(tiles(page)).toHaveCount(8);
  await tiles(page).first().focus();
}

for (const ratio of [1, 2]) {
  measured.describe(`on a display with ${ratio} device ${ratio === 1 ? 'pixel' : 'pixels'} a CSS pixel`, () => {
    measured.use({ deviceScaleFactor: ratio });
    const assumed = (ratio * 96) / 25.4;

    measured(
      'a millivolt is 10 mm high and a second 25 mm long, on the wall and in the large view, and after the display was measured with a card',
      async ({ page, address, problems }) => {
        await openWall(page, address);
        await expect(page.getByText('uncalibrated').first()).toBeVisible();
        await expectTrueSquare(page, assumed);
        await page.keyboard.press('Enter');
        await expectTrueSquare(page, assumed);

        await page.getByRole('button', { name: 'uncalibrated' }).last().click();
        const dialog = page.getByRole('dialog', { name: 'Size of this display' });
        const card = dialog.getByRole('slider', { name: 'Long side of the card' });
        await card.focus();
        for (let n = 0; n < 9; n++) await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Shift+ArrowRight');
        const pxPerMm = Number(await card.inputValue()) / CARD_MM.width;
        expect(pxPerMm, 'the card was made larger').toBeGreaterThan(assumed * 1.05);
        await dialog.getByRole('button', { name: 'Save for this display' }).click();
        await expect(dialog.getByText(`${pxPerMm.toFixed(2)} px/mm`).first()).toBeVisible();
        await page.keyboard.press('Escape');
        await expectTrueSquare(page, pxPerMm);
        await page.keyboard.press('Escape');
        await expectTrueSquare(page, pxPerMm);
        await expect(page.getByText('uncalibrated')).toHaveCount(0);
        expect(problems).toEqual([]);
      },
    );

    measured(
      'at other speeds and gains, chosen by keyboard, the wave measures what the screen states',
      async ({ page, address }) => {
        await openWall(page, address);
        await page.keyboard.press('[');
        await expectTrueSquare(page, assumed, { mmPerS: 12.5 });
        await page.keyboard.press(']');
        await page.keyboard.press(']');
        await expectTrueSquare(page, assumed, { mmPerS: 50 });
        await page.keyboard.press('-');
        await expectTrueSquare(page, assumed, { mmPerS: 50, mmPerMv: 5 });
        await page.keyboard.press('+');
        await page.keyboard.press('+');
        await page.keyboard.press('[');
        await expectTrueSquare(page, assumed, { mmPerMv: 20 });
        // In the large view both are this bed's own, and stated there.
        await page.keyboard.press('Enter');
        await page.keyboard.press('-');
        await page.keyboard.press('-');
        await page.keyboard.press('[');
        await expectTrueSquare(page, assumed, { mmPerS: 12.5, mmPerMv: 5 });
      },
    );

    measured('a spike of a single sample stands at its full height at every speed', async ({ page, address }) => {
      await openWall(page, address);
      for (const key of ['[', '[']) await page.keyboard.press(key);
      for (const mmPerS of [6.25, 12.5, 25, 50]) {
        await expect(async () => {
          expect((await stated(page, SPIKE)).mmPerS).toBe(mmPerS);
          const lane = await traceOf(page, SPIKE);
          const spikes = runsOf(lane, 0).map(({ from, columns }) => tops(from, columns as GlassColumn[], 5 * assumed));
          expect(spikes.flat().length, `spikes at ${mmPerS} mm/s`).toBeGreaterThan(1);
          for (const { heightPx } of spikes.flat()) expect(Math.abs(heightPx - 10 * assumed)).toBeLessThanOrEqual(1);
          for (const run of spikes) {
            for (const [n, { x }] of run.slice(1).entries()) {
              const apart = x - (run[n]?.x ?? Number.NaN);
              expect(Math.abs(apart - mmPerS * assumed), `spikes ${apart} px apart`).toBeLessThanOrEqual(1);
            }
          }
        }).toPass({ intervals: [200], timeout: 15_000 });
        await page.keyboard.press(']');
      }
    });
  });
}

/** Where a run's ink stands higher than `leastPx`, and how far above its lower end's usual place. */
function tops(from: number, columns: readonly GlassColumn[], leastPx: number): { x: number; heightPx: number }[] {
  const found: { x: number; heightPx: number }[] = [];
  const ground = Math.max(...columns.map(({ bottom }) => bottom));
  let begun = -1;
  for (const [x, column] of [...columns, null].entries()) {
    const isHigh = column !== null && inkHeight(column) > leastPx;
    if (isHigh && begun < 0) begun = x;
    if (isHigh || begun < 0) continue;
    const spike = columns.slice(begun, x);
    const top = Math.min(...spike.map((each) => each.top));
    const tip = begun + spike.findIndex((each) => each.top === top);
    // Without the pen's own height. A spike cut off by the edge of the run has no full height to show.
    if (begun > 0 && column !== null) {
      found.push({ x: from + tip, heightPx: ground - top - Math.min(...columns.map(inkHeight)) });
    }
    begun = -1;
  }
  return found;
}

const inked = ({ columns }: GlassLane): { x: number; top: number; bottom: number }[] =>
  columns.flatMap((column, x) => (column === null ? [] : [{ x, ...column }]));

/** The lengths of the pieces of a broken line, without the first and the last one of each stretch, which may be cut. */
function dashes(lane: GlassLane, largestHole: number): number[] {
  return runsOf(lane, largestHole).flatMap(({ columns }) => {
    const pieces = runsOf({ heightPx: lane.heightPx, columns }, 0).map((piece) => piece.columns.length);
    return pieces.slice(1, -1);
  });
}

measured(
  'a gap, leads that are off, a saturated converter and a value beyond the lane each look different, and none like a flat line',
  async ({ page, address }) => {
    await openWall(page, address);
    // Ten seconds and more on each tile: every state of every test signal comes by.
    await page.keyboard.press('[');
    const read = () =>
      readGlass(page, {
        trace: TRACE,
        // Soft edges of the lane's name have this grey too: they are above.
        gap: { ...exactly(traceGap), from: 0.9 },
        off: exactly(traceOff),
        saturated: { ...whole, colours: [traceSaturated] },
        mark: exactly(traceMark),
      });
    await expect(async () => {
      const beds = await read();
      const lanes = (bed: number) => {
        const inks = beds[bed]?.inks;
        if (inks === undefined) throw new Error(`the glass shows ${beds.length} beds`);
        return inks;
      };
      const { heightPx } = lanes(SQUARE).trace;

      // A gap: single dots at the lower edge, where there is no trace.
      const gaps = lanes(GAPS);
      const dots = inked(gaps.gap);
      expect(dots.length, 'dots in a gap').toBeGreaterThan(2);
      for (const { x } of dots) expect(gaps.trace.columns[x], 'no trace where there is a gap').toBeNull();
      expect(Math.max(...dashes(gaps.gap, 12)), 'dots, not dashes').toBeLessThanOrEqual(2);

      // Leads off: dashes along the middle, in an ink of their own; no trace.
      const leads = lanes(LEADS_OFF);
      const off = inked(leads.off);
      const line = off.filter(({ top, bottom }) => Math.abs((top + bottom) / 2 - heightPx / 2) < 3);
      expect(line.length, 'a dashed line along the middle where leads are off').toBeGreaterThan(40);
      // Where the state changes, a column may show the last or the first sample.
      expect(off.length - line.length, 'columns of that ink elsewhere').toBeLessThanOrEqual(4);
      for (const { x } of line) expect(leads.trace.columns[x], 'no trace where leads are off').toBeNull();
      expect(Math.min(...dashes(leads.off, 6)), 'dashes').toBeGreaterThan(4);

      // A saturated converter: its own ink, at the height of its limits, broken while it stays there.
      const saturated = lanes(SATURATED);
      const broken = dashes(saturated.saturated, 3);
      expect(broken.length, 'pieces of the broken line of a saturated converter').toBeGreaterThan(8);
      expect(Math.max(...broken)).toBeLessThanOrEqual(3);
      const flat = inked(saturated.saturated).filter((column) => inkHeight(column) < 3);
      const levels = flat.map(({ top, bottom }) => (top + bottom) / 2);
      const { mmPerMv } = await stated(page, SATURATED);
      const apart = Math.max(...levels) - Math.min(...levels);
      expect(Math.abs(apart - (4 * mmPerMv * 96) / 25.4), 'from -2 mV to 2 mV').toBeLessThan(1.5);

      // Beyond the lane: thick broken bars along both of its edges, in the trace's ink.
      const beyond = inked(lanes(OUT_OF_RANGE).trace);
      const above = beyond.filter(({ top, bottom }) => top < 0.5 && bottom < 5);
      const below = beyond.filter(({ top, bottom }) => bottom > heightPx - 0.5 && top > heightPx - 5);
      expect(above.length, 'columns of the bar along the upper edge').toBeGreaterThan(10);
      expect(below.length, 'columns of the bar along the lower edge').toBeGreaterThan(10);
      for (const bar of [...above, ...below]) expect(inkHeight(bar), 'thicker than the pen').toBeGreaterThan(2.5);

      // Marks of the source: ticks above beats, longer lines at pacer pulses, clear of most of the trace.
      const marks = inked(lanes(MARKS).mark);
      const pulses = marks.filter(({ top, bottom }) => top < 0.5 && bottom > heightPx * 0.3 && bottom < heightPx * 0.5);
      const ticks = marks.filter(({ top, bottom }) => top < 0.5 && bottom < heightPx * 0.2);
      expect(pulses.length, 'pacer pulses').toBeGreaterThan(2);
      expect(ticks.length, 'ticks above beats').toBeGreaterThan(2);

      // Each ink only where it belongs.
      for (const bed of [SQUARE, SPIKE, OUT_OF_RANGE, MARKS]) {
        const { gap, off: leadsOff, saturated: converter } = lanes(bed);
        expect(
          [inked(gap), inked(leadsOff), inked(converter)].map(({ length }) => length),
          `bed ${bed}`,
        ).toEqual([0, 0, 0]);
      }
    }).toPass({ intervals: [500], timeout: 30_000 });
  },
);
