import { expect, type Page } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { journey } from '#tests/support/journey.ts';
import { countPulses, pulses } from '#tests/support/pulses.ts';

/** The chip in the bar: whether alarms are heard, and where. */
const chip = (page: Page) => page.locator('.sound-mark');
const heard = (page: Page, where: 'here' | 'elsewhere' | 'nowhere', timeout = 5_000) =>
  expect(chip(page)).toHaveAttribute('data-heard', where, { timeout });

/** Silence between two bursts of a high alarm, and the burst itself, are over (domain/alarms/sounds.ts). */
const BURSTS_APART_MS = 9_000;

journey(
  'the headers of the page let it sound, elect one window and talk to the others',
  async ({ page, open, problems }) => {
    const { url } = await open(scenario('quiet', 1, 1));
    await page.goto(url);
    await expect(page.getByRole('gridcell', { name: /Bed 3E-01.*link live/i })).toBeVisible();
    const found = await page.evaluate(async () => {
      const context = new AudioContext();
      await context.resume();
      const sound = context.createOscillator();
      sound.connect(context.destination);
      sound.start();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const told = new Promise((resolve) => {
        new BroadcastChannel('journey').addEventListener('message', ({ data }) => resolve(data));
      });
      new BroadcastChannel('journey').postMessage('heard');
      return {
        state: context.state,
        timeMoves: context.currentTime > 0.1,
        lock: await navigator.locks.request('journey', () => 'granted'),
        channel: await told,
      };
    });
    expect(found).toEqual({ state: 'running', timeMoves: true, lock: 'granted', channel: 'heard' });
    expect(problems).toEqual([]);
  },
);

journey(
  'the window that sounds is closed, then the next one crashes: each time another sounds within two seconds',
  async ({ page, context, open, problems }) => {
    await countPulses(context);
    const { ward, url } = await open(scenario('quiet', 1, 1));
    await openWall(page, url, 1);
    await heard(page, 'here');
    const [second, third] = [await context.newPage(), await context.newPage()];
    for (const [at, one] of [second, third].entries()) {
      await openWall(one, `${new URL(url).origin}/?window=${at + 2}`, 1);
      await heard(one, 'elsewhere');
    }
    ward.emit({ alarms: [bedsideAlarm('asystole')] });
    await expect.poll(() => pulses(page)).toBeGreaterThanOrEqual(10);
    expect(await Promise.all([second, third].map(pulses)), 'one window sounds, not three').toEqual([0, 0]);
    await page.close();
    const closedMs = Date.now();
    await expect
      .poll(async () => (await Promise.all([second, third].map(pulses))).sort((a, b) => a - b), {
        intervals: [50],
        timeout: 2_000,
      })
      .toEqual([0, 10]);
    expect(Date.now() - closedMs).toBeLessThan(2_000);
    const isSecond = (await pulses(second)) > 0;
    const [dying, left] = isSecond ? [second, third] : [third, second];
    await Promise.all([heard(dying, 'here', 2_000), heard(left, 'elsewhere', 2_000)]);

    const session = await context.newCDPSession(dying);
    const crashed = dying.waitForEvent('crash');
    // Nobody is left to answer.
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    await heard(left, 'here', 2_000);
    await expect.poll(() => pulses(left)).toBeGreaterThanOrEqual(10);
    await left.waitForTimeout(3_500);
    await expect(rowOf(left, 'station'), 'the station never had to call for sound').toHaveCount(0);
    expect(problems).toEqual([]);
  },
);

journey(
  'only windows that cannot sound are left: the station raises an alarm, and every window shows it',
  async ({ page, context, open }) => {
    const { url } = await open(scenario('quiet', 1, 1));
    await openWall(page, url, 1);
    await heard(page, 'here');
    const silent = [await context.newPage(), await context.newPage()];
    for (const [at, one] of silent.entries()) {
      // As in a browser without any audio output.
      await one.addInitScript(() => Reflect.deleteProperty(globalThis, 'AudioContext'));
      await openWall(one, `${new URL(url).origin}/?window=${at + 2}`, 1);
      await heard(one, 'elsewhere');
      await expect(rowOf(one, 'station')).toHaveCount(0);
    }
    await page.close();
    for (const one of silent) {
      await heard(one, 'nowhere');
      await expect(chip(one)).toHaveText('NO SOUND: no audio output');
      await expect(rowOf(one, 'station')).toHaveAccessibleName(/^medium priority, station, No sound.*nobody has this/);
    }
    const able = await context.newPage();
    await openWall(able, `${new URL(url).origin}/`, 1);
    await heard(able, 'here');
    for (const one of silent) {
      await heard(one, 'elsewhere');
      await expect(rowOf(one, 'station')).toHaveCount(0);
    }
  },
);

/** Different grounds of the sign of a row within a moment: more than one means that it flashes. */
const grounds = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const seen = new Set<string>();
    for (let n = 0; n < 30; n++) {
      const sign = document.querySelector('.rail-row .rail-sign');
      if (sign !== null) seen.add(getComputedStyle(sign).backgroundColor);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    return seen.size;
  });

/** Seconds left of the pause, as the bar of a window says; NaN: it says nothing. */
const secondsLeft = async (page: Page): Promise<number> => {
  const text = await page.locator('.off-ward').textContent();
  const [, minutes, seconds] = /AUDIO PAUSED(\d+):(\d\d)/.exec(text ?? '') ?? [];
  return Number(minutes) * 60 + Number(seconds);
};

journey(
  'audio is paused by a key: it counts down on every window, alarms go on flashing, and the same key gives sound back',
  async ({ page, context, open, problems }) => {
    await countPulses(context);
    const { ward, url } = await open(scenario('quiet', 2, 1));
    await openWall(page, url, 2);
    const second = await context.newPage();
    await openWall(second, `${new URL(url).origin}/?window=2`, 2);
    await heard(page, 'here');
    ward.emit({ alarms: [bedsideAlarm('asystole')] });
    await expect.poll(() => pulses(page)).toBeGreaterThanOrEqual(10);
    expect(await grounds(page), 'it flashes').toBe(2);

    await page.keyboard.press('p');
    await expect(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    await page.keyboard.press('1');
    for (const one of [page, second]) {
      await expect(one.locator('.off-ward')).toBeVisible();
      expect(await secondsLeft(one)).toBeGreaterThan(110);
      expect(await secondsLeft(one)).toBeLessThanOrEqual(120);
    }
    const before = { left: await secondsLeft(second), pulses: await pulses(page) };
    await page.waitForTimeout(BURSTS_APART_MS);
    expect(await pulses(page), 'pulses while audio is paused').toBe(before.pulses);
    expect(before.left - (await secondsLeft(second)), 'seconds counted down').toBeGreaterThanOrEqual(
      BURSTS_APART_MS / 1000 - 1,
    );
    expect(await Promise.all([page, second].map(grounds)), 'it flashes all the same').toEqual([2, 2]);

    await page.keyboard.press('p');
    for (const one of [page, second]) await expect(one.locator('.off-ward')).toHaveCount(0);
    await expect.poll(() => pulses(page), { timeout: 2_000 }).toBe(before.pulses + 10);
    expect(problems).toEqual([]);
  },
);
