import { describe, expect, test } from 'vitest';
import { ALIKE, beatShapes, shapeWave } from '#domain/analysis/beatShapes.ts';
import type { StripChannel } from '#domain/analysis/strip.ts';
import { ecgTrace, steady } from './ecgTrace.ts';
import { DURATION_MS, lead, pulse } from './strips.ts';

const beats = steady(75, DURATION_MS);
const shapes = (channel: StripChannel, beatsMs: readonly number[] = beats) =>
  beatShapes(channel.kind, shapeWave(channel), beatsMs);

/** The beats numbered so are ventricular: wide, the other way round. */
function withEctopics(which: readonly number[]): StripChannel {
  const normal = lead(
    'II',
    beats.filter((_, k) => !which.includes(k)),
  );
  const wide = ecgTrace(
    beats.filter((_, k) => which.includes(k)),
    DURATION_MS,
    250,
    {
      qrsMv: -1,
      sigmaMs: 50,
      noiseMv: 0,
    },
  );
  return { ...normal, samples: normal.samples.map((value, k) => value + (wide[k] as number)) };
}

describe('the beats of a lead by their shape', () => {
  test('are all alike in a steady rhythm, and as narrow as its QRS', () => {
    const { alike, beats: found, usualWidthMs } = shapes(lead('II', beats));
    expect(alike).toBe(1);
    expect(usualWidthMs).toBeLessThan(70);
    for (const { likeness, size } of found) {
      expect(likeness).toBeGreaterThan(0.98);
      expect(size).toBeCloseTo(1, 1);
    }
  });

  test('a ventricular beat is unlike the usual one, and wider', () => {
    const { beats: found, usualWidthMs, alike } = shapes(withEctopics([10, 20]));
    const ectopic = found.filter(({ atMs }) => atMs === beats[10] || atMs === beats[20]);
    expect(ectopic).toHaveLength(2);
    for (const { likeness, widthMs } of ectopic) {
      expect(likeness).toBeLessThan(ALIKE);
      expect(widthMs).toBeGreaterThan(1.5 * usualWidthMs);
    }
    expect(alike).toBeCloseTo((found.length - 2) / found.length, 6);
  });

  test('of a run of ventricular beats each is like the one before', () => {
    const { beats: found } = shapes(withEctopics([20, 21, 22]));
    const second = found.find(({ atMs }) => atMs === beats[21]);
    expect(second?.likePrevious).toBeGreaterThan(0.95);
    expect(second?.likeness).toBeLessThan(ALIKE);
    expect(found.find(({ atMs }) => atMs === beats[20])?.likePrevious).toBeLessThan(ALIKE);
  });

  test('are the same when they were found some milliseconds early or late', () => {
    const moved = beats.map((atMs, k) => atMs + (k % 2 === 0 ? 16 : -16));
    expect(shapes(lead('II', beats), moved).alike).toBe(1);
  });

  test('at an edge or beside a gap are left out', () => {
    const gap = lead('II', beats);
    gap.samples.fill(Number.NaN, 2_000, 2_100);
    const { beats: found } = shapes(gap, [20, ...beats, DURATION_MS - 20]);
    expect(found.some(({ atMs }) => atMs === 20 || atMs === DURATION_MS - 20)).toBe(false);
    expect(found.some(({ atMs }) => atMs > 8_000 && atMs < 8_400)).toBe(false);
    expect(found.length).toBeGreaterThan(30);
  });

  test('of a pulse wave are looked at as far as its fall', () => {
    expect(
      shapes(
        pulse(beats),
        beats.map((atMs) => atMs + 350),
      ).alike,
    ).toBeGreaterThan(0.9);
  });

  test('without beats, or on a flat line, say nothing', () => {
    expect(shapes(lead('II', beats), [])).toEqual({ beats: [], alike: 0, usualWidthMs: 0 });
    const flat = { ...lead('II', beats), samples: new Float64Array(7_500) };
    expect(shapes(flat)).toEqual({ beats: [], alike: 0, usualWidthMs: 0 });
  });
});
