import { BehaviorSubject } from 'rxjs';
import type { Archive } from './archive.ts';

/** The archive of a window that keeps no history, and why: it holds nothing, and says so. */
export function noHistory(reason: string): Archive {
  return {
    status: new BehaviorSubject({ state: 'off' as const, reason, heldFromMs: null, heldUntilMs: null }),
    stays: async () => [],
    names: async () => ({ waves: [], numerics: [] }),
    window: async () => ({ waves: [], damaged: [] }),
    envelope: async () => ({ waves: [], damaged: [] }),
    values: async () => [],
    alarms: async () => [],
    coverage: async () => ({ held: [], gaps: [] }),
  };
}
