import { beforeEach, describe, expect, it } from 'vitest';
import { defaultLayout, LayoutStore } from '#renderer/wall/layouts.store.ts';

let kept: Map<string, string>;
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
};
const open = (window = 1, gateways = ['A']) => {
  const store = new LayoutStore(storage, window);
  store.setGateways(gateways);
  return store;
};
const layoutOf = (store: LayoutStore) => store.state.value.layout;
const swap = { kind: 'swap', key: 'A/1', withKey: 'A/2', all: ['A/1', 'A/2'] } as const;

beforeEach(() => {
  kept = new Map();
});

describe('layouts', () => {
  it('are kept from one opening of the window to the next', () => {
    const store = open();
    store.change({ bedsAPage: 128, wavesABed: 4, carouselS: 30, spotlight: true, hidden: ['A/7'] });
    store.edit(swap, []);
    expect(layoutOf(open())).toEqual(layoutOf(store));
    expect(layoutOf(open()).order).toEqual(['A/2', 'A/1']);
  });

  it('are of one ward and one window: others have their own', () => {
    open().change({ bedsAPage: 16 });
    expect(layoutOf(open(2)).bedsAPage).toBe('auto');
    expect(layoutOf(open(1, ['A', 'B'])).bedsAPage).toBe('auto');
    expect(layoutOf(open(1, ['A'])).bedsAPage).toBe(16);
  });

  it('of a ward do not depend on the order in which its gateways came', () => {
    open(1, ['A', 'B']).change({ bedsAPage: 16 });
    expect(layoutOf(open(1, ['B', 'A'])).bedsAPage).toBe(16);
  });

  it('nothing is kept until something is changed', () => {
    open();
    expect(kept.size).toBe(0);
  });

  it('a new name begins as a copy, and is there the next time the window opens', () => {
    const store = open();
    store.change({ bedsAPage: 32 });
    store.choose(' Night ');
    store.change({ wavesABed: 2 });
    const next = open();
    expect(next.state.value).toMatchObject({ name: 'Night', names: ['Night'] });
    expect(layoutOf(next)).toMatchObject({ bedsAPage: 32, wavesABed: 2 });
    next.choose('');
    expect(layoutOf(next)).toMatchObject({ bedsAPage: 32, wavesABed: 'auto' });
  });

  it('the last change of places can be undone, once', () => {
    const store = open();
    expect(store.state.value.canUndo).toBe(false);
    store.edit(swap, []);
    expect(store.state.value.canUndo).toBe(true);
    store.edit({ kind: 'undo' }, []);
    expect(layoutOf(store).order).toEqual([]);
  });

  const good = { version: 1, ...defaultLayout };
  it.each([
    ['no JSON', '{'],
    ['of another version', JSON.stringify({ ...good, version: 2 })],
    ['with a bed twice', JSON.stringify({ ...good, order: ['A/1', 'A/1'] })],
    ['with a number of beds nobody offers', JSON.stringify({ ...good, bedsAPage: 1e9 })],
    ['with waves that are no number', JSON.stringify({ ...good, wavesABed: '6' })],
    ['with a carousel that flickers', JSON.stringify({ ...good, carouselS: 0.1 })],
    ['with something missing', JSON.stringify({ ...good, hidden: undefined })],
    ['that is a list', '[]'],
    ['that is nothing', 'null'],
  ])('one %s is refused and counted, and the default taken', (_, text) => {
    open().change({ bedsAPage: 16 });
    for (const key of kept.keys()) kept.set(key, text);
    const store = open();
    expect(layoutOf(store)).toEqual(defaultLayout);
    expect(store.state.value.refused).toBe(1);
    expect([...kept.values()]).toEqual([text]);
  });

  it('a browser that keeps nothing lets the layout be used, and says so', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('the disk is full');
      },
    };
    const store = new LayoutStore(full, 1);
    store.setGateways(['A']);
    store.change({ bedsAPage: 8 });
    expect(store.state.value).toMatchObject({
      layout: { bedsAPage: 8 },
      trouble: 'this browser did not keep the layout: the disk is full',
    });
  });
});
