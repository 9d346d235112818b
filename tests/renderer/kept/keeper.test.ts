import { describe, expect, test } from 'vitest';
import { Keeper, type KeptStorage } from '#renderer/kept/keeper.ts';

const textOf = (text: string) => (text.startsWith('v1 ') ? text.slice(3) : null);

function memory(): KeptStorage {
  const texts = new Map<string, string>();
  return { getItem: (name) => texts.get(name) ?? null, setItem: (name, text) => void texts.set(name, text) };
}

const forbidden = () => {
  throw new Error('access is denied');
};

describe('what the user chose is kept in the browser', () => {
  test('and read again under its name', () => {
    const storage = memory();
    expect(new Keeper(() => storage).keep('colours', 'v1 night')).toBe('');
    const again = new Keeper(() => storage);
    expect(again.read('colours', textOf)).toBe('night');
    expect(again.read('layout', textOf)).toBeNull();
    expect(again.counts).toEqual({ refused: 0, unsaved: 0 });
  });

  test.each([
    ['is of another version', textOf],
    ['is no JSON', JSON.parse],
  ])('what %s is refused and counted, and stays until the next choice', (_, understand) => {
    const storage = memory();
    storage.setItem('colours', 'v2 {');
    const keeper = new Keeper(() => storage);
    expect(keeper.read('colours', understand)).toBeNull();
    expect(keeper.counts.refused).toBe(1);
    expect(storage.getItem('colours')).toBe('v2 {');
  });

  test.each<[string, () => KeptStorage | null, number, string]>([
    ['gives no storage', () => null, 0, 'there is no storage'],
    ['forbids its storage', forbidden, 1, 'access is denied'],
    ['forbids to read and to write', () => ({ getItem: forbidden, setItem: forbidden }), 1, 'access is denied'],
  ])(
    'a browser that %s stops nothing: each choice holds for the window, and is counted',
    (_, storage, refused, why) => {
      const keeper = new Keeper(storage);
      expect(keeper.read('colours', textOf)).toBeNull();
      expect(keeper.keep('colours', 'v1 night')).toBe(why);
      expect(keeper.counts).toEqual({ refused, unsaved: 1 });
    },
  );
});
