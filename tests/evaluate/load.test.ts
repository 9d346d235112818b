import { describe, expect, test } from 'vitest';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import { evaluateDay, load } from './load.ts';

const ward = { beds: 32, nurses: 4, hours: 24 };

describe.each([1, 3, 4])('the labelled day of 32 beds and 4 nurses, seed %i', (seed) => {
  const { report, price } = evaluateDay({ seed, ...ward });

  test('is four times over the line as it is told', () => {
    expect(report.raw.perNurse10Min).toBeGreaterThan(10);
    expect(report.raw.floodPercent).toBeGreaterThan(10);
  });

  test('calls a nurse less than once in ten minutes, and never floods her', () => {
    expect(report.presented.perNurse10Min).toBeLessThan(1);
    expect(report.presented.floodPercent).toBeLessThan(1);
    expect(report.reductionPercent).toBeGreaterThan(90);
  });

  test('loses or delays no true high alarm, and loses no true medium one', () => {
    expect(price.actionable.high).toBeGreaterThan(0);
    expect(price).toMatchObject({ lostHigh: 0, delayedHigh: 0, lostMedium: 0 });
    expect(price.delayedMedium?.p50Ms).toBeLessThanOrEqual(20_000);
  });

  test('gives a reason for everything that did not call', () => {
    expect(report.ledger.withoutReason).toBe(0);
    expect(report.ledger.total + report.presented.count).toBeGreaterThan(report.raw.count);
  });

  test('is the same day when it is worked again', () => {
    expect(evaluateDay({ seed, ...ward, hours: 2 })).toEqual(evaluateDay({ seed, ...ward, hours: 2 }));
  });
});

describe('the price', () => {
  const shorter = { seed: 3, ...ward, hours: 12 };
  const withDelays = (physiologicalMs: number): AlarmPolicy => ({
    ...defaultPolicy,
    codes: { MDC_EVT_ECG_ASYSTOLE: { delayMs: 0, latching: true } },
    delays: { ...defaultPolicy.delays, medium: { physiologicalMs, technicalMs: physiologicalMs } },
  });

  test('shows what a delay of minutes costs: fewer calls, and true medium ones lost', () => {
    const short = evaluateDay(shorter, withDelays(15_000));
    const long = evaluateDay(shorter, withDelays(240_000));
    expect(long.report.presented.count).toBeLessThan(short.report.presented.count);
    expect(long.price.lostMedium).toBeGreaterThan(5);
    expect(long.price).toMatchObject({ lostHigh: 0, delayedHigh: 0 });
  });

  test('of no delay at all is nothing lost, and calls without end', () => {
    const { report, price } = evaluateDay(shorter, {
      ...withDelays(0),
      delays: { medium: { physiologicalMs: 0, technicalMs: 0 }, low: { physiologicalMs: 0, technicalMs: 0 } },
      recurrence: { withinMs: 0 },
    });
    expect(price).toMatchObject({ lostHigh: 0, lostMedium: 0, lostLow: 0 });
    expect(report.presented.perNurse10Min).toBeGreaterThan(4);
  });
});

test('what is not there is refused by name', async () => {
  await expect(load(['--scenario', 'night'])).rejects.toThrow('--scenario night: not known; there is day');
  await expect(load(['--nurses', '0'])).rejects.toThrow('--nurses 0: must be a whole number from 1 to 64');
});
