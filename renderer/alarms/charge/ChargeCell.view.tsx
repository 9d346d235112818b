import { memo } from 'react';
import type { Episode } from '#domain/alarms/worklist.ts';
import { Age } from '#renderer/alarms/Age.view.tsx';
import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import { Answer, answerText } from '#renderer/alarms/Answer.view.tsx';
import { markedName, useAlarmServices, useValueOf, useWhose, type Whose } from '#renderer/alarms/alarmServices.ts';
import { leadingText } from '#renderer/alarms/decisionWords.ts';
import { endedText, listedOf, spokenEpisode } from '#renderer/alarms/episodeTexts.ts';
import { flashingAs } from '#renderer/alarms/listed.ts';
import { OffSign } from '#renderer/alarms/off/OffSign.view.tsx';
import { offsOfBed } from '#renderer/alarms/off/offTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';

export const chargeCellId = (place: string) => `charge ${place}`;

/** A bed with a patient, who lies there or did when an alarm began. */
export interface Cell extends Whose {
  readonly place: string;
}

/** A bed in the overview: calm it is a name, else its alarm, for how long, and who has it. */
export const ChargeCell = memo(function ChargeCell({
  cell,
  episode,
  isReachable,
  onFocus,
  onOpen,
}: {
  cell: Cell;
  /** undefined: nothing on the list. */
  episode: Episode | undefined;
  isReachable: boolean;
  onFocus: (place: string) => void;
  onOpen: (bedKey: string) => void;
}) {
  const { alarms, decisions } = useAlarmServices();
  const { bedKey, place, patientKey } = cell;
  const bed = useWhose(cell);
  const listed = useValueOf(alarms.bed(bedKey)).filter(({ member }) => member.alarm.patientKey === patientKey);
  const settings = useSubject(alarms.view, (view) => view.settings);
  const refusal = useValueOf(decisions.refusals).find((each) => each.bedKey === bedKey);
  const [off] = bed.kind === 'before' ? [] : offsOfBed(settings, bedKey);
  const beats = listed.map(flashingAs);
  const beat = beats.includes('high') ? 'high' : beats.includes('medium') ? 'medium' : 'none';
  const more = episode === undefined ? 0 : listedOf(episode).length - 1;
  const ended = episode === undefined ? '' : endedText(episode);
  const name =
    episode === undefined
      ? `${bed.title}, no alarm`
      : spokenEpisode(episode, bed.title, answerText(episode, alarms.nameOf));
  return (
    // biome-ignore lint/a11y/useSemanticElements: cells are laid out as a ward
    <div
      id={chargeCellId(place)}
      className="charge-cell"
      role="listitem"
      aria-label={name}
      tabIndex={isReachable ? 0 : -1}
      data-bed-key={bedKey}
      data-place={place}
      data-priority={episode?.priority ?? 'calm'}
      data-beat={beat}
      onFocus={() => onFocus(place)}
      onClick={() => onOpen(bedKey)}
      onKeyDown={() => {}}
    >
      <div className="charge-cell-head">
        {episode !== undefined && <AlarmSign priority={episode.priority} />}
        <strong className="charge-cell-name">{bed.kind === 'before' ? bed.name : markedName(bed)}</strong>
        {bed.kind === 'before' && <span className="charge-cell-before">before</span>}
        {off !== undefined && <OffSign setting={off} />}
        {episode !== undefined && <Age sinceMs={episode.sinceMs} />}
      </div>
      {episode === undefined ? (
        <div className="charge-cell-patient">{bed.patient}</div>
      ) : (
        <>
          <div className="charge-cell-text">
            {leadingText(episode)}
            {more > 0 && <span> +{more}</span>}
            {ended !== '' && <span className="charge-cell-ended"> {ended}</span>}
          </div>
          <div className="charge-cell-patient">{bed.patient}</div>
          <div className="charge-cell-answer">
            {refusal === undefined ? <Answer episode={episode} /> : <span role="alert">{refusal.text}</span>}
          </div>
        </>
      )}
    </div>
  );
});
