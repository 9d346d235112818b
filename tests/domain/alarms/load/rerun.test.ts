import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import { LoadMeter } from '#domain/alarms/load/loadMeter.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import { Rerun } from '#domain/alarms/load/rerun.ts';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';

const MINUTE_MS = 60_000;

/** As a station works: a tick every second, whether or not anything is due. */
function everySecond(log: readonly Logged[], policy: AlarmPolicy, untilMs: number) {
  let desk: Desk = emptyDesk(policy);
  const meter = new LoadMeter(desk);
  let tickMs = NOON_MS + 1000;
  const take = (event: AlarmEvent, nowMs: number) => {
    const { state, effects } = reduceDesk(desk, event, nowMs);
    desk = state;
    meter.take(state, effects, nowMs);
  };
  for (const { atMs, event } of log) {
    for (; tickMs < atMs; tickMs += 1000) take({ type: 'tick' }, tickMs);
    take(event, atMs);
  }
  for (; tickMs < untilMs; tickMs += 1000) take({ type: 'tick' }, tickMs);
  return { desk, meter };
}

function whenDue(log: readonly Logged[], policy: AlarmPolicy, untilMs: number) {
  const run = new Rerun(policy, NOON_MS);
  let ticks = 0;
  const tickUntil = (ms: number) => {
    for (; run.nextTickMs < ms; ticks += 1) run.take({ type: 'tick' }, run.nextTickMs);
  };
  for (const { atMs, event } of log) {
    tickUntil(atMs);
    run.take(event, atMs);
  }
  tickUntil(untilMs);
  return { desk: run.desk, meter: run.meter, ticks };
}

const policy: AlarmPolicy = {
  ...defaultPolicy,
  // Short enough for a story of minutes, and that all of it happens.
  delays: {
    medium: { physiologicalMs: 19_000, technicalMs: 7_500 },
    low: { physiologicalMs: 90_000, technicalMs: 40_000 },
  },
  acknowledgementMs: { high: 2 * MINUTE_MS, medium: 3 * MINUTE_MS, low: 0 },
  // A replay forgets what has ended sooner than a station; here both do.
  ended: { keptMs: 10 * MINUTE_MS, kept: 2_000 },
  flood: { entersAbove: 3, leavesBelow: 2, withinMs: 2 * MINUTE_MS, operators: 1 },
};

const kinds = [report(), asystole(), desaturation(), leadsOff(), report({ label: 'RR 40 > 30', priority: 'low' })];
const alarm = fc.record({ kind: fc.nat({ max: kinds.length - 1 }), bed: fc.nat({ max: 2 }) });
const reported = (
  presence: AlarmReport['presence'],
  { kind, bed }: { kind: number; bed: number },
  atMs: number,
): AlarmEvent => ({
  type: 'reported',
  gatewayId: GATEWAY,
  clockOffsetMs: 0,
  reports: [
    {
      report: {
        ...(kinds[kind] as AlarmReport),
        alarmKey: `${GATEWAY}/${kind}-${bed}`,
        bedKey: `${GATEWAY}/${bed}`,
        presence,
        timeMs: atMs,
      },
      sourceCode: null,
    },
  ],
});
const step = fc.oneof(
  { weight: 4, arbitrary: alarm.map((one) => (atMs: number) => reported('on', one, atMs)) },
  { weight: 4, arbitrary: alarm.map((one) => (atMs: number) => reported('off', one, atMs)) },
  {
    weight: 2,
    arbitrary: fc.tuple(alarm, fc.constantFrom('take' as const, 'acknowledge' as const), fc.nat()).map(
      ([{ kind, bed }, action, n]) =>
        (atMs: number): AlarmEvent => ({
          type: 'decided',
          decision: {
            commandId: `c${n}`,
            alarmId: `${GATEWAY}/${kind}-${bed}`,
            action,
            actorId: 'nurse',
            issuedMs: atMs,
          },
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      (): AlarmEvent => ({
        type: 'set',
        setting: { scope: { of: 'station' }, signal: 'audio', activation: 'paused', actorId: 'nurse', pauseMs: 90_500 },
      }),
    ),
  },
);
const logs = fc
  .array(fc.tuple(step, fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 0, max: 200_000 }))), {
    minLength: 1,
    maxLength: 30,
  })
  .map((steps) => {
    let atMs = NOON_MS;
    return steps.map(([make, afterMs]): Logged => {
      atMs += afterMs;
      return { atMs, event: make(atMs) };
    });
  });

describe('a desk that ticks only when something is due', () => {
  test('is at every moment as one that ticks every second: the same calls, spells and sounds, and the same end', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const untilMs = (log.at(-1)?.atMs ?? NOON_MS) + 20 * MINUTE_MS;
        const always = everySecond(log, policy, untilMs);
        const due = whenDue(log, policy, untilMs);
        expect(due.meter.calls).toEqual(always.meter.calls);
        expect(due.meter.records).toEqual(always.meter.records);
        const standing = ({ alarms: { alarms, settings }, triage }: Desk) => [
          [...alarms.values()].filter(({ presence }) => presence !== 'off'),
          settings,
          triage.floodSinceMs,
          triage.answered,
          triage.episodes,
        ];
        expect(standing(due.desk)).toEqual(standing(always.desk));
      }),
      { numRuns: 150 },
    );
  });

  test('does not tick while nothing stands', () => {
    const on = { atMs: NOON_MS, event: reported('on', { kind: 0, bed: 0 }, NOON_MS) };
    const off = { atMs: NOON_MS + 5000, event: reported('off', { kind: 0, bed: 0 }, NOON_MS + 5000) };
    expect(whenDue([on, off], defaultPolicy, NOON_MS + 24 * 60 * MINUTE_MS).ticks).toBe(0);
  });
});
