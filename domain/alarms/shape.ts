/** What is wrong with a value: where it stands, what is wrong, what to do. */
export interface Problem {
  readonly where: string;
  readonly what: string;
  readonly todo: string;
}

/** Looks at a value at a place and reports what is wrong with it. */
export type Shape = (value: unknown, where: string) => readonly Problem[];

const fine: readonly Problem[] = [];
const wrong = (where: string, what: string, todo: string): readonly Problem[] => [{ where, what, todo }];

/** A value as it is shown in a message: short, and never more than a line. */
function shown(value: unknown): string {
  // What it holds may be larger and deeper than anybody could show.
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** A whole number within limits, both included; times are in ms. */
export const whole =
  (least: number, most: number): Shape =>
  (value, where) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? fine
      : wrong(where, `is ${shown(value)}`, `Give a whole number from ${least} to ${most}.`);

/** Any number but those that are none. */
export const finite: Shape = (value, where) =>
  Number.isFinite(value) ? fine : wrong(where, `is ${shown(value)}`, 'Give a number.');

export const flag: Shape = (value, where) =>
  typeof value === 'boolean' ? fine : wrong(where, `is ${shown(value)}`, 'Give true or false.');

export const text: Shape = (value, where) =>
  typeof value === 'string' && value.trim() !== '' ? fine : wrong(where, `is ${shown(value)}`, 'Give a text.');

export const oneOf =
  (...words: readonly unknown[]): Shape =>
  (value, where) =>
    words.includes(value) ? fine : wrong(where, `is ${shown(value)}`, `Give one of ${words.map(shown).join(', ')}.`);

export const list =
  (item: Shape, least = 0, most = Number.POSITIVE_INFINITY): Shape =>
  (value, where) => {
    if (!Array.isArray(value) || value.length < least)
      return wrong(where, `is ${shown(value)}`, `Give a list${least > 0 ? ` of at least ${least}` : ''}.`);
    if (value.length > most) return wrong(where, `is a list of ${value.length}`, `Give at most ${most}.`);
    return value.flatMap((one, index) => item(one, `${where}[${index}]`));
  };

export const orNull =
  (shape: Shape): Shape =>
  (value, where) =>
    value === null ? fine : shape(value, where);

/** Names of any kind, each with the same shape. */
export const record =
  (item: Shape): Shape =>
  (value, where) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => item(one, `${where}.${key}`))
      : wrong(where, `is ${shown(value)}`, 'Give an object.');

/** These keys and no others. Keys in `optional` may be missing. */
export const object =
  (keys: Readonly<Record<string, Shape>>, optional: readonly string[] = []): Shape =>
  (value, where) => {
    if (!isObject(value)) return wrong(where, `is ${shown(value)}`, 'Give an object.');
    const under = (key: string) => (where === '' ? key : `${where}.${key}`);
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(keys, key));
    return [
      ...unknown.flatMap((key) =>
        wrong(under(key), 'is not known', `Remove it; known here: ${Object.keys(keys).join(', ')}.`),
      ),
      ...Object.entries(keys).flatMap(([key, shape]) =>
        value[key] === undefined && optional.includes(key) ? fine : shape(value[key], under(key)),
      ),
    ];
  };

/** Whether a value has keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
