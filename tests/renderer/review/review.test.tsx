import '#renderer/theme.css';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { HeldStay } from '#renderer/history/archive.ts';
import { Review } from '#renderer/review/Review.view.tsx';
import type { ReviewOpening, Whereabouts } from '#renderer/review/reviewServices.ts';
import { openTheme } from '#renderer/theme/theme.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { gone, HOUR, here, MINUTE, NOW_MS, next, TestArchive } from './testArchive.ts';

const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
let host: HTMLElement;
let root: Root;
let glass: Glass;
let closeTheme: () => void;
let closed: number;

beforeEach(async () => {
  await page.viewport(1366, 768);
  closeTheme = openTheme(document.documentElement, () => sessionStorage);
  host = document.createElement('div');
  host.style.cssText = 'position: fixed; inset: 0';
  document.body.append(host);
  root = createRoot(host);
  glass = new Glass(null);
  closed = 0;
});

afterEach(() => {
  root.unmount();
  host.remove();
  glass.dispose();
  closeTheme();
});

/** Who lies where: the third patient in bed 2, where the second one lay. */
function whereabouts(stay: HeldStay): Whereabouts {
  return stay === gone ? { kind: 'gone', bedIsTaken: true } : { kind: 'here' };
}

function open(opening: ReviewOpening, archive = new TestArchive()): TestArchive {
  root.render(
    <Review
      archive={archive}
      glass={glass}
      clock={clock}
      opening={opening}
      isStationHere
      whereabouts={whereabouts}
      onClose={() => {
        closed += 1;
      }}
    />,
  );
  return archive;
}

const of = (stay: HeldStay, atMs: number): ReviewOpening => {
  return { kind: 'at', bedKey: stay.bedKey, patientKey: stay.patient?.key ?? '', atMs };
};
const text = () => host.textContent ?? '';
const cursorRow = () => Number(host.querySelector('[data-cursor="true"]')?.getAttribute('data-row')) * MINUTE;
/** Coloured pixels of a row's trace. */
const inked = (row: Element | null) => {
  const canvas = row?.querySelector('canvas');
  const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let count = 0;
  for (let k = 3; k < pixels.length; k += 4) if ((pixels[k] as number) > 0) count += 1;
  return count;
};

describe('the review of a patient', () => {
  it('opens at the moment of an alarm, whose row is marked and has a trace', async () => {
    open(of(here, NOW_MS - 2 * MINUTE));
    await expect.poll(text).toContain('Keller Anna');
    await expect.poll(cursorRow).toBe(NOW_MS - 2 * MINUTE);
    await expect.poll(() => inked(host.querySelector('[data-cursor="true"]'))).toBeGreaterThan(1000);
    expect(host.querySelector('[data-cursor="true"]')?.textContent).toContain('VENT TACHY');
    await page.screenshot({ path: '/tmp/review-alarm.png' });
  });

  it('of one who is gone says so, asks for nothing after they left, and never names who lies there now', async () => {
    const archive = open(of(gone, NOW_MS));
    await expect.poll(text).toContain('LEFT THIS BED');
    expect(text()).toContain('another patient is in this bed now');
    await expect.poll(() => archive.asked.length).toBeGreaterThan(3);
    for (const asked of archive.asked) expect(Number(asked.split(' ').at(-1))).toBeLessThanOrEqual(gone.untilMs ?? 0);
    expect(text()).not.toContain('Sato');
  });

  it('tells why a stretch is missing, in the overview and in its rows', async () => {
    open(of(here, NOW_MS - 58 * MINUTE));
    await expect
      .poll(() => [...host.querySelectorAll('.overview-gap')].map((gap) => gap.getAttribute('title') ?? '').join('\n'))
      .toContain('nothing was recorded at that time');
    await expect.poll(() => inked(host.querySelector('[data-cursor="true"]'))).toBeGreaterThan(1000);
    await page.screenshot({ path: '/tmp/review-gap.png' });
  });

  it('moves by keys: a row, a second, to the alarm before and to the end; Escape closes it', async () => {
    open(of(here, NOW_MS - 30 * MINUTE));
    await expect.poll(cursorRow).toBe(NOW_MS - 30 * MINUTE);
    await page.getByRole('application').click({ position: { x: 400, y: 200 } });
    const before = cursorRow();
    await userEvent.keyboard('{ArrowUp}');
    await expect.poll(cursorRow).toBe(before - MINUTE);
    await userEvent.keyboard('j');
    await expect.poll(cursorRow).toBe(NOW_MS - 95 * MINUTE);
    await userEvent.keyboard('{Escape}');
    expect(closed).toBe(1);
  });

  it('goes to a time that is typed, and says when there is none such', async () => {
    open(of(here, NOW_MS - 30 * MINUTE));
    const field = page.getByRole('textbox');
    await expect.element(field).toBeVisible();
    const at = new Date(NOW_MS - 2 * HOUR + 90_000);
    await field.fill(`${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`);
    await userEvent.keyboard('{Enter}');
    await expect.poll(cursorRow).toBe(Math.floor(at.getTime() / MINUTE) * MINUTE);
    await field.fill('27:12');
    await expect.poll(text).toContain('no such time in this stay');
  });
});

describe('what is held', () => {
  it('lists patients who are gone too, and opens one', async () => {
    open({ kind: 'list' });
    await expect.poll(text).toContain('3 of 3 stays');
    await page.screenshot({ path: '/tmp/review-list.png' });
    await page.getByRole('textbox').fill('brandt');
    await expect.poll(text).toContain('1 of 3 stays');
    await page.getByRole('button', { name: 'Review Brandt Ole' }).click();
    await expect.poll(text).toContain('LEFT THIS BED');
  });

  it('of a patient of whom nothing is held says so, and opens no one else in the same bed', async () => {
    open({ kind: 'at', bedKey: next.bedKey, patientKey: 'somebody else', atMs: NOW_MS - MINUTE });
    await expect.poll(text).toContain('Nothing is held of this patient in this bed.');
    expect(host.querySelector('.disclosure')).toBeNull();
  });

  it('of a history that is off tells why', async () => {
    open({ kind: 'list' }, new TestArchive({ state: 'off', reason: 'nobody keeps a key' }, []));
    await expect.poll(text).toContain('nobody keeps a key');
  });
});
