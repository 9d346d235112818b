import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingsDir } from '#tests/support/recordings.ts';
import { alarmScore } from './alarmScore.ts';
import { alarms } from './alarms.ts';
import { runsOfRecords } from './runsOfRecords.ts';

const root = recordingsDir();

describe.skipIf(root === null)('the second opinion on 450 recorded alarms (recordings are not here: skipped)', () => {
  test('beats 81.4 and misses at most one true alarm in twenty, each judged without its run of records', {
    timeout: 240_000,
  }, async () => {
    const { types, all, crossValidated, problems } = (await alarms(['--data', root as string])) as {
      types: Record<string, { tp: number; fn: number }>;
      all: { tp: number; fp: number; tn: number; fn: number; score: number; sensitivity: number };
      crossValidated: number;
      problems: string[];
    };
    expect(all.tp + all.fp + all.tn + all.fn).toBe(450);
    expect(all.tp + all.fn).toBe(177);
    expect(crossValidated).toBe(450);
    expect(all.score).toBeGreaterThanOrEqual(81.4);
    expect(all.sensitivity).toBeGreaterThanOrEqual(0.95);
    expect(Object.keys(types)).toHaveLength(5);
    expect(problems).toEqual([]);
  });

  test('is written without scores or labels when it is asked blind', { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-blind-'));
    try {
      const out = join(folder, 'answers.csv');
      const figures = await alarms(['--data', join(root as string, 'challenge2015', 'full'), '--blind', out]);
      expect(figures).not.toHaveProperty('all');
      const [head, ...lines] = readFileSync(out, 'utf8').trim().split('\n');
      expect(head).toBe('record,alarm,answer,credibility,confidence');
      expect(lines).toHaveLength(10);
      for (const line of lines) expect(line).toMatch(/^[a-z]\d+l,\w+,[01],(credible|doubtful|cannotTell),[\d.]+$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('a missed true alarm costs five times a false one', () => {
  const answered = (isTrue: boolean, answer: boolean, times: number) =>
    Array.from({ length: times }, () => ({ isTrue, answer }));
  const all = [
    ...answered(true, true, 6),
    ...answered(false, false, 2),
    ...answered(false, true, 1),
    ...answered(true, false, 1),
  ];
  expect(alarmScore(all)).toEqual({
    tp: 6,
    fp: 1,
    tn: 2,
    fn: 1,
    sensitivity: 6 / 7,
    specificity: 2 / 3,
    score: 100 * (8 / 14),
  });
});

test('records whose numbers follow each other are one run', () => {
  expect([...runsOfRecords([104, 100, 101, 200, 104, 105])]).toEqual([
    [100, 0],
    [101, 0],
    [104, 1],
    [105, 1],
    [200, 2],
  ]);
});

test('a folder without alarms is refused by name', async () => {
  await expect(alarms([])).rejects.toThrow('--data DIR: needed');
});
