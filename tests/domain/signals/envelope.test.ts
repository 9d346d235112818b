import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENVELOPE_LEVELS_MS, Envelope } from '#domain/signals/envelope.ts';
import { cutBySlots, slotOf, slotRange } from '#domain/signals/slots.ts';

const timings = fc.record({
  rateHz: fc.constantFrom(0.5, 1, 62.5, 1000 / 3),
  originMs: fc.oneof(fc.nat(100_000), fc.constant(1_764_201_600_123.4)),
});

describe('time is cut into slots', () => {
  it('every sample is in one slot, and the parts of a block are the block', () => {
    fc.assert(
      fc.property(
        timings,
        fc.nat(10 ** 7),
        fc.nat(3000),
        fc.constantFrom(1000, 10_000, 60_000),
        (timing, first, n, ms) => {
          const samples = Int32Array.from({ length: n }, (_, k) => k);
          const parts = cutBySlots(timing, { channelId: 1, firstIndex: first, samples }, ms);
          expect(parts.flatMap(({ block }) => [...block.samples])).toEqual([...samples]);
          for (const { slot, block } of parts) {
            const { from, until } = slotRange(timing, slot, ms);
            expect(block.firstIndex).toBeGreaterThanOrEqual(from);
            expect(block.firstIndex + block.samples.length).toBeLessThanOrEqual(until);
            expect(slotOf(timing, block.firstIndex, ms)).toBe(slot);
          }
        },
      ),
    );
  });

  it('a sample at the full minute belongs to the minute that begins', () => {
    const timing = { rateHz: 250, originMs: 0 };
    expect(slotOf(timing, 15_000, 60_000)).toBe(1);
    expect(slotOf(timing, 14_999, 60_000)).toBe(0);
  });
});

describe('the envelope of a wave', () => {
  it('says of 10 s, a minute and ten minutes what the samples there say, however they came', () => {
    fc.assert(
      fc.property(
        timings,
        fc.array(fc.record({ skip: fc.nat(2000), samples: fc.array(fc.integer(), { minLength: 1, maxLength: 60 }) }), {
          maxLength: 12,
        }),
        (timing, parts) => {
          let at = 0;
          const blocks = parts.map(({ skip, samples }) => {
            const firstIndex = at + skip;
            at = firstIndex + samples.length;
            return { firstIndex, samples: Int32Array.from(samples) };
          });
          const envelope = new Envelope(timing);
          for (const { firstIndex, samples } of blocks.toReversed()) envelope.add(firstIndex, samples);
          for (const levelMs of ENVELOPE_LEVELS_MS) {
            const bySlot = new Map<number, number[]>();
            for (const { firstIndex, samples } of blocks) {
              for (const [k, sample] of samples.entries()) {
                const slot = slotOf(timing, firstIndex + k, levelMs);
                bySlot.set(slot, [...(bySlot.get(slot) ?? []), sample]);
              }
            }
            expect(envelope.bins(levelMs)).toEqual(
              [...bySlot]
                .sort(([a], [b]) => a - b)
                .map(([slot, held]) => ({ slot, min: Math.min(...held), max: Math.max(...held), count: held.length })),
            );
          }
        },
      ),
    );
  });

  it('has no bin where there is no sample', () => {
    const envelope = new Envelope({ rateHz: 1, originMs: 0 });
    envelope.add(0, Int32Array.of(5));
    envelope.add(35, Int32Array.of(-5));
    expect(envelope.bins(10_000).map(({ slot }) => slot)).toEqual([0, 3]);
  });
});
