import { bedScope, type WaveAction } from './waveSettings.ts';

/** The bed that keys are meant for. */
export interface KeyTarget {
  /** The focused or the open bed; null: none. */
  readonly bedKey: string | null;
  /** Its large view is open: gain and filter are this bed's own there. Elsewhere they are everybody's. */
  readonly isLarge: boolean;
}

type Scoped = (of: string | null, target: KeyTarget) => WaveAction | null;

/** By the key as it is typed, letters small. */
const actions: Readonly<Record<string, Scoped>> = {
  '[': () => ({ type: 'slower' }),
  ']': () => ({ type: 'faster' }),
  '-': (of) => ({ type: 'lessGain', of }),
  '+': (of) => ({ type: 'moreGain', of }),
  // The same key as + without Shift on many keyboards.
  '=': (of) => ({ type: 'moreGain', of }),
  '0': (of) => ({ type: 'setGain', of, gain: 'auto' }),
  m: () => ({ type: 'toggleMode' }),
  b: (of) => ({ type: 'nextFilter', of }),
  z: (_, { bedKey }) => (bedKey === null ? null : { type: 'toggleFreeze', bedKey }),
};

/** For the help of the wall: keys and what they do. */
export const waveKeyTexts: readonly (readonly [keys: string, text: string])[] = [
  ['[ ]', 'sweep slower, faster'],
  ['- +', 'ECG smaller, larger'],
  ['0', 'ECG gain automatic'],
  ['M', 'sweep or scroll'],
  ['B', 'next ECG filter'],
  ['Z', 'freeze this bed'],
  ['Shift Z', 'freeze all beds'],
];

/**
 * What a key does to the waves; null: it is none of theirs. Keys held with Ctrl, Alt or Meta are for whoever calls to
 * leave alone, but for AltGraph, with which many keyboards type brackets.
 */
export function waveKey(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  target: KeyTarget,
): WaveAction | null {
  const small = key.toLowerCase();
  if (small === 'z' && shiftKey) return { type: 'toggleFreezeAll' };
  if (!Object.hasOwn(actions, small)) return null;
  const of = target.isLarge && target.bedKey !== null ? bedScope(target.bedKey) : null;
  return actions[small]?.(of, target) ?? null;
}
