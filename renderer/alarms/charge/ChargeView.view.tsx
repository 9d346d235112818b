import './charge.css';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { CHARGE_LEVEL } from '#domain/alarms/escalation.ts';
import { placeAt } from '#domain/alarms/place.ts';
import { groupBy } from '#domain/alarms/triage/survey.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import { Age } from '#renderer/alarms/Age.view.tsx';
import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import { Answer } from '#renderer/alarms/Answer.view.tsx';
import {
  type BedName,
  markedName,
  useAlarmSecond,
  useAlarmServices,
  useValueOf,
  useWhose,
} from '#renderer/alarms/alarmServices.ts';
import { leadingText } from '#renderer/alarms/decisionWords.ts';
import { EpisodeButtons } from '#renderer/alarms/EpisodeButtons.view.tsx';
import { hasFailed, listedOf } from '#renderer/alarms/episodeTexts.ts';
import { ForgottenItem, useForgotten } from '#renderer/alarms/rail/ForgottenList.view.tsx';
import { Waiting } from '#renderer/alarms/Waiting.view.tsx';
import { waitingIn } from '#renderer/alarms/waiting.ts';
import { durationText } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { type Cell, ChargeCell, chargeCellId } from './ChargeCell.view.tsx';
import { chargeColumns } from './chargeColumns.ts';

/**
 * The charge nurse's overview: the whole ward on one page, a cell a bed in the order of the ward, and what stands
 * unanswered, was escalated, was forgotten or did not reach the bedside. The letters of episodeKeys.ts act on the cell that
 * has the focus; Enter opens its bed.
 */
export function ChargeView({
  onOpen,
  onClose,
  onLoad,
}: {
  onOpen: (bedKey: string) => void;
  onClose: () => void;
  /** To what alarms asked of people. */
  onLoad: () => void;
}) {
  const { alarms, bedNames } = useAlarmServices();
  const names = useValueOf(bedNames);
  const { episodes } = useSubject(alarms.view, ({ worklist }) => worklist);
  const byPlace = new Map(episodes.map((episode) => [episode.place, episode]));
  const cells = cellsOf(names, episodes);
  const keys = cells.map(({ place }) => place);
  const root = useRef<HTMLElement>(null);
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const columns = chargeColumns(keys.length);
  const reachable = focusKey !== null && keys.includes(focusKey) ? focusKey : keys[0];
  useEffect(() => root.current?.querySelector<HTMLElement>('[role=listitem][tabindex="0"]')?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = keys.indexOf(reachable ?? '');
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    };
    const step = steps[event.key];
    const isCell = event.target instanceof Element && event.target.getAttribute('role') === 'listitem';
    if (event.key === 'Escape') onClose();
    else if (!isCell) return;
    else if (event.key === 'Enter') {
      const cell = cells[at];
      if (cell !== undefined) onOpen(cell.bedKey);
    } else if (step !== undefined) {
      const key = keys[at + step];
      if (key !== undefined) document.getElementById(chargeCellId(key))?.focus();
    } else return;
    event.preventDefault();
  };

  return (
    <section ref={root} className="charge" aria-label="Charge nurse's overview" onKeyDown={onKeyDown}>
      <Figures episodes={episodes} onClose={onClose} onLoad={onLoad} />
      <div className="charge-body">
        {/* biome-ignore lint/a11y/useSemanticElements: cells are laid out as a ward, and take the focus */}
        <div
          className="charge-ward"
          role="list"
          aria-label="Beds"
          style={{ '--columns': columns, '--rows': Math.ceil(keys.length / columns) } as CSSProperties}
        >
          {cells.map((cell) => (
            <ChargeCell
              key={cell.place}
              cell={cell}
              episode={byPlace.get(cell.place)}
              isReachable={cell.place === reachable}
              onFocus={setFocusKey}
              onOpen={onOpen}
            />
          ))}
        </div>
        <Lists episodes={episodes} onOpen={onOpen} />
      </div>
    </section>
  );
}

/** The beds in the order of the ward, and after each bed the patients who were there before and have alarms yet. */
function cellsOf(names: ReadonlyMap<string, BedName>, episodes: readonly Episode[]): readonly Cell[] {
  const byBed = groupBy(episodes, ({ bedKey }) => bedKey);
  return [...new Set([...names.keys(), ...byBed.keys()])].flatMap((bedKey): Cell[] => {
    const name = names.get(bedKey);
    const some = byBed.get(bedKey) ?? [];
    if (name?.kind !== 'bed' || name.patientKey === null) return some;
    const own = { bedKey, patientKey: name.patientKey, place: placeAt(bedKey, name.patientKey) };
    return [own, ...some.filter(({ place }) => place !== own.place)];
  });
}

/** The ward in figures, large. */
function Figures({
  episodes,
  onClose,
  onLoad,
}: {
  episodes: readonly Episode[];
  onClose: () => void;
  onLoad: () => void;
}) {
  const { alarms } = useAlarmServices();
  const forgotten = useForgotten();
  const times = alarms.answerTimes.summary(useAlarmSecond());
  const escalated = episodes.filter(isEscalated).length;
  const waiting = episodes.filter((episode) => waitingIn(episode).length > 0).length;
  const failed = episodes.filter(hasFailed).length;
  return (
    <header className="charge-head">
      <h1>Ward</h1>
      <Figure
        value={episodes.length}
        words={episodes.length === 1 ? 'patient with an alarm' : 'patients with alarms'}
      />
      <Figure value={episodes.filter(({ isUnanswered }) => isUnanswered).length} words="nobody has" isLoud />
      <Figure value={escalated} words="told to charge" isLoud />
      <Figure value={forgotten.length} words="forgotten" isLoud />
      <Figure value={waiting} words="not sent" isLoud />
      <Figure value={failed} words="not delivered" isLoud />
      <div className="charge-figure">
        <strong className="charge-value">{times === null ? '--:--' : durationText(times.medianMs)}</strong>
        <span title="Last hour, as far as this window has seen: from the call to the first answer">
          {times === null
            ? 'time to answer: none yet'
            : `to answer (median of ${times.count}, longest ${durationText(times.longestMs)})`}
        </span>
      </div>
      <button type="button" className="bar-button" onClick={onLoad}>
        Alarm load <kbd>O</kbd>
      </button>
      <button type="button" className="bar-button" onClick={onClose}>
        Close <kbd>C</kbd>
      </button>
    </header>
  );
}

function Figure({ value, words, isLoud = false }: { value: number; words: string; isLoud?: boolean }) {
  return (
    <div className="charge-figure" data-loud={isLoud && value > 0}>
      <strong className="charge-value">{value}</strong>
      <span>{words}</span>
    </div>
  );
}

const isEscalated = (episode: Episode) =>
  listedOf(episode).some(({ alarm }) => alarm.acknowledged === null && alarm.escalation >= CHARGE_LEVEL);

function Lists({ episodes, onOpen }: { episodes: readonly Episode[]; onOpen: (bedKey: string) => void }) {
  const forgotten = useForgotten();
  const escalated = episodes.filter(isEscalated);
  const failed = episodes.filter(hasFailed);
  const waiting = episodes.filter((episode) => waitingIn(episode).length > 0);
  const unowned = episodes.filter((episode) => episode.isUnanswered && !isEscalated(episode));
  const answered = episodes.filter(({ isUnanswered }) => !isUnanswered);
  const lines = (some: readonly Episode[]) =>
    some.map((episode) => <Line key={episode.place} episode={episode} onOpen={onOpen} />);
  return (
    <div className="charge-lists">
      <List title="Told to charge" count={escalated.length}>
        {lines(escalated)}
      </List>
      <List title="Nobody has" count={unowned.length}>
        {lines(unowned)}
      </List>
      <List title="Not sent: to be confirmed" count={waiting.length}>
        {waiting.map((episode) => (
          <Line key={episode.bedKey} episode={episode} isQuestion onOpen={onOpen} />
        ))}
      </List>
      <List title="Not delivered to the bedside" count={failed.length}>
        {lines(failed)}
      </List>
      <List title="Forgotten" count={forgotten.length}>
        {forgotten.map((each) => (
          <ForgottenItem key={each.member.alarm.id} forgotten={each} onGoTo={onOpen} />
        ))}
      </List>
      <List title="Answered" count={answered.length}>
        {lines(answered)}
      </List>
      {episodes.length === 0 && <p className="charge-calm">No alarm stands.</p>}
    </div>
  );
}

function List({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section aria-label={title}>
      <h2>
        {title} <strong className="charge-count">{count}</strong>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

function Line({
  episode,
  isQuestion = false,
  onOpen,
}: {
  episode: Episode;
  /** With what waits for confirmation on it. */
  isQuestion?: boolean;
  onOpen: (bedKey: string) => void;
}) {
  const bed = useWhose(episode);
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  return (
    <li
      className="charge-line"
      data-priority={episode.priority}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <button type="button" className="charge-line-open" onClick={() => onOpen(episode.bedKey)}>
        <AlarmSign priority={episode.priority} />
        <strong className="charge-line-name">{markedName(bed)}</strong>
        <span className="charge-line-text">{leadingText(episode)}</span>
        <Answer episode={episode} isBrief />
        {!episode.isUnanswered && <Age sinceMs={episode.sinceMs} />}
      </button>
      {/* They would stand over the answers. */}
      {(isPointed || isFocused) && !isQuestion && (
        <span className="charge-line-tools">
          <EpisodeButtons episode={episode} bedTitle={bed.title} />
        </span>
      )}
      {isQuestion && <Waiting episode={episode} bedTitle={bed.title} />}
    </li>
  );
}
