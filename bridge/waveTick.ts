import type { Block } from '#domain/signals/block.ts';
import type { WaveTick } from './messages.ts';

/**
 * A wave tick as bytes, little-endian as every platform Electron runs on:
 *
 *   header  u32 magic+version   u32 tick   u32 blocks   u32 samples in all
 *   block   f64 firstIndex      u32 channelId   u32 samples        (one for each block, in order)
 *   samples i32 ...                                                (all blocks, in order)
 *
 * The directory comes first and everything is aligned, so the window reads samples in place, without a copy.
 */
const MAGIC = 0x56570001; // "VW", version 1
const HEADER_BYTES = 16;
const BLOCK_BYTES = 16;

function waveTickBytes(blocks: readonly Block[]): number {
  let samples = 0;
  for (const block of blocks) samples += block.samples.length;
  return HEADER_BYTES + blocks.length * BLOCK_BYTES + samples * 4;
}

/** Encodes a tick. Copies the samples. */
export function encodeWaveTick({ tick, blocks }: WaveTick): ArrayBuffer {
  const buffer = new ArrayBuffer(waveTickBytes(blocks));
  const view = new DataView(buffer);
  const samplesAt = HEADER_BYTES + blocks.length * BLOCK_BYTES;
  const samples = new Int32Array(buffer, samplesAt);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, tick, true);
  view.setUint32(8, blocks.length, true);
  view.setUint32(12, samples.length, true);
  let at = HEADER_BYTES;
  let filled = 0;
  for (const block of blocks) {
    view.setFloat64(at, block.firstIndex, true);
    view.setUint32(at + 8, block.channelId, true);
    view.setUint32(at + 12, block.samples.length, true);
    samples.set(block.samples, filled);
    at += BLOCK_BYTES;
    filled += block.samples.length;
  }
  return buffer;
}

/**
 * The number of a tick, once its header and its directory have been checked; touches no sample, so whoever passes the
 * bytes on to another thread can refuse what that one could not read.
 *
 * @throws RangeError as {@link decodeWaveTick} does
 */
export function readTickNumber(buffer: ArrayBuffer): number {
  return checkTick(buffer).tick;
}

/**
 * Reads a tick. The blocks are views on `buffer`.
 *
 * @throws RangeError when the bytes are not a whole tick of this version: station and window are then of different
 * builds, or the carrier is broken; either way the session must end.
 */
export function decodeWaveTick(buffer: ArrayBuffer): WaveTick {
  const { tick, view, blockCount } = checkTick(buffer);
  const blocks: Block[] = [];
  let directoryAt = HEADER_BYTES;
  let samplesAt = HEADER_BYTES + blockCount * BLOCK_BYTES;
  for (let b = 0; b < blockCount; b++) {
    const count = view.getUint32(directoryAt + 12, true);
    blocks.push({
      channelId: view.getUint32(directoryAt + 8, true),
      firstIndex: view.getFloat64(directoryAt, true),
      samples: new Int32Array(buffer, samplesAt, count),
    });
    directoryAt += BLOCK_BYTES;
    samplesAt += count * 4;
  }
  return { tick, blocks };
}

function checkTick(buffer: ArrayBuffer): {
  readonly tick: number;
  readonly view: DataView;
  readonly blockCount: number;
} {
  if (buffer.byteLength < HEADER_BYTES)
    throw new RangeError(`wave tick of ${buffer.byteLength} bytes: shorter than its header`);
  const view = new DataView(buffer);
  const magic = view.getUint32(0, true);
  if (magic !== MAGIC)
    throw new RangeError(
      `wave tick begins with 0x${magic.toString(16)}, not 0x${MAGIC.toString(16)}: reload the window`,
    );
  const blockCount = view.getUint32(8, true);
  const sampleCount = view.getUint32(12, true);
  const directoryEnd = HEADER_BYTES + blockCount * BLOCK_BYTES;
  if (buffer.byteLength !== directoryEnd + sampleCount * 4) {
    throw new RangeError(
      `wave tick of ${buffer.byteLength} bytes says ${blockCount} blocks and ${sampleCount} samples`,
    );
  }
  let counted = 0;
  for (let b = 0; b < blockCount; b++) {
    counted += view.getUint32(HEADER_BYTES + b * BLOCK_BYTES + 12, true);
    if (counted > sampleCount) throw new RangeError(`wave tick: block ${b} reaches beyond the samples`);
  }
  return { tick: view.getUint32(4, true), view, blockCount };
}
