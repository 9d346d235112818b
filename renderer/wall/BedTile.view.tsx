import { type CSSProperties, type KeyboardEvent, memo, useId, useMemo } from 'react';
import { groupNumerics, type NumericGroup } from '#domain/vitals/display.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import { spokenReadings } from '#renderer/vitals/spoken.ts';
import { cellId } from './cellId.ts';
import { chooseLanes } from './chooseLanes.ts';
import type { Tile } from './face/tileContent.ts';
import { LinkedWaves } from './LinkedWaves.view.tsx';
import { type BedPlace, hasNumbers, isEmpty, linkTitle } from './places.ts';
import { useServices, useStanding, useValue } from './services.ts';
import { TileFace } from './TileFace.view.tsx';
import type { TileLayout } from './tileLayout.ts';

/**
 * One bed on the wall: who, traces, numbers, the bedside's alarm, and the state of the link. Opens the bed on a click,
 * Enter or the space bar.
 *
 * The tile itself is bare: the stage behind the wall paints all of it, and whatever stood over it would be blended with the
 * traces sixty times a second.
 */
export const BedTile = memo(function BedTile({
  place,
  layout,
  leftPx,
  topPx,
  widthPx,
  heightPx,
  column,
  reachable,
  onOpen,
  onFocus,
}: {
  place: BedPlace;
  layout: TileLayout;
  leftPx: number;
  topPx: number;
  widthPx: number;
  heightPx: number;
  /** 1 for the first column. */
  column: number;
  /** Whether the Tab key leads here: true for one tile of the wall. */
  reachable: boolean;
  onOpen: (key: string) => void;
  onFocus: (key: string) => void;
}) {
  const nameId = useId();
  const groups = useMemo(() => groupNumerics(place.bed.numerics), [place.bed]);
  const open = () => onOpen(place.key);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    open();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be laid out as a tile
    <div
      id={cellId(place.key)}
      className="tile"
      role="gridcell"
      aria-colindex={column}
      aria-labelledby={nameId}
      tabIndex={reachable ? 0 : -1}
      data-bed-key={place.key}
      data-movable={true}
      data-link={place.link.state}
      data-density={layout.density}
      data-numbers={hasNumbers(place, layout)}
      style={{ left: leftPx, top: topPx, width: widthPx, height: heightPx }}
      onClick={open}
      onKeyDown={onKeyDown}
      onFocus={() => onFocus(place.key)}
    >
      <TileName id={nameId} place={place} groups={groups} />
      <TileParts place={place} layout={layout} widthPx={widthPx} heightPx={heightPx} />
    </div>
  );
});

/** The sizes of a tile as its style sheet knows them; for the element around the tiles. */
export function tileStyle(layout: TileLayout): CSSProperties {
  return {
    '--frame': `${layout.framePx}px`,
    '--tile-header': `${layout.headerPx}px`,
    '--numerics': `${layout.numericsWidthPx}px`,
    '--numerics-height': `${layout.leading.heightPx}px`,
  } as CSSProperties;
}

/** What stands in a tile; the element around it says where it is, and what its `data-` attributes are. */
export function TileParts(tile: Tile) {
  const { bed, link } = tile.place;
  const { lanes: most } = tile.layout;
  const lanes = useMemo(() => chooseLanes(bed.channels, most), [bed, most]);
  return (
    <>
      <TileFace {...tile} />
      {!isEmpty(tile.place) && (
        <div className="tile-waves">
          <LinkedWaves bed={bed} channels={lanes} variant="tile" link={link} />
        </div>
      )}
    </>
  );
}

/** What a screen reader says of the tile. Apart from the tile, so that a new value redraws this line only. */
function TileName({ id, place, groups }: { id: string; place: BedPlace; groups: readonly NumericGroup[] }) {
  const { vitals } = useServices();
  const readings = useValue(vitals.bed(place.key));
  const standing = useStanding(place);
  const first = standing[0];
  const parts = [
    `Bed ${place.bed.displayName}`,
    place.bed.patient === null ? 'no patient' : place.bed.patient.displayName || place.bed.patient.patientId,
    first === undefined ? '' : `${wordsForPriority[first.priority]} ${alarmText(first.member.alarm.report)}`,
    first === undefined || first.acknowledgedBy === '' ? '' : `acknowledged by ${first.acknowledgedBy}`,
    standing.length > 1 ? `${standing.length - 1} more alarms` : '',
    spokenReadings(groups, readings),
    place.link.state === 'live' ? 'link live' : `${linkTitle(place.link).toLowerCase()} ${place.link.why}`.trim(),
    place.simulated ? 'simulated' : '',
  ];
  return (
    <span id={id} hidden>
      {parts.filter((part) => part !== '').join(', ')}
    </span>
  );
}

const wordsForPriority = {
  high: 'high priority alarm',
  medium: 'medium priority alarm',
  low: 'low priority alarm',
  none: 'information',
} as const;
