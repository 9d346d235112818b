import './episodeButtons.css';
import type { MouseEvent } from 'react';
import type { Episode } from '#domain/alarms/worklist.ts';
import { useAlarmServices, useValueOf } from './alarmServices.ts';
import { episodeKeys } from './episodeKeys.ts';
import { useReviewDoor } from './reviewDoor.ts';

/** What can be done with a patient's alarms, one button each; with their reason when nothing can. For the pointer: the keyboard has the letters. */
export function EpisodeButtons({
  episode,
  bedTitle,
  isBrief = false,
}: {
  episode: Episode;
  bedTitle: string;
  /** Where there is room for the three that matter most. */
  isBrief?: boolean;
}) {
  const { decisions } = useAlarmServices();
  const review = useReviewDoor();
  const [leading] = episode.members;
  const trouble = useValueOf(decisions.trouble);
  const isOwned = episode.owners.length > 0;
  const isAcknowledged = episode.members.every(({ alarm }) => alarm.acknowledged !== null);
  const shown = episodeKeys.filter(
    ({ action }) => (action !== 'giveBack' || isOwned) && (action !== 'acknowledge' || !isAcknowledged),
  );
  const offered = isBrief ? shown.slice(0, 3) : shown;
  const press = (event: MouseEvent, action: (typeof episodeKeys)[number]['action']) => {
    event.stopPropagation();
    void decisions.decide(action, episode);
  };
  return (
    <span className="episode-buttons">
      {offered.map(({ key, action, word, text }) => (
        <button
          key={action}
          type="button"
          tabIndex={-1}
          disabled={trouble !== ''}
          title={trouble || `${text} (${key.toUpperCase()})`}
          aria-label={`${bedTitle}: ${text}`}
          onClick={(event) => press(event, action)}
        >
          {word}
        </button>
      ))}
      {review !== null && leading !== undefined && (
        <button
          type="button"
          tabIndex={-1}
          title="review the waves at the moment of this alarm (R)"
          aria-label={`${bedTitle}: review the moment of this alarm`}
          onClick={(event) => {
            event.stopPropagation();
            review(leading.alarm);
          }}
        >
          Review
        </button>
      )}
    </span>
  );
}
