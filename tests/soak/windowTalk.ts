import type { StationMessage } from '#bridge/messages.ts';
import type { Decision } from '#domain/alarms/events.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import type { Pass } from '#tests/support/windowSocket.ts';

/** What a window of a fault run tells, one JSON text a line on its stdout, as soon as it knows. Times: milliseconds since 1970. */
export type WindowLine = { readonly atMs: number } & (
  | { readonly of: 'status'; readonly state: LinkStatus['state'] }
  | { readonly of: 'message'; readonly message: StationMessage }
  | {
      readonly of: 'tick';
      readonly blocks: readonly (readonly [channelId: number, firstIndex: number, samples: readonly number[]])[];
    }
  /** Before they are sent; the same again when they are sent again. */
  | { readonly of: 'issued'; readonly decisions: readonly Decision[] }
  /** People are told beside this bed that it is not known whether their decision arrived. */
  | { readonly of: 'notKnown'; readonly bedKey: string }
);

/**
 * What a window is told, one JSON text a line on its stdin: who it is to the browser host; that nobody decides any more; whether it
 * takes in samples, or is too slow to.
 */
export type WindowOrder =
  | ({ readonly do: 'enter' } & Pass)
  | { readonly do: 'rest' }
  | { readonly do: 'pace'; readonly isSlow: boolean };
