import { expect, it } from 'vitest';
import { IndexRuns } from './indexRuns.ts';

it('batches that follow each other are counted as one run, and the gap between two runs is not', () => {
  const runs = new IndexRuns();
  runs.add(100, 25);
  runs.add(125, 25);
  runs.add(200, 10);
  expect(runs.end).toBe(210);
  expect(runs.count(0, runs.end)).toBe(60);
  expect(runs.count(140, 205)).toBe(15);
  expect(runs.count(150, 200)).toBe(0);
});

it('a channel that sent nothing has nothing to draw', () => {
  expect(new IndexRuns().end).toBe(0);
  expect(new IndexRuns().count(0, 1000)).toBe(0);
});
