import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How far beyond the edges of the list a row counts as near: one height of it, either way. */
const MARGIN = '100% 0px';

/** Which rows in `scroll` are in sight or nearly, by the place they bear as `data-place`; another set only when it has changed. */
export function useNear(scroll: RefObject<HTMLElement | null>): ReadonlySet<string> {
  const [near, setNear] = useState<ReadonlySet<string>>(new Set());
  const observer = useRef<IntersectionObserver | null>(null);
  const observed = useRef<ReadonlySet<Element>>(new Set());
  // After each drawing: rows come and go with it. One that is looked at already costs nothing.
  useLayoutEffect(() => {
    observer.current ??= new IntersectionObserver((seen) => setNear((held) => nearAfter(held, seen)), {
      root: scroll.current,
      rootMargin: MARGIN,
    });
    const rows = new Set(scroll.current?.querySelectorAll('[data-place]'));
    for (const row of observed.current) if (!rows.has(row)) observer.current.unobserve(row);
    for (const row of rows) observer.current.observe(row);
    observed.current = rows;
  });
  useEffect(
    () => () => {
      observer.current?.disconnect();
      observer.current = null;
      observed.current = new Set();
    },
    [],
  );
  return near;
}

function nearAfter(held: ReadonlySet<string>, seen: readonly IntersectionObserverEntry[]): ReadonlySet<string> {
  const next = new Set(held);
  for (const { target, isIntersecting } of seen) {
    const key = target instanceof HTMLElement ? (target.dataset['place'] ?? '') : '';
    if (isIntersecting) next.add(key);
    else next.delete(key);
  }
  return next;
}
