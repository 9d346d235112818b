import { describe, expect, it, onTestFinished } from 'vitest';
import { carrierPair } from '#bridge/pair.ts';
import { rampSample, rampSource } from '#fixtures/gateway/ramp.ts';
import { type GatewayServer, type ServeOptions, serveWard } from '#fixtures/gateway/server.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Ward, type WardOptions } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { until } from '#tests/support/until.ts';
import { type RunningStation, runStation } from './runningStation.ts';
import { WindowProbe } from './windowProbe.ts';

const second = 1000;

function startWard(options: Partial<WardOptions> & { beds?: number; channels?: number } = {}): Ward {
  const sources = Array.from({ length: options.beds ?? 2 }, () => rampSource({ channels: options.channels ?? 2 }));
  const ward = new Ward({ gatewayId: 'gw', displayName: 'Ramp ward', frameMs: 20, sources, ...options });
  ward.start();
  onTestFinished(() => ward.stop());
  return ward;
}

async function serve(ward: Ward, options: ServeOptions = {}): Promise<GatewayServer> {
  const server = await serveWard(ward, options);
  onTestFinished(() => server.stop());
  return server;
}

function isLive({ view }: RunningStation, { address }: GatewayServer): boolean {
  return view(address).link.state === 'live';
}

/** Index ranges a window holds of a channel; fails when a sample is not the ramp's. */
function ranges(window: WindowProbe, channelId: number): [first: number, end: number][] {
  const held: [number, number][] = [];
  for (const [index, raw] of window.channel(channelId)) {
    expect(raw).toBe(rampSample(index));
    const last = held.at(-1);
    if (last !== undefined && last[1] === index) last[1] = index + 1;
    else held.push([index, index + 1]);
  }
  return held;
}

function newest(window: WindowProbe, channelId: number): number {
  return Math.max(-1, ...(window.samples.get(channelId)?.keys() ?? []));
}

describe('a station', () => {
  it('shows its windows that it lives, also when there is nothing else to tell', async () => {
    const running = runStation([]);
    const window = running.attach().open();
    await until('two signs of life', () => window.all('alive').length >= 2);
  });
});

describe('a running ward', () => {
  it('reaches a window whole: every sample of every channel, once, in its place', async () => {
    const ward = startWard({ beds: 16, channels: 3 });
    const server = await serve(ward);
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('a second has arrived on 48 channels', () => window.samples.size === 48 && newest(window, 1) > 250);
    ward.stop();
    await until('the last sample has arrived', () =>
      [...ward.sent()].every(([channelId, { endIndex }]) => newest(window, channelId) === endIndex - 1),
    );
    for (const [channelId, sent] of ward.sent()) {
      const [held, ...more] = ranges(window, channelId);
      expect(more).toEqual([]);
      expect(held?.[1]).toBe(sent.endIndex);
    }
    expect(window.samples.size).toBe(48);
    expect(window.duplicated).toBe(0);
    expect(running.view(server.address).counts).toEqual({});
    expect(window.gateways.get(server.address)).toMatchObject({ wardName: 'Ramp ward', simulated: true });
  });

  it('is whole at once on a window that reloads: the last 30 s, within a second', async () => {
    const ward = startWard({ originMs: Date.now() - 35 * second });
    ward.stop();
    const server = await serve(ward);
    const running = runStation([server.address]);
    await until('the station listens', () => isLive(running, server));
    ward.start();
    const first = running.attach().open(0);
    await until('the station holds the past', () => newest(first, 1) > 34 * 250);
    first.close();
    const startMs = performance.now();
    const again = running.attach().open(30 * second);
    await until('the past is there', () => [1, 2, 3, 4].every((id) => (again.samples.get(id)?.size ?? 0) >= 30 * 250));
    expect(performance.now() - startMs).toBeLessThan(second);
    expect(ranges(again, 1)).toHaveLength(1);
  });

  it('shows how far its clock is from ours', async () => {
    const clock = { nowMs: () => Date.now() + 90_000, monotonicMs: () => performance.now() };
    const server = await serve(startWard({ clock }));
    const running = runStation([server.address]);
    await until('the clock is known', () => (running.view(server.address).clockUncertaintyMs ?? 99) < 50);
    const { clockOffsetMs, clockUncertaintyMs } = running.view(server.address);
    expect(Math.abs((clockOffsetMs ?? 0) - 90_000)).toBeLessThanOrEqual((clockUncertaintyMs ?? 0) + 1);
  });

  it('is let go when the station closes, and its windows with it', async () => {
    const server = await serve(startWard());
    const running = runStation([server.address]);
    const window = running.attach().open();
    await until('live', () => isLive(running, server));
    await running.station.close();
    await running.station.close();
    await until('the stream has ended', () => server.subscribers === 0);
    expect(window.closedBecause).not.toBeNull();
    const [left, right] = carrierPair();
    const late = new WindowProbe(right);
    running.station.attach(left);
    await until('a late window is turned away', () => late.closedBecause !== null);
  });
});

describe('a gateway that crashes', () => {
  it('and comes back with its buffer costs no mark and shows none twice', async () => {
    const [marked] = scenario('calibration', 7, 1).slice(6);
    const ward = startWard({ sources: [marked!] });
    const server = await serve(ward);
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('marks come', () => window.marks.length > 1);
    await server.stop();
    await until('the loss is noticed', () => running.view(server.address).link.state === 'lost', 1500);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const again = await serve(ward, { port: server.port });
    await until('live again', () => isLive(running, again));
    const count = window.marks.length;
    await until('the marks of the time between and new ones', () => window.marks.length >= count + 4);
    const first = window.marks[0]!.index;
    // Every rising edge is a beat, every falling one a pacer pulse, half a second apart.
    expect(window.marks).toEqual(
      window.marks.map((_, k) => ({
        channelId: 1,
        index: first + k * 125,
        kind: (first / 125 + k) % 2 === 0 ? 'qrs' : 'pacer',
      })),
    );
    expect(Object.keys(running.view(server.address).counts).sort()).toEqual(['failedAttempts', 'linkLosses']);
  });

  it('and comes back with its buffer costs no sample and shows none twice', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 50);
    await server.stop();
    await until('the loss is noticed', () => running.view(server.address).link.state === 'lost', 1500);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const again = await serve(ward, { port: server.port });
    const returnedMs = performance.now();
    const goal = () => Math.min(...[...ward.sent().values()].map(({ endIndex }) => endIndex));
    await until('the wall lives', () => isLive(running, again) && newest(window, 1) > goal() - 100, 3 * second);
    expect(performance.now() - returnedMs).toBeLessThan(3 * second);
    await until('more samples come', () => newest(window, 1) > 500);
    for (const channelId of [1, 2, 3, 4]) expect(ranges(window, channelId)).toHaveLength(1);
    expect([...window.samples.keys()].sort()).toEqual([1, 2, 3, 4]);
    expect(window.duplicated).toBe(0);
    expect(running.view(server.address).counts).toEqual({ linkLosses: 1, failedAttempts: expect.any(Number) });
    expect(running.lines.at(0), 'first line').toBe(`info ${server.address}: live`);
    expect(running.lines.at(-1), 'last line').toBe(`info ${server.address}: live`);
    expect(running.lines.length).toBeGreaterThan(2);
  });

  it('and comes back after its buffer ran over leaves a gap of the same channels, and says how much', async () => {
    const ward = startWard({ replayDepthMs: 100 });
    const server = await serve(ward);
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 50);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await serve(ward, { port: server.port });
    await until('samples come again', () => ranges(window, 1).length === 2);
    const [before, after] = ranges(window, 1);
    expect((after?.[0] ?? 0) - (before?.[1] ?? 0)).toBeGreaterThan(50);
    await until('the count is told', () => (running.view(server.address).counts['framesLost'] ?? 0) > 5);
    expect(window.duplicated).toBe(0);
  });

  it('and comes back without memory is live within 3 s with channels that are new, never spliced', async () => {
    const server = await serve(startWard());
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 50);
    await server.stop();
    await until('the loss is noticed', () => running.view(server.address).link.state === 'lost', 1500);
    const fresh = startWard();
    await serve(fresh, { port: server.port });
    await until('the new channels move', () => newest(window, 5) > 20, 3 * second);
    expect([...window.samples.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(window.beds.get(server.address)?.map(({ bedKey }) => bedKey)).toEqual([
      `${server.address}/bed-1`,
      `${server.address}/bed-2`,
    ]);
    expect(ranges(window, 5)[0]?.[0]).toBe(0);
    await until('the count is told', () => running.view(server.address).counts['epochChanges'] === 1);
  });
});

describe('a gateway that cannot be used', () => {
  it('because it hangs is lost as silent within 2 s, and goes on without loss when it wakes up', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 50);
    server.setFrozen(true);
    const frozenMs = performance.now();
    await until('it is lost', () => running.view(server.address).link.state === 'lost', 2 * second);
    expect(performance.now() - frozenMs).toBeLessThan(2 * second);
    expect(running.view(server.address).link).toMatchObject({ code: 'silent' });
    server.setFrozen(false);
    await until('it is live', () => isLive(running, server), 3 * second);
    await until('samples come again', () => newest(window, 1) > 500);
    expect(ranges(window, 1)).toHaveLength(1);
    expect(window.duplicated).toBe(0);
  });

  it('because nothing listens says where and what to do, and tries again', async () => {
    const server = await serve(startWard());
    await server.stop();
    const running = runStation([server.address]);
    const { address } = server;
    await until('it is lost', () => running.view(address).link.state === 'lost');
    const { link } = running.view(address);
    expect(link).toMatchObject({
      code: 'unreachable',
      detail: expect.stringMatching(`^${address}: no connection \\(connect ECONNREFUSED ${address}\\)\\. Check`),
    });
    expect(running.links(address)).toEqual(['connecting', 'lost unreachable']);
    await serve(startWard(), { port: server.port });
    await until('it is live', () => isLive(running, server), 3 * second);
  });

  it('because it answers nothing is unreachable when the time is up', async () => {
    const server = await serve(startWard());
    server.setFrozen(true);
    const running = runStation([server.address], { connectMs: 200 });
    await until('it is lost', () => running.view(server.address).link.state === 'lost', second);
    expect(running.view(server.address).link).toMatchObject({ code: 'unreachable' });
  });

  it('because it speaks another version is refused with both versions named, and asked again only slowly', async () => {
    const server = await serve(startWard(), { contractMajor: 2 });
    const running = runStation([server.address]);
    const window = running.attach().open();
    await until('it is lost', () => running.view(server.address).link.state === 'lost');
    const { link } = running.view(server.address);
    expect(link).toMatchObject({ code: 'version', detail: expect.stringMatching(/version 2 .* version 1/) });
    expect(link.state === 'lost' && link.retryAtMs - Date.now()).toBeGreaterThan(5 * second);
    expect(window.beds.size).toBe(0);
    expect(running.view(server.address).counts).toEqual({ failedAttempts: 1 });
  });

  it('because it is the same as another one is refused with its id, and the first goes on', async () => {
    const ward = startWard();
    const [one, two] = [await serve(ward), await serve(ward)];
    const running = runStation([one.address, two.address]);
    const window = running.attach().open();
    const states = () => [one, two].map(({ address }) => running.view(address).link);
    await until(
      'one is live, one is lost',
      () =>
        states()
          .map(({ state }) => state)
          .sort()
          .join() === 'live,lost',
    );
    const lost = states().find(({ state }) => state === 'lost');
    expect(lost).toMatchObject({ code: 'protocol', detail: expect.stringContaining('"gw", which another configured') });
    await until('samples come', () => window.samples.size === 4);
  });

  it('does not hold up another one', async () => {
    const dead = await serve(startWard({ gatewayId: 'dead' }));
    await dead.stop();
    const server = await serve(startWard());
    const running = runStation([dead.address, server.address]);
    const window = running.attach().open(60 * second);
    await until('the other one lives', () => newest(window, 1) > 250);
    expect(ranges(window, 1)).toHaveLength(1);
    expect(running.view(dead.address).link.state).toBe('lost');
    expect(running.links(server.address)).toEqual(['connecting', 'live']);
    expect([...window.gateways.keys()]).toEqual([dead.address, server.address]);
  });
});

describe('a frame with faults in it', () => {
  it('loses what is wrong, counted by name, and nothing else', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 100);
    const samples = [7, 7, 7];
    ward.emit({
      waveforms: [
        { channelId: 99, firstIndex: 0n, samples },
        { channelId: 1, firstIndex: 1_000_000n, samples },
        { channelId: 1, firstIndex: BigInt(newest(window, 1) - 20), samples },
        { channelId: 2, firstIndex: 20n, samples: [] },
      ],
      observations: [{ numericId: 77, timeNs: 0n, value: 1 }],
    });
    const counts = () => running.view(server.address).counts;
    await until('all is counted', () => Object.keys(counts()).length === 5);
    expect(counts()).toEqual({
      unknownChannel: 1,
      implausibleTime: 1,
      duplicateSamples: 3,
      emptyBatches: 1,
      unknownNumeric: 1,
    });
    const seen = newest(window, 1);
    await until('samples go on', () => newest(window, 1) > seen + 100);
    for (const channelId of [1, 2, 3, 4]) expect(ranges(window, channelId)).toHaveLength(1);
    expect(running.links(server.address)).toEqual(['connecting', 'live']);
    expect(running.lines.filter((line) => line.includes('channel 99'))).toHaveLength(1);
  });

  it("says no patient's name in the log, whatever goes wrong", async () => {
    const patient = { patientId: 'MRN-SECRET', displayName: 'Doe, Jane', ageYears: 50, sex: 'female' } as const;
    const ward = startWard({ sources: [{ ...rampSource(), patient }] });
    const server = await serve(ward);
    const running = runStation([server.address]);
    await until('live', () => isLive(running, server));
    const bed = ward.bed('bed-1');
    if (bed === undefined) throw new Error('the ward has a first bed');
    ward.emit({
      bedChanges: [
        {
          change: {
            $case: 'bed',
            value: { ...bed, channels: bed.channels.map((channel) => ({ ...channel, rateHz: 0 })) },
          },
        },
      ],
    });
    await until('it is refused', () => running.view(server.address).counts['refusedChannels'] === 1);
    expect(running.lines.join('\n')).toMatch(/bed "bed-1", channel 1 "RAMP 1": has a rate of 0 Hz/);
    expect(running.lines.join('\n')).not.toMatch(/SECRET|Doe/);
  });

  it.each([
    ['an hour ahead', 3600 * second],
    ['an hour back', -3600 * second],
  ])('is not made by setting the clock of a gateway %s: the waves go on', async (_, stepMs) => {
    let setMs = 0;
    const clock = { nowMs: () => systemClock.nowMs() + setMs, monotonicMs: () => systemClock.monotonicMs() };
    const server = await serve(startWard({ clock }));
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 50);
    setMs = stepMs;
    await until('more samples come', () => newest(window, 1) > 300);
    for (const channelId of [1, 2, 3, 4]) expect(ranges(window, channelId)).toHaveLength(1);
    await until('it is seen', () => Math.abs((running.view(server.address).clockOffsetMs ?? 0) - stepMs) < second);
    expect(running.view(server.address).counts).toEqual({ clockSteps: 1 });
  });

  it('is not refused for a gateway whose clock is hours away from ours', async () => {
    const clock = {
      nowMs: () => systemClock.nowMs() - 7 * 3600 * second,
      monotonicMs: () => systemClock.monotonicMs(),
    };
    const server = await serve(startWard({ clock }));
    const running = runStation([server.address]);
    const window = running.attach().open(60 * second);
    await until('samples come', () => newest(window, 1) > 50);
    expect(running.view(server.address).counts).toEqual({});
  });
});
