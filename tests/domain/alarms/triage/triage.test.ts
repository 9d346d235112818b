import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { isFlood } from '#domain/alarms/triage/flood.ts';
import { reasonText } from '#domain/alarms/triage/presentation.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, report, Station } from '#tests/domain/alarms/bedside.ts';

const MINUTE_MS = 60_000;

/** A condition that comes and goes, each time under a new id, as gateways report it. */
function flutters(station: Station, alarm: AlarmReport, times: number, everyMs: number): AlarmReport[] {
  return Array.from({ length: times }, (_, n) => {
    const one = { ...alarm, alarmKey: `${alarm.alarmKey}/${n}` };
    station.hears(one);
    station.waits(everyMs / 2);
    station.hears({ ...one, presence: 'off' });
    station.waits(everyMs / 2);
    return one;
  });
}

describe('a desaturation', () => {
  test('that ends within 19 s by itself is never announced, and what was held back can be told', () => {
    const station = new Station();
    station.hears(desaturation());
    station.waits(14_000);
    station.hears(desaturation({ presence: 'off' }));
    station.waits(MINUTE_MS);
    expect(station.presented(desaturation())).toMatchObject({ manner: 'held', announcedMs: null });
    expect(station.presented(desaturation())?.reasons.map(({ stage }) => stage)).toEqual(['holdBack']);
  });

  test('that goes on is announced after 19 s, and not held back again', () => {
    const station = new Station();
    station.hears(desaturation());
    station.waits(19_000);
    expect(station.presented(desaturation())).toMatchObject({
      manner: 'announced',
      reasons: [],
      announcedMs: station.nowMs,
    });
    const announcedMs = station.nowMs;
    station.hears(desaturation({ label: 'SpO2 84 < 90', timeMs: NOON_MS + 1 }));
    expect(station.presented(desaturation())).toMatchObject({ manner: 'announced', announcedMs });
  });

  test('that becomes high while it is held back is announced at once', () => {
    const station = new Station();
    station.hears(desaturation());
    station.waits(3000);
    station.hears(desaturation({ priority: 'high', timeMs: NOON_MS + 1 }));
    expect(station.presented(desaturation())).toMatchObject({ manner: 'announced', reasons: [] });
  });

  test('that comes back again and again is heard once, though each time it is too short', () => {
    const station = new Station();
    const times = flutters(station, desaturation(), 6, 10_000);
    expect(times.map((one) => station.presented(one)?.manner)).toEqual([
      'held',
      'held',
      'announced',
      'held',
      'held',
      'held',
    ]);
  });

  test('that chatters and then stays is announced when it has stood for a minute', () => {
    const station = new Station();
    flutters(station, report(), 3, 10_000);
    const last = report({ alarmKey: 'last' });
    station.hears(last);
    expect(station.presented(last)?.manner).toBe('held');
    station.waits(MINUTE_MS);
    expect(station.presented(last)?.manner).toBe('announced');
  });
});

describe('an alarm that comes back within a minute of its end', () => {
  const again = report({ alarmKey: 'again' });
  /** The first stands for a while and ends; whether a nurse takes it is the story's. */
  function first(isTaken: boolean, gapMs: number): Station {
    const station = new Station();
    station.hears(report());
    if (isTaken) station.decides('take', report());
    station.waits(30_000);
    station.hears(report({ presence: 'off', timeMs: NOON_MS + 1 }));
    station.waits(gapMs);
    return station;
  }

  test('goes on with the call that a nurse has taken: on the list, under her name, without another call', () => {
    const station = first(true, 59_000);
    expect(worklist(station.members).episodes).toMatchObject([
      { priority: 'none', owners: ['nurse'], sinceMs: NOON_MS },
    ]);
    station.hears(again);
    expect(station.presented(again)).toMatchObject({
      manner: 'quiet',
      reasons: [{ stage: 'recur', actorId: 'nurse' }],
    });
    expect(worklist(station.members).episodes).toMatchObject([{ priority: 'medium', sinceMs: NOON_MS }]);
    station.waits(90_000);
    expect(station.presented(again)?.manner).toBe('quiet');
  });

  test('and is heard when nobody answers it in all that time', () => {
    const station = first(true, 10_000);
    station.hears(again);
    station.waits(5 * MINUTE_MS);
    expect(station.alarm(again)?.escalation).toBeGreaterThanOrEqual(2);
  });

  test.each([
    ['nobody had answered', false, 10_000],
    ['it was away for a minute', true, 60_000],
  ])('is a call of its own when %s', (_, isTaken, gapMs) => {
    const station = first(isTaken, gapMs);
    expect(worklist(station.members).episodes).toEqual([]);
    station.hears(again);
    expect(station.presented(again)).toMatchObject({ manner: 'announced', reasons: [] });
  });

  test.each([
    ['more urgent', report({ alarmKey: 'again', priority: 'high' })],
    ['another condition', report({ alarmKey: 'again', label: 'RR 40 > 30' })],
    ['of another bed', report({ alarmKey: 'again', bedKey: `${GATEWAY}/8` })],
  ])('is a call of its own when it is %s', (_, other) => {
    const station = first(true, 10_000);
    station.hears(other);
    expect(station.presented(other)).toMatchObject({ manner: 'announced', reasons: [] });
  });
});

describe('while a nurse is with a patient whose heart races', () => {
  const racing = report();
  const irregular = report({ alarmKey: `${GATEWAY}/ect-1`, code: 'MDC_EVT_ECG_ARRHY', label: 'Arrhythmia' });
  const attendedFor = (ms: number) => {
    const station = new Station();
    station.hearsFrom('MDC_ECG_HEART_RATE', racing);
    station.waits(30_000);
    station.decides('acknowledge', racing);
    station.waits(ms);
    station.hearsFrom('MDC_ECG_ELEC_POTL_II', irregular);
    return station;
  };

  test('an arrhythmia joins the call she has acknowledged: on the list, with its reason, and without another call', () => {
    const station = attendedFor(40_000);
    expect(station.presented(irregular)).toMatchObject({
      manner: 'quiet',
      announcedMs: null,
      reasons: [{ stage: 'attended', with: racing.alarmKey, actorId: 'nurse' }],
    });
  });

  test('it calls two minutes after she acknowledged, if it still stands', () => {
    const station = attendedFor(40_000);
    station.waits(79_000);
    expect(station.presented(irregular)?.manner).toBe('quiet');
    station.waits(1_000);
    expect(station.presented(irregular)).toMatchObject({ manner: 'announced', announcedMs: station.nowMs });
  });

  test('it calls as soon as what she acknowledged is over', () => {
    const station = attendedFor(40_000);
    station.hearsFrom('MDC_ECG_HEART_RATE', { ...racing, presence: 'off' });
    expect(station.presented(irregular)?.manner).toBe('announced');
  });

  test('it calls at once when it becomes high, and so does an asystole', () => {
    const station = attendedFor(40_000);
    station.hearsFrom('MDC_ECG_ELEC_POTL_II', { ...irregular, priority: 'high' });
    station.hearsFrom('MDC_ECG_ELEC_POTL_II', asystole());
    for (const alarm of [irregular, asystole()])
      expect(station.presented(alarm)).toMatchObject({ manner: 'announced', reasons: [], announcedMs: station.nowMs });
  });

  test('and is heard anew when it comes two minutes later', () => {
    expect(attendedFor(120_000).presented(irregular)?.manner).toBe('announced');
  });
});

test('a high alarm that chatters, is told twice, is explained and doubted calls each time all the same', () => {
  const station = new Station();
  station.hears(leadsOff());
  for (const one of flutters(station, asystole({ code: 'MDC_PULS_OXIM_SAT_O2' }), 5, 4000)) {
    expect(station.presented(one)).toMatchObject({ manner: 'announced', reasons: [] });
  }
  station.hears(report({ code: 'MDC_EVT_ECG_ARRHY', priority: 'high' }), asystole(), asystole({ alarmKey: 'twin' }));
  const verdict = { verdict: 'doubtful', by: 'waveforms', why: 'artefact' } as const;
  station.take({ type: 'judged', alarmId: asystole().alarmKey, verdict });
  for (const one of [report(), asystole(), asystole({ alarmKey: 'twin' })]) {
    expect(station.presented(one)).toMatchObject({ manner: 'announced', announcedMs: station.nowMs });
  }
});

test('what leads off explained calls when the leads are on again and it still stands', () => {
  const station = new Station();
  station.hears(leadsOff());
  station.hearsFrom('MDC_ECG_HEART_RATE', report());
  expect(station.presented(report())?.manner).toBe('folded');
  station.hears(leadsOff({ presence: 'off' }));
  expect(station.presented(report())).toMatchObject({ manner: 'announced', reasons: [] });
});

test('nothing is folded under an alarm that is itself held back', () => {
  const station = new Station({
    codes: { ...defaultPolicy.codes, MDC_EVT_LEAD_OFF: { delayMs: 0, lowDelayMs: 10_000, latching: false } },
  });
  station.hears(leadsOff());
  station.hearsFrom('MDC_ECG_HEART_RATE', report());
  expect(station.presented(leadsOff())?.manner).toBe('held');
  expect(station.presented(report())?.manner).toBe('announced');
});

test('what is told with its end in one frame is on record as that, and its next onsets are counted with it', () => {
  const station = new Station();
  for (let n = 0; n < 3; n++) {
    const brief = report({ alarmKey: `brief-${n}` });
    station.hears(brief, { ...brief, presence: 'off' });
    expect(station.presented(brief)).toMatchObject({ manner: 'held', reasons: [{ stage: 'over' }] });
    expect(reasonText({ stage: 'over' })).toBe('ended before it could be shown');
    station.waits(1000);
  }
  station.hears(report());
  expect(station.presented(report())).toMatchObject({ manner: 'announced', reasons: [{ stage: 'chatter', times: 4 }] });
});

describe('a flood', () => {
  test.each([
    [false, 10, false],
    [false, 11, true],
    [true, 11, true],
    [true, 5, true],
    [true, 4, false],
    [false, 5, false],
  ])('was %s, with %d announcements in 10 min: %s', (was, announcements, now) => {
    expect(isFlood(was, announcements, defaultPolicy.flood)).toBe(now);
  });

  test('has its lines an operator', () => {
    expect(isFlood(false, 40, { ...defaultPolicy.flood, operators: 4 })).toBe(false);
    expect(isFlood(false, 41, { ...defaultPolicy.flood, operators: 4 })).toBe(true);
  });

  test('begins with the eleventh alarm of a storm and is over ten minutes later, told once each', () => {
    const station = new Station();
    const storm = Array.from({ length: 11 }, (_, n) => report({ alarmKey: `${n}`, bedKey: `${GATEWAY}/${n}` }));
    station.hears(...storm.slice(0, 10));
    expect(station.desk.triage.floodSinceMs).toBeNull();
    station.hears(...storm);
    expect(station.desk.triage.floodSinceMs).toBe(NOON_MS);
    station.waits(10 * MINUTE_MS - 1000);
    expect(station.desk.triage.floodSinceMs).toBe(NOON_MS);
    station.waits(1000);
    expect(station.desk.triage.floodSinceMs).toBeNull();
    const told = station.effects.flatMap((effect) => (effect.type === 'flood' ? effect.isFlood : []));
    expect(told).toEqual([true, false]);
  });

  test('of thousands of alarms is remembered by the newest thousand, and is over ten minutes after them', () => {
    const station = new Station();
    const storm = Array.from({ length: 1200 }, (_, n) => report({ alarmKey: `${n}`, bedKey: `${GATEWAY}/${n}` }));
    station.hears(...storm);
    expect(station.desk.triage.announcedMs).toHaveLength(1000);
    station.waits(10 * MINUTE_MS - 1000);
    expect(station.desk.triage.floodSinceMs).toBe(NOON_MS);
    station.waits(1000);
    expect(station.desk.triage.floodSinceMs).toBeNull();
  });
});

test('a condition that begins hundreds of times a minute is remembered by its newest hundred beginnings', () => {
  const station = new Station();
  const [last] = flutters(station, report(), 250, 100).slice(-1);
  expect([...station.desk.triage.runs.values()].map(({ onsets }) => onsets.length)).toEqual([100]);
  expect(last && station.presented(last)).toMatchObject({
    manner: 'held',
    reasons: [{ stage: 'chatter', times: 100 }],
  });
});
