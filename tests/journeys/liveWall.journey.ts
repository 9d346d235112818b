import { expect, type Page } from '@playwright/test';
import { Ward } from '#fixtures/gateway/ward.ts';
import { loadRecordings } from '#fixtures/replay/recordings.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { journey } from '#tests/support/journey.ts';
import { recordingsDir } from '#tests/support/recordings.ts';

const tiles = (page: Page) => page.getByRole('gridcell');

/** Samples drawn so far, in all. */
const drawn = (page: Page): Promise<number> =>
  page.evaluate(
    async () =>
      (await globalThis.vigilDiagnostics?.())?.channels.reduce((sum, { drawnSamples }) => sum + drawnSamples, 0) ?? 0,
  );

/** How many positions between the first and the last sample drawn hold no sample, over all channels. */
const missing = (page: Page): Promise<number> =>
  page.evaluate(
    async () =>
      (await globalThis.vigilDiagnostics?.())?.channels.reduce(
        (sum, c) => sum + (c.drawnThrough - c.drawnFirst + 1 - c.drawnSamples),
        0,
      ) ?? -1,
  );

/** Device pixels of a colour at the right of the first tile, where the digits of its numbers end. */
const numberInk = (page: Page, colour: string): Promise<number> =>
  page.evaluate((wanted) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.wave-stage-canvas');
    const tile = document.querySelector('[role=gridcell]')?.getBoundingClientRect();
    if (!canvas || tile === undefined) return -1;
    const { left, top } = canvas.getBoundingClientRect();
    const width = Math.floor(tile.width * 0.2);
    const height = Math.floor(tile.height);
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(canvas, left - tile.right + width, top - tile.top);
    const pixels = new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0));
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16));
    const ink = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    return pixels.reduce((count, pixel) => count + Number(pixel === ink), 0);
  }, colour);

const HEART_RATE = parameterColours('dark', 'habit').ecg;
const SATURATION = parameterColours('dark', 'habit').spo2;

/** Waits until the traces move, and says how long that took. */
async function untilMoving(page: Page): Promise<number> {
  const started = Date.now();
  // Channels of another epoch are counted from nothing on: it is not they that stand still while they catch up with the old ones.
  let least = Number.POSITIVE_INFINITY;
  const since = async () => {
    const now = await drawn(page);
    least = Math.min(least, now);
    return now - least;
  };
  await expect.poll(since, { intervals: [50], timeout: 15_000 }).toBeGreaterThan(200);
  return Date.now() - started;
}

journey('a nurse opens the wall and sees sixteen beds that live', async ({ page, open, problems }) => {
  const { url } = await open(scenario('quiet', 16, 1));
  await page.goto(url);
  await expect(tiles(page)).toHaveCount(16);
  await untilMoving(page);
  await expect(tiles(page).first()).toHaveAccessibleName(/Bed 3E-01, .*heart rate \d+.*link live.*simulated/i);
  await expect(page.getByText('SIMULATED – NOT PATIENTS')).toBeVisible();
  await expect(page.getByText(/delay \d+ ms/)).toBeVisible();
  for (const colour of [HEART_RATE, SATURATION]) {
    await expect.poll(() => numberInk(page, colour), 'a number in its colour').toBeGreaterThan(100);
  }
  const first = await page.screenshot();
  await page.waitForTimeout(400);
  expect(first.equals(await page.screenshot()), 'the picture moves').toBe(false);
  expect(problems).toEqual([]);
});

const recordings = recordingsDir();
const replay = recordings === null ? journey.skip : journey;

replay(
  `recorded patients move across the wall${recordings === null ? ' (skipped: no recordings; set VIGIL_RECORDINGS)' : ''}`,
  async ({ page, open, problems }) => {
    const { url } = await open(loadRecordings(`${recordings}/bidmc`).sources);
    await page.goto(url);
    await expect(tiles(page)).toHaveCount(16);
    await untilMoving(page);
    await expect(tiles(page).first()).toHaveAccessibleName(/Bed bidmc01.*heart rate 9\d/i);
    expect(problems).toEqual([]);
  },
);

journey(
  'a physician opens a bed large, walks to the next one and back to the wall, by keyboard alone',
  async ({ page, open, problems }) => {
    const { url } = await open(scenario('rhythms', 4, 1));
    await page.goto(url);
    await untilMoving(page);
    await tiles(page).first().focus();
    await page.keyboard.press('ArrowRight');
    await expect(tiles(page).nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    const large = page.getByRole('dialog', { name: /Bed Sinus bradycardia, large/ });
    await expect(large).toBeVisible();
    await untilMoving(page);
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('dialog', { name: /Bed Sinus tachycardia, large/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(tiles(page).nth(2), 'the focus is on the bed last seen').toBeFocused();
    await page.keyboard.press('f');
    await expect(page.getByRole('button', { name: /far view/i })).toHaveAttribute('aria-pressed', 'true');
    expect(problems).toEqual([]);
  },
);

journey('every control has a name and can be reached with the Tab key', async ({ page, open }) => {
  const { url } = await open(scenario('quiet', 4, 1));
  await page.goto(url);
  await expect(tiles(page)).toHaveCount(4);
  const buttons = page.getByRole('button');
  for (const button of await buttons.all()) await expect(button).toHaveAccessibleName(/\S/);
  const reached = new Set<string>();
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(
        () => document.activeElement?.getAttribute('role') ?? document.activeElement?.textContent ?? '',
      ),
    );
  }
  expect([...reached]).toEqual(expect.arrayContaining(['gridcell', ...(await buttons.allTextContents())]));
});

journey(
  'a gateway is away for a moment: the tiles say so, and when it returns not one sample is missing',
  async ({ page, open, problems }) => {
    const hospital = await open(scenario('quiet', 4, 1));
    await page.goto(hospital.url);
    await untilMoving(page);
    await hospital.killGateway();
    await expect(tiles(page).first()).toHaveAttribute('data-link', 'lost', { timeout: 2_000 });
    await expect(page.getByText(/LINK LOST/).first()).toBeVisible();
    await page.waitForTimeout(1_000);
    const dead = await drawn(page);
    await page.waitForTimeout(500);
    expect(await drawn(page), 'nothing is drawn that did not come').toBe(dead);
    await hospital.returnGateway();
    const took = await untilMoving(page);
    expect(took, 'milliseconds from the return of the gateway to moving traces').toBeLessThan(3_000);
    await expect(tiles(page).first()).toHaveAttribute('data-link', 'live');
    await page.waitForTimeout(1_500);
    expect(await missing(page), 'samples lost although the gateway kept its buffer').toBe(0);
    expect(problems).toEqual([]);
  },
);

journey('a gateway is away for long: no value and no trace of before is left on the wall', async ({ page, open }) => {
  const hospital = await open(scenario('quiet', 4, 1));
  await page.goto(hospital.url);
  await untilMoving(page);
  for (const colour of [HEART_RATE, SATURATION]) {
    await expect.poll(() => numberInk(page, colour), { timeout: 15_000 }).toBeGreaterThan(100);
  }
  await hospital.killGateway();
  await page.waitForTimeout(12_000);
  await expect(tiles(page).first()).toHaveAccessibleName(/link lost/i);
  await expect(tiles(page).first()).toHaveAccessibleName(/heart rate no value \(no update for 1\d s\)/i);
  for (const colour of [HEART_RATE, SATURATION]) {
    expect(await numberInk(page, colour), 'pixels of numbers that could be taken for live ones').toBe(0);
  }
  await hospital.returnGateway();
  expect(await untilMoving(page)).toBeLessThan(3_000);
});

journey('a gateway restarts with another epoch: its beds live on, and nothing is spliced', async ({ page, open }) => {
  const hospital = await open(scenario('quiet', 2, 1));
  await page.goto(hospital.url);
  await untilMoving(page);
  const channels = () =>
    page.evaluate(
      async () => (await globalThis.vigilDiagnostics?.())?.channels.map(({ channelId }) => channelId) ?? [],
    );
  const before = await channels();
  await hospital.killGateway();
  await expect(tiles(page).first()).toHaveAttribute('data-link', 'lost', { timeout: 2_000 });
  const sources = scenario('quiet', 2, 2);
  await hospital.returnGateway(new Ward({ gatewayId: 'journey', displayName: 'Journey ward', sources }));
  expect(await untilMoving(page)).toBeLessThan(3_000);
  await expect(tiles(page)).toHaveCount(2);
  await expect.poll(async () => (await channels()).filter((id) => !before.includes(id)).length).toBeGreaterThan(0);
});

journey('a half-open connection is noticed and written on the tiles', async ({ page, open }) => {
  const hospital = await open(scenario('quiet', 2, 1));
  await page.goto(hospital.url);
  await untilMoving(page);
  hospital.freezeGateway(true);
  await expect(tiles(page).first()).toHaveAttribute('data-link', 'lost', { timeout: 2_500 });
  hospital.freezeGateway(false);
  await expect(tiles(page).first()).toHaveAttribute('data-link', 'live', { timeout: 4_000 });
});

journey('a window that is reloaded is whole at once', async ({ page, open }) => {
  const hospital = await open(scenario('quiet', 16, 1));
  await page.goto(hospital.url);
  await untilMoving(page);
  await page.waitForTimeout(5_000);
  await page.reload();
  // Five seconds of every channel are there again long before five seconds have passed.
  const perBed = 5 * (250 + 125 + 62.5);
  await expect.poll(() => drawn(page), { intervals: [50], timeout: 2_000 }).toBeGreaterThan(16 * perBed * 0.8);
});

journey('the station dies: the window says so on every tile, and lives on when it is back', async ({ page, open }) => {
  const hospital = await open(scenario('quiet', 2, 1));
  await page.goto(hospital.url);
  await untilMoving(page);
  await hospital.stopStation();
  await expect(tiles(page).first()).toHaveAttribute('data-link', 'stationLost', { timeout: 3_000 });
  await expect(page.getByRole('alert')).toContainText(/station/i);
});
