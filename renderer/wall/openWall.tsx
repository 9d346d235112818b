import { createRoot } from 'react-dom/client';
import { interval, map, type Observable, pairwise, share } from 'rxjs';
import type { SoundWanted } from '#domain/alarms/audible.ts';
import type { Clock } from '#domain/time/clock.ts';
import { whoseNameOf } from '#renderer/alarms/alarmServices.ts';
import { AlarmStore } from '#renderer/alarms/alarms.store.ts';
import { Decisions } from '#renderer/alarms/decisions.ts';
import { PersonStore } from '#renderer/alarms/person.store.ts';
import type { AlarmSound } from '#renderer/alarms/sound/alarmSound.ts';
import { openAlarmSound } from '#renderer/alarms/sound/openAlarmSound.ts';
import type { Archive } from '#renderer/history/archive.ts';
import { HistoryLink } from '#renderer/history/historyLink.ts';
import { ofType } from '#renderer/intake/demux.ts';
import type { StationLink } from '#renderer/intake/stationLink.ts';
import { RecordStore } from '#renderer/load/record.store.ts';
import { ExportDesk } from '#renderer/review/export/exportDesk.ts';
import { NoteStore } from '#renderer/review/notes/notes.store.ts';
import { News2Store } from '#renderer/vitals/news2.store.ts';
import { RatesStore } from '#renderer/vitals/rates.store.ts';
import { VitalsStore } from '#renderer/vitals/vitals.store.ts';
import { CoverageStore } from '#renderer/waveforms/coverage.store.ts';
import { EngineLink, type StartEngine, startEngineWorker } from '#renderer/waveforms/engineLink.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';
import { followBedNames } from './bedNames.ts';
import { LayoutStore } from './layouts.store.ts';
import type { EraseHistory, WallServices } from './services.ts';
import { browserSurroundings, type Surroundings } from './surroundings.ts';
import { Wall } from './Wall.view.tsx';
import { WallStore } from './wall.store.ts';
import { opensCharge } from './windowNumber.ts';
import { WindowsStore } from './windows.store.ts';

/** Several times a second: a limit of 5 s is then met to a quarter of a second, and clocks do not skip. */
const TICK_MS = 250;

/** Makes the sound of a window from what is to be heard. */
export type OpenSound = (wanted: Observable<SoundWanted | null>, clock: Clock) => AlarmSound;

/** Of a wall that keeps no history. */
const noHistory = (): Archive => new HistoryLink({ keeper: null, askPort: () => Promise.reject(new Error('no port')) });

/** The stores of a wall on a link; whoever makes them disposes of each. `ticker` beats several times a second. */
export function makeServices(
  link: Omit<StationLink, 'close'>,
  clock: Clock,
  ticker: Observable<unknown>,
  { storage, channel, window: number, windowId }: Surroundings,
  startEngine: StartEngine = startEngineWorker,
  openSound: OpenSound = openAlarmSound,
  archive: Archive = noHistory(),
  eraseHistory: EraseHistory = async () => 'There is no history.',
): WallServices {
  const { messages, status } = link;
  // The wall first: the others ask it for beds when observations come.
  const wall = new WallStore({ messages, status, ticker }, clock);
  const observations = ofType(messages, 'observations').pipe(map((message) => message.observations));
  const vitals = new VitalsStore({ observations, beds: wall.beds, ticker }, clock);
  const told = ofType(messages, 'waveRates').pipe(map(({ beds }) => beds));
  const rates = new RatesStore({ told, beds: wall.beds, ticker }, clock);
  const bedNames = followBedNames(wall.state);
  const news2 = new News2Store(vitals, { beds: wall.beds, ticker }, clock);
  const alarms = new AlarmStore({ messages, news2 });
  const person = new PersonStore(() => storage, `vigil.person ${number}`);
  const decisions = new Decisions({
    messages,
    status,
    ticker,
    tell: (message) => link.tell(message),
    alarms,
    person,
    clock,
    bedName: (whose) => whoseNameOf(bedNames.value, whose).title,
    newId: () => crypto.randomUUID(),
  });
  const sound = openSound(alarms.sound, clock);
  // Ends with the sound.
  sound.reports.subscribe(({ role, why }) => link.tell({ type: 'sound', role, why }));
  const record = new RecordStore({ messages, tell: (message) => link.tell(message), newId: () => crypto.randomUUID() });
  const exports = new ExportDesk({
    messages,
    status,
    tell: (message) => link.tell(message),
    newId: () => crypto.randomUUID(),
  });
  const notes = new NoteStore({
    messages,
    status,
    tell: (message) => link.tell(message),
    newId: () => crypto.randomUUID(),
    archive,
  });
  const layouts = new LayoutStore(storage, number);
  const windows = new WindowsStore(channel, number, windowId, ticker, clock);
  const settings = new WaveSettingsStore(storage, `vigil.waves ${number}`);
  const glass = new Glass(storage);
  const coverage = new CoverageStore(messages);
  const waves = new EngineLink(link, clock, startEngine);
  // These end with what they listen to.
  wall.state.subscribe(({ gateways }) => layouts.setGateways(gateways.map(({ gatewayId }) => gatewayId)));
  settings.state.subscribe(({ frozen }) => waves.freeze(frozen));
  waves.frozen.pipe(pairwise()).subscribe(([before, now]) => {
    const bedKeys = [...before.keys()].filter((bedKey) => !now.has(bedKey));
    if (bedKeys.length > 0) settings.do({ type: 'thawed', bedKeys, still: now.size });
  });
  // A picture that stands still is of whoever lay there.
  bedNames.pipe(pairwise()).subscribe(([before, now]) => {
    const bedKeys = [...before].flatMap(([bedKey, { patientKey }]) =>
      now.get(bedKey)?.patientKey === patientKey ? [] : [bedKey],
    );
    if (bedKeys.some((bedKey) => settings.state.value.frozen.bedKeys.includes(bedKey)))
      settings.do({ type: 'thawed', bedKeys, still: waves.frozen.value.size });
  });
  ofType(messages, 'hello').subscribe(({ displays }) => glass.setSizes(displays));
  return {
    wall,
    vitals,
    rates,
    alarms,
    decisions,
    person,
    bedNames,
    news2,
    record,
    sound,
    checkedSound: (actorId, isHeard) => link.tell({ type: 'soundChecked', actorId, isHeard }),
    waves,
    coverage,
    settings,
    glass,
    layouts,
    windows,
    archive,
    exports,
    notes,
    eraseHistory,
    window: number,
    clock,
    ticker,
  };
}

/**
 * Draws the wall of a link into `root`, and returns what takes all of it down again.
 *
 * Call it in the same task as the link was made: the link does not repeat what was said before. `history` ends with it.
 */
export function openWall(
  root: HTMLElement,
  link: StationLink,
  clock: Clock,
  history: HistoryLink,
  eraseHistory?: EraseHistory,
): { close(): void } {
  const services = makeServices(
    link,
    clock,
    interval(TICK_MS).pipe(share()),
    browserSurroundings(),
    startEngineWorker,
    openAlarmSound,
    history,
    eraseHistory,
  );
  const view = createRoot(root);
  view.render(<Wall services={services} opensCharge={opensCharge(location.search)} />);
  return {
    close() {
      view.unmount();
      history.dispose();
      services.waves.dispose();
      services.coverage.dispose();
      services.windows.dispose();
      services.settings.dispose();
      services.glass.dispose();
      services.sound.dispose();
      services.news2.dispose();
      services.record.dispose();
      services.exports.dispose();
      services.notes.dispose();
      services.decisions.dispose();
      services.alarms.dispose();
      services.rates.dispose();
      services.vitals.dispose();
      services.wall.dispose();
    },
  };
}
