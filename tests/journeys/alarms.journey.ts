import { expect, type Page } from '@playwright/test';
import type { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { AlarmPriority } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { AlarmAction } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { openWall, rowOf } from '#tests/support/alarmRail.ts';
import { bedsideAlarm, leadsOff } from '#tests/support/bedsideAlarm.ts';
import { changePolicy, promptly } from '#tests/support/changePolicy.ts';
import { journey, noteProblems } from '#tests/support/journey.ts';

/** What reached the bedside, in order: who did what about which alarm. */
const received = (ward: Ward): string[] =>
  ward
    .commands()
    .map(({ request: { actorId, action, alarmId } }) =>
      [actorId, AlarmAction[action]?.replace('ALARM_ACTION_', ''), alarmId].join(' '),
    );

const whoIsHere = (page: Page) => page.getByRole('dialog', { name: 'Who is at this screen?' });

journey(
  'a nurse takes and acknowledges an alarm by keyboard alone, takes that back, and sees that the bedside got it',
  async ({ page, open, problems }) => {
    const { ward, url } = await open(scenario('quiet', 4, 1));
    await openWall(page, url, 4);
    ward.emit({ alarms: [bedsideAlarm('asystole', { bedId: 'bed-2' })] });
    const row = rowOf(page, 'bed 3E-02');
    await expect(row).toHaveAccessibleName('high priority, bed 3E-02, Asystole, nobody has this');

    await page.keyboard.press('w');
    await expect(row).toBeFocused();
    await page.keyboard.press('t');
    await expect(whoIsHere(page)).toBeVisible();
    expect(ward.commands(), 'nothing is sent before it is known by whom').toEqual([]);
    await page.keyboard.press('1');
    await expect(row).toHaveAccessibleName('high priority, bed 3E-02, Asystole, N. Okafor has this');

    await page.keyboard.press('a');
    await expect(row).toHaveAccessibleName(/N\. Okafor has this, acknowledged by N\. Okafor$/);
    await expect(whoIsHere(page), 'she has said who she is once').toHaveCount(0);
    await page.keyboard.press('ArrowRight');
    await expect(row.getByText(/N\. Okafor took it · confirmed by the bedside$/)).toBeVisible();
    await expect(row.getByText(/N\. Okafor acknowledged · confirmed by the bedside$/)).toBeVisible();
    expect(received(ward)).toEqual(['n.okafor TAKE asystole', 'n.okafor ACKNOWLEDGE asystole']);

    await page.keyboard.press('u');
    await expect(row).toHaveAccessibleName('high priority, bed 3E-02, Asystole, N. Okafor has this');
    await expect(row.getByText(/N\. Okafor acknowledged · confirmed by the bedside, taken back$/)).toBeVisible();
    await expect
      .poll(() => received(ward))
      .toEqual(['n.okafor TAKE asystole', 'n.okafor ACKNOWLEDGE asystole', 'n.okafor WITHDRAW asystole']);
    await page.waitForTimeout(1_000);
    const ids = ward.commands().map(({ request }) => request.commandId);
    expect([ids.length, new Set(ids).size], 'each of them once').toEqual([3, 3]);
    expect(problems).toEqual([]);
  },
);

/**
 * A key that is pressed in a page at a moment, and the page hears of nothing before: it is kept busy until then. Pressed one
 * after the other from here, or by timers, the second page would sometimes be told of the first one's decision before.
 */
const pressesAt = (page: Page, key: string, atMs: number) =>
  page.evaluate(
    ({ key: pressed, atMs: at }) => {
      while (Date.now() < at);
      const event = new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true });
      (document.activeElement ?? document.body).dispatchEvent(event);
    },
    { key, atMs },
  );

journey(
  'two stations acknowledge the same alarm at the same time: one wins, and within a second both name her',
  async ({ page, browser, open, problems }) => {
    const hospital = await open(scenario('quiet', 2, 1));
    const { ward } = hospital;
    const elsewhere = await browser.newContext();
    const west = await elsewhere.newPage();
    noteProblems(west, problems);
    await Promise.all([openWall(page, hospital.url, 2), openWall(west, (await hospital.openStation('West')).url, 2)]);
    ward.emit({ alarms: [bedsideAlarm('asystole')] });
    for (const one of [page, west]) {
      await expect(rowOf(one, 'bed 3E-01')).toHaveAccessibleName(/nobody has this/);
      await one.keyboard.press('w');
      await one.keyboard.press('a');
      await expect(whoIsHere(one)).toBeVisible();
    }
    const atMs = Date.now() + 600;
    await Promise.all([pressesAt(page, '1', atMs), pressesAt(west, '2', atMs)]);
    const shown = () =>
      Promise.all(
        [page, west].map(
          async (one) =>
            /acknowledged by .*$/.exec((await rowOf(one, 'bed 3E-01').getAttribute('aria-label')) ?? '')?.[0],
        ),
      );
    await expect(async () => {
      const [winner] = ward.commands().filter(({ isEffective }) => isEffective);
      const name = { 'n.okafor': 'N. Okafor', 'm.lind': 'M. Lind' }[winner?.request.actorId ?? ''];
      expect(await shown()).toEqual([`acknowledged by ${name}`, `acknowledged by ${name}`]);
    }).toPass({ intervals: [50], timeout: 1_000 });
    // Whether the second one got as far as the bedside hangs on which was faster, her station's disk or the news of the first.
    expect(ward.commands().filter(({ isEffective }) => isEffective)).toHaveLength(1);
    await elsewhere.close();
    expect(problems).toEqual([]);
  },
);

journey(
  'a nurse takes an alarm at one station: within a second the other wall names her, and does not call for a second nurse',
  async ({ page, browser, open, problems }, testInfo) => {
    const hospital = await open(scenario('quiet', 2, 1));
    const elsewhere = await browser.newContext();
    const west = await elsewhere.newPage();
    noteProblems(west, problems);
    await Promise.all([openWall(page, hospital.url, 2), openWall(west, (await hospital.openStation('West')).url, 2)]);
    hospital.ward.emit({ alarms: [bedsideAlarm('asystole')] });
    for (const one of [page, west]) await expect(rowOf(one, 'bed 3E-01')).toHaveAccessibleName(/nobody has this/);
    await page.keyboard.press('w');
    await page.keyboard.press('t');
    await page.keyboard.press('1');
    await expect(rowOf(west, 'bed 3E-01')).toHaveAccessibleName(/N\. Okafor has this$/, { timeout: 1_000 });
    await expect(rowOf(page, 'bed 3E-01')).toHaveAccessibleName(/N\. Okafor has this$/);
    await west.screenshot({ path: testInfo.outputPath('west.png') });
    await page.keyboard.press('g');
    await expect(rowOf(west, 'bed 3E-01')).toHaveAccessibleName(/nobody has this/, { timeout: 1_000 });
    await elsewhere.close();
    expect(problems).toEqual([]);
  },
);

journey(
  'a gateway is lost: an alarm of the station says so and explains the technical ones behind it, until it is back',
  async ({ page, open, problems }) => {
    const hospital = await open(scenario('quiet', 2, 1));
    await openWall(page, hospital.url, 2);
    await changePolicy(page, promptly);
    hospital.ward.emit({ alarms: [leadsOff('leads', 'bed-2'), bedsideAlarm('asystole')] });
    await expect(rowOf(page, 'bed 3E-02')).toHaveAccessibleName(/^low priority.*ECG leads off/);
    await hospital.killGateway();
    const link = rowOf(page, 'gateway Journey ward');
    await expect(link).toHaveAccessibleName(/^medium priority, .*, Link lost, nobody has this/, { timeout: 2_000 });
    await expect(rowOf(page, 'bed 3E-02'), 'it has no call of its own any more').toHaveCount(0);
    await expect(rowOf(page, 'bed 3E-01'), 'a high alarm is never explained away').toHaveAccessibleName(/Asystole/);
    const behind = page.getByRole('region', { name: 'Held back or explained' });
    await behind.getByText('Held back / explained').click();
    await expect(behind.getByRole('listitem')).toHaveText([/3E-02.*ECG leads off.*link lost/i]);

    await hospital.returnGateway();
    await expect(link).toHaveCount(0, { timeout: 5_000 });
    await expect(rowOf(page, 'bed 3E-02')).toHaveAccessibleName(/^low priority.*ECG leads off/);
    await expect(behind).toHaveCount(0);
    expect(problems).toEqual([]);
  },
);

journey(
  'nobody answers an alarm: it waits louder and louder, and stands in the overview of the charge nurse',
  async ({ page, open, problems }) => {
    const { ward, url } = await open(scenario('quiet', 4, 1));
    await openWall(page, url, 4);
    const steps = [1_000, 1_000, 1_000];
    await changePolicy(page, { ...promptly, escalationMs: { high: steps, medium: steps, low: [] } });
    ward.emit({
      alarms: [
        bedsideAlarm('asystole', { bedId: 'bed-3' }),
        bedsideAlarm('pressure', {
          bedId: 'bed-4',
          code: 'MDC_EVT_HI',
          label: 'ABP sys 191 > 180',
          priority: AlarmPriority.ALARM_PRIORITY_MEDIUM,
        }),
      ],
    });
    for (const bed of ['bed 3E-03', 'bed 3E-04']) await expect(rowOf(page, bed)).toBeVisible();
    // Somebody has one of the two.
    await page.keyboard.press('w');
    await page.keyboard.press('ArrowDown');
    await expect(rowOf(page, 'bed 3E-04')).toBeFocused();
    await page.keyboard.press('t');
    await page.keyboard.press('1');
    await expect(rowOf(page, 'bed 3E-04')).toHaveAccessibleName(/N\. Okafor has this$/);

    await expect(rowOf(page, 'bed 3E-03').getByText('charge told')).toBeVisible({ timeout: 8_000 });
    await page.keyboard.press('c');
    const overview = page.getByRole('region', { name: "Charge nurse's overview" });
    await expect(overview).toBeVisible();
    const told = overview.getByRole('region', { name: 'Told to charge' });
    await expect(told.getByRole('listitem')).toHaveText([/3E-03.*Asystole.*charge told/]);
    await expect(overview.getByRole('region', { name: 'Answered' }).getByRole('listitem')).toHaveText([
      /3E-04.*N\. Okafor/,
    ]);
    expect(problems).toEqual([]);
  },
);
