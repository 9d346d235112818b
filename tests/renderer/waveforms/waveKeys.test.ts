import { expect, test } from 'vitest';
import { type KeyTarget, waveKey } from '#renderer/waveforms/waveKeys.ts';
import { bedScope } from '#renderer/waveforms/waveSettings.ts';

const onWall: KeyTarget = { bedKey: 'g/1', isLarge: false };
const inLarge: KeyTarget = { bedKey: 'g/1', isLarge: true };
const of = bedScope('g/1');
const plain = (key: string) => ({ key, shiftKey: false });

test.each([
  ['[', { type: 'slower' }],
  [']', { type: 'faster' }],
  ['-', { type: 'lessGain', of: null }],
  ['+', { type: 'moreGain', of: null }],
  ['0', { type: 'setGain', of: null, gain: 'auto' }],
  ['m', { type: 'toggleMode' }],
  ['M', { type: 'toggleMode' }],
  ['b', { type: 'nextFilter', of: null }],
  ['z', { type: 'toggleFreeze', bedKey: 'g/1' }],
])('on the wall %s is meant for all beds but for the freezing of one', (key, action) => {
  expect(waveKey(plain(key), onWall)).toEqual(action);
});

test('in the large view gain and filter are those of the bed', () => {
  expect(waveKey(plain('+'), inLarge)).toEqual({ type: 'moreGain', of });
  expect(waveKey(plain('b'), inLarge)).toEqual({ type: 'nextFilter', of });
  expect(waveKey(plain('0'), inLarge)).toEqual({ type: 'setGain', of, gain: 'auto' });
});

test('Shift Z freezes everything, wherever the focus is', () => {
  expect(waveKey({ key: 'Z', shiftKey: true }, { bedKey: null, isLarge: false })).toEqual({ type: 'toggleFreezeAll' });
});

test('Z without a bed, and keys of others, do nothing', () => {
  expect(waveKey(plain('z'), { bedKey: null, isLarge: false })).toBeNull();
  for (const key of ['f', 'Escape', 'ArrowLeft', 'constructor', '1']) expect(waveKey(plain(key), inLarge)).toBeNull();
});
