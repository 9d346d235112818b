import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { ReportedOwner } from '#domain/alarms/report.ts';
import { asystole, NOON_MS, report, Station } from './bedside.ts';
import { events, type Log, logOf } from './randomLogs.ts';
import { type Happening, TwoStations } from './twoStations.ts';

const theirs: ReportedOwner = { actorId: 'dr-east', commandId: 'east-1', timeMs: NOON_MS };
const givenBack: ReportedOwner = { actorId: null, commandId: 'east-2', timeMs: NOON_MS + 1000 };

describe('who has an alarm by way of another station', () => {
  test('is shown here, and since when', () => {
    const station = new Station();
    station.hears(asystole());
    station.waits(3000);
    station.hears(asystole({ owner: { ...theirs, timeMs: NOON_MS + 2000 } }));
    expect(station.alarm(asystole())?.owner).toEqual({ actorId: 'dr-east', sinceMs: NOON_MS + 2000 });
  });

  test('has it from the first moment where the station came later', () => {
    const station = new Station();
    station.take({
      type: 'opened',
      gatewayId: 'icu:7000',
      clockOffsetMs: 0,
      reports: [{ report: asystole({ owner: theirs }), sourceCode: null }],
    });
    expect(station.alarm(asystole())?.owner?.actorId).toBe('dr-east');
  });

  test('takes it over from us, as the later one', () => {
    const station = new Station();
    station.hears(report());
    const ours = station.decides('take', report());
    station.hearsAnswer(ours, { outcome: 'confirmed', earlierActorId: null });
    station.hears(report({ owner: { actorId: 'nurse', commandId: ours.commandId, timeMs: NOON_MS } }));
    station.hears(report({ owner: { ...theirs, timeMs: NOON_MS + 5 } }));
    expect(station.alarm(report())?.owner?.actorId).toBe('dr-east');
  });

  test('gives it back: nobody has it, and it waits for an answer from then on', () => {
    const station = new Station();
    station.hears(report({ owner: theirs }));
    station.waits(4000);
    station.hears(report({ owner: givenBack }));
    expect(station.alarm(report())).toMatchObject({ owner: null, escalation: 0, waitingSinceMs: NOON_MS + 4000 });
  });

  test('does not have it again when it is told once more after somebody here has taken it', () => {
    const station = new Station();
    station.hears(report({ owner: theirs }));
    const ours = station.decides('take', report());
    station.hearsAnswer(ours, { outcome: 'confirmed', earlierActorId: null });
    // Made before the gateway got our word, and still under way.
    station.hears(report({ owner: theirs, label: 'HR 150 > 120' }));
    expect(station.alarm(report())?.owner?.actorId).toBe('nurse');
  });

  test("has no other time of it: who had it when it ended is told, and what comes back is nobody's", () => {
    const station = new Station();
    station.hears(report({ owner: theirs }));
    station.hears(report({ owner: null, presence: 'off' }));
    expect(station.alarm(report())).toMatchObject({ presence: 'off', owner: { actorId: 'dr-east' } });
    // A gateway that forgot to forget.
    station.hears(report({ owner: theirs, onsetMs: NOON_MS + 5000 }));
    expect(station.alarm(report())).toMatchObject({ presence: 'on', owner: null });
  });

  test('keeps what is latched here only: the end at the bedside says nothing of it', () => {
    const station = new Station();
    station.hears(asystole());
    station.waits(2000);
    station.decides('take', asystole());
    station.hears(asystole({ presence: 'off', owner: givenBack }));
    expect(station.alarm(asystole())).toMatchObject({ presence: 'latched', owner: { actorId: 'nurse' } });
  });
});

describe('what was decided here', () => {
  test('is known better while it is under way; what was told meanwhile counts when it is answered', () => {
    const station = new Station();
    station.hears(report());
    const ours = station.decides('take', report());
    station.hears(report({ owner: theirs }));
    expect(station.alarm(report())?.owner?.actorId).toBe('nurse');
    station.hearsAnswer(ours, { outcome: 'confirmed', earlierActorId: null });
    expect(station.alarm(report())?.owner?.actorId).toBe('dr-east');
    // ... and if it was the later one there, its echo puts it right.
    station.hears(report({ owner: { actorId: 'nurse', commandId: ours.commandId, timeMs: NOON_MS + 1 } }));
    expect(station.alarm(report())?.owner).toEqual({ actorId: 'nurse', sinceMs: NOON_MS });
  });

  test('counts as delivered when the gateway tells it, though its answer gets lost', () => {
    const station = new Station();
    station.hears(report());
    const ours = station.decides('take', report());
    station.hears(report({ owner: { actorId: 'nurse', commandId: ours.commandId, timeMs: NOON_MS } }));
    expect(station.desk.alarms.commands.get(ours.commandId)?.delivery.state).toBe('confirmed');
    station.hears(report({ owner: theirs }));
    expect(station.alarm(report())?.owner?.actorId).toBe('dr-east');
  });

  test('and taken back is not undone by its own echo', () => {
    const station = new Station();
    station.hears(report());
    const ours = station.decides('take', report());
    station.hearsAnswer(ours, { outcome: 'confirmed', earlierActorId: null });
    const undo = station.undoes(ours);
    station.hears(report({ owner: { actorId: 'nurse', commandId: ours.commandId, timeMs: NOON_MS } }));
    station.hearsAnswer(undo, { outcome: 'confirmed', earlierActorId: null });
    expect(station.alarm(report())?.owner).toBeNull();
  });

  test('and refused there gives way to whoever has it by the gateway; where it tells nobody, it stays here', () => {
    const refused = { outcome: 'failed', reason: 'dr-east has this alarm' } as const;
    const station = new Station();
    station.hears(report({ owner: theirs }), asystole());
    station.hearsAnswer(station.decides('giveBack', report()), refused);
    expect(station.alarm(report())?.owner?.actorId).toBe('dr-east');
    station.hearsAnswer(station.decides('take', asystole()), refused);
    expect(station.alarm(asystole())?.owner?.actorId).toBe('nurse');
  });
});

const who = fc.nat({ max: 1 });
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constantFrom('take', 'take', 'handOn', 'giveBack', 'undo'), who }),
  fc.record({ what: fc.constantFrom('deliver', 'lose', 'answer', 'hear'), who }),
  fc.record({ what: fc.constantFrom('deliver', 'answer', 'hear'), who }),
  fc.constant({ what: 'frame' } as const),
);

/** The decisions that are out of force while they wait for confirmation. */
const suspended = ({ alarms }: Desk) =>
  [...alarms.commands.values()].flatMap(({ commandId, isSuspended }) => (isSuspended ? [commandId] : [])).join();

const owners = (desk: Desk) =>
  new Map([...desk.alarms.alarms.values()].map(({ id, occurrence, owner }) => [`${id} ${occurrence}`, owner]));

describe('whatever comes in whatever order', () => {
  test('two stations agree in the end on who has an alarm, and it is whom the gateway has', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(happenings, { minLength: 2, maxLength: 40, size: 'max' }), (story) => {
        const both = new TwoStations();
        for (const one of story) both.happens(one);
        both.settles();
        expect(both.owners).toEqual([both.owner, both.owner]);
        if (both.owner !== null) taken += 1;
      }),
      { numRuns: 2000 },
    );
    // Else this would be about nothing.
    expect(taken).toBeGreaterThan(200);
  });

  test('a station that starts again from its record in the middle goes on as if it had not', () => {
    fc.assert(
      fc.property(
        fc.array(happenings, { minLength: 2, maxLength: 40, size: 'max' }),
        fc.nat({ max: 40 }),
        (story, at) => {
          const [one, other] = [new TwoStations(), new TwoStations()];
          for (const [index, happening] of story.entries()) {
            one.happens(happening);
            other.happens(happening);
            if (index === at) for (const { station } of other.sides) station.startsAgain();
          }
          one.settles();
          other.settles();
          expect(other.sides.map(({ station }) => station.desk)).toEqual(one.sides.map(({ station }) => station.desk));
        },
      ),
      { numRuns: 300 },
    );
  });

  const played = (log: Log): Desk[] => {
    let desk = emptyDesk();
    return log.map(([event, nowMs]) => {
      desk = reduceDesk(desk, event, nowMs).state;
      return desk;
    });
  };

  test('to be told twice equals once', () => {
    fc.assert(
      fc.property(logOf(events), (log) => {
        const again = log.flatMap((step) => (step[0].type === 'reported' ? [step, step] : [step]));
        const last = (desks: readonly Desk[]) => owners(desks.at(-1) ?? emptyDesk());
        const once = log.flatMap((step) =>
          step[0].type === 'reported' ? [step, [{ type: 'tick' }, step[1]] as const] : [step],
        );
        // An id that a bedside gives to two things in one breath is another alarm each time it is told.
        fc.pre(log.every(([event]) => event.type !== 'reported' || event.reports.length <= 1));
        expect(last(played(again))).toEqual(last(played(once)));
      }),
      { numRuns: 300 },
    );
  });

  test('a gateway that tells no owners changes none, and takes none away', () => {
    const silent = logOf(events).map(
      (log): Log =>
        log.map(([event, nowMs]) => [
          event.type === 'reported' || event.type === 'opened'
            ? {
                ...event,
                reports: event.reports.map((one) => ({ ...one, report: { ...one.report, owner: null } })),
              }
            : event,
          nowMs,
        ]),
    );
    fc.assert(
      fc.property(silent, (log) => {
        let before = owners(emptyDesk());
        let waitingBefore = '';
        for (const [index, desk] of played(log).entries()) {
          const after = owners(desk);
          const waiting = suspended(desk);
          // What a decision changed is not so while it waits for confirmation.
          if (log[index]?.[0].type !== 'decided' && waiting === waitingBefore)
            for (const [occurrence, owner] of after) expect(owner).toEqual(before.get(occurrence) ?? null);
          before = after;
          waitingBefore = waiting;
        }
      }),
      { numRuns: 300 },
    );
  });
});
