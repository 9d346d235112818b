import './off.css';
import type { Setting } from '#domain/alarms/activation.ts';
import { markedName, useAlarmSecond, useAlarmServices, useBedName } from '#renderer/alarms/alarmServices.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { OffSign } from './OffSign.view.tsx';
import { offTime, offTitle, onAgain, reasonNote, stationAudio } from './offTexts.ts';

/** More single beds than these are counted: each says so on its tile. */
const MOST_BEDS = 4;

/** All that is paused or off, over the width of the bar: for the whole ward in full, for single beds after it. */
export function OffBand() {
  const { alarms } = useAlarmServices();
  const settings = useSubject(alarms.view, (view) => view.settings);
  const ward = stationAudio(settings);
  const others = settings.filter((setting) => setting !== ward);
  return (
    <div className="off-band" role="status">
      {ward !== undefined && <WardAudio setting={ward} />}
      {others.slice(0, MOST_BEDS).map((setting) => (
        <BedOff key={JSON.stringify([setting.scope, setting.signal])} setting={setting} />
      ))}
      {others.length > MOST_BEDS && <span className="off-more">+{others.length - MOST_BEDS}</span>}
      {others.length > 0 && <span className="off-count">{bedsText(others.length)}</span>}
    </div>
  );
}

/** Instead of the single beds, where there is no room for them. */
const bedsText = (count: number) => (count === 1 ? '+ 1 bed' : `+ ${count} beds`);

function WardAudio({ setting }: { setting: Setting }) {
  const { alarms, decisions } = useAlarmServices();
  const nowMs = useAlarmSecond();
  return (
    <span className="off-ward">
      <OffSign setting={setting} />
      <strong>{offTitle(setting).toUpperCase()}</strong>
      <span className="off-time">{offTime(setting, nowMs)}</span>
      <button type="button" className="bar-button" onClick={() => void decisions.set(onAgain(setting), 'Audio on')}>
        Audio on <kbd>P</kbd>
      </button>
      <span className="off-who">
        by {alarms.nameOf(setting.actorId)}
        {reasonNote(setting)}
      </span>
    </span>
  );
}

function BedOff({ setting }: { setting: Setting }) {
  const { alarms, decisions } = useAlarmServices();
  const nowMs = useAlarmSecond();
  const key = setting.scope.of === 'bed' ? setting.scope.bedKey : '';
  const bedKey = useSubject(alarms.view, ({ members }) =>
    setting.scope.of === 'alarm' ? (members.get(setting.scope.alarmId)?.alarm.report.bedKey ?? '') : key,
  );
  const bed = useBedName(bedKey);
  return (
    <button
      type="button"
      className="off-bed"
      title={`${offTitle(setting)} at ${bed.title} by ${alarms.nameOf(setting.actorId)}${reasonNote(setting)}. Press to turn on again`}
      onClick={() =>
        void decisions.set(onAgain(setting), `${offTitle({ ...setting, activation: 'on' })}, ${bed.title}`)
      }
    >
      <OffSign setting={setting} /> {markedName(bed)} <span className="off-time">{offTime(setting, nowMs)}</span>
      <span className="off-why">{reasonNote(setting)}</span>
    </button>
  );
}
