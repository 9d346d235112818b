import type { Random } from '#fixtures/patients/random.ts';
import { mutateBytes, oneOf } from './mutateBytes.ts';

/** One field of a message on the wire: its number, its type, and what follows the tag. */
interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly content: Buffer;
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED_32 = 5;

const varints: readonly bigint[] = [
  0n,
  1n,
  2n,
  127n,
  128n,
  4_294_967_295n,
  4_294_967_296n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const doubles = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, -1e308, 5e-324, 1e12, 20_000, 1e-9];
const texts = ['', '__proto__', 'constructor', 'b1', 'b2', 'g/b1', '/', '\u0000', '\u202e', 'MDC_EVT_ECG_ASYSTOLE'];

/** What may stand in the place of one field. */
const replacements: readonly ((random: Random, field: Field) => readonly Field[])[] = [
  () => [],
  (_, field) => [field, field],
  (random, field) => [{ ...field, number: 1 + random.below(20) }],
  (random, { number }) => [{ number, wireType: VARINT, content: varint(oneOf(random, varints)) }],
  // Longer than a varint can be.
  (_, { number }) => [{ number, wireType: VARINT, content: Buffer.alloc(11, 0xff) }],
  (random, { number }) => {
    const content = Buffer.alloc(8);
    content.writeDoubleLE(oneOf(random, doubles));
    return [{ number, wireType: FIXED_64, content }];
  },
  (random, { number }) => [{ number, wireType: FIXED_32, content: Buffer.alloc(4, random.below(256)) }],
  (random, { number }) => [sized(number, Buffer.from(oneOf(random, texts)))],
  (random, { number }) => [sized(number, Buffer.from('x'.repeat(2 ** random.below(16))))],
  // No UTF-8.
  (random, { number }) => [sized(number, Buffer.alloc(1 + random.below(9), oneOf(random, [0xff, 0xc0, 0xed])))],
  (random, { number, content }) => [sized(number, mutateBytes(random, content))],
  // A length beyond the end, and beyond all measure.
  (random, { number, content }) => [
    { number, wireType: BYTES, content: Buffer.concat([varint(oneOf(random, varints)), content]) },
  ],
  // Groups: nobody sends them, and they may be as deep as a message is long.
  (random, { number }) => {
    const depth = 2 ** random.below(14);
    return [{ number, wireType: START_GROUP, content: Buffer.alloc(depth, (number << 3) | START_GROUP) }];
  },
  (_, { number }) => [{ number, wireType: END_GROUP, content: Buffer.alloc(0) }],
  (random, { number, content }) => [{ number, wireType: random.below(8), content }],
];

/** An encoded message with something wrong in one of its fields, perhaps far inside; lengths around it are right again. */
export function mutateWire(random: Random, message: Buffer): Buffer {
  const fields = fieldsOf(message);
  if (fields === null || fields.length === 0) return mutateBytes(random, message);
  const at = random.below(fields.length);
  const field = fields[at] as Field;
  const inside = field.wireType === BYTES ? payloadOf(field.content) : null;
  const hasFields = inside !== null && inside.length > 0 && fieldsOf(inside) !== null;
  const put =
    hasFields && random.below(4) > 0
      ? [sized(field.number, mutateWire(random, inside))]
      : oneOf(random, replacements)(random, field);
  return encoded([...fields.slice(0, at), ...put, ...fields.slice(at + 1)]);
}

type Message = Record<string, unknown>;

const numbers = [0, 1, 2, 3, 4, 5, 99, 100, 101, 255, 20_001, 2 ** 31 - 1, -1, -(2 ** 31), 0.5, ...doubles];
const bigints = [...varints.map((value) => BigInt.asIntN(64, value)), -1n, 1_800_000_000_000_000_000n];

/**
 * A message as the contract has it, with one to four values in it replaced by others of their type, dropped or doubled. It may
 * say what can't be encoded: then encoding throws.
 */
export function mutateMessage<Kind>(random: Random, message: Kind): Kind {
  const copy = structuredClone(message);
  for (let left = 1 + random.below(4); left > 0; left--) change(random, copy as Message);
  return copy;
}

function change(random: Random, holder: Message | unknown[]): void {
  const keys = Object.keys(holder).filter((key) => key !== '$case');
  if (keys.length === 0) return;
  const key = oneOf(random, keys);
  const held = (holder as Message)[key];
  if (typeof held === 'object' && held !== null && random.below(5) > 0) {
    if (Array.isArray(held) && (held.length === 0 || random.below(4) === 0)) changeList(random, held);
    else change(random, held as Message);
    return;
  }
  (holder as Message)[key] = another(random, held);
}

function changeList(random: Random, list: unknown[]): void {
  if (list.length === 0) return;
  const at = random.below(list.length);
  if (random.below(3) === 0) list.splice(at, 1);
  else for (let left = 2 ** random.below(7); left > 0; left--) list.push(structuredClone(list[at]));
}

function another(random: Random, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return oneOf(random, numbers);
    case 'bigint':
      return random.below(2) === 0 ? oneOf(random, bigints) : value + BigInt(random.below(2_000_001) - 1_000_000);
    case 'string':
      return random.below(3) === 0 ? `${value}${'x'.repeat(2 ** random.below(14))}` : oneOf(random, texts);
    case 'boolean':
      return !value;
    default:
      return undefined;
  }
}

function fieldsOf(message: Buffer): Field[] | null {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    if (tag === null || tag.value > 0xffff) return null;
    const wireType = tag.value & 7;
    const end = contentEnd(message, tag.end, wireType);
    if (end === null || end > message.length) return null;
    fields.push({ number: tag.value >> 3, wireType, content: message.subarray(tag.end, end) });
    at = end;
  }
  return fields;
}

function contentEnd(message: Buffer, at: number, wireType: number): number | null {
  const ahead = wireType === VARINT || wireType === BYTES ? readVarint(message, at) : null;
  const ends: Readonly<Record<number, number | undefined>> = {
    [VARINT]: ahead?.end,
    [FIXED_64]: at + 8,
    [BYTES]: ahead === null ? undefined : ahead.end + ahead.value,
    [FIXED_32]: at + 4,
  };
  return ends[wireType] ?? null;
}

function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let k = 0; k < 10 && at + k < bytes.length; k++) {
    const byte = bytes[at + k] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * k);
    if (byte < 0x80) return { value, end: at + k + 1 };
  }
  return null;
}

function payloadOf(content: Buffer): Buffer | null {
  const length = readVarint(content, 0);
  return length === null ? null : content.subarray(length.end);
}

function sized(number: number, payload: Buffer): Field {
  return { number, wireType: BYTES, content: Buffer.concat([varint(BigInt(payload.length)), payload]) };
}

function encoded(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(({ number, wireType, content }) => [varint(BigInt((number << 3) | wireType)), content]),
  );
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  bytes.push(Number(left));
  return Buffer.from(bytes);
}
