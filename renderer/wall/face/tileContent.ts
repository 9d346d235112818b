import type { Setting } from '#domain/alarms/activation.ts';
import type { NumericGroup } from '#domain/vitals/display.ts';
import type { ListedAlarm } from '#renderer/alarms/listed.ts';
import type { BedReadings } from '#renderer/vitals/vitals.store.ts';
import type { BedPlace } from '#renderer/wall/places.ts';
import type { TileLayout } from '#renderer/wall/tileLayout.ts';

/** That something is paused or off at a bed, and how long, as text; '' where there is no end. */
export interface OffMark extends Pick<Setting, 'signal' | 'activation'> {
  readonly left: string;
}

/** A bed's tile, as far as the layout of the wall decides it. */
export interface Tile {
  readonly place: BedPlace;
  readonly layout: TileLayout;
  /** In CSS pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** All that a tile says around its waves. */
export interface TileContent extends Tile {
  /** In the order of display. */
  readonly groups: readonly NumericGroup[];
  readonly readings: BedReadings;
  /** On the list, the most urgent first. */
  readonly alarms: readonly ListedAlarm[];
  /** What is paused or off here; the one to show. */
  readonly off: OffMark | null;
  /** Whose turn it is among alarms that are as urgent as the first. */
  readonly turn: number;
  /** Median delay to glass; null: not known. */
  readonly delayMs: number | null;
}
