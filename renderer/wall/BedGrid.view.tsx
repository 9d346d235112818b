import { type KeyboardEvent, type ReactNode, useContext, useLayoutEffect, useMemo, useRef } from 'react';
import { StageContext } from '#renderer/waveforms/stageContext.ts';
import { WaveStage } from '#renderer/waveforms/WaveStage.view.tsx';
import { BedTile, tileStyle } from './BedTile.view.tsx';
import { cellId } from './cellId.ts';
import { DragMarks, useTileDrag } from './DragMarks.view.tsx';
import { type GridFit, gridFit } from './gridFit.ts';
import { gridMove } from './gridKeys.ts';
import type { Place } from './places.ts';
import { QuietTile } from './QuietTile.view.tsx';
import { useServices } from './services.ts';
import { type Density, type TileLayout, tileLayout, type WavesABed } from './tileLayout.ts';

/**
 * One page of places, filling its box exactly. One tile is in the Tab order; arrow keys, Home and End move between tiles,
 * Page Up and Page Down between pages; with Alt they take the bed along. A tile dragged onto another changes places with
 * it. `children` stand at the right of the tiles, on the same stage.
 */
export function BedGrid({
  places,
  cells,
  widthPx,
  heightPx,
  pixelRatio,
  density,
  wavesABed,
  focusKey,
  children,
  onFocus,
  onOpen,
  onTurnPage,
  onSwap,
  onTakeToPage,
}: {
  places: readonly Place[];
  /** Cells of the grid: the same on all pages, so that a place is the same spot on each. */
  cells: number;
  widthPx: number;
  heightPx: number;
  pixelRatio: number;
  density: Density;
  wavesABed: WavesABed;
  /** The place the Tab key leads to; the first one when it is not on this page. */
  focusKey: string | null;
  children?: ReactNode;
  onFocus: (key: string) => void;
  onOpen: (key: string) => void;
  onTurnPage: (by: 1 | -1) => void;
  onSwap: (key: string, withKey: string) => void;
  onTakeToPage: (key: string, by: 1 | -1) => void;
}) {
  const { waves, settings, glass } = useServices();
  const grid = useRef<HTMLDivElement>(null);
  const fit = useMemo(
    () => gridFit(Math.max(cells, places.length), widthPx, heightPx, pixelRatio),
    [cells, places.length, widthPx, heightPx, pixelRatio],
  );
  const { columns, columnEdgesPx, rowEdgesPx, tileWidthPx, tileHeightPx } = fit;
  const layout = useMemo(
    () => tileLayout(tileWidthPx, tileHeightPx, density, wavesABed, pixelRatio),
    [tileWidthPx, tileHeightPx, density, wavesABed, pixelRatio],
  );
  const focusAt = Math.max(
    0,
    places.findIndex((place) => place.key === focusKey),
  );
  const drag = useTileDrag(grid, onSwap);
  const keepFocus = useFocusThatStays(grid, places);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const move = gridMove(event.key, focusAt, places.length, columns);
    if (move === null) return;
    event.preventDefault();
    const place = places[focusAt];
    if (move.kind === 'page') {
      if (!event.altKey) onTurnPage(move.by);
      else if (place?.kind === 'bed') {
        keepFocus(place.key);
        onTakeToPage(place.key, move.by);
      }
      return;
    }
    const target = places[move.index];
    if (target === undefined) return;
    if (!event.altKey) document.getElementById(cellId(target.key))?.focus();
    else if (place !== undefined && place.kind !== 'gateway' && target.kind !== 'gateway') {
      keepFocus(place.key);
      onSwap(place.key, target.key);
    }
  };

  const style = { ...tileStyle(layout), width: widthPx, height: heightPx };
  const box = (at: number) => {
    const column = at % columns;
    const row = Math.floor(at / columns);
    const leftPx = columnEdgesPx[column] ?? 0;
    const topPx = rowEdgesPx[row] ?? 0;
    return {
      leftPx,
      topPx,
      widthPx: (columnEdgesPx[column + 1] ?? leftPx) - leftPx,
      heightPx: (rowEdgesPx[row + 1] ?? topPx) - topPx,
    };
  };
  const rowKeys = Array.from({ length: Math.ceil(places.length / columns) }, (_, row) =>
    places.slice(row * columns, (row + 1) * columns).map(({ key }) => cellId(key)),
  );
  return (
    <WaveStage waves={waves} settings={settings} glass={glass} className="wall-stage">
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be laid out as a wall of tiles */}
      <div
        ref={grid}
        className="bed-grid"
        role="grid"
        aria-label="Beds"
        aria-colcount={columns}
        aria-rowcount={rowKeys.length}
        data-density={density}
        style={style}
        onKeyDown={onKeyDown}
        {...drag.handlers}
      >
        {/* Rows own their cells by name: a tile that changes places stays the same element. */}
        {rowKeys.map((cellIds, row) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: the cells are focusable, not the rows
          <div key={cellIds[0]} role="row" aria-rowindex={row + 1} aria-owns={cellIds.join(' ')} />
        ))}
        {places.map((place, at) => {
          const shared = { ...box(at), column: (at % columns) + 1, reachable: at === focusAt, onFocus };
          return place.kind === 'bed' ? (
            <BedTile key={place.key} place={place} layout={layout} onOpen={onOpen} {...shared} />
          ) : (
            <QuietTile key={place.key} place={place} {...shared} />
          );
        })}
        <DragMarks drag={drag.now} places={places} box={box} />
      </div>
      <WavesFollow places={places} fit={fit} layout={layout} />
      {children}
    </WaveStage>
  );
}

/** A tile that changes places takes its waves along in the same frame. */
function WavesFollow(moved: { places: readonly Place[]; fit: GridFit; layout: TileLayout }) {
  const stage = useContext(StageContext)?.stage;
  const { places, fit, layout } = moved;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of where tiles stand
  useLayoutEffect(() => stage?.relayout(), [stage, places, fit, layout]);
  return null;
}

/** A tile that is moved in the document loses the focus: gives it back to the one that was named, once it has moved. */
function useFocusThatStays(grid: React.RefObject<HTMLDivElement | null>, places: readonly Place[]) {
  const wanted = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the places
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    grid.current?.querySelector<HTMLElement>(`[data-bed-key="${CSS.escape(wanted.current)}"]`)?.focus();
    wanted.current = null;
  }, [grid, places]);
  return (key: string) => {
    wanted.current = key;
  };
}
