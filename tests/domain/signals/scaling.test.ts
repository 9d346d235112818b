import { describe, expect, test } from 'vitest';
import { ECG_GAINS } from '#domain/display/calibration.ts';
import { MISSING } from '#domain/signals/block.ts';
import { type LaneScale, nextScale, type Range, robustExtent, scaleRule } from '#domain/signals/scaling.ts';

const mv = scaleRule('ecg', 'mV');

describe('the gain of an ECG lane', () => {
  test.each<[story: string, low: number, high: number, heightMm: number, text: string]>([
    ['the standard gain where it fits', -0.3, 1.2, 20, '10 mm/mV'],
    ['never above the standard, however small the complexes', 0, 0.1, 50, '10 mm/mV'],
    ['half of it where complexes are too large for the lane', -0.5, 2, 20, '5 mm/mV'],
    ['a quarter of it for very large ones', -2, 4, 20, '2.5 mm/mV'],
    ['the smallest gain where nothing fits, and the trace is cut at the edge', -20, 20, 10, '2.5 mm/mV'],
  ])('%s', (_, low, high, heightMm, text) => {
    const scale = nextScale(mv, null, { low, high }, heightMm, 0);
    expect(scale.text).toBe(text);
    // Whatever the gain: true millimetres a millivolt, centred.
    expect(heightMm / (scale.high - scale.low)).toBeCloseTo(scale.gain ?? Number.NaN, 9);
    expect((scale.low + scale.high) / 2).toBeCloseTo((low + high) / 2, 9);
  });

  test('microvolts are drawn as large as the millivolts they are', () => {
    const scale = nextScale(scaleRule('ecg', 'uV'), null, { low: -300, high: 1200 }, 20, 0);
    expect(scale.text).toBe('10 mm/mV');
    expect(scale.high - scale.low).toBeCloseTo(2000, 6);
  });

  test('an ECG in a unit we cannot convert states no gain', () => {
    expect(nextScale(scaleRule('ecg', ''), null, { low: 0, high: 900 }, 20, 0)).toMatchObject({
      gain: null,
      text: 'auto',
    });
  });

  test('the picture stays while complexes vary a little', () => {
    const first = nextScale(mv, null, { low: -0.3, high: 1.2 }, 20, 0);
    expect(nextScale(mv, first, { low: -0.25, high: 1.35 }, 20, 3000)).toBe(first);
  });

  test('a drifted baseline is centred again', () => {
    const first = nextScale(mv, null, { low: -0.3, high: 1.2 }, 20, 0);
    const next = nextScale(mv, first, { low: 0.5, high: 2 }, 20, 3000);
    expect((next.low + next.high) / 2).toBeCloseTo(1.25, 9);
    expect(next.gain).toBe(10);
  });

  test('the gain goes down as soon as complexes do not fit, and up only when they clearly do', () => {
    const standard = nextScale(mv, null, { low: 0, high: 1.9 }, 20, 0);
    const half = nextScale(mv, standard, { low: 0, high: 2.1 }, 20, 3000);
    expect([standard.gain, half.gain]).toEqual([10, 5]);
    expect(nextScale(mv, half, { low: 0, high: 1.9 }, 20, 3000).gain).toBe(5);
    expect(nextScale(mv, half, { low: 0, high: 1.5 }, 20, 3000).gain).toBe(10);
  });
});

describe('a gain that the user has chosen', () => {
  test.each(ECG_GAINS)('%d mm/mV is what is drawn, however large the complexes and the lane', (gain) => {
    const rule = scaleRule('ecg', 'mV', gain);
    for (const heightMm of [8, 20, 90]) {
      const scale = nextScale(rule, null, { low: -1, high: 3 }, heightMm, 0);
      expect(scale.text).toBe(`${gain} mm/mV`);
      expect(heightMm / (scale.high - scale.low)).toBeCloseTo(gain, 9);
      expect((scale.low + scale.high) / 2).toBeCloseTo(1, 9);
    }
  });

  test('stays when complexes outgrow the lane, and when they shrink', () => {
    const rule = scaleRule('ecg', 'mV', 20);
    const first = nextScale(rule, null, { low: -0.4, high: 0.4 }, 20, 0);
    const grown = nextScale(rule, first, { low: -3, high: 3 }, 20, 3000);
    expect(grown).toBe(first);
    expect(nextScale(rule, grown, { low: -0.05, high: 0.05 }, 20, 3000)).toBe(first);
  });

  test('is taken at once, and left again for the automatic one', () => {
    const range = { low: -0.3, high: 1.2 };
    const auto = nextScale(mv, null, range, 20, 0);
    const chosen = nextScale(scaleRule('ecg', 'mV', 40), auto, range, 20, 0);
    expect([auto.gain, chosen.gain, nextScale(mv, chosen, range, 20, 0).gain]).toEqual([10, 40, 10]);
  });

  test('is not for a pressure, nor for an ECG in a unit we cannot convert', () => {
    expect(scaleRule('abp', 'mm[Hg]', 20)).toEqual(scaleRule('abp', 'mm[Hg]'));
    expect(scaleRule('ecg', '', 20)).toEqual({ kind: 'auto' });
  });
});

describe('the scale of a pressure', () => {
  const art = scaleRule('abp', 'mm[Hg]');
  test.each([
    [70, '0–80 mmHg'],
    [118, '0–120 mmHg'],
    [121, '0–160 mmHg'],
    [185, '0–200 mmHg'],
    [260, '0–300 mmHg'],
    [340, '0–300 mmHg'],
  ])('an arterial peak of %d mmHg is drawn on %s', (high, text) => {
    expect(nextScale(art, null, { low: 50, high }, 20, 0).text).toBe(text);
  });

  test('a venous pressure has a scale of its own', () => {
    const cvp = scaleRule('cvp', 'mm[Hg]');
    expect(nextScale(cvp, null, { low: 4, high: 14 }, 20, 0).text).toBe('0–30 mmHg');
    expect(nextScale(cvp, null, { low: 4, high: 38 }, 20, 0).text).toBe('0–60 mmHg');
  });

  test('a pressure around the border of two scales does not make the lane jump', () => {
    const wide = nextScale(art, null, { low: 60, high: 125 }, 20, 0);
    expect(nextScale(art, wide, { low: 60, high: 118 }, 20, 3000)).toBe(wide);
    expect(nextScale(art, wide, { low: 60, high: 90 }, 20, 3000).text).toBe('0–120 mmHg');
  });

  test('a pressure in a unit we do not know is scaled by itself, not labelled mmHg', () => {
    expect(nextScale(scaleRule('abp', 'kPa'), null, { low: 8, high: 16 }, 20, 0).text).toBe('auto');
  });
});

describe('an automatic scale', () => {
  const auto = scaleRule('resp', '');
  const look = (before: LaneScale | null, range: Range, sinceMs = 3000) => nextScale(auto, before, range, 20, sinceMs);

  test('the whole signal is inside', () => {
    const { low, high } = look(null, { low: -2, high: 5 });
    expect(low).toBeLessThan(-2);
    expect(high).toBeGreaterThan(5);
  });

  test('noise during an apnoea is not magnified into breathing', () => {
    let scale = look(null, { low: -1, high: 1 });
    for (let look3s = 0; look3s < 10; look3s++) scale = look(scale, { low: -0.01, high: 0.01 });
    // After half a minute the noise still fills less than a twentieth of the lane.
    expect(0.02 / (scale.high - scale.low)).toBeLessThan(0.05);
  });

  test('a deeper breath is given room at once', () => {
    const scale = look(look(null, { low: -1, high: 1 }), { low: -3, high: 3 });
    expect(scale.high).toBeGreaterThan(3);
  });

  test('a flat line has a scale too', () => {
    const { low, high } = look(null, { low: 7, high: 7 });
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
  });
});

describe('the range a scale is chosen from', () => {
  const extent = (values: (number | null)[], parts = 4) => {
    const out = { min: Number.NaN, max: Number.NaN };
    const held = robustExtent({ at: (index) => values[index] ?? MISSING }, 0, values.length, parts, out);
    return held ? [out.min, out.max] : null;
  };

  test('one artefact does not count, what comes back does', () => {
    expect(extent([0, 5, 0, 5, 0, 900, 0, 5])).toEqual([0, 5]);
    expect(extent([0, 5, 0, 900, 0, 5, 0, 900])).toEqual([0, 900]);
  });

  test('a single deep breath or ectopic beat is not cut off', () => {
    expect(extent([0, 5, 0, 5, -2, 8, 0, 5])).toEqual([-2, 8]);
    expect(extent([0, 5, 0, 5, -3, 8, 0, 5])).toEqual([0, 5]);
  });

  test('gaps are passed over, and nothing at all has no range', () => {
    expect(extent([1, 4, null, null, null, null, 1, 4])).toEqual([1, 4]);
    expect(extent([null, null])).toBeNull();
    expect(extent([3, 8], 1)).toEqual([3, 8]);
  });
});
