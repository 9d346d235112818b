import './off.css';
import { useEffect, useRef, useState } from 'react';
import { needsReason, type Setting } from '#domain/alarms/activation.ts';
import { useAlarmSecond, useAlarmServices, useValueOf } from '#renderer/alarms/alarmServices.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { OffSign } from './OffSign.view.tsx';
import {
  type NewSetting,
  type OffChoice,
  offChoices,
  offsOfBed,
  offTime,
  offTitle,
  onAgain,
  reasonNote,
  stationAudio,
} from './offTexts.ts';

/** What can be paused or turned off, with what that means; nothing that the policy refuses. `bedKey`: the bed it begins with; null: none. */
export function OffMenu({ bedKey, onClose }: { bedKey: string | null; onClose: () => void }) {
  const { alarms, bedNames } = useAlarmServices();
  const policy = useSubject(alarms.view, (view) => view.policy);
  const settings = useSubject(alarms.view, (view) => view.settings);
  const beds = useValueOf(bedNames);
  const [chosen, choose] = useState(bedKey ?? '');
  const root = useRef<HTMLElement>(null);
  useEffect(() => root.current?.querySelector<HTMLElement>('button, select')?.focus(), []);
  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent) => {
      const isInside = target instanceof Element && target.closest('.off-menu, .bar-off, dialog') !== null;
      if (!isInside) onClose();
    };
    window.addEventListener('pointerdown', onPointerDown);
    return () => window.removeEventListener('pointerdown', onPointerDown);
  }, [onClose]);
  const ward = stationAudio(settings);
  return (
    <section ref={root} className="off-menu" aria-label="Pause and off">
      <div className="off-column">
        <h2>Whole ward</h2>
        <Choices
          choices={offChoices(policy, null)}
          held={ward === undefined ? [] : [ward]}
          whose="whole ward"
          onClose={onClose}
        />
        <p>The alarms of the whole ward can be neither paused nor turned off: only their sound.</p>
      </div>
      <div className="off-column">
        <h2>One bed</h2>
        <select value={chosen} aria-label="Bed" onChange={({ target }) => choose(target.value)}>
          <option value="">choose a bed</option>
          {[...beds]
            .filter(([, { kind }]) => kind === 'bed')
            .map(([key, { name, patient }]) => (
              <option key={key} value={key}>
                {patient === '' ? name : `${name} · ${patient}`}
              </option>
            ))}
        </select>
        {chosen !== '' && (
          <Choices
            choices={offChoices(policy, { bedKey: chosen, patientKey: beds.get(chosen)?.patientKey ?? null })}
            held={offsOfBed(settings, chosen)}
            whose={beds.get(chosen)?.title ?? ''}
            onClose={onClose}
          />
        )}
      </div>
    </section>
  );
}

/** What is off can be turned on; what is not, off. */
function Choices({
  choices,
  held,
  whose,
  onClose,
}: {
  choices: readonly OffChoice[];
  held: readonly Setting[];
  whose: string;
  onClose: () => void;
}) {
  const { alarms, decisions } = useAlarmServices();
  const trouble = useValueOf(decisions.trouble);
  const nowMs = useAlarmSecond(held.length > 0);
  const turn = (setting: NewSetting, saysWhy?: true) => {
    onClose();
    void decisions.set(setting, `${offTitle(setting)}, ${whose}`, saysWhy);
  };
  return (
    <ul>
      {held.map((setting) => (
        <li key={setting.signal}>
          <button
            type="button"
            className="bar-button"
            disabled={trouble !== ''}
            title={trouble}
            onClick={() => turn(onAgain(setting))}
          >
            {setting.signal === 'audio' ? 'Audio on again' : 'Alarms on again'}
          </button>
          <span>
            {offTitle(setting)} {offTime(setting, nowMs)} by {alarms.nameOf(setting.actorId)}
            {reasonNote(setting)}
          </span>
        </li>
      ))}
      {choices.map(({ setting, title, means }) => (
        <li key={title}>
          <button
            type="button"
            className="bar-button"
            disabled={trouble !== ''}
            title={trouble}
            onClick={() => turn(setting)}
          >
            <OffSign setting={setting} /> {title}
          </button>
          <span>
            {means}
            {!needsReason(setting) && (
              <button
                type="button"
                className="off-reason"
                aria-label={`${title}, with a reason`}
                disabled={trouble !== ''}
                title={trouble}
                onClick={() => turn(setting, true)}
              >
                or with a reason
              </button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
