import { useEffect, useMemo, useRef } from 'react';
import { groupNumerics } from '#domain/vitals/display.ts';
import { AlarmList } from '#renderer/alarms/AlarmList.view.tsx';
import { AlarmFrame } from '#renderer/alarms/AlarmStrip.view.tsx';
import { NumericLine, type NumericSize } from '#renderer/vitals/Numerics.view.tsx';
import { NumericsTable } from '#renderer/vitals/NumericsTable.view.tsx';
import { timeOfDay } from '#renderer/vitals/readingText.ts';
import { WaveStage } from '#renderer/waveforms/WaveStage.view.tsx';
import { LinkedWaves } from './LinkedWaves.view.tsx';
import { LinkMark } from './LinkMark.view.tsx';
import { type BedPlace, linkTitle } from './places.ts';
import { Since } from './Since.view.tsx';
import { useDelay, useSecond, useServices, useValue } from './services.ts';
import { ageAndSex, clockOffsetText } from './texts.ts';

const LEADING: NumericSize = { heightPx: 104, fontPx: 108, labelPx: 18 };
const FURTHER: NumericSize = { heightPx: 58, fontPx: 46, labelPx: 15 };
const FURTHER_LINES = 4;

/** One bed over the whole window: all its traces, all its numbers with their times, its alarms, its link. */
export function LargeBed({
  place,
  position,
  onClose,
  onStep,
}: {
  place: BedPlace;
  /** Such as `bed 3 of 16`. */
  position: string;
  onClose: () => void;
  onStep: (by: 1 | -1) => void;
}) {
  const { waves, vitals, alarms } = useServices();
  const { bed, link } = place;
  const root = useRef<HTMLDivElement>(null);
  const readings = useValue(vitals.bed(place.key));
  const standing = useValue(alarms.bed(place.key));
  const groups = useMemo(() => groupNumerics(bed.numerics), [bed]);
  useSecond(); // ages and times run
  useEffect(() => root.current?.focus(), []);
  const [leading, ...rest] = groups;
  return (
    <div
      ref={root}
      className="large-bed"
      role="dialog"
      aria-label={`Bed ${bed.displayName}, large`}
      tabIndex={-1}
      data-link={link.state}
    >
      <header className="large-header">
        <h1>{bed.displayName}</h1>
        <div className="large-patient">
          {bed.patient === null ? (
            'no patient'
          ) : (
            <>
              <strong>{bed.patient.displayName || 'name not known'}</strong>
              <span>{ageAndSex(bed.patient)}</span>
              <span className="large-quiet">{bed.patient.patientId}</span>
            </>
          )}
        </div>
        <span className="large-quiet">
          {place.gatewayName} · {position}
        </span>
        <button type="button" className="bar-button" onClick={() => onStep(-1)} aria-label="Previous bed (left arrow)">
          ‹
        </button>
        <button type="button" className="bar-button" onClick={() => onStep(1)} aria-label="Next bed (right arrow)">
          ›
        </button>
        <button type="button" className="bar-button" onClick={onClose} aria-label="Close (Escape)">
          Close <kbd>Esc</kbd>
        </button>
      </header>
      <div className="large-body">
        <WaveStage store={waves} className="large-stage">
          <div className="large-waves" key={place.key}>
            <LinkedWaves bed={bed} channels={bed.channels} variant="large" link={link} />
          </div>
        </WaveStage>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, so the keyboard must reach it */}
        <aside className="large-panel" aria-label="Values, alarms and link" tabIndex={0}>
          <section>
            {leading !== undefined && <NumericLine group={leading} readings={readings} size={LEADING} />}
            {rest.slice(0, FURTHER_LINES).map((group) => (
              <NumericLine key={group.key} group={group} readings={readings} size={FURTHER} withMean />
            ))}
          </section>
          <section>
            <h2>Alarms at the bedside</h2>
            <AlarmList
              alarms={standing}
              isLive={link.state === 'live'}
              timeText={(timeMs) => timeOfDay(timeMs, true)}
            />
          </section>
          <section>
            <h2>All values</h2>
            {groups.length === 0 ? (
              <p>The bedside sends waves only, no values.</p>
            ) : (
              <NumericsTable bed={bed} readings={readings} vitals={vitals} />
            )}
          </section>
          <section>
            <h2>Link</h2>
            <LinkDetails place={place} />
          </section>
        </aside>
      </div>
      <AlarmFrame alarms={standing} />
    </div>
  );
}

function LinkDetails({ place }: { place: BedPlace }) {
  const { wall } = useServices();
  const { gateways, station } = useValue(wall.state);
  const gateway = gateways.find(({ gatewayId }) => gatewayId === place.gatewayId);
  const delay = useDelay(place.key);
  const { link } = place;
  return (
    <dl className="details">
      <dt>Gateway</dt>
      <dd>
        <LinkMark state={link.state} />{' '}
        {link.state === 'live' ? (
          'live'
        ) : (
          <>
            {linkTitle(link)} <Since sinceMs={link.sinceMs} /> {link.why}
          </>
        )}
      </dd>
      {link.state !== 'live' && link.detail !== '' && (
        <>
          <dt>Why</dt>
          <dd>{link.detail}</dd>
        </>
      )}
      <dt>Sample to glass</dt>
      <dd>{delay === null ? 'not measured yet' : `median ${delay.p50Ms} ms, 99 % within ${delay.p99Ms} ms`}</dd>
      <dt>Gateway's clock</dt>
      <dd>
        {gateway === undefined ? 'not known' : clockOffsetText(gateway.clockOffsetMs, gateway.clockUncertaintyMs)}
      </dd>
      <dt>Station</dt>
      <dd>{station.state === 'open' ? 'connected' : `${station.state} ${station.reason}`}</dd>
    </dl>
  );
}
