import { sampleTimeMs } from '#domain/signals/channel.ts';
import { firstIndexFrom } from '#domain/signals/slots.ts';
import type { ExportSpan, ExportWave } from './exportSpan.ts';

/**
 * Waves that can stand in one file of a format without times: in each frame a whole number of samples of each, and the first
 * of a frame at the same moment. Frame k begins at `originMs + k * 1000 / frameRateHz`, and holds the samples
 * [k * samplesPerFrame, (k + 1) * samplesPerFrame) of a wave.
 */
export interface FrameGroup {
  readonly originMs: number;
  readonly frameRateHz: number;
  readonly members: readonly { readonly wave: ExportWave; readonly samplesPerFrame: number }[];
  /** Frames that hold anything of the span. */
  readonly fromFrame: number;
  readonly untilFrame: number;
}

/** A rate that is p / q exactly. */
interface Ratio {
  readonly p: number;
  readonly q: number;
}

/** Rates of devices are whole numbers, or such with a small divisor: 62.5, 31.25, 66 2/3. */
const LARGEST_DIVISOR = 1000;
/** More would make frames of many seconds, and partial ones at the ends and around gaps of all waves. */
const MOST_PER_FRAME = 1000;
const SLOWEST_FRAME_HZ = 1;

/** Puts waves together, in their order: each joins the first group it fits in. */
export function frameGroups({
  waves,
  fromMs,
  untilMs,
}: Pick<ExportSpan, 'waves' | 'fromMs' | 'untilMs'>): FrameGroup[] {
  const groups: ExportWave[][] = [];
  for (const wave of waves) {
    const fitting = groups.find((group) => frameRateOf([...group, wave]) !== null);
    if (fitting === undefined) groups.push([wave]);
    else fitting.push(wave);
  }
  return groups.map((group) => {
    const frameRateHz = frameRateOf(group) ?? (group[0] as ExportWave).channel.rateHz;
    const members = group.map((wave) => ({
      wave,
      samplesPerFrame: Math.round(wave.channel.rateHz / frameRateHz),
    }));
    const bounds = members.map(({ wave: { channel }, samplesPerFrame }) => ({
      from: Math.floor(firstIndexFrom(channel, fromMs) / samplesPerFrame),
      until: Math.ceil(firstIndexFrom(channel, untilMs) / samplesPerFrame),
    }));
    return {
      originMs: (group[0] as ExportWave).channel.originMs,
      frameRateHz,
      members,
      fromFrame: Math.min(...bounds.map(({ from }) => from)),
      untilFrame: Math.max(...bounds.map(({ until }) => until)),
    };
  });
}

/** When a frame begins. */
export function frameTimeMs({ originMs, frameRateHz }: FrameGroup, frame: number): number {
  return sampleTimeMs({ originMs, rateHz: frameRateHz }, frame);
}

/** The greatest rate of frames that hold whole numbers of samples of all; null: there is none that is any good. */
function frameRateOf(waves: readonly ExportWave[]): number | null {
  if (new Set(waves.map(({ channel }) => channel.originMs)).size > 1) return null;
  const [first, ...others] = new Set(waves.map(({ channel }) => channel.rateHz));
  if (first === undefined || others.length === 0) return first ?? null;
  let common = ratioOf(first);
  for (const rate of others) common = commonOf(common, ratioOf(rate));
  if (common === null) return null;
  const frameRateHz = common.p / common.q;
  const most = Math.max(first, ...others) / frameRateHz;
  return frameRateHz >= SLOWEST_FRAME_HZ && most <= MOST_PER_FRAME ? frameRateHz : null;
}

/** A rate as a ratio of whole numbers that is exactly it; null: there is none with a small divisor. */
export function ratioOf(rateHz: number): Ratio | null {
  for (let q = 1; q <= LARGEST_DIVISOR; q++) {
    const p = Math.round(rateHz * q);
    if (p / q === rateHz) return { p, q };
  }
  return null;
}

function commonOf(one: Ratio | null, other: Ratio | null): Ratio | null {
  if (one === null || other === null) return null;
  const [p, q] = [divisorOf(one.p * other.q, other.p * one.q), one.q * other.q];
  const both = divisorOf(p, q);
  return { p: p / both, q: q / both };
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}
