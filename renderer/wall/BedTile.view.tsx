import { type CSSProperties, type KeyboardEvent, memo, useId, useMemo } from 'react';
import { groupNumerics, type NumericGroup } from '#domain/vitals/display.ts';
import { AlarmFrame, AlarmStrip } from '#renderer/alarms/AlarmStrip.view.tsx';
import { prioritySigns, shownPriority } from '#renderer/alarms/standing.ts';
import { NumericLine } from '#renderer/vitals/Numerics.view.tsx';
import { spokenReadings } from '#renderer/vitals/spoken.ts';
import { chooseLanes } from './chooseLanes.ts';
import { LinkedWaves } from './LinkedWaves.view.tsx';
import { LinkMark } from './LinkMark.view.tsx';
import { type BedLink, linkTitle, type Place } from './places.ts';
import { useDelay, useServices, useValue } from './services.ts';
import { ageAndSex } from './texts.ts';
import type { TileLayout } from './tileLayout.ts';

type BedPlace = Extract<Place, { readonly kind: 'bed' }>;

/**
 * One bed on the wall: who, traces, numbers, the bedside's alarm, and the state of the link. Opens the bed on a click,
 * Enter or the space bar.
 *
 * The wave area is transparent: the stage behind the wall paints the traces.
 */
export const BedTile = memo(function BedTile({
  place,
  layout,
  column,
  reachable,
  onOpen,
  onFocus,
}: {
  place: BedPlace;
  layout: TileLayout;
  /** 1 for the first column. */
  column: number;
  /** Whether the Tab key leads here: true for one tile of the wall. */
  reachable: boolean;
  onOpen: (key: string) => void;
  onFocus: (key: string) => void;
}) {
  const { bed, link, simulated } = place;
  const nameId = useId();
  const lanes = useMemo(() => chooseLanes(bed.channels, layout.lanes), [bed, layout.lanes]);
  const groups = useMemo(() => groupNumerics(bed.numerics), [bed]);
  const open = () => onOpen(place.key);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open();
  };
  const isEmpty = bed.patient === null && bed.channels.length === 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be laid out as a tile
    <div
      className="tile"
      role="gridcell"
      aria-colindex={column}
      aria-labelledby={nameId}
      tabIndex={reachable ? 0 : -1}
      data-bed-key={place.key}
      data-link={link.state}
      data-density={layout.density}
      onClick={open}
      onKeyDown={onKeyDown}
      onFocus={() => onFocus(place.key)}
    >
      <TileName id={nameId} place={place} groups={groups} />
      <TileHeader place={place} layout={layout} simulated={simulated} />
      {isEmpty ? (
        <div className="tile-calm">no patient</div>
      ) : (
        <div className="tile-body">
          <div className="tile-waves">
            <LinkedWaves bed={bed} channels={lanes} variant="tile" link={link} />
          </div>
          <TileNumerics bedKey={place.key} groups={groups} layout={layout} />
        </div>
      )}
      <TileFooter bedKey={place.key} link={link} />
    </div>
  );
});

/** What a screen reader says of the tile. Apart from the tile, so that a new value redraws this line only. */
function TileName({ id, place, groups }: { id: string; place: BedPlace; groups: readonly NumericGroup[] }) {
  const { vitals, alarms } = useServices();
  const readings = useValue(vitals.bed(place.key));
  const standing = useValue(alarms.bed(place.key));
  const first = standing[0];
  const parts = [
    `Bed ${place.bed.displayName}`,
    place.bed.patient === null ? 'no patient' : place.bed.patient.displayName || place.bed.patient.patientId,
    first === undefined ? '' : `${wordsForPriority[shownPriority(first)]} ${first.label}`,
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

function TileHeader({ place, layout, simulated }: { place: BedPlace; layout: TileLayout; simulated: boolean }) {
  const { bed } = place;
  return (
    <div className="tile-header">
      <BedName bedKey={place.key} name={bed.displayName} />
      <span className="tile-patient">
        {bed.patient === null ? (bed.channels.length > 0 ? 'no patient admitted' : '') : bed.patient.displayName}
      </span>
      {layout.density === 'near' && bed.patient !== null && <span className="tile-age">{ageAndSex(bed.patient)}</span>}
      {simulated && (
        <span className="tile-simulated" title="Simulated: this is no patient">
          SIM
        </span>
      )}
    </div>
  );
}

/** The bed's name; in the colour of its most urgent alarm, so that it is found from afar. */
function BedName({ bedKey, name }: { bedKey: string; name: string }) {
  const { alarms } = useServices();
  const first = useValue(alarms.bed(bedKey))[0];
  const priority = first === undefined ? 'none' : shownPriority(first);
  return (
    <span className="tile-bed" data-priority={priority}>
      {prioritySigns[priority] !== '' && <span className="tile-bed-sign">{prioritySigns[priority]}</span>}
      {name}
    </span>
  );
}

function TileNumerics({
  bedKey,
  groups,
  layout,
}: {
  bedKey: string;
  groups: readonly NumericGroup[];
  layout: TileLayout;
}) {
  const { vitals } = useServices();
  const readings = useValue(vitals.bed(bedKey));
  const [leading, ...rest] = groups;
  const style: CSSProperties = { width: layout.numericsWidthPx };
  return (
    <div className="tile-numerics" style={style}>
      {leading !== undefined && (
        <NumericLine group={leading} readings={readings} size={layout.leading} withUnit={layout.withUnits} />
      )}
      <div className="tile-numerics-further">
        {rest.slice(0, layout.secondLines + layout.minorLines).map((group, place) => (
          <NumericLine
            key={group.key}
            group={group}
            readings={readings}
            size={place < layout.secondLines && group.content.kind === 'single' ? layout.second : layout.minor}
            withMean={layout.withMean}
            withUnit={layout.withUnits}
          />
        ))}
      </div>
    </div>
  );
}

function TileFooter({ bedKey, link }: { bedKey: string; link: BedLink }) {
  const { alarms } = useServices();
  const standing = useValue(alarms.bed(bedKey));
  return (
    <>
      <div className="tile-footer">
        <AlarmStrip alarms={standing} />
        <TileDelay bedKey={bedKey} link={link} />
      </div>
      <AlarmFrame alarms={standing} />
    </>
  );
}

function TileDelay({ bedKey, link }: { bedKey: string; link: BedLink }) {
  const delay = useDelay(bedKey);
  if (link.state !== 'live') {
    return (
      <span className="tile-delay" data-link={link.state}>
        <LinkMark state={link.state} />
      </span>
    );
  }
  return (
    <span className="tile-delay" data-link="live" title="Delay from sample to glass, median of the last minute">
      <span className="tile-delay-ms">{delay !== null && `${delay.p50Ms} ms`}</span>
      <LinkMark state="live" />
    </span>
  );
}
