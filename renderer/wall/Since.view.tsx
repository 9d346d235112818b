import { useSecond } from './services.ts';
import { durationText } from './texts.ts';

/** Running time since a moment. */
export function Since({ sinceMs }: { sinceMs: number }) {
  return <span className="since">{durationText(useSecond() - sinceMs)}</span>;
}
