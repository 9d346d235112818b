import './opinion.css';
import type { Alarm } from '#domain/alarms/alarm.ts';
import type { Credibility } from '#domain/analysis/verdict.ts';
import { credibilityShapes, credibilityWords, isAwaited, opinionLine } from './opinionTexts.ts';

/**
 * What the waves say of an alarm, beside it: a word and a shape, in the colour of text. Its room is kept while they have not answered, so
 * that nothing moves when they do.
 */
export function OpinionMark({ alarm }: { alarm: Alarm }) {
  const { opinion } = alarm;
  if (isAwaited(alarm)) return <Mark credibility="cannotTell" isAwaited title="" />;
  if (!opinion) return null;
  return <Mark credibility={opinion.credibility} title={`What the waves say: ${opinionLine(opinion)}`} />;
}

/** The word and its shape. */
export function Mark({
  credibility,
  title,
  isAwaited: awaited = false,
}: {
  credibility: Credibility;
  title: string;
  /** Takes its room and shows nothing. */
  isAwaited?: boolean;
}) {
  return (
    <span
      className="opinion-mark"
      data-credibility={credibility}
      data-awaited={awaited}
      aria-hidden={awaited}
      title={title}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={credibilityShapes[credibility]} />
      </svg>
      <span className="opinion-word">{credibilityWords[credibility]}</span>
    </span>
  );
}
