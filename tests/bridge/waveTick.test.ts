import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWaveTick, encodeWaveTick, readTickNumber } from '#bridge/waveTick.ts';

const block = fc.record({
  channelId: fc.integer({ min: 0, max: 0xffffffff }),
  firstIndex: fc.maxSafeNat(),
  samples: fc.int32Array({ maxLength: 40 }),
});

describe('a wave tick', () => {
  it('comes out of its bytes as it went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.array(block, { maxLength: 20 }), (tick, blocks) => {
        expect(decodeWaveTick(encodeWaveTick({ tick, blocks }))).toEqual({ tick, blocks });
        expect(readTickNumber(encodeWaveTick({ tick, blocks }))).toBe(tick);
      }),
    );
  });

  it('is refused when any part of it is cut off', () => {
    const buffer = encodeWaveTick({
      tick: 1,
      blocks: [{ channelId: 1, firstIndex: 5, samples: Int32Array.of(1, 2, 3) }],
    });
    for (let length = 0; length < buffer.byteLength; length++) {
      expect(() => decodeWaveTick(buffer.slice(0, length))).toThrow(RangeError);
      expect(() => readTickNumber(buffer.slice(0, length))).toThrow(RangeError);
    }
  });

  it('is refused when it is of another version', () => {
    const buffer = encodeWaveTick({ tick: 1, blocks: [] });
    new DataView(buffer).setUint32(0, 0x56570002, true);
    expect(() => decodeWaveTick(buffer)).toThrow(/reload the window/);
  });

  it('is refused when a block claims more samples than there are', () => {
    const buffer = encodeWaveTick({ tick: 1, blocks: [{ channelId: 1, firstIndex: 0, samples: Int32Array.of(1) }] });
    new DataView(buffer).setUint32(16 + 12, 2, true);
    expect(() => decodeWaveTick(buffer)).toThrow(/beyond the samples/);
    expect(() => readTickNumber(buffer)).toThrow(/beyond the samples/);
  });
});
