import { expect, test } from 'vitest';
import type { LiveFault } from '#domain/analysis/liveWave.ts';
import { SteadyFaults } from '#domain/rates/steadyFaults.ts';

/** What stands after each second; `.` a good second, `n` a noisy, `f` a flat one, `b` both. */
function course(seconds: string): string[] {
  const steady = new SteadyFaults();
  const faults: Record<string, readonly LiveFault[]> = { '.': [], n: ['noise'], f: ['flat'], b: ['noise', 'flat'] };
  return [...seconds].map((second) => steady.put(faults[second] ?? []).join());
}

test('one noisy second, or four of eight, say nothing', () => {
  expect(course('..n....nn..nn....').every((stands) => stands === '')).toBe(true);
});

test('noise that lasts is told with its fifth second', () => {
  expect(course('nnnnnn')).toEqual(['', '', '', '', 'noise', 'noise']);
});

test('noise that comes and goes with the seconds is told once, and stays until five are good', () => {
  expect(course('nn.nn.nn.nn.n.....')).toEqual([
    ...['', '', '', '', '', '', 'noise', 'noise', 'noise', 'noise', 'noise', 'noise', 'noise'],
    ...['noise', 'noise', 'noise', 'noise', ''],
  ]);
});

test('it comes back only after five more bad seconds', () => {
  expect(course('nnnnn.....nnnn').slice(-5)).toEqual(['', '', '', '', '']);
  expect(course('nnnnn.....nnnnn').at(-1)).toBe('noise');
});

test('of several faults the worst is told first', () => {
  expect(course('bbbbb').at(-1)).toBe('flat,noise');
  expect(course('nnnnnbbbbb').at(-1)).toBe('flat,noise');
});
