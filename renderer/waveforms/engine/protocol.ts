import type { StationMessage } from '#bridge/messages.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import type { ScaleRule } from '#domain/signals/scaling.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { FaceBlock } from './face.ts';
import type { BedDelay } from './glassDelay.ts';
import type { Box } from './painter.ts';
import type { LaneStatus } from './waveforms.store.ts';

export type { Diagnostics } from './diagnostics.ts';

/*
 * The two halves of the wave engine. The page knows the DOM: where beds are, what stands behind the traces, what the user
 * chose. The engine, in a worker, holds the samples and paints. Everything between them is one of these messages, in
 * order, through one port.
 */

/** Messages of the station that the engine lives on. */
export type EngineStationMessage = Extract<
  StationMessage,
  { type: 'hello' | 'gateway' | 'beds' | 'channelStates' | 'marks' | 'alive' }
>;

/** One canvas with all that is painted on it. */
export interface StageLayout {
  /** Size of the canvas in device pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Colour where there is no bed. */
  readonly ground: string;
  readonly mode: 'sweep' | 'scroll';
  readonly speedMmPerS: number;
  /** Device pixels a millimetre of this display; see domain/display/calibration.ts. */
  readonly pxPerMm: number;
  /** Width of the pen in device pixels. */
  readonly penPx: number;
  readonly inks: Inks;
  readonly sheets: readonly SheetLayout[];
  readonly faces: readonly FaceLayout[];
}

/** Where a tile is on the canvas; what stands in it around its waves is told by {@link FaceChange}. */
export interface FaceLayout {
  /** Stays the same from layout to layout; unique on the stage. */
  readonly faceKey: string;
  readonly box: Box;
}

/** What has changed of a face. */
export interface FaceChange {
  readonly faceKey: string;
  /** By name; a block that is null is there no more. null: the face has left for good. */
  readonly blocks: Readonly<Record<string, FaceBlock | null>> | null;
}

/** Colours of what is no trace, written #rrggbb. */
export interface Inks {
  /** Where samples are missing and nobody says why. */
  readonly gap: string;
  /** Where the device says that a lead or a sensor is off. */
  readonly off: string;
  /** Where the converter is saturated. */
  readonly saturated: string;
  /** Pacemaker pulses and detected beats. */
  readonly mark: string;
  /** Lines of time, which scrolling moves with the trace. */
  readonly gridFine: string;
  readonly gridSecond: string;
}

/** The waves of one bed on a stage. */
export interface SheetLayout {
  /** Stays the same from layout to layout; unique on the stage. */
  readonly sheetKey: string;
  readonly bedKey: string;
  /** The whole sheet on the canvas. */
  readonly box: Box;
  /** Where the waves are, within the box. */
  readonly waves: Box;
  /**
   * Opaque picture of the box without traces. null: the same as in the layout before, where the sheet had the same key.
   * Transferred; the engine takes its pixels and closes it. While waves scroll, all its columns within the waves must be
   * alike (no lines of time, no texts): the engine puts any of them back at any place and draws the lines of time itself.
   */
  readonly background: ImageBitmap | null;
  readonly lanes: readonly SheetLane[];
}

export interface SheetLane {
  /** Stays the same from layout to layout; unique within the sheet. */
  readonly laneKey: string;
  readonly channelId: number;
  /** Written #rrggbb. */
  readonly colour: string;
  /** Band within the waves, in device pixels below their top. */
  readonly bandTop: number;
  readonly bandHeight: number;
  readonly rule: ScaleRule;
  readonly filter: FilterName;
}

/** Which beds stand still on the glass while their samples go on. */
export interface Frozen {
  readonly all: boolean;
  readonly bedKeys: readonly string[];
}

export type ToEngine =
  | { readonly type: 'station'; readonly message: EngineStationMessage }
  | { readonly type: 'link'; readonly status: LinkStatus }
  /** A wave tick as it came (bridge/waveTick.ts); transferred. Answered by `took`. */
  | { readonly type: 'tick'; readonly bytes: ArrayBuffer }
  | { readonly type: 'openStage'; readonly stageId: number; readonly canvas: OffscreenCanvas }
  | { readonly type: 'closeStage'; readonly stageId: number }
  /** Answered by `laidOut` once it is painted; one that another follows at once is not. */
  | { readonly type: 'layout'; readonly stageId: number; readonly layoutId: number; readonly layout: StageLayout }
  /** Shown a few frames later, once the stage has been laid out. */
  | { readonly type: 'faces'; readonly stageId: number; readonly faces: readonly FaceChange[] }
  /** A stage that nobody can see rests; it is painted whole when it is shown again. */
  | { readonly type: 'visible'; readonly stageId: number; readonly isVisible: boolean }
  | { readonly type: 'freeze'; readonly frozen: Frozen }
  /** From now on the window holds this bed's past five minutes, as far as it has them, rather than the last one. */
  | { readonly type: 'holdLong'; readonly bedKey: string | null }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | { readonly type: 'resetDiagnostics' };

/** What the page may ask. The answer to each kind has the same `kind`. */
export type Question =
  /** What stands at a column of a sheet, now. */
  | { readonly kind: 'cursor'; readonly stageId: number; readonly sheetKey: string; readonly column: number }
  /** Lowest and highest values of a bed's lanes in a stretch of the past, cut into columns. Station's clock. */
  | {
      readonly kind: 'stretch';
      readonly bedKey: string;
      readonly channelIds: readonly number[];
      readonly filter: FilterName;
      readonly fromMs: number;
      readonly untilMs: number;
      readonly columns: number;
    }
  | { readonly kind: 'diagnostics'; readonly stageId: number };

export type Answer =
  | { readonly kind: 'cursor'; readonly timeMs: number | null; readonly values: readonly (number | null)[] }
  | {
      readonly kind: 'stretch';
      /** Time of the oldest and after the newest sample held of these lanes, station's clock; null: none is. */
      readonly heldFromMs: number | null;
      readonly heldUntilMs: number | null;
      /** For each channel asked for, in order. */
      readonly lanes: readonly StretchLane[];
    }
  | { readonly kind: 'diagnostics'; readonly diagnostics: Diagnostics | null };

/** A lane of a stretch of the past, column by column. */
export interface StretchLane {
  /** Physical lowest and highest; NaN where there is no sample. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** What else is known: bits of columnFlags.ts. */
  readonly flags: Uint8Array;
}

/** How the jitter buffer of a gateway stands. */
export interface PlayoutView {
  readonly gatewayId: string;
  /** From the newest sample's arrival, at its earliest, to the pen. */
  readonly delayMs: number;
  /** Speed of the pen against the clock of this machine; 1 but for a part in two hundred. */
  readonly rate: number;
}

export type FromEngine =
  /** The tick has been taken in; the station may send more. */
  | { readonly type: 'took'; readonly tick: number }
  /** The tick could not be read: the session must end. */
  | { readonly type: 'brokenTick'; readonly reason: string }
  /** Lanes whose vertical scale was chosen or has changed. */
  | {
      readonly type: 'scales';
      readonly stageId: number;
      readonly scales: readonly {
        readonly sheetKey: string;
        readonly laneKey: string;
        readonly scale: LaneScaleView;
      }[];
    }
  /** This layout is painted. */
  | { readonly type: 'laidOut'; readonly stageId: number; readonly layoutId: number }
  /** All lanes' states; sent when one has changed. */
  | { readonly type: 'statuses'; readonly statuses: readonly (readonly [channelId: number, status: LaneStatus])[] }
  /** Once a second. */
  | {
      readonly type: 'pulse';
      readonly delays: readonly (readonly [bedKey: string, delay: BedDelay])[];
      readonly playouts: readonly PlayoutView[];
      /** Frozen beds and the time at their pen (station's clock). */
      readonly frozen: readonly (readonly [bedKey: string, atMs: number])[];
    }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  /** Something broke in the engine, which goes on; for people who look after the machine. The same text is not repeated at once. */
  | { readonly type: 'problem'; readonly text: string };

/** A lane's vertical scale, as far as the page shows it. */
export interface LaneScaleView {
  readonly low: number;
  readonly high: number;
  /** Such as `10 mm/mV`. */
  readonly text: string;
}
