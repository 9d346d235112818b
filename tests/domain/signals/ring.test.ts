import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MISSING } from '#domain/signals/block.ts';
import { SampleRing } from '#domain/signals/ring.ts';

const put = fc.record({
  firstIndex: fc.nat({ max: 120 }),
  samples: fc.array(
    // Now and then one that 16 bits do not hold, or that would be taken for "no sample" there.
    fc.oneof(
      { weight: 60, arbitrary: fc.integer({ min: -9, max: 9 }) },
      fc.constantFrom(-32768, 32767, 32768, -32767, 2 ** 31 - 1, -(2 ** 31) + 1),
    ),
    { maxLength: 30 },
  ),
});

describe('the recent samples of a channel', () => {
  it('are those that a list of all samples would hold, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat({ max: 2 ** 50 }),
        fc.array(put, { maxLength: 25 }),
        (capacity, base, puts) => {
          const ring = new SampleRing(capacity);
          const model = new Map<number, number>();
          let end = 0;
          for (const { firstIndex, samples } of puts) {
            const first = base + firstIndex;
            const result = ring.put(first, samples);
            if (samples.length > 0) end = Math.max(end, first + samples.length);
            const expected = { accepted: 0, duplicated: 0, expired: 0 };
            // What the ring can't reach any more goes before what comes is looked at.
            for (const index of model.keys()) if (index < end - capacity) model.delete(index);
            samples.forEach((sample, k) => {
              if (first + k < end - capacity) expected.expired++;
              else if (model.has(first + k)) expected.duplicated++;
              else {
                expected.accepted++;
                model.set(first + k, sample);
              }
            });
            expect(result).toEqual(expected);
          }
          expect(ring.isEmpty).toBe(model.size === 0);
          expect(ring.endIndex - ring.startIndex).toBeLessThanOrEqual(capacity);
          for (let index = base - 2; index < base + 160; index++) {
            if (index >= 0) expect(ring.at(index)).toBe(model.get(index) ?? MISSING);
          }
        },
      ),
    );
  });

  it('come out as runs with the gaps between them', () => {
    fc.assert(
      fc.property(fc.array(put, { maxLength: 10 }), fc.nat({ max: 150 }), fc.nat({ max: 150 }), (puts, from, until) => {
        const ring = new SampleRing(64);
        for (const { firstIndex, samples } of puts) ring.put(firstIndex, samples);
        const blocks = ring.blocks(7, from, until);
        const out = new Map<number, number>();
        let before = -1;
        for (const { channelId, firstIndex, samples } of blocks) {
          expect(channelId).toBe(7);
          expect(samples.length).toBeGreaterThan(0);
          // Runs are whole: between two of them there is a gap.
          expect(firstIndex).toBeGreaterThan(before);
          before = firstIndex + samples.length;
          for (const [k, sample] of samples.entries()) out.set(firstIndex + k, sample);
        }
        for (let index = 0; index < 160; index++) {
          const inside = index >= from && index < until;
          expect(out.get(index) ?? MISSING).toBe(inside ? ring.at(index) : MISSING);
        }
      }),
    );
  });

  it('are still there when the ring grows, and the newest of them when it shrinks', () => {
    fc.assert(
      fc.property(
        fc.array(put, { maxLength: 10 }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(put, { maxLength: 10 }),
        (before, capacity, after) => {
          const ring = new SampleRing(64);
          for (const { firstIndex, samples } of before) ring.put(firstIndex, samples);
          const held = new Map<number, number>();
          for (let index = 0; index < 160; index++) held.set(index, ring.at(index));
          const end = ring.endIndex;
          ring.resize(capacity);
          for (const [index, sample] of held) expect(ring.at(index)).toBe(index < end - capacity ? MISSING : sample);
          // It goes on as a ring of that size that had been given the same.
          const twin = new SampleRing(capacity);
          for (const { firstIndex, samples } of ring.blocks(1, 0, 160)) twin.put(firstIndex, samples);
          for (const { firstIndex, samples } of after) {
            ring.put(firstIndex, samples);
            twin.put(firstIndex, samples);
          }
          for (let index = 0; index < 160; index++) expect(ring.at(index)).toBe(twin.at(index));
        },
      ),
    );
  });

  it('take two bytes each, and four once one of them needs it', () => {
    const ring = new SampleRing(100);
    ring.put(0, [1, -32767, 32767]);
    expect(ring.bytes).toBe(200);
    ring.put(3, [-32768]);
    expect(ring.bytes).toBe(400);
    expect([0, 1, 2, 3, 4].map((index) => ring.at(index))).toEqual([1, -32767, 32767, -32768, MISSING]);
  });

  it('keep their first value when a frame is replayed', () => {
    const ring = new SampleRing(10);
    ring.put(0, [1, 2, 3]);
    expect(ring.put(1, [8, 9, 10])).toEqual({ accepted: 1, duplicated: 2, expired: 0 });
    expect(ring.blocks(1, 0, 4)[0]?.samples).toEqual(Int32Array.of(1, 2, 3, 10));
  });

  it('stay as they are in a block that was taken out, when the ring goes on', () => {
    const ring = new SampleRing(3);
    ring.put(0, [1, 2, 3]);
    const [block] = ring.blocks(1, 0, 3);
    ring.put(3, [4, 5, 6]);
    expect(block?.samples).toEqual(Int32Array.of(1, 2, 3));
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be kept in a ring of %d positions', (capacity) => {
    expect(() => new SampleRing(capacity)).toThrow(RangeError);
  });
});
