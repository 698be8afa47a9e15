// Nothing moves under the pointer: when groups come or go above, the row that is being aimed at stays where it is.
import { useLayoutEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

interface Steady {
  scroller: RefObject<HTMLDivElement | null>;
  /** Empty, above and below the rows: give room where there is nothing to scroll. */
  above: RefObject<HTMLDivElement | null>;
  below: RefObject<HTMLDivElement | null>;
  /** The top of the list is out of sight. */
  isAway: boolean;
  toTop: () => void;
  handlers: {
    onPointerMove: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onScroll: () => void;
  };
}

/** Rows are `li`, groups are headed by `h3`. Called by the component that draws them all, so that it sees every change of them. */
export function useSteadyList(): Steady {
  const scroller = useRef<HTMLDivElement>(null);
  const above = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLDivElement>(null);
  const aimedAt = useRef<{ row: Element; top: number } | undefined>(undefined);
  const returnsToTop = useRef(false);
  const [isAway, setIsAway] = useState(false);

  useLayoutEffect(() => {
    const { row, top } = aimedAt.current ?? {};
    if (!scroller.current || !row?.isConnected || top === undefined) return;
    const moved = row.getBoundingClientRect().top - top;
    if (Math.abs(moved) < 1) return;
    returnsToTop.current ||= scroller.current.scrollTop === 0;
    shift(scroller.current, moved, { above: above.current, below: below.current });
  });

  return {
    scroller,
    above,
    below,
    isAway,
    toTop: () => scroller.current?.scrollTo({ top: 0 }),
    handlers: {
      onPointerMove: ({ target }) => {
        const row = target instanceof Element ? target.closest('li, h3') : null;
        aimedAt.current = row ? { row, top: row.getBoundingClientRect().top } : undefined;
      },
      onPointerLeave: () => {
        aimedAt.current = undefined;
        for (const spacer of [above.current, below.current]) spacer?.style.removeProperty('height');
        if (returnsToTop.current) scroller.current?.scrollTo({ top: 0 });
        returnsToTop.current = false;
      },
      onScroll: () => {
        const { row } = aimedAt.current ?? {};
        if (row) aimedAt.current = { row, top: row.getBoundingClientRect().top };
        setIsAway((scroller.current?.scrollTop ?? 0) > awayPx);
      },
    },
  };
}
const awayPx = 8;

/** Moves the content back by `moved` px, with room above or below where scrolling alone does not reach. */
function shift(
  scroller: HTMLElement,
  moved: number,
  { above, below }: { above: HTMLElement | null; below: HTMLElement | null },
): void {
  const wanted = scroller.scrollTop + moved;
  const spare = scroller.scrollHeight - scroller.clientHeight - wanted;
  if (wanted < 0) grow(above, -wanted);
  if (spare < 0) grow(below, -spare);
  scroller.scrollTop = Math.max(0, wanted);
}

function grow(spacer: HTMLElement | null, px: number): void {
  if (spacer) spacer.style.height = `${spacer.offsetHeight + px}px`;
}
