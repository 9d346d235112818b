import { Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { windowAddress, windowNumber, windowTitle } from '#renderer/wall/windowNumber.ts';
import { type WindowChannel, WindowsStore } from '#renderer/wall/windows.store.ts';
import { ManualClock } from '#tests/renderer/support/fakeWard.ts';

let listeners: Map<WindowChannel, (message: unknown) => void>;
let ticker: Subject<void>;
let clock: ManualClock;

beforeEach(() => {
  listeners = new Map();
  ticker = new Subject();
  clock = new ManualClock();
});

function channel(): WindowChannel {
  const own: WindowChannel = {
    say: (message) => {
      for (const [of, hear] of listeners) if (of !== own) hear(structuredClone(message));
    },
    hear: (listener) => listeners.set(own, listener),
    close: () => listeners.delete(own),
  };
  return own;
}
const open = (window: number) => new WindowsStore(channel(), window, `id ${window}`, ticker, clock);
const wait = (ms: number) => {
  for (let left = ms; left > 0; left -= 250) {
    clock.advance(250);
    ticker.next();
  }
};

describe('several windows', () => {
  it('know which beds the others show', () => {
    const first = open(1);
    first.show(['A/1']);
    const second = open(2);
    second.show(['A/2', 'A/3']);
    expect([...first.elsewhere.value]).toEqual(['A/2', 'A/3']);
    expect([...second.elsewhere.value]).toEqual(['A/1']);
  });

  it('a window that closes shows nothing any more, and its number is free', () => {
    const first = open(1);
    const second = open(2);
    second.show(['A/2']);
    expect(first.nextNumber).toBe(3);
    second.dispose();
    expect(first.elsewhere.value.size).toBe(0);
    expect(first.nextNumber).toBe(2);
  });

  it('a window that crashed is forgotten; one that lives is not', () => {
    const first = open(1);
    const second = open(2);
    second.show(['A/2']);
    wait(60_000);
    expect(first.elsewhere.value.has('A/2')).toBe(true);
    listeners.clear();
    wait(7_000);
    expect(first.elsewhere.value.size).toBe(0);
  });

  it('what is no announcement is passed over', () => {
    const first = open(1);
    for (const hear of listeners.values()) for (const junk of [null, 7, {}, { window: 2, bedKeys: [1] }]) hear(junk);
    expect(first.nextNumber).toBe(2);
  });
});

describe('the number of a window', () => {
  it.each([
    ['', 1],
    ['?window=3', 3],
    ['?window=0', 1],
    ['?window=x', 1],
    ['?window=1e9', 1],
    ['?window=2.5', 1],
  ])('of the address %j is %i', (query, number) => {
    expect(windowNumber(query)).toBe(number);
  });

  it('is in its address and its title', () => {
    expect(windowAddress('http://127.0.0.1:7000/?window=1#x', 2)).toBe('http://127.0.0.1:7000/?window=2');
    expect([windowTitle(1), windowTitle(2)]).toEqual(['Vigil', 'Vigil · window 2']);
  });
});
