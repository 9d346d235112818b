/**
 * Consecutive raw samples of one channel; sample k has index `firstIndex + k`. Indices that are in no block are a gap.
 */
export interface Block {
  readonly channelId: number;
  readonly firstIndex: number;
  readonly samples: Int32Array;
}

/** Stands for "no sample" inside rings. Never a sample: the decoder refuses it on the wire. */
export const MISSING = -2147483648;
