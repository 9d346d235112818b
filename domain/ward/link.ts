/** Why a gateway is not connected. Callers switch on the code; `detail` is for people. */
export type LinkErrorCode =
  | 'unreachable' // no TCP or HTTP/2 connection, or the deadline passed
  | 'silent' // connected, but neither frames nor heartbeats came
  | 'ended' // the gateway ended the stream
  | 'version' // speaks another contract
  | 'protocol' // broke the contract (sequence jumped back, opening missing ...)
  | 'oversized' // sent a message beyond the receive limit
  | 'refused'; // authentication or authorisation failed

/** State of the link to one gateway. */
export type LinkState =
  | { readonly state: 'connecting'; readonly sinceMs: number; readonly attempt: number }
  | { readonly state: 'live'; readonly sinceMs: number; readonly epoch: string }
  | {
      readonly state: 'lost';
      readonly sinceMs: number;
      readonly code: LinkErrorCode;
      /** Where, what, what to do. */
      readonly detail: string;
      /** When the next attempt starts, station's wall clock. */
      readonly retryAtMs: number;
    };

/** A gateway and its link, as the station sees it. Times are the station's wall clock in milliseconds. */
export interface GatewayView {
  readonly gatewayId: string;
  readonly displayName: string;
  readonly wardName: string;
  readonly link: LinkState;
  /** Gateway's clock minus ours, in milliseconds; null before the first estimate. */
  readonly clockOffsetMs: number | null;
  /** Half width of the interval the offset lies in, in milliseconds; null before the first estimate. */
  readonly clockUncertaintyMs: number | null;
  /** How fast the gateway's clock runs against ours, in millionths, and how uncertain that is; null: not known yet. */
  readonly clockDriftPpm: number | null;
  readonly clockDriftUncertaintyPpm: number | null;
  /** True: these are no patients (simulation, replay, training). */
  readonly simulated: boolean;
  /** What was dropped, repaired or refused, by `CountName` (tally.ts), since the station started. Only counts above zero. */
  readonly counts: Readonly<Record<string, number>>;
}
