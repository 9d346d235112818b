/**
 * One waveform as the station knows it.
 *
 * Time of sample i = `originMs + i * 1000 / rateHz` on the gateway's clock. Physical value of a raw sample r =
 * `r * scalePerLsb + offset`, in `unit`.
 */
export interface Channel {
  /** Station-wide number. Given anew for every epoch of a gateway and never reused, so two epochs are never spliced. */
  readonly channelId: number;
  /** IEEE 11073-10101 reference id, verbatim; null when the gateway knows none. */
  readonly code: string | null;
  /** The name as the device gave it. */
  readonly label: string;
  /** UCUM; '' = arbitrary units. */
  readonly unit: string;
  readonly rateHz: number;
  readonly scalePerLsb: number;
  readonly offset: number;
  /** At or beyond these raw values the converter is saturated. */
  readonly rawMinimum: number;
  readonly rawMaximum: number;
  /** Time of index 0 in milliseconds since 1970 on the gateway's clock. */
  readonly originMs: number;
}

/** Why a channel gives samples, or why it does not. `unknown`: the gateway did not say. */
export type ChannelState = 'ok' | 'leadsOff' | 'sensorOff' | 'noSignal' | 'questionable' | 'unknown';

/** From `fromIndex` on, the channel is in `state`. */
export interface ChannelStateChange {
  readonly channelId: number;
  readonly fromIndex: number;
  readonly state: ChannelState;
}

/** Time of a sample in milliseconds since 1970 on the gateway's clock. Fractional: 360 Hz has no whole-millisecond period. */
export function sampleTimeMs(channel: Pick<Channel, 'originMs' | 'rateHz'>, index: number): number {
  return channel.originMs + (index * 1000) / channel.rateHz;
}

/** Fractional index at a time; the inverse of {@link sampleTimeMs}. */
export function sampleIndexAt(channel: Pick<Channel, 'originMs' | 'rateHz'>, timeMs: number): number {
  return ((timeMs - channel.originMs) * channel.rateHz) / 1000;
}

/** Samples that cover a time of this length; the last of them may reach beyond it. */
export function samplesIn({ rateHz }: Pick<Channel, 'rateHz'>, ms: number): number {
  return Math.ceil((ms * rateHz) / 1000);
}

/** Physical value of a raw sample, in the channel's unit. */
export function physicalValue(channel: Pick<Channel, 'scalePerLsb' | 'offset'>, raw: number): number {
  return raw * channel.scalePerLsb + channel.offset;
}
