import { expect } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { journey } from '#tests/support/journey.ts';

// Half a minute of waves stands before the first alarm.
journey.setTimeout(120_000);

journey(
  'the nurse reads that the waves doubt one asystole and bear out the other, sees why and which beats were found, and finds the same on the strip of the alarm',
  async ({ page, open, problems }, testInfo) => {
    const hospital = await open(scenario('arrhythmias', 4, 1));
    await openWall(page, hospital.url, 4);
    const [doubted, racing, stands] = ['bed 3E-01', 'bed 3E-02', 'bed 3E-03'].map((bed) => rowOf(page, bed));
    if (doubted === undefined || racing === undefined || stands === undefined) throw new Error('three rows');
    const inTime = { timeout: 70_000 };
    await expect(stands).toHaveAccessibleName(
      /^high priority, .*Asystole, waves: credible, .*nobody has this$/,
      inTime,
    );
    await expect(racing).toHaveAccessibleName(/^high priority, .*Ventricular tachycardia, waves: credible, /);
    await expect(doubted, 'doubted, and as urgent as ever').toHaveAccessibleName(
      /^high priority, .*Asystole, waves: doubtful, .*nobody has this$/,
    );
    await expect(doubted).toHaveAttribute('data-beat', 'high');
    await page.screenshot({ path: testInfo.outputPath('list.png') });

    await page.keyboard.press('w');
    await doubted.focus();
    await page.keyboard.press('ArrowRight');
    const said = doubted.getByRole('region', { name: 'What the waves say' }).first();
    await expect(said).toContainText(/doubtful.*Pleth: longest time without a beat [01]\.\d s/s);
    await expect(said).toContainText(/II bears it out/);
    await expect(said).toContainText(/Pleth speaks against it: .* \/min · quality \d+ %/);
    await expect(said.getByRole('img', { name: /^Pleth: speaks against it, .* [2-5]\d beats marked$/ })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath('details.png') });

    await doubted.getByRole('button', { name: 'Review' }).first().click();
    await expect(page.getByRole('tab', { name: /Strip/ })).toHaveAttribute('aria-selected', 'true');
    const strip = page.getByRole('region', { name: 'Strip' });
    const line = strip.getByRole('region', { name: 'What the waves say' });
    await expect(line).toContainText(/What the waves say of Asystole \d\d:\d\d:\d\d: doubtful/, { timeout: 20_000 });
    await expect(strip.getByRole('listitem').filter({ hasText: /^Pleth: [2-5]\d beats marked$/ })).toHaveCount(1);
    await page.screenshot({ path: testInfo.outputPath('strip.png') });
    await page.keyboard.press('i');
    await expect(strip.getByRole('listitem').filter({ hasText: 'beats marked' })).toHaveCount(0);
    expect(problems).toEqual([]);
  },
);
