import type { BedLink } from './places.ts';

/** State of a link as a shape: a dot lives, a ring waits, a cross is broken. */
export function LinkMark({ state }: { state: BedLink['state'] }) {
  return (
    <svg className="link-mark" data-link={state} viewBox="0 0 10 10" aria-hidden="true">
      {state === 'live' && <circle cx="5" cy="5" r="3.4" fill="currentColor" />}
      {state === 'connecting' && <circle cx="5" cy="5" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.6" />}
      {(state === 'lost' || state === 'stationLost') && (
        <path d="M1.6 1.6 8.4 8.4M8.4 1.6 1.6 8.4" stroke="currentColor" strokeWidth="2" />
      )}
    </svg>
  );
}
