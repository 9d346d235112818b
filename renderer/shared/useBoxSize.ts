import { useLayoutEffect, useState } from 'react';

/** Inner size of an element in CSS pixels, kept up to date; 0 x 0 before the first layout. */
export function useBoxSize(box: { readonly current: HTMLElement | null }) {
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: widthPx, clientHeight: heightPx } = element;
      setSize((held) => (held.widthPx === widthPx && held.heightPx === heightPx ? held : { widthPx, heightPx }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
}
