import './largeBed.css';
import {
  type PointerEvent,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type WheelEvent,
} from 'react';
import { placeAt } from '#domain/alarms/place.ts';
import { groupNumerics } from '#domain/vitals/display.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import { AlarmList } from '#renderer/alarms/AlarmList.view.tsx';
import { AlarmFrame } from '#renderer/alarms/AlarmStrip.view.tsx';
import { TrailNote } from '#renderer/alarms/TrailNote.view.tsx';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { News2Table } from '#renderer/vitals/News2Table.view.tsx';
import { NumericLine, type NumericSize } from '#renderer/vitals/Numerics.view.tsx';
import { NumericsTable } from '#renderer/vitals/NumericsTable.view.tsx';
import { RatesTable } from '#renderer/vitals/RatesTable.view.tsx';
import { type Opening, RecentWaves } from '#renderer/waveforms/recent/RecentWaves.view.tsx';
import { LEFT_PX } from '#renderer/waveforms/recent/recentPlot.view.ts';
import { BedWaveControls } from '#renderer/waveforms/WaveControls.view.tsx';
import { WaveStage } from '#renderer/waveforms/WaveStage.view.tsx';
import { CalibrationDialog } from './CalibrationDialog.view.tsx';
import { LinkedWaves } from './LinkedWaves.view.tsx';
import { LinkMark } from './LinkMark.view.tsx';
import { PatientChangeNote, usePatientChange } from './PatientChange.view.tsx';
import { type BedPlace, linkTitle } from './places.ts';
import { Since } from './Since.view.tsx';
import { useBehind, useDelay, useOthers, useSecond, useServices, useStanding, useValue } from './services.ts';
import { ageAndSex, gatewayClockText } from './texts.ts';

const LEADING: NumericSize = { heightPx: 104, fontPx: 108, labelPx: 18 };
const FURTHER: NumericSize = { heightPx: 58, fontPx: 46, labelPx: 15 };
const FURTHER_LINES = 4;
/** A press on the live waves that moves less than this is no drag, CSS pixels. */
const DRAG_PX = 6;
/** One notch of the wheel on the live waves. */
const WHEEL_ZOOM = 1.25;

/**
 * One bed over the whole window: all its traces, all its numbers with their times, its alarms, its link. The traces can
 * give their place to a look back into the last five minutes; everything else stays live meanwhile.
 */
export function LargeBed({
  place,
  position,
  onClose,
  onStep,
  onOpen,
  onReview,
  isCovered,
}: {
  place: BedPlace;
  /** Such as `bed 3 of 16`. */
  position: string;
  onClose: () => void;
  onStep: (by: 1 | -1) => void;
  onOpen: (bedKey: string) => void;
  /** To the past of this patient. */
  onReview: () => void;
  /** Something stands over it, and has the keys. */
  isCovered: boolean;
}) {
  const { vitals, rates, news2 } = useServices();
  const { bed, link } = place;
  const root = useRef<HTMLDivElement>(null);
  const readings = useValue(vitals.bed(place.key));
  const found = useValue(rates.bed(place.key));
  const standing = useStanding(place);
  const behind = useBehind(place);
  const groups = useMemo(() => groupNumerics(bed.numerics), [bed]);
  const patientKey = patientKeyOf(bed);
  const others = useOthers(place);
  const [change, onSeen] = usePatientChange(place);
  // A look back is at a patient: it ends with the stay, and never shows the next one at the moments of the one before.
  const whose = placeAt(place.key, patientKey);
  const [past, setPast] = useState<{ readonly whose: string; readonly opening: Opening } | null>(null);
  const opening = past?.whose === whose ? past.opening : null;
  const lookBack = useCallback((next: Opening) => setPast({ whose, opening: next }), [whose]);
  const openWhole = useCallback(() => lookBack({ spanMs: null, first: null, drag: null }), [lookBack]);
  const backToLive = useCallback(() => {
    setPast(null);
    root.current?.focus();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever comes back to a bed finds it live
  useEffect(() => setPast(null), [whose]);
  useKey('l', openWhole, opening === null && !isCovered);
  useSecond(); // ages and times run
  useEffect(() => root.current?.focus(), []);
  // Name, values and alarms answer the click; the waves' grids take a frame longer.
  const preparedFor = useDeferredValue(place.key, null);
  const [leading, ...rest] = groups;
  return (
    <div
      ref={root}
      className="large-bed"
      role="dialog"
      aria-label={`Bed ${bed.displayName}, large`}
      tabIndex={-1}
      inert={isCovered}
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
        <button type="button" className="bar-button" onClick={openWhole} disabled={opening !== null}>
          Last 5 min <kbd>L</kbd>
        </button>
        <button type="button" className="bar-button" onClick={onReview} title="Review the hours before">
          Review <kbd>R</kbd>
        </button>
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
      {change !== null && <PatientChangeNote place={place} change={change} onOpen={onOpen} onSeen={onSeen} />}
      <div className="large-body">
        {preparedFor === place.key ? (
          <LargeWaves key={place.key} place={place} opening={opening} onOpen={lookBack} onLive={backToLive} />
        ) : (
          <div className="large-stage-box" />
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, so the keyboard must reach it */}
        <aside className="large-panel" aria-label="Values, alarms and link" tabIndex={0}>
          <section>
            {leading !== undefined && <NumericLine group={leading} readings={readings} size={LEADING} />}
            {rest.slice(0, FURTHER_LINES).map((group) => (
              <NumericLine key={group.key} group={group} readings={readings} size={FURTHER} withMean />
            ))}
          </section>
          <section>
            <h2>Alarms</h2>
            <TrailNote bedKey={place.key} patientKey={patientKey} />
            <AlarmList
              alarms={standing}
              behind={behind}
              isLive={link.state === 'live'}
              timeText={(timeMs) => timeOfDay(timeMs, true)}
            />
            {others.length > 0 && (
              <div className="large-others">
                <h3>At this bed, not of this patient</h3>
                <AlarmList
                  alarms={others}
                  behind={[]}
                  isLive={link.state === 'live'}
                  timeText={(timeMs) => timeOfDay(timeMs, true)}
                />
              </div>
            )}
          </section>
          <section aria-label="From the waves">
            <h2>From the waves</h2>
            <RatesTable channels={bed.channels} rates={link.state === 'live' ? found : null} />
          </section>
          <section>
            <h2>All values</h2>
            {groups.length === 0 ? (
              <p>The bedside sends waves only, no values.</p>
            ) : (
              <NumericsTable bed={bed} readings={readings} vitals={vitals} />
            )}
          </section>
          <section aria-label="NEWS2">
            <h2>NEWS2</h2>
            <News2Table account={news2.account(place.key)} />
          </section>
          <section>
            <h2>Waves of this bed</h2>
            <WaveChoices bedKey={place.key} />
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

/** The live traces, or a look back in their place: while it lasts, the live stage rests. */
function LargeWaves({
  place: { key, bed, link, gatewayId },
  opening,
  onOpen,
  onLive,
}: {
  place: BedPlace;
  opening: Opening | null;
  onOpen: (opening: Opening) => void;
  onLive: () => void;
}) {
  const { waves, coverage, settings, glass, clock, wall } = useServices();
  const clockOffsetMs = useSubject(
    wall.state,
    ({ gateways }) => gateways.find((gateway) => gateway.gatewayId === gatewayId)?.clockOffsetMs ?? 0,
  );
  const live = useRef<HTMLDivElement>(null);
  const press = useRef<{ readonly pointerId: number; readonly clientX: number } | null>(null);

  /** As long as the look back shows at the speed of the live waves. */
  const liveSpanMs = (): number => {
    const { pxPerMm, pixelRatio } = glass.view.value;
    const widthMm = (((live.current?.clientWidth ?? 0) - LEFT_PX) * pixelRatio) / pxPerMm;
    return (widthMm / settings.state.value.speedMmPerS) * 1000;
  };
  const onWheel = (event: WheelEvent) => {
    if (event.deltaY === 0 || event.ctrlKey) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const spanMs = liveSpanMs();
    const atMs = clock.nowMs() - spanMs * (1 - (event.clientX - left) / width);
    const factor = event.deltaY > 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM;
    onOpen({ spanMs, first: { type: 'zoom', atMs, factor }, drag: null });
  };
  const onPointerMove = ({ pointerId, clientX, buttons, currentTarget }: PointerEvent) => {
    const from = press.current;
    if (from === null || from.pointerId !== pointerId || buttons === 0) return;
    if (Math.abs(clientX - from.clientX) < DRAG_PX) return;
    press.current = null;
    const spanMs = liveSpanMs();
    const byMs = ((from.clientX - clientX) / currentTarget.clientWidth) * spanMs;
    onOpen({ spanMs, first: { type: 'pan', byMs }, drag: { pointerId, clientX } });
  };
  return (
    <div className="large-stage-box">
      <div
        ref={live}
        className="large-live"
        data-resting={opening !== null}
        inert={opening !== null}
        onWheel={onWheel}
        onPointerDown={({ pointerId, clientX, button }) => {
          press.current = button === 0 ? { pointerId, clientX } : null;
        }}
        onPointerMove={onPointerMove}
      >
        <WaveStage waves={waves} settings={settings} glass={glass} className="large-stage">
          <div className="large-waves">
            <LinkedWaves bed={bed} channels={bed.channels} variant="large" link={link} />
          </div>
        </WaveStage>
      </div>
      {opening !== null && (
        <RecentWaves
          bedKey={key}
          channels={bed.channels}
          waves={waves}
          coverage={coverage}
          clockOffsetMs={clockOffsetMs}
          lostSinceMs={link.state === 'live' ? null : link.sinceMs}
          settings={settings}
          glass={glass}
          clock={clock}
          opening={opening}
          onLive={onLive}
        />
      )}
    </div>
  );
}

/** A letter that works wherever the focus is, but where text is written or a dialog is open. */
function useKey(letter: string, act: () => void, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (target instanceof Element && target.closest('dialog, input, select, textarea') !== null) return;
      if (event.key.toLowerCase() !== letter) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [letter, act, isOn]);
}

function WaveChoices({ bedKey }: { bedKey: string }) {
  const { settings, glass } = useServices();
  const [isCalibrating, setCalibrating] = useState(false);
  return (
    <>
      <BedWaveControls settings={settings} glass={glass} bedKey={bedKey} onCalibrate={() => setCalibrating(true)} />
      {isCalibrating && <CalibrationDialog glass={glass} onClose={() => setCalibrating(false)} />}
    </>
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
      <dd>{gateway === undefined ? 'not known' : gatewayClockText(gateway)}</dd>
      <dt>Station</dt>
      <dd>{station.state === 'open' ? 'connected' : `${station.state} ${station.reason}`}</dd>
    </dl>
  );
}
