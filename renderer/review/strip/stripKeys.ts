/** What a key asks of the strip. Those of the calipers mean nothing while there are none. */
export type StripWish =
  | { readonly type: 'speed'; readonly by: 1 | -1 }
  | { readonly type: 'gain'; readonly by: 1 | -1 }
  | { readonly type: 'lane' | 'pan' | 'page' | 'sample' | 'shift'; readonly by: 1 | -1 }
  | { readonly type: 'calipers' | 'qt' }
  | { readonly type: 'compare' | 'compareByBeat' }
  | { readonly type: 'nextFilter' | 'nextLine' | 'marching' | 'snapping' | 'beats' | 'escape' };

const wishes: Readonly<Record<string, StripWish>> = {
  ArrowLeft: { type: 'pan', by: -1 },
  ArrowRight: { type: 'pan', by: 1 },
  PageUp: { type: 'page', by: -1 },
  PageDown: { type: 'page', by: 1 },
  ArrowUp: { type: 'lane', by: -1 },
  ArrowDown: { type: 'lane', by: 1 },
  '+': { type: 'speed', by: 1 },
  '=': { type: 'speed', by: 1 },
  '-': { type: 'speed', by: -1 },
  _: { type: 'speed', by: -1 },
  g: { type: 'gain', by: 1 },
  G: { type: 'gain', by: -1 },
  f: { type: 'nextFilter' },
  c: { type: 'calipers' },
  q: { type: 'qt' },
  x: { type: 'nextLine' },
  m: { type: 'marching' },
  p: { type: 'snapping' },
  i: { type: 'beats' },
  o: { type: 'compare' },
  O: { type: 'compareByBeat' },
  ',': { type: 'shift', by: -1 },
  '.': { type: 'shift', by: 1 },
  Escape: { type: 'escape' },
};

const withShift: Readonly<Record<string, StripWish>> = {
  ArrowLeft: { type: 'sample', by: -1 },
  ArrowRight: { type: 'sample', by: 1 },
};

/** What a key asks for; null: nothing here, and others may have it. */
export function stripKey({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): StripWish | null {
  const table = shiftKey && Object.hasOwn(withShift, key) ? withShift : wishes;
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}

/** What is written below the strip, so that nobody need know the keys by heart. */
export const keyHints: readonly { readonly keys: string; readonly does: string; readonly needsCalipers?: true }[] = [
  { keys: '← →', does: 'move' },
  { keys: 'PgUp PgDn', does: 'a strip' },
  { keys: '+ −', does: 'speed' },
  { keys: 'G ⇧G', does: 'gain' },
  { keys: 'F', does: 'filter' },
  { keys: '↑ ↓', does: 'lane' },
  { keys: 'C', does: 'calipers' },
  { keys: 'Q', does: 'QT' },
  { keys: 'O', does: 'compare' },
  { keys: 'I', does: 'beats of an alarm' },
  { keys: 'X', does: 'next line', needsCalipers: true },
  { keys: '⇧← ⇧→', does: 'one sample', needsCalipers: true },
  { keys: 'M', does: 'march out', needsCalipers: true },
  { keys: 'P', does: 'snap to peaks', needsCalipers: true },
  { keys: 'Esc', does: 'take away' },
];
