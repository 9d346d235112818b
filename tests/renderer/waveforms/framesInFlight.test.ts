import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { carrierPair } from '#bridge/pair.ts';
import { Tally } from '#domain/ward/tally.ts';
import { Relay } from '#main/relay/relay.ts';
import { connectStation, type StationLink } from '#renderer/intake/stationLink.ts';
import { Engine } from '#renderer/waveforms/engine/engine.ts';
import type { ToEngine } from '#renderer/waveforms/engine/protocol.ts';
import { EngineLink, type StartEngine } from '#renderer/waveforms/engineLink.ts';
import { bed, channel, HandClock, liveGateway } from './support/syntheticWard.ts';

const NOW = 1_700_000_000_000;
const ECG = channel(1, NOW);

/** A whole window on a real station's relay, but for the screen; its engine reads what the page sends it, or does not. */
describe('a window whose engine stops reading and comes back', () => {
  let clock: HandClock;
  let relay: Relay;
  let link: StationLink;
  let waves: EngineLink;
  let isReading: boolean;
  /** Sent to the engine and not read. */
  let unread: ToEngine[];
  let read: (message: ToEngine) => void;
  let engines: number;
  let sessions: number;
  let states: string[];
  let shedSeconds: number[];
  let mostTicks: number;
  let next: number;

  const start: StartEngine = (onMessage) => {
    engines++;
    unread = [];
    isReading = true;
    const engine = new Engine(
      { post: (message) => queueMicrotask(() => onMessage(message)), onMessage: (listener) => (read = listener) },
      clock,
      { request: () => 1, cancel: () => {} },
    );
    return {
      post: (message) => {
        if (isReading) read(message);
        else unread.push(message);
        mostTicks = Math.max(mostTicks, unread.filter(({ type }) => type === 'tick').length);
      },
      end: () => engine.dispose(),
    };
  };

  /** A second of the ward: the gateway's samples come, and the station shows life. */
  async function second(): Promise<void> {
    clock.now += 1000;
    for (let k = 0; k < 10; k++) {
      const samples = Int32Array.from({ length: 25 }, (_, at) => (next + at) % 1000);
      relay.apply({ type: 'blocks', gatewayId: 'g', blocks: [{ channelId: 1, firstIndex: next, samples }] });
      next += 25;
      await vi.advanceTimersByTimeAsync(100);
    }
    relay.showLife(clock.now);
    await vi.advanceTimersByTimeAsync(0);
  }

  async function seconds(count: number): Promise<void> {
    for (let k = 0; k < count; k++) await second();
  }

  async function reads(): Promise<void> {
    isReading = true;
    for (const message of unread.splice(0)) read(message);
    await vi.advanceTimersByTimeAsync(100);
  }

  /** Values of the last seconds, NaN where the engine has none. */
  async function held(lastS: number): Promise<readonly number[]> {
    const [fromMs, columns] = [NOW + (next * 1000) / 250 - lastS * 1000, lastS * 250];
    const asked = { bedKey: 'g/1', channelIds: [1], filter: 'asSent', fromMs, untilMs: fromMs + lastS * 1000 } as const;
    const answer = await waves.ask({ kind: 'stretch', ...asked, columns });
    return Array.from(answer?.lanes[0]?.low ?? []);
  }

  beforeEach(async () => {
    vi.useFakeTimers({ now: NOW });
    clock = new HandClock(NOW);
    const tally = new Tally();
    relay = new Relay({
      hello: () => ({
        type: 'hello',
        bridgeVersion: BRIDGE_VERSION,
        stationName: 'S',
        version: '0',
        notices: [],
        displays: [],
        staff: [],
      }),
      tallyOf: () => tally,
      alarms: { snapshot: () => [], windowOpened: () => {}, windowClosed: () => {}, heard: () => {} },
      log: () => {},
    });
    relay.apply(liveGateway());
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('g/1', [ECG])] });
    [engines, sessions, mostTicks, next] = [0, 0, 0, 0];
    shedSeconds = [];
    link = connectStation(async () => {
      sessions++;
      const [window, station] = carrierPair();
      relay.attach(station);
      return window;
    }, clock);
    states = [];
    link.status.subscribe(({ state }) => states.push(state));
    link.messages.subscribe((message: StationMessage) => {
      if (message.type !== 'coverage') return;
      const gaps = message.channels.flatMap((told) => told.gaps);
      shedSeconds.push(
        gaps.reduce((sum, { from, until, state }) => sum + (state === 'shed' ? until - from : 0), 0) / 250,
      );
    });
    waves = new EngineLink(link, clock, start);
    await vi.advanceTimersByTimeAsync(10);
    await seconds(5);
  });
  afterEach(() => {
    waves.dispose();
    link.close();
    relay.close();
    vi.useRealTimers();
  });

  test('for a moment has at most eight frames under way, and misses nothing', async () => {
    isReading = false;
    await seconds(2);
    expect(mostTicks).toBe(8);
    await reads();
    await second();
    expect((await held(8)).filter(Number.isNaN)).toEqual([]);
    expect([engines, sessions]).toEqual([1, 1]);
  });

  test('for longer, but lives, has no more under way, is told what it misses, goes on with the present and gets the rest', async () => {
    isReading = false;
    await seconds(45);
    expect(mostTicks).toBe(8);
    // All else is small: beds and states when they change, a sign of life every second.
    expect(unread.length).toBeLessThan(8 + 2 * 45 + 10);
    expect(shedSeconds.at(-1)).toBeGreaterThan(20);
    await reads();
    await second();
    expect((await held(50)).filter(Number.isNaN)).toEqual([]);
    expect((await held(50)).at(-1)).toBeCloseTo(((next - 1) % 1000) * ECG.scalePerLsb, 6);
    expect(shedSeconds.at(-1)).toBe(0);
    expect([engines, sessions]).toEqual([1, 1]);
    expect(states.at(-1)).toBe('open');
  });

  test('while the station sheds, draws a gap and never joins what lies on its sides', async () => {
    isReading = false;
    await seconds(45);
    // Takes in what was under way, and one frame of what is live: nothing of the past.
    isReading = true;
    const ticks = unread.splice(0);
    for (const message of ticks.slice(0, -1)) read(message);
    isReading = false;
    const values = await heldThrough(50);
    expect(values.filter(Number.isNaN).length).toBeGreaterThan(20 * 250);
    for (const message of ticks.slice(-1)) read(message);
    await reads();
  });

  /** As {@link held}, of an engine that reads nothing else. */
  async function heldThrough(lastS: number): Promise<readonly number[]> {
    const asking = held(lastS);
    const question = unread.pop();
    if (question !== undefined) read(question);
    return asking;
  }
});
