import { expect, it } from 'vitest';
import { defaultSpaceLimits, type SpaceState, spaceAfter } from '#domain/history/freeSpace.ts';

const GB = 1e9;

it.each<[string, SpaceState, number | null, SpaceState]>([
  ['much is free', 'ample', 100 * GB, 'ample'],
  ['exactly the limit is free', 'ample', 20 * GB, 'ample'],
  ['less than 20 GB are free', 'ample', 19.9 * GB, 'low'],
  ['a little more than 20 GB are free again', 'low', 21 * GB, 'low'],
  ['clearly more are free again', 'low', 22 * GB, 'ample'],
  ['less than 5 GB are free', 'low', 4.9 * GB, 'short'],
  ['a disk fills in one moment', 'ample', 0, 'short'],
  ['a little more than 5 GB are free again', 'short', 5.4 * GB, 'short'],
  ['clearly more than 5 GB are free again', 'short', 5.5 * GB, 'low'],
  ['all is free again', 'short', 100 * GB, 'ample'],
  ['a disk that was fine no longer says', 'ample', null, 'unknown'],
  ['a disk that was low no longer says', 'low', null, 'unknown'],
  ['a disk that was short no longer says', 'short', null, 'short'],
  ['it says again', 'unknown', 100 * GB, 'ample'],
])('%s: %s, %s bytes free, is %s', (_, before, freeBytes, after) => {
  expect(spaceAfter(before, freeBytes, defaultSpaceLimits)).toBe(after);
});
