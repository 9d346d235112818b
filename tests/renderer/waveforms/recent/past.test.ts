import { describe, expect, test } from 'vitest';
import { scaleRule } from '#domain/signals/scaling.ts';
import { LEADS_OFF, QRS, SENSOR_OFF } from '#renderer/waveforms/engine/columnFlags.ts';
import { pastScale } from '#renderer/waveforms/recent/pastScale.ts';
import { absencesOf } from '#renderer/waveforms/recent/recentPlot.view.ts';

const missing = Number.NaN;

describe('absences in what is held', () => {
  const picture = (values: number[], held: [number, number] = [0, values.length * 1000], flags: number[] = []) => ({
    fromMs: 0,
    untilMs: values.length * 1000,
    heldFromMs: held[0],
    heldUntilMs: held[1],
    lanes: [
      {
        low: Float32Array.from(values),
        high: Float32Array.from(values),
        flags: Uint8Array.from(values, (_, k) => flags[k] ?? 0),
      },
    ],
  });
  const spansOf = (of: ReturnType<typeof picture>) =>
    absencesOf(of, 0).map(({ fromMs, untilMs, flags }) => [fromMs, untilMs, flags]);

  test('a run of columns without samples is one gap, from its first to behind its last', () => {
    expect(spansOf(picture([1, missing, missing, 1, missing, 1]))).toEqual([
      [1000, 3000, 0],
      [4000, 5000, 0],
    ]);
  });

  test('a lead that is off is told apart from a gap that follows it, and from a sensor that is off', () => {
    const values = [1, missing, missing, missing, missing, missing, 1];
    const flags = [0, LEADS_OFF, LEADS_OFF | QRS, 0, SENSOR_OFF, SENSOR_OFF, SENSOR_OFF];
    expect(spansOf(picture(values, undefined, flags))).toEqual([
      [1000, 3000, LEADS_OFF],
      [3000, 4000, 0],
      [4000, 6000, SENSOR_OFF],
    ]);
  });

  test('what is not held is no gap: there nobody knows', () => {
    expect(spansOf(picture([missing, missing, 1, 1, missing], [2000, 4000]))).toEqual([]);
  });

  test('a lane that is a batch behind the others at the live edge has no gap there', () => {
    expect(spansOf(picture([1, 1, 1, missing]))).toEqual([]);
    expect(spansOf(picture([1, missing, missing, missing]))).toHaveLength(1);
  });
});

describe('the scale of a stretch', () => {
  const beats = (height: number, more: Partial<Record<number, number>> = {}) => {
    const high = Float32Array.from({ length: 600 }, (_, k) => more[k] ?? height);
    return { low: new Float32Array(600), high };
  };

  test('is the one it would have live: 10 mm/mV where that fits, less where it does not', () => {
    const rule = scaleRule('ecg', 'mV');
    expect(pastScale(rule, null, beats(1), 40)?.text).toBe('10 mm/mV');
    expect(pastScale(rule, null, beats(6), 40)?.text).toBe('5 mm/mV');
  });

  test('is not chosen by one artefact', () => {
    expect(pastScale(scaleRule('ecg', 'mV'), null, beats(1, { 300: 30 }), 40)?.text).toBe('10 mm/mV');
  });

  test('of a bed that came a minute ago holds each of its breaths, high and low ones', () => {
    const breaths = Float32Array.from({ length: 600 }, (_, k) => (k < 560 ? missing : Math.sin(k / 2) * (1 + k / 600)));
    const scale = pastScale(scaleRule('resp', 'Ohm'), null, { low: breaths, high: breaths }, 40);
    const held = [...breaths].filter((value) => !Number.isNaN(value));
    expect(scale?.low).toBeLessThan(Math.min(...held));
    expect(scale?.high).toBeGreaterThan(Math.max(...held));
  });

  test('is unknown without samples', () => {
    const nothing = new Float32Array(10).fill(missing);
    expect(pastScale(scaleRule('ecg', 'mV'), null, { low: nothing, high: nothing }, 40)).toBeNull();
    expect(pastScale(scaleRule('ecg', 'mV'), null, undefined, 40)).toBeNull();
  });
});
