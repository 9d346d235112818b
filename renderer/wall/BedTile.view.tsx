import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, useId, useMemo, useRef } from 'react';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { groupNumerics, type NumericGroup } from '#domain/vitals/display.ts';
import { AlarmFrame, AlarmStrip } from '#renderer/alarms/AlarmStrip.view.tsx';
import { alarmText, prioritySigns, shownPriority } from '#renderer/alarms/standing.ts';
import { NumericLine } from '#renderer/vitals/Numerics.view.tsx';
import { groupReadings, readingText } from '#renderer/vitals/readingText.ts';
import { spokenReadings } from '#renderer/vitals/spoken.ts';
import { cellId } from './cellId.ts';
import { chooseLanes } from './chooseLanes.ts';
import { LinkedWaves } from './LinkedWaves.view.tsx';
import { LinkMark } from './LinkMark.view.tsx';
import { type BedPlace, linkTitle } from './places.ts';
import { useDelay, useSecond, useServices, useValue } from './services.ts';
import { ageAndSex } from './texts.ts';
import type { TileLayout } from './tileLayout.ts';

/** After heart rate, in a tile of one line. */
const FURTHER_DENSE: readonly string[] = ['SpO₂', 'RR'];
/** How long an alarm is told before one as urgent has its turn: long enough to be read from afar. */
const TURN_MS = 3_000;

/**
 * One bed on the wall: who, traces, numbers, the bedside's alarm, and the state of the link. Opens the bed on a click,
 * Enter or the space bar.
 *
 * Header and numbers are small opaque layers of their own; the wave area is bare: the stage behind the wall paints it,
 * and whatever stood over it would be blended with the traces sixty times a second.
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
      <TileParts place={place} layout={layout} />
    </div>
  );
});

/** The sizes of a tile as its style sheet knows them; for the element around the tiles. */
export function tileStyle(layout: TileLayout): CSSProperties {
  return {
    '--frame': `${layout.framePx}px`,
    '--tile-header': `${layout.headerPx}px`,
    '--tile-foot': `${layout.footPx}px`,
    '--tile-text': `${layout.textPx}px`,
    '--numerics': `${layout.numericsWidthPx}px`,
    '--numerics-height': `${layout.leading.heightPx}px`,
  } as CSSProperties;
}

const isEmpty = ({ bed }: BedPlace) => bed.patient === null && bed.channels.length === 0;

/** Whether the tile has numbers beside or below its traces. */
export function hasNumbers(place: BedPlace, layout: TileLayout): boolean {
  return layout.density !== 'dense' && place.bed.numerics.length > 0 && !isEmpty(place);
}

/** What stands in a tile; the element around it says where it is, and what its `data-` attributes are. */
export function TileParts({ place, layout }: { place: BedPlace; layout: TileLayout }) {
  const { bed, link } = place;
  const lanes = useMemo(() => chooseLanes(bed.channels, layout.lanes), [bed, layout.lanes]);
  const groups = useMemo(() => groupNumerics(bed.numerics), [bed]);
  const withNumbers = hasNumbers(place, layout);
  // Below a column of numbers there is a place that costs the traces nothing; elsewhere the header has room.
  const hasColumn = layout.density === 'near' && withNumbers;
  return (
    <>
      {layout.density === 'dense' ? (
        <DenseHeader place={place} groups={groups} further={layout.secondLines} />
      ) : (
        <TileHeader place={place} layout={layout}>
          {!hasColumn && <TileStatus place={place} />}
        </TileHeader>
      )}
      {isEmpty(place) ? (
        <div className="tile-calm">no patient</div>
      ) : (
        <div className="tile-waves">
          <LinkedWaves bed={bed} channels={lanes} variant="tile" link={link} />
        </div>
      )}
      {withNumbers && (
        <div className="tile-numerics">
          <TileNumerics bedKey={place.key} groups={groups} layout={layout} />
          {hasColumn && <TileStatus place={place} />}
        </div>
      )}
      {layout.density !== 'dense' && <TileFrame bedKey={place.key} />}
    </>
  );
}

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
      {layout.density !== 'far' && bed.patient !== null && <span className="tile-age">{ageAndSex(bed.patient)}</span>}
      {children}
    </div>
  );
}

/**
 * All that a very small tile says beside its traces: whose bed, how urgent its alarm is, heart rate and saturation, and
 * what is unusual about it.
 */
function DenseHeader({
  place,
  groups,
  further,
}: {
  place: BedPlace;
  groups: readonly NumericGroup[];
  /** How many numbers there is room for after the first. */
  further: number;
}) {
  const { alarms } = useServices();
  const first = useValue(alarms.bed(place.key))[0];
  const priority = first === undefined ? 'none' : shownPriority(first);
  const chosen = useMemo(() => {
    const [first, ...rest] = groups.filter(({ content }) => content.kind === 'single');
    // Without their names colour alone tells them apart, so only those that everybody knows stand here.
    const known = rest.filter(({ label }) => FURTHER_DENSE.includes(label)).slice(0, further);
    return first === undefined ? [] : [first, ...known];
  }, [groups, further]);
  return (
    <div className="tile-header" data-priority={priority} title={first === undefined ? undefined : alarmText(first)}>
      {priority !== 'none' && (
        <span className="alarm-strip" data-priority={priority}>
          {prioritySigns[priority]}
        </span>
      )}
      <span className="tile-bed" data-priority={priority}>
        {/* The end of a bed's name is what tells it from its neighbours. */}
        <bdi>{place.bed.displayName}</bdi>
      </span>
      {place.simulated && <span className="tile-simulated">SIM</span>}
      {place.link.state !== 'live' && <LinkMark state={place.link.state} />}
      <DenseNumbers bedKey={place.key} groups={chosen} />
    </div>
  );
}

function DenseNumbers({ bedKey, groups }: { bedKey: string; groups: readonly NumericGroup[] }) {
  const { vitals } = useServices();
  const readings = useValue(vitals.bed(bedKey));
  return (
    <span className="tile-dense-numbers">
      {groups.map((group) => {
        const [reading] = groupReadings(group, readings);
        return (
          <span
            key={group.key}
            className="numeric-part"
            data-label={group.label}
            data-state={reading?.state ?? 'awaited'}
            style={{ '--parameter': `var(--parameter-${group.parameter})` } as CSSProperties}
          >
            {readingText(reading)}
          </span>
        );
      })}
    </span>
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
        <NumericLine
          group={leading}
          readings={readings}
          size={layout.leading}
          widthPx={layout.leadingWidthPx}
          isStacked={layout.density === 'far'}
          withUnit={layout.withUnits}
        />
      )}
      <div className="tile-numbers-further">
        {rest.slice(0, layout.secondLines + layout.minorLines).map((group, place) => (
          <NumericLine
            key={group.key}
            group={group}
            readings={readings}
            size={place < layout.secondLines && group.content.kind === 'single' ? layout.second : layout.minor}
            widthPx={layout.furtherWidthPx}
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
