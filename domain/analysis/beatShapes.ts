import { correlation } from './correlation.ts';
import { resampled, SHAPE_RATE_HZ } from './resampled.ts';
import type { StripChannel } from './strip.ts';

/** One beat beside the others of its channel. */
export interface BeatShape {
  readonly atMs: number;
  /** Correlation with the usual beat, -1 to 1. */
  readonly likeness: number;
  /** Correlation with the beat before; 0 for the first. */
  readonly likePrevious: number;
  /** Height over that of the usual beat. */
  readonly size: number;
  /** How wide it is: area over height, ms. */
  readonly widthMs: number;
}

/** The beats of a channel by their shape. */
export interface BeatShapes {
  readonly beats: readonly BeatShape[];
  /** Part of the beats that are like the usual one. */
  readonly alike: number;
  /** Width of the usual beat, ms. */
  readonly usualWidthMs: number;
}

const spans = {
  ecg: { fromMs: -120, untilMs: 160, lowHz: 1, highHz: 30 },
  pleth: { fromMs: -120, untilMs: 320, lowHz: 0.5, highHz: 10 },
  pressure: { fromMs: -120, untilMs: 320, lowHz: 0.5, highHz: 10 },
} as const;
/** A beat is shifted by up to so much to lie upon another. */
const SHIFT = 5;
/** Correlation from which two beats are alike. */
export const ALIKE = 0.85;

/** Compares the beats of a channel with the one that most others are like. */
export function beatShapes(channel: StripChannel, beatsMs: readonly number[]): BeatShapes {
  const span = spans[channel.kind];
  const length = Math.round(((span.untilMs - span.fromMs) * SHAPE_RATE_HZ) / 1000);
  const smooth = resampled(channel, span.lowHz, span.highHz);
  const cut = (atMs: number, shift: number): Float64Array => {
    const from = Math.round(((atMs + span.fromMs) * SHAPE_RATE_HZ) / 1000) + shift;
    return from < 0 || from + length > smooth.length ? new Float64Array(0) : smooth.slice(from, from + length);
  };
  const isWhole = (piece: Float64Array) => piece.length > 0 && !piece.some(Number.isNaN);
  const pieces = beatsMs.flatMap((atMs) => {
    const piece = cut(atMs, 0);
    return isWhole(piece) ? [{ atMs, piece: centred(piece) }] : [];
  });
  const usual = mostUsual(pieces.map(({ piece }) => piece));
  if (usual === null) return { beats: [], alike: 0, usualWidthMs: 0 };
  const usualHeight = heightOf(usual);
  const best = (of: Float64Array, atMs: number, piece: Float64Array) => {
    let most = correlation(of, piece);
    for (let shift = -SHIFT; shift <= SHIFT; shift++) {
      if (shift === 0) continue;
      const shifted = cut(atMs, shift);
      if (isWhole(shifted)) most = Math.max(most, correlation(of, centred(shifted)));
    }
    return most;
  };
  const beats = pieces.map(({ atMs, piece }, k): BeatShape => {
    const previous = pieces[k - 1];
    return {
      atMs,
      likeness: best(usual, atMs, piece),
      likePrevious: previous === undefined ? 0 : best(previous.piece, atMs, piece),
      size: usualHeight > 0 ? heightOf(piece) / usualHeight : 0,
      widthMs: widthOf(piece),
    };
  });
  return {
    beats,
    alike: beats.length > 0 ? beats.filter(({ likeness }) => likeness >= ALIKE).length / beats.length : 0,
    usualWidthMs: widthOf(usual),
  };
}

/** The beat that most others are like, averaged with those; null: there is none. */
function mostUsual(pieces: readonly Float64Array[]): Float64Array | null {
  let best: readonly Float64Array[] = [];
  for (const piece of pieces) {
    const like = pieces.filter((other) => correlation(piece, other) >= ALIKE);
    if (like.length > best.length) best = like;
  }
  if (best.length === 0) return null;
  return Float64Array.from(
    best[0] as Float64Array,
    (_, k) => best.reduce((sum, one) => sum + (one[k] as number), 0) / best.length,
  );
}

function centred(piece: Float64Array): Float64Array {
  const level = piece.reduce((sum, value) => sum + value, 0) / piece.length;
  return piece.map((value) => value - level);
}

function heightOf(piece: Float64Array): number {
  return (
    piece.reduce((most, value) => Math.max(most, value), 0) - piece.reduce((least, value) => Math.min(least, value), 0)
  );
}

/** Area of what is beyond the piece's ends, over its height. */
function widthOf(piece: Float64Array): number {
  const base = ((piece[0] as number) + (piece.at(-1) as number)) / 2;
  let area = 0;
  let most = 0;
  for (const value of piece) {
    area += Math.abs(value - base);
    most = Math.max(most, Math.abs(value - base));
  }
  return most > 0 ? ((area / most) * 1000) / SHAPE_RATE_HZ : 0;
}
