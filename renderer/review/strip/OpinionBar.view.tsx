import { Mark } from '#renderer/alarms/opinion/OpinionMark.view.tsx';
import { clockText } from '#renderer/waveforms/recent/recentTexts.ts';
import type { StripWish } from './stripKeys.ts';
import type { ShownOpinion } from './stripOpinion.ts';

/** What the waves say of the alarm of a strip, in one line, and whether the beats they were read by are marked. */
export function OpinionBar({
  shown: { mark, opinion },
  showsBeats,
  onWish,
}: {
  shown: ShownOpinion;
  showsBeats: boolean;
  onWish: (wish: StripWish) => void;
}) {
  return (
    <section className="strip-opinion" aria-label="What the waves say">
      <span className="strip-opinion-text">
        What the waves say of {mark.text} {clockText(mark.fromMs)}: <Mark credibility={opinion.credibility} title="" />{' '}
        {opinion.reason}
      </span>
      {opinion.sources.length > 0 && (
        <button type="button" aria-pressed={showsBeats} onClick={() => onWish({ type: 'beats' })}>
          {showsBeats ? 'beats marked ▴' : 'beats not marked'} <kbd>I</kbd>
        </button>
      )}
    </section>
  );
}
