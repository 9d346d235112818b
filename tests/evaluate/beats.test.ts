import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingsDir } from '#tests/support/recordings.ts';
import type { BeatScore } from './beatScore.ts';
import { beats } from './beats.ts';

const root = recordingsDir();
const evaluate = async (folder: string) =>
  (await beats(['--data', join(root ?? '', folder)])) as { records: Record<string, BeatScore>; all: BeatScore };

describe.skipIf(root === null)('beats in annotated recordings (recordings are not here: skipped)', () => {
  test('of MIT-BIH 100, 105, 119, 200 and 207: 99.5 % are found, and 99.5 % of the found are beats', async () => {
    const { records, all } = await evaluate('mitdb');
    expect(Object.keys(records)).toEqual(['100', '105', '119', '200', '207']);
    expect(all.beats).toBe(9478);
    expect(all.sensitivity).toBeGreaterThanOrEqual(0.995);
    expect(all.ppv).toBeGreaterThanOrEqual(0.995);
  });

  test('of the noise stress record 118e06: 95 % and 90 %', async () => {
    const { all } = await evaluate('nstdb');
    expect(all.sensitivity).toBeGreaterThanOrEqual(0.95);
    expect(all.ppv).toBeGreaterThanOrEqual(0.9);
  });
});

test('a folder without annotations is refused by name', async () => {
  await expect(beats(['--data', import.meta.dirname])).rejects.toThrow('has no annotated record');
  await expect(beats([])).rejects.toThrow('--data DIR: needed');
});
