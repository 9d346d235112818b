/** Columns of a sketch: a sixteenth of a second each in 30 s, which leaves every beat one of its own. */
export const SKETCH_COLUMNS = 480;

/** Heights a column can have: characters that need no escape in JSON, from `(` on, without the backslash. */
const FIRST = 40;
const LEVELS = 52;
const MISSING = ' ';

/** A column of a sketch: lowest and highest of its samples, 0 to 1 of all that the sketch shows; null: there are none. */
export type SketchColumn = { readonly low: number; readonly high: number } | null;

/**
 * A wave as small as it can be and still be looked at: two characters a column, which tell its lowest and highest sample as parts of
 * the wave's own range. For a glance only: nothing can be measured in it.
 *
 * @param samples NaN: missing
 */
export function sketchOf(samples: Float64Array): string {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of samples) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const character = (value: number): string =>
    String.fromCharCode(FIRST + (high > low ? Math.round(((value - low) / (high - low)) * (LEVELS - 1)) : LEVELS >> 1));
  let text = '';
  for (let column = 0; column < SKETCH_COLUMNS; column++) {
    const from = Math.floor((column * samples.length) / SKETCH_COLUMNS);
    const until = Math.floor(((column + 1) * samples.length) / SKETCH_COLUMNS);
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = from; k < until; k++) {
      const value = samples[k] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    text += most >= least ? character(least) + character(most) : MISSING + MISSING;
  }
  return text;
}

/** The columns of a sketch; of one that is damaged or cut as many as can be read. */
export function sketchColumns(sketch: string): readonly SketchColumn[] {
  const level = (k: number): number => (sketch.charCodeAt(k) - FIRST) / (LEVELS - 1);
  return Array.from({ length: Math.floor(sketch.length / 2) }, (_, column): SketchColumn => {
    const [low, high] = [level(2 * column), level(2 * column + 1)];
    return low >= 0 && high >= low && high <= 1 ? { low, high } : null;
  });
}
