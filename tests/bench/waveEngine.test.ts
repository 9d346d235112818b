import { expect, it } from 'vitest';
import { cells } from './waveEngine.ts';

const four = (p99: number) => ({ p50: 0, p95: 0, p99, max: p99 });
const figures = {
  fps: 59.9,
  droppedPercent: 0,
  mainMs: four(1.2),
  mainTaskMs: four(3.4),
  cpu: { total: 0.4, limit: 0.25, ratioToLimit: 1.6 },
  glassMs: four(290),
};
const goals = { fps: 59.5, droppedPercent: 0, mainMs: 2, ratioToLimit: 1.5, glassMs: 300 };

it('a promise that is missed stands out and says by how much; a value on the line keeps it', () => {
  expect(cells(figures, goals)).toEqual([
    '59.9 (≥ 59.5)',
    '0 % (≤ 0 %)',
    '1.2 (≤ 2); all: 3.4',
    '0.4 (**1.6 ×** (≤ 1.5 ×: 0.1 over))',
    '290 (≤ 300)',
  ]);
  expect(cells({ ...figures, fps: 59.5, glassMs: four(300) }, goals)).toEqual(
    expect.arrayContaining(['59.5 (≥ 59.5)', '300 (≤ 300)']),
  );
  expect(cells({ ...figures, fps: 57 }, goals)[0]).toBe('**57** (≥ 59.5: 2.5 short)');
});

it('where nothing is promised over the limit, the cost stands alone', () => {
  const { ratioToLimit: _, ...others } = goals;
  expect(cells({ ...figures, cpu: { total: 0.4, limit: null, ratioToLimit: null } }, others)[3]).toBe('0.4');
});

it('a wall that drew nothing live has not kept its promise of a short delay', () => {
  expect(cells({ ...figures, glassMs: four(0) }, goals)[4]).toBe('**nothing was drawn live** (≤ 300)');
});
