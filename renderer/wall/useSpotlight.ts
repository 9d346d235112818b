import { useCallback, useEffect, useRef, useState } from 'react';
import { merge } from 'rxjs';
import type { WallServices } from './services.ts';
import { type Spotlight, spotlightAt } from './spotlight.ts';

/** Whom the spotlight shows while it is on, and what pins one to it or lets go. `beds`: keys of those of this window. */
export function useSpotlight({ alarms, clock, ticker }: WallServices, isOn: boolean, beds: ReadonlySet<string>) {
  const [held, setHeld] = useState<Spotlight | null>(null);
  const latestBeds = useRef(beds);
  latestBeds.current = beds;
  const look = useCallback(
    (before: Spotlight | null) => spotlightAt(before, alarms.byBed.value, latestBeds.current, clock.monotonicMs()),
    [alarms, clock],
  );
  useEffect(() => {
    if (!isOn) {
      setHeld(null);
      return;
    }
    const subscription = merge(alarms.byBed, ticker).subscribe(() => setHeld(look));
    return () => subscription.unsubscribe();
  }, [isOn, alarms, ticker, look]);
  const togglePin = useCallback(
    () => setHeld((before) => (before === null ? null : { ...before, isPinned: !before.isPinned })),
    [],
  );
  return { spotlight: isOn ? held : null, togglePin };
}
