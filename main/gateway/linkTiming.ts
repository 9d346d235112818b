/** How long a link waits for what, in milliseconds. */
export interface LinkTiming {
  /** For the connection and the answer to the first question. */
  readonly connectMs: number;
  /** Without a frame or heartbeat, until the gateway counts as silent. It sends a heartbeat every 500 ms. */
  readonly silentMs: number;
  /** First and longest wait before another attempt. The longest leaves half a second to be live within 2 s of its return. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Before another attempt where time alone mends nothing: another version, refused, an id that is taken. */
  readonly slowRetryMs: number;
  /** Between two questions for the gateway's clock. */
  readonly clockMs: number;
  /** Time that one question for the past covers at most, and the pause after each at least. */
  readonly backfillPieceMs: number;
  readonly backfillPauseMs: number;
  /** Share of the time in which the past is asked for; the rest of the link's is the live stream's alone. Above 0, at most 1. */
  readonly backfillShare: number;
  /** Without a piece of the past, until the question counts as failed; and before it is asked again. */
  readonly backfillSilentMs: number;
  readonly backfillRetryMs: number;
  /** Counts and clock are told at most this often. */
  readonly reportMs: number;
}

/** What a station waits for in earnest; tests are shorter. */
export const linkTiming: LinkTiming = {
  connectMs: 3000,
  silentMs: 1500,
  firstRetryMs: 100,
  longestRetryMs: 1500,
  slowRetryMs: 10_000,
  clockMs: 30_000,
  backfillPieceMs: 5000,
  backfillPauseMs: 50,
  backfillShare: 0.75,
  backfillSilentMs: 10_000,
  backfillRetryMs: 2000,
  reportMs: 1000,
};

/**
 * The wait before attempt `attempt` (1 = the first after a loss): exponential with full jitter, so that stations that
 * lost a gateway together do not come back together (Brooker 2015, "Exponential backoff and jitter").
 */
export function retryDelayMs(timing: LinkTiming, attempt: number, random: number): number {
  return Math.ceil(random * Math.min(timing.longestRetryMs, timing.firstRetryMs * 2 ** (Math.min(attempt, 30) - 1)));
}
