import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkKind, MarkRing, PACER_BIT, QRS_BIT } from '#domain/signals/marks.ts';

describe('beats and pacemaker pulses of a channel', () => {
  test('are found where they are, one kind or both', () => {
    const marks = new MarkRing();
    marks.put(100, 'qrs');
    marks.put(90, 'pacer');
    expect(marks.findIn(95, 105)).toBe(QRS_BIT);
    expect(marks.findIn(85, 95)).toBe(PACER_BIT);
    expect(marks.findIn(85, 105)).toBe(QRS_BIT | PACER_BIT);
    expect(marks.findIn(91, 100)).toBe(0);
  });

  test('belong to the column whose stretch they begin, so that each is drawn once', () => {
    const marks = new MarkRing();
    marks.put(100, 'qrs');
    expect([marks.findIn(99.5, 100), marks.findIn(100, 100.5)]).toEqual([0, QRS_BIT]);
  });

  test('that are sent again are nothing new', () => {
    const marks = new MarkRing();
    expect(marks.put(100, 'qrs')).toBe(true);
    expect(marks.put(100, 'qrs')).toBe(false);
    expect(marks.put(100, 'pacer')).toBe(true);
    expect(marks.count).toBe(1);
  });

  test('are as a list of the newest would have them, in whatever order they come', () => {
    const mark = fc.tuple(fc.nat({ max: 60 }), fc.constantFrom<MarkKind>('qrs', 'pacer'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(mark, { maxLength: 60 }), (capacity, puts) => {
        const ring = new MarkRing(capacity);
        const model = new Map<number, number>();
        for (const [index, kind] of puts) {
          const bit = kind === 'qrs' ? QRS_BIT : PACER_BIT;
          const held = model.get(index);
          const oldest = Math.min(...model.keys());
          const isRefused = held === undefined && model.size === capacity && index < oldest;
          expect(ring.put(index, kind)).toBe(!isRefused && ((held ?? 0) & bit) === 0);
          if (isRefused) continue;
          if (held === undefined && model.size === capacity) model.delete(oldest);
          model.set(index, (held ?? 0) | bit);
        }
        expect(ring.count).toBe(model.size);
        for (let from = 0; from <= 60; from += 3) {
          for (const until of [from + 1, from + 7, 99]) {
            let expected = 0;
            for (const [index, bits] of model) if (index >= from && index < until) expected |= bits;
            expect(ring.findIn(from, until)).toBe(expected);
          }
        }
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('cannot be kept in a ring of %d', (capacity) => {
    expect(() => new MarkRing(capacity)).toThrow(RangeError);
  });
});
