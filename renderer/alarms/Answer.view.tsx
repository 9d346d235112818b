import './answer.css';
import type { Episode } from '#domain/alarms/worklist.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { Age } from './Age.view.tsx';
import { useAlarmServices, useValueOf } from './alarmServices.ts';
import { acknowledgedBy, hasFailed, levelTexts, listedOf, type Waiting, waitingOf } from './episodeTexts.ts';
import { waitingIn } from './waiting.ts';

const TICK = 'M2 8.5 6 12.5 14 3.5';
const SPEAKER = 'M2 6H5L9 2.5V13.5L5 10H2ZM11 5.5A3.5 3.5 0 0 1 11 10.5M12.6 3.4A6.4 6.4 0 0 1 12.6 12.6';
const PERSON = 'M8 8A3 3 0 1 0 8 2A3 3 0 0 0 8 8ZM2.5 14.5A5.5 5.5 0 0 1 13.5 14.5';

/** Who has an episode, loudly when nobody does: for how long, and who has been called meanwhile. `isBrief`: without the words. */
export function Answer({
  episode,
  isBrief = false,
  isAsked = false,
}: {
  episode: Episode;
  isBrief?: boolean;
  /** What waits for confirmation is asked beside this. */
  isAsked?: boolean;
}) {
  const { alarms, decisions } = useAlarmServices();
  const policy = useSubject(alarms.view, (view) => view.policy);
  const sent = useValueOf(decisions.sent);
  const waiting = waitingOf(episode, policy);
  const isSent = episode.members.some(({ alarm }) => sent.has(alarm.id));
  const owners = episode.owners.map(alarms.nameOf);
  const acknowledged = acknowledgedBy(episode, alarms.nameOf);
  return (
    <span className="answer">
      {isSent && <span className="answer-sent">sent …</span>}
      {!isSent && waiting !== null && (
        <Nobody
          waiting={waiting}
          isBrief={isBrief}
          isQuiet={episode.priority === 'low' || episode.priority === 'none'}
        />
      )}
      {waiting === null && owners.length > 0 && (
        <span className="answer-owner">
          <Icon path={PERSON} /> {owners.join(', ')}
        </span>
      )}
      {acknowledged.length > 0 && (
        <span className="answer-acknowledged" title={`acknowledged by ${acknowledged.join(', ')}`}>
          <Icon path={TICK} /> {acknowledged.join(', ') === owners.join(', ') ? 'ack' : acknowledged.join(', ')}
        </span>
      )}
      {!isAsked && waitingIn(episode).length > 0 && (
        <span className="answer-failed" title="A decision is too old to be sent to the bedside without asking">
          not sent
        </span>
      )}
      {hasFailed(episode) && (
        <span className="answer-failed" title="A decision did not reach the bedside">
          not delivered
        </span>
      )}
    </span>
  );
}

function Nobody({
  waiting: { sinceMs, level },
  isBrief,
  isQuiet,
}: {
  waiting: Waiting;
  isBrief: boolean;
  isQuiet: boolean;
}) {
  const words = level >= 3 ? 'charge told' : isBrief ? '' : 'nobody has this';
  const title = ['nobody has this', levelTexts[level - 1] ?? ''].filter((part) => part !== '').join(', ');
  return (
    <span className="answer-nobody" data-level={level} data-quiet={isQuiet} title={title}>
      {level >= 2 && <Icon path={SPEAKER} />}
      {words !== '' && <span>{words}</span>}
      <Age sinceMs={sinceMs} />
    </span>
  );
}

/** The same in words, for a screen reader. */
export function answerText(episode: Episode, nameOf: (actorId: string) => string): string {
  const owners = episode.owners.map(nameOf).join(', ');
  const acknowledged = acknowledgedBy(episode, nameOf);
  const isAll = listedOf(episode).every(({ alarm }) => alarm.acknowledged !== null);
  const parts = [
    episode.isUnanswered ? 'nobody has this' : '',
    owners === '' ? '' : `${owners} has this`,
    acknowledged.length === 0 ? '' : `${isAll ? '' : 'partly '}acknowledged by ${acknowledged.join(', ')}`,
    waitingIn(episode).length > 0 ? 'a decision was not sent: send it now or drop it' : '',
    hasFailed(episode) ? 'not delivered to the bedside' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function Icon({ path }: { path: string }) {
  return (
    <svg className="answer-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
