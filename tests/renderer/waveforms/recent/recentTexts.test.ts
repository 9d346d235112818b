import { expect, test } from 'vitest';
import { AT_END, LEADS_OFF, QRS, SENSOR_OFF } from '#renderer/waveforms/engine/columnFlags.ts';
import {
  aheadText,
  clockText,
  laneChangeText,
  laneReadingText,
  laneValueText,
  spanText,
} from '#renderer/waveforms/recent/recentTexts.ts';

test.each([
  [4_000, '0:04'],
  [72_400, '1:12'],
  [299_600, '5:00'],
  [-50, '0:00'],
])('live %d ms ahead is written %s', (ms, text) => expect(aheadText(ms)).toBe(text));

test('a time is cut, never rounded up into a second that had not begun', () => {
  const atMs = new Date(2026, 10, 20, 14, 2, 10, 967).getTime();
  expect([clockText(atMs), clockText(atMs, 1), clockText(atMs + 0.9, 3)]).toEqual([
    '14:02:10',
    '14:02:10.9',
    '14:02:10.967',
  ]);
});

test('values wear their unit, and what is missing is no number', () => {
  expect(laneValueText(1.234, { unit: 'mV' })).toBe('1.23 mV');
  expect(laneValueText(118.26, { unit: 'mm[Hg]' })).toBe('118.3 mmHg');
  expect(laneValueText(Number.NaN, { unit: 'mV' })).toBe('---');
  expect(laneChangeText(0.1, -0.35, { unit: 'mV' })).toBe('Δ −0.45 mV');
  expect(laneChangeText(null, -0.35, { unit: 'mV' })).toBe('Δ ---');
});

test.each([
  ['the patient', 1.2, QRS, '1.20 mV'],
  ['what a lead that is off sends nevertheless', 1.2, LEADS_OFF | AT_END, '1.20 mV leads off'],
  ['a sensor that is off', null, SENSOR_OFF, '--- sensor off'],
  ['a saturated converter', 5, AT_END, '5.00 mV saturated'],
  ['a gap', null, 0, '---'],
])('a value read of %s says so', (_, value, flags, text) => {
  expect(laneReadingText({ value, flags }, { unit: 'mV' })).toBe(text);
});

test('a span says how long and how often a minute', () => {
  expect(spanText({ ms: 812.3, perMinute: 60_000 / 812.3 })).toBe('812 ms · 73.9 /min');
  expect(spanText({ ms: 0, perMinute: null })).toBe('0 ms');
});
