import { correlation } from './correlation.ts';
import { resampled, SHAPE_RATE_HZ } from './resampled.ts';
import type { SourceKind, StripChannel } from './strip.ts';

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

/** The band of a channel in which its beats' shapes are looked at, at {@link SHAPE_RATE_HZ}. */
export function shapeWave(channel: StripChannel): Float64Array {
  const { lowHz, highHz } = spans[channel.kind];
  return resampled(channel, lowHz, highHz);
}

/**
 * Compares the beats of a channel with the one that most others are like.
 *
 * @param wave the channel's {@link shapeWave}
 */
export function beatShapes(kind: SourceKind, wave: Float64Array, beatsMs: readonly number[]): BeatShapes {
  const span = spans[kind];
  const length = Math.round(((span.untilMs - span.fromMs) * SHAPE_RATE_HZ) / 1000);
  const pieces = beatsMs.flatMap((atMs): Piece[] => {
    const from = Math.round(((atMs + span.fromMs) * SHAPE_RATE_HZ) / 1000);
    const values = centred(wave, from, length);
    return values === null ? [] : [{ atMs, from, values, power: powerOf(values) }];
  });
  const usual = mostUsual(pieces);
  if (usual === null) return { beats: [], alike: 0, usualWidthMs: 0 };
  const usualHeight = heightOf(usual);
  const usualPower = powerOf(usual);
  const beats = pieces.map(({ atMs, from, values }, k): BeatShape => {
    const previous = pieces[k - 1];
    const likeness = { usual: Number.NEGATIVE_INFINITY, previous: Number.NEGATIVE_INFINITY };
    for (let shift = -SHIFT; shift <= SHIFT; shift++) {
      const shifted = shift === 0 ? values : centred(wave, from + shift, length);
      if (shifted === null) continue;
      const power = powerOf(shifted);
      likeness.usual = Math.max(likeness.usual, likenessOf(usual, usualPower, shifted, power));
      if (previous !== undefined)
        likeness.previous = Math.max(likeness.previous, likenessOf(previous.values, previous.power, shifted, power));
    }
    return {
      atMs,
      likeness: likeness.usual,
      likePrevious: previous === undefined ? 0 : likeness.previous,
      size: usualHeight > 0 ? heightOf(values) / usualHeight : 0,
      widthMs: widthOf(values),
    };
  });
  return {
    beats,
    alike: beats.length > 0 ? beats.filter(({ likeness }) => likeness >= ALIKE).length / beats.length : 0,
    usualWidthMs: widthOf(usual),
  };
}

/** A beat cut out of its wave, about its own level. */
interface Piece {
  readonly atMs: number;
  readonly from: number;
  readonly values: Float64Array;
  readonly power: number;
}

/** A part of a wave about its own level; null: it reaches beyond the wave, or samples are missing. */
function centred(wave: Float64Array, from: number, length: number): Float64Array | null {
  if (from < 0 || from + length > wave.length) return null;
  let sum = 0;
  for (let k = from; k < from + length; k++) sum += wave[k] as number;
  if (Number.isNaN(sum)) return null;
  const level = sum / length;
  const values = new Float64Array(length);
  for (let k = 0; k < length; k++) values[k] = (wave[from + k] as number) - level;
  return values;
}

function powerOf(values: Float64Array): number {
  let power = 0;
  for (let k = 0; k < values.length; k++) power += (values[k] as number) * (values[k] as number);
  return power;
}

/** Their correlation. Powers are known: every beat is compared with many. */
function likenessOf(a: Float64Array, powerOfA: number, b: Float64Array, powerOfB: number): number {
  let both = 0;
  for (let k = 0; k < a.length; k++) both += (a[k] as number) * (b[k] as number);
  return correlation(both, powerOfA, powerOfB);
}

/** The beat that most others are like, averaged with those; null: there is none. */
function mostUsual(pieces: readonly Piece[]): Float64Array | null {
  const like: Piece[][] = pieces.map(() => []);
  for (const [k, piece] of pieces.entries()) {
    for (let other = k; other < pieces.length; other++) {
      const against = pieces[other] as Piece;
      if (likenessOf(piece.values, piece.power, against.values, against.power) < ALIKE) continue;
      like[k]?.push(against);
      if (other !== k) like[other]?.push(piece);
    }
  }
  let best: readonly Piece[] = [];
  for (const alike of like) if (alike.length > best.length) best = alike;
  if (best.length === 0) return null;
  const usual = new Float64Array((best[0] as Piece).values.length);
  for (const { values } of best)
    for (let k = 0; k < usual.length; k++) usual[k] = (usual[k] as number) + (values[k] as number);
  return usual.map((sum) => sum / best.length);
}

function heightOf(piece: Float64Array): number {
  let least = 0;
  let most = 0;
  for (const value of piece) {
    if (value > most) most = value;
    if (value < least) least = value;
  }
  return most - least;
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
