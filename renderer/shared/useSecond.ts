import { useCallback, useEffect, useState } from 'react';
import type { Observable } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';

/** The wall clock in whole seconds, as milliseconds; draws again when the second changes, unless it need not run. */
export function useSecond(clock: Clock, ticker: Observable<unknown>, runs = true): number {
  const read = useCallback(() => Math.floor(clock.nowMs() / 1000) * 1000, [clock]);
  const [second, setSecond] = useState(read);
  useEffect(() => {
    if (!runs) return;
    setSecond(read());
    const subscription = ticker.subscribe(() => setSecond(read()));
    return () => subscription.unsubscribe();
  }, [ticker, read, runs]);
  return second;
}
