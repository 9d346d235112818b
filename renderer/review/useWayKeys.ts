import { useEffect, useRef } from 'react';

/** Whoever has the focus there has its keys: dialogs, menus, fields, and the list of alarms beside the review. */
const OTHERS = 'dialog, [role="menu"], .rail, input, select, textarea';

/**
 * Keys of one way to look, before those of the review and of the wall. `take` answers whether it has taken the key. `root` gets
 * the focus as the way is opened.
 */
export function useWayKeys(
  root: { readonly current: HTMLElement | null },
  take: (event: KeyboardEvent) => boolean,
): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OTHERS) !== null) return;
      if (!latest.current(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    root.current?.focus({ preventScroll: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [root]);
}
