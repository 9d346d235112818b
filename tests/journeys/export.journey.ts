import { expect } from '@playwright/test';
import { rampSample, rampSource } from '#fixtures/gateway/ramp.ts';
import { hasBiosig, readWithBiosig } from '#tests/support/biosig.ts';
import { journey } from '#tests/support/journey.ts';

const LSB = 0.001;

journey(
  'from a bed to a file: what another reader finds in it is what the gateway sent, sample by sample',
  async ({ page, open, problems }) => {
    journey.skip(!hasBiosig, 'needs BioSig (apt-get install python3-biosig)');
    const patient = { patientId: 'P-17', displayName: 'Müller Jörg', ageYears: 67, sex: 'male' } as const;
    const hospital = await open([{ ...rampSource({ displayName: 'Bed 1' }), patient }]);
    await page.goto(hospital.url);
    await page.getByRole('gridcell').first().click();
    await page.waitForTimeout(6000);
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^Export of/ });
    await expect(dialog.getByRole('checkbox', { name: 'RAMP 1' })).toBeChecked();
    await dialog.getByRole('radio', { name: /^EDF/ }).click();
    await dialog.getByLabel('Span', { exact: true }).selectOption('the whole stay');
    await dialog.getByRole('combobox', { name: 'Who exports' }).fill('dr.haas');
    await dialog.getByRole('textbox', { name: 'Why' }).fill('a journey');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    await expect(dialog.getByRole('status')).toContainText('Exported and recorded');
    // Neither the file's name nor what is in it says who it is, unless that is chosen.
    expect(download.suggestedFilename()).toMatch(/^vigil_edf_Bed-1_\d{8}_\d{6}\.edf$/);
    const path = `${await download.path()}.edf`;
    await download.saveAs(path);
    const [file] = readWithBiosig([path]);
    expect(file?.head).not.toMatch(/P-17|ller/);
    const raw = (file?.rows ?? [])
      .map(([value]) => Math.round((value as number) / LSB))
      .filter((value) => value >= -1000);
    expect(raw.length).toBeGreaterThan(3 * 250);
    // The ramp tells each sample by the one before it.
    const start = (raw[0] as number) + 1000;
    expect(raw).toEqual(raw.map((_, k) => rampSample(start + k)));
    expect(problems).toEqual([]);
  },
);
