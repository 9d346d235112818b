import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { carrierPair } from '#bridge/pair.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { type Coverage, type GapState, RECENT_MS, stateAt } from '#domain/signals/coverage.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { Random } from '#fixtures/patients/random.ts';
import { Relay } from '#main/relay/relay.ts';
import { WindowProbe } from '#tests/main/windowProbe.ts';
import { noAlarmSide, testHello } from '#tests/support/quietRelay.ts';

/** Few samples, so that many minutes pass in a moment. */
const RATES_HZ = [4, 10] as const;
const STEPS = 500;

/** One patient's channel: what the gateway sent of it, and what of that reached the station. */
interface Truth {
  readonly channel: Channel;
  readonly patient: number;
  /** Index after the newest sample sent. */
  end: number;
  readonly reached: Set<number>;
  readonly lost: Map<number, GapState>;
}

/** No two channels have the same sample at the same index, so a wave under the wrong name is seen. */
const sampleOf = (channelId: number, index: number): number => channelId * 1_000_003 + index;

/**
 * A ward of three beds, a relay, and two windows that are slow and quick, leave and come, ask for the past and look away, while
 * the gateway's stream breaks, the past is fetched in any order, and patients change beds: all as a seed has it.
 */
class Story {
  readonly #random: Random;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #relay: Relay;
  #lastId = 0;
  #patients = 0;
  #beds: Truth[][] = [];
  readonly #all = new Map<number, Truth>();
  #windows: WindowProbe[] = [];

  constructor(seed: number) {
    this.#random = new Random(seed, 'backpressure');
    const tally = new Tally();
    this.#relay = new Relay({
      hello: () => testHello(),
      tallyOf: () => tally,
      alarms: noAlarmSide,
      log: () => {},
      scheduler: this.#scheduler,
    });
    this.#beds = [0, 1, 2].map(() => this.#patient());
    this.#tellBeds();
    this.#windows = [this.#window(), this.#window()];
  }

  /** How often something was told to be shed. */
  async play(): Promise<number> {
    let sheds = 0;
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      await this.#settle();
      this.#never();
    }
    for (const window of this.#windows) {
      for (const { channels } of window.all('coverage'))
        for (const { gaps } of channels) if (gaps.some(({ state }) => state === 'shed')) sheds++;
      window.creditsGiven = true;
      window.credit();
    }
    await this.#settle();
    await this.#settle();
    this.#never();
    await this.#atRest();
    return sheds;
  }

  #step(): void {
    const chance = this.#random.uniform();
    if (chance < 0.6) this.#live(1 + this.#random.below(8));
    else if (chance < 0.68) this.#breakOff(1 + this.#random.below(40));
    else if (chance < 0.86) this.#fetch();
    else if (chance < 0.89) this.#change();
    else if (chance < 0.95) this.#pace(this.#windows[this.#random.below(2)]);
    else if (chance < 0.97) this.#windows[this.#random.below(2)]?.recent(`g/b${this.#random.below(3)}`, RECENT_MS);
    else this.#reopen(this.#random.below(2));
    if (this.#random.uniform() < 0.3) this.#relay.showLife(0);
  }

  #live(seconds: number): void {
    for (const truth of this.#beds.flat()) {
      const from = truth.end;
      truth.end += seconds * truth.channel.rateHz;
      this.#reach(truth, from, truth.end);
    }
  }

  /** The link is gone for a while; what was sent meanwhile is a hole in every channel. */
  #breakOff(seconds: number): void {
    for (const truth of this.#beds.flat()) {
      const from = truth.end;
      truth.end += seconds * truth.channel.rateHz;
      this.#tellGap(truth, from, truth.end, 'fetching');
    }
    this.#live(1);
  }

  /** A piece of what is missing comes, or is given up. */
  #fetch(): void {
    const holed = [...this.#all.values()].filter(({ lost }) => [...lost.values()].includes('fetching'));
    const truth = holed[this.#random.below(Math.max(1, holed.length))];
    if (truth === undefined) return;
    const missing = [...truth.lost].flatMap(([index, state]) => (state === 'fetching' ? [index] : []));
    const from = missing[this.#random.below(missing.length)] ?? 0;
    let until = from;
    while (truth.lost.get(until) === 'fetching' && until - from < 60) until++;
    if (this.#random.uniform() < 0.2) this.#tellGap(truth, from, until, 'unavailable');
    else this.#reach(truth, from, until);
  }

  /** Another patient comes into a bed. What was under way for the one before stays under way. */
  #change(): void {
    this.#beds[this.#random.below(3)] = this.#patient();
    this.#tellBeds();
  }

  #pace(window: WindowProbe | undefined): void {
    if (window === undefined) return;
    window.creditsGiven = !window.creditsGiven;
    if (window.creditsGiven) window.credit();
  }

  #reopen(place: number): void {
    this.#windows[place]?.close();
    this.#windows[place] = this.#window();
  }

  #window(): WindowProbe {
    const [left, right] = carrierPair();
    this.#relay.attach(left);
    return new WindowProbe(right).open(RECENT_MS);
  }

  #patient(): Truth[] {
    const patient = ++this.#patients;
    return RATES_HZ.map((rateHz): Truth => {
      const channelId = ++this.#lastId;
      const channel: Channel = {
        channelId,
        code: null,
        label: `${rateHz}`,
        unit: 'mV',
        rateHz,
        scalePerLsb: 1,
        offset: 0,
        rawMinimum: 0,
        rawMaximum: 1,
        originMs: 0,
      };
      const truth = { channel, patient, end: 0, reached: new Set<number>(), lost: new Map() };
      this.#all.set(channelId, truth);
      return truth;
    });
  }

  #tellBeds(): void {
    const beds = this.#beds.map((channels, k): Bed => {
      const patientId = `p${channels[0]?.patient}`;
      return {
        bedKey: `g/b${k}`,
        displayName: `b${k}`,
        patient: { patientId, displayName: patientId, ageYears: null, sex: 'unknown' },
        channels: channels.map(({ channel }) => channel),
        numerics: [],
      };
    });
    this.#relay.apply({ type: 'beds', gatewayId: 'g', beds });
  }

  #reach({ channel: { channelId }, reached, lost }: Truth, from: number, until: number): void {
    const samples = Int32Array.from({ length: until - from }, (_, k) => sampleOf(channelId, from + k));
    this.#relay.apply({ type: 'blocks', gatewayId: 'g', blocks: [{ channelId, firstIndex: from, samples }] });
    for (let index = from; index < until; index++) {
      reached.add(index);
      lost.delete(index);
    }
  }

  #tellGap({ channel: { channelId }, lost }: Truth, from: number, until: number, state: GapState): void {
    for (let index = from; index < until; index++) lost.set(index, state);
    this.#relay.apply({ type: 'gaps', gatewayId: 'g', gaps: [{ channelId, from, until, state }] });
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      this.#scheduler.flush();
      await Promise.resolve();
    }
  }

  /** At any time: no sample is twice in a session, none is another's. */
  #never(): void {
    for (const window of this.#windows) {
      expect(window.duplicated).toBe(0);
      expect(window.closedBecause).toBeNull();
      expect(window.ticks.length - window.credited).toBeLessThanOrEqual(8);
    }
  }

  /** When all windows have kept up: what a window holds and what it is told to miss are what was sent, of all that is kept. */
  async #atRest(): Promise<void> {
    this.#relay.showLife(0);
    await this.#settle();
    for (const window of this.#windows) this.#compare(window);
  }

  #compare(window: WindowProbe): void {
    for (const { channel, end, lost } of this.#beds.flat()) {
      const { channelId, rateHz } = channel;
      if (end === 0) continue;
      const held = window.samples.get(channelId) ?? new Map<number, number>();
      const told = toldOf(window, channelId);
      for (let index = Math.max(0, end - (RECENT_MS / 1000) * rateHz); index < end; index++) {
        const expected = lost.get(index) ?? 'held';
        expect(held.get(index), `${channelId} ${index} ${expected}`).toBe(
          expected === 'held' ? sampleOf(channelId, index) : undefined,
        );
        // What is held goes on growing unsaid.
        if (index < (told?.until ?? 0)) expect(told && stateAt(told, index), `${channelId} ${index}`).toBe(expected);
        else expect(expected).toBe('held');
      }
    }
  }
}

function toldOf(window: WindowProbe, channelId: number): Coverage | undefined {
  return window
    .all('coverage')
    .flatMap(({ channels }) => channels)
    .filter((coverage) => coverage.channelId === channelId)
    .at(-1);
}

describe('windows slow and quick, a gateway that breaks off, patients who move', () => {
  it('leave each window with every sample once and under its name, or told as missing, whatever the schedule', async () => {
    let sheds = 0;
    for (let seed = 0; seed < 20; seed++) sheds += await new Story(seed).play();
    expect(sheds).toBeGreaterThan(100);
  }, 90_000);
});
