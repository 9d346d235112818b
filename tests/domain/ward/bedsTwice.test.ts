import { describe, expect, it } from 'vitest';
import { bedsTwice } from '#domain/ward/bedsTwice.ts';

const place = ([bedKey, displayName, wardName]: readonly [string, string, string]) => ({
  bedKey,
  displayName,
  wardName,
  gatewayId: bedKey.split('/')[0] ?? '',
});

describe('a bed that two gateways announce', () => {
  it.each([
    ['one name in a ward of one name', ['g/1', '3E-07', 'ICU 3 East'], ['h/7', '3E-07', 'ICU 3 East'], true],
    ['... in whatever letters', ['g/1', '3e-07', 'ICU 3 East'], ['h/7', '3E-07 ', 'icu 3 east'], true],
    ['a bed 1 in two wards', ['g/1', '1', 'ICU'], ['h/1', '1', 'Recovery'], false],
    ['wards whose names nobody told', ['g/1', '1', ''], ['h/1', '1', ''], false],
    ['beds without names', ['g/1', '', 'ICU'], ['h/1', '', 'ICU'], false],
    ['twice at one gateway: its own way of naming', ['g/1', '1', 'ICU'], ['g/2', '1', 'ICU'], false],
  ] as const)('%s', (_, one, other, isTwice) => {
    const found = bedsTwice([place(one), place(other), place(['x/9', '9', 'ICU'])]);
    expect([...found]).toEqual(isTwice ? [one[0], other[0]] : []);
  });
});
