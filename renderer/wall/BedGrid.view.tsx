import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from 'react';
import { WaveStage } from '#renderer/waveforms/WaveStage.view.tsx';
import { BedTile } from './BedTile.view.tsx';
import { gridFit } from './gridFit.ts';
import { gridMove } from './gridKeys.ts';
import type { Place } from './places.ts';
import { QuietTile } from './QuietTile.view.tsx';
import { useServices } from './services.ts';
import { type Density, tileLayout } from './tileLayout.ts';

/** Gap between tiles, in CSS pixels; --tile-gap in wall.css is the same. */
const GAP_PX = 3;

/**
 * One page of places, filling its box exactly. One tile is in the Tab order; arrow keys, Home and End move between tiles,
 * Page Up and Page Down between pages.
 */
export function BedGrid({
  places,
  widthPx,
  heightPx,
  density,
  focusKey,
  onFocus,
  onOpen,
  onTurnPage,
}: {
  places: readonly Place[];
  widthPx: number;
  heightPx: number;
  density: Density;
  /** The place the Tab key leads to; the first one when it is not on this page. */
  focusKey: string | null;
  onFocus: (key: string) => void;
  onOpen: (key: string) => void;
  onTurnPage: (by: 1 | -1) => void;
}) {
  const { waves } = useServices();
  const grid = useRef<HTMLDivElement>(null);
  const { columns, rows, tileWidthPx, tileHeightPx } = gridFit(places.length, widthPx, heightPx);
  const layout = useMemo(
    () => tileLayout(Math.floor(tileWidthPx - GAP_PX), Math.floor(tileHeightPx - GAP_PX), density),
    [tileWidthPx, tileHeightPx, density],
  );
  const focusAt = Math.max(
    0,
    places.findIndex((place) => place.key === focusKey),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = gridMove(event.key, focusAt, places.length, columns);
    if (move === null) return;
    event.preventDefault();
    if (move.kind === 'page') {
      onTurnPage(move.by);
      return;
    }
    grid.current?.querySelectorAll<HTMLElement>('[role=gridcell]').item(move.index).focus();
  };

  const style = {
    '--columns': columns,
    '--rows': rows,
    '--tile-header': `${layout.headerPx}px`,
    '--tile-foot': `${layout.footPx}px`,
    '--tile-text': `${layout.textPx}px`,
  } as CSSProperties;
  return (
    <WaveStage store={waves} className="wall-stage">
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be laid out as a wall of tiles */}
      <div
        ref={grid}
        className="bed-grid"
        role="grid"
        aria-label="Beds"
        aria-colcount={columns}
        aria-rowcount={rows}
        data-density={density}
        style={style}
        onKeyDown={onKeyDown}
      >
        {rowsOf(places, columns).map((row, rowIndex) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: the cells are focusable, not the rows
          <div key={row[0]?.key ?? rowIndex} className="bed-row" role="row" aria-rowindex={rowIndex + 1}>
            {row.map((place, columnIndex) => {
              const reachable = rowIndex * columns + columnIndex === focusAt;
              return place.kind === 'bed' ? (
                <BedTile
                  key={place.key}
                  place={place}
                  layout={layout}
                  column={columnIndex + 1}
                  reachable={reachable}
                  onOpen={onOpen}
                  onFocus={onFocus}
                />
              ) : (
                <QuietTile
                  key={place.key}
                  place={place}
                  column={columnIndex + 1}
                  reachable={reachable}
                  onFocus={onFocus}
                />
              );
            })}
          </div>
        ))}
      </div>
    </WaveStage>
  );
}

function rowsOf(places: readonly Place[], columns: number): readonly (readonly Place[])[] {
  const rows: (readonly Place[])[] = [];
  for (let from = 0; from < places.length; from += columns) rows.push(places.slice(from, from + columns));
  return rows;
}
