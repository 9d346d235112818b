import type { MouseEvent } from 'react';
import { STANDARD_SPEED } from '#domain/display/calibration.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import { AlarmStrip } from '#renderer/alarms/AlarmStrip.view.tsx';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import { OffBand } from '#renderer/alarms/off/OffBand.view.tsx';
import { BellSign } from '#renderer/alarms/off/OffSign.view.tsx';
import { PersonChip } from '#renderer/alarms/PersonChip.view.tsx';
import { SoundBand } from '#renderer/alarms/sound/SoundBand.view.tsx';
import { SoundMark } from '#renderer/alarms/sound/SoundMark.view.tsx';
import { heardWhere } from '#renderer/alarms/sound/soundTexts.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import type { BedDelay } from '#renderer/waveforms/engine/glassDelay.ts';
import { filterText } from '#renderer/waveforms/laneTexts.ts';
import { LinkMark } from './LinkMark.view.tsx';
import { type OffScreenAlarm, offScreenAlarm } from './offScreen.ts';
import { bedLink, type Place } from './places.ts';
import { Since } from './Since.view.tsx';
import { useLatest, useSecond, useServices, useValue } from './services.ts';
import { clockOffsetText, gatewayName } from './texts.ts';
import type { Density } from './tileLayout.ts';
import type { WallState } from './wall.store.ts';

const MOST_CHIPS = 4;
const ADVISORY = 'Advisory display: second view beside bedside monitors';

/** Page shown and pages there are, from 0. */
export interface Paging {
  readonly page: number;
  readonly pages: number;
}

/** The line above the wall: where we are, how the links fare, what time it is, and the few controls there are. */
export function StatusBar({
  state,
  ours,
  visible,
  density,
  paging,
  isViewOpen,
  isOffOpen,
  isRailShown,
  isCharge,
  onFarView,
  onView,
  onOff,
  onRail,
  onCharge,
  onHistory,
  onSound,
  onAbout,
  onTurnPage,
  onOpen,
}: {
  state: WallState;
  /** Beds on any page of this window. */
  ours: ReadonlySet<string>;
  /** Keys of the places on the screen now. */
  visible: ReadonlySet<string>;
  density: Density;
  paging: Paging;
  isViewOpen: boolean;
  isOffOpen: boolean;
  isRailShown: boolean;
  isCharge: boolean;
  onFarView: () => void;
  onView: () => void;
  /** The menu of pauses. */
  onOff: () => void;
  onRail: () => void;
  onCharge: () => void;
  /** All that is held of the past. */
  onHistory: () => void;
  /** The sound check. */
  onSound: () => void;
  onAbout: () => void;
  onTurnPage: (by: 1 | -1) => void;
  onOpen: (key: string) => void;
}) {
  const services = useServices();
  const { alarms, bedNames, windows } = services;
  const elsewhere = useValue(windows.elsewhere);
  const beds = state.places.filter((place) => place.kind === 'bed').length;
  const stationLost = state.greeted && state.station.state !== 'open';
  const isOff = useSubject(alarms.view, ({ settings }) => settings.length > 0);
  const sound = useValue(services.sound.state);
  const isSilent = heardWhere(sound) === 'nowhere';
  const hasBand = stationLost || isOff || isSilent;
  const hidden = offScreenAlarm(useValue(bedNames), { visible, ours, elsewhere }, useValue(alarms.byBed));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here; a click is kept from taking the focus
    <header className="status-bar" data-off={isOff} data-silent={isSilent} onMouseDown={keepFocus}>
      <span className="bar-product">Vigil</span>
      {stationLost && <StationBanner station={state.station} />}
      {isSilent && <SoundBand state={sound} />}
      {isOff && <OffBand />}
      {!hasBand && (
        <div className="bar-links">
          <Gateways state={state} />
          <span className="bar-item">{bedsText(ours.size, beds)}</span>
          <GlassDelay places={state.places} />
          <Unusual />
        </div>
      )}
      {state.isCatchingUp && (
        <span
          className="bar-item bar-warning"
          title="What it misses is a gap in the waves until the station has brought it"
        >
          This window is behind: too slow
        </span>
      )}
      {state.droppedSamples > 0 && (
        <span className="bar-item bar-warning" title={`${state.droppedSpells} times this window was too slow`}>
          {state.droppedSamples} samples not drawn
        </span>
      )}
      <WaveTrouble />
      {state.notices.length > 0 && <Notices notices={state.notices} onAbout={onAbout} />}
      {!hasBand && <span className="bar-space" />}
      {hidden !== null && <OffScreen hidden={hidden} onOpen={onOpen} />}
      {!isOff && !isSilent && (
        <span className="bar-advisory" title={ADVISORY}>
          {ADVISORY}
        </span>
      )}
      {state.gateways.some(({ simulated }) => simulated) && (
        <span className="bar-simulated">SIMULATED – NOT PATIENTS</span>
      )}
      {paging.pages > 1 && (
        <span className="bar-pages">
          <button
            type="button"
            className="bar-button"
            aria-label="Previous page (Page Up)"
            onClick={() => onTurnPage(-1)}
          >
            ‹
          </button>
          <span className="bar-item">
            page {paging.page + 1}/{paging.pages}
          </span>
          <button type="button" className="bar-button" aria-label="Next page (Page Down)" onClick={() => onTurnPage(1)}>
            ›
          </button>
        </span>
      )}
      <SoundMark state={sound} onOpen={onSound} />
      <PersonChip />
      <RailButton isShown={isRailShown} onRail={onRail} />
      <button type="button" className="bar-button" aria-pressed={isCharge} onClick={onCharge}>
        Ward <kbd>C</kbd>
      </button>
      <button
        type="button"
        className="bar-button"
        title="Review the past of any patient, also of those who are gone"
        onClick={onHistory}
      >
        History <kbd>R</kbd>
      </button>
      <button
        type="button"
        className="bar-button bar-off"
        title="Pause audio or alarms, or turn them off"
        aria-expanded={isOffOpen}
        aria-pressed={isOffOpen}
        onClick={onOff}
      >
        <BellSign /> Pause
      </button>
      <button type="button" className="bar-button" aria-pressed={density === 'far'} onClick={onFarView}>
        Far view <kbd>F</kbd>
      </button>
      <button
        type="button"
        className="bar-button bar-view"
        aria-expanded={isViewOpen}
        aria-pressed={isViewOpen}
        onClick={onView}
      >
        View <kbd>V</kbd>
      </button>
      <button type="button" className="bar-button" onClick={onAbout}>
        About
      </button>
      <WallClock />
    </header>
  );
}

/** How many patients wait, also while the list is hidden. */
function RailButton({ isShown, onRail }: { isShown: boolean; onRail: () => void }) {
  const { alarms } = useServices();
  const waiting = useSubject(
    alarms.view,
    ({ worklist }) => worklist.episodes.filter(({ isUnanswered }) => isUnanswered).length,
  );
  return (
    <button type="button" className="bar-button" aria-pressed={isShown} onClick={onRail}>
      Alarms {!isShown && waiting > 0 && <strong>{waiting} </strong>}
      <kbd>W</kbd>
    </button>
  );
}

/** A bed's tile that has the focus keeps it while somebody clicks here: the bed's keys go on working. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** What makes these waves look other than people expect: nobody may take a frozen wall for a live one. */
function Unusual() {
  const { settings, glass, layouts } = useServices();
  const { speedMmPerS, mode, ecgGain, filter, frozen } = useValue(settings.state);
  const { calibration } = useValue(glass.view);
  const { name } = useValue(layouts.state);
  const frozenText = frozen.all ? 'FROZEN' : frozen.bedKeys.length > 0 ? `${frozen.bedKeys.length} FROZEN` : '';
  const looks = [
    speedMmPerS === STANDARD_SPEED ? '' : `${speedMmPerS} mm/s`,
    mode === 'sweep' ? '' : mode,
    ecgGain === 'auto' ? '' : `ECG ${ecgGain} mm/mV`,
    filter === 'asSent' ? '' : `ECG ${filterText(filter)}`,
    calibration === null ? 'uncalibrated' : '',
    name,
  ];
  return (
    <>
      {frozenText !== '' && <strong className="bar-frozen">{frozenText}</strong>}
      {looks
        .filter((look) => look !== '')
        .map((look) => (
          <span key={look} className="bar-item">
            {look}
          </span>
        ))}
    </>
  );
}

/** The wave engine broke. The beds tell by themselves that nothing comes; here it says why. */
function WaveTrouble() {
  const problem = useValue(useServices().waves.problem);
  if (problem === null) return null;
  return (
    <span className="bar-item bar-warning" role="status" title={`${timeOfDay(problem.atMs, true)} ${problem.reason}`}>
      {problem.kind === 'replaced' ? 'waves were started anew' : 'fault in the waves'}
    </span>
  );
}

/** How many beds there are, and how many of them this window shows. */
function bedsText(ours: number, all: number): string {
  if (ours !== all) return `${ours} of ${all} beds`;
  return all === 1 ? '1 bed' : `${all} beds`;
}

/** What went wrong while the station was set up, such as a gateway that is left out: no tile could tell that. */
function Notices({ notices, onAbout }: { notices: readonly string[]; onAbout: () => void }) {
  const count = notices.length === 1 ? '1 notice' : `${notices.length} notices`;
  return (
    <button
      type="button"
      className="bar-button bar-warning"
      aria-label={`${count} from the station. Open About`}
      title={notices.join('\n')}
      onClick={onAbout}
    >
      {count}
    </button>
  );
}

/** In the bar, not above the tiles: they must not move when the station is lost. */
function StationBanner({ station }: { station: LinkStatus }) {
  return (
    <div className="station-banner" role="alert" title={station.reason}>
      <strong>STATION LOST</strong> <Since sinceMs={station.sinceMs} /> · this window no longer hears the station. Watch
      the bedside monitors. Reconnecting ({station.reason || 'no reason given'})
    </div>
  );
}

function Gateways({ state }: { state: WallState }) {
  const { gateways, station } = state;
  if (gateways.length > MOST_CHIPS) {
    const live = gateways.filter(({ link }) => link.state === 'live').length;
    return (
      <span className="bar-item" title={gateways.map(gatewayName).join(', ')}>
        <LinkMark state={station.state !== 'open' ? 'stationLost' : live === gateways.length ? 'live' : 'lost'} />
        {live} of {gateways.length} gateways live
      </span>
    );
  }
  return gateways.map((gateway) => {
    const link = bedLink(station, gateway.link);
    return (
      <span
        key={gateway.gatewayId}
        className="bar-item bar-gateway"
        data-link={link.state}
        title={gatewayTitle(gateway)}
      >
        <LinkMark state={link.state} />
        {gatewayName(gateway)}
        {link.state !== 'live' && (
          <>
            {' '}
            {link.state === 'connecting' ? 'connecting' : 'lost'} <Since sinceMs={link.sinceMs} />
          </>
        )}
        {Math.abs(gateway.clockOffsetMs ?? 0) > 1000 && (
          <span className="bar-warning"> clock {signedSeconds(gateway.clockOffsetMs ?? 0)}</span>
        )}
      </span>
    );
  });
}

function signedSeconds(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}

function gatewayTitle(gateway: GatewayView): string {
  const why = gateway.link.state === 'lost' ? ` · ${gateway.link.detail}` : '';
  return `${gateway.displayName} · clock ${clockOffsetText(gateway.clockOffsetMs, gateway.clockUncertaintyMs)}${why}`;
}

/** The worst of all live beds: that is what a promise of live traces is worth. A lost bed has no delay, it has an age. */
function GlassDelay({ places }: { places: readonly Place[] }) {
  const { waves } = useServices();
  const text = useLatest(
    waves.delays,
    (delays) =>
      worst(
        places.flatMap(({ key, ...place }) => {
          const delay = place.kind === 'bed' && place.link.state === 'live' ? delays.get(key) : undefined;
          return delay === undefined ? [] : [delay];
        }),
      ),
    '',
  );
  return text === '' ? null : (
    <span
      className="bar-item"
      title="Delay from sample to glass in the last minute, worst bed: median · 99th percentile"
    >
      delay {text}
    </span>
  );
}

function worst(delays: readonly BedDelay[]): string {
  if (delays.length === 0) return '';
  const of = (pick: (delay: BedDelay) => number) => Math.round(Math.max(...delays.map(pick)) / 10) * 10;
  return `${of(({ p50Ms }) => p50Ms)} ms (p99 ${of(({ p99Ms }) => p99Ms)})`;
}

const whereTexts = {
  hidden: 'not on screen: ',
  nowhere: 'not on any screen of this window: ',
  noBed: '',
} as const;

function OffScreen({ hidden, onOpen }: { hidden: OffScreenAlarm; onOpen: (key: string) => void }) {
  return (
    <button
      type="button"
      className="bar-alarm"
      aria-label={`Alarm not on this screen: ${hidden.title}, ${alarmText(hidden.alarm.member.alarm.report)}. Open the bed`}
      onClick={() => onOpen(hidden.key)}
    >
      <span className="bar-alarm-where">
        {whereTexts[hidden.where]}
        {hidden.name}
        {hidden.beds > 1 && ` +${hidden.beds - 1}`}
      </span>
      <AlarmStrip alarm={hidden.alarm} />
    </button>
  );
}

function WallClock() {
  return <time className="bar-clock">{timeOfDay(useSecond(), true)}</time>;
}
