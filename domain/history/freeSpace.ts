/** When a disk is short of space, in bytes. */
export interface SpaceLimits {
  /** Below, somebody is to make room. */
  readonly warnBelowBytes: number;
  /** Below, no history is written: a full disk wipes all that a browser keeps (MEASURES.md: 6 of 6 tries). */
  readonly stopBelowBytes: number;
}

const GB = 1e9;

export const defaultSpaceLimits: SpaceLimits = { warnBelowBytes: 20 * GB, stopBelowBytes: 5 * GB };

/**
 * How a disk fares. `ample`: nobody need know. `low`: it warns. `short`: history stops. `unknown`: the system does not say
 * how much is free, and it was not short when it did last.
 */
export type SpaceState = 'ample' | 'low' | 'short' | 'unknown';

/** A limit that was passed is over only when so much more is free: at the limit itself it would come and go. */
const MARGIN = 1.1;

/** How the disk fares now. `freeBytes` null: the system does not say; a disk that was short counts as short until it does. */
export function spaceAfter(before: SpaceState, freeBytes: number | null, limits: SpaceLimits): SpaceState {
  if (freeBytes === null) return before === 'short' ? 'short' : 'unknown';
  const isBelow = (limit: number, wasBelow: boolean): boolean => freeBytes < (wasBelow ? limit * MARGIN : limit);
  if (isBelow(limits.stopBelowBytes, before === 'short')) return 'short';
  return isBelow(limits.warnBelowBytes, before === 'short' || before === 'low') ? 'low' : 'ample';
}

/** What a window is told of the disk that its history lies on. */
export interface HistorySpace extends SpaceLimits {
  readonly state: SpaceState;
  /** When it was looked last; null: the system does not say. */
  readonly freeBytes: number | null;
}
