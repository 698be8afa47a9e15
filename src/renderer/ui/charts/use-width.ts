// A chart is drawn at the pixels it has, so that its letters keep their size however wide it is.
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The element's inner width in CSS pixels, as it changes; 0 until it is known. */
export function useWidth<E extends HTMLElement>(): { ref: RefObject<E | null>; width: number } {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { ref, width };
}
