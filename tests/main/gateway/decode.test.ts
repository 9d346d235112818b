import { describe, expect, it } from 'vitest';
import { MISSING } from '#domain/signals/block.ts';
import type { ChannelGap } from '#domain/signals/coverage.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { WardDecoder } from '#main/gateway/decode.ts';
import { AlarmKind, AlarmPresence, AlarmPriority, AlertLimit } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { ChannelState, type Frame, SignalMarkKind } from '#proto/gen/vigil/ward/v1/frame.ts';
import { type Bed, type Channel, type Patient, Sex } from '#proto/gen/vigil/ward/v1/ward.ts';
import { ResumeOutcome } from '#proto/gen/vigil/ward/v1/ward_service.ts';

const startMs = 1_800_000_000_000;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

function channel(channelId: number, odd: Partial<Channel> = {}): Channel {
  return {
    channelId,
    code: 'MDC_ECG_ELEC_POTL_II',
    label: 'II',
    unit: 'mV',
    rateHz: 250,
    scalePerLsb: 0.005,
    offset: 0,
    rawMinimum: -2048,
    rawMaximum: 2047,
    originNs: ns(startMs),
    deviceId: '',
    ...odd,
  };
}

const numeric = { numericId: 100, code: 'MDC_ECG_HEART_RATE', label: 'HR', unit: '/min', periodMs: 1000, deviceId: '' };
const patient: Patient = { patientId: 'p1', displayName: 'Doe, Jane', ageYears: 71, sex: Sex.SEX_FEMALE };

function bed(bedId: string, channels: Channel[], odd: Partial<Bed> = {}): Bed {
  return { bedId, displayName: bedId, patient, devices: [], channels, numerics: [numeric], ...odd };
}

function ward(...beds: Bed[]) {
  const tally = new Tally();
  const lines: string[] = [];
  let lastId = 1000;
  const decoder = new WardDecoder({
    gatewayId: 'g',
    nextId: () => ++lastId,
    tally,
    say: (_, line) => lines.push(line),
  });
  const open = (epoch: string, described: readonly Bed[] = beds) => {
    const event = decoder.opening(
      {
        epoch,
        firstSequence: 1n,
        outcome: ResumeOutcome.RESUME_OUTCOME_PRESENT,
        ward: { wardId: 'w', displayName: 'Ward', beds: [...described] },
        channelStates: [],
        alarms: [],
        observations: [],
      },
      startMs,
    );
    if (event.type !== 'opened') throw new Error('an opening gives "opened"');
    return event;
  };
  const whole = (content: Partial<Frame>, atMs = 1000): WardEvent[] =>
    decoder.frame({
      sequence: 1n,
      sentNs: ns(startMs + atMs),
      waveforms: [],
      observations: [],
      alarms: [],
      bedChanges: [],
      channelStates: [],
      marks: [],
      ...content,
    });
  const beginnings: ChannelGap[] = [];
  /** Without what was before the first samples, which is in `beginnings`. */
  const frame = (content: Partial<Frame>, atMs?: number): WardEvent[] =>
    whole(content, atMs).filter((event) => {
      if (event.type !== 'gaps') return true;
      beginnings.push(...event.gaps);
      return false;
    });
  return { tally, lines, open, frame, beginnings, opened: open('e1') };
}

function batch(channelId: number, firstIndex: number, samples: number[] = [1, 2, 3]) {
  return { waveforms: [{ channelId, firstIndex: BigInt(firstIndex), samples }] };
}

describe('samples of several beds in one frame', () => {
  const samples = (event: WardEvent | undefined) =>
    event?.type === 'blocks' ? event.blocks.map((block) => [block.channelId, block.firstIndex, ...block.samples]) : [];
  const beds = (): [Bed, Bed] => [
    bed('b1', [channel(1)]),
    bed('b2', [channel(2), channel(3)], { patient: undefined, numerics: [] }),
  ];
  const batches = (...some: [channelId: number, firstIndex: number, ...samples: number[]][]) => ({
    waveforms: some.map(([channelId, firstIndex, ...values]) => ({
      channelId,
      firstIndex: BigInt(firstIndex),
      samples: values,
    })),
  });

  it('each keeps its own, also beside batches that are refused, empty or have a gap', () => {
    const { frame } = ward(...beds());
    const [blocks] = frame(
      batches([1, 100, 1, 2, 3], [9, 100, 7, 7], [2, 200], [2, 200, 4, MISSING, 5], [3, 300, 6, 8]),
    );
    expect(samples(blocks)).toEqual([
      [1001, 100, 1, 2, 3],
      [1003, 200, 4],
      [1003, 202, 5],
      [1004, 300, 6, 8],
    ]);
  });

  it('stay as they were when the next frame comes', () => {
    const { frame } = ward(...beds());
    const [first] = frame(batches([1, 100, 1, 2, 3], [2, 100, 4, 5, 6]));
    frame(batches([1, 103, -1, -2, -3], [2, 103, -4, -5, -6]));
    expect(samples(first)).toEqual([
      [1001, 100, 1, 2, 3],
      [1003, 100, 4, 5, 6],
    ]);
  });
});

describe('marks', () => {
  const qrs = SignalMarkKind.SIGNAL_MARK_KIND_QRS;
  const mark = (channelId: number, index: number | bigint, kind = qrs) => ({ channelId, index: BigInt(index), kind });

  it('reach the channel they stand in, after the samples of their frame', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]));
    const pacer = mark(1, 70, SignalMarkKind.SIGNAL_MARK_KIND_PACER_PULSE);
    expect(frame({ ...batch(1, 100), marks: [pacer, mark(1, 91)] }).slice(1)).toEqual([
      {
        type: 'marks',
        gatewayId: 'g',
        marks: [
          { channelId: 1001, index: 70, kind: 'pacer' },
          { channelId: 1001, index: 91, kind: 'qrs' },
        ],
      },
    ]);
    expect(tally.toRecord()).toEqual({});
  });

  it.each([
    ['of a channel that nobody described', mark(9, 1), 'unknownChannel'],
    ['of a channel that was refused', mark(2, 1), 'marksOfRefusedChannels'],
    ['of a kind that nobody knows', mark(1, 1, SignalMarkKind.SIGNAL_MARK_KIND_UNSPECIFIED), 'unknownMarks'],
    ['of a kind of a later contract', mark(1, 1, 77 as SignalMarkKind), 'unknownMarks'],
    ['beyond what an index can be', mark(1, 2n ** 60n), 'indexTooLarge'],
    ['dated a minute ahead', mark(1, 60 * 250), 'implausibleTime'],
  ])('%s are dropped and counted, and the others go on', (_, odd, count) => {
    const { frame, tally } = ward(bed('b1', [channel(1), channel(2, { rateHz: 0 })]));
    const before = tally.toRecord();
    const events = frame({ marks: [odd, mark(1, 5)] });
    expect(events).toEqual([{ type: 'marks', gatewayId: 'g', marks: [{ channelId: 1001, index: 5, kind: 'qrs' }] }]);
    expect(tally.toRecord()).toEqual({ ...before, [count]: 1 });
  });

  it('go on with their samples when somebody sets the gateway’s clock', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]));
    frame(batch(1, 250), 1000);
    const hourMs = 3_600_000;
    const events = frame({ ...batch(1, 275), marks: [mark(1, 270)] }, 1100 - hourMs);
    expect(events.map(({ type }) => type)).toEqual(['blocks', 'marks']);
    expect(tally.toRecord()).toEqual({ clockSteps: 1 });
  });

  it('are taken in from the first frame on by a station that starts after somebody set the gateway’s clock', () => {
    const { frame, tally } = ward(bed('b1', [channel(1), channel(2)]));
    const [first, second] = [batch(1, 250), batch(2, 250)];
    const events = frame({ waveforms: [...first.waveforms, ...second.waveforms] }, 1000 - 3_600_000);
    expect(events).toMatchObject([{ type: 'blocks', blocks: [{ firstIndex: 250 }, { firstIndex: 250 }] }]);
    expect(tally.toRecord()).toEqual({ clockSteps: 1 });
  });
});

describe('what was before the first samples of a channel', () => {
  const fiveMinutes = 300 * 250;

  it('is missing since before the start of the station, for as long as is kept, and as far as the channel goes back', () => {
    const { frame, beginnings } = ward(bed('b1', [channel(1), channel(2)]));
    frame(batch(1, 25_000), 100_000);
    frame(batch(2, 100_000), 400_000);
    frame(batch(1, 25_003), 400_000);
    expect(beginnings).toEqual([
      { channelId: 1001, from: 0, until: 25_000, state: 'beforeStart' },
      { channelId: 1002, from: 100_000 - fiveMinutes, until: 100_000, state: 'beforeStart' },
    ]);
  });

  it('is missing for five minutes in any case where the gateway was started anew: what it had is gone', () => {
    const { frame, open, beginnings } = ward(bed('b1', [channel(1)]));
    frame(batch(1, 0));
    open('e2');
    frame(batch(1, 500), 2000);
    expect(beginnings).toEqual([{ channelId: 1003, from: 500 - fiveMinutes, until: 500, state: 'restarted' }]);
  });

  it('is missing since the link was lost where somebody came into the bed meanwhile', () => {
    const { frame, open, beginnings } = ward(bed('b1', [channel(1)]));
    frame(batch(1, 0), 10_000);
    open('e1', [bed('b1', [channel(1)], { patient: { ...patient, patientId: 'p2' } })]);
    frame(batch(1, 10_000), 40_000);
    expect(beginnings).toEqual([{ channelId: 1003, from: 2500, until: 10_000, state: 'linkLost' }]);
  });

  it('is nothing of hers where she came while we looked: it was another patient’s', () => {
    const { frame, beginnings } = ward(bed('b1', [channel(1)]));
    frame(batch(1, 0));
    const change = {
      $case: 'bed',
      value: bed('b1', [channel(1)], { patient: { ...patient, patientId: 'p2' } }),
    } as const;
    frame({ ...batch(1, 500), bedChanges: [{ change }] }, 2000);
    expect(beginnings).toEqual([]);
  });

  it('is nothing of hers either where she came before the first sample of the one before', () => {
    const { frame, beginnings } = ward(bed('b1', [channel(1)]));
    const change = {
      $case: 'bed',
      value: bed('b1', [channel(1)], { patient: { ...patient, patientId: 'p2' } }),
    } as const;
    frame({ ...batch(1, 500), bedChanges: [{ change }] }, 2000);
    expect(beginnings).toEqual([]);
  });
});

describe('what a gateway describes', () => {
  it('keeps codes, units and scales, and ends nanoseconds at whole milliseconds', () => {
    const { opened } = ward(bed('b1', [channel(1, { originNs: ns(startMs) + 700_000n })]));
    expect(opened.beds).toEqual([
      {
        bedKey: 'g/b1',
        displayName: 'b1',
        patient: { patientId: 'p1', displayName: 'Doe, Jane', ageYears: 71, sex: 'female' },
        channels: [
          {
            channelId: 1001,
            code: 'MDC_ECG_ELEC_POTL_II',
            label: 'II',
            unit: 'mV',
            rateHz: 250,
            scalePerLsb: 0.005,
            offset: 0,
            rawMinimum: -2048,
            rawMaximum: 2047,
            originMs: startMs + 1,
          },
        ],
        numerics: [{ numericId: 1002, code: 'MDC_ECG_HEART_RATE', label: 'HR', unit: '/min', periodMs: 1000 }],
      },
    ]);
  });

  it.each([
    ['steps that vanish beside the offset', { offset: 1e16, scalePerLsb: 0.005 }],
    ['values too large to be numbers', { scalePerLsb: 1e306 }],
  ])('leaves out a channel with %s: it could not be drawn, and nobody would know why', (_, odd) => {
    const { opened, tally, lines } = ward(bed('b1', [channel(1), channel(2, odd)]));
    expect(opened.beds[0]?.channels.map(({ channelId }) => channelId)).toEqual([1001]);
    expect(tally.toRecord()).toEqual({ refusedChannels: 1 });
    expect(lines[0]).toMatch(/channel 2 .* scale of/);
  });

  it('shows a value with an absurd period by its time, as an episodic one, so that it does not live for weeks', () => {
    const periods = [1000, 3_600_000, 4_294_967_295];
    const numerics = periods.map((periodMs, n) => ({ ...numeric, numericId: 200 + n, periodMs }));
    const { opened } = ward(bed('b1', [], { numerics }));
    expect(opened.beds[0]?.numerics.map(({ periodMs }) => periodMs)).toEqual([1000, 3_600_000, 0]);
  });

  it('gives new ids when another patient without an id lies in the bed', () => {
    const of = (displayName: string) =>
      bed('b1', [channel(1)], { patient: { ...patient, patientId: '', displayName } });
    const { opened, frame } = ward(of('Doe, Jane'));
    const idsOf = (beds: readonly { numerics: readonly { numericId: number }[] }[] | undefined) =>
      beds?.[0]?.numerics.map(({ numericId }) => numericId);
    const [changed] = frame({ bedChanges: [{ change: { $case: 'bed', value: of('Roe, Rita') } }] });
    expect(changed?.type).toBe('beds');
    expect(changed?.type === 'beds' && idsOf(changed.beds)).not.toEqual(idsOf(opened.beds));
  });

  it('says "none known" for an empty code, an unknown sex and age, and an empty bed', () => {
    const { opened } = ward(
      bed('b1', [channel(1, { code: '' })], { patient: { ...patient, ageYears: undefined, sex: 77 as Sex } }),
      bed('b2', [], { patient: undefined, numerics: [] }),
    );
    expect(opened.beds[0]?.channels[0]?.code).toBeNull();
    expect(opened.beds[0]?.patient).toMatchObject({ sex: 'unknown', ageYears: null });
    expect(opened.beds[1]?.patient).toBeNull();
  });

  it.each([
    ['a rate of 0', { rateHz: 0 }, /rate of 0 Hz/],
    ['a negative rate', { rateHz: -250 }, /rate of -250 Hz/],
    ['a rate that is no number', { rateHz: Number.NaN }, /rate of NaN Hz/],
    ['a rate beyond anything at a bedside', { rateHz: 1e6 }, /rate of 1000000 Hz/],
    ['a rate that no window draws', { rateHz: 50_000 }, /rate of 50000 Hz/],
    ['a scale of 0', { scalePerLsb: 0 }, /scale of 0/],
    ['a scale that is no number', { scalePerLsb: Number.NaN }, /scale of NaN/],
    ['an infinite offset', { offset: Number.POSITIVE_INFINITY }, /offset of Infinity/],
    ['a range turned over', { rawMinimum: 5, rawMaximum: -5 }, /range from 5 to -5/],
    ['the id 0', { channelId: 0 }, /id 0/],
    ['the id of a numeric', { channelId: 100 }, /id 100, which is given more than once/],
  ])('is refused for one channel with %s, named with its bed, and the rest of the bed goes on', (_, odd, reason) => {
    const { opened, tally, lines } = ward(bed('b1', [channel(1), channel(2, odd), channel(3)]));
    expect(opened.beds[0]?.channels).toHaveLength(2);
    expect(tally.toRecord()['refusedChannels']).toBe(1);
    expect(lines[0]).toMatch(reason);
    expect(lines[0]).toContain('bed "b1"');
    expect(lines.join()).not.toContain('Doe');
  });

  it('never shows a channel number that two beds claim: it could be the other patient', () => {
    const { opened, tally, frame } = ward(
      bed('b1', [channel(1), channel(2)]),
      bed('b2', [channel(2)], { numerics: [] }),
    );
    expect(opened.beds.map(({ channels }) => channels.length)).toEqual([1, 0]);
    expect(frame(batch(2, 0))).toEqual([]);
    expect(tally.toRecord()).toEqual({ refusedChannels: 2, batchesOfRefusedChannels: 1 });
  });

  it('leaves out a bed without an id and the second of two beds with one id', () => {
    const { opened, tally } = ward(
      bed('', [], { numerics: [] }),
      bed('b1', [channel(1)]),
      bed('b1', [channel(9)], { numerics: [] }),
    );
    expect(opened.beds.map(({ channels }) => channels.length)).toEqual([1]);
    expect(tally.toRecord()['refusedBeds']).toBe(2);
  });

  it('counts a refusal once however often the ward is described again', () => {
    const { open, tally } = ward(bed('b1', [channel(1, { rateHz: 0 })]));
    open('e1');
    open('e1');
    expect(tally.toRecord()['refusedChannels']).toBe(1);
  });
});

describe('station-wide channel numbers', () => {
  const firstId = (event: {
    readonly beds: readonly { readonly channels: readonly { readonly channelId: number }[] }[];
  }) => event.beds[0]?.channels[0]?.channelId;

  it('go on when the gateway comes back in the same epoch', () => {
    const { opened, open } = ward(bed('b1', [channel(1)]));
    expect(open('e1')).toEqual(opened);
  });

  it('are all new in another epoch, so two epochs are never spliced', () => {
    const { opened, open, tally } = ward(bed('b1', [channel(1)]));
    expect(firstId(open('e2'))).not.toBe(firstId(opened));
    expect(tally.toRecord()).toEqual({ epochChanges: 1 });
  });

  it.each([
    ['another patient lies in the bed', bed('b1', [channel(1)], { patient: { ...patient, patientId: 'p2' } })],
    ['nobody lies in the bed any more', bed('b1', [channel(1)], { patient: undefined })],
    ['the channel has another rate', bed('b1', [channel(1, { rateHz: 500 })])],
    ['the channel has another scale', bed('b1', [channel(1, { scalePerLsb: 0.01 })])],
    ['the channel has another origin', bed('b1', [channel(1, { originNs: 5n })])],
    ['the channel shows another lead', bed('b1', [channel(1, { code: 'MDC_ECG_ELEC_POTL_V1' })])],
  ])('are new within an epoch when %s', (_, changed) => {
    const { opened, frame } = ward(bed('b1', [channel(1)]));
    const [event] = frame({ bedChanges: [{ change: { $case: 'bed', value: changed } }] });
    if (event?.type !== 'beds') throw new Error('a bed change gives "beds"');
    expect(firstId(event)).toBeDefined();
    expect(firstId(event)).not.toBe(firstId(opened));
  });

  it('stay when only the patient becomes known by name', () => {
    const { opened, frame } = ward(bed('b1', [channel(1)]));
    const changed = bed('b1', [channel(1)], { patient: { ...patient, displayName: 'Doe, Joan' } });
    const [event] = frame({ bedChanges: [{ change: { $case: 'bed', value: changed } }] });
    if (event?.type !== 'beds') throw new Error('a bed change gives "beds"');
    expect(firstId(event)).toBe(firstId(opened));
  });

  it('are gone with a bed that is removed', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]), bed('b2', [channel(2)], { numerics: [] }));
    const events = frame({ ...batch(1, 0), bedChanges: [{ change: { $case: 'removedBedId', value: 'b1' } }] });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'beds', beds: [{ bedKey: 'g/b2' }] });
    expect(tally.toRecord()).toEqual({ unknownChannel: 1 });
  });
});

describe('beds', () => {
  it('beyond what any ward has are left out and counted, so that a gateway run wild does not take our memory', () => {
    const { opened, frame, tally } = ward(
      ...Array.from({ length: 1024 }, (_, k) => bed(`b${k}`, [], { numerics: [] })),
    );
    expect(opened.beds).toHaveLength(1024);
    const [event] = frame({
      bedChanges: ['b7', 'one more', 'and more'].map((name) => ({
        change: { $case: 'bed', value: bed(name, [], { displayName: `now ${name}`, numerics: [] }) },
      })),
    });
    if (event?.type !== 'beds') throw new Error('a bed change gives "beds"');
    expect([event.beds.length, event.beds[7]?.displayName]).toEqual([1024, 'now b7']);
    expect(tally.toRecord()).toEqual({ refusedBeds: 2 });
  });
});

describe('samples in a frame', () => {
  it('become blocks of the station-wide channel', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]));
    expect(frame(batch(1, 250))).toEqual([
      {
        type: 'blocks',
        gatewayId: 'g',
        blocks: [{ channelId: 1001, firstIndex: 250, samples: Int32Array.of(1, 2, 3) }],
      },
    ]);
    expect(tally.toRecord()).toEqual({});
  });

  it.each([
    ['of a channel that was never described', batch(9, 250), 'unknownChannel'],
    ['of a batch without any', batch(1, 250, []), 'emptyBatches'],
    ['11 s ahead of their frame', batch(1, 12 * 250), 'implausibleTime'],
    [
      'with an index beyond 2^53',
      { waveforms: [{ channelId: 1, firstIndex: 2n ** 60n, samples: [1] }] },
      'indexTooLarge',
    ],
  ])('are dropped and counted when they are %s, and the rest of the frame goes on', (_, odd, count) => {
    const { frame, tally } = ward(bed('b1', [channel(1), channel(2)]));
    const events = frame({ waveforms: [...odd.waveforms, ...batch(2, 250).waveforms] });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ blocks: [{ channelId: 1002 }] });
    expect(tally.toRecord()).toEqual({ [count]: 1 });
  });

  it('are dropped and counted when they are more than 10 minutes older than their frame', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]));
    expect(frame(batch(1, 0), 600_001)).toEqual([]);
    expect(frame(batch(1, 250), 600_001)).toHaveLength(1);
    expect(tally.toRecord()).toEqual({ implausibleTime: 1 });
  });

  it('that come at twice the described rate are found out within 11 s', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]));
    for (let second = 1; second <= 15; second++) {
      const samples = Array.from({ length: 500 }, () => 0);
      frame(batch(1, (second - 1) * 500, samples), second * 1000);
    }
    expect(tally.toRecord()).toEqual({ implausibleTime: 4 });
  });

  it('that look like our mark for a missing one become a gap', () => {
    const { frame, tally } = ward(bed('b1', [channel(1)]));
    expect(frame(batch(1, 250, [MISSING, 4, 5, MISSING, MISSING, 6]))).toMatchObject([
      {
        blocks: [
          { firstIndex: 251, samples: Int32Array.of(4, 5) },
          { firstIndex: 255, samples: Int32Array.of(6) },
        ],
      },
    ]);
    expect(tally.toRecord()).toEqual({ forbiddenSamples: 3 });
  });
});

describe('values in a frame', () => {
  const value = (odd: object) => ({ observations: [{ numericId: 100, timeNs: ns(startMs), value: 80, ...odd }] });

  it('are observations of the station-wide numeric', () => {
    const { frame } = ward(bed('b1', []));
    expect(frame(value({}))).toEqual([
      { type: 'observations', gatewayId: 'g', observations: [{ numericId: 1001, timeMs: startMs, value: 80 }] },
    ]);
  });

  it('that are not there are null, never zero', () => {
    const { frame } = ward(bed('b1', []));
    expect(frame(value({ value: undefined }))).toMatchObject([{ observations: [{ value: null }] }]);
  });

  it.each([
    ['not a number', { value: Number.NaN }, 'nonFiniteValues'],
    ['infinite', { value: Number.POSITIVE_INFINITY }, 'nonFiniteValues'],
    ['of an unknown numeric', { numericId: 5 }, 'unknownNumeric'],
    [
      'from the future, which would look fresh long after it is not',
      { timeNs: ns(startMs + 12_000) },
      'implausibleTime',
    ],
  ])('are dropped and counted when they are %s', (_, odd, count) => {
    const { frame, tally } = ward(bed('b1', []));
    expect(frame(value(odd))).toEqual([]);
    expect(tally.toRecord()).toEqual({ [count]: 1 });
  });
});

describe('alarm reports in a frame', () => {
  const report = (odd: object) => ({
    alarms: [
      {
        sourceId: 0,
        alarmId: 'a1',
        bedId: 'b1',
        code: 'MDC_ECG_HEART_RATE',
        label: 'HR 142 > 120',
        kind: AlarmKind.ALARM_KIND_PHYSIOLOGICAL,
        priority: AlarmPriority.ALARM_PRIORITY_HIGH,
        presence: AlarmPresence.ALARM_PRESENCE_ON,
        onsetNs: ns(startMs),
        timeNs: ns(startMs + 1),
        acknowledgement: undefined,
        limit: undefined,
        owner: undefined,
        ...odd,
      },
    ],
  });

  it('keep their priority, kind and times', () => {
    const { frame } = ward(bed('b1', []));
    expect(frame(report({}))).toEqual([
      {
        type: 'alarms',
        gatewayId: 'g',
        reports: [
          {
            report: {
              alarmKey: 'g/a1',
              bedKey: 'g/b1',
              code: 'MDC_ECG_HEART_RATE',
              label: 'HR 142 > 120',
              kind: 'physiological',
              priority: 'high',
              presence: 'on',
              onsetMs: startMs,
              timeMs: startMs + 1,
              acknowledgement: null,
              limit: null,
              owner: null,
            },
            sourceCode: null,
          },
        ],
      },
    ]);
  });

  it.each([
    ['of the channel it comes from', 1, 'MDC_ECG_ELEC_POTL_II'],
    ['of the numeric it comes from', 100, 'MDC_ECG_HEART_RATE'],
    ['of nothing, when the gateway does not tell', 0, null],
    ['of nothing, when nobody described what it names', 77, null],
    ['of nothing, when what it names has no code', 2, null],
  ])('name the code %s', (_, sourceId, sourceCode) => {
    const { frame } = ward(bed('b1', [channel(1), channel(2, { code: '' })]));
    expect(frame(report({ sourceId }))).toMatchObject([{ reports: [{ sourceCode }] }]);
  });

  it('say who has it, by which command, and whether it was given back', () => {
    const { frame } = ward(bed('b1', []));
    const owner = { actorId: 'nurse', timeNs: ns(startMs + 5), commandId: 'c1' };
    expect(frame(report({ owner }))).toMatchObject([
      { reports: [{ report: { owner: { actorId: 'nurse', timeMs: startMs + 5, commandId: 'c1' } } }] },
    ]);
    expect(frame(report({ owner: { ...owner, actorId: '', commandId: '' } }))).toMatchObject([
      { reports: [{ report: { owner: { actorId: null, timeMs: startMs + 5, commandId: null } } }] },
    ]);
  });

  it('say who acknowledged, and whether by a command or at the bedside', () => {
    const { frame } = ward(bed('b1', []));
    const acknowledgement = { actorId: 'nurse', timeNs: ns(startMs + 5), commandId: 'c1' };
    expect(frame(report({ acknowledgement }))).toMatchObject([
      { reports: [{ report: { acknowledgement: { actorId: 'nurse', timeMs: startMs + 5, commandId: 'c1' } } }] },
    ]);
    expect(frame(report({ acknowledgement: { ...acknowledgement, commandId: '' } }))).toMatchObject([
      { reports: [{ report: { acknowledgement: { commandId: null } } }] },
    ]);
  });

  const limit = { crossed: AlertLimit.ALERT_LIMIT_UPPER, limit: 120, value: 142, extreme: 151, unit: '/min' };

  it('tell value, worst value and limit; a gateway of an earlier contract does not tell', () => {
    const { frame, tally } = ward(bed('b1', []));
    expect(frame(report({ limit }))).toMatchObject([
      { reports: [{ report: { limit: { crossed: 'upper', limit: 120, value: 142, extreme: 151, unit: '/min' } } }] },
    ]);
    expect(frame(report({ limit: { ...limit, value: undefined, extreme: undefined } }))).toMatchObject([
      { reports: [{ report: { limit: { value: null, extreme: null } } }] },
    ]);
    expect(frame(report({}))).toMatchObject([{ reports: [{ report: { limit: null } }] }]);
    expect(tally.toRecord()).toEqual({});
  });

  it.each([
    ['value', Number.NaN],
    ['extreme', Number.POSITIVE_INFINITY],
    ['limit', Number.NEGATIVE_INFINITY],
  ])('whose %s is %d are shown without it, and that is counted', (name, odd) => {
    const { frame, tally } = ward(bed('b1', []));
    expect(frame(report({ limit: { ...limit, [name]: odd } }))).toMatchObject([
      { reports: [{ report: { label: 'HR 142 > 120', limit: { unit: '/min', [name]: null } } }] },
    ]);
    expect(tally.toRecord()).toEqual({ nonFiniteAlarmNumbers: 1 });
  });

  it('that do not say which limit is crossed say "unknown", and no other', () => {
    const { frame } = ward(bed('b1', []));
    expect(frame(report({ limit: { ...limit, crossed: 7, unit: '' } }))).toMatchObject([
      { reports: [{ report: { limit: { crossed: 'unknown', limit: 120, unit: '' } } }] },
    ]);
  });

  it('say "unknown" for words this station does not know', () => {
    const { frame } = ward(bed('b1', []));
    expect(frame(report({ kind: 9, priority: 9, presence: 9 }))).toMatchObject([
      { reports: [{ report: { kind: 'unknown', priority: 'unknown', presence: 'unknown' } }] },
    ]);
  });

  it.each([
    ['for a bed nobody described', { bedId: 'b9' }, 'alarmsOfUnknownBeds'],
    ['without an id', { alarmId: '' }, 'alarmsWithoutId'],
  ])('are counted and still shown when they come %s', (_, odd, count) => {
    const { frame, tally } = ward(bed('b1', []));
    expect(frame(report(odd))).toMatchObject([{ reports: [{ report: { label: 'HR 142 > 120' } }] }]);
    expect(tally.toRecord()).toEqual({ [count]: 1 });
  });
});

describe('channel states in a frame', () => {
  it('come before the samples they explain, and are unknown where the word is', () => {
    const { frame } = ward(bed('b1', [channel(1)]));
    const events = frame({
      ...batch(1, 250),
      channelStates: [
        { channelId: 1, fromIndex: 250n, state: ChannelState.CHANNEL_STATE_LEADS_OFF },
        { channelId: 1, fromIndex: 260n, state: 99 as ChannelState },
      ],
    });
    expect(events.map(({ type }) => type)).toEqual(['states', 'blocks']);
    expect(events[0]).toMatchObject({
      states: [
        { channelId: 1001, fromIndex: 250, state: 'leadsOff' },
        { channelId: 1001, fromIndex: 260, state: 'unknown' },
      ],
    });
  });
});

describe('texts that are books', () => {
  const book = 'x'.repeat(1_000_000);

  it('are shown by their beginning and counted; they take no memory', () => {
    const { opened, frame, tally } = ward(
      bed('b1', [channel(1, { label: book })], { displayName: book, patient: { ...patient, displayName: book } }),
    );
    const [alarms] = frame({
      alarms: [{ ...named, label: book, owner: { actorId: book, timeNs: 0n, commandId: '' } }],
    });
    expect(JSON.stringify([opened, alarms]).length).toBeLessThan(5000);
    expect(opened.beds[0]?.displayName).toBe(`${'x'.repeat(400)}...`);
    expect(tally.toRecord()).toEqual({ textsTooLong: 5 });
  });

  it('never make one patient, bed or alarm of two whose ids begin alike', () => {
    const ids = [`${book}1`, `${book}2`];
    const beds = ids.map((id, k) => bed(id, [channel(1 + k)], { patient: { ...patient, patientId: id } }));
    const { opened, frame } = ward(...beds.map((one) => ({ ...one, numerics: [] })));
    const [alarms] = frame({ alarms: ids.map((id) => ({ ...named, alarmId: id, bedId: id })) });
    const reports = alarms?.type === 'alarms' ? alarms.reports.map(({ report }) => report) : [];
    expect(new Set(opened.beds.map(({ patient: whose }) => whose?.patientId)).size).toBe(2);
    expect(new Set(reports.map(({ alarmKey }) => alarmKey)).size).toBe(2);
    expect(reports.map(({ bedKey }) => bedKey)).toEqual(opened.beds.map(({ bedKey }) => bedKey));
    for (const { alarmKey } of reports) expect(alarmKey.length).toBeLessThan(8000);
    expect(frame({ bedChanges: [{ change: { $case: 'removedBedId', value: ids[0] ?? '' } }] })).toMatchObject([
      { type: 'beds', beds: [{ bedKey: opened.beds[1]?.bedKey }] },
    ]);
  });
});

const named = {
  alarmId: 'a1',
  bedId: 'b1',
  code: 'MDC_EVT_HI',
  label: 'HR',
  kind: AlarmKind.ALARM_KIND_PHYSIOLOGICAL,
  priority: AlarmPriority.ALARM_PRIORITY_HIGH,
  presence: AlarmPresence.ALARM_PRESENCE_ON,
  onsetNs: 0n,
  timeNs: 0n,
  sourceId: 0,
  acknowledgement: undefined,
  limit: undefined,
  owner: undefined,
};
