import { Random } from '#fixtures/patients/random.ts';
import { heapInUseMb } from '#tests/support/heapInUse.ts';

/** Something that takes in what others wrote, and is to survive all of it. */
export interface FuzzTarget {
  /** Makes it ready; what it holds lives for a run of mutations. */
  open(): Trial;
}

export interface Trial {
  /**
   * Tries one mutation, drawn from `random` alone. Resolves with what became of it, in a word to be counted.
   *
   * @throws Error when it broke a promise; the message says which
   */
  try(random: Random): string | Promise<string>;
  close(): void | Promise<void>;
}

/** A promise that was broken, and the seed that breaks it again. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
  readonly seed: number;

  constructor(seed: number, what: string, options?: ErrorOptions) {
    super(`seed ${seed}: ${what}`, options);
    this.seed = seed;
  }
}

export interface FuzzFigures {
  readonly count: number;
  /** How many mutations became what. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of one mutation, of the processor's time. */
  readonly meanMs: number;
  readonly slowestMs: number;
  readonly slowestSeed: number;
  /** Heap in use after a collection: when a tenth was done, and at the end of each further tenth. */
  readonly heapMb: readonly number[];
  readonly heapGrowthMb: number;
}

export interface FuzzOptions {
  /** Mutation k has the seed `seed + k`: one that fails is tried again alone by its own seed and a count of 1. */
  readonly seed: number;
  readonly count: number;
  /** Told before each mutation, so that whoever watches knows which one hangs. */
  readonly onTry?: (seed: number) => void;
}

/** No mutation may take more of the processor; waiting for it while the machine does other work does not count ... */
const MOST_MS = 100;
/** ... in the quickest of so many tries: code that runs for the first time is slow once. */
const TRIES = 3;

/** What a run of any length may hold on to. */
const MOST_GROWTH_MB = 10;

const PARTS = 10;

/** Tries mutations one after the other. @throws FuzzFailure at the first that breaks a promise. */
export async function fuzz(target: FuzzTarget, { seed, count, onTry = () => {} }: FuzzOptions): Promise<FuzzFigures> {
  const trial = target.open();
  const outcomes: Record<string, number> = {};
  const heapMb: number[] = [];
  let slowest = { ms: 0, seed };
  let sumMs = 0;
  const attempt = async (at: number): Promise<number> => {
    onTry(at);
    const began = process.cpuUsage();
    let outcome: string;
    try {
      const made = trial.try(new Random(at, 'fuzz'));
      outcome = typeof made === 'string' ? made : await made;
    } catch (cause) {
      throw new FuzzFailure(at, cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), { cause });
    }
    const { user, system } = process.cpuUsage(began);
    const tookMs = (user + system) / 1000;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    return tookMs;
  };
  try {
    for (let k = 0; k < count; k++) {
      const at = seed + k;
      let tookMs = await attempt(at);
      sumMs += tookMs;
      for (let tries = 1; tookMs > MOST_MS && tries < TRIES; tries++) tookMs = Math.min(tookMs, await attempt(at));
      if (tookMs > MOST_MS)
        throw new FuzzFailure(at, `took ${Math.round(tookMs)} ms at the best of ${TRIES} tries, at most ${MOST_MS}`);
      if (tookMs > slowest.ms) slowest = { ms: tookMs, seed: at };
      if ((k + 1) % Math.ceil(count / PARTS) === 0 || k === count - 1) {
        // What is only waiting to be let go is none of its own.
        await new Promise((resolve) => setImmediate(resolve));
        heapMb.push(heapInUseMb());
      }
    }
  } finally {
    await trial.close();
  }
  const heapGrowthMb = Math.max(0, Math.min(...heapMb.slice(-3)) - (heapMb[0] ?? 0));
  if (heapGrowthMb > MOST_GROWTH_MB)
    throw new FuzzFailure(seed, `the heap grew by ${heapGrowthMb.toFixed(1)} MB (${heapMb.join(', ')})`);
  return {
    count,
    outcomes,
    meanMs: rounded(sumMs / count),
    slowestMs: rounded(slowest.ms),
    slowestSeed: slowest.seed,
    heapMb,
    heapGrowthMb: rounded(heapGrowthMb),
  };
}

/** Says what is wrong when something is not so. */
export function promise(isKept: boolean, what: () => string): asserts isKept {
  if (!isKept) throw new Error(what());
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
