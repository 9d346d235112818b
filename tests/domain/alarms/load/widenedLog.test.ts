import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import { LoadMeter } from '#domain/alarms/load/loadMeter.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import { readTriedLimits, type ToldLimits, type TriedLimit, toldLimits } from '#domain/alarms/load/triedLimit.ts';
import { type WhatIf, whatIf } from '#domain/alarms/load/whatIf.ts';
import { widenedLog } from '#domain/alarms/load/widenedLog.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { asystole, desaturation, GATEWAY, NOON_MS, promptPolicy } from '#tests/domain/alarms/bedside.ts';
import { events, type Log, logOf } from '#tests/domain/alarms/randomLogs.ts';
import { Story } from './story.ts';

/** No alarm here is held back. */
const atOnce: AlarmPolicy = { ...promptPolicy, codes: {}, recurrence: { withinMs: 0 } };

const spo2Low = (limit: number): TriedLimit => ({
  code: 'MDC_PULS_OXIM_SAT_O2',
  measured: 'MDC_PULS_OXIM_SAT_O2',
  crossed: 'lower',
  unit: '%',
  limit,
});

/** What a monitor tells of an oxygen saturation below its limit. */
const below = (
  value: number | null,
  extreme: number | null = value,
  limit = 90,
): NonNullable<AlarmReport['limit']> => ({
  crossed: 'lower',
  limit,
  value,
  extreme,
  unit: '%',
});

/** A saturation that is too low at a bed of its own. */
const low = (name: string, limit: AlarmReport['limit'], over: Partial<AlarmReport> = {}): AlarmReport =>
  desaturation({ alarmKey: `${GATEWAY}/${name}`, bedKey: `${GATEWAY}/${name}`, limit, ...over });

function lastOf<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const told = (story: Story): ToldLimits => lastOf(toldLimits(story.log, NOON_MS));

function tried(story: Story, limits: readonly TriedLimit[], isActionable?: (alarmId: string) => boolean): WhatIf {
  const span = { fromMs: NOON_MS, untilMs: story.nowMs, beds: 8, nurses: 1 };
  const question = { before: atOnce, after: atOnce, limits, span };
  return lastOf(whatIf(story.log, isActionable === undefined ? question : { ...question, isActionable }));
}

/** One alarm: its values every ten seconds, then its end ten seconds later. */
function course(story: Story, name: string, values: readonly number[], over: Partial<AlarmReport> = {}): void {
  const onset = { onsetMs: story.nowMs, ...over };
  let extreme = 100;
  for (const value of values) {
    extreme = Math.min(extreme, value);
    story.hears(low(name, below(value, extreme), { ...onset, timeMs: story.nowMs }));
    story.waits(10_000);
  }
  story.hears(low(name, below(null, extreme), { ...onset, timeMs: story.nowMs, presence: 'off' }));
  story.waits(60_000);
}

/** Three alarms below 90 %: one to 88, one that goes on to 86 after ten seconds, one at 85 from the beginning; and an asystole. */
function aSpan(): Story {
  const story = new Story();
  course(story, 'shallow', [89, 88]);
  course(story, 'deepens', [89, 86]);
  course(story, 'deep', [85]);
  story.hears(asystole());
  story.waits(5000);
  story.ends(asystole());
  story.waits(60_000);
  return story;
}

describe('a wider limit at the bedsides', () => {
  test('takes away what stayed within it, lets the others begin where they cross it, and tells the lost calls', () => {
    const { before, after, lost, later, gained, limits } = tried(aSpan(), [spo2Low(88)], (id) =>
      id.endsWith('/shallow'),
    );
    expect([before.raw.count, after.raw.count]).toEqual([4, 3]);
    expect([before.presented.count, after.presented.count]).toEqual([4, 3]);
    expect(lost).toMatchObject({ high: 0, medium: 1, low: 0, actionable: 1 });
    expect(lost.calls.map(({ alarmId }) => alarmId)).toEqual([`${GATEWAY}/shallow`]);
    expect([gained, later]).toEqual([0, { count: 1, p50Ms: 10_000, p95Ms: 10_000, maxMs: 10_000 }]);
    expect(limits).toEqual({
      limits: [{ tried: spo2Low(88), alarms: 3, gone: 1, later: 1 }],
      gone: { high: 0, medium: 1, low: 0, actionable: 1 },
      later: 1,
      unchanged: { noValues: 0, unclear: 0, whenUnknown: 0, ownIsWider: 0, stoodBefore: 0 },
    });
  });

  test('changes nothing when it is the one that was set, and says so where none was tried', () => {
    const same = tried(aSpan(), [spo2Low(90)]);
    expect(same.after).toEqual(same.before);
    expect(same.limits).toMatchObject({ gone: { medium: 0 }, unchanged: { ownIsWider: 3 } });
    expect(tried(aSpan(), []).limits).toBeNull();
  });

  test('begins a later one with the report that crosses it, and ends it as it ended', () => {
    const story = new Story();
    course(story, 'deepens', [89, 86]);
    const span = { fromMs: NOON_MS, untilMs: story.nowMs };
    const question = { limits: [spo2Low(88)], start: undefined, span, isActionable: undefined };
    const { log } = lastOf(widenedLog(story.log, question));
    const reports = log.flatMap(({ event }) =>
      event.type === 'reported' ? event.reports.map((one) => one.report) : [],
    );
    expect(reports.map(({ presence, onsetMs, timeMs }) => [presence, onsetMs - NOON_MS, timeMs - NOON_MS])).toEqual([
      ['on', 10_000, 10_000],
      ['off', 10_000, 20_000],
    ]);
  });

  test('takes away a high alarm too, as the bedside would, and it counts as lost', () => {
    const story = new Story();
    course(story, 'high', [89], { priority: 'high' });
    course(story, 'unknown', [89], { priority: 'unknown' });
    const { after, lost, limits } = tried(story, [spo2Low(88)]);
    expect(after.raw.count).toBe(0);
    expect(lost.high).toBe(2);
    expect(limits?.gone).toEqual({ high: 2, medium: 0, low: 0, actionable: null });
  });

  test.each<[string, keyof NonNullable<WhatIf['limits']>['unchanged'], (story: Story) => void]>([
    [
      'tells no value',
      'noValues',
      (story) => {
        story.hears(low('a', null));
        story.waits(5000);
        story.ends(low('a', null));
      },
    ],
    [
      'does not tell how far it went to its end',
      'unclear',
      (story) => {
        story.hears(low('a', below(89, null)));
        story.waits(5000);
        story.ends(low('a', below(null, null)));
      },
    ],
    [
      'was lost sight of with the link, so that its end was seen by nobody',
      'unclear',
      (story) => {
        story.hears(low('a', below(89)));
        story.waits(5000);
        story.take({ type: 'opened', gatewayId: GATEWAY, clockOffsetMs: 0, reports: [] });
      },
    ],
    ['contradicts itself', 'unclear', (story) => course(story, 'a', [95, 89])],
    [
      'tells at its end only that it had crossed the limit',
      'whenUnknown',
      (story) => {
        story.hears(low('a', below(89)));
        story.waits(5000);
        story.ends(low('a', below(null, 80)));
      },
    ],
    [
      'had a limit of its own that is as wide',
      'ownIsWider',
      (story) => {
        story.hears(low('a', below(84, 84, 85)));
        story.waits(5000);
        story.ends(low('a', below(null, 84, 85)));
      },
    ],
  ])('leaves an alarm alone that %s, and counts it', (_, why, plays) => {
    const story = new Story();
    plays(story);
    story.waits(60_000);
    const { before, after, limits } = tried(story, [spo2Low(88)]);
    expect(after).toEqual(before);
    expect(before.raw.count).toBe(1);
    expect(limits?.unchanged).toEqual({
      noValues: 0,
      unclear: 0,
      whenUnknown: 0,
      ownIsWider: 0,
      stoodBefore: 0,
      [why]: 1,
    });
  });

  test('leaves an alarm alone that stood when the record began', () => {
    const story = new Story();
    const reported = { report: low('a', below(89)), sourceCode: null };
    const stood = { type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports: [reported] } as const;
    const start = reduceDesk(emptyDesk(promptPolicy), stood, NOON_MS - 1).state;
    story.ends(low('a', below(null, 89)));
    const span = { fromMs: NOON_MS, untilMs: NOON_MS + 1, beds: 1, nurses: 1 };
    const question = { start, before: promptPolicy, after: promptPolicy, limits: [spo2Low(88)], span };
    const { before, after, limits } = lastOf(whatIf(story.log, question));
    expect(after).toEqual(before);
    expect(limits?.unchanged.stoodBefore).toBe(1);
  });

  test('follows each time of an alarm that comes back under its id by itself', () => {
    const story = new Story();
    course(story, 'a', [89]);
    course(story, 'a', [85]);
    course(story, 'a', [89]);
    const { before, after, limits } = tried(story, [spo2Low(88)]);
    expect([before.raw.count, after.raw.count]).toEqual([3, 1]);
    expect(limits?.gone.medium).toBe(2);
  });
});

const numbered = (log: Log): readonly Logged[] => {
  // A station's log goes onward.
  let atMs = 0;
  return log.map(([event, nowMs]) => {
    atMs = Math.max(atMs, nowMs);
    return { atMs, event };
  });
};

/** How many times an alarm that tells a saturation below a limit began to stand. */
function begun(log: readonly Logged[]): number {
  let desk = emptyDesk(promptPolicy);
  const meter = new LoadMeter(desk);
  for (const { atMs, event } of log) {
    const { state, effects } = reduceDesk(desk, event, atMs);
    desk = state;
    meter.take(state, effects, atMs);
  }
  return meter.records.filter(({ code }) => code === 'MDC_PULS_OXIM_SAT_O2').length;
}

describe('whatever happened on a ward', () => {
  const courses = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      values: fc.array(fc.integer({ min: 70, max: 89 }), { minLength: 1, maxLength: 5 }),
      priority: fc.constantFrom('low', 'medium', 'high'),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const widenTo = (log: readonly Logged[], limit: number): readonly Logged[] => {
    const span = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER };
    const limits = [{ ...spo2Low(limit) }];
    return lastOf(widenedLog(log, { limits, start: undefined, span, isActionable: undefined })).log;
  };

  test('a wider limit never adds an alarm of it, and a still wider one has no more', () => {
    fc.assert(
      fc.property(courses, fc.integer({ min: 70, max: 90 }), fc.integer({ min: 0, max: 10 }), (all, limit, more) => {
        const story = new Story();
        for (const { name, values, priority } of all) course(story, name, values, { priority });
        const beyond = all.filter(({ values }) => Math.min(...values) < limit).length;
        expect(begun(story.log)).toBe(all.length);
        expect(begun(widenTo(story.log, limit))).toBe(beyond);
        expect(begun(widenTo(story.log, limit - more))).toBeLessThanOrEqual(beyond);
      }),
      { numRuns: 60 },
    );
  });

  test('no report is made up: what is left is what came, in its order, with a later onset at most', () => {
    fc.assert(
      fc.property(logOf(events), fc.integer({ min: 70, max: 90 }), (random, limit) => {
        const log = numbered(random);
        const before = log.flatMap(({ event }) => ('reports' in event ? event.reports : []));
        const after = widenTo(log, limit).flatMap(({ event }) => ('reports' in event ? event.reports : []));
        let at = 0;
        for (const { report, sourceCode } of after) {
          const same = (one: (typeof before)[number]) =>
            JSON.stringify({ ...one.report, onsetMs: report.onsetMs }) === JSON.stringify(report) &&
            one.sourceCode === sourceCode;
          while (at < before.length && !same(before[at]!)) at += 1;
          expect(at).toBeLessThan(before.length);
          at += 1;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the limits that alarms tell', () => {
  test('are named by what was measured, from the strictest to the widest, with alarms and beds', () => {
    const story = aSpan();
    course(story, 'wide', [84], {});
    story.hears(low('own', below(84, 84, 85)));
    story.hears(low('silent', null, { code: 'MDC_EVT_LO' }));
    const { limit: _limit, ...name } = spo2Low(0);
    expect(told(story)).toEqual({
      limits: [{ ...name, strictest: 90, widest: 85, alarms: 5, beds: 5 }],
      untold: 1,
    });
  });

  test.each([
    [
      'stricter than the strictest that was set',
      [spo2Low(92)],
      /SpO₂ low at 92 % is stricter than 90 %.*never reported/,
    ],
    ['that no alarm told', [{ ...spo2Low(88), unit: 'mm[Hg]' }], /told by no alarm/],
    ['that is there twice', [spo2Low(88), spo2Low(87)], /there twice/],
    ['that is no number', [spo2Low(Number.NaN)], /is null/],
    ['of nothing', [{}], /measured/],
    ['that is no list', 'all', /is "all"/],
  ])('are refused when one is tried %s, and it is said why', (_, limits, why) => {
    const read = readTriedLimits(limits, told(aSpan()));
    expect(read.ok).toBe(false);
    const said = read.ok ? '' : read.problems.map(({ where, what, todo }) => `${where} ${what}. ${todo}`).join('; ');
    expect(said).toMatch(why);
  });

  test('can be tried as wide as one likes, upward where the upper limit is crossed', () => {
    expect(readTriedLimits([spo2Low(60)], told(aSpan())).ok).toBe(true);
    const story = new Story();
    const upper = { crossed: 'upper', limit: 120, value: 125, extreme: 125, unit: '/min' } as const;
    story.hears(low('fast', upper, { code: 'MDC_ECG_HEART_RATE' }));
    const hr = { code: 'MDC_ECG_HEART_RATE', measured: 'MDC_ECG_HEART_RATE', crossed: 'upper', unit: '/min' };
    expect(readTriedLimits([{ ...hr, limit: 130 }], told(story)).ok).toBe(true);
    expect(readTriedLimits([{ ...hr, limit: 110 }], told(story))).toMatchObject({
      ok: false,
      problems: [{ where: 'HR high', todo: 'Give 120 /min or more.' }],
    });
  });
});
