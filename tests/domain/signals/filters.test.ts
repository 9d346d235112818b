import { describe, expect, test } from 'vitest';
import { bandAt, FILTERS, type FilterName, FilterRun, filterTextAt, filterTexts } from '#domain/signals/filters.ts';

const AMPLITUDE = 1000;

/** Gain in dB of a filter at one frequency, measured on a sine wave after the filter has come to rest. */
function gainDb(filter: FilterName, rateHz: number, hz: number): number {
  const run = new FilterRun(filter, rateHz);
  const periods = Math.max(20, Math.ceil(hz * 2));
  // Whole periods, and many of the slowest pole before them.
  const measured = Math.round((periods * rateHz) / hz);
  const before = Math.round(Math.max(60, 5 / hz) * rateHz);
  let inPhase = 0;
  let quadrature = 0;
  for (let index = 0; index < before + measured; index++) {
    const angle = (2 * Math.PI * hz * index) / rateHz;
    const value = run.step(AMPLITUDE * Math.sin(angle));
    if (index < before) continue;
    inPhase += value * Math.sin(angle);
    quadrature += value * Math.cos(angle);
  }
  return 20 * Math.log10((2 * Math.hypot(inPhase, quadrature)) / measured / AMPLITUDE);
}

const run = (filter: FilterName, rateHz: number, samples: Iterable<number>): number[] => {
  const filterRun = new FilterRun(filter, rateHz);
  return Array.from(samples, (raw) => filterRun.step(raw));
};

describe('the response of a filter, measured', () => {
  test.each<[FilterName, rateHz: number, edgesHz: number[]]>([
    ['monitor', 125, [0.5, 40]],
    ['monitor', 250, [0.5, 40]],
    ['monitor', 360, [0.5, 40]],
    ['monitor', 500, [0.5, 40]],
    ['monitor', 1000, [0.5, 40]],
    ['st', 125, [0.05, 40]],
    ['st', 250, [0.05, 40]],
    ['st', 500, [0.05, 40]],
    ['st', 1000, [0.05, 40]],
    ['diagnostic', 125, [0.05]],
    ['diagnostic', 250, [0.05]],
    ['diagnostic', 360, [0.05, 150]],
    ['diagnostic', 500, [0.05, 150]],
    ['diagnostic', 1000, [0.05, 150]],
  ])('%s at %d samples a second is 3 dB down at its edges', (filter, rateHz, edgesHz) => {
    for (const hz of edgesHz) expect(Math.abs(gainDb(filter, rateHz, hz) + 3)).toBeLessThan(0.5);
  });

  test.each<[FilterName, rateHz: number]>([
    ['monitor', 250],
    ['st', 250],
    ['diagnostic', 500],
  ])('%s leaves the middle of its band as it is', (filter, rateHz) => {
    expect(Math.abs(gainDb(filter, rateHz, 5))).toBeLessThan(0.1);
  });

  test('outside, a decade away, a drift is ten times smaller and a tremor a hundred times', () => {
    expect(gainDb('monitor', 250, 0.05)).toBeCloseTo(-20, 0);
    expect(gainDb('monitor', 1000, 400)).toBeLessThan(-40);
  });
});

describe('an edge that the sampling rate cannot hold', () => {
  test('is left out, and the lane says so', () => {
    expect(bandAt('diagnostic', 250)).toEqual({ lowHz: 0.05, highHz: null });
    expect(filterTextAt('diagnostic', 250)).toBe('from 0.05 Hz');
    expect(bandAt('monitor', 62.5)).toEqual({ lowHz: 0.5, highHz: null });
    expect(Math.abs(gainDb('diagnostic', 250, 100))).toBeLessThan(0.1);
    expect(filterTextAt('monitor', 0.5)).toBe('as sent');
  });

  test('and where both hold, the lane states the band', () => {
    expect(FILTERS.map((filter) => filterTextAt(filter, 500))).toEqual(FILTERS.map((filter) => filterTexts[filter]));
    expect(filterTexts.monitor).toBe('0.5–40 Hz');
  });
});

describe('what a filter does to a trace', () => {
  const filters = FILTERS.filter((filter) => filter !== 'asSent');

  test.each([0, 12, -2048, 8_000_000])('an electrode offset of %d raw gives no transient at the start', (offset) => {
    for (const filter of filters) {
      for (const value of run(filter, 250, Array(1000).fill(offset))) expect(Math.abs(value)).toBeLessThan(1e-6);
    }
  });

  test('nor does it after a gap', () => {
    const filterRun = new FilterRun('st', 250);
    for (let index = 0; index < 500; index++) filterRun.step(index % 40 === 0 ? 1500 : 200);
    filterRun.reset();
    for (let index = 0; index < 500; index++) expect(Math.abs(filterRun.step(-700))).toBeLessThan(1e-9);
  });

  test('"as sent" is as sent', () => {
    expect(run('asSent', 250, [3, -7, 2_000_000])).toEqual([3, -7, 2_000_000]);
  });

  test('a step stands at its height at once and sinks as its pole says: to 37 % in 0.32 s (monitor), in 3.2 s (ST)', () => {
    for (const [filter, poleHz] of [
      ['monitor', 0.5],
      ['st', 0.05],
    ] as const) {
      const rateHz = 1000;
      const after = run(filter, rateHz, [0, ...Array(20 * rateHz).fill(1000)]);
      const at = (seconds: number) => after[Math.round(seconds * rateHz)] as number;
      expect(Math.max(...after)).toBeGreaterThan(1000);
      // The overshoot of a second-order Butterworth, 4.3 %.
      expect(Math.max(...after)).toBeLessThan(1044);
      const constant = 1 / (2 * Math.PI * poleHz);
      // The low-pass gives it 5.6 ms later.
      expect(at(constant + 0.0056)).toBeCloseTo(1000 / Math.E, -1);
      // One pole: it never goes below the line.
      expect(Math.min(...after)).toBeGreaterThan(-1e-6);
    }
  });

  test('a QRS complex of 3 mV and 100 ms bends the ST segment by no more than 0.1 mV with the ST and diagnostic bands', () => {
    const rateHz = 500;
    const pulse = [...Array(500).fill(0), ...Array(50).fill(3000), ...Array(1000).fill(0)];
    for (const filter of ['st', 'diagnostic'] as const) {
      const settled = run(filter, rateHz, pulse).slice(550 + 25);
      expect(Math.min(...settled)).toBeGreaterThan(-100);
    }
  });

  test('hours of a flat line, and what comes before it, leave nothing that is not a number', () => {
    for (const filter of filters) {
      const filterRun = new FilterRun(filter, 125);
      for (let index = 0; index < 1000; index++) filterRun.step(index % 2 === 0 ? 2 ** 31 - 1 : -(2 ** 31) + 1);
      let value = Number.NaN;
      for (let index = 0; index < 125 * 3600; index++) value = filterRun.step(0);
      expect(value).toBe(0);
    }
  });

  test.each([0, -250, Number.NaN])('a rate of %d is refused', (rateHz) => {
    expect(() => new FilterRun('monitor', rateHz)).toThrow(RangeError);
  });
});
