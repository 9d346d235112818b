import './opinion.css';
import type { SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { Mark } from './OpinionMark.view.tsx';
import { OpinionPicture } from './OpinionPicture.view.tsx';
import { confidenceText, sourceQualityText, stanceWords } from './opinionTexts.ts';

/** What the waves say of an alarm, why, what each of them says, and what they looked like. */
export function OpinionDetails({ opinion }: { opinion: SecondOpinion }) {
  const { credibility, reason, sources } = opinion;
  return (
    <section className="opinion" aria-label="What the waves say">
      <div className="opinion-head">
        <span>What the waves say</span>
        <Mark credibility={credibility} title="" />
      </div>
      <div>
        {reason}
        {credibility !== 'cannotTell' && <span className="opinion-quiet"> · {confidenceText(opinion)}</span>}
      </div>
      {sources.length > 0 && <OpinionPicture opinion={opinion} />}
      <ul className="opinion-sources">
        {sources.map((source) => (
          <li key={`${source.code} ${source.label}`} data-says={source.says}>
            <strong>{source.label}</strong> {stanceWords[source.says]}: {source.text}
            <span className="opinion-quiet"> · {sourceQualityText(source)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
