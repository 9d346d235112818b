import type { LimitCondition } from './limitCondition.ts';

/** Somebody has acknowledged an alarm, at the bedside or by way of any station. */
export interface ReportedAcknowledgement {
  readonly actorId: string;
  /** Gateway's clock. */
  readonly timeMs: number;
  /** The decision that took effect; null: it was given at the bedside. */
  readonly commandId: string | null;
}

/** Who has an alarm in hand, by way of any station. */
export interface ReportedOwner {
  /** null: it was given back; nobody has it. */
  readonly actorId: string | null;
  /** Gateway's clock. */
  readonly timeMs: number;
  /** The decision that took effect; null: it was made at the bedside. */
  readonly commandId: string | null;
}

/**
 * The state of one alarm condition at the bedside, as the device reported it (IEEE 11073-10207). Times are on the
 * gateway's clock in milliseconds since 1970.
 */
export interface AlarmReport {
  /** Station-wide: `gatewayId/alarmId`. One occurrence of the condition; never reused. */
  readonly alarmKey: string;
  readonly bedKey: string;
  /** IEEE 11073-10101 event or measurement id, verbatim; null when the gateway knows none. */
  readonly code: string | null;
  /** The text as the device gave it. */
  readonly label: string;
  readonly kind: 'physiological' | 'technical' | 'other' | 'unknown';
  /** As the device assigned it (IEC 60601-1-8). `unknown` is treated as high. */
  readonly priority: 'none' | 'low' | 'medium' | 'high' | 'unknown';
  /** `unknown` is treated as on. */
  readonly presence: 'on' | 'off' | 'latched' | 'unknown';
  /** When the condition began. */
  readonly onsetMs: number;
  /** When this report was made. */
  readonly timeMs: number;
  /** As the gateway has it; null: nobody, or the gateway does not tell (contract before 1.2). */
  readonly acknowledgement: ReportedAcknowledgement | null;
  /** Of a limit alarm; null: it is none, or the gateway does not tell (contract before 1.3). */
  readonly limit: LimitCondition | null;
  /** As the gateway has it; null: nobody has taken it, or the gateway does not tell (contract before 1.3). */
  readonly owner: ReportedOwner | null;
}
