import { describe, expect, test } from 'vitest';
import { type Example, fitLogistic, probability } from '#domain/analysis/logistic.ts';
import { evidenceNames } from '#domain/analysis/ventricularEvidence.ts';
import { ventricularModel } from '#domain/analysis/ventricularModel.ts';
import { noise } from './ecgTrace.ts';

/** Examples whose truth hangs on the first feature, with some of it turned round. */
function examples(count: number, turnedRound: number): Example[] {
  const random = noise(4);
  return Array.from({ length: count }, (_, k) => {
    const features = [random(), random()];
    return { features, isTrue: (features[0] as number) > 0 !== k % 100 < turnedRound };
  });
}

describe('a logistic regression', () => {
  test('says a half at its mean without a bias, and more of what speaks for', () => {
    const model = { bias: 0, terms: [{ name: 'a', mean: 2, spread: 0.5, weight: 1 }] };
    expect(probability(model, [2])).toBe(0.5);
    expect(probability(model, [2.5])).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect(probability(model, [1.5])).toBeCloseTo(1 / (1 + Math.exp(1)), 12);
  });

  test('learns which feature decides and leaves the other near zero', () => {
    const model = fitLogistic(['decides', 'does not'], examples(400, 10));
    const [decides, other] = model.terms;
    expect(decides?.weight).toBeGreaterThan(1);
    expect(Math.abs(other?.weight as number)).toBeLessThan(0.3);
    expect(probability(model, [0.8, 0])).toBeGreaterThan(0.8);
    expect(probability(model, [-0.8, 0])).toBeLessThan(0.2);
  });

  test('expects as many true ones as there are: the bias is not held', () => {
    const learned = examples(300, 30);
    const model = fitLogistic(['a', 'b'], learned);
    const expected = learned.reduce((sum, { features }) => sum + probability(model, features), 0);
    expect(expected).toBeCloseTo(learned.filter(({ isTrue }) => isTrue).length, 3);
  });

  test('stays finite where examples can be told apart wholly, where a feature never varies, and where all are true', () => {
    const fits = [
      fitLogistic(['a', 'b'], examples(100, 0)),
      fitLogistic(
        ['a'],
        [1, 1, 1].map((value, k) => ({ features: [value], isTrue: k > 0 })),
      ),
      fitLogistic(
        ['a'],
        [1, 2, 3].map((value) => ({ features: [value], isTrue: true })),
      ),
    ];
    for (const { bias, terms } of fits)
      expect([bias, ...terms.map(({ weight }) => weight)].every(Number.isFinite)).toBe(true);
  });

  test('of nothing is refused', () => {
    expect(() => fitLogistic(['a'], [])).toThrow('no examples');
  });
});

test('the model of ventricular beats weighs the evidence there is, in its order', () => {
  expect(ventricularModel.terms.map(({ name }) => name)).toEqual([...evidenceNames]);
});
