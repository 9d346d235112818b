import { createContext, useContext } from 'react';
import type { BehaviorSubject } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';
import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import type { Glass } from '#renderer/waveforms/glass.ts';
import type { ReviewRequest } from './findStay.ts';

/** The four ways to look at the past of a patient. */
export type ReviewWay = 'disclosure' | 'strip' | 'trends' | 'events';

/** Where a review stands. One for all ways to look: whoever moves the cursor moves it in all of them. */
export interface ReviewPlace {
  /** Whose past, in which bed and between which times: nothing outside of it is shown under this name. */
  readonly stay: HeldStay;
  readonly way: ReviewWay;
  /** The moment that is looked at. */
  readonly cursorMs: number;
  /** The stretch that the overview marks and trends show; the cursor may be outside of it. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Names of the waves to show (keptWave.ts, waveName), in this order. */
  readonly waves: readonly string[];
}

/** What happens in a review. */
export type ReviewEvent =
  | { readonly type: 'look'; readonly way: ReviewWay }
  /** The cursor goes to a moment of the stay; the stretch follows where it would leave it. */
  | { readonly type: 'goTo'; readonly atMs: number }
  | { readonly type: 'show'; readonly fromMs: number; readonly untilMs: number }
  | { readonly type: 'waves'; readonly waves: readonly string[] }
  | { readonly type: 'stay'; readonly stay: HeldStay; readonly atMs: number };

/** What was asked to be reviewed: something of a patient, or whatever is held. */
export type ReviewOpening = { readonly kind: 'list' } | ({ readonly kind: 'at' } & ReviewRequest);

/** Where the patient of a stay is now, as far as the wall knows. */
export type Whereabouts =
  | { readonly kind: 'here' }
  /** The bed has another patient by now, or none. */
  | { readonly kind: 'gone'; readonly bedIsTaken: boolean }
  /** Nobody describes the bed at present. */
  | { readonly kind: 'unknown' };

/** What the views of a review read from. */
export interface ReviewServices {
  readonly archive: Archive;
  readonly place: BehaviorSubject<ReviewPlace>;
  readonly do: (event: ReviewEvent) => void;
  /** The end of a stay that lasts, on the clock of its samples: now, or, without a station, the last moment that is held. */
  readonly latestMs: () => number;
  /** Pixels a millimetre of the display this window stands on. */
  readonly glass: Glass;
  readonly clock: Clock;
}

/** How the services reach the views of a review; null outside of one. */
export const ReviewServicesContext = createContext<ReviewServices | null>(null);

/** @throws Error outside of a review. */
export function useReview(): ReviewServices {
  const services = useContext(ReviewServicesContext);
  if (services === null) throw new Error('a review is drawn without its services');
  return services;
}
