import { useEffect } from 'react';
import type { WindowsStore } from './windows.store.ts';

/** Tells the other windows which beds this one shows: none while nobody can see it. */
export function useShownHere(windows: WindowsStore, beds: ReadonlySet<string>): void {
  useEffect(() => {
    const tell = () => windows.show(document.hidden ? [] : [...beds]);
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [windows, beds]);
}
