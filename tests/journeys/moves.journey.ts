import { expect, type Page } from '@playwright/test';
import type { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { AlarmPresence } from '#proto/gen/vigil/ward/v1/alarm.ts';
import type { Patient } from '#proto/gen/vigil/ward/v1/ward.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { changePolicy, promptly } from '#tests/support/changePolicy.ts';
import { journey } from '#tests/support/journey.ts';

const nora: Patient = { patientId: 'MRN 90210', displayName: 'Vik, Nora', ageYears: 44, sex: 1 };

/** Who lies in which bed from now on, all of it in one frame. */
function lays(ward: Ward, who: Readonly<Record<string, Patient | undefined>>): void {
  const bedChanges = Object.entries(who).map(([bedId, patient]) => {
    const bed = ward.bed(bedId);
    if (bed === undefined) throw new Error(`no ${bedId}`);
    return { change: { $case: 'bed' as const, value: { ...bed, patient } } };
  });
  ward.emit({ bedChanges });
}

/** The bed as it is seen large. */
const largeBed = (page: Page, name: string) => page.getByRole('dialog', { name: `Bed ${name}, large` });

journey(
  'a patient is brought to another bed while a nurse looks back at her: she is told, sees nothing of one under the name of another, and finds what she has said at the new bed',
  async ({ page, open, problems }, testInfo) => {
    const { ward, url } = await open(scenario('quiet', 4, 1));
    await openWall(page, url, 4);
    await changePolicy(page, promptly);
    const anna = ward.bed('bed-1')?.patient;
    const oldNeighbour = ward.bed('bed-2')?.patient;
    if (anna === undefined || oldNeighbour === undefined) throw new Error('the ward is empty');
    ward.emit({ alarms: [bedsideAlarm('vt', { code: 'MDC_EVT_ECG_V_TACH', label: 'VT' }), bedsideAlarm('asystole')] });
    const row = rowOf(page, 'bed 3E-01');
    await expect(row).toHaveAccessibleName(/nobody has this$/);
    await page.keyboard.press('w');
    await page.keyboard.press('t');
    await page.keyboard.press('1');
    await expect(row).toHaveAccessibleName(/N\. Okafor has this$/);
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).fill('on the way to cath lab');
    await page.keyboard.press('Enter');
    // The sound of her bed is paused, as they are with her.
    await page.keyboard.press('Enter');
    const before = largeBed(page, '3E-01');
    await expect(before).toContainText(anna.displayName);
    await page.getByRole('button', { name: /^Pause/ }).click();
    await page
      .getByRole('button', { name: /^Pause audio [^,]*$/ })
      .last()
      .click();
    await expect(page.locator('.off-bed')).toHaveCount(1);
    await expect(before).toBeVisible();
    await page.keyboard.press('l');
    const past = page.getByRole('region', { name: 'Looking back into the last five minutes' });
    await expect(past).toBeVisible();

    // One is brought next door; the VT ends as she is disconnected, and of the asystole her old monitor does not let go.
    ward.emit({
      alarms: [
        bedsideAlarm('vt', { label: 'VT', code: 'MDC_EVT_ECG_V_TACH', presence: AlarmPresence.ALARM_PRESENCE_OFF }),
      ],
    });
    lays(ward, { 'bed-1': nora, 'bed-2': anna });
    const word = before.getByRole('alert');
    await expect(word).toContainText('ANOTHER PATIENT');
    await expect(word).toContainText(nora.displayName);
    await expect(word).toContainText(`Before: ${anna.displayName}, now in 3E-02`);
    await expect(before.locator('.large-patient')).toContainText(nora.displayName);
    await expect(before.locator('.large-patient')).not.toContainText(anna.displayName);
    await expect(past, 'what was looked back at was of the one before').toHaveCount(0);
    await expect(page.locator('.off-bed'), 'nothing is silent for who has come').toHaveCount(0);
    await expect(rowOf(page, 'bed 3E-01')).toHaveAccessibleName(/Asystole.*nobody has this$/);
    await expect(before.locator('.alarm-list').first()).toContainText('Asystole');
    const theirs = before.locator('.large-others');
    await expect(theirs).toContainText('not of this patient');
    await expect(before.locator('.alarm-list').first()).toContainText('look at the bedside whose it is');
    await page.waitForTimeout(4_000);
    await page.screenshot({ path: testInfo.outputPath('another-patient.png') });

    const earlier = rowOf(page, 'bed 3E-01 \\(patient before\\)');
    await expect(earlier).toHaveAccessibleName(/N\. Okafor has this$/);
    await expect(earlier).toContainText(`before, now 3E-02: ${anna.displayName}`);

    await word.getByRole('button', { name: 'Open 3E-02' }).click();
    const after = largeBed(page, '3E-02');
    await expect(after).toContainText(anna.displayName);
    const trail = after.locator('.trail');
    await expect(trail).toContainText(/Was in 3E-01 until \d\d:\d\d/);
    await expect(trail).toContainText(/held by N\. Okafor/);
    await expect(trail).toContainText('noted: “on the way to cath lab”');
    await expect(after.getByRole('alert'), 'whoever opens a bed sees who lies there').toHaveCount(0);
    await page.screenshot({ path: testInfo.outputPath('new-bed.png') });
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await expect(page.locator('.charge-cell', { hasText: /3E-01\s*before/ })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath('charge.png') });
    expect(problems).toEqual([]);
  },
);
