import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import type { Patient } from '#proto/gen/vigil/ward/v1/ward.ts';
import { journey } from '#tests/support/journey.ts';

const RATE_HZ = 10;
const LSB = 0.001;
const anna = { patientId: 'MRN 1', displayName: 'Keller, Anna', ageYears: 71, sex: 'female' } as const;
const nora: Patient = { patientId: 'MRN 2', displayName: 'Vik, Nora', ageYears: 44, sex: 1 };

/** Which of the ward's samples, counted from its beginning, leave the station as the whole stay of a patient. */
async function exportedOf(page: Page, name: string): Promise<readonly number[]> {
  await page.locator('.bar-button', { hasText: 'History' }).click();
  await page.getByRole('button', { name: new RegExp(`^Review ${name}`) }).click();
  await expect(page.getByRole('dialog', { name: `Review of ${name}` })).toContainText('times are the bedside’s');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Export of/ });
  await dialog.getByRole('radio', { name: /^CSV/ }).click();
  await dialog.getByLabel('Span', { exact: true }).selectOption('the whole stay');
  await dialog.getByRole('combobox', { name: 'Who exports' }).fill('dr.haas');
  await dialog.getByRole('textbox', { name: 'Why' }).fill('a journey');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  await expect(dialog.getByRole('status')).toContainText('Exported and recorded');
  const [, ...rows] = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  return rows.flatMap((row) => {
    const value = row.split(',')[2] ?? '';
    return value === '' ? [] : [Math.round(Number(value) / LSB) + 1000];
  });
}

journey.describe('a gateway’s clock that errs', () => {
  for (const clockAheadMs of [12_000, -12_000, 3 * 3_600_000]) {
    journey(
      `by ${clockAheadMs / 1000} s: of two patients in one bed each has all of their own waves, and none of the other’s`,
      async ({ page, open, problems }) => {
        const source = { ...rampSource({ displayName: 'Bed 1', rateHz: RATE_HZ }), patient: anna };
        const { ward, url } = await open([source], { clockAheadMs });
        await page.goto(url);
        await expect(page.getByRole('gridcell').first()).toContainText('Anna');
        await page.waitForTimeout(6_000);
        const bed = ward.bed('bed-1');
        const channelId = bed?.channels[0]?.channelId;
        if (bed === undefined || channelId === undefined) throw new Error('the ward is empty');
        ward.emit({ bedChanges: [{ change: { $case: 'bed', value: { ...bed, patient: nora } } }] });
        const changed = ward.sent().get(channelId)?.endIndex ?? 0;
        await expect(page.getByRole('gridcell').first()).toContainText('Nora');
        await page.waitForTimeout(6_000);

        const [first, second] = [await exportedOf(page, 'Keller, Anna'), await exportedOf(page, 'Vik, Nora')];
        expect([first.at(-1), second[0]]).toEqual([changed - 1, changed]);
        expect(first).toEqual(first.map((_, k) => (first[0] ?? 0) + k));
        expect(second).toEqual(second.map((_, k) => changed + k));
        expect(first.length).toBeGreaterThan(5 * RATE_HZ);
        expect(second.length).toBeGreaterThan(3 * RATE_HZ);
        expect(problems).toEqual([]);
      },
    );
  }
});
