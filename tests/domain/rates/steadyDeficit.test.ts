import { expect, test } from 'vitest';
import { SteadyDeficit } from '#domain/rates/steadyDeficit.ts';

/** What is told after each of these seconds. */
function course(...stretches: readonly (readonly [deficit: number | null, seconds: number])[]): (number | null)[] {
  const steady = new SteadyDeficit();
  let atMs = 0;
  return stretches.flatMap(([deficit, seconds]) =>
    Array.from({ length: seconds }, () => {
      atMs += 1_000;
      return steady.put(deficit, atMs);
    }),
  );
}

test('a deficit of less than ten is never told', () => {
  expect(course([8, 60]).every((told) => told === null)).toBe(true);
});

test('one of twelve is told once it has been there for ten seconds', () => {
  const told = course([0, 5], [12, 20]);
  expect(told.slice(0, 15).every((each) => each === null)).toBe(true);
  expect(told.slice(15)).toEqual(Array.from({ length: 10 }, () => 12));
});

test('one that comes for some seconds only is not told', () => {
  expect(course([12, 8], [0, 3], [12, 8], [4, 30]).every((told) => told === null)).toBe(true);
});

test('around ten it stands, without coming and going, and tells what it is', () => {
  expect(course([12, 15], [8, 20], [10, 5]).slice(11)).toEqual([
    ...Array.from({ length: 4 }, () => 12),
    ...Array.from({ length: 20 }, () => 8),
    ...Array.from({ length: 5 }, () => 10),
  ]);
});

test('where it is no longer known it stands for ten seconds more, and then must be there for ten again', () => {
  const told = course([20, 15], [null, 12], [20, 9]);
  expect(told.slice(15, 25)).toEqual(Array.from({ length: 10 }, () => 20));
  expect(told.slice(25).every((each) => each === null)).toBe(true);
});
