import { describe, expect, test } from 'vitest';
import { needsReason } from '#domain/alarms/activation.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { signalsOf } from '#domain/alarms/signals.ts';
import { STATION, stationReport } from '#domain/alarms/stationAlarm.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, report, Station } from './bedside.ts';

const MINUTE_MS = 60_000;

/** What a heart rate of 142 tells, whose limit is 120. */
const above120 = (over: Partial<NonNullable<AlarmReport['limit']>>): AlarmReport['limit'] => ({
  crossed: 'upper',
  limit: 120,
  value: 142,
  extreme: 142,
  unit: '/min',
  ...over,
});

describe('what a bedside says that can not be quite so', () => {
  test.each([
    ['a code we do not know', { code: 'MDC_EVT_NEW_IN_2031' }, 'unknownCodes'],
    ['no code', { code: null }, 'unknownCodes'],
    ['no kind', { kind: 'unknown' }, 'unknownKinds'],
    ['no priority', { priority: 'unknown' }, 'unknownPriorities'],
    ['no presence', { presence: 'unknown' }, 'unknownPresences'],
    ['an onset in the future', { onsetMs: NOON_MS + MINUTE_MS }, 'futureTimes'],
    ['a limit alarm without its limit', { limit: above120({ limit: null }) }, 'limitsUnclear'],
    ['a limit alarm without a unit', { limit: above120({ unit: '' }) }, 'limitsUnclear'],
    ['a limit alarm that does not say which limit', { limit: above120({ crossed: 'unknown' }) }, 'limitsUnclear'],
    ['a limit alarm without any value', { limit: above120({ value: null, extreme: null }) }, 'limitsUnclear'],
    ['a value that is not beyond its limit', { limit: above120({ value: 120, extreme: null }) }, 'limitsContradicted'],
    ['a worst value within the limit', { limit: above120({ value: 110, extreme: 119 }) }, 'limitsContradicted'],
    ['a value worse than the worst', { limit: above120({ value: 150 }) }, 'limitsContradicted'],
    ['an end without a start', { presence: 'off' }, 'endsWithoutStart'],
  ] as const)('%s is kept as it came, marked, and counted once', (_, odd, name) => {
    const station = new Station();
    station.hears(report(odd), report({ ...odd, timeMs: NOON_MS + 1 }));
    expect(station.alarm(report())?.report).toEqual(report({ ...odd, timeMs: NOON_MS + 1 }));
    expect(station.alarm(report())?.oddities).toEqual([name]);
    expect(station.counts).toEqual({ [name]: 1 });
  });

  test.each([
    ['while it waits out the delay of its end', 'on', { value: 118 }],
    ['when it ends', 'off', { value: 80 }],
    ['when its sensor has come off', 'off', { value: null, extreme: null }],
  ] as const)('a value back within its limit is not odd %s', (_, presence, over) => {
    const station = new Station();
    station.hears(report({ limit: above120({}) }));
    station.hears(report({ presence, timeMs: NOON_MS + 1, limit: above120(over) }));
    expect(station.counts).toEqual({});
  });

  test('another value is news, also when nothing else has changed', () => {
    const station = new Station();
    station.hears(report({ limit: above120({}) }), report({ limit: above120({ value: 150, extreme: 150 }) }));
    expect(station.alarm(report())?.report.limit?.extreme).toBe(150);
    expect(station.counts).toEqual({});
  });

  test('an unknown priority is shown as high, and still said to be unknown', () => {
    const station = new Station();
    station.hears(desaturation({ priority: 'unknown' }));
    expect(station.presented(desaturation())?.manner).toBe('announced');
    expect(worklist(station.members).episodes[0]?.priority).toBe('high');
    expect(station.alarm(desaturation())?.report.priority).toBe('unknown');
  });

  test("a gateway's clock that runs ahead is no report from the future", () => {
    const station = new Station();
    const reports = [{ report: report({ timeMs: NOON_MS + MINUTE_MS }), sourceCode: null }];
    station.take({ type: 'reported', gatewayId: GATEWAY, clockOffsetMs: MINUTE_MS, reports });
    expect(station.counts).toEqual({});
  });

  test('an earlier report that comes later is taken as it comes, and counted', () => {
    const station = new Station();
    station.hears(report({ timeMs: NOON_MS + 5 }), report({ timeMs: NOON_MS, presence: 'off' }));
    expect(station.alarm(report())?.presence).toBe('off');
    expect(station.counts).toEqual({ outOfOrder: 1 });
  });

  test('the same report again changes nothing', () => {
    const station = new Station();
    station.hears(report());
    const { alarms } = station.desk.alarms;
    station.hears(report());
    expect(station.desk.alarms.alarms).toEqual(alarms);
    expect(station.counts).toEqual({ reportsRepeated: 1 });
  });

  test.each([
    ['another bed', { bedKey: `${GATEWAY}/8` }],
    ['another code', { code: 'MDC_EVT_LO' }],
    ['another kind', { kind: 'technical' }],
  ] as const)('one id with %s is two alarms, and each ends by its own end', (_, other) => {
    const station = new Station();
    station.hears(report(), report({ ...other, priority: 'low' }));
    const ids = [...station.desk.alarms.alarms.keys()];
    expect(ids).toEqual([report().alarmKey, `${report().alarmKey}~2`]);
    expect(station.counts).toEqual({ idsReused: 1 });
    station.hears(report({ ...other, priority: 'low', presence: 'off' }));
    expect(ids.map((id) => station.alarm(id)?.presence)).toEqual(['on', 'off']);
  });

  test('an end that leaves out the code still ends its alarm', () => {
    const station = new Station();
    station.hears(report(), report({ presence: 'off', code: null, kind: 'unknown' }));
    expect(station.alarm(report())?.presence).toBe('off');
  });

  test('what comes back under its id calls again, and nobody has it', () => {
    const station = new Station();
    station.hears(report());
    station.decides('take', report());
    station.hears(report({ presence: 'off', timeMs: NOON_MS + 1 }));
    station.waits(MINUTE_MS);
    station.hears(report({ timeMs: NOON_MS + 2 }));
    const alarm = station.alarm(report());
    expect([alarm?.occurrence, alarm?.sinceMs, alarm?.owner]).toEqual([2, station.nowMs, null]);
    expect(station.presented(report())?.announcedMs).toBe(station.nowMs);
  });
});

describe('a link that comes back', () => {
  test('ends what the gateway no longer lists, and says so', () => {
    const station = new Station();
    station.hears(report(), leadsOff());
    station.take({
      type: 'opened',
      gatewayId: GATEWAY,
      clockOffsetMs: null,
      reports: [{ report: leadsOff(), sourceCode: null }],
    });
    expect(station.alarm(report())).toMatchObject({ presence: 'off', report: report(), oddities: ['endedUnseen'] });
    expect(station.alarm(leadsOff())?.presence).toBe('on');
  });

  test('leaves an asystole latched that ended while nobody could see it', () => {
    const station = new Station();
    station.hears(asystole());
    station.take({ type: 'opened', gatewayId: GATEWAY, clockOffsetMs: null, reports: [] });
    expect(station.alarm(asystole())?.presence).toBe('latched');
    station.decides('acknowledge', asystole());
    expect(station.alarm(asystole())?.presence).toBe('off');
  });

  test('brings nothing to a bedside where the alarm is over: what is decided stays here', () => {
    const station = new Station();
    station.hears(asystole());
    const early = station.decides('take', asystole());
    station.hears(asystole({ presence: 'off', timeMs: NOON_MS + 20_000 }));
    station.decides('acknowledge', asystole());
    const carried = station.effects.flatMap((effect) => (effect.type === 'deliver' ? [effect.command.commandId] : []));
    expect(carried).toEqual([early.commandId]);
    expect(station.alarm(asystole())?.acknowledged?.actorId).toBe('nurse');
  });

  test('tells in one breath what began and ended meanwhile: what was urgent stays until somebody has seen it', () => {
    for (const [priority, presence, unstartedPresence] of [
      ['high', 'latched', 'latched'],
      ['unknown', 'latched', 'latched'],
      ['medium', 'latched', 'off'],
      ['low', 'off', 'off'],
    ] as const) {
      const station = new Station();
      station.hears(report({ priority }), report({ priority, presence: 'off', timeMs: NOON_MS + 20_000 }));
      expect(station.alarm(report())?.presence).toBe(presence);
      const unstarted = report({ alarmKey: 'unstarted', priority, presence: 'off' });
      station.hears(unstarted);
      expect(station.alarm('unstarted')?.presence).toBe(unstartedPresence);
    }
  });

  test('does not keep a medium one that was as short at the bedside', () => {
    const station = new Station();
    station.hears(report(), report({ presence: 'off', timeMs: NOON_MS + 900 }));
    expect(station.alarm(report())?.presence).toBe('off');
  });

  test('does not keep a high alarm that stood for a second in sight, and was not to be latched', () => {
    const station = new Station();
    station.hears(report({ priority: 'high' }));
    station.waits(1000);
    station.hears(report({ priority: 'high', presence: 'off' }));
    expect(station.alarm(report())?.presence).toBe('off');
  });

  test("does not end the station's own alarm for the link", () => {
    const station = new Station();
    const lost = stationReport('linkLost', GATEWAY, NOON_MS, 'on', NOON_MS);
    const own = [{ report: lost, sourceCode: null }];
    station.take({ type: 'reported', gatewayId: STATION, clockOffsetMs: 0, reports: own });
    station.take({ type: 'opened', gatewayId: GATEWAY, clockOffsetMs: null, reports: [] });
    expect(station.alarm(lost)?.presence).toBe('on');
  });

  test('and a bed that is served no more takes its alarms with it', () => {
    const station = new Station();
    station.hears(report(), report({ alarmKey: 'other', bedKey: `${GATEWAY}/8` }));
    station.take({ type: 'bedsRemoved', gatewayId: GATEWAY, bedKeys: [report().bedKey] });
    expect(station.alarm(report())).toMatchObject({ presence: 'off', oddities: ['endedWithBed'] });
    expect(station.alarm('other')?.presence).toBe('on');
  });
});

describe('a decision', () => {
  test('has no effect the second time, and another one under its id is refused', () => {
    const station = new Station();
    station.hears(report());
    station.decides('acknowledge', report(), 'a');
    const { alarms } = station.desk;
    station.decides('acknowledge', report(), 'a');
    expect({ ...station.desk.alarms, counts: {} }).toEqual({ ...alarms, counts: {} });
    station.decides('take', report(), 'a');
    expect(station.alarm(report())?.owner).toBeNull();
    expect(station.counts).toEqual({ commandsRepeated: 1, commandIdsReused: 1 });
  });

  test.each([
    ['an alarm that was never there', () => {}, 'decisionsOnUnknown'],
    ['one that has ended', (s: Station) => s.hears(report(), report({ presence: 'off' })), 'decisionsAfterEnd'],
  ] as const)('on %s is answered, not swallowed, and not sent', (_, story, because) => {
    const station = new Station();
    story(station);
    for (const action of ['acknowledge', 'take', 'escalate'] as const) {
      station.effects.length = 0;
      const decision = station.decides(action, report());
      expect(station.effects).toEqual([{ type: 'decisionRefused', decision, because }]);
    }
    expect(station.counts[because]).toBe(3);
  });

  test('to take an alarm gives it an owner; handed on, another; given back, none', () => {
    const station = new Station();
    station.hears(report());
    station.decides('take', report());
    expect(station.alarm(report())?.owner).toEqual({ actorId: 'nurse', sinceMs: NOON_MS });
    station.waits(1000);
    const handOn = { commandId: 'h', alarmId: report().alarmKey, actorId: 'nurse', issuedMs: 0 };
    station.take({ type: 'decided', decision: { ...handOn, action: 'handOn', recipientId: 'dr-lee' } });
    expect(station.alarm(report())?.owner).toEqual({ actorId: 'dr-lee', sinceMs: NOON_MS + 1000 });
    station.decides('giveBack', report());
    expect(station.alarm(report())?.owner).toBeNull();
    const carried = station.effects.flatMap((effect) => (effect.type === 'deliver' ? effect.command.action : []));
    expect(carried).toEqual(['take', 'handOn', 'giveBack']);
  });

  test('to acknowledge is forgotten when it is too old, and the alarm calls again', () => {
    const station = new Station();
    station.hears(asystole());
    station.decides('acknowledge', asystole());
    station.waits(10 * MINUTE_MS - 1000);
    expect(station.alarm(asystole())?.acknowledged).not.toBeNull();
    station.waits(1000);
    expect(station.alarm(asystole())?.acknowledged).toBeNull();
    expect(station.effects).toContainEqual({ type: 'expired', alarmId: asystole().alarmKey });
    expect(station.alarm(asystole())?.waitingSinceMs).toBe(station.nowMs);
  });

  test('to acknowledge a medium alarm is no answer to what it has become, also when that has ended meanwhile', () => {
    for (const presence of ['on', 'latched'] as const) {
      const station = new Station();
      station.hears(report());
      station.decides('acknowledge', report());
      station.hears(report({ presence, priority: 'high' }));
      expect(station.alarm(report())).toMatchObject({ presence, acknowledged: null });
    }
    const station = new Station();
    station.hears(asystole({ priority: 'low' }));
    station.decides('acknowledge', asystole());
    station.hears(asystole({ presence: 'off' }));
    expect(station.alarm(asystole())).toMatchObject({ presence: 'latched', acknowledged: null });
  });

  test('a verdict on an alarm that is not here is counted', () => {
    const station = new Station();
    station.take({ type: 'judged', alarmId: 'x', verdict: { verdict: 'doubtful', by: 'b', why: 'w' } });
    expect(station.counts).toEqual({ verdictsOnUnknown: 1 });
  });
});

describe('an alarm nobody answers', () => {
  const levels = (station: Station) =>
    station.effects.flatMap((effect) => (effect.type === 'escalated' ? [[effect.level, effect.actorId]] : []));

  test('of high priority is shown to call after 30 s, heard to after as long again, and told the charge nurse after 60 s', () => {
    const station = new Station();
    station.hears(asystole());
    station.waits(29_000);
    expect(station.alarm(asystole())?.escalation).toBe(0);
    station.waits(1000);
    expect(station.alarm(asystole())?.escalation).toBe(1);
    station.waits(5 * MINUTE_MS);
    expect(levels(station)).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
  });

  test.each(['take', 'acknowledge'] as const)('stops calling when somebody does %s', (action) => {
    const station = new Station();
    station.hears(asystole());
    station.waits(30_000);
    station.decides(action, asystole());
    station.waits(5 * MINUTE_MS);
    expect(station.alarm(asystole())?.escalation).toBe(0);
  });

  test('calls nobody while it is folded under what explains it', () => {
    const station = new Station();
    station.hears(leadsOff());
    station.hearsFrom('MDC_ECG_HEART_RATE', report());
    station.waits(20 * MINUTE_MS);
    expect(station.presented(report())?.manner).toBe('folded');
    expect(station.alarm(report())?.escalation).toBe(0);
  });

  test('is told the charge nurse at once when a person says so', () => {
    const station = new Station();
    station.hears(report());
    station.decides('escalate', report());
    expect(levels(station)).toEqual([[3, 'nurse']]);
  });
});

describe('what is seen and heard', () => {
  const signals = (station: Station, alarm = asystole()) => {
    const held = station.alarm(alarm);
    const presentation = station.presented(alarm);
    if (held === undefined || presentation === undefined) throw new Error('no such alarm');
    return signalsOf(held, presentation, station.desk.alarms.settings);
  };
  const on = { presence: 'on', activation: 'on' };

  test('of an alarm that calls: light and sound; acknowledged, no sound until the condition ends', () => {
    const station = new Station();
    station.hears(asystole());
    expect(signals(station)).toEqual({ visual: on, audible: on });
    station.decides('acknowledge', asystole());
    expect(signals(station).audible.presence).toBe('acknowledged');
    station.hears(asystole({ presence: 'off' }));
    expect(signals(station).visual.presence).toBe('off');
  });

  test('of one that is held back: nothing yet', () => {
    const station = new Station();
    station.hears(desaturation());
    expect(signals(station, desaturation()).visual.presence).toBe('off');
  });

  test('of one that joins what calls already: light, and no sound of its own', () => {
    const station = new Station();
    station.hears(asystole(), report());
    expect(signals(station, report())).toEqual({ visual: on, audible: { presence: 'off', activation: 'on' } });
  });

  test('audio paused is silent for two minutes, and seen all the same', () => {
    const station = new Station();
    station.hears(asystole());
    const setting = { scope: { of: 'station' }, signal: 'audio', actorId: 'nurse' } as const;
    station.take({ type: 'set', setting: { ...setting, activation: 'paused', pauseMs: 2 * MINUTE_MS } });
    expect(signals(station)).toEqual({ visual: on, audible: { presence: 'on', activation: 'paused' } });
    station.waits(2 * MINUTE_MS - 1000);
    expect(signals(station).audible.activation).toBe('paused');
    station.waits(1000);
    expect(signals(station).audible).toEqual(on);
  });

  test('a reason is kept with the setting; a record from before there were reasons is read as it is', () => {
    const station = new Station();
    const off = {
      scope: { of: 'bed', bedKey: asystole().bedKey },
      actorId: 'nurse',
      activation: 'off',
      pauseMs: 0,
    } as const;
    station.take({ type: 'set', setting: { ...off, signal: 'audio' } });
    station.take({ type: 'set', setting: { ...off, signal: 'alarm', reason: 'transport' } });
    const [before, now] = station.desk.alarms.settings;
    expect(before).not.toHaveProperty('reason');
    expect(now).toMatchObject({ signal: 'alarm', activation: 'off', reason: 'transport' });
    expect(station.counts).toEqual({});
  });

  test.each([
    ['audio paused for two minutes', 'audio', 'paused', 120_000, false],
    ['audio paused for longer', 'audio', 'paused', 120_001, true],
    ['audio off', 'audio', 'off', 0, true],
    ['alarms paused for a moment', 'alarm', 'paused', 1_000, true],
    ['alarms off', 'alarm', 'off', 0, true],
    ['alarms on again', 'alarm', 'on', 0, false],
  ] as const)('whether a person is asked why: %s', (_, signal, activation, pauseMs, isAsked) => {
    expect(needsReason({ signal, activation, pauseMs })).toBe(isAsked);
  });

  test('the strictest setting holds: a bed that is off stays off while all audio is paused', () => {
    const station = new Station();
    station.hears(asystole());
    const audio = { signal: 'audio', actorId: 'nurse' } as const;
    const bed = { of: 'bed', bedKey: asystole().bedKey } as const;
    station.take({ type: 'set', setting: { ...audio, scope: bed, activation: 'off', pauseMs: 0 } });
    station.take({ type: 'set', setting: { ...audio, scope: { of: 'station' }, activation: 'paused', pauseMs: 1000 } });
    expect(signals(station).audible.activation).toBe('off');
    station.take({ type: 'set', setting: { ...audio, scope: bed, activation: 'on', pauseMs: 0 } });
    expect(signals(station).audible.activation).toBe('paused');
  });

  test('alarm paused takes light and sound of that alarm only', () => {
    const station = new Station();
    station.hears(asystole(), leadsOff());
    const scope = { of: 'alarm', alarmId: leadsOff().alarmKey } as const;
    const setting = { scope, signal: 'alarm', actorId: 'nurse', activation: 'paused', pauseMs: 1000 } as const;
    station.take({ type: 'set', setting });
    expect(signals(station, leadsOff()).visual.activation).toBe('paused');
    expect(signals(station)).toEqual({ visual: on, audible: on });
  });

  test.each([
    ['the whole ward off', { activation: 'off', signal: 'alarm', pauseMs: 0 }, 'wardCannotBeOff'],
    ['a pause of an hour', { activation: 'paused', signal: 'audio', pauseMs: 3_600_000 }, 'pauseTooLong'],
    ['a pause without an end', { activation: 'paused', signal: 'audio', pauseMs: 0 }, 'pauseWithoutEnd'],
  ] as const)('%s is refused', (_, over, because) => {
    const station = new Station();
    station.take({ type: 'set', setting: { scope: { of: 'station' }, actorId: 'nurse', ...over } });
    expect(station.effects).toEqual([expect.objectContaining({ type: 'settingRefused', because })]);
    expect(station.desk.alarms.settings).toEqual([]);
    expect(station.counts).toEqual({ settingsRefused: 1 });
  });
});

const isThere = { outcome: 'confirmed', earlierActorId: null } as const;

describe('an alarm that has ended', () => {
  test('stays at hand for an hour, then the journal has it', () => {
    const station = new Station();
    station.hears(report(), report({ presence: 'off' }));
    station.waits(60 * MINUTE_MS - 1000);
    expect(station.alarm(report())).toBeDefined();
    const before = station.alarm(report());
    station.waits(1000);
    expect(station.effects).toContainEqual({ type: 'archived', alarm: before });
    expect(station.desk.alarms.idsOf.size).toBe(0);
    expect(station.desk.triage.presented.size).toBe(0);
  });

  test('leaves sooner when there are too many, the oldest first; what stands stays', () => {
    const station = new Station({ ended: { keptMs: 60 * MINUTE_MS, kept: 2 } });
    const ended = ['a', 'b', 'c'].map((alarmKey) => report({ alarmKey, presence: 'off' }));
    station.hears(asystole());
    for (const one of ended) {
      station.waits(1000);
      station.hears(one);
    }
    station.waits(1000);
    expect([...station.desk.alarms.alarms.keys()]).toEqual([asystole().alarmKey, 'b', 'c']);
  });

  test('takes the decisions on it along into the journal, but none that still waits for confirmation', () => {
    const station = new Station();
    station.isBedsideAway = true;
    station.hears(report(), asystole());
    const took = station.decides('take', report());
    const acknowledged = station.decides('acknowledge', asystole());
    station.take({ type: 'answered', commandId: took.commandId, answer: isThere });
    station.hears(report({ presence: 'off' }));
    station.waits(60 * MINUTE_MS - 1000);
    expect([...station.desk.alarms.commands.keys()]).toEqual([took.commandId, acknowledged.commandId]);
    station.waits(1000);
    expect(station.alarm(report())).toBeUndefined();
    expect([...station.desk.alarms.commands.keys()]).toEqual([acknowledged.commandId]);
  });

  test('leaves a decision of a moment ago behind, so that a window which sends it again is not told that nobody knows it', () => {
    const station = new Station({ ended: { keptMs: 60 * MINUTE_MS, kept: 0 } });
    station.hears(report());
    const took = station.decides('take', report());
    station.take({ type: 'answered', commandId: took.commandId, answer: isThere });
    station.hears(report({ presence: 'off' }));
    station.waits(1000);
    expect(station.alarm(report())).toBeUndefined();
    expect(station.take({ type: 'decided', decision: took })).toEqual([]);
    expect(station.counts['commandsRepeated']).toBe(1);
  });
});

describe('decisions', () => {
  test('on what stands on are known for a day, and for longer one that waits for confirmation', () => {
    const station = new Station();
    station.hears(report(), asystole());
    const took = station.decides('take', report());
    const acknowledged = station.decides('acknowledge', asystole());
    station.take({ type: 'answered', commandId: took.commandId, answer: isThere });
    station.nowMs += 24 * 60 * MINUTE_MS - 1;
    station.take({ type: 'tick' });
    expect([...station.desk.alarms.commands.keys()]).toEqual([took.commandId, acknowledged.commandId]);
    station.nowMs += 1;
    station.take({ type: 'tick' });
    expect([...station.desk.alarms.commands.keys()]).toEqual([acknowledged.commandId]);
  });

  test('are no more than 20,000, however many are made on what stands: the oldest that are settled go, and none that is under way', () => {
    const station = new Station();
    station.hears(report(), asystole());
    const onItsWay = station.decides('acknowledge', asystole());
    const commands = new Map(station.desk.alarms.commands);
    const like = commands.get(onItsWay.commandId);
    if (like === undefined) throw new Error('it was not taken in');
    const settled = { ...like.delivery, state: 'confirmed' as const };
    for (let n = 0; n < 20_010; n++) commands.set(`old-${n}`, { ...like, commandId: `old-${n}`, delivery: settled });
    station.desk = { ...station.desk, alarms: { ...station.desk.alarms, commands } };
    station.take({ type: 'tick' });
    const kept = [...station.desk.alarms.commands.keys()];
    expect(kept).toHaveLength(20_001);
    expect(kept.slice(0, 2)).toEqual([onItsWay.commandId, 'old-10']);
  });
});
