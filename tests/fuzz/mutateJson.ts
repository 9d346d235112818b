import type { Random } from '#fixtures/patients/random.ts';
import { oneOf } from './mutateBytes.ts';

/** A value as JSON has it, and text in its place that JSON may not have. */
type Json = null | boolean | number | string | Raw | Json[] | JsonObject;
/** A list of pairs, since text can hold a key twice. */
class JsonObject {
  readonly pairs: [key: string, value: Json][];
  constructor(pairs: [string, Json][]) {
    this.pairs = pairs;
  }
}
/** Stands in the text as it is. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const nested = (depth: number, open: string, close: string): Raw => new Raw(open.repeat(depth) + close.repeat(depth));

/** Values that are none, too large, too deep, or mean something to the language. */
const hostile: readonly ((random: Random) => Json)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 0.5,
  () => '',
  () => ' ',
  () => [],
  () => new JsonObject([]),
  (random) => new Raw(oneOf(random, ['1e999', '-1e999', '9007199254740993', '1e-400', '-0', 'NaN', 'undefined', '01'])),
  (random) => 2 ** random.below(70) * oneOf(random, [1, -1]),
  (random) => oneOf(random, ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'then']),
  (random) => '\u0000\u202e\ud800\n'.repeat(1 + random.below(3)),
  (random) => 'x'.repeat(2 ** random.below(15)),
  (random) => nested(2 ** random.below(17), '[', ']'),
  (random) => nested(2 ** random.below(15), '{"a":', '}'),
  (random) => Array.from({ length: 2 ** random.below(13) }, () => oneOf(random, [0, null, 'a', new JsonObject([])])),
];

const keys = ['__proto__', 'constructor', 'prototype', 'toString', '', 'x'.repeat(300)];

/** Where a value stands. */
interface Place {
  get(): Json;
  set(value: Json): void;
  /** Takes it out of what holds it. */
  remove(): void;
  /** Puts another one behind it. */
  add(key: string, value: Json): void;
  /** Gives it another name, where it has one. */
  rename(key: string): void;
}

const changes: readonly ((random: Random, places: readonly Place[]) => void)[] = [
  (random, places) => oneOf(random, places).set(oneOf(random, hostile)(random)),
  (random, places) => oneOf(random, places).set(oneOf(random, hostile)(random)),
  (random, places) => oneOf(random, places).remove(),
  (random, places) => oneOf(random, places).rename(oneOf(random, keys)),
  // A key that is not known, one that is given twice, an entry that stands there twice.
  (random, places) => oneOf(random, places).add(oneOf(random, keys), oneOf(random, hostile)(random)),
  (random, places) => oneOf(random, places).add('', oneOf(random, places).get()),
  // Two values change places, or one is where another should be.
  (random, places) => {
    const [one, other] = [oneOf(random, places), oneOf(random, places)];
    const value = copied(one.get());
    one.set(copied(other.get()));
    if (random.below(2) === 0) other.set(value);
  },
];

/** A value as JSON text, with one to three things wrong in it. */
export function mutateJson(random: Random, value: unknown): string {
  const root = new JsonObject([['', taken(value)]]);
  for (let left = 1 + random.below(3); left > 0; left--) {
    const places = [...placesIn(root)];
    if (places.length > 0) oneOf(random, changes)(random, places);
  }
  return printed(root.pairs[0]?.[1] ?? null);
}

function taken(value: unknown): Json {
  if (Array.isArray(value)) return value.map(taken);
  if (typeof value !== 'object' || value === null) return value as Json;
  return new JsonObject(Object.entries(value).map(([key, one]) => [key, taken(one)]));
}

function copied(value: Json): Json {
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof JsonObject) return new JsonObject(value.pairs.map(([key, one]) => [key, copied(one)]));
  return value;
}

function* placesIn(holder: Json): Generator<Place> {
  if (Array.isArray(holder)) {
    for (let at = 0; at < Math.min(holder.length, 50); at++) {
      yield {
        get: () => holder[at] ?? null,
        set: (value) => void holder.splice(at, 1, value),
        remove: () => void holder.splice(at, 1),
        add: (_, value) => void holder.splice(at, 0, copied(value)),
        rename: () => {},
      };
      yield* placesIn(holder[at] ?? null);
    }
  } else if (holder instanceof JsonObject) {
    for (const pair of holder.pairs) {
      yield {
        get: () => pair[1],
        set: (value) => void pair.splice(1, 1, value),
        remove: () => void holder.pairs.splice(holder.pairs.indexOf(pair), 1),
        add: (key, value) => void holder.pairs.push([key || pair[0], copied(value)]),
        rename: (key) => void pair.splice(0, 1, key),
      };
      yield* placesIn(pair[1]);
    }
  }
}

function printed(value: Json): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(printed).join(',')}]`;
  if (value instanceof JsonObject)
    return `{${value.pairs.map(([key, one]) => `${JSON.stringify(key)}:${printed(one)}`).join(',')}}`;
  return JSON.stringify(value);
}
