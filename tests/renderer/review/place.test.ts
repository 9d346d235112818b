import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeldStay } from '#renderer/history/archive.ts';
import { LONGEST_SPAN_MS, openPlace, reducePlace, SHORTEST_SPAN_MS, stayUntil } from '#renderer/review/place.ts';
import type { ReviewEvent, ReviewPlace } from '#renderer/review/reviewServices.ts';
import { gone, HOUR, here, MINUTE, NOW_MS, next } from './testArchive.ts';

const time = fc.oneof(
  fc.integer({ min: NOW_MS - 200 * HOUR, max: NOW_MS + 200 * HOUR }),
  fc.double(), // NaN and the infinities too
);

const stay: fc.Arbitrary<HeldStay> = fc
  .record({
    from: fc.integer({ min: -150 * HOUR, max: 0 }),
    lasts: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 150 * HOUR })),
  })
  .map(({ from, lasts }) => ({
    ...here,
    fromMs: NOW_MS + from,
    untilMs: lasts === null ? null : NOW_MS + from + lasts,
  }));

const event: fc.Arbitrary<ReviewEvent> = fc.oneof(
  fc.record({ type: fc.constant('look' as const), way: fc.constantFrom('disclosure', 'strip', 'trends', 'events') }),
  fc.record({ type: fc.constant('goTo' as const), atMs: time }),
  fc.record({ type: fc.constant('show' as const), fromMs: time, untilMs: time }),
  fc.record({ type: fc.constant('waves' as const), waves: fc.array(fc.constantFrom('a', 'b', '')) }),
  fc.record({ type: fc.constant('stay' as const), stay, atMs: time }),
);

const lead = (place: ReviewPlace, ...events: readonly ReviewEvent[]) =>
  events.reduce((at, each) => reducePlace(at, each, NOW_MS), place);

describe('where a review stands', () => {
  it('never leaves the stay of the patient whose name is shown, and always shows a stretch of a sensible length', () => {
    fc.assert(
      fc.property(stay, fc.array(event, { maxLength: 30 }), (first, events) => {
        let place = openPlace(first, NOW_MS, NOW_MS);
        for (const each of [null, ...events]) {
          if (each !== null) place = reducePlace(place, each, NOW_MS);
          const { cursorMs, fromMs, untilMs } = place;
          const [begin, end] = [place.stay.fromMs, stayUntil(place.stay, NOW_MS)];
          for (const at of [cursorMs, fromMs, untilMs]) {
            expect(at).toBeGreaterThanOrEqual(begin);
            expect(at).toBeLessThanOrEqual(end);
            expect(Number.isInteger(at)).toBe(true);
          }
          expect(untilMs - fromMs).toBeGreaterThanOrEqual(Math.min(SHORTEST_SPAN_MS, end - begin));
          expect(untilMs - fromMs).toBeLessThanOrEqual(LONGEST_SPAN_MS);
          expect(place.waves).toEqual([...new Set(place.waves)]);
        }
      }),
    );
  });

  it('opens at the moment of an alarm, in the midst of the hours around it', () => {
    const place = openPlace(here, NOW_MS - 3 * HOUR, NOW_MS);
    expect(place.cursorMs).toBe(NOW_MS - 3 * HOUR);
    expect([place.fromMs, place.untilMs]).toEqual([NOW_MS - 5 * HOUR, NOW_MS - HOUR]);
  });

  it('the stretch stays while the cursor moves in it, and goes with it when the cursor leaves', () => {
    const place = openPlace(here, NOW_MS - 3 * HOUR, NOW_MS);
    const near = lead(place, { type: 'goTo', atMs: NOW_MS - 2 * HOUR });
    expect([near.fromMs, near.untilMs]).toEqual([place.fromMs, place.untilMs]);
    const far = lead(place, { type: 'goTo', atMs: NOW_MS - 10 * MINUTE });
    expect([far.fromMs, far.untilMs]).toEqual([NOW_MS - 4 * HOUR, NOW_MS]);
  });

  it('a moment after a patient has left the bed is the last of their stay, never one of whoever lies there now', () => {
    const place = openPlace(gone, NOW_MS, NOW_MS);
    expect(place.cursorMs).toBe(gone.untilMs);
    const sent = lead(
      place,
      { type: 'goTo', atMs: next.fromMs + MINUTE },
      { type: 'show', fromMs: 0, untilMs: NOW_MS },
    );
    expect(sent.cursorMs).toBe(gone.untilMs);
    expect([sent.fromMs, sent.untilMs]).toEqual([gone.fromMs, gone.untilMs]);
  });

  it('another patient is another stay: way and channels stay as chosen, time is theirs', () => {
    const place = lead(openPlace(gone, NOW_MS, NOW_MS, 'strip', ['MDC_ECG_ELEC_POTL_II']), {
      type: 'stay',
      stay: next,
      atMs: NOW_MS - 10 * MINUTE,
    });
    expect(place).toMatchObject({ stay: next, way: 'strip', waves: ['MDC_ECG_ELEC_POTL_II'] });
    expect([place.fromMs, place.untilMs]).toEqual([next.fromMs, NOW_MS]);
  });
});
