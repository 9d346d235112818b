import { expect } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { journey } from '#tests/support/journey.ts';

journey('an unreachable gateway is named with what to do, and the ward beside it goes on', async ({ page, open }) => {
  const { url } = await open(scenario('quiet', 2, 1), { otherGateways: ['127.0.0.1:9'] });
  await page.goto(url);
  await expect(page.getByRole('gridcell', { name: /Bed 3E-01.*link live/i })).toBeVisible();
  await page.getByRole('button', { name: /about/i }).click();
  const about = page.getByRole('dialog');
  await expect(about).toContainText('127.0.0.1:9');
  await expect(about).toContainText(/unreachable/i);
});

journey(
  'an unknown channel, indices that jump and a wrong time are counted, and the beds go on',
  async ({ page, open }) => {
    const { url, ward } = await open(scenario('quiet', 2, 1));
    await page.goto(url);
    await expect(page.getByRole('gridcell', { name: /Bed 3E-01.*link live/i })).toBeVisible();
    const known = ward.describe().ward?.beds[0]?.channels[0]?.channelId ?? 0;
    ward.emit({
      waveforms: [
        { channelId: 9_999, firstIndex: 0n, samples: [1, 2, 3] },
        { channelId: known, firstIndex: 1_000_000_000n, samples: [1, 2, 3] },
      ],
    });
    await page.getByRole('button', { name: /about/i }).click();
    await expect(page.getByRole('dialog')).toContainText(/unknown/i);
    await expect(page.getByRole('dialog')).toContainText(/implausible/i);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('gridcell', { name: /Bed 3E-01.*link live/i })).toBeVisible();
  },
);
