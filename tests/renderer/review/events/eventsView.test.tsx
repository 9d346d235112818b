import '#renderer/theme.css';
import { createRoot, type Root } from 'react-dom/client';
import { BehaviorSubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';
import type { Whose } from '#renderer/history/owner.ts';
import { ReviewPeopleContext } from '#renderer/review/people.ts';
import { Review } from '#renderer/review/Review.view.tsx';
import { openTheme } from '#renderer/theme/theme.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { here, MINUTE, NOW_MS, TestArchive } from '#tests/renderer/review/testArchive.ts';
import { staff } from '#tests/renderer/support/fakeWard.ts';
import { acknowledgedBy, member } from '#tests/renderer/support/listedAlarms.ts';

const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
let host: HTMLElement;
let root: Root;
let glass: Glass;
let closeTheme: () => void;

beforeEach(async () => {
  await page.viewport(1366, 768);
  closeTheme = openTheme(document.documentElement, () => sessionStorage);
  host = document.createElement('div');
  host.style.cssText = 'position: fixed; inset: 0';
  document.body.append(host);
  root = createRoot(host);
  glass = new Glass(null);
});

afterEach(() => {
  root.unmount();
  host.remove();
  glass.dispose();
  closeTheme();
});

const desaturation = (k: number): KeptAlarm => {
  const onsetMs = NOW_MS - (10 + k * 7) * MINUTE;
  return {
    member: member(here.bedKey, 'medium', 'Desaturation', {
      report: { onsetMs, timeMs: onsetMs + 20_000, presence: 'off', alarmKey: `desaturation ${k}` },
      alarm: {
        patientKey: here.patient?.key ?? '',
        sinceMs: onsetMs,
        acknowledged: k === 0 ? acknowledgedBy('mk') : null,
      },
      presentation: { manner: 'held', reasons: [{ stage: 'holdBack', delayMs: 15_000, untilMs: onsetMs + 15_000 }] },
    }),
    goneMs: onsetMs + 20_000,
  };
};

/** The test archive, with more alarms of the patient in bed 1. */
class Busy extends TestArchive {
  more: readonly KeptAlarm[] = [];
  override async alarms(whose: Whose, fromMs: number, untilMs: number) {
    const own = await super.alarms(whose, fromMs, untilMs);
    return whose.bedKey === here.bedKey ? [...own, ...this.more] : own;
  }
}

async function openEvents(archive: TestArchive = new TestArchive(), atMs = NOW_MS - 30 * MINUTE) {
  root.render(
    <ReviewPeopleContext value={{ staff: new BehaviorSubject(staff) }}>
      <Review
        archive={archive}
        glass={glass}
        clock={clock}
        opening={{ kind: 'at', bedKey: here.bedKey, patientKey: here.patient?.key ?? '', atMs }}
        isStationHere
        whereabouts={() => ({ kind: 'here' })}
        onClose={() => {}}
      />
    </ReviewPeopleContext>,
  );
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect.poll(() => host.querySelectorAll('.event').length).toBeGreaterThan(0);
}

const rows = () => [...host.querySelectorAll<HTMLElement>('.event')];
const chosen = () => host.querySelector('.event[aria-selected="true"]')?.textContent ?? '';
const cursor = () => host.querySelector<HTMLInputElement>('.review-typed input')?.value ?? '';
const timeText = (timeMs: number) => new Date(timeMs).toTimeString().slice(0, 8);

describe('the events of a stay', () => {
  it('are listed with gaps and their reasons; of another patient of the ward there is none', async () => {
    await openEvents();
    await expect
      .poll(() =>
        rows()
          .map((row) => row.textContent)
          .join('\n'),
      )
      .toContain('VENT TACHY');
    const all = rows()
      .map((row) => row.textContent)
      .join('\n');
    expect(all).toContain('SpO2 88 < 90');
    expect(all).toContain('not acknowledged');
    expect(all).toContain('damaged');
    expect(all).not.toMatch(/ASYSTOLE|HR 131|RR 31/);
  });

  it('one click leads from an event to its strip at that moment', async () => {
    await openEvents();
    await page.getByRole('button', { name: /^Strip of VENT TACHY/ }).click();
    await expect.poll(() => host.querySelector('.strip')).not.toBeNull();
    expect(cursor()).toBe(timeText(NOW_MS - 2 * MINUTE));
  });

  it('by keys: J to the event before, Enter to its strip; on coming back the list stands at it', async () => {
    await openEvents(new TestArchive(), NOW_MS - 2 * MINUTE);
    await expect.poll(chosen).toContain('VENT TACHY');
    await page.getByRole('button', { name: 'Alarms: 3', exact: true }).click();
    host.querySelector<HTMLElement>('.events-rows')?.focus();
    await userEvent.keyboard('j');
    await expect.poll(chosen).toContain('SpO2 88 < 90');
    expect(cursor()).toBe(timeText(NOW_MS - 95 * MINUTE));
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => host.querySelector('.strip')).not.toBeNull();
    expect(cursor()).toBe(timeText(NOW_MS - 95 * MINUTE));
    await page.getByRole('tab', { name: 'Events' }).click();
    await expect.poll(chosen).toContain('SpO2 88 < 90');
    // What was picked is still picked.
    await expect
      .element(page.getByRole('button', { name: 'Alarms: 3', exact: true }))
      .toHaveAttribute('aria-pressed', 'true');
  });

  it('shows the waves of the event that is looked at, the ECG first, and what triage said', async () => {
    const archive = new Busy();
    archive.more = [desaturation(0)];
    await openEvents(archive, NOW_MS - 10 * MINUTE);
    await expect.poll(chosen).toContain('Desaturation');
    const side = () => host.querySelector('.events-side')?.textContent ?? '';
    expect(side()).toContain('held back');
    expect(side()).toContain('in case it ends by itself');
    expect(side()).toContain('M. Keller');
    const lanes = () => [...host.querySelectorAll('.events-lane')].map((lane) => lane.getAttribute('aria-label'));
    await expect.poll(lanes).toEqual(['II around the event', 'V around the event', 'Pleth around the event']);
    await expect.poll(() => host.querySelectorAll('.events-lane canvas').length).toBe(3);
  });

  it('fourteen desaturations are one row, which unfolds', async () => {
    const archive = new Busy();
    archive.more = Array.from({ length: 14 }, (_, k) => desaturation(k));
    await openEvents(archive);
    const fold = page.getByRole('button', { name: 'Unfold Desaturation' });
    await expect.element(fold).toHaveTextContent('×14');
    await fold.click();
    await expect.poll(() => host.querySelectorAll('.event[data-repeat="true"]').length).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Fold Desaturation' }).click();
    await expect.poll(() => host.querySelectorAll('.event[data-repeat="true"]').length).toBe(0);
  });

  it('a stay of five thousand alarms has only the rows in sight in the page', async () => {
    const archive = new Busy();
    archive.more = Array.from({ length: 5_000 }, (_, k) => {
      const onsetMs = NOW_MS - k * 4_000;
      const report = { onsetMs, timeMs: onsetMs, alarmKey: `a ${k}` };
      const alarm = { patientKey: here.patient?.key ?? '', sinceMs: onsetMs };
      return { member: member(here.bedKey, 'low', `ALARM ${k}`, { report, alarm }), goneMs: onsetMs + 1_000 };
    });
    await openEvents(archive);
    await expect.poll(() => host.querySelector('.events-shown')?.textContent).toMatch(/^50\d\d of/);
    expect(rows().length).toBeLessThan(60);
    host.querySelector<HTMLElement>('.events-rows')?.focus();
    await userEvent.keyboard('{Home}');
    await expect.poll(() => host.querySelector('.events-rows')?.scrollTop).toBe(0);
    await userEvent.keyboard('{End}');
    await expect.poll(() => host.querySelector('.events-rows')?.scrollTop).toBeGreaterThan(100_000);
    await expect.poll(() => host.querySelector('.event[aria-selected="true"]')).not.toBeNull();
    expect(rows().length).toBeLessThan(60);
  });

  it('words narrow it down, and say when there is none', async () => {
    await openEvents();
    await page.getByRole('textbox', { name: 'With these words' }).fill('tachy');
    await expect.poll(() => rows().length).toBe(1);
    await page.getByRole('textbox', { name: 'With these words' }).fill('bradycardia');
    await expect.poll(() => host.textContent).toContain('None of them is like that.');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows().length).toBeGreaterThan(3);
  });

  it('why the history can’t be read stands in the place of the list', async () => {
    const archive = new TestArchive();
    await openEvents(archive);
    archive.alarms = async () => {
      throw new Error('the store is closed');
    };
    await page.getByRole('tab', { name: 'Strip' }).click();
    await page.getByRole('tab', { name: 'Events' }).click();
    await expect.poll(() => host.textContent).toContain('The history can’t be read: the store is closed');
  });
});
