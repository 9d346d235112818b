import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stands } from '#domain/alarms/alarm.ts';
import { isInForce } from '#domain/alarms/decisions.ts';
import { type Desk, type DeskEffect, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import { nextDueMs } from '#domain/alarms/due.ts';
import type { AlarmEvent, Command, Decision } from '#domain/alarms/events.ts';
import { keepsLine, membersOf } from '#domain/alarms/members.ts';
import { mayGo } from '#domain/alarms/outbox.ts';
import { shownPriority, urgencyOf } from '#domain/alarms/priority.ts';
import { signalsOf } from '#domain/alarms/signals.ts';
import { isListed } from '#domain/alarms/triage/presentation.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { NOON_MS } from './bedside.ts';
import { events, keys, type Log, lateLogs, logOf, machineEvents, some } from './randomLogs.ts';

const logs = logOf(events);
/** As often as not with a decision that waits for its answer. */
const logsWithLate = fc.oneof(logs, lateLogs);
const reportsIn = (event: AlarmEvent) =>
  event.type === 'reported' || event.type === 'opened' ? event.reports.map(({ report }) => report) : [];
/** Names an acknowledgement, also one given at the bedside. */
const toldBy = ({ actorId, commandId }: { actorId: string; commandId: string | null }) => commandId ?? `by ${actorId}`;

/** The decision that waited and is sent now, as its person confirms it. */
const confirmedBy = (decision: Decision) => (decision.action === 'sendNow' ? decision.waiting : null);

/** Decisions that leave a name at the alarm: an owner who was given back leaves none. */
const says = ({ action }: Decision) => action === 'acknowledge' || action === 'take' || action === 'handOn';

const RUNS = { numRuns: 300 };

type Step = {
  readonly event: AlarmEvent;
  readonly nowMs: number;
  readonly desk: Desk;
  readonly effects: readonly DeskEffect[];
};

function play(log: Log, start: Desk = emptyDesk()): Step[] {
  let desk = start;
  return log.map(([event, nowMs]) => {
    const { state, effects } = reduceDesk(desk, event, nowMs);
    desk = state;
    return { event, nowMs, desk, effects };
  });
}

describe('from any sequence of events', () => {
  test('no raw alarm disappears: it is here as it came, or the journal was given it', () => {
    fc.assert(
      fc.property(logs, (log) => {
        let known = new Set<string>();
        for (const { event, desk, effects } of play(log)) {
          const { alarms } = desk.alarms;
          const archived = effects.flatMap((effect) => (effect.type === 'archived' ? effect.alarm.id : []));
          for (const id of known) expect(alarms.has(id) || archived.includes(id)).toBe(true);
          known = new Set(alarms.keys());

          if (event.type !== 'reported' && event.type !== 'opened') continue;
          const last = new Map(event.reports.map(({ report }) => [JSON.stringify({ ...report, timeMs: 0 }), report]));
          const held = [...alarms.values()].filter(({ report }) => keys.includes(report.alarmKey));
          for (const [, report] of last) {
            const mine = held.filter((alarm) => alarm.report.alarmKey === report.alarmKey);
            expect(mine.length).toBeGreaterThan(0);
          }
          const newest = event.reports.at(-1)?.report;
          if (newest === undefined) continue;
          const kept = held.find((alarm) => JSON.stringify(alarm.report) === JSON.stringify(newest));
          expect(kept).toBeDefined();
          if (newest.presence !== 'off') expect(kept && stands(kept)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('everything that stands is on the list, or held or folded with its reason, and can be reached', () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const { desk } of play(log)) {
          const standing = [...desk.alarms.alarms.values()].filter(stands).map(({ id }) => id);
          const { episodes, unlisted } = worklist(membersOf(desk).values());
          const shown = [...episodes, ...unlisted].flatMap(({ members }) => members.map(({ alarm }) => alarm));
          expect(
            shown
              .filter(stands)
              .map(({ id }) => id)
              .toSorted(),
          ).toEqual(standing.toSorted());
          for (const alarm of shown) expect(stands(alarm) || keepsLine(alarm, desk.triage)).toBe(true);
          for (const { id, occurrence } of desk.alarms.alarms.values()) {
            // Also what came and went: only an end whose beginning nobody saw has never been presented.
            if (occurrence > 0) expect(desk.triage.presented.get(id)?.occurrence).toBe(occurrence);
          }
          for (const id of standing) {
            let at = desk.triage.presented.get(id);
            const passed = new Set([id]);
            while (at?.manner === 'folded') {
              expect(at.reasons).not.toEqual([]);
              expect(at.into !== null && standing.includes(at.into) && !passed.has(at.into)).toBe(true);
              passed.add(at.into as string);
              at = desk.triage.presented.get(at.into as string);
            }
            expect(at !== undefined && (isListed(at) || at.reasons.length > 0)).toBe(true);
            if (at?.manner !== 'announced') expect(at?.reasons).not.toEqual([]);
          }
        }
      }),
      RUNS,
    );
  });

  test('no alarm of high or unknown priority is delayed, quiet, held or folded by the software', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const people = new Set<string>();
        const acknowledged = new Set<string>();
        const lastSeen = new Map<string, string>();
        for (const { event, nowMs, desk } of play(log)) {
          if (event.type === 'decided') people.add(event.decision.commandId);
          for (const one of reportsIn(event)) if (one.acknowledgement !== null) people.add(toldBy(one.acknowledgement));
          for (const alarm of desk.alarms.alarms.values()) {
            if (!stands(alarm) || shownPriority(alarm.report) !== 'high') {
              lastSeen.delete(alarm.id);
              continue;
            }
            const presentation = desk.triage.presented.get(alarm.id);
            expect(presentation).toMatchObject({ manner: 'announced', reasons: [], occurrence: alarm.occurrence });
            // Announced with the very event that made it high, or before, while it was less.
            const isNew = lastSeen.get(alarm.id) !== String(alarm.occurrence);
            if (isNew) expect(presentation?.announcedMs).not.toBeNull();
            if (isNew && alarm.sinceMs === nowMs) expect(presentation?.announcedMs).toBe(nowMs);
            lastSeen.set(alarm.id, String(alarm.occurrence));

            if (alarm.acknowledged !== null) {
              const by = toldBy(alarm.acknowledged);
              expect(people).toContain(by);
              // It was this high, and this occurrence, that a person acknowledged; not what became of it later.
              const seen = `${alarm.id} ${alarm.occurrence} ${shownPriority(alarm.report)}`;
              const isNow =
                event.type === 'decided'
                  ? event.decision.commandId === by || confirmedBy(event.decision) === by
                  : reportsIn(event).some((one) => one.acknowledgement !== null && toldBy(one.acknowledgement) === by);
              if (isNow) acknowledged.add(seen);
              expect(acknowledged).toContain(seen);
            } else if (presentation !== undefined)
              expect(signalsOf(alarm, presentation, [])).toEqual({
                visual: { presence: alarm.presence, activation: 'on' },
                audible: { presence: alarm.presence, activation: 'on' },
              });
          }
        }
      }),
      RUNS,
    );
  });

  test('what joins an acknowledged alarm does so beside one that stands, no less urgent, and for two minutes at the most', () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const { nowMs, desk } of play(log)) {
          for (const [id, { reasons }] of desk.triage.presented) {
            const alarm = desk.alarms.alarms.get(id);
            const reason = reasons.find(({ stage }) => stage === 'attended');
            if (alarm === undefined || !stands(alarm) || reason?.stage !== 'attended') continue;
            const leader = desk.alarms.alarms.get(reason.with);
            const answeredMs = leader?.acknowledged?.atMs ?? Number.NaN;
            expect(leader?.presence).toBe('on');
            expect(leader?.report.bedKey).toBe(alarm.report.bedKey);
            expect(leader && urgencyOf(leader.report)).toBeGreaterThanOrEqual(urgencyOf(alarm.report));
            expect(nowMs - answeredMs).toBeGreaterThanOrEqual(0);
            expect(nowMs - answeredMs).toBeLessThan(120_000);
          }
        }
      }),
      RUNS,
    );
  });

  test('nothing is silent, paused or off that no person has made so', () => {
    fc.assert(
      fc.property(logOf(fc.oneof(...machineEvents)), (log) => {
        for (const { desk } of play(log)) {
          expect(desk.alarms.settings).toEqual([]);
          for (const { acknowledged } of desk.alarms.alarms.values()) {
            if (acknowledged !== null) expect(acknowledged.actorId).toBe('dr-east');
          }
        }
      }),
      RUNS,
    );
  });

  test('nothing goes to a bedside that is older than the policy allows, but as somebody confirmed it now', () => {
    let confirmed = 0;
    fc.assert(
      fc.property(logsWithLate, (log) => {
        for (const { event, nowMs, desk, effects } of play(log)) {
          const { commands, underWay, policy } = desk.alarms;
          for (const effect of effects) {
            if (effect.type !== 'deliver') continue;
            expect(nowMs - effect.command.freshMs).toBeLessThan(policy.deliverWithinMs);
            if (nowMs - effect.command.takenMs < policy.deliverWithinMs) continue;
            // Once old, it was a person's word that made it fresh.
            const answers = [...commands.values()].filter((one) => confirmedBy(one) === effect.command.commandId);
            expect(answers.map(({ takenMs }) => takenMs)).toContain(effect.command.freshMs);
            confirmed += 1;
          }
          for (const command of commands.values()) {
            const { state } = command.delivery;
            if (state === 'sent' || state === 'behind')
              expect(nowMs - command.freshMs).toBeLessThan(policy.deliverWithinMs);
            expect(underWay.includes(command.commandId)).toBe(['sent', 'behind', 'held'].includes(state));
          }
          if (event.type === 'tick') expect(nextDueMs(desk)).toBeGreaterThan(nowMs);
        }
      }),
      RUNS,
    );
    expect(confirmed).toBeGreaterThan(0);
  });

  test('no decision overtakes an earlier one on its alarm, and none waits for one on another', () => {
    fc.assert(
      fc.property(logsWithLate, (log) => {
        for (const { desk } of play(log)) {
          const { commands, underWay } = desk.alarms;
          const states = new Map<string, string[]>();
          for (const id of underWay) {
            const { alarmId, delivery } = commands.get(id) as Command;
            states.set(alarmId, [...(states.get(alarmId) ?? []), delivery.state]);
          }
          for (const [alarmId, some] of states) {
            const firstHeld = some.indexOf('held');
            // Before the first that waits all are on their way, behind it none is.
            expect(some.slice(0, firstHeld < 0 ? some.length : firstHeld).every((state) => state === 'sent')).toBe(
              true,
            );
            if (firstHeld >= 0) expect(some.slice(firstHeld)).not.toContain('sent');
            const going = underWay.filter((id) => commands.get(id)?.alarmId === alarmId && mayGo(desk.alarms, id));
            expect(going.length).toBe(some[0] === 'sent' ? 1 : 0);
          }
        }
      }),
      RUNS,
    );
  });

  test('no alarm looks or sounds acknowledged, or somebody’s, by a decision that waits; and what waits is at its alarm', () => {
    let held = 0;
    fc.assert(
      fc.property(logsWithLate, (log) => {
        for (const { desk } of play(log)) {
          const { alarms, commands } = desk.alarms;
          const shown = membersOf(desk);
          for (const command of commands.values()) {
            const { state } = command.delivery;
            if (state !== 'held' && state !== 'dropped') continue;
            const alarm = alarms.get(command.alarmId);
            if (alarm !== undefined) expect(isInForce(command, alarm) && says(command)).toBe(false);
            if (state !== 'held') continue;
            held += 1;
            expect(alarm !== undefined && stands(alarm) && alarm.bedside !== 'off').toBe(true);
            expect(shown.get(command.alarmId)?.commands).toContain(command);
          }
        }
      }),
      RUNS,
    );
    expect(held).toBeGreaterThan(0);
  });

  test('acknowledging twice equals once, however late the second time comes', () => {
    fc.assert(
      fc.property(logs, fc.nat({ max: 25 }), fc.nat({ max: 25 }), some(...keys), (log, first, later, alarmId) => {
        const decision: Decision = {
          commandId: 'twice',
          alarmId,
          actorId: 'nurse',
          issuedMs: 0,
          action: 'acknowledge',
        };
        const answer = { outcome: 'failed', reason: 'unreachable' } as const;
        const withSecond = (second: AlarmEvent): Log => {
          const whole = [...log];
          const at = Math.min(first, log.length - 1);
          const nowMs = log[at]?.[1] ?? NOON_MS;
          whole.splice(
            at + 1,
            0,
            [{ type: 'decided', decision }, nowMs],
            [{ type: 'answered', commandId: 'twice', answer }, nowMs],
          );
          const again = Math.min(at + 2 + later, whole.length - 1);
          whole.splice(again + 1, 0, [second, whole[again]?.[1] ?? NOON_MS]);
          return whole;
        };
        const uncounted = (steps: Step[]) => {
          const { alarms, triage } = steps.at(-1)?.desk ?? emptyDesk();
          return { alarms: { ...alarms, counts: {} }, triage };
        };
        const deliveries = (steps: Step[]) =>
          steps.flatMap(({ effects }) => effects.filter(({ type }) => type === 'deliver'));
        const once = play(withSecond({ type: 'tick' }));
        const twice = play(withSecond({ type: 'decided', decision }));
        // Refused the first time, as there was no such alarm: then the second is the first.
        if (
          once.some(({ effects }) =>
            effects.some((effect) => effect.type === 'decisionRefused' && effect.decision === decision),
          )
        )
          return;
        expect(uncounted(twice)).toEqual(uncounted(once));
        expect(deliveries(twice)).toEqual(deliveries(once));
      }),
      RUNS,
    );
  });

  test('replaying the log gives the same, from the beginning or from a copy of any moment', () => {
    fc.assert(
      fc.property(logs, fc.nat({ max: 24 }), (log, cut) => {
        const steps = play(log);
        expect(play(log)).toEqual(steps);
        const middle = Math.min(cut, log.length - 1);
        const copy = structuredClone(steps[middle]?.desk ?? emptyDesk());
        expect(play(log.slice(middle + 1), copy)).toEqual(steps.slice(middle + 1));
      }),
      RUNS,
    );
  });

  test('a desk that is handed over stays as it was', () => {
    fc.assert(
      fc.property(logs, (log) => {
        let desk = emptyDesk();
        for (const [event, nowMs] of log) {
          const before = structuredClone(desk);
          const { state } = reduceDesk(desk, event, nowMs);
          expect(desk).toEqual(before);
          desk = state;
        }
      }),
      { numRuns: 100 },
    );
  });
});
