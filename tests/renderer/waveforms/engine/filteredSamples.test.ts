import { describe, expect, test } from 'vitest';
import { MISSING } from '#domain/signals/block.ts';
import { FilterRun } from '#domain/signals/filters.ts';
import { SampleRing } from '#domain/signals/ring.ts';
import { FilteredSamples } from '#renderer/waveforms/engine/filteredSamples.ts';

const RATE_HZ = 250;
/** A beat a second on a baseline that wanders, raw. */
const raw = (index: number) =>
  Math.round(300 * Math.sin(index / 900) + 900 * Math.exp(-((((index % 250) - 100) / 4) ** 2)) + 400);

/** What a filter makes of these samples when they come in order. */
function inOrder(indices: readonly number[], filter: 'monitor' | 'st'): Map<number, number> {
  const run = new FilterRun(filter, RATE_HZ);
  const values = new Map<number, number>();
  let before = Number.NaN;
  for (const index of indices) {
    if (index !== before + 1) run.reset();
    values.set(index, run.step(raw(index)));
    before = index;
  }
  return values;
}

function put(ring: SampleRing, filtered: FilteredSamples, from: number, until: number): number {
  ring.put(
    from,
    Array.from({ length: until - from }, (_, k) => raw(from + k)),
  );
  return filtered.took(from, until);
}

const range = (from: number, until: number) => Array.from({ length: until - from }, (_, k) => from + k);

describe.each(['monitor', 'st'] as const)('a trace that is shown filtered (%s)', (filter) => {
  test('is what the filter makes of it, in whatever portions it comes, and begins anew behind a gap', () => {
    const ring = new SampleRing(5_000);
    const filtered = new FilteredSamples(ring, filter, RATE_HZ);
    expect([put(ring, filtered, 7, 30), put(ring, filtered, 30, 1_000), put(ring, filtered, 1_100, 2_000)]).toEqual([
      30, 1_000, 2_000,
    ]);
    const expected = inOrder([...range(7, 1_000), ...range(1_100, 2_000)], filter);
    for (const index of range(0, 2_010)) {
      expect(filtered.at(index)).toBeCloseTo(expected.get(index) ?? MISSING, 3);
    }
  });

  test('is the same, but for what nobody sees, when a part of it comes late', () => {
    const ring = new SampleRing(20_000);
    const filtered = new FilteredSamples(ring, filter, RATE_HZ);
    put(ring, filtered, 0, 4_000);
    put(ring, filtered, 4_200, 9_000);
    const before = range(4_200, 9_000).map((index) => filtered.at(index));
    const changedUntil = put(ring, filtered, 4_000, 4_200);
    put(ring, filtered, 9_000, 9_500);
    const expected = inOrder(range(0, 9_500), filter);
    let worst = 0;
    for (const [index, value] of expected) worst = Math.max(worst, Math.abs(value - filtered.at(index)));
    // Half a raw unit is less than a hundredth of a millimetre at the usual gain.
    expect(worst).toBeLessThan(filter === 'monitor' ? 1 : 15);
    // It says how far it reached, and nothing changed behind that.
    const touched = before.findLastIndex((value, k) => value !== filtered.at(4_200 + k)) + 4_200;
    expect(touched).toBeGreaterThanOrEqual(4_200);
    expect(touched).toBeLessThan(changedUntil);
  });

  test('holds the older past too when that is asked for, newest first', () => {
    const ring = new SampleRing(20_000);
    const filtered = new FilteredSamples(ring, filter, RATE_HZ);
    put(ring, filtered, 9_000, 10_000);
    for (let from = 8_000; from >= 4_000; from -= 1_000) put(ring, filtered, from, from + 1_000);
    put(ring, filtered, 10_000, 11_000);
    const expected = inOrder(range(4_000, 11_000), filter);
    let worst = 0;
    for (const [index, value] of expected) worst = Math.max(worst, Math.abs(value - filtered.at(index)));
    expect(worst).toBeLessThan(filter === 'monitor' ? 1 : 40);
  });

  test('goes on when more, or less, of the past is held', () => {
    const ring = new SampleRing(1_000);
    const filtered = new FilteredSamples(ring, filter, RATE_HZ);
    put(ring, filtered, 0, 1_500);
    ring.resize(3_000);
    filtered.rebuild();
    put(ring, filtered, 1_500, 3_400);
    const expected = inOrder(range(500, 3_400), filter);
    for (const index of range(500, 3_400)) expect(filtered.at(index)).toBeCloseTo(expected.get(index) as number, 2);
  });
});
