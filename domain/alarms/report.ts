/**
 * The state of one alarm condition at the bedside, as the device reported it (IEEE 11073-10207). Times are on the
 * gateway's clock in milliseconds since 1970.
 */
export interface AlarmReport {
  /** Station-wide: `gatewayId/alarmId`. One occurrence of the condition; never reused. */
  readonly alarmKey: string;
  readonly bedKey: string;
  readonly code: string | null;
  /** The text as the device gave it. */
  readonly label: string;
  readonly kind: 'physiological' | 'technical' | 'other' | 'unknown';
  /** `unknown` is treated as high. */
  readonly priority: 'none' | 'low' | 'medium' | 'high' | 'unknown';
  /** `unknown` is treated as on. */
  readonly presence: 'on' | 'off' | 'latched' | 'unknown';
  readonly onsetMs: number;
  readonly timeMs: number;
}
