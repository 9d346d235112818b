import { expect, type Page } from '@playwright/test';
import type { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { AlarmPresence } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { openWall } from '#tests/support/alarmRail.ts';
import { journey } from '#tests/support/journey.ts';

const BEDS = 32;

/** What stands at the bedsides now: bed and words of each alarm. */
function standingAt(ward: Ward): ReadonlySet<string> {
  const standing = new Set<string>();
  ward.subscribe(undefined, ({ event }) => {
    if (event?.$case !== 'opening') return;
    for (const { bedId, label, presence } of event.value.alarms) {
      if (presence !== AlarmPresence.ALARM_PRESENCE_OFF) standing.add(`${ward.bed(bedId)?.displayName} ${label}`);
    }
  })();
  return standing;
}

/** An alarm that is written somewhere on the list. */
interface Written {
  /** Bed and words. */
  readonly what: string;
  /** It is marked as one that has ended. */
  readonly isOver: boolean;
}

/** All that is written on the list of each alarm, in opened rows and in what is held back or explained. */
const written = (page: Page): Promise<Written[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.rail .member')].map((member) => {
      const row = member.closest<HTMLElement>('.rail-row');
      const bed = row?.querySelector('.rail-bed') ?? member.closest('details')?.querySelector('summary > strong');
      const words = member.querySelector('.member-head > strong')?.textContent;
      const isOver = row?.dataset['gone'] === 'true' || member.querySelector('.member-head > .member-quiet') !== null;
      return { what: `${bed?.textContent} ${words}`, isOver };
    }),
  );

/** Opens whatever is still closed on the list: patients that came meanwhile, and each of those held back or explained. */
const openAll = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const closed = () =>
      document.querySelectorAll<HTMLElement>(
        '.rail-row[aria-expanded=false] .rail-expand, .rail details:not([open]) > summary',
      );
    // What opens may hold more that is closed.
    for (let rounds = 0; rounds < 5 && closed().length > 0; rounds++) {
      for (const one of closed()) one.click();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

journey(
  'in a storm the list says that there is a flood, ranks patients with the high ones first, and loses no alarm that stands',
  async ({ page, open, problems }, testInfo) => {
    const { ward, url } = await open(scenario('storm', BEDS, 1), { wardAgeMs: 30_000 });
    await openWall(page, url, BEDS);
    const rail = page.getByRole('complementary', { name: 'Alarms' });
    await expect(rail.getByText(/^FLOOD since \d\d:\d\d: one list, worst first$/)).toBeVisible({ timeout: 30_000 });
    const rows = rail.getByRole('treeitem');
    const ranks = { high: 3, medium: 2, low: 1, none: 0 };
    const priorities = () =>
      rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['priority'] ?? ''));
    await expect.poll(priorities, { timeout: 25_000 }).toEqual(expect.arrayContaining(['high', 'medium']));
    const shown = await priorities();
    expect(shown.length, 'patients on the list').toBeGreaterThan(BEDS / 4);
    const ranked = shown.map((priority) => ranks[priority as keyof typeof ranks]);
    expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
    // For the picture: the beds' waves are on the glass.
    await page.waitForTimeout(3_000);
    await page.screenshot({ path: testInfo.outputPath('storm.png') });

    // She walks through the whole list and opens each patient's row.
    await page.keyboard.press('w');
    await page.keyboard.press('Home');
    for (let left = await rows.count(); left > 0; left--) {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
    }
    await page.screenshot({ path: testInfo.outputPath('storm-opened.png') });
    await expect(async () => {
      await openAll(page);
      const before = standingAt(ward);
      // On their way.
      await page.waitForTimeout(300);
      const onTheList = await written(page);
      const after = standingAt(ward);
      const held = new Set(onTheList.map(({ what }) => what));
      const standing = [...after].filter((what) => before.has(what));
      expect(standing.length, 'alarms that stand at the bedsides').toBeGreaterThan(BEDS / 2);
      expect(
        standing.filter((what) => !held.has(what)),
        'stands at the bedside and is nowhere on the list',
      ).toEqual([]);
      const unfounded = onTheList.filter(({ what, isOver }) => !isOver && !before.has(what) && !after.has(what));
      expect(unfounded, 'on the list as present and not at the bedside').toEqual([]);
    }).toPass({ timeout: 15_000 });
    expect(problems).toEqual([]);
  },
);

/** Names of alarms on the list of which something is cut off. By its edges, not by whole pixels: a hundredth of one is enough for an ellipsis. */
const cutNames = (page: Page): Promise<string[]> =>
  page.locator('.rail-text').evaluateAll((all) =>
    all.flatMap((name) => {
      const words = document.createRange();
      words.selectNodeContents(name);
      const [within, needed] = [name.getBoundingClientRect(), words.getBoundingClientRect()];
      const isCut = needed.right > within.right + 0.001 || needed.bottom > within.bottom + 1;
      return isCut ? [name.textContent ?? ''] : [];
    }),
  );

journey(
  'in a flood of arrhythmias every alarm is named in full beside what the waves say of it, also from afar',
  async ({ page, open, problems }, testInfo) => {
    const { url } = await open(scenario('arrhythmias', 32, 1), { wardAgeMs: 25_000 });
    await openWall(page, url, 32);
    const rail = page.getByRole('complementary', { name: 'Alarms' });
    await expect(rail.getByText(/^FLOOD since /)).toBeVisible({ timeout: 30_000 });
    const judged = rail.getByRole('treeitem', { name: /Ventricular tachycardia, waves: (credible|doubtful), / });
    await expect.poll(() => judged.count(), { timeout: 30_000 }).toBeGreaterThan(10);
    expect(await cutNames(page)).toEqual([]);
    await page.screenshot({ path: testInfo.outputPath('flood.png') });
    await page.keyboard.press('f');
    await expect(rail).toHaveAttribute('data-far', 'true');
    expect(await cutNames(page), 'from afar').toEqual([]);
    await page.screenshot({ path: testInfo.outputPath('flood-far.png') });
    expect(problems).toEqual([]);
  },
);
