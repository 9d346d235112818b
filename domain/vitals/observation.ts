/** One value of a numeric. */
export interface Observation {
  readonly numericId: number;
  /** Time of determination on the gateway's clock, milliseconds since 1970. */
  readonly timeMs: number;
  /** null: the device says that it has none. */
  readonly value: number | null;
}
