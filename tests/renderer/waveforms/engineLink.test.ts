import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FromEngine, ToEngine } from '#renderer/waveforms/engine/protocol.ts';
import { EngineLink, type StartEngine } from '#renderer/waveforms/engineLink.ts';
import { bed, block, channel, FakeLink, HandClock } from './support/syntheticWard.ts';

const NOW = 1_700_000_000_000;

/** Engines that only write down what they are told. */
interface FakeEngine {
  readonly told: ToEngine[];
  say(message: FromEngine): void;
  die(reason: string): void;
  ended: boolean;
}

describe('the page and its wave engine', () => {
  let clock: HandClock;
  let link: FakeLink;
  let waves: EngineLink;
  let engines: FakeEngine[];

  const start: StartEngine = (onMessage, onDied) => {
    const engine: FakeEngine = { told: [], say: onMessage, die: onDied, ended: false };
    engines.push(engine);
    return {
      post: (message) => engine.told.push(message),
      end: () => {
        engine.ended = true;
      },
    };
  };
  const engine = () => engines.at(-1) as FakeEngine;
  const toldOf = <T extends ToEngine['type']>(type: T) =>
    engine().told.filter((message): message is Extract<ToEngine, { type: T }> => message.type === type);
  const pass = (ms: number) => {
    clock.now += ms;
    vi.advanceTimersByTime(ms);
  };
  const pulse: FromEngine = { type: 'pulse', delays: [], playouts: [], frozen: [] };

  beforeEach(() => {
    vi.useFakeTimers();
    clock = new HandClock(NOW);
    link = new FakeLink();
    engines = [];
    waves = new EngineLink(link, clock, start);
  });
  afterEach(() => {
    waves.dispose();
    vi.useRealTimers();
  });

  test('what the engine lives on is forwarded, in order; the rest is not', () => {
    link.open(NOW);
    link.beds([bed('g/1', [channel(1, NOW)])]);
    link.messages.next({ type: 'members', changed: [], gone: [] });
    link.messages.next({ type: 'marks', marks: [{ channelId: 1, index: 5, kind: 'qrs' }] });
    const heard = engine().told.flatMap((message) => (message.type === 'station' ? [message.message.type] : []));
    expect(heard).toEqual(['gateway', 'beds', 'marks']);
    expect(toldOf('link').at(-1)?.status.state).toBe('open');
  });

  test('credit is given when the engine has taken the samples in, not before', () => {
    link.send(block(channel(1, NOW), 0, 25, () => 0));
    expect(toldOf('tick')).toHaveLength(1);
    expect(link.taken).toEqual([]);
    engine().say({ type: 'took', tick: 1 });
    expect(link.taken).toEqual([1]);
  });

  test('a tick that could not be read ends the session', () => {
    engine().say({ type: 'brokenTick', reason: 'cut off' });
    expect(link.brokenFor).toEqual(['cut off']);
  });

  test('an answer reaches who asked, whatever the order', async () => {
    const ask = (column: number) => waves.ask({ kind: 'cursor', stageId: 1, sheetKey: 'sheet 1', column });
    const [first, second] = [ask(1), ask(2)];
    const [one, two] = toldOf('ask').map(({ id }) => id) as [number, number];
    engine().say({ type: 'answer', id: two, answer: { kind: 'cursor', timeMs: 2, values: [] } });
    engine().say({ type: 'answer', id: one, answer: { kind: 'cursor', timeMs: 1, values: [] } });
    expect([(await first)?.timeMs, (await second)?.timeMs]).toEqual([1, 2]);
  });

  describe('when the engine dies', () => {
    test('a fresh one is started, knows what the user chose, and the session begins anew so that the past comes again', () => {
      link.open(NOW);
      waves.freeze({ all: true, bedKeys: [] });
      waves.holdLong('g/1');
      const before = engine();
      before.die('out of memory');
      expect(before.ended).toBe(true);
      pass(100);
      expect(engines).toHaveLength(2);
      expect(waves.generation.value).toBe(2);
      expect(toldOf('freeze').at(-1)?.frozen.all).toBe(true);
      expect(toldOf('holdLong').at(-1)?.bedKey).toBe('g/1');
      expect(toldOf('link').at(-1)?.status.state).toBe('open');
      expect(link.brokenFor).toEqual(['the wave engine was started anew: out of memory']);
    });

    test('it is told and counted, and forgotten once the next one has worked for half a minute', () => {
      engine().die('out of memory');
      expect([waves.problem.value?.reason, waves.counts.replaced]).toEqual(['out of memory', 1]);
      pass(100);
      for (let second = 0; second < 29; second++) {
        engine().say(pulse);
        pass(1_000);
      }
      expect(waves.problem.value).not.toBeNull();
      for (let second = 0; second < 4; second++) {
        engine().say(pulse);
        pass(1_000);
      }
      expect(waves.problem.value).toBeNull();
    });

    test('nothing that it knew is shown any more, and who waits for an answer is told', async () => {
      engine().say({ type: 'statuses', statuses: [[1, 'leadsOff']] });
      engine().say({ ...pulse, delays: [['g/1', { p50Ms: 200, p99Ms: 250 }]] });
      const asked = waves.ask({ kind: 'diagnostics', stageId: 1 });
      engine().die('crashed');
      expect(await asked).toBeNull();
      expect([waves.statuses.value.size, waves.delays.value.size]).toEqual([0, 0]);
    });

    test('what the dead one still says is not heard', () => {
      const dead = engine();
      dead.die('crashed');
      pass(100);
      dead.say({ type: 'took', tick: 1 });
      dead.die('again');
      pass(1_000);
      expect([link.taken, engines.length]).toEqual([[], 2]);
    });

    test('one that dies at once again and again is started ever more slowly', () => {
      for (let seconds = 0; seconds < 60; seconds++) {
        if (!engine().ended) engine().die('no memory');
        pass(1_000);
      }
      expect(engines.length).toBeGreaterThan(8);
      expect(engines.length).toBeLessThan(20);
    });
  });

  test('what breaks in an engine that goes on is told and counted', () => {
    engine().say({ type: 'problem', text: 'RangeError: x' });
    expect(waves.problem.value).toMatchObject({ kind: 'error', reason: 'RangeError: x' });
    expect([waves.counts.errors, engines.length]).toEqual([1, 1]);
  });

  test('an engine that says nothing for several seconds hangs, and is replaced', () => {
    engine().say(pulse);
    pass(3_000);
    expect(engines).toHaveLength(1);
    pass(2_000);
    expect([engines.length, waves.problem.value?.reason]).toEqual([2, 'it hangs']);
  });

  test('the older past of a bed is asked for when its large view opens, and again with every new session', () => {
    waves.holdLong('g/1');
    waves.holdLong('g/1');
    expect(link.askedFor).toEqual([['g/1', 300_000]]);
    link.messages.next({
      type: 'hello',
      bridgeVersion: 2,
      stationName: '',
      version: '',
      notices: [],
      displays: [],
      staff: [],
    });
    expect(link.askedFor).toHaveLength(2);
    waves.holdLong(null);
    expect([link.askedFor.length, toldOf('holdLong').at(-1)?.bedKey]).toEqual([2, null]);
  });

  test('what is closed ends the engine and starts no other', async () => {
    const asked = waves.ask({ kind: 'diagnostics', stageId: 1 });
    const last = engine();
    waves.dispose();
    waves.dispose();
    expect(last.ended).toBe(true);
    expect(await asked).toBeNull();
    pass(60_000);
    expect(engines).toHaveLength(1);
  });
});
