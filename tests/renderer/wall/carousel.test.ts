import { describe, expect, it } from 'vitest';
import { afterBeat, type CarouselInput } from '#renderer/wall/carousel.ts';

const calm: CarouselInput = { everyS: 20, pages: 3, isHeld: false, usedAtMs: Number.NEGATIVE_INFINITY };

/** Seconds at which the carousel turns, beating four times a second. */
function turns(untilS: number, inputAt: (s: number) => Partial<CarouselInput> = () => ({})): number[] {
  const at: number[] = [];
  let state = { countsFromMs: 0 };
  for (let s = 0; s <= untilS; s += 0.25) {
    const after = afterBeat(state, { ...calm, ...inputAt(s) }, s * 1000);
    state = after.state;
    if (after.turns) at.push(s);
  }
  return at;
}

describe('the page carousel', () => {
  it('turns after each stay', () => {
    expect(turns(65)).toEqual([20, 40, 60]);
  });

  it.each([
    ['it is off', { everyS: 0 }],
    ['there is one page', { pages: 1 }],
  ])('never turns while %s', (_, input) => {
    expect(turns(120, () => input)).toEqual([]);
  });

  it('stays while an alarm is on the page, and a whole stay after it', () => {
    expect(turns(80, (s) => ({ isHeld: s >= 10 && s <= 40 }))).toEqual([60, 80]);
  });

  it('stays for 30 seconds and a whole stay after somebody used mouse or keys', () => {
    expect(turns(80, (s) => (s >= 10 ? { usedAtMs: 10_000 } : {}))).toEqual([60, 80]);
  });
});
