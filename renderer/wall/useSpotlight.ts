import { useCallback, useEffect, useRef, useState } from 'react';
import { merge } from 'rxjs';
import { ofWhoLiesThere } from '#renderer/alarms/listed.ts';
import type { WallServices } from './services.ts';
import { type Spotlight, spotlightAt } from './spotlight.ts';

/** Whom the spotlight shows while it is on, and what pins one to it or lets go. `beds`: keys of those of this window. */
export function useSpotlight(
  { alarms, bedNames, clock, ticker }: WallServices,
  isOn: boolean,
  beds: ReadonlySet<string>,
) {
  const [held, setHeld] = useState<Spotlight | null>(null);
  const latestBeds = useRef(beds);
  latestBeds.current = beds;
  const look = useCallback(
    (before: Spotlight | null) => {
      // Who lies there now is shown large, and is not who an alarm of before is about.
      const shown = [...alarms.byBed.value].map(([bedKey, listed]) => {
        const patientKey = bedNames.value.get(bedKey)?.patientKey ?? null;
        return [bedKey, ofWhoLiesThere(listed, patientKey)] as const;
      });
      return spotlightAt(before, new Map(shown), latestBeds.current, clock.monotonicMs());
    },
    [alarms, bedNames, clock],
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
