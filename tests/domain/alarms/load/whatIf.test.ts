import { describe, expect, test } from 'vitest';
import { loadReport } from '#domain/alarms/load/loadReport.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import { type WhatIf, type WhatIfQuestion, whatIf } from '#domain/alarms/load/whatIf.ts';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import { asystole, desaturation, GATEWAY, NOON_MS, promptPolicy, report } from '#tests/domain/alarms/bedside.ts';
import { Story } from './story.ts';

const spo2After = (delayMs: number): AlarmPolicy => ({
  ...promptPolicy,
  codes: { ...defaultPolicy.codes, MDC_PULS_OXIM_SAT_O2: { delayMs, latching: false } },
});

/** Three desaturations, of 5, 12 and 40 s, and an asystole of 2 s. */
function aSpan(): Story {
  const story = new Story();
  for (const seconds of [5, 12, 40]) {
    const one = desaturation({ alarmKey: `${GATEWAY}/spo2-${seconds}`, bedKey: `${GATEWAY}/${seconds}` });
    story.hears(one);
    story.waits(1000 * seconds);
    story.ends(one);
    story.waits(90_000);
  }
  story.hears(asystole());
  story.waits(2000);
  story.ends(asystole());
  story.waits(60_000);
  return story;
}

function asked(story: Story, over: Partial<WhatIfQuestion>, log: readonly Logged[] = story.log): WhatIf {
  const span = { fromMs: NOON_MS, untilMs: story.nowMs, beds: 4, nurses: 1 };
  const steps = whatIf(log, { before: promptPolicy, after: promptPolicy, span, ...over });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    expect(step.value.done).toBeLessThanOrEqual(step.value.of);
  }
}

describe('what another policy would have done', () => {
  test('of a longer delay: fewer calls, and beside them what is lost', () => {
    const { before, after, lost, gained, later } = asked(aSpan(), {
      before: spo2After(0),
      after: spo2After(15_000),
      isActionable: (alarmId) => alarmId.endsWith('spo2-12'),
    });
    expect([before.raw.count, after.raw.count]).toEqual([4, 4]);
    expect([before.presented.count, after.presented.count]).toEqual([4, 2]);
    expect(lost).toMatchObject({ high: 0, medium: 2, low: 0, actionable: 1, omitted: 0 });
    expect(lost.calls.map(({ alarmId, sinceMs, endedMs }) => [alarmId, (endedMs ?? 0) - sinceMs])).toEqual([
      [`${GATEWAY}/spo2-12`, 12_000],
      [`${GATEWAY}/spo2-5`, 5_000],
    ]);
    expect([gained, later]).toEqual([0, { count: 1, p50Ms: 15_000, p95Ms: 15_000, maxMs: 15_000 }]);
  });

  test('of a shorter one: what is gained; and of what is true nothing is said where nobody knows it', () => {
    const { lost, gained, later } = asked(aSpan(), { before: spo2After(15_000), after: spo2After(0) });
    expect([lost.medium, lost.actionable, gained, later]).toEqual([0, null, 2, null]);
  });

  test('never loses or delays a high one, whatever is changed', () => {
    const { lost, after } = asked(aSpan(), {
      after: { ...spo2After(30_000), codes: { MDC_EVT_ECG_ASYSTOLE: { delayMs: 30_000, latching: false } } },
    });
    expect(lost.high).toBe(0);
    expect(after.answer.high).toBeNull();
    expect(after.presented.count).toBeGreaterThanOrEqual(1);
  });

  test('of the same policy nothing, and before is what the station itself has measured', () => {
    const story = aSpan();
    const { before, after, lost, gained } = asked(story, {});
    expect(after).toEqual(before);
    expect([lost.medium, gained]).toEqual([0, 0]);
    const span = { fromMs: NOON_MS, untilMs: story.nowMs, beds: 4, nurses: 1 };
    expect(before).toEqual(loadReport(story.meter, span));
  });

  test('keeps the changes of policy in the log for before, and leaves them out for after', () => {
    const story = new Story();
    story.take({ type: 'policyChanged', policy: spo2After(0), actorId: 'engineer', why: 'trial' });
    story.hears(desaturation());
    story.waits(5000);
    story.ends(desaturation());
    const { before, after } = asked(story, {});
    expect([before.presented.count, after.presented.count]).toEqual([1, 0]);
  });

  test('does not count ticks of the log twice, and takes answers as they were given', () => {
    const story = aSpan();
    const ticks = story.log.flatMap((one): Logged[] => [one, { atMs: one.atMs, event: { type: 'tick' } }]);
    expect(asked(story, {}, ticks)).toEqual(asked(story, {}));
    const answered = new Story();
    answered.hears(report());
    answered.waits(10_000);
    answered.decides('acknowledge', report());
    answered.waits(60_000);
    const { after } = asked(answered, { after: defaultPolicy });
    expect(after.presented.count).toBe(1);
    expect(after.raw.count).toBe(1);
  });

  test('is asked in short steps, and can be sent', () => {
    const story = new Story();
    for (let n = 0; n < 300; n += 1) story.hears(report({ alarmKey: `n${n}`, bedKey: `${GATEWAY}/${n % 9}` }));
    const span = { fromMs: NOON_MS, untilMs: NOON_MS + 1000, beds: 9, nurses: 1 };
    const steps = [...whatIf(story.log, { before: promptPolicy, after: defaultPolicy, span })];
    expect(steps.length).toBeGreaterThanOrEqual(10);
    expect(steps.at(-1)).toEqual({ done: 600, of: 600 });
    story.waits(1000);
    const answer = asked(story, {});
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });
});
