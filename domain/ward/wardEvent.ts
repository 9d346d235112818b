import type { SourcedReport } from '#domain/alarms/alarm.ts';
import type { Block } from '#domain/signals/block.ts';
import type { ChannelStateChange } from '#domain/signals/channel.ts';
import type { ChannelGap } from '#domain/signals/coverage.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { GatewayView } from './link.ts';
import type { Bed } from './ward.ts';

/**
 * What becomes known of one gateway's ward: the seam between its link and whoever keeps or shows it. Order matters:
 * blocks, marks, states and observations speak of the beds of the latest `beds` or `opened` before them.
 */
export type WardEvent =
  /** The link, the clock or the counts changed. */
  | { readonly type: 'gateway'; readonly gateway: GatewayView }
  /**
   * A stream began; this is the whole ward as it is at that moment. What was held and is not named here has ended: an
   * alarm that is not listed stands no longer, a channel that is not listed in `states` is ok.
   */
  | {
      readonly type: 'opened';
      readonly gatewayId: string;
      readonly beds: readonly Bed[];
      readonly states: readonly ChannelStateChange[];
      readonly observations: readonly Observation[];
      readonly alarms: readonly SourcedReport[];
    }
  /**
   * What happened while the link was away has been replayed: from here on the ward is known as it is. Until then a bed may have
   * another patient than we know of. Once a stream, some time after `opened`.
   */
  | { readonly type: 'caughtUp'; readonly gatewayId: string }
  /** All beds as they are from now on, in ward order. What belonged to one that is not named has ended, alarms too. */
  | { readonly type: 'beds'; readonly gatewayId: string; readonly beds: readonly Bed[] }
  /** Samples, in any order: what is fetched of the past comes behind what is live. */
  | { readonly type: 'blocks'; readonly gatewayId: string; readonly blocks: readonly Block[] }
  /** Samples that are not here, and why; said anew when that changes. What is held by then is no gap. */
  | { readonly type: 'gaps'; readonly gatewayId: string; readonly gaps: readonly ChannelGap[] }
  | { readonly type: 'marks'; readonly gatewayId: string; readonly marks: readonly SignalMark[] }
  | { readonly type: 'states'; readonly gatewayId: string; readonly states: readonly ChannelStateChange[] }
  | { readonly type: 'observations'; readonly gatewayId: string; readonly observations: readonly Observation[] }
  | { readonly type: 'alarms'; readonly gatewayId: string; readonly reports: readonly SourcedReport[] }
  /** What was reported while the link was lost, told afterwards. What stands now is known already. */
  | { readonly type: 'pastAlarms'; readonly gatewayId: string; readonly reports: readonly SourcedReport[] };
