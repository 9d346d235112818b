import { describe, expect, test, vi } from 'vitest';
import { LiveBed } from '#domain/analysis/liveBed.ts';
import type { BedRates } from '#domain/rates/bedRates.ts';
import type { Block } from '#domain/signals/block.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import { blocksIn, ParcelFiller } from '#main/watch/parcel.ts';
import { WatchedWard } from '#main/watch/watchedWard.ts';
import { GATEWAY } from '#tests/domain/alarms/bedside.ts';
import { beating, blockOf, leadII } from './waves.ts';

const parcelOf = (blocks: readonly Block[], marks: readonly SignalMark[] = []) => {
  const filler = new ParcelFiller();
  for (const mark of marks) filler.mark(mark);
  for (const block of blocks) filler.put(block);
  return { type: 'parcel' as const, ...filler.seal() };
};
const beds = (...lying: readonly (readonly [bedKey: string, patientKey: string, channelId: number])[]) => ({
  type: 'beds' as const,
  gatewayId: GATEWAY,
  beds: lying.map(([bedKey, patientKey, channelId]) => ({ bedKey, patientKey, channels: [leadII(channelId)] })),
});

/** Half a minute of a lead, a second at a time; the last that was told of each bed. */
function playedTo(
  ward: WatchedWard,
  channelId: number,
  ratePerMin: number,
  fromS = 0,
  untilS = 30,
): Map<string, BedRates> {
  const samples = beating(ratePerMin, untilS);
  const told = new Map<string, BedRates>();
  for (let s = fromS; s < untilS; s++)
    for (const rates of ward.take(parcelOf([blockOf(channelId, samples, s, s + 1)]))?.rates ?? [])
      told.set(rates.bedKey, rates);
  return told;
}

describe('a parcel', () => {
  test('gives back what was put in, block for block, and the next one begins empty', () => {
    const filler = new ParcelFiller();
    const blocks: Block[] = [
      { channelId: 7, firstIndex: 2 ** 40, samples: Int32Array.of(1, -2, 3) },
      { channelId: 8, firstIndex: 0, samples: new Int32Array(10_000).fill(5) },
      { channelId: 7, firstIndex: 2 ** 40 + 3, samples: Int32Array.of() },
    ];
    for (const block of blocks) filler.put(block);
    expect(filler.size).toBe(10_003);
    expect([...blocksIn(filler.seal())]).toEqual(blocks);
    expect(filler.isEmpty).toBe(true);
    expect([...blocksIn(filler.seal())]).toEqual([]);
  });

  test('holds copies: what its sender does with its samples later changes nothing', () => {
    const filler = new ParcelFiller();
    const samples = Int32Array.of(1, 2);
    filler.put({ channelId: 7, firstIndex: 0, samples });
    samples.fill(9);
    expect([...blocksIn(filler.seal())][0]?.samples).toEqual(Int32Array.of(1, 2));
  });
});

describe('the beds whose waves are read', () => {
  test('each has its own rate', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1], [`${GATEWAY}/2`, 'bert', 2]));
    expect(playedTo(ward, 1, 72).get(`${GATEWAY}/1`)).toMatchObject({ patientKey: 'anna', heart: 72 });
    expect(playedTo(ward, 2, 120).get(`${GATEWAY}/2`)).toMatchObject({ patientKey: 'bert', heart: 120 });
  });

  test('for another patient in the bed nothing is known of before', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    playedTo(ward, 1, 72);
    ward.take(beds([`${GATEWAY}/1`, 'bert', 2]));
    const told = playedTo(ward, 2, 120, 30, 36).get(`${GATEWAY}/1`);
    expect(told).toMatchObject({ patientKey: 'bert', heart: null });
    expect(told?.waves.map(({ channelId }) => channelId)).toEqual([2]);
  });

  test('a bed that is told again as it is goes on', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    playedTo(ward, 1, 72);
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    expect(playedTo(ward, 1, 72, 30, 36).get(`${GATEWAY}/1`)).toMatchObject({ heart: 72 });
  });

  test('samples of a channel that nobody describes, or no longer, are nobody’s', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    expect(playedTo(ward, 5, 72).size).toBe(0);
    ward.take(beds());
    expect(playedTo(ward, 1, 72).size).toBe(0);
  });

  test('when samples were passed over, all beds begin anew', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    playedTo(ward, 1, 72);
    ward.take({ type: 'forget' });
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    expect(playedTo(ward, 1, 72, 35, 41).get(`${GATEWAY}/1`)).toMatchObject({ heart: null });
  });

  test('a bed whose waves cannot be read is told, begins anew, and the others go on', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1], [`${GATEWAY}/2`, 'bert', 2]));
    const samples = beating(72, 30);
    const { put } = LiveBed.prototype;
    const broken = vi.spyOn(LiveBed.prototype, 'put').mockImplementation(function (this: LiveBed, block) {
      if (block.channelId === 1 && block.firstIndex === 0) throw new Error('broken');
      return put.call(this, block);
    });
    const watched = ward.take(parcelOf([blockOf(1, samples, 0, 1), blockOf(2, samples, 0, 30)]));
    expect(watched?.failed).toEqual([{ bedKey: `${GATEWAY}/1`, reason: 'broken' }]);
    expect(watched?.rates).toMatchObject([{ bedKey: `${GATEWAY}/2`, heart: 72 }]);
    expect(playedTo(ward, 1, 72, 1).get(`${GATEWAY}/1`)).toMatchObject({ heart: 72 });
    broken.mockRestore();
  });

  test('a pacemaker’s pulse that the device marked is told before its second is read', () => {
    const ward = new WatchedWard();
    ward.take(beds([`${GATEWAY}/1`, 'anna', 1]));
    const calls: string[] = [];
    const marked = vi.spyOn(LiveBed.prototype, 'mark').mockImplementation(() => void calls.push('mark'));
    const put = vi.spyOn(LiveBed.prototype, 'put').mockImplementation(() => {
      calls.push('put');
      return [];
    });
    const mark: SignalMark = { channelId: 1, index: 40, kind: 'pacer' };
    ward.take(parcelOf([blockOf(1, beating(72, 2), 0, 1)], [mark, { ...mark, channelId: 9 }]));
    expect(marked.mock.calls).toEqual([[mark]]);
    expect(calls).toEqual(['mark', 'put']);
    marked.mockRestore();
    put.mockRestore();
  });
});
