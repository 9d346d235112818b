import { describe, expect, it, onTestFinished } from 'vitest';
import type { Decision } from '#domain/alarms/events.ts';
import { type SteppedClock, steppedClock } from '#fixtures/faults/steppedClock.ts';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import { type GatewayServer, serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { AlarmPresence } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { runStation } from '#tests/main/runningStation.ts';
import { machineClock } from '#tests/main/testHost.ts';
import type { WindowProbe } from '#tests/main/windowProbe.ts';
import { bedsideAlarm as alarm } from '#tests/support/bedsideAlarm.ts';
import { until } from '#tests/support/until.ts';
import { dataFolder } from './journal.ts';

const MINUTE_MS = 60_000;

function startWard(): Ward {
  const ward = new Ward({ gatewayId: 'gw', displayName: 'Ramp ward', frameMs: 20, sources: [rampSource()] });
  ward.start();
  onTestFinished(() => ward.stop());
  return ward;
}

async function serve(ward: Ward, port = 0): Promise<GatewayServer> {
  const server = await serveWard(ward, { port });
  onTestFinished(() => server.stop());
  return server;
}

let commands = 0;
function decision(alarmId: string, over: object = { action: 'acknowledge' }): Decision {
  commands += 1;
  return { commandId: `w${commands}`, alarmId, actorId: 'n.okafor', issuedMs: Date.now(), ...over } as Decision;
}

const decide = (window: WindowProbe, ...decisions: Decision[]) => window.send({ type: 'decide', decisions });
const stateOf = (window: WindowProbe, { alarmId, commandId }: Decision) =>
  window.members.get(alarmId)?.commands.find((command) => command.commandId === commandId)?.delivery.state;
const acknowledgedAt = (window: WindowProbe, id: string) => window.members.get(id)?.alarm.acknowledged?.actorId ?? null;
const effective = (ward: Ward) =>
  ward.commands().flatMap(({ request, isEffective }) => (isEffective ? request.commandId : []));

/** The gateway is lost in the middle of a code blue, a nurse acknowledges, and the gateway stays away for `awayMs`. */
async function acknowledgedInVain(awayMs: number) {
  const ward = startWard();
  const server = await serve(ward);
  const folder = dataFolder();
  const clock = steppedClock(machineClock);
  const start = (at: SteppedClock = clock) => runStation([server.address], {}, { dataFolder: folder }, { clock: at });
  const running = start();
  const window = running.attach().open();
  await until('live', () => running.view(server.address).link.state === 'live');
  const id = `${server.address}/asys`;
  ward.emit({ alarms: [alarm('asys')] });
  await until('the alarm is shown', () => window.members.has(id));
  await server.stop();
  await until('the loss is noticed', () => running.view(server.address).link.state === 'lost');
  const late = decision(id);
  decide(window, late);
  await until('it is on its way', () => stateOf(window, late) === 'sent');
  expect(acknowledgedAt(window, id)).toBe('n.okafor');
  clock.step(awayMs);
  const back = () => serve(ward, server.port);
  return { ward, running, window, id, late, start, back };
}

describe('a gateway that was away for longer than a decision is good for', () => {
  it('is not told of it when it is back: every window is asked, and the alarm calls', async () => {
    const { ward, running, window, id, late, back } = await acknowledgedInVain(3 * MINUTE_MS);
    const other = running.attach().open();
    await until('it waits', () => stateOf(window, late) === 'held' && stateOf(other, late) === 'held');
    expect(acknowledgedAt(window, id)).toBeNull();
    await back();
    await until('the link is live', () => isLive(running, late));
    // A fresh one on the same alarm may not pass it; when it comes, what was to come before it has not.
    const later = decision(id, { action: 'take' });
    decide(window, later);
    await until('the later one is behind', () => stateOf(window, later) === 'behind');
    expect(ward.commands()).toEqual([]);

    decide(other, decision(id, { action: 'sendNow', waiting: late.commandId, actorId: 'm.lind' }));
    decide(window, decision(id, { action: 'drop', waiting: late.commandId }));
    await until('the bedside got both', () => stateOf(window, later) === 'confirmed');
    expect(effective(ward)).toEqual([late.commandId, later.commandId]);
    expect(ward.commands()[0]?.request).toMatchObject({ actorId: 'n.okafor', commandId: late.commandId });
    expect(acknowledgedAt(window, id)).toBe('n.okafor');
    expect(window.all('decisionRefused').map(({ because }) => because)).toEqual(['heldAnsweredAlready']);
    expect(other.all('decisionRefused')).toEqual([]);
  });

  it('and meanwhile saw the alarm end: nobody is asked, and nothing is sent', async () => {
    const { ward, running, window, id, late, back } = await acknowledgedInVain(3 * MINUTE_MS);
    await until('it waits', () => stateOf(window, late) === 'held');
    ward.emit({ alarms: [alarm('asys', { presence: AlarmPresence.ALARM_PRESENCE_OFF })] });
    await back();
    await until('live', () => isLive(running, late));
    await until('it is settled', () => !window.members.has(id) || stateOf(window, late) === 'lapsed');
    expect(ward.commands()).toEqual([]);
  });
});

describe('a station that starts again with an old decision in its record', () => {
  it('asks before it sends it, in whichever window there is, and after another start still', async () => {
    const { ward, running, late, start, back } = await acknowledgedInVain(0);
    await running.station.close();
    await back();
    const morning = steppedClock(machineClock);
    morning.step(8 * 60 * MINUTE_MS);
    const second = start(morning);
    const window = second.attach().open();
    await until('it waits', () => stateOf(window, late) === 'held');
    await until('live', () => isLive(second, late));
    const probe = decision(late.alarmId, { action: 'note', text: 'still here' });
    decide(window, probe);
    await until('the station goes on', () => stateOf(window, probe) === 'none');
    expect(ward.commands()).toEqual([]);
    await second.station.close();

    const third = start(morning);
    const after = third.attach().open();
    await until('it still waits', () => stateOf(after, late) === 'held');
    expect(acknowledgedAt(after, late.alarmId)).toBeNull();
    decide(after, decision(late.alarmId, { action: 'sendNow', waiting: late.commandId, actorId: 'm.lind' }));
    await until('the bedside got it', () => stateOf(after, late) === 'confirmed');
    expect(effective(ward)).toEqual([late.commandId]);
  });

  it('keeps to what somebody dropped', async () => {
    const { ward, running, late, window, start, back } = await acknowledgedInVain(3 * MINUTE_MS);
    await until('it waits', () => stateOf(window, late) === 'held');
    const drop = decision(late.alarmId, { action: 'drop', waiting: late.commandId });
    decide(window, drop);
    await until('it is dropped', () => stateOf(window, late) === 'dropped');
    await running.station.close();
    await back();
    const again = start();
    const after = again.attach().open();
    await until('live', () => isLive(again, late));
    const take = decision(late.alarmId, { action: 'take' });
    decide(after, take);
    await until('the bedside got the next one', () => stateOf(after, take) === 'confirmed');
    expect(effective(ward)).toEqual([take.commandId]);
  });
});

const isLive = ({ view }: ReturnType<typeof runStation>, { alarmId }: Decision) =>
  view(alarmId.slice(0, alarmId.indexOf('/'))).link.state === 'live';
