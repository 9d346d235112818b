/** What a channel can say of the heart. */
export type SourceKind = 'ecg' | 'pleth' | 'pressure';

/** One channel of a strip. */
export interface StripChannel {
  readonly kind: SourceKind;
  readonly label: string;
  readonly rateHz: number;
  /** In the channel's unit, from the strip's beginning to its end; NaN: missing. */
  readonly samples: Float64Array;
}

/** What is looked at for a verdict: the channels of one bed in one stretch of time, all equally long. */
export interface Strip {
  readonly durationMs: number;
  readonly channels: readonly StripChannel[];
  /** Pulses of a pacemaker that the device marked, ms from the strip's beginning; those it did not are looked for. */
  readonly pacerMs?: readonly number[];
}
