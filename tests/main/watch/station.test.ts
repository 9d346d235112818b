import { expect, it, onTestFinished } from 'vitest';
import { BRIDGE_VERSION } from '#bridge/messages.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { runStation } from '#tests/main/runningStation.ts';
import { until } from '#tests/support/until.ts';

it('every window that somebody looks at is told what the waves say, one that opens later at once, and a history nothing', async () => {
  const ward = new Ward({
    gatewayId: 'gw',
    displayName: 'Ward',
    sources: scenario('quiet', 2, 1),
    originMs: Math.round(systemClock.nowMs()) - 40_000,
  });
  onTestFinished(() => ward.stop());
  const server = await serveWard(ward);
  onTestFinished(() => server.stop());
  const running = runStation([server.address]);
  const window = running.attach().open();
  const history = running.attach();
  history.send({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0, as: 'history' });
  await until('live', () => running.view(server.address).link.state === 'live');
  ward.start();
  const told = () => window.all('waveRates').flatMap(({ beds }) => beds);
  await until('a heart rate is told', () => told().some(({ heart }) => heart !== null), 20_000);
  const rates = told().findLast(({ heart }) => heart !== null);
  const bed = window.beds.get(server.address)?.find(({ bedKey }) => bedKey === rates?.bedKey);
  expect(rates?.patientKey, 'whose they are').toBe(bed?.patient?.key);
  expect(rates?.waves.map(({ channelId }) => channelId)).toEqual(
    expect.arrayContaining(bed?.channels.filter(({ unit }) => unit === 'mV').map(({ channelId }) => channelId) ?? []),
  );
  const later = running.attach().open();
  await until('a window that opens now is told', () => later.all('waveRates').length > 0);
  expect(later.all('waveRates')[0]?.beds.length).toBeGreaterThan(0);
  const lateHistory = running.attach();
  lateHistory.send({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0, as: 'history' });
  await until('the histories are alive', () => [history, lateHistory].every((each) => each.all('alive').length > 0));
  expect([...history.all('waveRates'), ...lateHistory.all('waveRates')]).toEqual([]);
});

it('a window that takes nothing in is sent no rates meanwhile', async () => {
  const ward = new Ward({ gatewayId: 'gw', displayName: 'Ward', sources: scenario('quiet', 1, 1) });
  onTestFinished(() => ward.stop());
  const server = await serveWard(ward);
  onTestFinished(() => server.stop());
  const running = runStation([server.address]);
  const [window, slow] = [running.attach().open(), running.attach()];
  slow.creditsGiven = false;
  slow.open();
  ward.start();
  await until('rates are told', () => window.all('waveRates').length >= 3, 20_000);
  expect(slow.all('alive').length).toBeGreaterThan(2);
  expect(slow.all('waveRates')).toEqual([]);
});
