import { BehaviorSubject, Subject } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import type { BedRates } from '#domain/rates/bedRates.ts';
import { qualityText } from '#renderer/vitals/RatesTable.view.tsx';
import { RatesStore } from '#renderer/vitals/rates.store.ts';
import type { MeasuredBed } from '#renderer/vitals/vitals.store.ts';
import { fakeBed, ManualClock } from '#tests/renderer/support/fakeWard.ts';

const plain = fakeBed('A', 1);
const bed = { ...plain, patient: { ...(plain.patient as NonNullable<typeof plain.patient>), key: 'ada' } };

let clock: ManualClock;
let beds: BehaviorSubject<readonly MeasuredBed[]>;
let told: Subject<readonly BedRates[]>;
let ticker: Subject<void>;
let store: RatesStore;

beforeEach(() => {
  clock = new ManualClock();
  beds = new BehaviorSubject<readonly MeasuredBed[]>([{ bed, clockOffsetMs: 0 }]);
  told = new Subject();
  ticker = new Subject();
  store = new RatesStore({ told, beds, ticker }, clock);
  return () => store.dispose();
});

const rates = (over: Partial<BedRates> = {}): BedRates => ({
  bedKey: bed.bedKey,
  patientKey: 'ada',
  untilMs: clock.nowMs() - 1_500,
  waves: [],
  heart: 82,
  pulse: null,
  respiration: null,
  deficit: null,
  ...over,
});
const heart = () => store.bed(bed.bedKey).value?.heart ?? null;
const pass = (ms: number) => {
  for (let left = ms; left > 0; left -= 250) {
    clock.advance(Math.min(250, left));
    ticker.next();
  }
};

it('what the station counted is known until nothing was told of it for ten seconds', () => {
  expect(heart()).toBeNull();
  told.next([rates()]);
  expect(heart()).toBe(82);
  pass(8_500);
  expect(heart()).toBe(82);
  pass(250);
  expect(heart()).toBeNull();
  told.next([rates({ heart: 84 })]);
  expect(heart()).toBe(84);
});

it('a window that opens on a station whose thread stands still shows nothing of what was counted before', () => {
  told.next([rates({ untilMs: clock.nowMs() - 11_000 })]);
  expect(heart()).toBeNull();
});

it('ages by the gateway’s clock, and one that runs ahead keeps nothing alive', () => {
  beds.next([{ bed, clockOffsetMs: 3_600_000 }]);
  told.next([rates({ untilMs: clock.nowMs() + 3_600_000 - 1_000 })]);
  expect(heart()).toBe(82);
  told.next([rates({ untilMs: clock.nowMs() + 7_200_000 })]);
  pass(10_250);
  expect(heart()).toBeNull();
});

it('of another patient in the bed, and of a bed that is gone, nothing is known', () => {
  told.next([rates()]);
  beds.next([{ bed: { ...bed, patient: { ...bed.patient, key: 'bert' } }, clockOffsetMs: 0 }]);
  expect(heart()).toBeNull();
  beds.next([{ bed, clockOffsetMs: 0 }]);
  expect(heart()).toBe(82);
  beds.next([]);
  beds.next([{ bed, clockOffsetMs: 0 }]);
  expect(heart()).toBeNull();
});

it('a wave is good, or all that is wrong with it is said, or that nobody is sure yet', () => {
  expect(qualityText({ perMin: 82, faults: [] })).toBe('good');
  expect(qualityText({ perMin: null, faults: [] })).toBe('not sure yet');
  expect(qualityText({ perMin: null, faults: ['noise', 'disagrees'] })).toBe(
    'noise covers the signal, other waves show other beats',
  );
});
