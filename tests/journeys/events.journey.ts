import { expect, type Page } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { journey, noteProblems } from '#tests/support/journey.ts';

const eventsOf = (page: Page) => page.getByRole('tree', { name: /^Events/ });
const noteFlag = (page: Page) =>
  page.locator('.strip').getByRole('button', { name: /^Note .*N\. Okafor: seen with Dr Haas$/ });

/** The review of the first bed, at its list of events. */
async function openEvents(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().focus();
  await page.keyboard.press('r');
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(eventsOf(page)).toBeVisible();
}

/** Which stretch the strip shows. */
async function stretchOf(page: Page): Promise<readonly [fromMs: number, untilMs: number]> {
  const plot = page.locator('.strip-plot');
  await expect(plot).toHaveAttribute('data-until', /^\d/);
  return [Number(await plot.getAttribute('data-from')), Number(await plot.getAttribute('data-until'))];
}

journey(
  'a nurse finds an alarm among the events, opens its strip with Enter and writes a note; another window sees it, and a station that lost its power still has it',
  async ({ page, context, open, problems }, testInfo) => {
    const hospital = await open(scenario('quiet', 2, 1));
    await openWall(page, hospital.url, 2);
    const second = await context.newPage();
    noteProblems(second, problems);
    await openWall(second, new URL(hospital.url).origin, 2);
    await page.waitForTimeout(4_000);
    const onsetMs = Date.now();
    hospital.ward.emit({ alarms: [bedsideAlarm('asystole')] });
    await expect(rowOf(page, 'bed 3E-01')).toBeVisible();
    await page.waitForTimeout(6_000);

    await openEvents(page);
    await openEvents(second);
    const event = eventsOf(page).getByRole('treeitem', { name: /Asystole/ });
    await event.click();
    await expect(event).toHaveAttribute('aria-selected', 'true');
    await page.screenshot({ path: testInfo.outputPath('events.png') });
    await page.keyboard.press('Enter');
    const [fromMs, untilMs] = await stretchOf(page);
    expect(Math.abs((fromMs + untilMs) / 2 - onsetMs), 'its moment is in the middle').toBeLessThan(1_500);
    await expect(page.getByText('loading')).toHaveCount(0);

    await page.keyboard.press('n');
    await expect(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: 'Note' }).fill('seen with Dr Haas');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: /^Note at/ }), 'it closes when the station has it').toHaveCount(0);
    await expect(noteFlag(page)).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath('note.png') });
    const noted = (one: Page) => eventsOf(one).getByRole('treeitem', { name: /seen with Dr Haas.*by N\. Okafor/ });
    await expect(noted(second)).toBeVisible();

    await hospital.restartStation();
    await openWall(page, hospital.url, 2);
    await openEvents(page);
    await noted(page)
      .getByRole('button', { name: /^Strip of seen with Dr Haas/ })
      .click();
    await expect(noteFlag(page)).toBeVisible();
    expect(problems.filter((problem) => !/WebSocket|ERR_CONNECTION/.test(problem))).toEqual([]);
  },
);

journey(
  'from an alarm on the list to its strip is one click, while the list goes on calling',
  async ({ page, open, problems }) => {
    const hospital = await open(scenario('quiet', 2, 1));
    await openWall(page, hospital.url, 2);
    await page.waitForTimeout(4_000);
    const onsetMs = Date.now();
    hospital.ward.emit({ alarms: [bedsideAlarm('asystole')] });
    const row = rowOf(page, 'bed 3E-01');
    await expect(row).toBeVisible();
    await page.waitForTimeout(3_000);
    await row.hover();
    await row.getByRole('button', { name: /review the moment of this alarm/ }).click();
    const [fromMs, untilMs] = await stretchOf(page);
    expect(Math.abs((fromMs + untilMs) / 2 - onsetMs)).toBeLessThan(1_500);
    await expect(row).toBeVisible();
    expect(problems).toEqual([]);
  },
);
