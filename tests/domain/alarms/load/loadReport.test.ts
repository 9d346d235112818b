import { describe, expect, test } from 'vitest';
import { loadReport } from '#domain/alarms/load/loadReport.ts';
import { desaturation, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';
import { atBed, Story } from './story.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const reported = ({ meter, nowMs }: Story, over: { nurses?: number; fromMs?: number } = {}) =>
  loadReport(meter, { fromMs: NOON_MS, untilMs: nowMs, beds: 2, nurses: 1, ...over });

/** An hour with an alarm every six minutes at bed 1, and one of another bed that is held back and passes. */
function anHour(): Story {
  const story = new Story();
  const passing = atBed(2, { code: 'MDC_EVT_DESAT' });
  story.hears(passing);
  story.ends(passing);
  for (let n = 0; n < 10; n += 1) {
    const one = atBed(1, { alarmKey: `one-${n}`, onsetMs: story.nowMs, timeMs: story.nowMs });
    story.hears(one);
    story.waits(10_000);
    story.decides('acknowledge', one);
    story.ends(one);
    story.waits(6 * MINUTE_MS - 10_000);
  }
  return story;
}

describe('a load report', () => {
  test('gives the load by bed and hour, by nurse, and by ten minutes', () => {
    const { raw, presented } = reported(anHour(), { nurses: 2 });
    expect(raw).toMatchObject({ count: 11, perBedHour: 5.5, perNurseHour: 5.5, floodMs: 0, floodPercent: 0 });
    expect(raw.perNurse10Min).toBeCloseTo(5.5 / 6);
    expect(raw.per10Min).toEqual([3, 2, 1, 2, 2, 1]);
    expect(presented.count).toBe(10);
  });

  test('tells the reduction, and of nothing none', () => {
    expect(reported(anHour()).reductionPercent).toBeCloseTo(100 / 11);
    expect(reported(new Story(), { fromMs: NOON_MS - HOUR_MS })).toMatchObject({ reductionPercent: 0, topShare: 0 });
  });

  test('names where most comes from', () => {
    const { topSources, topShare } = reported(anHour());
    expect(topSources.map(({ bedKey, count }) => [bedKey.slice(-1), count])).toEqual([
      ['1', 10],
      ['2', 1],
    ]);
    expect(topShare).toBeCloseTo(1);
  });

  test('tells how long an answer took, from the call', () => {
    const story = new Story();
    story.hears(desaturation());
    story.waits(25_000);
    story.decides('take', desaturation());
    expect(reported(story)).toMatchObject({
      answer: { high: null, medium: { count: 1, p50Ms: 6000, p95Ms: 6000, maxMs: 6000 } },
      unanswered: 0,
    });
  });

  test('counts what nobody answered, and for what more people were called', () => {
    const story = new Story();
    story.hears(report());
    story.waits(2 * MINUTE_MS);
    story.ends(report());
    expect(reported(story)).toMatchObject({ unanswered: 1, escalated: 1, answer: { medium: null } });
  });

  test('knows what chatters: three times in a minute', () => {
    const times = (count: number, everyMs: number) => {
      const story = new Story();
      for (let n = 0; n < count; n += 1) {
        const one = report({ alarmKey: `n${n}` });
        story.hears(one);
        story.ends(one);
        story.waits(everyMs);
      }
      return reported(story).chattering;
    };
    expect(times(3, 20_000)).toEqual({ conditions: 1, occurrences: 3 });
    expect(times(3, 30_000)).toEqual({ conditions: 0, occurrences: 0 });
    expect(times(5, 25_000)).toEqual({ conditions: 1, occurrences: 5 });
  });

  test('knows what is stale: it has stood for a day', () => {
    const story = new Story();
    story.hears(report({ priority: 'low' }));
    story.nowMs += 24 * HOUR_MS - 1;
    expect(reported(story).stale).toBe(0);
    story.nowMs += 1;
    expect(reported(story).stale).toBe(1);
  });

  test('gives each priority its share, an unknown one as high', () => {
    const story = new Story();
    story.hears(atBed(1), atBed(2), atBed(3, { priority: 'unknown' }), atBed(4, { priority: 'low' }));
    expect(reported(story, { fromMs: NOON_MS - 1 }).priorities).toEqual({ high: 0, medium: 0, low: 0, none: 0 });
    story.waits(1000);
    expect(reported(story).priorities).toEqual({ high: 0.25, medium: 0.5, low: 0.25, none: 0 });
  });

  test('is refused for a span without length, for no bed and no nurse', () => {
    const story = anHour();
    expect(() => reported(story, { fromMs: story.nowMs })).toThrow(RangeError);
    expect(() => reported(story, { nurses: 0 })).toThrow(RangeError);
  });

  test('leaves out what began before the span, and survives being sent', () => {
    const story = anHour();
    const half = reported(story, { fromMs: NOON_MS + HOUR_MS / 2 });
    expect(half.raw.count).toBe(5);
    expect(JSON.parse(JSON.stringify(half))).toEqual(half);
  });
});
