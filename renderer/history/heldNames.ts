import type { HeldNames } from './archive.ts';
import { identityOf } from './keptWave.ts';

/** An hour of a bed is one record of names. */
export const NAMES_MS = 3_600_000;

/** All that any of them has, each once. */
export function joinNames(all: readonly HeldNames[]): HeldNames {
  const waves = new Map(all.flatMap((one) => one.waves.map((channel) => [identityOf(channel), channel] as const)));
  const numerics = new Map(
    all.flatMap((one) => one.numerics.map((numeric) => [JSON.stringify(numeric), numeric] as const)),
  );
  return { waves: [...waves.values()], numerics: [...numerics.values()] };
}

/** Whether the second, made of the first and more, has nothing new. */
export function hasSameNames(before: HeldNames, after: HeldNames): boolean {
  return before.waves.length === after.waves.length && before.numerics.length === after.numerics.length;
}
