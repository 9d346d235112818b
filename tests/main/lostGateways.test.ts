import { setTimeout as delay } from 'node:timers/promises';
import { NEVER } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { carrierPair } from '#bridge/pair.ts';
import { LINK_LOST } from '#domain/alarms/alarmCodes.ts';
import { FaultProxy } from '#fixtures/faults/faultProxy.ts';
import type { GatewayLine, GatewayOrder } from '#fixtures/faults/gatewayTalk.ts';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { Random } from '#fixtures/patients/random.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import type { BedPlace } from '#renderer/wall/places.ts';
import { WallStore } from '#renderer/wall/wall.store.ts';
import { startChild } from '#tests/soak/childProcess.ts';
import { until } from '#tests/support/until.ts';
import { type RunningStation, runStation } from './runningStation.ts';
import type { WindowProbe } from './windowProbe.ts';

/** MEASURES.md, the table of faults. */
const TOLD_WITHIN_MS = 1500;
const ALARM_WITHIN_MS = 3000;
const LIVE_WITHIN_MS = 2000;
/** A timer is late by so much while this machine runs other tests. */
const LATE_MS = 100;

function standing(window: WindowProbe): string[] {
  return [...window.members.values()]
    .filter(({ alarm }) => alarm.report.code === LINK_LOST && alarm.presence === 'on')
    .map(({ alarm }) => alarm.report.bedKey);
}

/** The tiles of a wall as the renderer's own store has them. */
function wallOf({ station }: RunningStation): { places(): BedPlace[] } {
  const link = connectStation(() => {
    const [left, right] = carrierPair();
    station.attach(left);
    return Promise.resolve(right);
  }, systemClock);
  const ticks = link.ticks.subscribe(({ tick }) => link.took(tick));
  const store = new WallStore({ messages: link.messages, status: link.status, ticker: NEVER }, systemClock);
  onTestFinished(() => {
    store.dispose();
    ticks.unsubscribe();
    link.close();
  });
  return { places: () => store.state.value.places.flatMap((place) => (place.kind === 'bed' ? [place] : [])) };
}

describe('a link that swallows everything and resets nothing', () => {
  it.each([
    ['frames, ten a second', 100],
    ['nothing but heartbeats, two a second', 0],
  ])(
    'and has brought %s: its tiles say so within 1.5 s, one alarm stands within 3 s, and a fresh connection follows',
    async (_, frameMs) => {
      const sources = [1, 2, 3].map(() => rampSource());
      const ward = new Ward({ gatewayId: 'g', displayName: 'ICU', sources });
      if (frameMs > 0) ward.start();
      const server = await serveWard(ward);
      const proxy = await FaultProxy.open({ target: () => server.port, random: () => 0.5 });
      onTestFinished(async () => {
        ward.stop();
        await proxy.close();
        await server.stop();
      });
      const address = `127.0.0.1:${proxy.port}`;
      const running = runStation([address]);
      const window = running.attach().open();
      const wall = wallOf(running);
      const areAll = (state: BedPlace['link']['state']) =>
        wall.places().length === 3 && wall.places().every(({ link }) => link.state === state);
      await until('three tiles are live', () => areAll('live'));
      await delay(700);
      const connections = proxy.connections;
      const beganMs = performance.now();
      await proxy.become({ is: 'halfOpen' });
      await until('all tiles tell it', () => areAll('lost'));
      expect(performance.now() - beganMs).toBeLessThan(TOLD_WITHIN_MS + LATE_MS);
      expect(wall.places().map(({ link }) => 'why' in link && link.why)).toEqual(['silent', 'silent', 'silent']);
      await until('the alarm stands', () => standing(window).length > 0);
      expect(performance.now() - beganMs).toBeLessThan(ALARM_WITHIN_MS);
      expect(standing(window)).toEqual([address]);
      // What was swallowed is let go, not waited for.
      await until('it is tried anew', () => proxy.connections > 0 && proxy.connections <= connections);
      await proxy.become({ is: 'sound' });
      await until('all tiles are live', () => areAll('live'), 6000);
      await until('the alarm has ended', () => standing(window).length === 0);
    },
    30_000,
  );
});

describe('eight gateways that are lost at once and return at once', () => {
  it('are eight alarms and not one a bed, are not tried in step, and are live again within 2 s', async () => {
    const random = new Random(8, 'retries');
    const gateways = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const port = await new Promise<number>((resolve, reject) => {
          const child = startChild<GatewayLine, GatewayOrder>(
            'fixtures/faults/gatewayProcess.ts',
            ['--id', `herd-${n}`, '--beds', '3', '--seed', `${n}`],
            (line) => {
              if (line.of === 'serving') resolve(line.port);
            },
            (why) => reject(new Error(why)),
          );
          onTestFinished(() => child.kill());
        });
        const proxy = await FaultProxy.open({ target: () => port, random: () => 0.5 });
        onTestFinished(() => proxy.close());
        return { proxy, address: `127.0.0.1:${proxy.port}` };
      }),
    );
    const addresses = gateways.map(({ address }) => address);
    const running = runStation(addresses, {}, {}, { random: () => random.uniform() });
    const window = running.attach().open();
    const areLive = () => addresses.every((address) => running.view(address).link.state === 'live');
    await until('all are live', areLive, 20_000);
    const attempts = new Map<string, Set<number>>(addresses.map((address) => [address, new Set()]));
    running.station.gateways.subscribe((views) => {
      for (const { gatewayId, link } of views)
        if (link.state === 'lost') attempts.get(gatewayId)?.add(Math.round(link.retryAtMs));
    });
    await Promise.all(gateways.map(({ proxy }) => proxy.become({ is: 'cut' })));
    await until('every gateway has its alarm', () => standing(window).length === 8, ALARM_WITHIN_MS);
    // Until each waits as long as it ever does.
    await delay(5000);
    expect(standing(window).toSorted()).toEqual(addresses.toSorted());
    const beganMs = performance.now();
    await Promise.all(gateways.map(({ proxy }) => proxy.become({ is: 'sound' })));
    await until('all are live again', areLive, 6000);
    expect(performance.now() - beganMs).toBeLessThan(LIVE_WITHIN_MS + LATE_MS);
    await until('no alarm stands', () => standing(window).length === 0);
    // The last attempts of all: no second in which they come together.
    const last = [...attempts.values()].map((times) => Math.max(...times)).sort((one, other) => one - other);
    const together = last.map((atMs) => last.filter((other) => other >= atMs && other < atMs + 50).length);
    expect(Math.max(...together)).toBeLessThan(5);
    expect((last.at(-1) ?? 0) - (last[0] ?? 0)).toBeGreaterThan(200);
  }, 60_000);
});
