import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IndexRanges } from './indexRanges.ts';

const span = fc.tuple(fc.nat(60), fc.nat(12)).map(([first, length]) => [first, first + length] as const);

it('ranges hold what a set of numbers holds, and tell how much of what came was there already', () => {
  fc.assert(
    fc.property(fc.array(span), fc.array(span), (some, others) => {
      const fill = (spans: typeof some) => {
        const [ranges, set] = [new IndexRanges(), new Set<number>()];
        for (const [first, end] of spans) {
          let held = 0;
          for (let index = first; index < end; index += 1) {
            if (set.has(index)) held += 1;
            set.add(index);
          }
          expect(ranges.add(first, end)).toBe(held);
        }
        return { ranges, set };
      };
      const [a, b] = [fill(some), fill(others)];
      const emptied = fill(some);
      for (const [first, end] of others) {
        emptied.ranges.remove(first, end);
        for (let index = first; index < end; index += 1) emptied.set.delete(index);
      }
      expect(emptied.ranges.count).toBe(emptied.set.size);
      expect(emptied.ranges.ranges).toEqual(
        fill([...emptied.set].map((index) => [index, index + 1] as const)).ranges.ranges,
      );
      expect(a.ranges.count).toBe(a.set.size);
      const left = a.ranges
        .without(b.ranges)
        .flatMap(({ first, end }) => Array.from({ length: end - first }, (_, k) => first + k));
      expect(left).toEqual([...a.set].filter((index) => !b.set.has(index)).sort((x, y) => x - y));
    }),
  );
});
