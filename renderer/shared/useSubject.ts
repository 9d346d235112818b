import { useCallback, useSyncExternalStore } from 'react';
import type { BehaviorSubject } from 'rxjs';

/** What `pick` reads of the subject's value; draws again only when that has changed. It must be a plain value, or kept. */
export function useSubject<T, R>(subject: BehaviorSubject<T>, pick: (value: T) => R): R {
  const subscribe = useCallback(
    (listener: () => void) => {
      const subscription = subject.subscribe(listener);
      return () => subscription.unsubscribe();
    },
    [subject],
  );
  return useSyncExternalStore(subscribe, () => pick(subject.value));
}
