import { describe, expect, it } from 'vitest';
import { opensCharge, windowNumber } from '#renderer/wall/windowNumber.ts';

describe('the address of a window', () => {
  it('names its number', () => {
    expect(['', '?window=2', '?window=x', '?window=0'].map(windowNumber)).toEqual([1, 2, 1, 1]);
  });

  it("asks for the charge nurse's overview, or for the wall", () => {
    expect(['', '?view=charge', '?window=2&view=charge', '?view=x'].map(opensCharge)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
