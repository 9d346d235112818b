import './off.css';
import type { Setting } from '#domain/alarms/activation.ts';
import { useAlarmSecond, useAlarmServices, useBedName } from '#renderer/alarms/alarmServices.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { OffSign } from './OffSign.view.tsx';
import { offTime, offTitle, onAgain, stationAudio } from './offTexts.ts';

/** All that is paused or off, over the width of the bar: for the whole ward in full, for single beds after it. */
export function OffBand() {
  const { alarms } = useAlarmServices();
  const settings = useSubject(alarms.view, (view) => view.settings);
  const ward = stationAudio(settings);
  const others = settings.filter((setting) => setting !== ward);
  return (
    <div className="off-band" role="status">
      {ward !== undefined && <WardAudio setting={ward} />}
      {others.map((setting) => (
        <BedOff key={JSON.stringify([setting.scope, setting.signal])} setting={setting} />
      ))}
    </div>
  );
}

function WardAudio({ setting }: { setting: Setting }) {
  const { alarms, decisions } = useAlarmServices();
  const nowMs = useAlarmSecond();
  return (
    <span className="off-ward">
      <OffSign setting={setting} />
      <strong>{offTitle(setting).toUpperCase()}</strong>
      <span className="off-time">{offTime(setting, nowMs)}</span>
      <span className="off-who">whole ward · {alarms.nameOf(setting.actorId)}</span>
      <button type="button" className="bar-button" onClick={() => void decisions.set(onAgain(setting), 'Audio on')}>
        Audio on <kbd>P</kbd>
      </button>
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
  const { name, title } = useBedName(bedKey);
  return (
    <button
      type="button"
      className="off-bed"
      title={`${offTitle(setting)} at ${title} by ${alarms.nameOf(setting.actorId)}. Press to turn on again`}
      onClick={() => void decisions.set(onAgain(setting), `${offTitle({ ...setting, activation: 'on' })}, ${title}`)}
    >
      <OffSign setting={setting} /> {name} <span className="off-time">{offTime(setting, nowMs)}</span>
    </button>
  );
}
