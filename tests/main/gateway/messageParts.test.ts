import { describe, expect, it } from 'vitest';
import { Random } from '#fixtures/patients/random.ts';
import { MOST_PARTS, refuseManyParts, subscribeParts } from '#main/gateway/messageParts.ts';
import { Bed } from '#proto/gen/vigil/ward/v1/ward.ts';
import { SubscribeResponse } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { mutateBytes } from '#tests/fuzz/mutateBytes.ts';
import { wireBeds, wireFrame, wireOpening } from '#tests/fuzz/wireWard.ts';

const opening = (beds: Bed[]): Uint8Array =>
  SubscribeResponse.encode({
    event: { $case: 'opening', value: { ...wireOpening(), ward: { wardId: '', displayName: '', beds } } },
  }).finish();

describe('the parts of a message', () => {
  it('are those of a ward of 256 beds with 16 channels each', () => {
    const [bed] = wireBeds();
    const channels = Array.from({ length: 16 }, () => bed?.channels[0] ?? []).flat();
    const beds = Array.from({ length: 256 }, () => Bed.fromPartial({ ...bed, channels }));
    expect(() => refuseManyParts(opening(beds), subscribeParts)).not.toThrow();
    const frame = { event: { $case: 'frame', value: wireFrame(2, new Random(1, 'parts')) } } as const;
    expect(() => refuseManyParts(SubscribeResponse.encode(frame).finish(), subscribeParts)).not.toThrow();
  });

  it.each([
    ['empty alarms', 0x12, 0x2a],
    ['empty batches', 0x12, 0x1a],
    ['states of an opening', 0x0a, 0x2a],
  ])('are too many when there are a million %s in it, which is found out in a moment', (_, event, part) => {
    const body = Buffer.alloc(2_000_000);
    for (let at = 0; at < body.length; at += 2) body[at] = part;
    const bytes = Buffer.concat([Buffer.from([event, 0x80, 0x89, 0x7a]), body]);
    const beganMs = performance.now();
    expect(() => refuseManyParts(bytes, subscribeParts)).toThrow(`a message of more than ${MOST_PARTS} parts`);
    expect(performance.now() - beganMs).toBeLessThan(50);
  });

  it('are too many when they are far inside: channels of a bed', () => {
    const [bed] = wireBeds();
    const channels = new Array(MOST_PARTS).fill({}).map(() => ({}));
    expect(() => refuseManyParts(opening([Bed.fromPartial({ ...bed, channels })]), subscribeParts)).toThrow(RangeError);
  });

  it('are counted to the end of whatever bytes come', () => {
    const sound = Buffer.from(opening(wireBeds()));
    for (let seed = 0; seed < 2000; seed++) {
      try {
        refuseManyParts(mutateBytes(new Random(seed, 'parts'), sound), subscribeParts);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });
});
