import type { Channel } from '#domain/signals/channel.ts';

/** Who lies in a bed. `null` where the gateway does not know. */
export interface Patient {
  /** Made by the station, the same wherever the patient lies (whose.ts); missing: nobody has made one. */
  readonly key?: string;
  readonly patientId: string;
  readonly displayName: string;
  readonly ageYears: number | null;
  readonly sex: 'female' | 'male' | 'other' | 'unknown';
}

/** One numeric measurement. `numericId` is station-wide, like `channelId`, and never equal to one. */
export interface Numeric {
  readonly numericId: number;
  /** IEEE 11073-10101 reference id, verbatim; null when the gateway knows none. */
  readonly code: string | null;
  /** The name as the device gave it. */
  readonly label: string;
  /** UCUM; '' = dimensionless or unknown. */
  readonly unit: string;
  /** Usual distance between observations; 0 = episodic, such as a cuff pressure. */
  readonly periodMs: number;
}

/** A place for one patient, with all that is measured there. */
export interface Bed {
  /** Station-wide: `gatewayId/bedId`. */
  readonly bedKey: string;
  readonly displayName: string;
  /** null: nobody is admitted here. */
  readonly patient: Patient | null;
  readonly channels: readonly Channel[];
  readonly numerics: readonly Numeric[];
}
