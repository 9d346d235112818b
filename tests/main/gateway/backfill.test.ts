import { status } from '@grpc/grpc-js';
import { NEVER, of, Subject, type Subscription, throwError } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Block } from '#domain/signals/block.ts';
import type { ChannelGap } from '#domain/signals/coverage.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { type Ask, Backfill } from '#main/gateway/backfill.ts';
import { WardDecoder } from '#main/gateway/decode.ts';
import { linkTiming } from '#main/gateway/linkTiming.ts';
import type { Bed, Ward } from '#proto/gen/vigil/ward/v1/ward.ts';
import type { BackfillRequest, BackfillResponse, Opening } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { until } from '#tests/support/until.ts';
import { opening as scriptedOpening, ward } from '../scriptedGateway.ts';

const GATEWAY = 'icu:7000';

/** A link's decoder and what fetches the past for it; the gateway's answers are the test's. */
class Fetching {
  readonly tally = new Tally();
  readonly events: WardEvent[] = [];
  readonly lines: string[] = [];
  readonly asked: Omit<BackfillRequest, 'stationId'>[] = [];
  readonly decoder: WardDecoder;
  readonly backfill: Backfill;
  answer: (request: Omit<BackfillRequest, 'stationId'>) => ReturnType<Ask> = () => NEVER;
  #lastId = 100;
  #running: Subscription | undefined;

  constructor() {
    this.decoder = new WardDecoder({
      gatewayId: GATEWAY,
      nextId: () => ++this.#lastId,
      tally: this.tally,
      say: () => {},
    });
    this.backfill = new Backfill({
      gatewayId: GATEWAY,
      decoder: this.decoder,
      tally: this.tally,
      timing: { ...linkTiming, backfillPauseMs: 0, backfillShare: 1, backfillRetryMs: 1, backfillSilentMs: 50 },
      monotonicMs: () => performance.now(),
      emit: (event) => this.events.push(event),
      say: (_, line) => this.lines.push(line),
    });
    onTestFinished(() => this.#running?.unsubscribe());
  }

  opens(described: Ward = ward, epoch = 'e1'): void {
    const { event } = scriptedOpening(1, { ward: described, epoch });
    this.decoder.opening(event?.value as Opening, Date.now());
    this.backfill.opened(epoch);
  }

  connects(): void {
    this.#running?.unsubscribe();
    this.#running = this.backfill
      .run((request) => {
        this.asked.push(request);
        return this.answer(request);
      })
      .subscribe();
  }

  breaks(): void {
    this.#running?.unsubscribe();
  }

  /** Samples [from, until) of the one channel are missing. */
  misses(from: number, until: number): void {
    this.backfill.want([{ channelId: this.channelId, from, until, state: 'linkLost' }]);
  }

  get channelId(): number {
    const [first] = this.decoder.channels();
    if (first === undefined) throw new Error('no channel');
    return first[1].channelId;
  }

  get blocks(): readonly Block[] {
    return this.events.flatMap((event) => (event.type === 'blocks' ? event.blocks : []));
  }

  get gaps(): readonly ChannelGap[] {
    return this.events.flatMap((event) => (event.type === 'gaps' ? event.gaps : []));
  }

  /** Index ranges asked for so far. */
  get ranges(): (readonly [number, number])[] {
    return this.asked.flatMap(({ ranges }) =>
      ranges.map(({ firstIndex, endIndex }) => [Number(firstIndex), Number(endIndex)] as const),
    );
  }

  get came(): number[] {
    return this.blocks.flatMap(({ firstIndex, samples }) => Array.from(samples, (_, k) => firstIndex + k));
  }
}

const nothing: BackfillResponse = { waveforms: [], observations: [], alarms: [], unavailable: [] };

function samples(from: number, until: number, channelId = 1): BackfillResponse {
  const values = Array.from({ length: until - from }, (_, k) => (from + k) % 500);
  return { ...nothing, waveforms: [{ channelId, firstIndex: BigInt(from), samples: values }] };
}

/** Gives all that is asked for. */
function generous({ ranges }: Omit<BackfillRequest, 'stationId'>): ReturnType<Ask> {
  return of(...ranges.map(({ firstIndex, endIndex }) => samples(Number(firstIndex), Number(endIndex))));
}

function bedOf(patientId: string): Bed {
  const [bed] = ward.beds;
  if (bed === undefined) throw new Error('no bed');
  return { ...bed, patient: { patientId, displayName: patientId, ageYears: undefined, sex: 0 } };
}

const wardOf = (patientId: string): Ward => ({ ...ward, beds: [bedOf(patientId)] });

const rising = (from: number, until: number) => Array.from({ length: until - from }, (_, k) => from + k);

describe('what an outage has cost is fetched', () => {
  it('newest first, in pieces, each sample once', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = generous;
    link.connects();
    link.misses(1000, 3000);
    await until('all came', () => link.came.length === 2000);
    expect(link.ranges[0]).toEqual([2750, 3000]);
    expect(link.ranges.length).toBeGreaterThan(2);
    expect([...link.came].sort((a, b) => a - b)).toEqual(rising(1000, 3000));
    expect(link.gaps).toEqual([{ channelId: link.channelId, from: 1000, until: 3000, state: 'fetching' }]);
  });

  it('over a link that breaks in the middle, going on where it was', async () => {
    const link = new Fetching();
    link.opens();
    const pieces = new Subject<BackfillResponse>();
    link.answer = () => pieces;
    link.connects();
    link.misses(0, 250);
    pieces.next(samples(100, 250));
    link.breaks();
    link.answer = generous;
    link.opens();
    link.connects();
    await until('all came', () => link.came.length === 250);
    expect(link.ranges.slice(1).every(([, end]) => end <= 100)).toBe(true);
    expect([...link.came].sort((a, b) => a - b)).toEqual(rising(0, 250));
  });

  it('and what the gateway no longer has, or the bedside never gave, is said so', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = () => of({ ...samples(150, 200), unavailable: [{ channelId: 1, firstIndex: 0n, endIndex: 120n }] });
    link.connects();
    link.misses(0, 200);
    await until('it is known', () => link.gaps.length === 3);
    const { channelId } = link;
    expect(link.gaps.slice(1)).toEqual([
      { channelId, from: 0, until: 120, state: 'unavailable' },
      { channelId, from: 120, until: 150, state: 'notGiven' },
    ]);
    expect(link.asked).toHaveLength(1);
  });

  it('but not from a gateway that keeps no past: it is asked once, and the gap stays with its reason', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = () => throwError(() => Object.assign(new Error('no'), { code: status.UNIMPLEMENTED }));
    link.connects();
    link.misses(0, 200);
    link.misses(300, 400);
    await until('it is known', () => link.gaps.some(({ state }) => state === 'beyondBuffer'));
    link.misses(500, 600);
    expect(link.asked).toHaveLength(1);
    expect(link.lines).toHaveLength(1);
    expect(link.gaps.at(-1)).toMatchObject({ from: 500, until: 600, state: 'beyondBuffer' });
  });

  it('and a gateway that only fails is asked again twice, then left', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = () => throwError(() => Object.assign(new Error('busy'), { code: status.INTERNAL }));
    link.connects();
    link.misses(0, 200);
    await until('it is given up', () => link.gaps.some(({ state }) => state === 'unavailable'));
    expect(link.asked).toHaveLength(3);
    expect(link.tally.toRecord()).toEqual({ backfillsFailed: 3 });
  });

  it('and what happened in a second outage, which is known only while the first one’s is under way', async () => {
    const link = new Fetching();
    link.opens();
    link.backfill.wantSpan(10n, 20n);
    link.connects();
    link.breaks();
    // Live again, longer after than the gateway's stream goes back: the first frame tells so, and the old question is out already.
    const late = new Subject<BackfillResponse>();
    link.answer = () => late;
    link.connects();
    link.backfill.wantSpan(30n, 40n);
    link.answer = () => of(nothing);
    late.complete();
    await until('the second is asked for', () => link.asked.some(({ untilNs }) => untilNs === 40n));
    const asked = link.asked.length;
    link.connects();
    expect(link.asked).toHaveLength(asked);
  });

  it('and what was before a beginning stays missing for the reason that it began, if it can’t be given', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = () => of({ ...samples(150, 200), unavailable: [{ channelId: 1, firstIndex: 0n, endIndex: 120n }] });
    link.connects();
    const { channelId } = link;
    link.backfill.want([{ channelId, from: -500, until: 200, state: 'restarted' }]);
    await until('it is known', () => link.gaps.length === 3);
    expect(link.ranges).toEqual([[0, 200]]);
    expect(link.gaps).toEqual([
      { channelId, from: 0, until: 200, state: 'fetching' },
      { channelId, from: 0, until: 120, state: 'restarted' },
      { channelId, from: 120, until: 150, state: 'notGiven' },
    ]);
    link.misses(300, 400);
    await until('that is known', () => link.gaps.length === 5);
    expect(link.gaps.at(-1)).toEqual({ channelId, from: 300, until: 400, state: 'notGiven' });
  });

  it('of a stream with a thousand holes only the newest, and the others are said to stay', () => {
    const link = new Fetching();
    link.opens();
    for (let k = 0; k < 1000; k++) link.misses(k * 20, k * 20 + 10);
    const given = link.gaps.filter(({ state }) => state === 'unavailable');
    expect(given).toHaveLength(700);
    expect(given.at(-1)).toMatchObject({ from: 699 * 20, until: 699 * 20 + 10 });
  });

  it('only as far back as anything here is kept', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = generous;
    link.connects();
    link.misses(0, 100_000);
    await until('all came', () => link.came.length === 75_000);
    expect(Math.min(...link.came.slice(-1000))).toBe(25_000);
  });
});

describe('what was not asked for is not taken in', () => {
  it('neither other samples, nor other channels, nor the same samples again', async () => {
    const link = new Fetching();
    link.opens();
    link.answer = () => of(samples(0, 400), samples(100, 200), samples(100, 200, 7));
    link.connects();
    link.misses(100, 200);
    await until('it came', () => link.came.length > 0);
    expect(link.came).toEqual(rising(100, 200));
    expect(link.tally.toRecord()).toMatchObject({ pastUnasked: 2 });
  });

  it('of an epoch that has ended: a restarted gateway counts anew, and nothing of it is spliced', () => {
    const link = new Fetching();
    link.opens();
    const pieces = new Subject<BackfillResponse>();
    link.answer = () => pieces;
    link.connects();
    link.misses(0, 250);
    link.opens(ward, 'e2');
    pieces.next(samples(0, 250));
    expect(link.came).toEqual([]);
    link.connects();
    expect(link.asked).toHaveLength(1);
  });
});

describe("never one patient's wave under another's name", () => {
  it('an answer under way while another patient comes into the bed is nobody’s', () => {
    const link = new Fetching();
    link.opens(wardOf('p1'));
    const first = link.channelId;
    const pieces = new Subject<BackfillResponse>();
    link.answer = () => pieces;
    link.connects();
    link.misses(0, 250);
    pieces.next(samples(200, 250));
    link.decoder.frame({
      sequence: 2n,
      sentNs: BigInt(Date.now()) * 1_000_000n,
      waveforms: [],
      observations: [],
      alarms: [],
      bedChanges: [{ change: { $case: 'bed', value: bedOf('p2') } }],
      channelStates: [],
      marks: [],
    });
    pieces.next(samples(0, 200));
    expect(link.channelId).not.toBe(first);
    expect(link.blocks.map(({ channelId }) => channelId)).toEqual([first]);
    expect(link.came).toEqual(rising(200, 250));
    expect(link.tally.toRecord()).toMatchObject({ pastUnasked: 1 });
  });

  it('and what was missed of the patient before is not asked for under the next one’s channel', async () => {
    const link = new Fetching();
    link.opens(wardOf('p1'));
    link.misses(0, 250);
    link.opens(wardOf('p2'));
    link.answer = generous;
    link.connects();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(link.asked).toEqual([]);
  });
});
