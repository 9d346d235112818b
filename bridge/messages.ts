import type { AlarmReport } from '#domain/alarms/report.ts';
import type { DisplaySize } from '#domain/display/displays.ts';
import type { Block } from '#domain/signals/block.ts';
import type { ChannelStateChange } from '#domain/signals/channel.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Bed } from '#domain/ward/ward.ts';

/** Version of this wire. Station and window are built together; a difference means a stale page, which says so. */
export const BRIDGE_VERSION = 2;

/**
 * From the station: text, always in order. None is ever dropped but marks, which are dropped and counted like samples;
 * observations are joined to the latest of each numeric while a window is slow. Samples travel beside it as
 * {@link WaveTick}.
 */
export type StationMessage =
  | {
      /** First message of a session. */
      readonly type: 'hello';
      readonly bridgeVersion: number;
      readonly stationName: string;
      /** Product version, for the about page. */
      readonly version: string;
      /** What went wrong while the station was set up (a gateway entry refused ...): where, what, what to do. */
      readonly notices: readonly string[];
      /** What the station's machine knows of the screens plugged into it; empty where it cannot know. */
      readonly displays: readonly DisplaySize[];
    }
  /** A gateway as it is now; replaces what was known of it. */
  | { readonly type: 'gateway'; readonly gateway: GatewayView }
  /** All beds of a gateway as they are now, in ward order; replaces what was known of them. */
  | { readonly type: 'beds'; readonly gatewayId: string; readonly beds: readonly Bed[] }
  | { readonly type: 'observations'; readonly observations: readonly Observation[] }
  | { readonly type: 'channelStates'; readonly states: readonly ChannelStateChange[] }
  | { readonly type: 'alarms'; readonly reports: readonly AlarmReport[] }
  /**
   * Beats and pacer pulses as the devices found them, each once: those of the recent past that was asked for after the
   * beds, from then on the new ones. The samples they stand at may come before them or after.
   */
  | { readonly type: 'marks'; readonly marks: readonly SignalMark[] }
  /** How this session fares, in all; sent when something of it has changed. */
  | {
      readonly type: 'session';
      /** Samples and marks that were not sent because the window was too slow to take them. */
      readonly droppedSamples: number;
      readonly droppedSpells: number;
      readonly droppedMarks: number;
      /** Samples of the older past that the window asked for; when the number is told, all there is has been sent. */
      readonly pastSamples: number;
    }
  /** A sign of life, every second: a window that hears nothing for several of them knows that the station hangs. */
  | { readonly type: 'alive' };

/** From the window: text messages. */
export type WindowMessage =
  /** First message of a session: asks for everything, with this much of the recent past of every channel. */
  | { readonly type: 'open'; readonly bridgeVersion: number; readonly recentMs: number }
  /**
   * Asks for the older past of one bed: what this session has not been sent of the last `recentMs` comes, newest first,
   * as ordinary ticks behind the live ones. Has no effect for what it has been sent, or for a bed that is gone.
   */
  | { readonly type: 'recent'; readonly bedKey: string; readonly recentMs: number }
  /** The window has taken in all wave ticks up to this number; the station may send more. */
  | { readonly type: 'credit'; readonly tick: number };

/** Samples of many channels, sent together. Dropped first when a window is slow. */
export interface WaveTick {
  /** 1, 2, 3 ... within a session. */
  readonly tick: number;
  readonly blocks: readonly Block[];
}
