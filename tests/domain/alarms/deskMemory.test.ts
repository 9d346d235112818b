import { expect, test } from 'vitest';
import type { Alarm } from '#domain/alarms/alarm.ts';
import type { Command } from '#domain/alarms/events.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { heapInUseMb } from '#tests/support/heapInUse.ts';
import { report, Station } from './bedside.ts';

/** What is kept of decisions that are settled (alarms.ts). */
const COMMANDS_KEPT = 20_000;

test('all that a desk may keep of what is over, decisions of a day and alarms of an hour, takes less than 20 MB', () => {
  const station = new Station();
  station.hears(report());
  const decided = station.decides('take', report());
  station.take({
    type: 'answered',
    commandId: decided.commandId,
    answer: { outcome: 'confirmed', earlierActorId: null },
  });
  station.hears(report({ presence: 'off' }));
  const { alarms, commands } = station.desk.alarms;
  const [alarm, command] = [[...alarms.values()][0], commands.get(decided.commandId)] as [Alarm, Command];

  // As they come from gateways and windows: each with texts of its own.
  const own = <T extends object>(value: T, over: Partial<T>): T => ({
    ...(JSON.parse(JSON.stringify(value)) as T),
    ...over,
  });
  const before = heapInUseMb();
  const ended = Array.from({ length: defaultPolicy.ended.kept }, (_, n) =>
    own(alarm, { id: `icu-a.hospital:7000/icu-a-1700000000000/bed-12/alarm-${n}` }),
  );
  const settled = Array.from({ length: COMMANDS_KEPT }, (_, n) =>
    own(command, {
      commandId: `0f8fad5b-d9cb-469f-a165-${String(n).padStart(12, '0')}`,
      alarmId: `icu-a.hospital:7000/icu-a-1700000000000/bed-12/alarm-${n % 3000}`,
      ownerBefore: { actorId: `nurse-${n % 20}`, sinceMs: n },
    }),
  );
  const desk = {
    alarms: new Map(ended.map((one) => [one.id, one])),
    idsOf: new Map(ended.map(({ id }) => [id, [id]])),
    commands: new Map(settled.map((one) => [one.commandId, one])),
  };
  const takesMb = heapInUseMb() - before;
  expect(desk.commands.size + desk.alarms.size).toBe(COMMANDS_KEPT + defaultPolicy.ended.kept);
  expect(takesMb).toBeGreaterThan(1);
  expect(takesMb).toBeLessThan(20);
});
