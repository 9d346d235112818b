import { useLayoutEffect, useRef, useState } from 'react';

/** Inner size of an element in CSS pixels, kept up to date; 0 x 0 before the first layout. */
export function useBoxSize<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: widthPx, clientHeight: heightPx } = element;
      setSize((held) => (held.widthPx === widthPx && held.heightPx === heightPx ? held : { widthPx, heightPx }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}
