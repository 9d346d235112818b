import type { FuzzTarget } from './fuzzTarget.ts';
import { configTarget } from './targets/config.ts';
import { framesTarget } from './targets/frames.ts';
import { journalTarget } from './targets/journal.ts';
import { policyTarget } from './targets/policy.ts';
import { windowTarget } from './targets/window.ts';

/** All that takes in what others wrote. */
export const fuzzTargets = {
  frames: framesTarget,
  config: configTarget,
  policy: policyTarget,
  journal: journalTarget,
  window: windowTarget,
} as const satisfies Readonly<Record<string, FuzzTarget>>;

export type TargetName = keyof typeof fuzzTargets;
