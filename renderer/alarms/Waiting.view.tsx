import './waiting.css';
import type { Episode } from '#domain/alarms/worklist.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useAlarmSecond, useAlarmServices, useValueOf } from './alarmServices.ts';
import { heldAnswers } from './episodeKeys.ts';
import { waitingIn, waitingLines, waitingReason } from './waiting.ts';

/**
 * What was decided on a patient's alarms and did not reach the bedside in time: what, by whom, how long ago, why it was not
 * sent, and the two answers. Nothing while nothing waits. Stands open at its row: it is asked of whoever comes by.
 */
export function Waiting({ episode, bedTitle }: { episode: Episode; bedTitle: string }) {
  return waitingIn(episode).length === 0 ? null : <Question episode={episode} bedTitle={bedTitle} />;
}

function Question({ episode, bedTitle }: { episode: Episode; bedTitle: string }) {
  const { alarms, decisions } = useAlarmServices();
  const trouble = useValueOf(decisions.trouble);
  const withinMs = useSubject(alarms.view, ({ policy }) => policy.deliverWithinMs);
  const nowMs = useAlarmSecond();
  return (
    <section className="waiting" aria-label={`${bedTitle}: not sent to the bedside`}>
      {waitingLines(waitingIn(episode), alarms.nameOf, nowMs).map((line, index) => (
        <div key={line} className="waiting-what">
          {index === 0 && <strong className="waiting-sign">NOT SENT</strong>} {line}
        </div>
      ))}
      <div className="waiting-why">{waitingReason(withinMs)}</div>
      <div className="waiting-answers">
        {heldAnswers.map(({ key, action, word, text }) => (
          <button
            key={action}
            type="button"
            tabIndex={-1}
            disabled={trouble !== ''}
            title={trouble || text}
            aria-label={`${bedTitle}: ${text}`}
            onClick={(event) => {
              event.stopPropagation();
              void decisions.answerHeld(action, episode);
            }}
          >
            {word} <kbd>{key.toUpperCase()}</kbd>
          </button>
        ))}
      </div>
    </section>
  );
}
