import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { AnsweredCall } from '#domain/alarms/triage/answered.ts';
import { attended } from '#domain/alarms/triage/attended.ts';
import { chatter } from '#domain/alarms/triage/chatter.ts';
import { credibility } from '#domain/alarms/triage/credibility.ts';
import { deduplicate } from '#domain/alarms/triage/deduplicate.ts';
import { holdBack } from '#domain/alarms/triage/holdBack.ts';
import { inhibit } from '#domain/alarms/triage/inhibit.ts';
import { joinEpisode } from '#domain/alarms/triage/joinEpisode.ts';
import { type Entry, reasonText } from '#domain/alarms/triage/presentation.ts';
import { recur } from '#domain/alarms/triage/recur.ts';
import { wardWide } from '#domain/alarms/triage/wardWide.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';
import { acknowledged, entry, survey } from './entries.ts';

const MINUTE_MS = 60_000;

describe('credibility', () => {
  const judged = (verdict: 'credible' | 'doubtful') =>
    entry(report(), { verdict: { verdict, by: 'waveforms', why: 'no QRS missed' } });

  test('takes the call from what is doubtful, and says by whom and why', () => {
    const ruling = credibility(judged('doubtful'), survey([]));
    expect(ruling?.manner).toBe('quiet');
    expect(ruling && reasonText(ruling.reason)).toBe('doubtful by waveforms: no QRS missed');
  });

  test.each([['credible', judged('credible')] as const, ['without a verdict', entry(report())] as const])(
    'lets pass what is %s',
    (_, one) => expect(credibility(one, survey([]))).toBeNull(),
  );
});

describe('deduplicate', () => {
  const first = entry(report());
  const twin = entry(report({ alarmKey: 'twin', label: 'HR 144 > 120' }), { sinceMs: NOON_MS + 1000 });

  test('folds what another device tells of the same bed under what was told first', () => {
    const all = survey([twin, first]);
    expect(deduplicate(twin, all)).toMatchObject({ manner: 'folded', into: first.alarm.id });
    expect(deduplicate(first, all)).toBeNull();
  });

  test('folds the less urgent of the two under the more urgent, though it came first', () => {
    const high = entry(report({ alarmKey: 'high', priority: 'high' }), { sinceMs: NOON_MS + 1000 });
    expect(deduplicate(first, survey([first, high]))).toMatchObject({ into: 'high' });
  });

  test.each<[string, Entry]>([
    ['another bed', entry(report({ alarmKey: 'x', bedKey: `${GATEWAY}/8` }))],
    ['another lead', entry(report({ alarmKey: 'x', label: 'Lead 2 off' }))],
    ['another code', entry(report({ alarmKey: 'x', code: 'MDC_EVT_LO' }))],
    ['another source', entry(report({ alarmKey: 'x' }), { sourceCode: 'MDC_RESP_RATE' })],
    ['another presence', entry(report({ alarmKey: 'x' }), { presence: 'latched' })],
    ['the other limit', entry(report({ alarmKey: 'x', label: 'HR 42 < 50' }))],
    ['an acknowledged one', entry(report({ alarmKey: 'x' }), { acknowledged, sinceMs: 0 })],
    ['one that is not on the list', entry(report({ alarmKey: 'x' }), { sinceMs: 0 }, { manner: 'held' })],
  ])('leaves alone what differs: %s', (_, other) => {
    expect(deduplicate(first, survey([other, first]))).toBeNull();
  });
});

describe('chatter', () => {
  const one = entry(report());
  const run = (times: number, announcedMs: number | null, urgency = 2) => ({
    runs: {
      [one.alarm.condition]: { onsets: Array.from({ length: times }, () => ({ atMs: NOON_MS, urgency })), announcedMs },
    },
  });

  test.each([
    ['twice in a minute is none', 2, NOON_MS, null],
    ['the third time is held back where one has called', 3, NOON_MS, 'held'],
    ['the third time calls where none has', 3, null, 'announced'],
  ] as const)('%s', (_, times, announcedMs, manner) => {
    expect(chatter(one, survey([one], run(times, announcedMs)))?.manner ?? null).toBe(manner);
  });

  test('says how often', () => {
    const ruling = chatter(one, survey([one], run(5, NOON_MS)));
    expect(ruling && reasonText(ruling.reason)).toBe('5 times in 60 s: called once');
  });

  test('does not call for what was low each time', () => {
    expect(chatter(one, survey([one], run(5, null, 1)))).toBeNull();
  });

  test('leaves alone what goes on with an answered call', () => {
    const reason = { stage: 'recur', endedMs: NOON_MS, actorId: 'nurse' } as const;
    const back = entry(report(), {}, { manner: 'quiet', reasons: [reason] });
    expect(chatter(back, survey([back], run(3, null)))).toBeNull();
  });

  test('leaves alone what has called already', () => {
    const called = entry(report(), {}, { announcedMs: NOON_MS });
    expect(chatter(called, survey([called], run(9, NOON_MS)))).toBeNull();
  });
});

describe('holdBack', () => {
  const low = entry(desaturation());

  test.each([
    ['at once', 0, 'held'],
    ['after 18.999 s', 18_999, 'held'],
    ['after 19 s', 19_000, null],
    ['when the clock was set back', -1, null],
  ] as const)('a desaturation %s: %#', (_, afterMs, manner) => {
    expect(holdBack(low, survey([low], { afterMs }))?.manner ?? null).toBe(manner);
  });

  test('says for how long', () => {
    const ruling = holdBack(low, survey([low]));
    expect(ruling?.reason).toMatchObject({ untilMs: NOON_MS + 19_000 });
    expect(ruling && reasonText(ruling.reason)).toBe('held back for 19 s in case it ends by itself');
  });

  test('knows an alarm also by the code of its source', () => {
    const bySource = entry(report({ code: 'MDC_EVT_LO' }), { sourceCode: 'MDC_PULS_OXIM_SAT_O2' });
    expect(holdBack(bySource, survey([]))?.manner).toBe('held');
  });

  test.each<[string, number, Entry]>([
    ['a medium limit', 19_000, entry(report())],
    ['a medium one of a code that is a word of the language', 19_000, entry(report({ code: 'constructor' }))],
    ['a medium one without a code', 19_000, entry(report({ code: null }))],
    ['a medium one of a device', 15_000, entry(leadsOff({ priority: 'medium' }))],
    ['a low limit', 600_000, entry(report({ priority: 'low' }))],
    ['a low one of a code that has a delay when it is medium', 600_000, entry(desaturation({ priority: 'low' }))],
    ['a low one of a device', 180_000, entry(leadsOff())],
    ['a chest lead off', 600_000, entry(leadsOff(), { sourceCode: 'MDC_ECG_ELEC_POTL_V' })],
    [
      'a medium one of a chest lead',
      15_000,
      entry(leadsOff({ priority: 'medium' }), { sourceCode: 'MDC_ECG_ELEC_POTL_V5' }),
    ],
    ['another lead off', 180_000, entry(leadsOff(), { sourceCode: 'MDC_ECG_ELEC_POTL_II' })],
  ])('%s waits for %d ms', (_, delayMs, one) => {
    expect(holdBack(one, survey([]))?.reason).toMatchObject({ delayMs });
  });

  test.each<[string, Entry]>([
    ['that is over before a delay would be: a pause', entry(report({ code: 'MDC_EVT_ECG_PAUSE' }))],
    ['that has waited at the bedside: apnea', entry(report({ code: 'MDC_EVT_APNEA' }))],
    ['that does not end by itself: a battery', entry(leadsOff({ code: 'MDC_EVT_BATT_LO' }))],
    ['of a kind we do not know', entry(report({ kind: 'unknown' }))],
    [
      'that goes on with an answered call',
      entry(desaturation(), {}, { reasons: [{ stage: 'recur', endedMs: NOON_MS, actorId: 'nurse' }] }),
    ],
    ['that has called already', entry(desaturation(), {}, { announcedMs: NOON_MS })],
    ['that somebody has acknowledged', entry(desaturation(), { acknowledged })],
    ['that somebody has taken', entry(desaturation(), { owner: { actorId: 'nurse', sinceMs: NOON_MS } })],
    ['that is latched', entry(desaturation(), { presence: 'latched' })],
    ['that chatters', entry(desaturation(), {}, { reasons: [{ stage: 'chatter', times: 3, withinMs: MINUTE_MS }] })],
  ])('leaves alone one %s', (_, one) => {
    expect(holdBack(one, survey([one]))).toBeNull();
  });
});

describe('recur', () => {
  const back = entry(report(), { occurrence: 2 });
  const call = (over: Partial<AnsweredCall> = {}) => ({
    answered: {
      [back.alarm.condition]: {
        alarmId: back.alarm.id,
        occurrence: 2,
        actorId: 'nurse',
        urgency: 2,
        endedMs: null,
        cameBackMs: NOON_MS,
        ...over,
      },
    },
  });

  test('goes on with the call that somebody has answered, on the list and without another', () => {
    const ruling = recur(back, survey([back], call()));
    expect(ruling?.manner).toBe('quiet');
    expect(ruling && reasonText(ruling.reason)).toBe('came back within moments, and nurse has answered the call');
  });

  test.each<[string, Entry, object]>([
    ['without an answered call', back, {}],
    ['that is the call itself', back, call({ cameBackMs: null })],
    ['that goes on with a less urgent one', back, call({ urgency: 1 })],
    ['of which another occurrence goes on', back, call({ occurrence: 3 })],
    ['that has called already', entry(report(), { occurrence: 2 }, { announcedMs: NOON_MS }), call()],
  ])('leaves alone what is new: one %s', (_, one, more) => {
    expect(recur(one, survey([one], more))).toBeNull();
  });
});

describe('inhibit', () => {
  const hr = (sourceCode: string | null, over: Partial<AlarmReport> = {}) => entry(report(over), { sourceCode });
  const arrhythmia = (sourceCode: string | null) => entry(report({ code: 'MDC_EVT_ECG_ARRHY' }), { sourceCode });
  const off = (sourceCode: string | null) => entry(leadsOff(), { sourceCode });
  const lowRate = entry(report({ code: 'MDC_EVT_LO', label: 'HR 30 < 50' }), { sourceCode: 'MDC_ECG_HEART_RATE' });
  const lost = entry(leadsOff({ alarmKey: 'link', bedKey: GATEWAY, code: 'VIGIL_LINK_LOST', priority: 'medium' }), {
    gatewayId: 'station',
  });
  /** As a gateway tells it that has gateways behind it. */
  const ownLink = (alarmKey: string) => entry(lost.alarm.report, { id: alarmKey });
  const II = 'MDC_ECG_ELEC_POTL_II';
  const V = 'MDC_ECG_ELEC_POTL_V';

  test.each<[string, Entry, Entry]>([
    ['ECG leads off explains the heart rate', off(null), hr('MDC_ECG_HEART_RATE')],
    ['lead II off explains the arrhythmia from lead II', off(II), arrhythmia(II)],
    ['asystole explains a low heart rate', entry(asystole()), lowRate],
    ['asystole explains a bradycardia', entry(asystole()), entry(report({ code: 'MDC_EVT_ECG_SINUS_BRADY' }))],
    ['a lost link explains leads off behind it', lost, entry(leadsOff())],
  ])('%s', (_, cause, effect) => {
    const ruling = inhibit(effect, survey([cause, effect]));
    expect(ruling).toMatchObject({ manner: 'folded', into: cause.alarm.id });
    expect(ruling && reasonText(ruling.reason)).toMatch(/^explained by: /);
  });

  test.each<[string, Entry, Entry]>([
    ['lead V off, the arrhythmia of lead II', off(V), arrhythmia(II)],
    ['lead V off, a heart rate of we do not know which lead', off(V), hr('MDC_ECG_HEART_RATE')],
    ['leads off, a desaturation', off(null), entry(desaturation())],
    ['leads off, a rate from the finger', off(null), hr('MDC_PULS_OXIM_PULS_RATE')],
    ['asystole, a high heart rate', entry(asystole()), hr('MDC_ECG_HEART_RATE')],
    ['asystole of another bed', entry(asystole({ bedKey: `${GATEWAY}/8` })), lowRate],
    ['an asystole that has ended', entry(asystole(), { presence: 'latched' }), lowRate],
    ['leads off that are not shown', entry(leadsOff(), {}, { manner: 'held' }), hr('MDC_ECG_HEART_RATE')],
    ['a lost link, a patient', lost, hr('MDC_ECG_HEART_RATE')],
    ['a lost link, another lost link', ownLink('a'), ownLink('b')],
    ['the link of another gateway', lost, entry(leadsOff(), { gatewayId: 'elsewhere:1' })],
  ])('does not explain: %s', (_, cause, effect) => {
    expect(inhibit(effect, survey([cause, effect]))).toBeNull();
  });

  test('an arrhythmia from well before the leads came off has its own cause', () => {
    const cause = (afterMs: number) => entry(leadsOff(), { sinceMs: NOON_MS + afterMs });
    expect(inhibit(arrhythmia(II), survey([cause(5_000)]))).not.toBeNull();
    expect(inhibit(arrhythmia(II), survey([cause(5_001)]))).toBeNull();
  });
});

describe('wardWide', () => {
  const beds = (count: number, over: Partial<AlarmReport> = {}, everyMs = 0) =>
    Array.from({ length: count }, (_, n) =>
      entry(leadsOff({ alarmKey: `a${n}`, bedKey: `${GATEWAY}/${n}`, label: 'No signal', ...over }), {
        sinceMs: NOON_MS + n * everyMs,
      }),
    );
  const manners = (entries: readonly Entry[]) => entries.map((one) => wardWide(one, survey(entries))?.manner ?? null);

  test('four beds without a signal at once are one event, under the first of them', () => {
    const four = beds(4);
    expect(manners(four)).toEqual(['announced', 'folded', 'folded', 'folded']);
    const ruling = wardWide(four[3] as Entry, survey(four));
    expect(ruling && reasonText(ruling.reason)).toBe('the same at 4 beds at once');
  });

  test.each<[string, Entry[]]>([
    ['three beds', beds(3)],
    ['four patients who desaturate', beds(4, { kind: 'physiological' })],
    ['four alarms of one bed', beds(4, { bedKey: `${GATEWAY}/7` })],
    ['four beds one after the other', beds(4, {}, 20_000)],
  ])('%s are not', (_, entries) => {
    expect(manners(entries)).toEqual(entries.map(() => null));
  });

  test('one that comes later is not of it, and none joins what somebody has acknowledged', () => {
    const late = entry(leadsOff({ alarmKey: 'late', bedKey: 'late', label: 'No signal' }), {
      sinceMs: NOON_MS + 10_001,
    });
    expect(wardWide(late, survey([...beds(4), late]))).toBeNull();
    const [first, ...rest] = beds(4) as [Entry, Entry, Entry, Entry];
    const seen = { ...first, alarm: { ...first.alarm, acknowledged } };
    expect(wardWide(rest[0], survey([seen, ...rest]))).toMatchObject({ manner: 'announced' });
  });
});

describe('joinEpisode', () => {
  const called = (over: Partial<AlarmReport>, more: Parameters<typeof entry>[1] = {}) =>
    entry(report({ alarmKey: 'first', label: 'RR', ...over }), more, { announcedMs: NOON_MS });
  const next = entry(report());

  test('joins the alarm of the same patient that calls already', () => {
    const leader = called({});
    const ruling = joinEpisode(next, survey([leader, next]));
    expect(ruling).toMatchObject({ manner: 'quiet', reason: { with: 'first' } });
    expect(ruling && reasonText(ruling.reason)).toBe('joins what already calls at this bed');
  });

  test('of two that come at once, one calls', () => {
    const other = entry(report({ alarmKey: 'other', label: 'RR' }));
    const all = survey([next, other]);
    expect([next, other].map((one) => joinEpisode(one, all)?.manner ?? 'calls')).toEqual(['calls', 'quiet']);
  });

  test.each<[string, Entry]>([
    ['another patient', called({ bedKey: `${GATEWAY}/8` })],
    ['what is less urgent', called({ priority: 'low' })],
    ['what somebody has acknowledged', called({}, { acknowledged })],
    ['what is held back', { ...called({}), manner: 'held' }],
    ["a device's", called({ kind: 'technical' })],
  ])('does not join %s', (_, leader) => {
    expect(joinEpisode(next, survey([leader, next]))).toBeNull();
  });
});

describe('attended', () => {
  const RATE = 'MDC_ECG_HEART_RATE';
  /** A low pressure that was called for at noon and acknowledged at once; the patient's heart rate rises meanwhile. */
  const call = (
    over: Partial<AlarmReport> = {},
    more: Parameters<typeof entry>[1] = {},
    rest: Parameters<typeof entry>[2] = { announcedMs: NOON_MS },
  ) =>
    entry(
      report({ alarmKey: 'first', code: 'MDC_EVT_LO', label: 'ABP sys 80 < 90', ...over }),
      { sourceCode: 'MDC_PRESS_BLD_ART_SYS', acknowledged, ...more },
      rest,
    );
  const next = entry(report(), { sourceCode: RATE });

  test('joins what somebody has acknowledged of the same system of this patient, and says who', () => {
    const ruling = attended(next, survey([call(), next]));
    expect(ruling).toMatchObject({ manner: 'quiet', reason: { with: 'first', untilMs: NOON_MS + 2 * MINUTE_MS } });
    expect(ruling && reasonText(ruling.reason)).toBe('joins a call at this bed that nurse acknowledged a moment ago');
  });

  test.each([
    ['1:59.999 after the acknowledgement', 119_999, 'quiet'],
    ['2 min after it calls', 120_000, null],
    ['when the clock was set back it calls', -1, null],
  ] as const)('%s', (_, afterMs, manner) => {
    expect(attended(next, survey([call(), next], { afterMs }))?.manner ?? null).toBe(manner);
  });

  test.each<[string, Entry, Entry]>([
    [
      'an apnea with a desaturation',
      call(desaturation({ alarmKey: 'first' }), { sourceCode: null }),
      entry(report({ code: 'MDC_EVT_APNEA' })),
    ],
    ['a bradycardia with a high alarm', call({ priority: 'high' }), entry(report({ code: 'MDC_EVT_ECG_SINUS_BRADY' }))],
    ['a low one with a medium one', call(), entry(report({ priority: 'low' }), { sourceCode: RATE })],
  ])('joins %s', (_, leader, one) => {
    expect(attended(one, survey([leader, one]))?.manner).toBe('quiet');
  });

  test.each<[string, Entry, Entry]>([
    ['with nothing acknowledged', call({}, { acknowledged: null }), next],
    ['at another bed', call({ bedKey: `${GATEWAY}/8` }), next],
    ['more urgent than what was acknowledged', call({ priority: 'low' }), next],
    ['of another system', call({ label: 'SpO2' }, { sourceCode: 'MDC_PULS_OXIM_SAT_O2' }), next],
    ['beside what has ended', call({}, { presence: 'latched' }), next],
    ['beside what never called', call({}, {}, {}), next],
    ['beside what is no longer listed', call({}, {}, { announcedMs: NOON_MS, manner: 'folded' }), next],
    ['of a device', call(), entry(leadsOff(), { sourceCode: 'MDC_ECG_ELEC_POTL_II' })],
    ['of which we do not know what it is about', call({}, { sourceCode: null }), entry(report())],
    ['that has called already', call(), entry(report(), { sourceCode: RATE }, { announcedMs: NOON_MS })],
    ['that is held back', call(), entry(report(), { sourceCode: RATE }, { manner: 'held' })],
  ])('leaves alone one %s', (_, leader, one) => {
    expect(attended(one, survey([leader, one]))).toBeNull();
  });

  test('joins nothing where the policy gives no time', () => {
    const policy = { ...defaultPolicy, attended: { withinMs: 0 } };
    expect(attended(next, survey([call(), next], { policy }))).toBeNull();
  });
});
