import fc from 'fast-check';
import type { AlarmEvent, Decision } from '#domain/alarms/events.ts';
import type { LimitCondition } from '#domain/alarms/limitCondition.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { asystole, GATEWAY, NOON_MS } from './bedside.ts';

export const some = fc.constantFrom;
export const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Five beds, and the place of the gateway's own alarms. */
const beds = ['1', '2', '3', '4', '5'].map((bed) => `${GATEWAY}/${bed}`).concat(GATEWAY);
const sources = [null, 'MDC_ECG_HEART_RATE', 'MDC_ECG_ELEC_POTL_II'];

/** What an id stands for most of the time; else a bedside contradicts itself. */
const usual: Readonly<Record<string, Pick<AlarmReport, 'bedKey' | 'code' | 'kind'>>> = {
  a: { bedKey: `${GATEWAY}/1`, code: 'MDC_PULS_OXIM_SAT_O2', kind: 'physiological' },
  b: { bedKey: `${GATEWAY}/1`, code: 'MDC_EVT_LEAD_OFF', kind: 'technical' },
  c: { bedKey: `${GATEWAY}/1`, code: 'MDC_EVT_LO', kind: 'physiological' },
  d: { bedKey: `${GATEWAY}/2`, code: 'MDC_EVT_ECG_ASYSTOLE', kind: 'physiological' },
  e: { bedKey: `${GATEWAY}/2`, code: 'MDC_EVT_LO', kind: 'physiological' },
  f: { bedKey: GATEWAY, code: 'VIGIL_LINK_LOST', kind: 'technical' },
};

/** Given by way of another station. */
const elsewhere = { actorId: 'dr-east', commandId: 'east-1', timeMs: NOON_MS };

/** What was decided here, told by the gateway. */
const echoes = ['k1', 'k2', 'k3'].map((commandId) => ({ actorId: 'nurse', commandId, timeMs: NOON_MS }));

/** An oxygen saturation that may contradict its limit. */
const below90 = (value: number): LimitCondition => ({
  crossed: 'lower',
  limit: 90,
  value,
  extreme: value,
  unit: '%',
});

/** Few names, so that ids are reused, causes meet what they explain, and beds alarm together. */
const anything: fc.Arbitrary<AlarmReport> = fc.record({
  alarmKey: some(...keys),
  bedKey: some(...beds),
  code: some(
    null,
    'MDC_PULS_OXIM_SAT_O2',
    'MDC_EVT_LEAD_OFF',
    'MDC_EVT_LO',
    'MDC_EVT_ECG_ARRHY',
    'MDC_EVT_ECG_ASYSTOLE',
    'VIGIL_LINK_LOST',
    'MDC_EVT_OF_2031',
  ),
  label: some('HR 142 > 120', 'HR 150 > 120', 'Leads off', ''),
  kind: some('physiological', 'technical', 'other', 'unknown'),
  priority: some('none', 'low', 'medium', 'high', 'unknown'),
  presence: some('on', 'on', 'on', 'off', 'latched', 'unknown'),
  onsetMs: fc.integer({ min: NOON_MS - 1000, max: NOON_MS + 10_000 }),
  timeMs: fc.integer({ min: NOON_MS - 1000, max: NOON_MS + 10_000 }),
  acknowledgement: some(null, null, null, elsewhere, { ...elsewhere, commandId: null }),
  owner: some(null, null, elsewhere, { ...elsewhere, actorId: null, commandId: 'east-2' }, ...echoes),
  limit: some(null, null, below90(88), below90(Number.MAX_VALUE), { ...below90(84), unit: '' }),
});
const reports = fc
  .tuple(anything, fc.nat({ max: 9 }))
  .map(([report, chance]): AlarmReport => (chance < 7 ? { ...report, ...usual[report.alarmKey] } : report));
const heard = fc.array(fc.record({ report: reports, sourceCode: some(...sources) }), { maxLength: 5 });
const from = { gatewayId: fc.constant(GATEWAY), clockOffsetMs: some(null, 0, 5000), reports: heard };
const alarmIds = some(...keys, 'a~2', 'b~2', 'never-there');

const decided = fc
  .record({
    commandId: fc.integer({ min: 1, max: 30 }).map((n) => `k${n}`),
    alarmId: alarmIds,
    actorId: some('nurse', 'dr-lee'),
    issuedMs: fc.constant(NOON_MS),
    recipientId: fc.constant('charge'),
    text: fc.constant('electrode replaced'),
    undoes: fc.integer({ min: 1, max: 30 }).map((n) => `k${n}`),
    waiting: fc.integer({ min: 1, max: 30 }).map((n) => `k${n}`),
    action: some(
      ...(['acknowledge', 'acknowledge', 'acknowledge', 'acknowledge', 'acknowledge'] as const),
      ...(['take', 'giveBack', 'escalate', 'handOn', 'note', 'undo', 'undo', 'sendNow', 'drop'] as const),
    ),
  })
  .map((one) => ({ type: 'decided', decision: one as Decision }) as const);

/** Everything but what a person does to silence. */
export const machineEvents: fc.Arbitrary<AlarmEvent>[] = [
  fc.record({ type: fc.constant('reported'), ...from }),
  fc.record({ type: fc.constant('reported'), ...from }),
  fc.record({ type: fc.constant('reported'), ...from }),
  fc.record({ type: fc.constant('opened'), ...from }),
  fc.record({ type: fc.constant('bedsRemoved'), gatewayId: fc.constant(GATEWAY), bedKeys: fc.subarray(beds) }),
  fc.record({
    type: fc.constant('judged'),
    alarmId: alarmIds,
    verdict: fc.record({ verdict: some('credible', 'doubtful'), by: fc.constant('waves'), why: fc.constant('noise') }),
  }),
  fc.constant({
    type: 'policyChanged',
    policy: { ...defaultPolicy, codes: { MDC_EVT_LO: { delayMs: 30_000, latching: false } } },
    actorId: 'engineer',
    why: '',
  }),
  fc.record({
    type: fc.constant('bedsNamed'),
    gatewayId: some(GATEWAY, 'ward:7000'),
    beds: fc.array(fc.record({ bedKey: some(...beds), name: some('12', 'Bay 3') }), { maxLength: 3 }),
  }),
  fc.constant({ type: 'policyChanged', policy: 'nonsense', actorId: 'engineer', why: '' }),
  fc.constant({ type: 'tick' }),
];
export const events: fc.Arbitrary<AlarmEvent> = fc.oneof(
  ...machineEvents,
  decided,
  decided,
  decided,
  decided,
  fc.record({
    type: fc.constant('answered'),
    commandId: some('k1', 'k2', 'k9'),
    answer: fc.oneof(
      fc.constant({ outcome: 'confirmed', earlierActorId: 'dr-lee' } as const),
      fc.constant({ outcome: 'failed', reason: 'refused' } as const),
    ),
  }),
  fc.record({
    type: fc.constant('set'),
    setting: fc.record({
      scope: some({ of: 'station' } as const, { of: 'bed', bedKey: beds[0] as string } as const),
      signal: some('audio', 'alarm'),
      activation: some('on', 'paused', 'off'),
      actorId: fc.constant('nurse'),
      pauseMs: some(0, 1000, 120_000),
      reason: some('atBedside', 'other'),
    }),
  }),
);

/** Mostly onward, now and then a leap, and a clock that is set back. */
const laterMs = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 8000 }) },
  { weight: 1, arbitrary: some(60_000, 130_000, 700_000, 4_000_000, -30_000) },
);
export type Log = readonly (readonly [AlarmEvent, number])[];
export const logOf = (event: fc.Arbitrary<AlarmEvent>): fc.Arbitrary<Log> =>
  fc.array(fc.tuple(event, laterMs, fc.nat({ max: 40 })), { minLength: 1, maxLength: 40, size: 'max' }).map((steps) => {
    let nowMs = NOON_MS;
    const decisions: Decision[] = [];
    return steps.map(([one, ms, n]) => {
      nowMs += ms;
      if (one.type !== 'decided') return [one, nowMs] as const;
      const aimed = { ...one, decision: aimedAt(one.decision, decisions[n % decisions.length]) };
      decisions.push(aimed.decision);
      return [aimed, nowMs] as const;
    });
  });

/** A decision that did not reach the bedside in time, so that it waits for a person's answer; after that, anything. */
export const lateLogs: fc.Arbitrary<Log> = fc
  .tuple(some('sendNow', 'drop', null), logOf(events))
  .map(([answer, log]) => {
    const reported = { report: asystole({ alarmKey: 'd', bedKey: `${GATEWAY}/2` }), sourceCode: null };
    const mine = { alarmId: 'd', actorId: 'nurse', issuedMs: NOON_MS };
    const decided = (decision: Decision): AlarmEvent => ({ type: 'decided', decision });
    const heldMs = NOON_MS + defaultPolicy.deliverWithinMs;
    const before: [AlarmEvent, number][] = [
      [{ type: 'reported', gatewayId: GATEWAY, clockOffsetMs: null, reports: [reported] }, NOON_MS],
      [decided({ ...mine, action: 'acknowledge', commandId: 'late' }), NOON_MS],
      [{ type: 'tick' }, heldMs],
    ];
    if (answer !== null)
      before.push([decided({ ...mine, action: answer, commandId: 'answer', waiting: 'late' }), heldMs + 1000]);
    const after = log.map(([event, ms]) => [event, ms + heldMs + 1000 - NOON_MS] as const);
    return [...before, ...after];
  });

/** An answer to what waits is about something that was decided. */
function aimedAt(decision: Decision, earlier: Decision | undefined): Decision {
  if ((decision.action !== 'sendNow' && decision.action !== 'drop') || earlier === undefined) return decision;
  return { ...decision, waiting: earlier.commandId, alarmId: earlier.alarmId };
}
