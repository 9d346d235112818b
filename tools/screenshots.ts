import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { startHost } from '#tests/support/startHost.ts';
import { browserFlags, ensureBrowser } from './browser.ts';
import { buildIfStale } from './build.ts';
import { commandLine } from './commandLine.ts';

const usage = `npm run screenshots -- [--out DIR] [--only NAME] [--settle SECONDS]

Takes the pictures of the README at 1920x1080 from the running application. Those of recordings need the recordings.`;

interface Picture {
  readonly name: string;
  readonly beds: number;
  readonly scenario: string;
  /** Folder of the recordings, when it shows recordings. */
  readonly replay?: string;
  /** What is done to the wall before it is taken. */
  readonly show?: 'far' | 'large' | 'charge';
  /** Which bed is large, from 0; the fifth when not given. */
  readonly opens?: number;
  /** Until something has happened; else as long as asked for. */
  readonly settleS?: number;
  /** The first patient of the list whose row reads so is told in full then. */
  readonly unfolds?: RegExp;
  /** The third bed's past is opened then, and looked at in the way of this key. */
  readonly reviewKey?: string;
}

const pictures: readonly Picture[] = [
  { name: 'wall-16', beds: 16, scenario: 'ward', replay: 'bidmc' },
  { name: 'wall-64', beds: 64, scenario: 'ward' },
  { name: 'far-16', beds: 16, scenario: 'ward', show: 'far' },
  { name: 'large', beds: 16, scenario: 'rhythms', show: 'large' },
  { name: 'storm', beds: 16, scenario: 'storm', settleS: 40 },
  { name: 'code-blue', beds: 16, scenario: 'code-blue', settleS: 70 },
  { name: 'opinion', beds: 9, scenario: 'arrhythmias', settleS: 48, unfolds: /waves: doubtful/ },
  { name: 'waves', beds: 9, scenario: 'signals', settleS: 62, show: 'large', opens: 1 },
  { name: 'ward', beds: 32, scenario: 'storm', show: 'charge', settleS: 40 },
  { name: 'trends', beds: 16, scenario: 'storm', settleS: 90, reviewKey: '3' },
  { name: 'events', beds: 16, scenario: 'storm', settleS: 90, reviewKey: '4' },
];

await commandLine(usage, async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'docs' },
      only: { type: 'string' },
      settle: { type: 'string', default: '14' },
    },
  });
  buildIfStale();
  mkdirSync(values.out, { recursive: true });
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...browserFlags] });
  for (const picture of pictures.filter(({ name }) => values.only === undefined || name === values.only)) {
    await take(browser, picture, values.out, Number(values.settle) * 1000);
  }
  await browser.close();
  return 0;
});

async function take(browser: Browser, picture: Picture, out: string, settleMs: number): Promise<void> {
  const recordings = recordingsDir();
  if (picture.replay !== undefined && recordings === null) {
    console.log(`${picture.name}: left out, there are no recordings (VIGIL_RECORDINGS)`);
    return;
  }
  const { sources } = wardSources({
    beds: picture.beds,
    scenario: picture.scenario,
    seed: 1,
    ...(picture.replay === undefined ? {} : { replay: `${recordings}/${picture.replay}` }),
  });
  const ward = new Ward({
    gatewayId: 'pictures',
    displayName: picture.replay ? 'Recordings' : 'Simulated ward',
    sources,
  });
  ward.start();
  const gateway = await serveWard(ward);
  const host = await startHost([gateway.address]);
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  await page.goto(host.url);
  await page.waitForTimeout(2_000);
  if (picture.show === 'far') await page.keyboard.press('f');
  if (picture.show === 'charge') await page.keyboard.press('c');
  if (picture.show === 'large')
    await page
      .getByRole('gridcell')
      .nth(picture.opens ?? 4)
      .click();
  await page.waitForTimeout(picture.settleS === undefined ? settleMs : picture.settleS * 1000);
  if (picture.unfolds !== undefined) {
    await page.getByRole('treeitem', { name: picture.unfolds }).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(1_000);
  }
  if (picture.reviewKey !== undefined) {
    await page.getByRole('gridcell').nth(2).focus();
    await page.keyboard.press('r');
    await page.getByRole('tab', { name: picture.reviewKey }).click();
    await page.waitForTimeout(3_000);
  }
  const path = `${out}/${picture.name}.webp`;
  writeFileSync(path, await small(page, await page.screenshot()));
  console.log(path);
  await context.close();
  await host.stop();
  ward.stop();
  await gateway.stop();
}

/** A picture small enough for a README: WebP, three quarters the size. A blank page beside it does the work. */
async function small(page: Page, png: Buffer): Promise<Buffer> {
  const blank = await page.context().newPage();
  const webp = await blank.evaluate(
    async (source) => {
      const picture = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = new OffscreenCanvas(Math.round(picture.width * 0.75), Math.round(picture.height * 0.75));
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no 2d context');
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })).arrayBuffer(),
      );
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await blank.close();
  return Buffer.from(webp, 'base64');
}
