import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGE_LIMITS_MS,
  bandPoints,
  type Consciousness,
  type Measured,
  type News2,
  type News2Input,
  type News2Inputs,
  news2,
  news2Bands,
} from '#domain/scores/news2.ts';

const NOW_MS = 1_700_000_000_000;
const at = <T>(value: T, kind: Measured<T>['kind'] = 'continuous', ageMs = 0): Measured<T> => ({
  value,
  timeMs: NOW_MS - ageMs,
  kind,
});

/** A whole set of observations. */
function set(
  [respiration, spo2, oxygen, systolic, pulse, consciousness, temperature]: readonly [
    number,
    number,
    'air' | 'oxygen',
    number,
    number,
    Consciousness,
    number,
  ],
  more: Partial<News2Inputs> = {},
): News2Inputs {
  return {
    ageYears: 70,
    spo2Scale: 1,
    respiration: at(respiration),
    spo2: at(spo2),
    oxygen: at(oxygen, 'charted'),
    systolic: at(systolic),
    pulse: at(pulse),
    consciousness: at(consciousness, 'charted'),
    temperature: at(temperature, 'charted'),
    ...more,
  };
}
const well: News2Inputs = set([16, 97, 'air', 120, 70, 'A', 37]);
const scored = (result: News2) => {
  if (result.score === null) throw new Error(result.reason);
  return result;
};
const scoreOf = (inputs: News2Inputs) => scored(news2(inputs, NOW_MS)).score;
const partOf = (inputs: News2Inputs, name: News2Input) =>
  scored(news2(inputs, NOW_MS)).parts.find((part) => part.name === name);

describe('NEWS2 (RCP 2017)', () => {
  it.each([
    [8, set([22, 95, 'oxygen', 105, 95, 'A', 38.5]), 'emergency'],
    [14, set([26, 90, 'oxygen', 95, 105, 'V', 37]), 'emergency'],
    [0, well, 'routine'],
  ] as const)('gives %d, as the check values of CLINICAL.md', (score, inputs, response) => {
    expect(news2(inputs, NOW_MS)).toMatchObject({ score, isPartial: false, response });
  });

  it.each([
    [
      'respiration',
      [
        [0, 3],
        [8, 3],
        [9, 1],
        [11, 1],
        [12, 0],
        [20, 0],
        [21, 2],
        [24, 2],
        [25, 3],
        [60, 3],
      ],
    ],
    [
      'spo2Scale1',
      [
        [60, 3],
        [91, 3],
        [92, 2],
        [93, 2],
        [94, 1],
        [95, 1],
        [96, 0],
        [100, 0],
      ],
    ],
    [
      'spo2Scale2Air',
      [
        [83, 3],
        [84, 2],
        [85, 2],
        [86, 1],
        [87, 1],
        [88, 0],
        [92, 0],
        [93, 0],
        [100, 0],
      ],
    ],
    [
      'spo2Scale2Oxygen',
      [
        [83, 3],
        [84, 2],
        [85, 2],
        [86, 1],
        [87, 1],
        [88, 0],
        [92, 0],
        [93, 1],
        [94, 1],
        [95, 2],
        [96, 2],
        [97, 3],
        [100, 3],
      ],
    ],
    [
      'systolic',
      [
        [0, 3],
        [90, 3],
        [91, 2],
        [100, 2],
        [101, 1],
        [110, 1],
        [111, 0],
        [219, 0],
        [220, 3],
        [300, 3],
      ],
    ],
    [
      'pulse',
      [
        [0, 3],
        [40, 3],
        [41, 1],
        [50, 1],
        [51, 0],
        [90, 0],
        [91, 1],
        [110, 1],
        [111, 2],
        [130, 2],
        [131, 3],
      ],
    ],
    [
      'temperature',
      [
        [30, 3],
        [35, 3],
        [35.1, 1],
        [36, 1],
        [36.1, 0],
        [38, 0],
        [38.1, 1],
        [39, 1],
        [39.1, 2],
        [42, 2],
      ],
    ],
  ] as const)('%s: both ends of every band', (row, cases) => {
    for (const [value, points] of cases) expect(bandPoints(row, value), `${row} ${value}`).toBe(points);
  });

  it.each([
    ['air', 0],
    ['oxygen', 2],
  ] as const)('%s is %d points', (given, points) => {
    expect(partOf({ ...well, oxygen: at(given, 'charted') }, 'oxygen')?.points).toBe(points);
  });

  it.each([
    ['A', 0],
    ['C', 3],
    ['V', 3],
    ['P', 3],
    ['U', 3],
  ] as const)('consciousness %s is %d points', (level, points) => {
    expect(partOf({ ...well, consciousness: at(level, 'charted') }, 'consciousness')?.points).toBe(points);
  });

  it('rounds to the resolution of the chart: 20.4 breaths are 20, 36.04 degrees are 36.0', () => {
    expect([bandPoints('respiration', 20.4), bandPoints('respiration', 20.5)]).toEqual([0, 2]);
    expect([bandPoints('temperature', 36.04), bandPoints('temperature', 36.06)]).toEqual([1, 0]);
  });

  it('has points for every value that is plausible, and for none that is not', () => {
    for (const row of Object.keys(news2Bands) as (keyof typeof news2Bands)[]) {
      const [least, most] = news2Bands[row].plausible;
      fc.assert(
        fc.property(fc.double({ min: least, max: most, noNaN: true }), (value) => {
          expect([0, 1, 2, 3]).toContain(bandPoints(row, value));
        }),
      );
      fc.assert(
        fc.property(fc.double(), (value) => {
          if (!(value >= least && value <= most)) expect(bandPoints(row, value)).toBe('not plausible');
        }),
      );
    }
  });

  it('is never above 20, and reaches it', () => {
    expect(scoreOf(set([30, 80, 'oxygen', 80, 140, 'U', 34]))).toBe(20);
    const vital = (row: keyof typeof news2Bands) => {
      const [min, max] = news2Bands[row].plausible;
      return fc.double({ min, max, noNaN: true });
    };
    fc.assert(
      fc.property(
        vital('respiration'),
        vital('spo2Scale1'),
        fc.constantFrom('air' as const, 'oxygen' as const),
        vital('systolic'),
        vital('pulse'),
        fc.constantFrom<Consciousness>('A', 'C', 'V', 'P', 'U'),
        vital('temperature'),
        fc.constantFrom(1 as const, 2 as const),
        (...[rr, spo2, oxygen, sbp, pulse, acvpu, temp, spo2Scale]) => {
          const result = scored(news2(set([rr, spo2, oxygen, sbp, pulse, acvpu, temp], { spo2Scale }), NOW_MS));
          expect(result.score).toBeGreaterThanOrEqual(0);
          expect(result.score).toBeLessThanOrEqual(20);
          expect(result.isPartial).toBe(false);
        },
      ),
    );
  });

  it.each([
    [0, well, 'routine'],
    [1, { ...well, pulse: at(100) }, 'ward'],
    [3, { ...well, pulse: at(140) }, 'single'],
    [4, { ...well, pulse: at(120), respiration: at(22) }, 'ward'],
    [5, { ...well, pulse: at(140), respiration: at(22) }, 'urgent'],
    [7, { ...well, pulse: at(140), respiration: at(22), oxygen: at<'oxygen'>('oxygen', 'charted') }, 'emergency'],
  ] as const)('%d points ask for the response of the table', (score, inputs, response) => {
    expect(news2(inputs, NOW_MS)).toMatchObject({ score, response });
  });
});

describe('scale 2', () => {
  it.each([
    [90, 'air', 0],
    [97, 'air', 0],
    [97, 'oxygen', 3],
    [93, 'oxygen', 1],
    [82, 'air', 3],
  ] as const)('a saturation of %d on %s is %d points', (spo2, oxygen, points) => {
    const inputs = set([16, spo2, oxygen, 120, 70, 'A', 37], { spo2Scale: 2 });
    expect(partOf(inputs, 'spo2')?.points).toBe(points);
  });

  it('does not guess whether oxygen is given where it matters', () => {
    const unknown = { ...well, spo2Scale: 2, oxygen: null } as const;
    expect(partOf({ ...unknown, spo2: at(97) }, 'spo2')).toMatchObject({
      points: null,
      missing: 'air or oxygen not known',
    });
    expect(partOf({ ...unknown, spo2: at(90) }, 'spo2')?.points).toBe(0);
    const old = { ...unknown, oxygen: at<'oxygen'>('oxygen', 'charted', AGE_LIMITS_MS.charted + 1) } as const;
    expect(partOf({ ...old, spo2: at(97) }, 'spo2')?.points).toBeNull();
  });
});

describe('a score that is not whole', () => {
  const names: readonly News2Input[] = [
    'respiration',
    'spo2',
    'oxygen',
    'systolic',
    'pulse',
    'consciousness',
    'temperature',
  ];

  it.each(names)('says that %s is missing, and is the least it can be', (name) => {
    const ill = set([30, 80, 'oxygen', 80, 140, 'U', 34]);
    const result = scored(news2({ ...ill, [name]: null }, NOW_MS));
    expect(result.isPartial).toBe(true);
    expect(result.score).toBe(name === 'oxygen' ? 18 : 17);
    expect(result.parts.find((part) => part.name === name)).toEqual({
      name,
      points: null,
      ageMs: null,
      missing: 'not measured',
    });
  });

  it.each([
    ['continuous', 5],
    ['episodic', 60],
    ['charted', 240],
  ] as const)('leaves out what is %s and older than %d min, and tells its age', (kind, min) => {
    const limitMs = min * 60_000;
    expect(partOf({ ...well, systolic: at(80, kind, limitMs) }, 'systolic')).toMatchObject({ points: 3, missing: '' });
    expect(partOf({ ...well, systolic: at(80, kind, limitMs + 1) }, 'systolic')).toEqual({
      name: 'systolic',
      points: null,
      ageMs: limitMs + 1,
      missing: `older than ${min} min`,
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 127, 400])('takes no saturation of %d', (value) => {
    expect(partOf({ ...well, spo2: at(value) }, 'spo2')).toMatchObject({ points: null, missing: 'not plausible' });
  });

  it('takes nothing of a time to come, but forgives clocks a minute', () => {
    expect(partOf({ ...well, pulse: at(70, 'continuous', -60_000) }, 'pulse')?.points).toBe(0);
    expect(partOf({ ...well, pulse: at(70, 'continuous', -60_001) }, 'pulse')).toMatchObject({
      points: null,
      missing: 'of a time to come',
    });
    expect(partOf({ ...well, pulse: at(70, 'continuous', Number.NaN) }, 'pulse')?.points).toBeNull();
  });
});

describe('no score', () => {
  it.each([
    [15, 'under 16: NEWS2 is for adults'],
    [null, 'the age is not known, and NEWS2 is for adults'],
    [Number.NaN, 'under 16: NEWS2 is for adults'],
  ])('at an age of %s, with the reason', (ageYears, reason) => {
    expect(news2({ ...well, ageYears }, NOW_MS)).toEqual({ score: null, reason });
  });

  it('where nothing is measured: that is not 0', () => {
    const nothing: News2Inputs = {
      ageYears: 16,
      spo2Scale: 1,
      respiration: null,
      spo2: null,
      oxygen: null,
      systolic: null,
      pulse: null,
      consciousness: null,
      temperature: null,
    };
    expect(news2(nothing, NOW_MS)).toEqual({ score: null, reason: 'nothing of it is measured' });
  });
});
