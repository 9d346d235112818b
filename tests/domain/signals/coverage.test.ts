import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Coverage,
  coverageFrom,
  type Gap,
  type GapState,
  MOST_GAPS,
  noCoverage,
  sameGaps,
  stateAt,
  withGap,
  withHeld,
  withReason,
} from '#domain/signals/coverage.ts';

describe('what is held of a channel', () => {
  test('is known from the first sample that came; before it and after the newest nothing is', () => {
    const coverage = withHeld(noCoverage, 1000, 1250);
    expect([999, 1000, 1249, 1250].map((index) => stateAt(coverage, index))).toEqual([null, 'held', 'held', null]);
    expect(coverage.gaps).toEqual([]);
  });

  test('a stretch that the bedside left out, as with leads off, is not given, which is not missing', () => {
    const coverage = withHeld(withHeld(noCoverage, 0, 100), 350, 400);
    expect(coverage).toEqual({ from: 0, until: 400, gaps: [{ from: 100, until: 350, state: 'notGiven' }] });
  });

  test('an outage is a gap with its reason, and it shrinks as the past comes, newest first', () => {
    let coverage = withGap(withHeld(noCoverage, 0, 100), { from: 100, until: 1000, state: 'fetching' });
    coverage = withHeld(coverage, 1000, 1100);
    coverage = withHeld(coverage, 700, 1000);
    expect(coverage.gaps).toEqual([{ from: 100, until: 700, state: 'fetching' }]);
    coverage = withReason(coverage, { from: 0, until: 400, state: 'unavailable' });
    expect(coverage.gaps).toEqual([
      { from: 100, until: 400, state: 'unavailable' },
      { from: 400, until: 700, state: 'fetching' },
    ]);
    expect(withHeld(coverage, 100, 700).gaps).toEqual([]);
  });

  test('another reason never turns what is held into a gap', () => {
    const coverage = withHeld(withHeld(noCoverage, 0, 100), 200, 300);
    const told = withReason(coverage, { from: 50, until: 250, state: 'refused' });
    expect(told.gaps).toEqual([{ from: 100, until: 200, state: 'refused' }]);
  });

  test('a gateway that restarted has nothing before its first sample, and the time before it has a reason', () => {
    const coverage = withHeld(withGap(noCoverage, { from: -750, until: 20, state: 'restarted' }), 20, 30);
    expect([-751, -750, 19, 20].map((index) => stateAt(coverage, index))).toEqual([
      null,
      'restarted',
      'restarted',
      'held',
    ]);
  });

  test('grows without a word to anybody: only gaps are news', () => {
    const before = withHeld(withHeld(noCoverage, 0, 10), 20, 30);
    expect(sameGaps(before, withHeld(before, 30, 9000))).toBe(true);
    expect(sameGaps(before, withHeld(before, 10, 12))).toBe(false);
    expect(sameGaps(before, withReason(before, { from: 10, until: 20, state: 'refused' }))).toBe(false);
  });

  test('what grows old costs nothing until a gap does', () => {
    const before = withGap(withHeld(noCoverage, 0, 1000), { from: 500, until: 600, state: 'linkLost' });
    expect(coverageFrom(before, 500).gaps).toBe(before.gaps);
    expect(coverageFrom(before, 501).gaps).toEqual([{ from: 501, until: 600, state: 'linkLost' }]);
    expect(before.gaps).toEqual([{ from: 500, until: 600, state: 'linkLost' }]);
  });
});

const states: readonly GapState[] = ['notGiven', 'fetching', 'linkLost', 'beyondBuffer', 'unavailable', 'restarted'];
const span = fc.tuple(fc.integer({ min: -40, max: 120 }), fc.integer({ min: 0, max: 30 }));
const step = fc.oneof(
  span.map(([from, size]) => ({ does: 'held' as const, from, until: from + size })),
  fc.tuple(span, fc.constantFrom(...states)).map(([[from, size], state]) => ({
    does: 'gap' as const,
    gap: { from, until: from + size, state },
  })),
  fc.tuple(span, fc.constantFrom(...states)).map(([[from, size], state]) => ({
    does: 'reason' as const,
    gap: { from, until: from + size, state },
  })),
  fc.integer({ min: -50, max: 160 }).map((from) => ({ does: 'forget' as const, from })),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The same, sample by sample. */
class Plain {
  readonly #known = new Map<number, GapState | 'held'>();

  take(done: Step): void {
    if (done.does === 'forget') {
      for (const index of this.#known.keys()) if (index < done.from) this.#known.delete(index);
      return;
    }
    const { from, until } = done.does === 'held' ? done : done.gap;
    if (from >= until) return;
    if (done.does === 'reason') {
      for (let index = from; index < until; index++) {
        const state = this.#known.get(index);
        if (state !== undefined && state !== 'held') this.#known.set(index, done.gap.state);
      }
      return;
    }
    for (let index = from; index < until; index++)
      this.#known.set(index, done.does === 'held' ? 'held' : done.gap.state);
    const all = [...this.#known.keys()];
    for (let index = Math.min(...all); index < Math.max(...all); index++) {
      if (!this.#known.has(index)) this.#known.set(index, 'notGiven');
    }
  }

  at(index: number): GapState | 'held' | null {
    return this.#known.get(index) ?? null;
  }
}

function taken(coverage: Coverage, done: Step): Coverage {
  switch (done.does) {
    case 'held':
      return withHeld(coverage, done.from, done.until);
    case 'gap':
      return withGap(coverage, done.gap);
    case 'reason':
      return withReason(coverage, done.gap);
    case 'forget':
      return coverageFrom(coverage, done.from);
  }
}

function isOrderly(gaps: readonly Gap[]): boolean {
  return gaps.every((gap, k) => {
    const before = gaps[k - 1];
    if (!(gap.from < gap.until)) return false;
    return before === undefined || before.until < gap.from || (before.until === gap.from && before.state !== gap.state);
  });
}

describe('whatever comes, in whatever order', () => {
  test('coverage says of every sample what a list of all samples would, and its gaps stay in order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const plain = new Plain();
        let coverage = noCoverage;
        for (const done of steps) {
          plain.take(done);
          coverage = taken(coverage, done);
          expect(isOrderly(coverage.gaps)).toBe(true);
        }
        for (let index = -60; index < 200; index++) expect(stateAt(coverage, index)).toBe(plain.at(index));
      }),
      { numRuns: 500 },
    );
  });

  test('a channel that breaks off a thousand times costs no more than so many gaps, and keeps the newest', () => {
    let coverage = noCoverage;
    for (let k = 0; k < 1000; k++) coverage = withHeld(coverage, k * 10, k * 10 + 5);
    expect(coverage.gaps.length).toBe(MOST_GAPS);
    expect(stateAt(coverage, 9_992)).toBe('held');
    expect(stateAt(coverage, 9_987)).toBe('notGiven');
    expect(stateAt(coverage, 10)).toBe(null);
  });
});
