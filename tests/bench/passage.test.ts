import { describe, expect, it } from 'vitest';
import type { Bed } from '#domain/ward/ward.ts';
import { Passage } from './passage.ts';

const bed = { channels: [{ channelId: 7 }, { channelId: 8 }] } as unknown as Bed;

function watched(): Passage {
  const passage = new Passage();
  passage.told({ type: 'beds', gatewayId: 'g', beds: [bed] });
  return passage;
}

const block = (firstIndex: number, channelId = 7) => ({ channelId, firstIndex, samples: new Int32Array(25) });

describe('How long frames are on their way', () => {
  it('a frame has come when its last sample has, and several may come at once', () => {
    const passage = watched();
    passage.left('g', 25, 0);
    passage.left('g', 50, 100);
    passage.left('g', 75, 200);
    passage.came(block(0), 4);
    expect(passage.delaysMs).toEqual([4]);
    passage.came(block(50), 230);
    expect(passage.delaysMs).toEqual([4, 130, 30]);
  });

  it('a frame that does not come is seen to be missing', () => {
    const passage = watched();
    passage.left('g', 25, 0);
    passage.left('other', 25, 10);
    passage.came(block(0, 8), 50);
    expect(passage.delaysMs).toEqual([]);
    expect(passage.longestUnderWayMs(60)).toBe(60);
    passage.came(block(0), 70);
    expect(passage.longestUnderWayMs(80)).toBe(70);
  });
});
