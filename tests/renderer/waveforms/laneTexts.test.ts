import { describe, expect, test } from 'vitest';
import {
  filterText,
  fineTimeText,
  laneSentence,
  mvLines,
  roundValues,
  timeLabels,
} from '#renderer/waveforms/laneTexts.ts';

describe('the values on an axis', () => {
  test('are round, and leave the edges free', () => {
    expect(roundValues({ low: 0, high: 160 }, 3)).toEqual([100]);
    expect(roundValues({ low: -1, high: 1 }, 4)).toEqual([-0.5, 0, 0.5]);
  });

  test('end also where numbers are too large to count on in ones', () => {
    expect(roundValues({ low: 1e16, high: 1e16 + 2 }, 3).length).toBeLessThan(10);
    expect(roundValues({ low: Number.NaN, high: 1 }, 3)).toEqual([]);
    expect(roundValues({ low: 5, high: 5 }, 3)).toEqual([]);
  });
});

describe('lines of millivolts', () => {
  const at = (low: number, high: number, perMv: number, laneMm: number) =>
    mvLines({ low, high }, perMv, laneMm).map(({ at: value, text }) => [value, text]);

  test('stand each half millivolt at 10 mm/mV, 5 mm apart, whole ones with their number', () => {
    expect(at(-0.75, 1.25, 1, 20)).toEqual([
      [-0.5, ''],
      [0, '0'],
      [0.5, ''],
      [1, '1'],
    ]);
  });

  test('are rarer where the gain would put them closer than the eye tells apart', () => {
    // 2.5 mm/mV: half a millivolt would be 1.25 mm.
    expect(at(-2.2, 2.2, 1, 11).map(([value]) => value)).toEqual([-2, -1, 0, 1, 2]);
    expect(at(-2.2, 2.2, 1, 11).map(([, text]) => text)).toEqual(['', '', '0', '', '']);
  });

  test('have at most nine numbers, however tall the lane is', () => {
    for (const laneMm of [20, 60, 110, 215, 400]) {
      const half = laneMm / 20;
      const texts = mvLines({ low: -half, high: half }, 1, laneMm).flatMap(({ text }) => (text === '' ? [] : [text]));
      expect(texts.length, `${laneMm} mm`).toBeLessThanOrEqual(9);
      expect(texts, `${laneMm} mm`).toContain('0');
    }
  });

  test('are in millivolts also where the device sends microvolts', () => {
    expect(at(-750, 1250, 1000, 20)).toEqual([
      [-500, ''],
      [0, '0'],
      [500, ''],
      [1000, '1'],
    ]);
  });

  test.each([
    [0, 0, 1, 10],
    [0, 1, 1, 0],
    [Number.NaN, 1, 1, 10],
    [-1e12, 1e12, 1, 10],
  ])('have an end, whatever the scale is (%d to %d)', (low, high, perMv, laneMm) => {
    expect(at(low, high, perMv, laneMm).length).toBeLessThan(200);
  });
});

describe('seconds below the waves', () => {
  test('count from the left edge of a sweep', () => {
    expect(timeLabels(3.5, 94.5, 'sweep')).toEqual([
      { at: 1, text: '1 s' },
      { at: 2, text: '2 s' },
      { at: 3, text: '3 s' },
    ]);
  });

  test('count back from now, which is at the right, while the waves scroll', () => {
    expect(timeLabels(2.5, 94.5, 'scroll')).toEqual([
      { at: 0.5, text: '−2 s' },
      { at: 1.5, text: '−1 s' },
    ]);
  });

  test('are fewer where there is no room: each 2 s at 6.25 mm/s', () => {
    expect(timeLabels(9, 23.6, 'sweep').map(({ text }) => text)).toEqual(['2 s', '4 s', '6 s', '8 s']);
  });
});

test('a filter is stated with its band, and with what is left of it at a low sampling rate', () => {
  expect(filterText('monitor')).toBe('monitor 0.5–40 Hz');
  expect(filterText('diagnostic', 500)).toBe('diagnostic 0.05–150 Hz');
  expect(filterText('diagnostic', 250)).toBe('diagnostic from 0.05 Hz');
  expect(filterText('asSent')).toBe('as sent');
});

test('who does not see a lane is told its name, gain, filter, why there is nothing and what is wrong with it', () => {
  const lead = { name: 'II', scaleText: '10 mm/mV', filtered: 'monitor 0.5–40 Hz' } as const;
  expect(laneSentence({ ...lead, status: 'leadsOff', badge: null })).toBe('II, 10 mm/mV, monitor 0.5–40 Hz, leads off');
  expect(laneSentence({ ...lead, status: 'ok', badge: 'noisy' })).toBe('II, 10 mm/mV, monitor 0.5–40 Hz, noisy');
  expect(laneSentence({ name: 'Resp', scaleText: 'auto', filtered: '', status: 'ok', badge: null })).toBe(
    'Resp, scale auto',
  );
});

test('a time before 1970 has hundredths too', () => {
  expect(fineTimeText(-10)).toMatch(/^\d\d:\d\d:59\.99$/);
});
