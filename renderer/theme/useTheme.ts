import { useSyncExternalStore } from 'react';
import { type Theme, theme } from './theme.ts';

const subscribe = (listener: () => void) => {
  const subscription = theme.subscribe(listener);
  return () => subscription.unsubscribe();
};

/** The window's look; draws again when it changes. For colours in style sheets nobody need ask: they are properties. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme.value);
}
