import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { LoadReport } from '#domain/alarms/load/loadReport.ts';
import type { Problem } from '#domain/alarms/shape.ts';
import { LoadPage } from '#renderer/load/LoadPage.view.tsx';
import { NOON_MS } from '#tests/domain/alarms/bedside.ts';
import { asked, host, root } from './onScreen.ts';
import { bedName, halfAnHour, reportOf } from './ward.ts';

function show(load: LoadReport | null, problems: readonly Problem[] = []): void {
  root.render(
    <LoadPage
      load={load}
      problems={problems}
      nowMs={NOON_MS}
      bedName={bedName}
      onAsk={(question) => asked.push(question)}
    />,
  );
}

const text = (selector: string) => [...host.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
const figures = () => text('.load-figure');

describe('the load of a span', () => {
  test('is asked for when the page opens, and again for another span', async () => {
    show(null);
    await expect.poll(() => asked).toEqual([{ of: 'load', fromMs: NOON_MS - 12 * 3_600_000, untilMs: NOON_MS }]);
    await expect.element(page.getByText('Asking the station.')).toBeVisible();
    await page.getByRole('radio', { name: 'last 1 h' }).click();
    expect(asked.at(-1)).toEqual({ of: 'load', fromMs: NOON_MS - 3_600_000, untilMs: NOON_MS });
  });

  test('stands against the line, and the reduction never without its price', async () => {
    show(reportOf(halfAnHour()));
    await expect.poll(() => figures().length).toBe(4);
    expect(figures()[0]).toContain('6 reported by the bedsides');
    expect(figures()[1]).toContain('0.50in 10 min and nurse, under the line of 1');
    expect(figures()[1]).toContain('3 called for attention');
    expect(figures()[3]).toContain('50 %');
    expect(figures()[3]).toContain(
      '1 of 4 that did not call at once turned out to stand, 0 of these were never called',
    );
  });

  test('over the line says so, in words and with a frame', async () => {
    const load = reportOf(halfAnHour());
    show({ ...load, presented: { ...load.presented, perNurse10Min: 2.5 } });
    await expect.poll(() => figures()[1]).toContain('over the line of 1');
    expect(host.querySelectorAll('.load-figure[data-over="true"]')).toHaveLength(1);
  });

  test('is drawn over time, a bar for each ten minutes, and is told to who cannot see it', async () => {
    show(reportOf(halfAnHour()));
    await expect.poll(() => host.querySelectorAll('.load-presented').length).toBe(3);
    const heights = [...host.querySelectorAll('.load-presented')].map((bar) => Number(bar.getAttribute('height')));
    expect(heights[0]).toBeGreaterThan(0);
    expect(heights[2]).toBe(0);
    await expect.element(page.getByRole('img', { name: /Presented 0.50 on average, line at 1/ })).toBeVisible();
  });

  test('names its sources, the foremost first', async () => {
    show(reportOf(halfAnHour()));
    await expect.poll(() => text('.load-sources li')[0]).toBe('Bed 2SpO2 88 < 904' + '67 %');
  });
});

describe('the safety ledger', () => {
  test('lists what stood, why it did not call at once and what became of it; the others at a click', async () => {
    show(reportOf(halfAnHour()));
    const rows = () => text('.load-ledger-list tbody tr');
    await expect.poll(rows).toHaveLength(1);
    expect(rows()[0]).toContain('00:40');
    expect(rows()[0]).toContain('held back for 19 s in case it ends by itself');
    expect(rows()[0]).toContain('called later');
    await page.getByRole('checkbox', { name: 'only what turned out to stand' }).click();
    await expect.poll(rows).toHaveLength(4);
    expect(rows()[1]).toContain('never called');
  });

  test('counts by reason, and shows loudly when one is missing', async () => {
    const load = reportOf(halfAnHour());
    show({ ...load, ledger: { ...load.ledger, withoutReason: 2, omitted: 7 } });
    await expect.poll(() => text('.load-ledger-parts tbody tr')[0]).toBe('held back in case it ends41');
    expect(text('tr[data-loud="true"]')).toEqual(['without a reason2-']);
    await expect.element(page.getByText('7 more are counted and not listed.')).toBeVisible();
  });
});

test('what the station refuses is said in its words', async () => {
  show(null, [{ where: 'load', what: 'this station does not answer that', todo: 'Ask another.' }]);
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('load this station does not answer that. Ask another.');
});
