import fc from 'fast-check';
import { Subject, type Subscription, VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import { carrierPair } from '#bridge/pair.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { Backfill } from '#main/gateway/backfill.ts';
import { WardDecoder } from '#main/gateway/decode.ts';
import { linkTiming } from '#main/gateway/linkTiming.ts';
import { Relay } from '#main/relay/relay.ts';
import type { Frame, WaveformBatch } from '#proto/gen/vigil/ward/v1/frame.ts';
import type { Bed } from '#proto/gen/vigil/ward/v1/ward.ts';
import { type BackfillRequest, type BackfillResponse, ResumeOutcome } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { noAlarmSide, testHello } from '#tests/support/quietRelay.ts';
import { WindowProbe } from './windowProbe.ts';

const BEDS = 3;
const RATE_HZ = 50;
const FRAME_SAMPLES = 5;
const ORIGIN_NS = 1_700_000_000_000_000_000n;

/** A sample, and whose it is: every raw value is the number of its patient. */
interface Sent {
  readonly raw: number;
  /** Which stay at which channel it belongs to. */
  readonly stay: number;
}

/**
 * A gateway whose patients come, go and change places while it streams, which gives a channel's number to another bed, loses
 * frames and restarts. Within an epoch numbers and indices go on whoever lies in the bed, as the contract allows.
 */
class Gateway {
  epoch = 1;
  index = 0;
  sequence = 0;
  readonly #patients: (number | null)[] = Array.from({ length: BEDS }, (_, k) => k + 1);
  readonly #channels: number[] = Array.from({ length: BEDS }, (_, k) => k + 1);
  readonly #stays = Array.from({ length: BEDS }, () => 0);
  #sent = new Map<number, Map<number, Sent>>();
  #lastStay = 0;
  #changed = new Set<number>();

  beds(): Bed[] {
    return this.#patients.map((_, bed) => this.#bed(bed));
  }

  admits(bed: number, patient: number | null): void {
    this.#patients[bed] = patient;
    this.#begins(bed);
  }

  moves(from: number, to: number): void {
    const patient = this.#patients[from] ?? null;
    this.admits(from, null);
    this.admits(to, patient);
  }

  /** Two beds' channels exchange their numbers. */
  swaps(one: number, other: number): void {
    const [a = 0, b = 0] = [this.#channels[one], this.#channels[other]];
    [this.#channels[one], this.#channels[other]] = [b, a];
    this.#begins(one);
    this.#begins(other);
  }

  restarts(): void {
    this.epoch += 1;
    this.index = 0;
    this.sequence = 0;
    this.#sent = new Map();
  }

  /** The next frame, whether it arrives or not. */
  frame(): Frame {
    this.sequence += 1;
    const bedChanges = [...this.#changed].map((bed) => ({ change: { $case: 'bed' as const, value: this.#bed(bed) } }));
    this.#changed = new Set();
    const waveforms = this.#patients.flatMap((patient, bed): WaveformBatch[] => {
      if (patient === null) return [];
      const channelId = this.#channels[bed] ?? 0;
      const kept = this.#sent.get(channelId) ?? new Map<number, Sent>();
      this.#sent.set(channelId, kept);
      for (let k = 0; k < FRAME_SAMPLES; k++) {
        kept.set(this.index + k, { raw: patient, stay: this.#stays[bed] ?? 0 });
      }
      return [{ channelId, firstIndex: BigInt(this.index), samples: Array(FRAME_SAMPLES).fill(patient) }];
    });
    this.index += FRAME_SAMPLES;
    const sentNs = ORIGIN_NS + BigInt(this.index) * BigInt(1_000_000_000 / RATE_HZ);
    return {
      sequence: BigInt(this.sequence),
      sentNs,
      waveforms,
      observations: [],
      alarms: [],
      bedChanges,
      channelStates: [],
      marks: [],
    };
  }

  /** The past as it is now: only of whoever is there now. */
  past({ ranges }: Omit<BackfillRequest, 'stationId'>): BackfillResponse {
    const waveforms = ranges.flatMap(({ channelId, firstIndex, endIndex }): WaveformBatch[] => {
      const bed = this.#channels.indexOf(channelId);
      const list: WaveformBatch[] = [];
      for (let index = Number(firstIndex); index < Number(endIndex); index++) {
        const sent = this.#sent.get(channelId)?.get(index);
        if (sent !== undefined && sent.stay === this.#stays[bed]) {
          list.push({ channelId, firstIndex: BigInt(index), samples: [sent.raw] });
        }
      }
      return list;
    });
    return { waveforms, observations: [], alarms: [], unavailable: [] };
  }

  #begins(bed: number): void {
    this.#lastStay += 1;
    this.#stays[bed] = this.#lastStay;
    this.#changed.add(bed);
  }

  #bed(bed: number): Bed {
    const patient = this.#patients[bed] ?? null;
    return {
      bedId: `b${bed}`,
      displayName: `b${bed}`,
      patient:
        patient === null
          ? undefined
          : { patientId: `p${patient}`, displayName: `p${patient}`, ageYears: undefined, sex: 0 },
      devices: [],
      channels: [
        {
          channelId: this.#channels[bed] ?? 0,
          code: '',
          label: 'II',
          unit: 'mV',
          rateHz: RATE_HZ,
          scalePerLsb: 1,
          offset: 0,
          rawMinimum: -1000,
          rawMaximum: 1000,
          originNs: ORIGIN_NS,
          deviceId: '',
        },
      ],
      numerics: [],
    };
  }
}

/** The way from a gateway's messages to a window, without the network between. */
class Path {
  readonly gateway = new Gateway();
  readonly window: WindowProbe;
  fetched = 0;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #relay: Relay;
  readonly #decoder: WardDecoder;
  readonly #backfill: Backfill;
  /** Answers on their way, as they were when the gateway gave them. */
  #answers: (() => void)[] = [];
  #running: Subscription | undefined;
  #lastId = 0;

  constructor() {
    const tally = new Tally();
    this.#relay = new Relay({
      hello: () => testHello(),
      tallyOf: () => tally,
      alarms: noAlarmSide,
      log: () => {},
      scheduler: this.#scheduler,
    });
    this.#decoder = new WardDecoder({ gatewayId: 'g', nextId: () => ++this.#lastId, tally, say: () => {} });
    this.#backfill = new Backfill({
      gatewayId: 'g',
      decoder: this.#decoder,
      tally,
      timing: { ...linkTiming, backfillPauseMs: 0, backfillShare: 1 },
      monotonicMs: () => 0,
      emit: (event) => {
        if (event.type === 'blocks') this.fetched += event.blocks.length;
        this.#take(event);
      },
      say: () => {},
    });
    const [left, right] = carrierPair();
    this.#relay.attach(left);
    this.window = new WindowProbe(right).open(60_000);
    this.opens(false);
  }

  opens(skips: boolean): void {
    const epoch = `e${this.gateway.epoch}`;
    const opening = {
      epoch,
      firstSequence: BigInt(this.gateway.sequence + 1),
      outcome: ResumeOutcome.RESUME_OUTCOME_UNSPECIFIED,
      ward: { wardId: 'w', displayName: 'W', beds: this.gateway.beds() },
      channelStates: [],
      alarms: [],
      observations: [],
    };
    this.#running?.unsubscribe();
    this.#take(this.#decoder.opening(opening, Number(ORIGIN_NS / 1_000_000n)));
    this.#backfill.opened(epoch);
    if (skips) this.#decoder.holes.expect('linkLost');
    this.#running = this.#backfill
      .run((request) => {
        const answer = new Subject<BackfillResponse>();
        const given = this.gateway.past(request);
        this.#answers.push(() => {
          answer.next(given);
          answer.complete();
        });
        return answer;
      })
      .subscribe();
  }

  hears(frame: Frame): void {
    const missing = this.#decoder.frame(frame).flatMap((event) => {
      this.#take(event);
      return event.type === 'gaps' ? event.gaps : [];
    });
    this.#backfill.want(missing.filter(({ state }) => state === 'linkLost'));
  }

  /** What is under way arrives, and what is asked for after it. */
  async delivers(): Promise<void> {
    for (const give of this.#answers.splice(0)) give();
    await this.settles();
  }

  async settles(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (let turn = 0; turn < 5; turn++) {
      this.#scheduler.flush();
      await Promise.resolve();
    }
  }

  close(): void {
    this.#running?.unsubscribe();
    this.#relay.close();
  }

  #take(event: WardEvent): void {
    this.#relay.apply(event);
  }
}

const bed = fc.integer({ min: 0, max: BEDS - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ does: 'frame' } as const) },
  { weight: 3, arbitrary: fc.constant({ does: 'lose' } as const) },
  { weight: 3, arbitrary: fc.constant({ does: 'deliver' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('admit' as const),
      bed,
      patient: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('move' as const), from: bed, to: bed }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('swap' as const), one: bed, other: bed }) },
  { weight: 1, arbitrary: fc.constant({ does: 'restart' } as const) },
);

it('never one patient’s wave under another’s name, whatever happens to beds, patients, numbers and the link', async () => {
  let fetched = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const path = new Path();
      const { gateway, window } = path;
      for (const done of steps) {
        switch (done.does) {
          case 'frame':
            path.hears(gateway.frame());
            break;
          case 'lose':
            gateway.frame();
            gateway.frame();
            path.opens(true);
            path.hears(gateway.frame());
            break;
          case 'deliver':
            await path.delivers();
            break;
          case 'admit':
            gateway.admits(done.bed, done.patient);
            break;
          case 'move':
            if (done.from !== done.to) gateway.moves(done.from, done.to);
            break;
          case 'swap':
            if (done.one !== done.other) gateway.swaps(done.one, done.other);
            break;
          case 'restart':
            gateway.restarts();
            path.opens(false);
            break;
        }
      }
      await path.delivers();
      await path.delivers();
      const owners = new Map<number, string>();
      for (const { beds } of window.all('beds')) {
        for (const { bedKey, patient, channels } of beds) {
          for (const { channelId } of channels) {
            const owner = `${patient?.patientId} at ${bedKey}`;
            expect(owners.get(channelId) ?? owner).toBe(owner);
            owners.set(channelId, owner);
          }
        }
      }
      for (const [channelId, samples] of window.samples) {
        for (const raw of samples.values()) expect(owners.get(channelId)).toContain(`p${raw} at `);
      }
      expect(window.duplicated).toBe(0);
      fetched += path.fetched;
      path.close();
    }),
    { numRuns: 150 },
  );
  // The property is worth something only where the past was fetched.
  expect(fetched).toBeGreaterThan(100);
}, 60_000);
