/**
 * The time of day and of the machine, handed in so that rules can be tested without waiting.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01T00:00:00Z. May step when somebody sets the clock. */
  nowMs(): number;
  /** Milliseconds since some fixed moment. Never steps back; use it for ages, timeouts and intervals. */
  monotonicMs(): number;
}
