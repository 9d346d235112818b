import { type Percentiles, percentiles } from './percentiles.ts';

const FRAME_MS = 1000 / 60;

/** Frames of a stretch, on a screen of 60 a second. */
export interface FrameCount {
  readonly fps: number;
  readonly dropped: number;
  readonly droppedPercent: number;
  readonly intervalMs: Percentiles;
}

/** From the times between frames, in ms. An interval of two frames is one that was dropped. Zeros for an empty list. */
export function frameCount(intervals: readonly number[]): FrameCount {
  const dropped = intervals.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  const elapsedMs = intervals.reduce((sum, ms) => sum + ms, 0);
  return {
    fps: elapsedMs === 0 ? 0 : Math.round((intervals.length * 1_000_000) / elapsedMs) / 1000,
    dropped,
    droppedPercent: droppedPercent(intervals.length, dropped),
    intervalMs: percentiles(intervals),
  };
}

/** Of the frames there should have been. */
export function droppedPercent(shown: number, dropped: number): number {
  return dropped === 0 ? 0 : Math.round((100_000 * dropped) / (shown + dropped)) / 1000;
}
