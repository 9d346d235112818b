import { linkSigns } from './linkSigns.ts';
import type { BedLink } from './places.ts';

/** State of a link as a shape, in the state's colour. */
export function LinkMark({ state }: { state: BedLink['state'] }) {
  const { path, units, pen } = linkSigns[state];
  return (
    <svg className="link-mark" data-link={state} viewBox={`0 0 ${units} ${units}`} aria-hidden="true">
      {pen === undefined ? (
        <path d={path} fill="currentColor" />
      ) : (
        <path d={path} fill="none" stroke="currentColor" strokeWidth={pen} />
      )}
    </svg>
  );
}
