import type { AlarmReport } from '#domain/alarms/report.ts';
import type { NumericGroup } from '#domain/vitals/display.ts';
import type { BedReadings } from '#renderer/vitals/vitals.store.ts';
import type { BedPlace } from '#renderer/wall/places.ts';
import type { TileLayout } from '#renderer/wall/tileLayout.ts';

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
  /** Standing, the most urgent first. */
  readonly alarms: readonly AlarmReport[];
  /** Whose turn it is among alarms that are as urgent as the first. */
  readonly turn: number;
  /** Median delay to glass; null: not known. */
  readonly delayMs: number | null;
}
