import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctQt } from '#domain/measure/qtc.ts';

describe('a QT corrected for the heart rate', () => {
  // Worked by hand: QT / RR^(1/2) and QT / RR^(1/3), RR in seconds.
  test.each([
    ['is itself at 60 a minute', 400, 1_000, 400, 400, null],
    ['at 75 a minute', 360, 800, 402.5, 387.8, null],
    ['just reliable at 100 a minute', 330, 600, 426.0, 391.3, null],
    ['at 120 a minute, where Bazett gives too much', 300, 500, 424.3, 378.0, 'fast'],
    ['at 48 a minute, where Bazett gives too little', 440, 1_250, 393.5, 408.5, 'slow'],
  ] as const)('%s', (_, qtMs, rrMs, bazettMs, fridericiaMs, caution) => {
    const corrected = correctQt(qtMs, rrMs);
    if (!corrected.ok) throw new Error(corrected.code);
    expect(corrected.bazettMs).toBeCloseTo(bazettMs, 1);
    expect(corrected.fridericiaMs).toBeCloseTo(fridericiaMs, 1);
    expect(corrected.caution).toBe(caution);
  });

  test.each([
    ['a pause of more than three seconds', 400, 3_001, 'rrImpossible'],
    ['two points of one QRS', 150, 199, 'rrImpossible'],
    ['no RR', 400, Number.NaN, 'rrImpossible'],
    ['a QT as short as a QRS', 99, 800, 'qtImpossible'],
    ['a QT of more than a second', 1_001, 2_000, 'qtImpossible'],
    ['no QT', Number.NaN, 800, 'qtImpossible'],
    ['a QT that reaches into the next beat', 600, 600, 'qtBeyondRr'],
  ])('is refused for %s', (_, qtMs, rrMs, code) => {
    expect(correctQt(qtMs, rrMs)).toEqual({ ok: false, code });
  });

  test('Bazett corrects more than Fridericia on either side of 60 a minute, in the same direction', () => {
    const possible = fc.record({ qt: fc.integer({ min: 100, max: 1_000 }), rr: fc.integer({ min: 200, max: 3_000 }) });
    fc.assert(
      fc.property(possible, ({ qt, rr }) => {
        const corrected = correctQt(qt, rr);
        if (!corrected.ok) {
          expect(qt).toBeGreaterThanOrEqual(rr);
          return;
        }
        const { bazettMs, fridericiaMs, caution, perMinute } = corrected;
        const order = rr < 1_000 ? [qt, fridericiaMs, bazettMs] : [bazettMs, fridericiaMs, qt];
        expect([...order].sort((a, b) => a - b)).toEqual(order);
        expect(caution !== null).toBe(perMinute < 60 || perMinute > 100);
      }),
    );
  });
});
