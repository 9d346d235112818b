import { BehaviorSubject, Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Observation } from '#domain/vitals/observation.ts';
import { readingText, readingTrouble } from '#renderer/vitals/readingText.ts';
import { type MeasuredBed, VitalsStore } from '#renderer/vitals/vitals.store.ts';
import { fakeBed, ManualClock } from '#tests/renderer/support/fakeWard.ts';

const bed = fakeBed('A', 1);
const other = fakeBed('A', 2);
const heartRate = bed.numerics[0]!;
const cuff = bed.numerics[2]!;

let clock: ManualClock;
let beds: BehaviorSubject<readonly MeasuredBed[]>;
let observations: Subject<readonly Observation[]>;
let ticker: Subject<void>;
let store: VitalsStore;

beforeEach(() => {
  clock = new ManualClock();
  beds = new BehaviorSubject<readonly MeasuredBed[]>([
    { bed, clockOffsetMs: 0 },
    { bed: other, clockOffsetMs: 0 },
  ]);
  observations = new Subject();
  ticker = new Subject();
  store = new VitalsStore({ observations, beds, ticker }, clock);
  return () => store.dispose();
});

const observe = (numericId: number, value: number | null, timeMs = clock.nowMs()) =>
  observations.next([{ numericId, timeMs, value }]);
const heart = () => store.bed(bed.bedKey).value.get(heartRate.numericId);
const pass = (ms: number) => {
  clock.advance(ms);
  ticker.next();
};

describe('the latest value of a numeric', () => {
  it('is --- before anything was received', () => {
    expect(heart()?.state).toBe('awaited');
    expect(readingText(heart())).toBe('---');
  });

  it('turns grey after 5 seconds without an update and becomes --- after 10', () => {
    observe(heartRate.numericId, 82);
    expect([heart()?.state, readingText(heart())]).toEqual(['live', '82']);
    pass(5_000);
    expect(heart()?.state).toBe('live');
    pass(250);
    expect([heart()?.state, readingText(heart()), heart()?.overdue]).toEqual(['aged', '82', '5 s']);
    pass(4_750);
    expect(heart()?.state).toBe('aged');
    pass(250);
    expect([heart()?.state, readingText(heart())]).toEqual(['expired', '---']);
    expect(readingTrouble(heart())).toBe('no update for 10 s');
  });

  it('lives again with the next value', () => {
    observe(heartRate.numericId, 82);
    pass(11_000);
    observe(heartRate.numericId, 84);
    expect([heart()?.state, readingText(heart())]).toEqual(['live', '84']);
  });

  it('is --- at once when the device says that it has none', () => {
    observe(heartRate.numericId, 82);
    observe(heartRate.numericId, null);
    expect([heart()?.state, readingText(heart())]).toEqual(['absent', '---']);
  });

  it('is old already when it was determined long before it came', () => {
    observe(heartRate.numericId, 82, clock.nowMs() - 60_000);
    expect(heart()?.state).toBe('expired');
  });

  it('ages by the gateway clock: one that is a minute behind does not make values look old', () => {
    beds.next([{ bed, clockOffsetMs: -60_000 }]);
    observe(heartRate.numericId, 82, clock.nowMs() - 60_000);
    expect(heart()?.state).toBe('live');
  });

  it('ages even if the gateway clock runs an hour ahead of what we think', () => {
    observe(heartRate.numericId, 82, clock.nowMs() + 3_600_000);
    pass(10_250);
    expect(heart()?.state).toBe('expired');
  });

  it('keeps a cuff pressure with the time it was taken, grey after an hour', () => {
    const takenMs = clock.nowMs() - 59 * 60_000;
    observe(cuff.numericId, 121, takenMs);
    const reading = () => store.bed(bed.bedKey).value.get(cuff.numericId);
    expect([reading()?.state, reading()?.timeMs]).toEqual(['live', takenMs]);
    pass(2 * 60_000);
    expect([reading()?.state, readingText(reading())]).toEqual(['aged', '121']);
  });

  it('is not carried over to another epoch: new ids begin without a value', () => {
    observe(heartRate.numericId, 82);
    const reborn = fakeBed('A', 1);
    beds.next([{ bed: reborn, clockOffsetMs: 0 }]);
    const reading = store.bed(bed.bedKey).value.get(reborn.numerics[0]!.numericId);
    expect(reading?.state).toBe('awaited');
    expect(store.bed(bed.bedKey).value.has(heartRate.numericId)).toBe(false);
  });

  it('of a bed that is gone is not shown', () => {
    observe(heartRate.numericId, 82);
    store.bed(bed.bedKey);
    beds.next([]);
    expect(store.bed(bed.bedKey).value.size).toBe(0);
  });
});

describe('drawing again', () => {
  it('only the bed whose value changed, and not for the same value again', () => {
    let drawn = 0;
    let drawnOther = 0;
    store.bed(bed.bedKey).subscribe(() => drawn++);
    store.bed(other.bedKey).subscribe(() => drawnOther++);
    expect([drawn, drawnOther]).toEqual([1, 1]);
    observe(heartRate.numericId, 82);
    clock.advance(1000);
    observe(heartRate.numericId, 82);
    ticker.next();
    expect([drawn, drawnOther]).toEqual([2, 1]);
  });
});
