import type { KeptChannel } from './keptWave.ts';
import type { KeptNumeric, LogNames } from './logRecord.ts';
import type { Owned, Owner } from './owner.ts';
import { packJson, unpackJson } from './records.ts';

type Shape = Omit<KeptChannel, 'originMs' | 'owner'>;
type Kind = Omit<KeptNumeric, 'owner'>;
/** A bed, and whose what it gave is; not given: it was not known. */
type OfWhom = readonly [bedKey: string, owner?: Owner];

/**
 * Names of a log as they are kept: what beds have in common is there once, which is a tenth of the bytes. A row of more than
 * 64 kB would be a file of its own for Chromium, which each reader had to open.
 */
interface PackedNames {
  readonly id: string;
  readonly beds: readonly OfWhom[];
  readonly shapes: readonly Shape[];
  readonly waves: readonly (readonly [bed: number, shape: number, originMs: number])[];
  readonly kinds: readonly Kind[];
  readonly numerics: readonly (readonly [bed: number, kind: number])[];
}

export function packNames({ id, waves, numerics }: LogNames): Uint8Array<ArrayBuffer> {
  const [beds, shapes, kinds] = [new Numbered<OfWhom>(), new Numbered<Shape>(), new Numbered<Kind>()];
  const packed: PackedNames = {
    id,
    waves: waves.map(({ bedKey, channel: { originMs, owner, ...shape } }) => [
      beds.of(ofWhom(bedKey, owner)),
      shapes.of(shape),
      originMs,
    ]),
    numerics: numerics.map(({ bedKey, numeric: { owner, ...kind } }) => [
      beds.of(ofWhom(bedKey, owner)),
      kinds.of(kind),
    ]),
    beds: beds.all,
    shapes: shapes.all,
    kinds: kinds.all,
  };
  return packJson(packed);
}

/** Those of earlier versions too. @throws RangeError or SyntaxError when the bytes are no such record */
export function unpackNames(bytes: Uint8Array<ArrayBuffer>): LogNames {
  const read = unpackJson<PackedNames | LogNames>(bytes);
  if (!('beds' in read)) return read;
  const { id, beds, shapes, kinds } = read;
  return {
    id,
    waves: read.waves.map(([bed, shape, originMs]) => {
      const [bedKey, ...owner] = at(beds, bed);
      return { bedKey, channel: { ...at(shapes, shape), originMs, ...owned(owner) } };
    }),
    numerics: read.numerics.map(([bed, kind]) => {
      const [bedKey, ...owner] = at(beds, bed);
      return { bedKey, numeric: { ...at(kinds, kind), ...owned(owner) } };
    }),
  };
}

const ofWhom = (bedKey: string, owner: Owner | undefined): OfWhom => (owner === undefined ? [bedKey] : [bedKey, owner]);

const owned = ([owner]: readonly (Owner | undefined)[]): Owned => (owner === undefined ? {} : { owner });

function at<T>(list: readonly T[], place: number): T {
  const value = list[place];
  if (value === undefined) throw new RangeError(`a name at ${place} of ${list.length}`);
  return value;
}

/** Values, each once, by the place where it is. */
class Numbered<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();

  of(value: T): number {
    const text = JSON.stringify(value);
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.all.length);
    return this.all.push(value) - 1;
  }
}
