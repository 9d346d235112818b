import { VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import { ReportGathering } from '#main/alarms/reportGathering.ts';
import { report } from '#tests/domain/alarms/bedside.ts';

/** Gathering in virtual time, at a desk that needs so long for each gateway's reports. */
function gathering(costMs: number) {
  const scheduler = new VirtualTimeScheduler();
  let workedMs = 0;
  const taken: [gatewayId: string, reports: number, atMs: number][] = [];
  const one = new ReportGathering(
    (gatewayId, reports) => {
      taken.push([gatewayId, reports.length, scheduler.now()]);
      workedMs += costMs;
    },
    scheduler,
    () => scheduler.now() + workedMs,
  );
  const add = (gatewayId: string, atMs: number) =>
    scheduler.schedule(() => one.add(gatewayId, [{ report: report(), sourceCode: null }]), atMs);
  return { one, scheduler, taken, add };
}

test('a report that comes after a silence is taken in at once', () => {
  const { scheduler, taken, add } = gathering(1);
  add('icu', 100);
  add('icu', 200);
  scheduler.flush();
  expect(taken).toEqual([
    ['icu', 1, 100],
    ['icu', 1, 200],
  ]);
});

test('reports that come one by one, thousands a second, are taken in together, and none is lost or waits for long', () => {
  const { scheduler, taken, add } = gathering(0);
  for (let n = 0; n < 1000; n++) add(n % 2 ? 'icu' : 'ward', n / 10);
  scheduler.flush();
  expect(taken.reduce((sum, [, reports]) => sum + reports, 0)).toBe(1000);
  expect(taken.length).toBeLessThan(45);
  const times = taken.map(([, , atMs]) => atMs);
  for (const [n, atMs] of times.entries()) expect(atMs - (times[n - 1] ?? atMs)).toBeLessThanOrEqual(6);
});

test('a desk that is slow is asked less often, but never later than after 50 ms', () => {
  const { scheduler, taken, add } = gathering(400);
  add('icu', 0);
  add('icu', 1);
  scheduler.flush();
  expect(taken[1]?.[2]).toBe(50);
});

test('a burst is never held back in one heap: 5,000 reports that wait are taken in, however little time has passed', () => {
  const { one, scheduler, taken } = gathering(0);
  const thousand = Array.from({ length: 1000 }, () => ({ report: report(), sourceCode: null }));
  scheduler.schedule(() => {
    one.add('icu', thousand);
    for (let n = 0; n < 12; n++) one.add(n % 2 ? 'icu' : 'ward', thousand);
    expect(taken.reduce((sum, [, reports]) => sum + reports, 0)).toBe(11_000);
  }, 100);
  scheduler.flush();
  expect(taken.reduce((sum, [, reports]) => sum + reports, 0)).toBe(13_000);
  expect(Math.max(...taken.map(([, reports]) => reports))).toBeLessThanOrEqual(5000);
});

test('what happens in between comes after all that was reported before', () => {
  const { one, taken } = gathering(0);
  const told = [{ report: report(), sourceCode: null }];
  one.add('icu', told);
  one.add('icu', told);
  expect(taken).toHaveLength(1);
  one.flush();
  expect(taken).toHaveLength(2);
  one.flush();
  expect(taken).toHaveLength(2);
});
