import { expect, test } from 'vitest';
import { scoreBeats } from './beatScore.ts';

const everything = { fromMs: 0, excluded: [] };

test('a beat within 150 ms of the annotated one is it, one beyond is a missed and a false one', () => {
  expect(scoreBeats([1000, 2000], [1150, 2151], everything)).toMatchObject({ beats: 2, tp: 1, fp: 1, fn: 1 });
});

test('two detected in the place of one are one too many, and the nearer one counts', () => {
  expect(scoreBeats([1000, 1240], [900, 1010, 1250], everything)).toMatchObject({ tp: 2, fp: 1, fn: 0 });
});

test('what comes before the learning time and what lies in flutter does not count, in neither list', () => {
  const score = scoreBeats([1000, 3000, 5000], [1500, 3000, 3900, 4100], { fromMs: 2000, excluded: [[4000, 6000]] });
  expect(score).toMatchObject({ beats: 1, tp: 1, fp: 0, fn: 0, sensitivity: 1, ppv: 1 });
});
