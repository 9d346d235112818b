/**
 * How alike two pieces swing about zero, -1 to 1: the sum of their products over their powers (the sums of their squares); 0
 * where one is flat.
 */
export function correlation(products: number, onePower: number, otherPower: number): number {
  return onePower > 0 && otherPower > 0 ? products / Math.sqrt(onePower * otherPower) : 0;
}
