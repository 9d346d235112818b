import { type KeyboardEvent, memo, type ReactNode, useId, useMemo, useRef } from 'react';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { groupNumerics, type NumericGroup } from '#domain/vitals/display.ts';
import { AlarmFrame, AlarmStrip } from '#renderer/alarms/AlarmStrip.view.tsx';
import { alarmText, shownPriority } from '#renderer/alarms/standing.ts';
import { NumericLine } from '#renderer/vitals/Numerics.view.tsx';
import { spokenReadings } from '#renderer/vitals/spoken.ts';
import { chooseLanes } from './chooseLanes.ts';
import { LinkedWaves } from './LinkedWaves.view.tsx';
import { LinkMark } from './LinkMark.view.tsx';
import { type BedPlace, linkTitle } from './places.ts';
import { useDelay, useSecond, useServices, useValue } from './services.ts';
import { ageAndSex } from './texts.ts';
import type { TileLayout } from './tileLayout.ts';

/** How long an alarm is told before one as urgent has its turn: long enough to be read from afar. */
const TURN_MS = 3_000;

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
  const { bed, link } = place;
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
  // Below a column of numbers there is a place that costs the traces nothing; elsewhere the header has room.
  const hasColumn = layout.density === 'near' && groups.length > 0 && !isEmpty;
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
      <TileHeader place={place} layout={layout}>
        {!hasColumn && <TileStatus place={place} />}
      </TileHeader>
      {isEmpty ? (
        <div className="tile-calm">no patient</div>
      ) : (
        <div className="tile-body">
          <div className="tile-waves">
            <LinkedWaves bed={bed} channels={lanes} variant="tile" link={link} />
          </div>
          {groups.length > 0 && (
            <div className="tile-numerics" style={{ width: layout.numericsWidthPx }}>
              <TileNumerics bedKey={place.key} groups={groups} layout={layout} />
              {hasColumn && <TileStatus place={place} />}
            </div>
          )}
        </div>
      )}
      <TileFrame bedKey={place.key} />
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
    first === undefined ? '' : `${wordsForPriority[shownPriority(first)]} ${alarmText(first)}`,
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

/**
 * Bed, alarm, patient. The alarm fills what is free between the bed at the left and the patient at the right, so nothing
 * moves when one comes, and the bed wears its colour, so that it is found from afar.
 */
function TileHeader({ place, layout, children }: { place: BedPlace; layout: TileLayout; children: ReactNode }) {
  const { bed } = place;
  const { alarms } = useServices();
  const standing = useValue(alarms.bed(place.key));
  return (
    <div className="tile-header">
      <span className="tile-bed" data-priority={standing[0] === undefined ? 'none' : shownPriority(standing[0])}>
        {bed.displayName}
      </span>
      <AlarmStrip alarms={standing} turn={useTurn(standing)} />
      <span className="tile-patient">
        {bed.patient === null ? (bed.channels.length > 0 ? 'no patient admitted' : '') : bed.patient.displayName}
      </span>
      {layout.density === 'near' && bed.patient !== null && <span className="tile-age">{ageAndSex(bed.patient)}</span>}
      {children}
    </div>
  );
}

/** Whose turn it is among a bed's alarms, from 0. Begins anew when one comes or goes: the newest is told at once. */
function useTurn(standing: readonly AlarmReport[]): number {
  const { clock } = useServices();
  useSecond(standing.length > 1);
  const which = standing.map(({ alarmKey }) => alarmKey).join(' ');
  const begun = useRef({ which, atMs: clock.nowMs() });
  if (begun.current.which !== which) begun.current = { which, atMs: clock.nowMs() };
  return Math.max(0, Math.floor((clock.nowMs() - begun.current.atMs) / TURN_MS));
}

function TileFrame({ bedKey }: { bedKey: string }) {
  const { alarms } = useServices();
  return <AlarmFrame alarms={useValue(alarms.bed(bedKey))} />;
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
  return (
    <div className="tile-numbers">
      {leading !== undefined && (
        <NumericLine group={leading} readings={readings} size={layout.leading} withUnit={layout.withUnits} />
      )}
      <div className="tile-numbers-further">
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

/** What kind of bed this is, how late its traces are, and the state of its link. Quiet while all is well. */
function TileStatus({ place: { key, link, simulated } }: { place: BedPlace }) {
  const delay = useDelay(key);
  return (
    <span className="tile-status">
      {simulated && (
        <span className="tile-simulated" title="Simulated: this is no patient">
          SIM
        </span>
      )}
      {link.state === 'live' && delay !== null && (
        <span className="tile-delay" title="Delay from sample to glass, median of the last minute">
          {`${delay.p50Ms} ms`}
        </span>
      )}
      <LinkMark state={link.state} />
    </span>
  );
}
