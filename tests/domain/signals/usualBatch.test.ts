import { describe, expect, test } from 'vitest';
import { UsualBatch } from '#domain/signals/usualBatch.ts';

function usual(blocksMs: readonly number[]): number {
  const batch = new UsualBatch();
  for (const ms of blocksMs) batch.add(ms);
  return batch.ms;
}

const times = (count: number, ms: number): number[] => new Array<number>(count).fill(ms);

describe('how long the batches of a device usually are', () => {
  test.each([
    ['is not known before three have come', [100, 100], 0],
    ['is that of the third, where all are alike', [100, 100, 100], 100],
    ['is not the half minute that a window is given when it opens', [30_000, 100, 100], 100],
    ['is not what piled up while a window opened', [900, 100, 300, 100], 100],
    ['stays though two batches come joined now and then', [...times(6, 100), 200, 100, 200], 100],
    ['stays though a gap cuts one in two', [...times(14, 480), 40, 440], 480],
    ['is one of the two, where a rate does not fit into the batch', [96, 112, 96, 112, 96], 96],
    ['stays though for a second most batches come joined', [...times(20, 100), 400, 300, 400, 100, 400, 300], 100],
    ['is that of joined batches, where the link never sends others', [...times(20, 100), ...times(16, 200)], 200],
    ['is not known of no samples at all', [], 0],
  ])('%s', (_, blocksMs, ms) => {
    expect(usual(blocksMs)).toBe(ms);
  });

  test('follows a device that is set to other batches', () => {
    expect(usual([...times(50, 100), ...times(13, 480)])).toBe(480);
  });

  test('of one channel says nothing of another', () => {
    const [ecg, resp] = [new UsualBatch(), new UsualBatch()];
    for (let n = 0; n < 12; n++) {
      ecg.add(100);
      resp.add(480);
    }
    expect([ecg.ms, resp.ms]).toEqual([100, 480]);
  });
});
