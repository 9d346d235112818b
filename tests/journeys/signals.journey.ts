import { expect, type Page } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { openWall } from '#tests/support/alarmRail.ts';
import { journey } from '#tests/support/journey.ts';

// A deficit is told after three quarters of a minute of waves.
journey.setTimeout(180_000);

/** What a bed's lanes say, as a screen reader has it. */
const lanesOf = (page: Page, bed: string) =>
  page.getByRole('gridcell', { name: new RegExp(`^Bed ${bed}`) }).locator('.bed-waves-plot');

journey(
  'the nurse sees which wave is noisy, that electrodes are off, and that beats of an atrial fibrillation have no pulse, and reads in the large bed what the station counts',
  async ({ page, open, problems }, testInfo) => {
    const hospital = await open(scenario('signals', 4, 1), { wardAgeMs: 10_000 });
    await openWall(page, hospital.url, 4);
    const [shivering, fibrillating, loose, resting] = ['3E-01', '3E-02', '3E-03', '3E-04'].map((bed) =>
      lanesOf(page, bed),
    );
    if (!shivering || !fibrillating || !loose || !resting) throw new Error('four beds');
    await expect(shivering).toHaveAttribute('aria-label', /^II, [^;]*, noisy;/, { timeout: 40_000 });
    // What the device says of its electrodes is enough.
    await expect(loose).toHaveAttribute('aria-label', /^II, [^;]*leads off;/, { timeout: 40_000 });
    await expect(loose).not.toHaveAttribute('aria-label', /gaps/);
    await expect(fibrillating).toHaveAttribute('aria-label', /Pleth, [^;]*pulse deficit/, { timeout: 90_000 });
    await expect(resting).not.toHaveAttribute(
      'aria-label',
      /noisy|flat|gaps|weak|clipped|disagrees|little pulse|deficit/,
    );
    await page.screenshot({ path: testInfo.outputPath('wall.png') });

    await page.getByRole('gridcell', { name: /^Bed 3E-02/ }).click();
    const found = page.getByRole('region', { name: 'From the waves' });
    await expect(found).toContainText('Counted by the station in the waves, not by the bedside monitor.');
    await expect(found.getByRole('status')).toContainText(/^Pulse deficit [1-9]\d \/min of 1[2-5]\d beats/);
    await expect(found.getByRole('row', { name: /^II heart 1[2-5]\d good$/ })).toBeVisible();
    await expect(found.getByRole('row', { name: /^Pleth pulse \d+ good$/ })).toBeVisible();
    const score = page.getByRole('region', { name: 'NEWS2' });
    await expect(score.getByRole('row', { name: /^Pulse 1[2-5]\d \/min Heart rate \d+ s [23]$/ })).toBeVisible();
    await expect(score.getByRole('row', { name: /^Consciousness --- not measured ---$/ })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath('large.png') });

    // The shivering ends, and with it what is said of the lead.
    await page.keyboard.press('Escape');
    await expect(shivering).not.toHaveAttribute('aria-label', /noisy/, { timeout: 60_000 });
    expect(problems).toEqual([]);
  },
);
