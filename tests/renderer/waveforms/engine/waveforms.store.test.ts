import { map } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import { WaveformStore } from '#renderer/waveforms/engine/waveforms.store.ts';
import { bed, block, channel, FakeLink, HandClock } from '#tests/renderer/waveforms/support/syntheticWard.ts';

const NOW = 1_700_000_000_000;
const ecgOf = (channelId: number, originMs = NOW) => channel(channelId, originMs);
const flat = () => 0.2;

describe('the waveforms a window holds', () => {
  let clock: HandClock;
  let link: FakeLink;
  let store: WaveformStore;

  beforeEach(() => {
    vi.useFakeTimers();
    clock = new HandClock(NOW);
    link = new FakeLink();
    const ticks = link.ticks.pipe(map(({ bytes }) => decodeWaveTick(bytes)));
    store = new WaveformStore({ messages: link.messages, status: link.status, ticks }, clock);
    link.open(NOW);
  });
  afterEach(() => {
    store.dispose();
    vi.useRealTimers();
  });

  const pass = (ms: number) => {
    clock.now += ms;
    vi.advanceTimersByTime(ms);
  };
  const described = () => [...store.traces()].map(({ trace }) => trace.channel.channelId);

  test('a new session sends everything again: nothing is lost, what comes twice is counted and dropped', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    link.send(block(of, 0, 100, flat));
    link.open(NOW + 1);
    link.beds([bed('g/1', [{ ...of }])]);
    link.send(block(of, 0, 150, flat));
    const traces = [...store.traces()];
    expect(traces).toHaveLength(1);
    expect([traces[0]?.trace.held(0, 1_000), traces[0]?.trace.duplicated]).toEqual([150, 100]);
  });

  test('a new epoch is not spliced onto the old one, which stays until it has left the window', () => {
    link.beds([bed('g/1', [ecgOf(1)])]);
    link.send(block(ecgOf(1), 0, 250, flat));
    link.beds([bed('g/1', [ecgOf(2, NOW + 5_000)])]);
    link.send(block(ecgOf(2, NOW + 5_000), 0, 250, flat));
    expect(described()).toEqual([1, 2]);
    const lane = store.lane('g/1', 2);
    expect(lane?.traces).toHaveLength(2);
    pass(40_000);
    expect(described()).toEqual([1, 2]);
    pass(22_000);
    expect(described()).toEqual([2]);
    expect(lane?.traces).toHaveLength(1);
  });

  test('a station that counts its channels anew does not mix up patients', () => {
    link.beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])]);
    link.send(
      block(ecgOf(1), 0, 250, () => 1),
      block(ecgOf(2), 0, 250, () => 2),
    );
    link.open(NOW + 1);
    link.beds([bed('g/1', [ecgOf(2, NOW + 1)]), bed('g/2', [ecgOf(1, NOW + 1)])]);
    link.send(
      block(ecgOf(1), 300, 310, () => 3),
      block(ecgOf(2), 300, 310, () => 4),
    );
    expect(store.lane('g/1', 2)?.current?.ring.at(305)).toBe(4000);
    expect(store.lane('g/2', 1)?.current?.ring.at(305)).toBe(3000);
    expect(store.lane('g/1', 2)?.traces[0]?.ring.at(305)).not.toBe(3000);
    const lane = store.lane('g/1', 2);
    expect(lane && store.laneStatus(lane)).toBe('unknown');
  });

  test('samples nobody described and channels that cannot be are counted, and the rest goes on', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of, channel(2, NOW, { rateHz: 0 }), channel(3, NOW, { scalePerLsb: Number.NaN })])]);
    link.send(block(of, 0, 10, flat), { channelId: 99, firstIndex: 0, samples: new Int32Array(7) });
    expect(store.counts).toEqual({ unknownChannelSamples: 7, refusedChannels: 2 });
    expect(described()).toEqual([1]);
  });

  test('two batches that come as one now and then do not make the pen later: a batch is what the device usually sends', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    const perBatch = of.rateHz / 10;
    let sent = 0;
    for (let batch = 1; batch <= 600; batch++) {
      pass(100);
      if (batch % 300 === 150) continue;
      link.send(block(of, sent, batch * perBatch, flat));
      sent = batch * perBatch;
    }
    const [time] = store.times();
    expect(time?.playout.view().delayMs).toBeGreaterThan(199);
    expect(time?.playout.view().delayMs).toBeLessThan(210);
  });

  test('two channels of one name at a bed are two lanes', () => {
    link.beds([bed('g/1', [ecgOf(1), ecgOf(2)])]);
    expect(store.lane('g/1', 1)).not.toBe(store.lane('g/1', 2));
  });

  test('a lane says why it is empty: as the device says, or that nothing comes', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    const lane = store.lane('g/1', of.channelId);
    if (lane === undefined) throw new Error('no lane');
    link.send(block(of, 0, 250, flat));
    pass(1_000);
    expect(store.laneStatus(lane)).toBe('unknown');
    link.messages.next({ type: 'channelStates', states: [{ channelId: 1, fromIndex: 250, state: 'leadsOff' }] });
    expect(store.laneStatus(lane)).toBe('leadsOff');
    link.messages.next({ type: 'channelStates', states: [{ channelId: 1, fromIndex: 250, state: 'ok' }] });
    expect(store.laneStatus(lane)).toBe('ok');
    pass(5_000);
    expect(store.laneStatus(lane)).toBe('noData');
    link.send(block(of, 1_400, 1_500, flat));
    pass(1_000);
    expect(store.laneStatus(lane)).toBe('ok');
  });

  test('a state that ended while nobody could say so does not outlive the session', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    link.messages.next({ type: 'channelStates', states: [{ channelId: 1, fromIndex: 0, state: 'leadsOff' }] });
    // The station was restarted, the gateway was not: it says nothing of channels that are well.
    link.messages.next({
      type: 'hello',
      bridgeVersion: 1,
      stationName: '',
      version: '',
      notices: [],
      displays: [],
      staff: [],
    });
    link.beds([bed('g/1', [of])]);
    link.send(block(of, 0, 250, flat));
    const lane = store.lane('g/1', of.channelId);
    expect(lane && store.laneStatus(lane)).toBe('unknown');
  });

  test('leads that are on again are given time before it is said that they give no signal', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    const lane = store.lane('g/1', of.channelId);
    link.messages.next({ type: 'channelStates', states: [{ channelId: 1, fromIndex: 0, state: 'leadsOff' }] });
    pass(60_000);
    link.messages.next({ type: 'channelStates', states: [{ channelId: 1, fromIndex: 15_000, state: 'ok' }] });
    expect(lane && store.laneStatus(lane)).toBe('ok');
    pass(4_000);
    expect(lane && store.laneStatus(lane)).toBe('noData');
  });

  test.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('samples that come but cannot be of now, a clock having been set %s, are not called missing', (_, setByMs) => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    const lane = store.lane('g/1', of.channelId);
    const run = (seconds: number) => {
      for (let s = 0; s < seconds; s++) {
        pass(1_000);
        const until = Math.floor(((clock.now - NOW) / 1_000) * 250);
        link.send(block(of, until - 250, until, flat));
      }
    };
    run(5);
    expect(lane && store.laneStatus(lane)).toBe('unknown');
    link.beds([bed('g/1', [of])], setByMs);
    run(2);
    expect(lane && store.laneStatus(lane)).toBe('otherTime');
    pass(5_000);
    expect(lane && store.laneStatus(lane)).toBe('noData');
  });

  test('the past that is made up for after a break is not called another time', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    link.send(block(of, 0, 250, flat));
    pass(20_000);
    const lane = store.lane('g/1', of.channelId);
    link.send(block(of, 250, 500, flat));
    pass(1_000);
    expect(lane && store.laneStatus(lane)).toBe('noData');
    link.send(block(of, 500, 5_250, flat));
    pass(1_000);
    expect(lane && store.laneStatus(lane)).toBe('unknown');
  });

  test('another patient in the bed begins on an empty lane, another reading of the same patient does not', () => {
    const of = (patientId: string, channelId: number) => ({
      ...bed('g/1', [ecgOf(channelId)]),
      patient: { patientId, displayName: '', ageYears: null, sex: 'unknown' as const },
    });
    link.beds([of('A', 1)]);
    link.send(block(ecgOf(1), 0, 250, flat));
    const lane = store.lane('g/1', 1);
    const version = lane?.version ?? Number.NaN;
    link.beds([of('A', 2)]);
    expect(described()).toEqual([1, 2]);
    const strangers: string[] = [];
    store.patientChanges.subscribe((bedKey) => strangers.push(bedKey));
    link.beds([of('B', 3)]);
    expect(strangers).toEqual(['g/1']);
    expect(described()).toEqual([3]);
    expect(lane?.version).toBeGreaterThan(version + 1);
    link.send(block(ecgOf(1), 250, 260, flat));
    expect(store.counts.unknownChannelSamples).toBe(10);
  });

  test('two patients without an id are told apart by their names', () => {
    const of = (displayName: string, channelId: number) => ({
      ...bed('g/1', [ecgOf(channelId)]),
      patient: { patientId: '', displayName, ageYears: null, sex: 'unknown' as const },
    });
    link.beds([of('Doe', 1)]);
    link.send(block(ecgOf(1), 0, 250, flat));
    link.beds([of('Roe', 2)]);
    expect(described()).toEqual([2]);
  });

  test('the next sample of a slow channel is not called missing before it is due', () => {
    const of = channel(1, NOW, { rateHz: 0.1 });
    link.beds([bed('g/1', [of])]);
    const lane = store.lane('g/1', of.channelId);
    link.send(block(of, 0, 1, flat));
    pass(9_000);
    expect(lane && store.laneStatus(lane)).toBe('unknown');
    pass(9_000);
    expect(lane && store.laneStatus(lane)).toBe('noData');
  });

  test('a gateway that begins anew ten times a second does not fill the memory', () => {
    for (let epoch = 1; epoch <= 100; epoch++) {
      const of = ecgOf(epoch, NOW + epoch * 100);
      link.beds([bed('g/1', [of])]);
      link.send(block(of, 0, 25, flat));
      pass(100);
    }
    expect(described().length).toBeLessThanOrEqual(8);
    expect(described().at(-1)).toBe(100);
  });

  test('a channel that never gave a sample is given three seconds before it is said to have none', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    const lane = store.lane('g/1', of.channelId);
    expect(lane && store.laneStatus(lane)).toBe('unknown');
    pass(4_000);
    expect(lane && store.laneStatus(lane)).toBe('noData');
  });

  describe('the pen of a gateway', () => {
    const pen = () => {
      store.movePens(clock.now);
      return store.timeOfBed('g/1')?.penMs ?? null;
    };
    /** Batches of a tenth of a second, as they come live. */
    const live = (seconds: number, offsetMs = 0) => {
      for (let batch = 0; batch < seconds * 10; batch++) {
        pass(100);
        const until = Math.round(((clock.now + offsetMs - NOW) / 1_000) * 250);
        link.send(block(ecgOf(1), until - 25, until, flat));
      }
    };

    test('stands nowhere before anything came, and then a quarter of a second behind the newest sample', () => {
      link.beds([bed('g/1', [ecgOf(1)])]);
      expect(pen()).toBeNull();
      live(0.5);
      expect(clock.now - (pen() ?? 0)).toBeCloseTo(250, -1);
    });

    test('does not move when the estimate of the gateway clock does: it counts on the time of the samples', () => {
      link.beds([bed('g/1', [ecgOf(1)])]);
      live(2);
      const before = pen();
      link.beds([bed('g/1', [ecgOf(1)])], 700);
      expect(pen()).toBe(before);
      expect(store.timeOfBed('g/1')?.offsetMs).toBe(700);
    });

    test('is on the clock of its gateway, however wrong that is', () => {
      link.beds([bed('g/1', [ecgOf(1)])], 3_600_000);
      live(2, 3_600_000);
      expect((pen() ?? 0) - clock.now).toBeGreaterThan(3_599_000);
      expect((pen() ?? 0) - clock.now).toBeLessThan(3_600_000);
    });

    test('is not moved by the recent past that a session begins with', () => {
      link.beds([bed('g/1', [ecgOf(1)])]);
      pass(30_000);
      link.send(block(ecgOf(1), 0, 2_500, flat));
      expect(pen()).toBeNull();
      live(1);
      expect(clock.now - (pen() ?? 0)).toBeLessThan(400);
    });
  });

  describe('how much is held', () => {
    const seconds = (bedKey: string, channelId: number) =>
      Math.floor((store.lane(bedKey, channelId)?.current?.ring.capacity ?? 0) / 250);
    const fill = (of: number, from: number, until: number) => {
      for (let s = from; s < until; s += 10) link.send(block(ecgOf(of), s * 250, (s + 10) * 250, flat));
    };

    test('is a minute; of a bed that is looked at longer, more, and a minute again afterwards', () => {
      link.beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])]);
      for (const channelId of [1, 2]) fill(channelId, 0, 60);
      store.hold(new Map([['g/1', 300_000]]));
      for (const channelId of [1, 2]) fill(channelId, 60, 290);
      const held = (bedKey: string, channelId: number) =>
        (store.lane(bedKey, channelId)?.current?.held(0, 290 * 250) ?? 0) / 250;
      expect([seconds('g/1', 1), seconds('g/2', 2)]).toEqual([300, 60]);
      expect([Math.round(held('g/1', 1)), Math.round(held('g/2', 2))]).toEqual([290, 60]);
      link.beds([bed('g/1', [ecgOf(3, NOW + 1)]), bed('g/2', [ecgOf(2)])]);
      expect(seconds('g/1', 3)).toBe(300);
      store.hold(new Map());
      expect([seconds('g/1', 3), seconds('g/2', 2)]).toEqual([60, 60]);
      expect(Math.round((store.lane('g/1', 3)?.traces[0]?.held(0, 290 * 250) ?? 0) / 250)).toBe(60);
    });
  });

  test('marks and states stay with their channel, and what nobody described is not kept', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    link.messages.next({
      type: 'marks',
      marks: [
        { channelId: 1, index: 40, kind: 'qrs' },
        { channelId: 99, index: 41, kind: 'qrs' },
      ],
    });
    const trace = store.lane('g/1', 1)?.current;
    expect([trace?.marks?.findIn(40, 41), trace?.marks?.findIn(41, 99)]).toEqual([1, 0]);
  });

  test('leads that were off stay off on the glass up to where a new session begins, unless it says that they still are', () => {
    const of = ecgOf(1);
    link.beds([bed('g/1', [of])]);
    link.send(block(of, 0, 250, flat));
    const off = { channelId: 1, fromIndex: 100, state: 'leadsOff' as const };
    link.messages.next({ type: 'channelStates', states: [off] });
    const states = store.lane('g/1', 1)?.current?.states;
    const hello = () =>
      link.messages.next({
        type: 'hello',
        bridgeVersion: 1,
        stationName: '',
        version: '',
        notices: [],
        displays: [],
        staff: [],
      });
    hello();
    link.messages.next({ type: 'channelStates', states: [off] });
    expect([states?.at(99), states?.at(100), states?.at(9_000)]).toEqual(['unknown', 'leadsOff', 'leadsOff']);
    hello();
    expect([states?.at(99), states?.at(100), states?.at(9_000)]).toEqual(['unknown', 'leadsOff', 'unknown']);
  });

  test('the delay to glass of a bed is that of its last minute, and the past sent at the opening is none', () => {
    const delayNow = () => store.delays.value.get('g/1');
    store.drawn('g/1', NOW - 20_000, NOW + 100);
    pass(1_000);
    expect(delayNow()).toBeUndefined();
    for (let frame = 0; frame < 100; frame++) store.drawn('g/1', NOW + frame, NOW + frame + (frame === 50 ? 900 : 280));
    pass(1_000);
    const delay = delayNow();
    expect(delay?.p50Ms).toBeGreaterThanOrEqual(280);
    expect(delay?.p50Ms).toBeLessThanOrEqual(284);
    expect(delay?.p99Ms).toBeLessThan(300);
    for (let frame = 0; frame < 10; frame++) store.drawn('g/1', NOW, NOW + 900);
    pass(1_000);
    expect(delayNow()?.p99Ms).toBeGreaterThanOrEqual(900);
    pass(61_000);
    expect(delayNow()).toBeUndefined();
  });

  test('beds that a gateway no longer has are forgotten', () => {
    link.beds([bed('g/1', [ecgOf(1)]), bed('g/2', [ecgOf(2)])]);
    link.beds([bed('g/2', [ecgOf(2)])]);
    expect(described()).toEqual([2]);
    link.send(block(ecgOf(1), 0, 5, flat));
    expect(store.counts.unknownChannelSamples).toBe(5);
  });
});
