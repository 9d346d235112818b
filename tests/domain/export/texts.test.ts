import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiText, utf8, winAnsi } from '#domain/export/texts.ts';

describe('texts of exports', () => {
  it('are UTF-8 as everybody else writes it, halves of surrogates too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
    expect([...utf8('\ud800x')]).toEqual([0xef, 0xbf, 0xbd, 0x78]);
  });

  it('lose their marks, and no letter in silence, where a format has only ASCII', () => {
    expect(asciiText('Łukasz Żółć, Großmüller, CO₂ 5 µV')).toBe('Lukasz Zolc, Grossmuller, CO2 5 uV');
    expect(asciiText('Ольга\n王')).toBe('????? ?');
  });

  it('keep the letters of western Europe on paper, and say when others were written without their marks', () => {
    expect(winAnsi('Müller – 5 €')).toEqual({
      bytes: [77, 0xfc, 108, 108, 101, 114, 32, 0x96, 32, 53, 32, 0x80],
      isExact: true,
    });
    expect(winAnsi('Żak')).toEqual({ bytes: [90, 97, 107], isExact: false });
  });
});
