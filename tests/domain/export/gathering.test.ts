import { describe, expect, it } from 'vitest';
import { Gathering } from '#domain/export/gathering.ts';
import { waveOf } from './spans.ts';

describe('a span that is read in pieces', () => {
  it('is put together by wave; a gap over their border is one', () => {
    const { channel } = waveOf({}, () => 0, 1000);
    const run = (firstIndex: number) => ({ firstIndex, samples: Int32Array.of(1, 2) });
    const gathering = new Gathering();
    gathering.add([{ channel, runs: [run(0)], gaps: [{ from: 2, until: 10, reason: 'lead off' }] }]);
    gathering.add([
      {
        channel: { ...channel },
        runs: [run(15)],
        gaps: [
          { from: 10, until: 12, reason: 'lead off' },
          { from: 12, until: 15, reason: 'link lost' },
        ],
      },
      { channel: { ...channel, rateHz: 500 }, runs: [run(0)], gaps: [] },
    ]);
    const [first, second] = gathering.waves;
    expect(gathering.waves.length).toBe(2);
    expect(first?.runs.map(({ firstIndex }) => firstIndex)).toEqual([0, 15]);
    expect(first?.gaps).toEqual([
      { from: 2, until: 12, reason: 'lead off' },
      { from: 12, until: 15, reason: 'link lost' },
    ]);
    expect(second?.channel.rateHz).toBe(500);
  });
});
