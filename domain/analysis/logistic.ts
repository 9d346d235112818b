/** A logistic regression: readable, and each weight can be argued about. */
export interface LogisticModel {
  readonly bias: number;
  readonly terms: readonly LogisticTerm[];
}

/** One feature: its weight counts per `spread` above its `mean`. */
export interface LogisticTerm {
  readonly name: string;
  readonly mean: number;
  readonly spread: number;
  readonly weight: number;
}

export interface Example {
  /** In the order of the names. */
  readonly features: readonly number[];
  readonly isTrue: boolean;
}

/** How hard weights are held at zero, per example; the bias is free. */
const RIDGE = 0.02;
const STEPS = 50;

/** 0 to 1. */
export function probability({ bias, terms }: LogisticModel, features: readonly number[]): number {
  let sum = bias;
  for (const [k, { mean, spread, weight }] of terms.entries())
    sum += (weight * ((features[k] as number) - mean)) / spread;
  return 1 / (1 + Math.exp(-sum));
}

/** Fits by Newton's method with an L2 penalty on standardized features (Bishop, Pattern Recognition, 4.3.3). Deterministic. */
export function fitLogistic(names: readonly string[], examples: readonly Example[]): LogisticModel {
  if (examples.length === 0) throw new RangeError('no examples to fit');
  const count = examples.length;
  const means = names.map((_, k) => examples.reduce((sum, { features }) => sum + (features[k] as number), 0) / count);
  const spreads = names.map((_, k) => {
    const squares = examples.reduce(
      (sum, { features }) => sum + ((features[k] as number) - (means[k] as number)) ** 2,
      0,
    );
    return Math.sqrt(squares / count) || 1;
  });
  const rows = examples.map(({ features }) => [
    1,
    ...names.map((_, k) => ((features[k] as number) - (means[k] as number)) / (spreads[k] as number)),
  ]);
  const size = names.length + 1;
  let weights = Array.from({ length: size }, () => 0);
  for (let step = 0; step < STEPS; step++) {
    const slope = Array.from({ length: size }, () => 0);
    const bend = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
    for (const [at, row] of rows.entries()) {
      const said = 1 / (1 + Math.exp(-row.reduce((sum, value, k) => sum + value * (weights[k] as number), 0)));
      const error = said - (examples[at]?.isTrue ? 1 : 0);
      for (let k = 0; k < size; k++) {
        slope[k] = (slope[k] as number) + error * (row[k] as number);
        const line = bend[k] as number[];
        for (let j = 0; j < size; j++)
          line[j] = (line[j] as number) + said * (1 - said) * (row[k] as number) * (row[j] as number);
      }
    }
    for (let k = 0; k < size; k++) {
      const ridge = k === 0 ? 1e-9 : RIDGE;
      slope[k] = (slope[k] as number) + ridge * count * (weights[k] as number);
      const line = bend[k] as number[];
      line[k] = (line[k] as number) + ridge * count;
    }
    const change = solve(bend, slope);
    weights = weights.map((weight, k) => weight - (change[k] as number));
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return {
    bias: weights[0] as number,
    terms: names.map((name, k) => ({
      name,
      mean: means[k] as number,
      spread: spreads[k] as number,
      weight: weights[k + 1] as number,
    })),
  };
}

/** Solves a x = b by elimination with pivots. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, k) => [...row, b[k] as number]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const best = rows.slice(column).reduce((at, row, k) => {
      const held = Math.abs((rows[at] as number[])[column] as number);
      return Math.abs(row[column] as number) > held ? column + k : at;
    }, column);
    [rows[column], rows[best]] = [rows[best] as number[], rows[column] as number[]];
    const pivot = rows[column] as number[];
    for (const [k, row] of rows.entries()) {
      if (k === column) continue;
      const part = (row[column] as number) / (pivot[column] as number);
      for (let j = column; j <= size; j++) row[j] = (row[j] as number) - part * (pivot[j] as number);
    }
  }
  return rows.map((row, k) => (row[size] as number) / (row[k] as number));
}
