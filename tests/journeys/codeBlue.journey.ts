import { expect, type Locator } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { AlarmAction } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { changePolicy, promptly } from '#tests/support/changePolicy.ts';
import { journey } from '#tests/support/journey.ts';

/** The heart of the first bed stands still, and has for long enough that its alarms no longer change. */
const STANDSTILL_MS = 75_000;

/** All that is written of each alarm of a bed, but its age and how far decisions have come. */
async function alarmsOf(row: Locator): Promise<string[]> {
  if ((await row.getAttribute('aria-expanded')) === 'false')
    await row.getByRole('button', { name: /all alarms/ }).click();
  const texts = await row.locator('.member').allInnerTexts();
  return texts
    .map((text) => text.replace(/ \([\d:]+( h)?\)/, '').replace(/ · (on its way to|confirmed by) the bedside/g, ''))
    .sort();
}

journey(
  'the station loses its power in the middle of a code blue: it comes back with the same alarms, owner, note and acknowledgement',
  async ({ page, open }, testInfo) => {
    const hospital = await open(scenario('code-blue', 16, 1), { wardAgeMs: STANDSTILL_MS });
    await openWall(page, hospital.url, 16);
    // Nothing is to be called in the middle of this: the row before and after is compared word by word.
    await changePolicy(page, promptly);
    const row = rowOf(page, 'bed 3E-01');
    await expect(row).toHaveAccessibleName(/^high priority.*nobody has this$/);
    await page.keyboard.press('w');
    await page.keyboard.press('Home');
    await expect(row, 'who arrests stands first').toBeFocused();
    await page.keyboard.press('t');
    await page.keyboard.press('1');
    await expect(row).toHaveAccessibleName(/N\. Okafor has this$/);
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).fill('CPR since 14:02');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await expect(row.getByText(/N\. Okafor noted: “CPR since 14:02”/)).not.toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Forgotten' })).toHaveCount(0);
    await page.screenshot({ path: testInfo.outputPath('code-blue.png') });

    await hospital.killGateway();
    await expect(rowOf(page, 'gateway Journey ward')).toBeVisible();
    await page.keyboard.press('a');
    await expect(row).toHaveAccessibleName(/N\. Okafor has this, acknowledged by N\. Okafor$/);
    await expect(row.getByText(/acknowledged · on its way to the bedside$/)).not.toHaveCount(0);
    const before = await alarmsOf(row);
    expect(before.filter((text) => text.includes('Asystole'))).toHaveLength(1);
    expect(before.join()).toContain('N. Okafor noted: “CPR since 14:02”');
    const acknowledged = () =>
      hospital.ward.commands().filter(({ request }) => request.action === AlarmAction.ALARM_ACTION_ACKNOWLEDGE);
    expect(acknowledged()).toEqual([]);

    await hospital.restartStation();
    await page.goto(hospital.url);
    // What beds are called is told by the gateway, which is away; the record knows what they were called.
    const lastKnown = rowOf(page, 'bed 3E-01 \\(name as last known\\)');
    await expect(lastKnown).toHaveAccessibleName(/^high priority.*N\. Okafor has this, acknowledged by N\. Okafor$/);
    await expect(page.getByText('unknown bed')).toHaveCount(0);
    await page.screenshot({ path: testInfo.outputPath('last-known.png') });
    expect(await alarmsOf(lastKnown)).toEqual(before);

    await hospital.returnGateway();
    await expect(row).toHaveAccessibleName(/^high priority.*N\. Okafor has this, acknowledged by N\. Okafor$/);
    expect(await alarmsOf(row)).toEqual(before);
    await expect(row.getByText(/acknowledged · on its way to the bedside$/)).toHaveCount(0);
    await expect(row.getByText(/acknowledged · confirmed by the bedside$/)).not.toHaveCount(0);
    const told = acknowledged().map(({ request }) => request.alarmId);
    expect(told, 'each acknowledgement once').toEqual([...new Set(told)]);
    expect(told.some((alarmId) => alarmId.includes('asystole'))).toBe(true);
  },
);
