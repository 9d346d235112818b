import { expect, type Page } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { journey } from '#tests/support/journey.ts';
import { countPulses } from '#tests/support/pulses.ts';
import { browserFlags, findBrowser } from '#tools/browser.ts';

const executablePath = process.env['VIGIL_CHROMIUM'] ?? findBrowser() ?? undefined;

// A browser as it comes: it lets no page sound in which nobody has clicked or typed.
journey.use({
  launchOptions: {
    args: browserFlags.filter((flag) => !flag.startsWith('--autoplay-policy')),
    ...(executablePath ? { executablePath } : {}),
  },
});

/**
 * Looks at the page as nobody's hand: all that Playwright evaluates, each locator too, counts for the browser as a gesture of a
 * person, which is what this page must not have had.
 */
async function onlooker(page: Page): Promise<(expression: string) => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  return async (expression) => {
    const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    return result.value;
  };
}

const CHIP = `document.querySelector('.sound-mark')?.textContent`;
const BAND = `document.querySelector('.sound-band')?.textContent`;
/** What the row of the station is called; undefined: it has none. */
const ROW = `[...document.querySelectorAll('.rail [role=treeitem]')].map((row) => row.ariaLabel).find((name) => / station, /.test(name))`;
const OUTPUT = 'new AudioContext().state';

journey(
  'a browser that waits for a click: the wall says so, the station raises an alarm, and the first click gives sound',
  async ({ page, context, open, problems }) => {
    await countPulses(context);
    const { ward, url } = await open(scenario('quiet', 2, 1));
    await page.goto(url);
    const see = await onlooker(page);
    await expect.poll(() => see(`document.querySelectorAll('[role=gridcell][data-link=live]').length`)).toBe(2);
    expect(await see(OUTPUT), 'the browser refuses sound').toBe('suspended');
    ward.emit({ alarms: [bedsideAlarm('asystole')] });

    await expect.poll(() => see(CHIP)).toBe('NO SOUND: click to switch on');
    expect(await see(BAND), 'over the bar').toBe('NO SOUNDClick anywhere, or press a key, to let alarms sound');
    expect(await see(`document.querySelector('.sound-band').offsetWidth > innerWidth / 3`)).toBe(true);
    await expect.poll(() => see(ROW)).toMatch(/^medium priority, station, No sound.*nobody has this/);
    expect(await see('startedPulses'), 'nothing is heard').toBe(0);
    expect(await see(OUTPUT), 'the browser has seen no gesture').toBe('suspended');

    // Beside everything that can be pressed.
    await page.mouse.click(1900, 1040);
    await expect.poll(() => see(CHIP), { timeout: 2_000 }).toBe('Sound: here');
    await expect.poll(() => see('startedPulses'), { timeout: 3_000 }).toBeGreaterThanOrEqual(10);
    expect(await see(BAND)).toBeUndefined();
    await expect.poll(() => see(ROW)).toBeUndefined();
    expect(problems).toEqual([]);
  },
);
