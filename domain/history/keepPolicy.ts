/** How long a history is kept. Settable (vigil.config.example.jsonc). */
export interface KeepPolicy {
  /** All that is younger is kept, as long as there is space. */
  readonly keptMs: number;
  /** What surrounds alarms is kept for so long, if there is space. */
  readonly stripsKeptMs: number;
  /** What the history may take in all, as bytes of its records; the browser's files around them are some more. */
  readonly budgetBytes: number;
}

const HOUR_MS = 3_600_000;
const GB = 1e9;

/**
 * 72 h of full disclosure (PRODUCT.md), of 64 beds some 11 GB (MEASURES.md), and strips of a week, of which there are about as much
 * again at the alarm rates of the literature: 187 a bed and day (Drew 2014), of 2.5 min each as whole minutes.
 */
export const defaultKeepPolicy: KeepPolicy = {
  keptMs: 72 * HOUR_MS,
  stripsKeptMs: 7 * 24 * HOUR_MS,
  budgetBytes: 30 * GB,
};

/**
 * Of the disk of a browser's profile. Chromium refuses every write beyond 60 % of it (`historyFull`, and quota_settings.cc), and does not take
 * it up again when something is removed; files take up to twice what their records do.
 */
const SHARE_OF_DISK = 0.25;

/** What may be kept on a disk of so many bytes: as much as a browser will surely take, and no more than the policy wants. */
export function keptOnDisk(policy: KeepPolicy, diskBytes: number): KeepPolicy {
  return { ...policy, budgetBytes: Math.min(policy.budgetBytes, diskBytes * SHARE_OF_DISK) };
}
