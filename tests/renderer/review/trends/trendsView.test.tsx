import '#renderer/theme.css';
import 'uplot/dist/uPlot.min.css';
import { createRoot, type Root } from 'react-dom/client';
import { BehaviorSubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import { openEventList } from '#renderer/review/events/eventList.ts';
import { openPlace, reducePlace } from '#renderer/review/place.ts';
import { ReviewServicesContext } from '#renderer/review/reviewServices.ts';
import { TrendsView } from '#renderer/review/trends/TrendsView.view.tsx';
import { openTheme } from '#renderer/theme/theme.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { gone, HOUR, here, MINUTE, NOW_MS, next, TestArchive } from '#tests/renderer/review/testArchive.ts';

describe('trends', () => {
  let host: HTMLElement;
  let root: Root;
  let closeTheme: () => void;
  let glass: Glass;
  let place: BehaviorSubject<ReturnType<typeof openPlace>>;
  let archive: TestArchive;

  beforeEach(async () => {
    await page.viewport(1366, 768);
    closeTheme = openTheme(document.documentElement, () => sessionStorage);
    host = document.createElement('div');
    host.style.cssText =
      'position:fixed;left:0;top:0;width:1366px;height:560px;display:flex;flex-direction:column;background:var(--ground)';
    host.className = 'review';
    document.body.append(host);
    root = createRoot(host);
    glass = new Glass(null);
    archive = new TestArchive();
  });
  afterEach(() => {
    root.unmount();
    host.remove();
    glass.dispose();
    closeTheme();
  });

  async function show(stay: HeldStay = here, atMs = NOW_MS - 20 * MINUTE, from: Archive = archive): Promise<void> {
    place = new BehaviorSubject(openPlace(stay, atMs, NOW_MS, 'trends'));
    const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
    root.render(
      <ReviewServicesContext
        value={{
          archive: from,
          place,
          do: (event) => place.next(reducePlace(place.value, event, NOW_MS)),
          latestMs: clock.nowMs,
          glass,
          clock,
          events: new BehaviorSubject(openEventList),
        }}
      >
        <TrendsView />
      </ReviewServicesContext>,
    );
  }

  const text = () => host.textContent ?? '';
  const lane = (name: string) => host.querySelector(`[data-lane="${name}"]`)?.textContent ?? '';
  const laneLabels = () =>
    [...host.querySelectorAll('.trend-plot')].map((element) => element.getAttribute('aria-label') ?? '');
  const seenHours = () => (place.value.untilMs - place.value.fromMs) / HOUR;
  const graph = () => page.getByRole('application');

  it('show a lane for each value: pressures as one, each with its range, limits and gaps in words', async () => {
    await show();
    await expect.poll(() => laneLabels()[0]).toContain('Heart rate: 67 to 176 /min');
    expect(laneLabels().map((label) => label.split(':')[0])).toEqual([
      'Heart rate',
      'Oxygen saturation',
      'Respiration rate',
      'Arterial pressure',
      'Cuff pressure',
      'Temperature',
      'NEWS2, as far as a monitor can tell it',
    ]);
    expect(laneLabels()[1]).toMatch(/88 to 98 %, lower limit 90, \d gaps/);
  });

  it('tell each value at the cursor, and when it was measured', async () => {
    await show(here, NOW_MS - 20 * MINUTE);
    await expect.poll(() => lane('HR')).toMatch(/^\d+\/min · \d\d:40:00$/);
    await expect.poll(() => lane('ABP')).toMatch(/^1\d\d\/\d\d \(\d\d\)mmHg · \d\d:40:00$/);
    // A cuff pressure stays, with the time it was taken.
    await expect.poll(() => lane('NIBP')).toMatch(/^1\d\d\/\d\dmmHg · \d\d:30:00$/);
    await expect.poll(() => lane('NEWS2')).toMatch(/^≥ \d/);
  });

  it('in a gap tell no value, and when the last one was', async () => {
    await show(here, NOW_MS - 116 * MINUTE);
    await expect.poll(() => lane('HR')).toMatch(/^---last \d\d:59:55$/);
  });

  it('a click on the mark of an alarm leads to the strip of that very moment', async () => {
    await show();
    await page.getByRole('button', { name: /high priority: .* VENT TACHY.*: open its strip/ }).click();
    expect(place.value).toMatchObject({ way: 'strip', cursorMs: NOW_MS - 2 * MINUTE });
  });

  it('a click moves the cursor, and keys move it, zoom and show the whole stay', async () => {
    await show();
    await expect.poll(() => lane('HR')).toContain('/min');
    await graph().click({ position: { x: 600, y: 200 } });
    const clicked = place.value.cursorMs;
    expect(Math.abs(clicked - (place.value.fromMs + ((600 - 100) / (1366 - 66 - 138 - 34)) * 4 * HOUR))).toBeLessThan(
      MINUTE,
    );
    await userEvent.keyboard('{ArrowLeft}');
    expect(place.value.cursorMs).toBeLessThan(clicked);
    await userEvent.keyboard('+');
    expect(seenHours()).toBeCloseTo(4 / 1.5, 3);
    await userEvent.keyboard('0');
    expect(seenHours()).toBe(6);
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    expect(seenHours()).toBe(1);
  });

  it('in a table tell the last value by each time, a cuff pressure once with its own time', async () => {
    await show(here, NOW_MS - 20 * MINUTE);
    await page.getByRole('button', { name: 'Graph + table' }).click();
    const rows = () =>
      [...host.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent ?? ''));
    await page.getByRole('button', { name: '5 min', exact: true }).click();
    const cuff = () => rows().find(([name]) => name?.startsWith('NIBP')) ?? [];
    await expect
      .poll(() => cuff().filter((cell) => /^1\d\d\/\d\d \d\d:(00|15|30|45)$/.test(cell)).length)
      .toBeGreaterThan(2);
    expect(cuff().filter((cell) => cell === '').length).toBeGreaterThan(4);
    expect(rows()[0]?.[1]).toMatch(/^\d+$/);
  });

  it('of one who left ask for nothing from after they left, and show no alarm of who lies there now', async () => {
    await show(gone, gone.untilMs ?? 0);
    await expect.poll(() => lane('HR')).toContain('/min');
    await page.getByRole('button', { name: 'Graph + table' }).click();
    await expect.poll(() => archive.asked.filter((asked) => asked.startsWith('readings')).length).toBeGreaterThan(2);
    for (const asked of archive.asked) {
      const [, , from, until] = asked.split(' ').map(Number);
      expect(from).toBeGreaterThanOrEqual(gone.fromMs);
      expect(until).toBeLessThanOrEqual(gone.untilMs ?? 0);
    }
    expect(host.innerHTML).not.toContain('RR 31');
    expect(next.fromMs).toBeGreaterThan(gone.untilMs ?? 0);
  });

  it('of a history that can’t be read say so', async () => {
    archive.trends = () => Promise.reject(new Error('the disk does not answer'));
    await show();
    await expect.poll(text).toContain('the disk does not answer');
  });
});
