import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { LONGEST_MESSAGE } from '#bridge/messageLimits.ts';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { carrierPair } from '#bridge/pair.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { Relay } from '#main/relay/relay.ts';
import { WindowProbe } from '#tests/main/windowProbe.ts';
import { testHello } from '#tests/support/quietRelay.ts';

const rateHz = 250;

const view: GatewayView = {
  gatewayId: 'g',
  displayName: 'ICU',
  wardName: 'ICU',
  link: { state: 'live', sinceMs: 0, epoch: 'e' },
  clockOffsetMs: null,
  clockUncertaintyMs: null,
  clockDriftPpm: null,
  clockDriftUncertaintyPpm: null,
  simulated: true,
  counts: {},
};

function channel(channelId: number): Channel {
  return {
    channelId,
    code: null,
    label: '',
    unit: 'mV',
    rateHz,
    scalePerLsb: 1,
    offset: 0,
    rawMinimum: -9,
    rawMaximum: 9,
    originMs: 0,
  };
}

function bed(name: string, ...channelIds: number[]): Bed {
  const numerics = [{ numericId: 900, code: null, label: 'HR', unit: '/min', periodMs: 1000 }];
  return { bedKey: `g/${name}`, displayName: name, patient: null, channels: channelIds.map(channel), numerics };
}

/** News of an alarm. */
const news = (id: number): StationMessage => ({ type: 'members', changed: [], gone: [`a${id}`] });

/** What the station says of its alarms when a window opens. */
const standing = news(0);

const opening = (bridgeVersion: number): string => JSON.stringify({ type: 'open', bridgeVersion, recentMs: 0 });

/** A relay in virtual time with one gateway `g`. */
function station(...beds: Bed[]) {
  const scheduler = new VirtualTimeScheduler();
  const tally = new Tally();
  const lines: string[] = [];
  /** What the other side of the relay is told of windows. */
  const heard: string[] = [];
  const relay = new Relay({
    hello: () => testHello({ notices: ['look here'] }),
    tallyOf: () => tally,
    alarms: {
      snapshot: () => [standing],
      windowOpened: () => heard.push('opened'),
      windowClosed: () => heard.push('closed'),
      heard: (message, window) => {
        heard.push(message.type);
        window.tell({ type: 'answer', askId: 'q', answer: { of: 'policy', revision: 2 } });
      },
    },
    log: (level, message) => lines.push(`${level} ${message}`),
    scheduler,
  });
  relay.apply({ type: 'gateway', gateway: view });
  relay.apply({ type: 'beds', gatewayId: 'g', beds });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) {
      scheduler.flush();
      await Promise.resolve();
    }
  };
  return {
    relay,
    tally,
    lines,
    heard,
    settle,
    /** Lets what is due by then happen, in milliseconds of virtual time. */
    until: (ms: number): Promise<void> => {
      scheduler.maxFrames = ms;
      return settle();
    },
    put: (channelId: number, firstIndex: number, count: number) =>
      relay.apply({
        type: 'blocks',
        gatewayId: 'g',
        blocks: [{ channelId, firstIndex, samples: Int32Array.from({ length: count }, (_, k) => firstIndex + k) }],
      }),
    mark: (channelId: number, ...indices: number[]) =>
      relay.apply({
        type: 'marks',
        gatewayId: 'g',
        marks: indices.map((index) => ({ channelId, index, kind: 'qrs' })),
      }),
    attach: () => {
      const [left, right] = carrierPair();
      relay.attach(left);
      return new WindowProbe(right);
    },
  };
}

describe('a window that opens', () => {
  it('is greeted, then told gateways, beds, states, values and standing alarms, then samples', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    relay.apply({ type: 'states', gatewayId: 'g', states: [{ channelId: 1, fromIndex: 0, state: 'questionable' }] });
    relay.apply({ type: 'observations', gatewayId: 'g', observations: [{ numericId: 900, timeMs: 1, value: 80 }] });
    put(1, 0, 500);
    const window = attach();
    await settle();
    expect(window.messages.map(({ type }) => type)).toEqual(['hello']);
    window.open(60_000);
    await settle();
    expect(window.messages.map(({ type }) => type)).toEqual([
      'hello',
      'gateway',
      'beds',
      'channelStates',
      'observations',
      'coverage',
      'members',
    ]);
    expect(window.all('hello')[0]?.notices).toEqual(['look here']);
    expect(window.all('members')).toEqual([standing]);
    expect(window.channel(1)).toHaveLength(500);
  });

  it('only to write down what comes is told all, and is no window in which alarms could be heard', async () => {
    const { relay, put, settle, heard } = station(bed('b1', 1));
    put(1, 0, 500);
    const [left, right] = carrierPair();
    relay.attach(left);
    const history = new WindowProbe(right);
    right.send(JSON.stringify({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 300_000, as: 'history' }));
    await settle();
    expect(history.channel(1)).toHaveLength(500);
    expect(heard).toEqual([]);
  });

  it('gets as much of the past as it asks for, and at most five minutes', async () => {
    const { put, attach, settle } = station(bed('b1', 1));
    for (let second = 0; second < 400; second++) put(1, second * rateHz, rateHz);
    const short = attach().open(30_000);
    const long = attach().open(1e9);
    await settle();
    expect(short.channel(1)).toHaveLength(30 * rateHz);
    expect(short.channel(1)[0]?.[0]).toBe(370 * rateHz);
    expect(long.channel(1)).toHaveLength(300 * rateHz);
  });

  it('gets the past of a whole ward in several ticks of at most 1 MB', async () => {
    const ids = Array.from({ length: 20 }, (_, k) => k + 1);
    const { put, attach, settle } = station(bed('b1', ...ids));
    for (const id of ids) put(id, 0, 150 * rateHz);
    const window = attach().open(300_000);
    await settle();
    for (const id of ids) expect(window.channel(id)).toHaveLength(150 * rateHz);
    expect(window.ticks).toEqual([1, 2, 3]);
    expect(window.duplicated).toBe(0);
  });
});

describe('samples', () => {
  it('that arrive within a frame of the screen travel in one tick, each once', async () => {
    const { put, attach, settle } = station(bed('b1', 1, 2));
    const window = attach().open();
    await settle();
    put(1, 0, 25);
    put(2, 0, 25);
    put(1, 25, 25);
    await settle();
    put(1, 50, 25);
    await settle();
    expect(window.ticks).toEqual([1, 2]);
    expect(window.channel(1)).toEqual(Array.from({ length: 75 }, (_, k) => [k, k]));
    expect(window.duplicated).toBe(0);
  });

  it('go out at once, and what comes within the same frame of the screen goes out together at its end', async () => {
    const { put, attach, until } = station(bed('b1', 1, 2));
    const window = attach().open();
    await until(0);
    put(1, 0, 25);
    await until(0);
    expect(window.ticks).toEqual([1]);
    put(1, 25, 25);
    put(2, 0, 25);
    await until(15);
    expect(window.ticks).toEqual([1]);
    await until(16);
    expect(window.ticks).toEqual([1, 2]);
    expect([window.channel(1).length, window.channel(2).length]).toEqual([50, 25]);
  });

  it('that were held already are dropped and counted', async () => {
    const { put, attach, settle, tally } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    put(1, 0, 25);
    put(1, 0, 25);
    put(1, 20, 25);
    await settle();
    put(1, 40, 10);
    await settle();
    expect(tally.toRecord()).toEqual({ duplicateSamples: 35 });
    expect(window.channel(1)).toHaveLength(50);
    expect(window.duplicated).toBe(0);
  });

  it('that are missing stay a gap, and fill it when they come late', async () => {
    const { put, attach, settle } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    put(1, 0, 25);
    put(1, 50, 25);
    await settle();
    expect(window.channel(1)).toHaveLength(50);
    put(1, 25, 25);
    await settle();
    expect(window.channel(1)).toEqual(Array.from({ length: 75 }, (_, k) => [k, k]));
    expect(window.duplicated).toBe(0);
  });

  it('that fill a gap reach every window, also when they come with some that were held already', async () => {
    const { put, attach, settle, tally } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    put(1, 0, 25);
    put(1, 50, 25);
    await settle();
    put(1, 20, 40);
    await settle();
    expect(window.channel(1)).toEqual(Array.from({ length: 75 }, (_, k) => [k, k]));
    expect(window.duplicated).toBe(0);
    expect(tally.toRecord()).toEqual({ duplicateSamples: 15 });
  });

  it('reach a window to the last one before their channel vanishes', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    put(1, 0, 25);
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('b1', 2)] });
    put(2, 25, 25);
    await settle();
    expect(window.channel(1)).toHaveLength(25);
    expect(window.channel(2)).toHaveLength(25);
    expect(window.all('session')).toEqual([]);
    const later = attach().open(60_000);
    await settle();
    expect([...later.samples.keys()]).toEqual([2]);
  });
});

describe('marks', () => {
  it('that arrive within a frame of the screen travel in one message, each once, in order', async () => {
    const { relay, put, mark, attach, settle, tally } = station(bed('b1', 1, 2));
    const window = attach().open();
    await settle();
    put(1, 0, 500);
    mark(1, 100, 350);
    mark(2, 110);
    mark(1, 100);
    relay.apply({ type: 'marks', gatewayId: 'g', marks: [{ channelId: 1, index: 100, kind: 'pacer' }] });
    await settle();
    expect(window.all('marks').map(({ marks }) => marks)).toEqual([
      [
        { channelId: 1, index: 100, kind: 'qrs' },
        { channelId: 1, index: 350, kind: 'qrs' },
        { channelId: 2, index: 110, kind: 'qrs' },
        { channelId: 1, index: 100, kind: 'pacer' },
      ],
    ]);
    expect(tally.toRecord()).toEqual({ duplicateMarks: 1 });
  });

  it('of the past that a new window asks for come after the beds, and none before it', async () => {
    const { put, mark, attach, settle } = station(bed('b1', 1));
    for (let second = 0; second < 100; second++) {
      put(1, second * rateHz, rateHz);
      mark(1, second * rateHz + 7);
    }
    const window = attach().open(30_000);
    await settle();
    expect(window.messages.map(({ type }) => type)).toEqual([
      'hello',
      'gateway',
      'beds',
      'coverage',
      'members',
      'marks',
    ]);
    expect(window.marks.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, k) => (70 + k) * rateHz + 7));
  });

  it('are kept for five minutes; what comes older is dropped and counted', async () => {
    const { put, mark, attach, settle, tally } = station(bed('b1', 1));
    for (let second = 0; second < 400; second++) {
      put(1, second * rateHz, rateHz);
      mark(1, second * rateHz);
    }
    mark(1, 3);
    const window = attach().open(1e9);
    await settle();
    expect(window.marks).toHaveLength(300);
    expect(window.marks[0]?.index).toBe(100 * rateHz);
    expect(tally.toRecord()).toEqual({ expiredMarks: 1 });
  });

  it('vanish with their channel', async () => {
    const { relay, mark, attach, settle } = station(bed('b1', 1));
    mark(1, 5);
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('b1', 2)] });
    mark(1, 6);
    const window = attach().open(60_000);
    await settle();
    expect(window.all('marks')).toEqual([]);
  });

  it('wait for a slow window, and come when it keeps up; alarms do not wait', async () => {
    const { relay, put, mark, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    for (let second = 0; second < 45; second++) {
      put(1, second * rateHz, rateHz);
      mark(1, second * rateHz);
      relay.tellAll(news(second));
      await settle();
    }
    expect(window.all('members').slice(1)).toHaveLength(45);
    expect(window.marks).toHaveLength(8);
    window.creditsGiven = true;
    window.credit();
    await settle();
    expect(window.marks.map(({ index }) => index)).toEqual(Array.from({ length: 45 }, (_, k) => k * rateHz));
    expect(window.all('session').at(-1)).toMatchObject({ droppedMarks: 0 });
  });
});

describe('the older past of a bed', () => {
  const minute = 60 * rateHz;

  /** A ward with five minutes of two beds, and a window that holds the last half minute of it. */
  async function halfMinuteOfFive() {
    const ward = station(bed('b1', 1, 2), bed('b2', 3));
    for (let second = 0; second < 300; second++) {
      for (const id of [1, 2, 3]) ward.put(id, second * rateHz, rateHz);
      ward.mark(1, second * rateHz);
    }
    const window = ward.attach();
    window.open(30_000);
    await ward.settle();
    return { ...ward, window };
  }

  it('comes when a window asks for it: every sample and mark, none twice, and its number is told at the end', async () => {
    const { window, settle } = await halfMinuteOfFive();
    expect(window.channel(1)).toHaveLength(minute / 2);
    window.recent('g/b1', 300_000);
    await settle();
    for (const id of [1, 2]) expect(window.channel(id)).toEqual(Array.from({ length: 5 * minute }, (_, k) => [k, k]));
    expect(window.channel(3)).toHaveLength(minute / 2);
    expect(window.duplicated).toBe(0);
    expect(window.marks.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, second) => second * rateHz),
    );
    expect(window.all('session')).toEqual([
      {
        type: 'session',
        droppedSamples: 0,
        droppedSpells: 0,
        droppedMarks: 0,
        shedSamples: 0,
        pastSamples: 2 * 4.5 * minute,
      },
    ]);
  });

  it('comes in small ticks, back in time from what the window holds', async () => {
    const { window, settle } = await halfMinuteOfFive();
    const before = window.ticks.length;
    const oldest: number[] = [];
    window.onTick = (blocks) => oldest.push(Math.min(...blocks.map(({ firstIndex }) => firstIndex)));
    window.recent('g/b1', 300_000);
    await settle();
    expect(window.ticks.length - before).toBe(Math.ceil((2 * 4.5 * minute) / 25_000));
    expect(oldest).toEqual([...oldest].sort((a, b) => b - a));
    expect(oldest.at(-1)).toBe(0);
  });

  it('is sent once, however often it is asked for; more of it only as far as it is new', async () => {
    const { window, settle } = await halfMinuteOfFive();
    for (const ms of [60_000, 60_000, 10_000, 120_000]) window.recent('g/b1', ms);
    await settle();
    window.recent('g/b1', 120_000);
    window.recent('g/nobody', 120_000);
    await settle();
    expect(window.channel(1)).toHaveLength(2 * minute);
    expect(window.duplicated).toBe(0);
    expect(window.all('session').at(-1)?.pastSamples).toBe(2 * 1.5 * minute);
  });

  it('never holds up what is live: a window that takes nothing in gets two ticks of it at most', async () => {
    const { window, settle, put } = await halfMinuteOfFive();
    window.creditsGiven = false;
    const before = window.ticks.length;
    window.recent('g/b1', 300_000);
    await settle();
    expect(window.ticks.length - before).toBe(2);
    put(3, 300 * rateHz, 25);
    await settle();
    put(3, 300 * rateHz + 25, 25);
    await settle();
    expect(window.ticks.length - before).toBe(4);
    expect(window.channel(3).at(-1)?.[0]).toBe(300 * rateHz + 49);
    // One tick taken in still leaves more in flight than the past may have.
    window.credit(window.ticks.at(-4));
    await settle();
    expect(window.ticks.length - before).toBe(4);
    window.creditsGiven = true;
    window.credit();
    await settle();
    expect(window.channel(1)).toHaveLength(5 * minute);
    expect(window.duplicated).toBe(0);
  });

  it('keeps its gaps; one that is filled late reaches the window once', async () => {
    const { put, attach, settle } = station(bed('b1', 1));
    put(1, 0, 2 * minute);
    put(1, 2 * minute + 500, 2 * minute);
    const window = attach().open(30_000);
    await settle();
    put(1, 2 * minute, 250);
    await settle();
    expect(window.channel(1)[0]?.[0]).toBe(3.5 * minute + 500);
    window.recent('g/b1', 300_000);
    await settle();
    put(1, 2 * minute + 250, 250);
    await settle();
    expect(window.channel(1)).toEqual(Array.from({ length: 4 * minute + 500 }, (_, k) => [k, k]));
    expect(window.duplicated).toBe(0);
  });

  it('that leaves the five minutes before its turn comes is not waited for', async () => {
    const { window, settle, put } = await halfMinuteOfFive();
    window.creditsGiven = false;
    window.recent('g/b1', 300_000);
    await settle();
    for (let second = 300; second < 330; second++) for (const id of [1, 2, 3]) put(id, second * rateHz, rateHz);
    window.creditsGiven = true;
    window.credit();
    await settle();
    const indices = window.channel(1).map(([index]) => index);
    expect(indices).toEqual(Array.from({ length: 300 * rateHz }, (_, k) => 30 * rateHz + k));
    expect(window.all('session').at(-1)).toMatchObject({ droppedSamples: 0, pastSamples: 2 * 240 * rateHz });
  });

  it('of a bed that goes meanwhile is dropped without a word', async () => {
    const { relay, window, settle } = await halfMinuteOfFive();
    window.creditsGiven = false;
    window.recent('g/b1', 300_000);
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('b2', 3)] });
    window.creditsGiven = true;
    window.credit();
    await settle();
    expect(window.closedBecause).toBeNull();
    expect(window.all('session').at(-1)?.droppedSamples ?? 0).toBe(0);
  });
});

describe('a window that is too slow', () => {
  it('has at most 8 ticks to take in, and gets the rest when it gives credit', async () => {
    const { put, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    for (let k = 0; k < 20; k++) {
      put(1, k * 25, 25);
      await settle();
    }
    expect(window.ticks).toHaveLength(8);
    window.credit();
    await settle();
    expect(window.ticks).toHaveLength(9);
    expect(window.channel(1)).toHaveLength(500);
    expect(window.all('session')).toEqual([]);
  });

  it('goes on 2 s before the present when it stays 30 s behind, is told what was shed, and gets it as soon as it keeps up', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    for (let k = 0; k < 45; k++) {
      put(1, k * rateHz, rateHz);
      await settle();
    }
    relay.showLife(0);
    await settle();
    expect(window.channel(1)).toHaveLength(8 * rateHz);
    // The second in which it became too much was the 39th.
    const shed = { from: 8 * rateHz, until: 37 * rateHz, state: 'shed' };
    expect(window.all('coverage').at(-1)?.channels).toEqual([
      { channelId: 1, from: 0, until: 45 * rateHz, gaps: [shed] },
    ]);
    expect(window.all('session').at(-1)).toMatchObject({ droppedSpells: 1, shedSamples: 29 * rateHz });
    const firsts: number[] = [];
    window.onTick = (blocks) => firsts.push(...blocks.map(({ firstIndex }) => firstIndex));
    window.creditsGiven = true;
    window.credit();
    await settle();
    expect(firsts).toEqual([37 * rateHz, 8 * rateHz]);
    expect(window.channel(1)).toEqual(Array.from({ length: 45 * rateHz }, (_, k) => [k, k]));
    expect(window.duplicated).toBe(0);
    relay.showLife(0);
    await settle();
    expect(
      window
        .all('coverage')
        .at(-1)
        ?.channels.map(({ gaps }) => gaps),
    ).toEqual([[]]);
    expect(window.all('session').at(-1)).toMatchObject({ droppedSamples: 0, droppedSpells: 1, shedSamples: 0 });
  });

  it('is told what a patient’s last second lacks before her channels vanish', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    put(1, 0, 100);
    relay.showLife(0);
    relay.apply({ type: 'gaps', gatewayId: 'g', gaps: [{ channelId: 1, from: 100, until: 150, state: 'linkLost' }] });
    put(1, 150, 100);
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('b1', 2)] });
    await settle();
    const types = window.messages.map(({ type }) => type);
    expect(window.all('coverage').at(-1)?.channels).toEqual([
      { channelId: 1, from: 0, until: 150, gaps: [{ from: 100, until: 150, state: 'linkLost' }] },
    ]);
    expect(types.lastIndexOf('coverage')).toBeLessThan(types.lastIndexOf('beds'));
  });

  it('is told that it was not sent what came late for a patient who leaves in the same second', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    const [sent, fetched] = [{ until: 250 }, { from: 25, until: 50 }];
    put(1, 0, fetched.from);
    relay.apply({ type: 'gaps', gatewayId: 'g', gaps: [{ channelId: 1, ...fetched, state: 'fetching' }] });
    for (let first = fetched.until; first < 300; first += 25) {
      put(1, first, 25);
      await settle();
    }
    relay.showLife(0);
    put(1, fetched.from, 25);
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('b1', 2)] });
    await settle();
    expect(window.all('coverage').at(-1)?.channels).toEqual([
      {
        channelId: 1,
        from: 0,
        until: 300,
        gaps: [
          { ...fetched, state: 'shed' },
          { from: sent.until, until: 300, state: 'shed' },
        ],
      },
    ]);
    expect(window.all('session').at(-1)?.droppedSamples).toBe(75);
  });

  it('gets what was shed the newest first and beside what is live, and nothing of it while it still lags', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const { put, attach, settle } = station(bed('b1', ...ids));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    const second = (k: number) => {
      for (const id of ids) put(id, k * rateHz, rateHz);
    };
    for (let k = 0; k < 120; k++) {
      second(k);
      await settle();
    }
    const oldest: number[] = [];
    window.onTick = (blocks) => oldest.push(Math.min(...blocks.map(({ firstIndex }) => firstIndex)));
    window.credit(window.ticks.at(-2));
    await settle();
    // What is live took what credit there was for the past.
    expect(oldest).toHaveLength(1);
    window.credit();
    second(120);
    await settle();
    // Live first, then one piece of the past.
    expect(oldest).toHaveLength(3);
    expect(oldest[1]).toBe(120 * rateHz);
    window.creditsGiven = true;
    window.credit();
    await settle();
    expect(oldest.slice(2)).toEqual(oldest.slice(2).sort((a, b) => b - a));
    expect(window.channel(8)).toEqual(Array.from({ length: 121 * rateHz }, (_, k) => [k, k]));
    expect(window.duplicated).toBe(0);
  });

  it('gets no more of what has left the five minutes, which is counted', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    for (let k = 0; k < 400; k++) {
      put(1, k * rateHz, rateHz);
      await settle();
    }
    window.creditsGiven = true;
    window.credit();
    await settle();
    const missed = 92 * rateHz;
    expect(window.all('session').at(-1)).toMatchObject({ droppedSamples: missed, shedSamples: 0 });
    expect(window.channel(1)).toHaveLength(400 * rateHz - missed);
    relay.showLife(0);
    await settle();
    expect(
      window
        .all('coverage')
        .at(-1)
        ?.channels.flatMap(({ gaps }) => gaps),
    ).toEqual([]);
  });

  it('is told its own gaps and the gateway’s beside each other, and another window only the gateway’s', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const slow = attach();
    slow.creditsGiven = false;
    slow.open();
    const quick = attach().open();
    await settle();
    for (let k = 0; k < 45; k++) {
      if (k !== 20) put(1, k * rateHz, rateHz);
      await settle();
    }
    const lost = { from: 20 * rateHz, until: 21 * rateHz, state: 'unavailable' } as const;
    relay.apply({ type: 'gaps', gatewayId: 'g', gaps: [{ channelId: 1, ...lost }] });
    relay.showLife(0);
    await settle();
    expect(slow.all('coverage').at(-1)?.channels[0]?.gaps).toEqual([
      { from: 8 * rateHz, until: 20 * rateHz, state: 'shed' },
      lost,
      { from: 21 * rateHz, until: 37 * rateHz, state: 'shed' },
    ]);
    expect(quick.all('coverage').at(-1)?.channels[0]?.gaps).toEqual([lost]);
  });

  it('never gets what was fetched for a patient who has left meanwhile: it is counted', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    put(1, 0, 25);
    for (let k = 2; k < 12; k++) {
      put(1, k * 25, 25);
      await settle();
    }
    put(1, 25, 25);
    relay.apply({ type: 'beds', gatewayId: 'g', beds: [bed('b1', 2)] });
    put(2, 0, 25);
    window.onTick = (blocks) => expect(blocks.map(({ channelId }) => channelId)).toEqual([2]);
    window.creditsGiven = true;
    window.credit();
    await settle();
    expect(window.channel(2)).toHaveLength(25);
    expect(window.all('session').at(-1)?.droppedSamples).toBe(300 - window.channel(1).length);
  });

  it('that never gives credit gets every alarm at once and costs the station nothing that grows', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach();
    window.creditsGiven = false;
    window.open();
    await settle();
    for (let second = 0; second < 600; second++) {
      put(1, second * rateHz, rateHz);
      relay.apply({
        type: 'observations',
        gatewayId: 'g',
        observations: [{ numericId: 900, timeMs: second, value: second }],
      });
      relay.tellAll(news(second));
      await settle();
    }
    const told = Array.from({ length: 600 }, (_, second) => news(second));
    expect(window.all('members').slice(1)).toEqual(told);
    expect(window.ticks).toHaveLength(8);
    expect(window.all('observations').length).toBeLessThan(10);
    const samplesTakenIn = window.channel(1).length;
    const dropped = window.all('session').at(-1)?.droppedSamples ?? 0;
    // What is neither sent nor lost is in the ring, where it is anyway.
    expect(600 * rateHz - samplesTakenIn - dropped).toBe(300 * rateHz);
    window.credit();
    await settle();
    expect(window.all('observations').at(-1)?.observations).toEqual([{ numericId: 900, timeMs: 599, value: 599 }]);
    expect(window.channel(1).at(-1)?.[0]).toBe(600 * rateHz - 1);
  });

  it('that takes nothing in is let go before what waits for it grows without end', async () => {
    const { relay, put, attach, settle, lines } = station(bed('b1', 1));
    const hung = attach();
    hung.creditsGiven = false;
    hung.open();
    const quick = attach().open();
    await settle();
    for (let k = 0; k < 8; k++) {
      put(1, k * 25, 25);
      await settle();
    }
    const counts = { big: 1, ['x'.repeat(1_000_000)]: 1 };
    for (let k = 0; k < 16; k++) {
      relay.apply({ type: 'gateway', gateway: { ...view, counts: { ...counts, big: k } } });
      // A window of the product says every second whether it sounds.
      quick.send({ type: 'sound', role: 'standby', why: '' });
      await settle();
    }
    expect(hung.closedBecause).toBeNull();
    relay.apply({ type: 'gateway', gateway: { ...view, counts } });
    await settle();
    expect(hung.closedBecause).not.toBeNull();
    expect(lines.join()).toMatch(/warn window takes nothing in/);
    expect([relay.sessions, quick.closedBecause]).toEqual([1, null]);
  });

  it('that takes nothing in of a ward without waves is let go too', async () => {
    const { relay, attach, settle } = station(bed('b1'));
    const hung = attach().open();
    await settle();
    const counts = { ['x'.repeat(1_000_000)]: 1 };
    for (let k = 0; k < 16; k++) relay.apply({ type: 'gateway', gateway: { ...view, counts: { ...counts, big: k } } });
    await settle();
    expect(hung.closedBecause).toBeNull();
    relay.apply({ type: 'gateway', gateway: { ...view, counts } });
    await settle();
    expect(hung.closedBecause).not.toBeNull();
  });

  it('does not hold up another window', async () => {
    const { put, attach, settle } = station(bed('b1', 1));
    const slow = attach();
    slow.creditsGiven = false;
    slow.open();
    const quick = attach().open();
    await settle();
    for (let k = 0; k < 100; k++) {
      put(1, k * 25, 25);
      await settle();
    }
    expect(slow.ticks).toHaveLength(8);
    expect(quick.channel(1)).toHaveLength(2500);
  });
});

describe('a window that breaks the protocol', () => {
  it.each([
    ['sends no JSON', ['hello?'], /not JSON/],
    ['sends more than is read', [`"${'x'.repeat(LONGEST_MESSAGE)}"`], /500002 characters; at most 500000/],
    ['sends bytes', [new ArrayBuffer(8)], /bytes/],
    ['opens twice', [opening(BRIDGE_VERSION), opening(BRIDGE_VERSION)], /"open" twice/],
    ['speaks another version', [opening(1)], new RegExp(`version 1, this station ${BRIDGE_VERSION}: reload`)],
    ['asks for the past before it opens', ['{"type":"recent","bedKey":"g/b1","recentMs":1}'], /before it sent "open"/],
    [
      'gives credit for a tick it never got',
      [opening(BRIDGE_VERSION), '{"type":"credit","tick":1}'],
      /credit for tick 1/,
    ],
  ])('is closed with a reason when it %s, and the others go on', async (_, messages, reason) => {
    const { relay, put, attach, settle, lines } = station(bed('b1', 1));
    const good = attach().open();
    const bad = attach();
    for (const message of messages) bad.say(message);
    await settle();
    expect(bad.closedBecause).not.toBeNull();
    expect(lines.join('\n')).toMatch(reason);
    expect(bad.all('ended').map((told) => told.reason)).toEqual([expect.stringMatching(reason)]);
    expect(relay.sessions).toBe(1);
    put(1, 0, 25);
    await settle();
    expect(good.channel(1)).toHaveLength(25);
    expect(bad.channel(1)).toHaveLength(0);
  });

  it('before it was even listened to harms nobody', async () => {
    const { relay, settle } = station(bed('b1', 1));
    const [left, right] = carrierPair();
    right.send('nonsense');
    await settle();
    relay.attach(left);
    expect(relay.sessions).toBe(0);
  });

  it('by leaving is forgotten', async () => {
    const { relay, put, attach, settle } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    put(1, 0, 25);
    window.close();
    await settle();
    expect(relay.sessions).toBe(0);
  });
});

describe('when a gateway opens its stream again', () => {
  const opened = { type: 'opened', gatewayId: 'g', states: [], observations: [], alarms: [] } as const;

  it('a lead that was put back on unseen is ok again', async () => {
    const { relay, attach, settle, put } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    relay.apply({ type: 'states', gatewayId: 'g', states: [{ channelId: 1, fromIndex: 5, state: 'leadsOff' }] });
    put(1, 0, 30);
    relay.apply({ ...opened, beds: [bed('b1', 1)] });
    await settle();
    expect(window.all('channelStates').at(-1)?.states).toEqual([{ channelId: 1, fromIndex: 30, state: 'ok' }]);
  });

  it('a value it holds already is not told again', async () => {
    const { relay, attach, settle } = station(bed('b1', 1));
    const window = attach().open();
    await settle();
    const observations = [{ numericId: 900, timeMs: 5, value: 80 }];
    relay.apply({ type: 'observations', gatewayId: 'g', observations });
    relay.apply({ ...opened, beds: [bed('b1', 1)], observations });
    await settle();
    expect(window.all('observations')).toHaveLength(1);
  });

  it('a gateway whose clock was set back still changes its values', async () => {
    const { relay, attach, settle } = station(bed('b1', 1));
    relay.apply({
      type: 'observations',
      gatewayId: 'g',
      observations: [{ numericId: 900, timeMs: 3_600_000, value: 80 }],
    });
    relay.apply({ type: 'observations', gatewayId: 'g', observations: [{ numericId: 900, timeMs: 1, value: 40 }] });
    const window = attach().open();
    await settle();
    expect(window.all('observations')[0]?.observations).toEqual([{ numericId: 900, timeMs: 1, value: 40 }]);
  });
});
