import type { ComponentType } from 'react';
import { DisclosureView } from './disclosure/DisclosureView.view.tsx';
import { EventsView } from './events/EventsView.view.tsx';
import type { ReviewWay } from './reviewServices.ts';
import { StripView } from './strip/StripView.view.tsx';
import { TrendsView } from './trends/TrendsView.view.tsx';

/** A way to look at the past. The views take no props: they read from the review they stand in. */
export interface Way {
  readonly way: ReviewWay;
  readonly title: string;
  readonly View: ComponentType;
}

/** The ways there are, in the order of their keys. */
export const ways: readonly Way[] = [
  { way: 'disclosure', title: 'Full disclosure', View: DisclosureView },
  { way: 'strip', title: 'Strip', View: StripView },
  { way: 'trends', title: 'Trends', View: TrendsView },
  { way: 'events', title: 'Events', View: EventsView },
];
