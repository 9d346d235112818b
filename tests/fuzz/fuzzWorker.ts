import { parentPort, workerData } from 'node:worker_threads';
import { FuzzFailure, type FuzzFigures, fuzz } from './fuzzTarget.ts';
import { fuzzTargets, type TargetName } from './targets.ts';

/** What a thread is to try. `at`: one place in shared memory for the seed that is being tried. */
export interface FuzzOrder {
  readonly target: TargetName;
  readonly seed: number;
  readonly count: number;
  readonly at: Float64Array;
}

export type FuzzResult = { readonly figures: FuzzFigures } | { readonly seed: number; readonly what: string };

const { target, seed, count, at } = workerData as FuzzOrder;
const onTry = (tried: number): void => {
  at[0] = tried;
};
const result: FuzzResult = await fuzz(fuzzTargets[target], { seed, count, onTry }).then(
  (figures) => ({ figures }),
  (error: unknown) => {
    if (error instanceof FuzzFailure) return { seed: error.seed, what: error.message };
    throw error;
  },
);
parentPort?.postMessage(result);
