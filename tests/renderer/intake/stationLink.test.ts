import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Carrier } from '#bridge/carrier.ts';
import { LONGEST_MESSAGE } from '#bridge/messageLimits.ts';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { carrierPair } from '#bridge/pair.ts';
import { decodeWaveTick, encodeWaveTick } from '#bridge/waveTick.ts';
import { ofType } from '#renderer/intake/demux.ts';
import { connectStation, type LinkStatus, type TickBytes } from '#renderer/intake/stationLink.ts';

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const hello = {
  type: 'hello',
  bridgeVersion: BRIDGE_VERSION,
  stationName: 'S',
  version: '0',
  notices: [],
  displays: [],
} as const;

/** The station's side of one session. */
class Station {
  readonly heard: Record<string, unknown>[] = [];
  constructor(readonly carrier: Carrier) {
    carrier.onMessage((message) => {
      this.heard.push(JSON.parse(message as string) as Record<string, unknown>);
    });
  }
  say(message: unknown): void {
    this.carrier.send(typeof message === 'string' ? message : JSON.stringify(message));
  }
}

function connect(reachable: () => boolean = () => true) {
  const stations: Station[] = [];
  let attempts = 0;
  const link = connectStation(async () => {
    attempts++;
    if (!reachable()) throw new Error('connection refused');
    const [window, station] = carrierPair();
    stations.push(new Station(station));
    return window;
  }, clock);
  const statuses: LinkStatus[] = [];
  const messages: StationMessage[] = [];
  const ticks: TickBytes[] = [];
  link.status.subscribe((status) => statuses.push(status));
  link.messages.subscribe((message) => messages.push(message));
  link.ticks.subscribe((tick) => ticks.push(tick));
  return { link, stations, statuses, messages, ticks, attempts: () => attempts };
}

/** Lets microtasks run, and timers up to `ms` from now. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const tickBytes = (tick: number) =>
  encodeWaveTick({ tick, blocks: [{ channelId: 7, firstIndex: 100, samples: new Int32Array([1, -2, 3]) }] });

describe('a message that is too long', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const policy = 'x'.repeat(LONGEST_MESSAGE);

  test('is not sent, and who sends it is told so; the session goes on', async () => {
    const { link, stations, statuses } = connect();
    await pass();
    stations[0]?.say(hello);
    await pass();
    expect(
      link.tell({ type: 'ask', askId: 'q', question: { of: 'whatIf', fromMs: 0, untilMs: 1, policy, limits: [] } }),
    ).toBe(false);
    await pass();
    expect(stations[0]?.heard.map(({ type }) => type)).toEqual(['open']);
    expect(statuses.at(-1)?.state).toBe('open');
    link.close();
  });

  test('that a station got all the same ends the session with its reason in sight, and the next one begins', async () => {
    const { link, stations, statuses, messages } = connect();
    await pass();
    stations[0]?.say(hello);
    stations[0]?.say({ type: 'ended', reason: 'window sent a message of 600000 characters; at most 500000' });
    await pass();
    expect(statuses.at(-1)).toMatchObject({
      state: 'lost',
      reason: 'the station ended the session: window sent a message of 600000 characters; at most 500000',
    });
    expect(messages.map(({ type }) => type)).toEqual(['hello']);
    await pass(250);
    expect(stations).toHaveLength(2);
    link.close();
  });
});

describe('the link to the station', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('asks for the last half minute, and is open once the station has said hello', async () => {
    const { link, stations, statuses } = connect();
    await pass();
    expect(stations[0]?.heard).toEqual([{ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 30_000 }]);
    expect(statuses.at(-1)?.state).toBe('connecting');
    stations[0]?.say(hello);
    await pass();
    expect(statuses.at(-1)).toMatchObject({ state: 'open', reason: '' });
    link.close();
  });

  test('hands on wave ticks as they came, and gives credit for each once it has been taken in', async () => {
    const { link, stations, ticks } = connect();
    await pass();
    const station = stations[0] as Station;
    station.say(hello);
    station.carrier.send(tickBytes(1));
    station.carrier.send(tickBytes(2));
    await pass();
    expect(ticks.map(({ tick, bytes }) => [tick, decodeWaveTick(bytes)])).toEqual(
      [1, 2].map((tick) => [
        tick,
        { tick, blocks: [{ channelId: 7, firstIndex: 100, samples: new Int32Array([1, -2, 3]) }] },
      ]),
    );
    expect(station.heard).toHaveLength(1);
    for (const tick of [1, 1, 3, 2]) link.took(tick);
    await pass();
    expect(station.heard.slice(1)).toEqual([
      { type: 'credit', tick: 1 },
      { type: 'credit', tick: 2 },
    ]);
    link.close();
  });

  test('a tick of a session that ended gives no credit in the next', async () => {
    const { link, stations } = connect();
    await pass();
    stations[0]?.say(hello);
    for (const tick of [1, 2, 3]) stations[0]?.carrier.send(tickBytes(tick));
    await pass();
    stations[0]?.carrier.close();
    await pass();
    link.took(1);
    await pass(250);
    stations[1]?.say(hello);
    await pass();
    link.took(2);
    stations[1]?.carrier.send(tickBytes(1));
    await pass();
    link.took(3);
    link.took(1);
    await pass();
    expect(stations[1]?.heard.slice(1)).toEqual([{ type: 'credit', tick: 1 }]);
    link.close();
  });

  test('whoever decodes a tick and finds it broken ends the session, which begins anew', async () => {
    const { link, stations, statuses } = connect();
    await pass();
    stations[0]?.say(hello);
    stations[0]?.carrier.send(tickBytes(1));
    await pass();
    link.broken('a block that nobody can draw');
    link.broken('again');
    await pass();
    expect(statuses.at(-1)).toMatchObject({ state: 'lost', reason: 'a block that nobody can draw' });
    expect(link.counts).toMatchObject({ brokenTicks: 1, lostSessions: 1 });
    await pass(250);
    expect(stations).toHaveLength(2);
    link.close();
  });

  test('asks for the older past of a bed, while there is a session to ask in', async () => {
    const { link, stations } = connect();
    link.askRecent('g/b1', 300_000);
    await pass();
    stations[0]?.say(hello);
    link.askRecent('g/b1', 300_000);
    await pass();
    expect(stations[0]?.heard.slice(1)).toEqual([{ type: 'recent', bedKey: 'g/b1', recentMs: 300_000 }]);
    link.close();
    link.askRecent('g/b1', 300_000);
    await pass();
    expect(stations[0]?.heard).toHaveLength(2);
  });

  test('sends a decision while there is a session, and says so when there is none', async () => {
    const { link, stations } = connect();
    expect(link.tell({ type: 'decide', decisions: [] })).toBe(false);
    await pass();
    expect(link.tell({ type: 'decide', decisions: [] })).toBe(false);
    stations[0]?.say(hello);
    await pass();
    expect(link.tell({ type: 'decide', decisions: [] })).toBe(true);
    await pass();
    expect(stations[0]?.heard.slice(1)).toEqual([{ type: 'decide', decisions: [] }]);
    link.close();
    expect(link.tell({ type: 'decide', decisions: [] })).toBe(false);
  });

  test('comes back by itself when the station went away, and asks for everything again', async () => {
    const { link, stations, statuses, messages } = connect();
    await pass();
    stations[0]?.say(hello);
    await pass();
    stations[0]?.carrier.close();
    await pass();
    expect(statuses.at(-1)).toMatchObject({ state: 'lost', reason: 'closed by the other side' });
    await pass(249);
    expect(stations).toHaveLength(1);
    await pass(1);
    expect(stations[1]?.heard[0]).toMatchObject({ type: 'open' });
    stations[1]?.say(hello);
    await pass();
    expect(statuses.at(-1)?.state).toBe('open');
    expect(messages.map(({ type }) => type)).toEqual(['hello', 'hello']);
    link.close();
  });

  test('tries ever more seldom while the station is away, at least every two seconds, and says since when', async () => {
    let isUp = false;
    const { link, stations, statuses, attempts } = connect(() => isUp);
    await pass();
    expect(statuses.at(-1)).toMatchObject({ state: 'lost', reason: 'cannot reach the station: connection refused' });
    const since = statuses.at(-1)?.sinceMs;
    const seen: number[] = [];
    for (const ms of [250, 500, 1000, 2000, 2000]) {
      await pass(ms);
      seen.push(attempts());
    }
    expect(seen).toEqual([2, 3, 4, 5, 6]);
    expect(statuses.at(-1)?.sinceMs).toBe(since);
    isUp = true;
    await pass(2000);
    stations[0]?.say(hello);
    await pass();
    expect(statuses.at(-1)?.state).toBe('open');
    expect(link.counts.lostSessions).toBe(6);
    link.close();
  });

  test('a message it does not know is counted, and the rest goes on', async () => {
    const { link, stations, messages } = connect();
    await pass();
    const station = stations[0] as Station;
    station.say(hello);
    station.say({ type: 'poem' });
    station.say('not json');
    station.say('null');
    station.say({ type: 'marks', marks: [] });
    station.say({ type: 'session', droppedSamples: 5, droppedSpells: 1 });
    await pass();
    expect(messages.map(({ type }) => type)).toEqual(['hello', 'marks', 'session']);
    expect(link.counts).toMatchObject({ unknownType: 1, malformed: 2, lostSessions: 0 });
    link.close();
  });

  test('a broken wave tick ends the session: nothing after it is trusted', async () => {
    const { link, stations, statuses, ticks } = connect();
    await pass();
    stations[0]?.say(hello);
    stations[0]?.carrier.send(new ArrayBuffer(5));
    stations[0]?.carrier.send(tickBytes(2));
    await pass();
    expect(ticks).toEqual([]);
    expect(link.counts.brokenTicks).toBe(1);
    expect(statuses.at(-1)?.reason).toContain('5 bytes');
    link.close();
  });

  test('a station that greets and then breaks is not asked again and again at once', async () => {
    const { link, stations } = connect();
    const seen: number[] = [];
    for (const ms of [0, 250, 500, 1000]) {
      await pass(ms);
      seen.push(stations.length);
      stations.at(-1)?.say(hello);
      stations.at(-1)?.carrier.send(new ArrayBuffer(5));
      await pass();
    }
    expect(seen).toEqual([1, 2, 3, 4]);
    await pass(1_999);
    expect(stations).toHaveLength(4);
    await pass(1);
    stations.at(-1)?.say(hello);
    stations.at(-1)?.carrier.send(tickBytes(1));
    await pass();
    link.took(1);
    stations.at(-1)?.carrier.close();
    await pass(250);
    expect(stations).toHaveLength(6);
    link.close();
  });

  test('a station of another build is not listened to, and the reason says what to do', async () => {
    const { link, stations, statuses, messages } = connect();
    await pass();
    stations[0]?.say({ ...hello, bridgeVersion: BRIDGE_VERSION + 1 });
    await pass();
    expect(messages).toEqual([]);
    expect(statuses.at(-1)).toMatchObject({ state: 'lost', reason: expect.stringContaining('reload') });
    link.close();
  });

  test('a station that takes the connection but stays silent is given up after five seconds', async () => {
    const { link, stations, statuses } = connect();
    await pass(4_999);
    expect(statuses.at(-1)?.state).toBe('connecting');
    await pass(1);
    expect(statuses.at(-1)?.state).toBe('lost');
    await pass(250);
    expect(stations).toHaveLength(2);
    link.close();
  });

  test('a station that hangs is noticed by its silence, though the connection stands', async () => {
    const { link, stations, statuses } = connect();
    await pass();
    stations[0]?.say(hello);
    for (let second = 0; second < 20; second++) {
      await pass(1_000);
      stations[0]?.say({ type: 'alive', nowMs: Date.now() });
    }
    await pass();
    expect(statuses.at(-1)?.state).toBe('open');
    await pass(5_000);
    expect(statuses.at(-1)?.reason).not.toBe('');
    expect(statuses.some(({ state, reason }) => state === 'lost' && /sends nothing/.test(reason))).toBe(true);
    expect(stations.length).toBeGreaterThan(1);
    expect(link.counts).toMatchObject({ unknownType: 0, lostSessions: 1 });
    link.close();
  });

  test('once closed, it stays closed', async () => {
    const { link, stations, messages } = connect();
    await pass();
    let completed = 0;
    link.messages.subscribe({ complete: () => completed++ });
    link.close();
    link.close();
    stations[0]?.say(hello);
    await pass(10_000);
    expect(stations).toHaveLength(1);
    expect(messages).toEqual([]);
    expect(completed).toBe(1);
  });

  test('messages are told apart by their type', async () => {
    const { link, stations } = connect();
    await pass();
    const dropped: number[] = [];
    ofType(link.messages, 'session').subscribe(({ droppedSamples }) => dropped.push(droppedSamples));
    stations[0]?.say(hello);
    stations[0]?.say({ type: 'session', droppedSamples: 5, droppedSpells: 1 });
    await pass();
    expect(dropped).toEqual([5]);
    link.close();
  });
});
