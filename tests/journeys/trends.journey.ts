import { expect } from '@playwright/test';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import type { BedSlice, BedSource } from '#fixtures/source.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { openWall } from '#tests/support/alarmRail.ts';
import { type Hospital, journey } from '#tests/support/journey.ts';

const ALARM_S = 5;
const LIMIT = 120;

/** The heart rate of a second: each of the first two minutes has its own. */
const rateAt = (second: number): number => 60 + second;

/** A bed that tells a heart rate each second, and after five of them an alarm of it. */
function countingBed(): BedSource {
  const ramp = rampSource({ displayName: 'Bed 1' });
  let [nextS, isTold] = [0, false];
  return {
    ...ramp,
    patient: { patientId: 'P-1', displayName: 'Testperson Ada', ageYears: 61, sex: 'female' },
    numerics: [{ code: 'MDC_ECG_HEART_RATE', label: 'HR', unit: '/min', periodMs: 1000 }],
    read(untilMs): BedSlice {
      const slice = ramp.read(untilMs);
      const observations: BedSlice['observations'][number][] = [];
      for (; nextS * 1000 < untilMs; nextS++)
        observations.push({ numeric: 0, timeMs: nextS * 1000, value: rateAt(nextS) });
      const onsetMs = ALARM_S * 1000;
      if (isTold || untilMs <= onsetMs) return { ...slice, observations };
      isTold = true;
      const alarm = {
        alarmId: 'hr-high',
        code: 'MDC_EVT_HI',
        origin: { kind: 'numeric', position: 0 },
        label: 'HR 131 > 120',
        kind: 'physiological',
        priority: 'medium',
        presence: 'on',
        limit: { crossed: 'upper', limit: LIMIT, value: 131, extreme: 131, unit: '/min' },
        onsetMs,
        timeMs: onsetMs,
      } as const;
      return { ...slice, observations, alarms: [alarm] };
    },
  };
}

/** When the gateway’s first sample was, on its own clock. */
function originOf({ ward }: Hospital): number {
  const [id] = [...ward.sent().keys()];
  const channel = id === undefined ? undefined : ward.channel(id);
  if (channel === undefined) throw new Error('the ward has sent nothing');
  return Number(channel.originNs / 1_000_000n);
}

journey(
  'the trends of a bed tell what its gateway sent at that very second, and a click on an alarm opens its strip',
  async ({ page, open, problems }, testInfo) => {
    const hospital = await open([countingBed()]);
    await openWall(page, hospital.url, 1);
    const originMs = originOf(hospital);
    const soFarS = (Date.now() - originMs) / 1000;
    await page.waitForTimeout(Math.max(0, ALARM_S + 9 - soFarS) * 1000);
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('r');
    // The review is loaded when it is first asked for; keys before are nobody’s.
    const tab = page.getByRole('tab', { name: /Trends/ });
    await expect(tab).toBeVisible();
    await page.keyboard.press('3');
    await expect(tab).toHaveAttribute('aria-selected', 'true');

    const rate = page.locator('[data-lane="HR"]');
    const seconds = [ALARM_S + 2, ALARM_S + 4];
    for (const second of seconds) {
      // A whole second of the clock lies between two values.
      const atMs = Math.ceil((originMs + second * 1000) / 1000) * 1000;
      const cursor = page.getByRole('textbox', { name: /cursor/ });
      await cursor.fill(timeOfDay(atMs, true));
      await cursor.press('Enter');
      await expect(rate).toContainText(`${rateAt(second)}/min · ${timeOfDay(originMs + second * 1000, true)}`);
    }
    await expect(page.getByRole('img', { name: /^Heart rate: .*upper limit 120/ })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath('trends.png') });

    await page.getByRole('button', { name: /medium priority: .* HR 131 > 120.*: open its strip/ }).click();
    await expect(page.getByRole('tab', { name: /Strip/ })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('textbox', { name: /cursor/ })).toHaveValue(timeOfDay(originMs + ALARM_S * 1000, true));
    await expect(page.getByRole('region', { name: 'Strip' })).toBeVisible();
    expect(problems).toEqual([]);
  },
);
