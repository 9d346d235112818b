import { describe, expect, it } from 'vitest';
import { noCoverage } from '#domain/signals/coverage.ts';
import { type Move, moves } from '#domain/ward/moves.ts';
import { Tally } from '#domain/ward/tally.ts';
import { WardDecoder } from '#main/gateway/decode.ts';
import { Recent } from '#main/relay/recent.ts';
import type { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import type { Bed, Patient } from '#proto/gen/vigil/ward/v1/ward.ts';

const ORIGIN_NS = 1_700_000_000_000_000_000n;

/** A patient of the contract; `null`: nobody. */
type Who = Pick<Patient, 'patientId' | 'displayName'> | null;
const anna: Who = { patientId: 'a', displayName: 'Anna Berg' };
const cleo: Who = { patientId: 'c', displayName: 'Cleo Lund' };
const nameless: Who = { patientId: '', displayName: '' };

/** Who lies in the bed before and after, as its gateway tells; and whether that is told by an opening. */
const told: Readonly<Record<Move, { readonly before: Who; readonly after: Who; readonly by?: 'opening' | 'restart' }>> =
  {
    admitted: { before: null, after: cleo },
    discharged: { before: anna, after: null },
    replaced: { before: anna, after: cleo },
    transferred: { before: anna, after: null },
    transferredAway: { before: anna, after: null },
    swapped: { before: anna, after: cleo },
    numberCorrected: { before: anna, after: { ...anna, patientId: 'a2' } },
    nameCorrected: { before: anna, after: { ...anna, displayName: 'Anna Bergh' } },
    rewired: { before: anna, after: anna },
    rewiredOverlapping: { before: anna, after: null },
    announcedTwice: { before: anna, after: anna },
    labelledTwice: { before: anna, after: anna },
    unknownReplaced: { before: { ...nameless, displayName: 'X' }, after: { ...nameless, displayName: 'Y' } },
    unknownByUnknown: { before: nameless, after: nameless },
    changedWhileAway: { before: anna, after: cleo, by: 'opening' },
    changedWhileDown: { before: anna, after: cleo, by: 'restart' },
  };

function bedOf(who: Who): Bed {
  return {
    bedId: '1',
    displayName: '3E-01',
    patient: who === null ? undefined : { ...who, ageYears: undefined, sex: 0 },
    devices: [],
    channels: [
      {
        channelId: 1,
        code: 'MDC_ECG_ELEC_POTL_II',
        label: 'II',
        unit: 'mV',
        rateHz: 50,
        scalePerLsb: 1,
        offset: 0,
        rawMinimum: -10,
        rawMaximum: 10,
        originNs: ORIGIN_NS,
        deviceId: '',
      },
    ],
    numerics: [{ numericId: 2, code: 'MDC_ECG_HEART_RATE', label: 'HR', unit: '/min', periodMs: 1000, deviceId: '' }],
  };
}

function frame(sequence: number, index: number, content: Partial<Frame> = {}): Frame {
  return {
    sequence: BigInt(sequence),
    sentNs: ORIGIN_NS + BigInt(index + 5) * 20_000_000n,
    waveforms: [{ channelId: 1, firstIndex: BigInt(index), samples: [1, 1, 1, 1, 1] }],
    observations: [{ numericId: 2, timeNs: ORIGIN_NS, value: 70 }],
    alarms: [],
    bedChanges: [],
    channelStates: [{ channelId: 1, fromIndex: BigInt(index), state: 2 }],
    marks: [{ channelId: 1, index: BigInt(index), kind: 1 }],
    ...content,
  };
}

/** What a station has of the bed after a move, and the ids by which it had it before. */
function after(move: Move) {
  const { before, after: now, by } = told[move];
  let lastId = 0;
  const tally = new Tally();
  const decoding = () => new WardDecoder({ gatewayId: 'g', nextId: () => ++lastId, tally, say: () => {} });
  let decoder = decoding();
  let recent = new Recent(() => tally);
  const opens = (who: Who, firstSequence: number) => {
    const ward = { wardId: 'w', displayName: 'W', beds: [bedOf(who)] };
    const standing = { channelStates: [], alarms: [], observations: [] };
    recent.apply(
      decoder.opening(
        { epoch: 'e', firstSequence: BigInt(firstSequence), outcome: 0, ward, ...standing },
        1_700_000_000_000,
      ),
    );
  };
  opens(before, 1);
  for (const event of decoder.frame(frame(1, 0))) recent.apply(event);
  const [channel] = recent.channelsOf('g/1');
  if (channel === undefined) throw new Error('no channel');
  if (by === 'restart') {
    decoder = decoding();
    recent = new Recent(() => tally);
  }
  if (by !== undefined) opens(now, 2);
  else {
    const bedChanges = [{ change: { $case: 'bed' as const, value: bedOf(now) } }];
    for (const event of decoder.frame(
      frame(2, 5, { bedChanges, waveforms: [], observations: [], channelStates: [], marks: [] }),
    ))
      recent.apply(event);
  }
  return { recent, channelId: channel.channelId, now: recent.channelsOf('g/1')[0]?.channelId };
}

describe('waves, marks, coverage, states and values of a bed', () => {
  it.each((Object.keys(moves) as Move[]).map((move) => [move, moves[move].waves]))('%s: %s', (move, fate) => {
    const { recent, channelId, now } = after(move as Move);
    const told = recent.snapshot();
    const values = told.flatMap((message) => (message.type === 'observations' ? message.observations : []));
    const states = told.flatMap((message) => (message.type === 'channelStates' ? message.states : []));
    if (fate === 'stays') {
      expect(now).toBe(channelId);
      expect(recent.channels.get(channelId)?.ring.endIndex).toBe(5);
      expect([recent.marks.between(channelId, 0, 9), values, states].map(({ length }) => length)).toEqual([1, 1, 1]);
      expect(recent.coverageOf(channelId)).toMatchObject({ from: 0, until: 5 });
      return;
    }
    expect(now).not.toBe(channelId);
    // Nothing is left that could be shown under a name, old or new.
    expect(recent.channels.size).toBe(0);
    expect([...recent.marks.channelIds(), ...values, ...states]).toEqual([]);
    expect(recent.coverageOf(channelId)).toBe(noCoverage);
  });
});
