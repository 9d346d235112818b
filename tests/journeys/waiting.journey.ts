import { expect, type Page } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { AlarmAction } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { changePolicy, promptly } from '#tests/support/changePolicy.ts';
import { journey } from '#tests/support/journey.ts';

/** The heart of the first bed stands still, and has for long enough that its alarms no longer change. */
const STANDSTILL_MS = 75_000;
/** The shortest that a policy may say, so that the journey does not take minutes. */
const WITHIN_MS = 10_000;

const question = (page: Page) => page.getByRole('region', { name: 'bed 3E-01: not sent to the bedside' });

journey(
  'a gateway is away for longer than an acknowledgement is good for: both windows are asked, one answers, and the bedside gets it once',
  async ({ page, context, open }, testInfo) => {
    const hospital = await open(scenario('code-blue', 16, 1), { wardAgeMs: STANDSTILL_MS });
    await openWall(page, hospital.url, 16);
    await changePolicy(page, { ...promptly, deliverWithinMs: WITHIN_MS });
    const other = await context.newPage();
    await openWall(other, new URL(hospital.url).origin, 16);
    const row = rowOf(page, 'bed 3E-01');
    await expect(row).toHaveAccessibleName(/^high priority.*nobody has this$/);

    await hospital.killGateway();
    await expect(rowOf(page, 'gateway Journey ward')).toBeVisible();
    await row.focus();
    await page.keyboard.press('a');
    await page.keyboard.press('1');
    await expect(row).toHaveAccessibleName(/acknowledged by N\. Okafor$/);
    await expect(question(page)).toHaveCount(0);

    // Nobody at the bedside knows of it: it is asked, and the alarm looks as it does there.
    for (const one of [page, other]) {
      await expect(question(one)).toContainText(/NOT SENT N\. Okafor acknowledged 00:1\d ago/, { timeout: 20_000 });
      await expect(rowOf(one, 'bed 3E-01')).toHaveAccessibleName(
        /^high priority.*nobody has this, a decision was not sent: send it now or drop it$/,
      );
    }
    await page.screenshot({ path: testInfo.outputPath('away.png') });

    await hospital.returnGateway();
    await expect(page.locator('[role=gridcell][data-link=live]')).toHaveCount(16);
    await expect(question(page)).toBeVisible();
    const acknowledged = () =>
      hospital.ward.commands().filter(({ request }) => request.action === AlarmAction.ALARM_ACTION_ACKNOWLEDGE);
    expect(acknowledged(), 'nothing old was sent silently').toEqual([]);
    await page.screenshot({ path: testInfo.outputPath('back.png') });

    await other.keyboard.press('c');
    await other.screenshot({ path: testInfo.outputPath('charge.png') });
    await other.keyboard.press('c');
    await rowOf(other, 'bed 3E-01').focus();
    await other.keyboard.press('s');
    await other.keyboard.press('2');
    for (const one of [page, other]) {
      await expect(question(one)).toHaveCount(0);
      await expect(rowOf(one, 'bed 3E-01')).toHaveAccessibleName(/acknowledged by N\. Okafor$/);
    }
    await other.keyboard.press('ArrowRight');
    await expect(rowOf(other, 'bed 3E-01').getByText(/M\. Lind confirmed it: send it now/)).not.toHaveCount(0);
    await expect(rowOf(other, 'bed 3E-01').getByText(/acknowledged · confirmed by the bedside$/)).not.toHaveCount(0);
    await other.screenshot({ path: testInfo.outputPath('sent.png') });
    const told = acknowledged().map(({ request }) => request.alarmId);
    expect(told.some((alarmId) => alarmId.includes('asystole'))).toBe(true);
    expect(told, 'each acknowledgement once').toEqual([...new Set(told)]);
    expect(acknowledged().every(({ isEffective, request }) => isEffective && request.actorId === 'n.okafor')).toBe(
      true,
    );
  },
);
