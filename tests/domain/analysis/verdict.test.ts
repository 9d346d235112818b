import { describe, expect, test } from 'vitest';
import type { Rhythm } from '#domain/analysis/rhythmRules.ts';
import { verdictOn } from '#domain/analysis/verdict.ts';
import { steady } from './ecgTrace.ts';
import { DURATION_MS, flat, lead, noisy, pulse, strip, withWideRun } from './strips.ts';

const rhythms: readonly Rhythm[] = [
  'asystole',
  'bradycardia',
  'tachycardia',
  'ventricularTachycardia',
  'ventricularFibrillation',
];
const at = (rate: number) => steady(rate, DURATION_MS);
const untilMs = (beats: readonly number[], endMs: number) => beats.filter((beat) => beat < endMs);

describe('an asystole alarm', () => {
  test('is credible when neither the leads nor the pulse have a beat for the last six seconds', () => {
    const beats = untilMs(at(75), 24_000);
    expect(verdictOn('asystole', strip(lead('II', beats), lead('V', beats, 2), pulse(beats)))).toMatchObject({
      credibility: 'credible',
    });
  });

  test('is doubtful when the leads are lost but the pulse goes on, and says so', () => {
    const verdict = verdictOn('asystole', strip(flat('ecg', 'II'), flat('ecg', 'V'), pulse(at(75))));
    expect(verdict.credibility).toBe('doubtful');
    expect(verdict.reason).toMatch(/^PLETH: longest time without a beat [01]\.\d s$/);
    expect(verdict.sources.map(({ label, says, faults }) => [label, says, faults[0]])).toEqual([
      ['II', 'unclear', 'flat'],
      ['V', 'unclear', 'flat'],
      ['PLETH', 'against', undefined],
    ]);
    expect(verdict.sources[2]?.beatsMs.length).toBeGreaterThan(30);
  });

  test('is doubtful when one lead is full of noise and the other shows every beat', () => {
    expect(verdictOn('asystole', strip(noisy('II'), lead('V', at(70)))).credibility).toBe('doubtful');
  });
});

describe('a rate alarm', () => {
  test.each([
    ['bradycardia', 36, 'credible'],
    ['bradycardia', 60, 'doubtful'],
    ['tachycardia', 150, 'credible'],
    ['tachycardia', 95, 'doubtful'],
  ] as const)('of %s at %d a minute is %s', (rhythm, rate, credibility) => {
    const beats = at(rate);
    const verdict = verdictOn(rhythm, strip(lead('II', beats), lead('V', beats, 2), pulse(beats)));
    expect(verdict.credibility).toBe(credibility);
    expect(Number(/at (\d+) \/min/.exec(verdict.reason)?.[1])).toBeGreaterThan(rate - 4);
    expect(Number(/at (\d+) \/min/.exec(verdict.reason)?.[1])).toBeLessThan(rate + 4);
  });
});

describe('a ventricular alarm', () => {
  const sinus = at(80);
  const run = (fromMs: number) => {
    const beats = untilMs(sinus, fromMs - 200);
    return strip(
      withWideRun(lead('II', beats), fromMs, 170),
      withWideRun(lead('V', beats, 2), fromMs, 170),
      pulse(beats),
    );
  };

  test('of tachycardia is credible when wide, even waves take the place of the QRS in both leads', () => {
    const verdict = verdictOn('ventricularTachycardia', run(25_000));
    expect(verdict.credibility).toBe('credible');
    expect(verdict.reason).toContain('wide, even waves');
  });

  test('of tachycardia or fibrillation is doubtful with the same narrow beats, steady, in all sources', () => {
    const calm = strip(lead('II', sinus), lead('V', sinus, 2), pulse(sinus));
    expect(verdictOn('ventricularTachycardia', calm)).toMatchObject({
      credibility: 'doubtful',
      reason: 'no run of wide beats',
    });
    expect(verdictOn('ventricularFibrillation', calm).credibility).toBe('doubtful');
  });

  test('of fibrillation is credible when the pulse ends with the beats', () => {
    expect(verdictOn('ventricularFibrillation', run(23_000)).credibility).toBe('credible');
  });
});

describe('where nothing can be read', () => {
  test.each(rhythms)(
    'the opinion on %s is that it cannot tell, with the faults, and never that it is doubtful',
    (rhythm) => {
      const verdict = verdictOn(rhythm, strip(flat('ecg', 'II'), flat('ecg', 'V'), flat('pleth', 'PLETH')));
      expect(verdict).toMatchObject({ rhythm, credibility: 'cannotTell' });
      expect(verdictOn(rhythm, strip()).credibility).toBe('cannotTell');
      const gap = flat('ecg', 'II');
      gap.samples.fill(Number.NaN);
      expect(verdictOn(rhythm, strip(gap)).credibility).toBe('cannotTell');
    },
  );

  test('the reason names each channel', () => {
    const { reason } = verdictOn('asystole', strip(flat('ecg', 'II'), flat('pleth', 'PLETH')));
    expect(reason).toBe('II: the line is flat; PLETH: the line is flat');
  });
});

test('the same strip gets the same verdict, and is left as it was', () => {
  const one = strip(lead('II', at(80)), pulse(at(80)));
  const before = one.channels.map(({ samples }) => samples.slice());
  expect(verdictOn('asystole', one)).toEqual(verdictOn('asystole', one));
  expect(one.channels.map(({ samples }) => samples)).toEqual(before);
});
