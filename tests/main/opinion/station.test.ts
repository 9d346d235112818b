import { expect, it, onTestFinished } from 'vitest';
import type { Alarm } from '#domain/alarms/alarm.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { dataFolder } from '#tests/main/alarms/journal.ts';
import { runStation } from '#tests/main/runningStation.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { until } from '#tests/support/until.ts';

/** A ward with the waves of half a minute, which it sends in fast motion once it has begun. */
async function servedWard(name: string, beds: number) {
  const ward = new Ward({
    gatewayId: 'gw',
    displayName: 'Ward',
    sources: scenario(name, beds, 1),
    originMs: Math.round(systemClock.nowMs()) - 35_000,
  });
  onTestFinished(() => ward.stop());
  const server = await serveWard(ward);
  onTestFinished(() => server.stop());
  return { ward, server };
}

it('every window is told of a false asystole first and what the waves say of it after, and a station that is started again says the same', async () => {
  const { ward, server } = await servedWard('quiet', 2);
  const folder = dataFolder();
  const running = runStation([server.address], {}, { dataFolder: folder });
  const window = running.attach().open();
  const id = `${server.address}/false`;
  const opinionOf = (): Alarm['opinion'] => window.members.get(id)?.alarm.opinion ?? null;
  await until('live', () => running.view(server.address).link.state === 'live');
  ward.start();
  await until('half a minute is here', () => [...window.samples.values()].some(({ size }) => size > 8_500));
  ward.emit({ alarms: [bedsideAlarm('false')] });
  await until('it is judged', () => opinionOf() !== null, 10_000);
  const told = window.all('members').flatMap(({ changed }) => changed.filter(({ alarm }) => alarm.id === id));
  expect(told[0]?.alarm, 'the alarm first').toMatchObject({ presence: 'on', opinion: null });
  expect(opinionOf()).toMatchObject({ rhythm: 'asystole', credibility: 'doubtful' });
  expect(opinionOf()?.sources.map(({ label, says }) => [label, says])).toContainEqual(['II', 'against']);
  expect(told.at(-1)?.presentation, 'presented as before').toEqual(told[0]?.presentation);
  const before = opinionOf();
  const later = running.attach().open();
  await until('a window that opens now shows it', () => later.members.has(id));
  expect(later.members.get(id)?.alarm.opinion).toEqual(before);
  await running.station.close();

  const again = runStation([server.address], {}, { dataFolder: folder }).attach().open();
  await until('the alarm is shown again', () => again.members.has(id));
  expect(again.members.get(id)?.alarm.opinion).toEqual(before);
});
