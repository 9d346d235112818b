import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { asystole, desaturation, GATEWAY, leadsOff, report } from '#tests/domain/alarms/bedside.ts';
import { atBed, Story } from './story.ts';

const MINUTE_MS = 60_000;
const calls = ({ meter }: Story) => meter.calls.map(({ record, how }) => [record.label, how]);
const raw = ({ meter }: Story) => meter.onsetsMs.length;

describe('what calls for attention', () => {
  test('is an alarm that is announced, once, however long it stands', () => {
    const story = new Story();
    story.hears(report());
    story.waits(90_000);
    story.ends(report());
    expect(calls(story)).toEqual([['HR 142 > 120', 'announced']]);
    expect(story.meter.records).toMatchObject([
      { announcedMs: story.meter.records[0]?.sinceMs, soundedMs: expect.any(Number) },
    ]);
  });

  test('is not one that ended while it was held back; it is raw all the same', () => {
    const story = new Story();
    story.hears(desaturation());
    story.waits(10_000);
    story.ends(desaturation());
    expect([calls(story), raw(story)]).toEqual([[], 1]);
    expect(story.meter.records).toMatchObject([{ announcedMs: null, soundedMs: null, endedMs: story.nowMs }]);
  });

  test('is also a quiet one that gives a bed a line it had not: words make no call disappear', () => {
    const story = new Story();
    story.hears(report());
    story.take({
      type: 'judged',
      alarmId: report().alarmKey,
      verdict: { verdict: 'doubtful', by: 'waves', why: 'noise' },
    });
    const other = atBed(9);
    const doubtful = { verdict: 'doubtful', by: 'waves', why: 'noise' } as const;
    story.hears({ ...other, priority: 'low', code: 'MDC_PULS_OXIM_SAT_O2', kind: 'other' });
    story.take({ type: 'judged', alarmId: other.alarmKey, verdict: doubtful });
    expect(story.meter.calls).toHaveLength(2);

    const held = new Story({ delays: { ...defaultPolicy.delays } });
    held.hears(report());
    held.take({ type: 'judged', alarmId: report().alarmKey, verdict: doubtful });
    expect(calls(held)).toEqual([]);
    held.waits(19_000);
    expect(calls(held)).toEqual([['HR 142 > 120', 'line']]);
  });

  test('is not one that joins what calls at the bed already', () => {
    const story = new Story();
    story.hears(report());
    story.hears(report({ alarmKey: 'rr', label: 'RR 40 > 30' }));
    expect(calls(story)).toEqual([['HR 142 > 120', 'announced']]);
    expect(story.meter.records[1]).toMatchObject({ announcedMs: null, spokenForMs: story.nowMs });
  });

  test('is an alarm again when its acknowledgement is too old, and when it becomes more urgent', () => {
    const story = new Story();
    story.hears(report());
    story.decides('acknowledge', report());
    story.waits(30 * MINUTE_MS);
    expect(story.meter.calls).toHaveLength(2);
    story.hears(report({ priority: 'high', timeMs: story.nowMs }));
    expect(story.meter.calls).toHaveLength(3);
    expect(story.meter.records).toMatchObject([{ priority: 'high' }]);
  });

  test('is a quiet one that nobody has answered for so long that it is heard', () => {
    const story = new Story();
    story.hears(report());
    story.hears(report({ alarmKey: 'rr', label: 'RR 40 > 30' }));
    story.decides('take', report());
    story.waits(5 * MINUTE_MS);
    expect(calls(story)).toEqual([
      ['HR 142 > 120', 'announced'],
      ['RR 40 > 30', 'announced'],
    ]);
    expect(story.meter.records[1]).toMatchObject({ announcedMs: null, soundedMs: story.nowMs, escalation: 2 });
  });

  test('is not what goes on with an answered call whose line is still there, and is it a minute later', () => {
    const story = new Story();
    const again = (n: number) => report({ alarmKey: `again-${n}` });
    story.hears(report());
    story.decides('take', report());
    story.waits(20_000);
    story.ends(report());
    story.waits(59_000);
    story.hears(again(1));
    expect(story.meter.calls).toHaveLength(1);
    expect(story.meter.records[1]).toMatchObject({ announcedMs: null, wentOnMs: story.nowMs });
    story.ends(again(1));
    story.waits(MINUTE_MS);
    story.hears(again(2));
    expect(story.meter.calls).toHaveLength(2);
  });

  test('is none that joins what somebody acknowledged a moment ago, and it is known who spoke for it', () => {
    const story = new Story();
    const low = desaturation({ code: 'MDC_EVT_DESAT' });
    const apnea = report({ alarmKey: `${GATEWAY}/apnea`, code: 'MDC_EVT_APNEA', label: 'Apnea' });
    story.hears(low);
    story.waits(20_000);
    story.decides('acknowledge', low);
    story.hears(apnea);
    expect(calls(story)).toEqual([[low.label, 'announced']]);
    expect(story.meter.records[1]).toMatchObject({ spokenForMs: story.nowMs, spokenForBy: low.alarmKey });
    story.waits(2 * MINUTE_MS);
    expect(story.meter.calls).toHaveLength(2);
  });

  test('stays one when what is folded is under another alarm of another bed', () => {
    const story = new Story();
    const beds = [1, 2, 3, 4].map((bed) =>
      leadsOff({ alarmKey: `${GATEWAY}/off-${bed}`, bedKey: `${GATEWAY}/${bed}`, label: 'No signal' }),
    );
    story.hears(...beds);
    expect([calls(story), raw(story)]).toEqual([[['No signal', 'announced']], 4]);
    expect(story.meter.records.map(({ spokenForMs }) => spokenForMs !== null)).toEqual([false, true, true, true]);
  });
});

describe('what is raw', () => {
  test('is each time a condition begins, also under one id, also with its end in the same breath', () => {
    const story = new Story();
    story.hears(report());
    story.waits(5000);
    story.ends(report());
    story.waits(5000);
    const off = report({ presence: 'off', timeMs: story.nowMs + 1 });
    story.hears(report({ timeMs: story.nowMs }), off, report({ timeMs: story.nowMs + 2 }), off);
    expect(raw(story)).toBe(3);
  });

  test('is on record with its reason when it was over before it could be shown', () => {
    const story = new Story();
    story.hears(report({ priority: 'low' }), report({ priority: 'low', presence: 'off' }));
    expect(story.meter.records).toMatchObject([{ spells: [{ manner: 'held', reasons: [{ stage: 'over' }] }] }]);
  });

  test('stands without an end while the alarm does', () => {
    const story = new Story();
    story.hears(asystole());
    story.waits(5000);
    story.ends(asystole());
    expect(story.meter.records).toMatchObject([{ endedMs: null }]);
    story.decides('acknowledge', asystole());
    expect(story.meter.records).toMatchObject([{ endedMs: story.nowMs, answeredMs: story.nowMs }]);
  });
});

test('a pause of the sound takes it from what sounds, not from what calls', () => {
  const story = new Story();
  const setting = {
    scope: { of: 'station' },
    signal: 'audio',
    activation: 'paused',
    actorId: 'nurse',
    pauseMs: 60_000,
  } as const;
  story.take({ type: 'set', setting });
  story.hears(report());
  expect(story.meter.records).toMatchObject([{ soundedMs: null, announcedMs: story.nowMs }]);
  story.waits(61_000);
  expect(story.meter.records[0]?.soundedMs).toBe(story.nowMs - 1000);
});
