// The rows in a window: it stays with the newest until the reader goes up, and what the reader looks at then never moves.
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { countSince } from '../../stores/reading-rows.ts';
import { Button } from '../../ui/button.tsx';
import { Announcer } from './timeline-announcer.tsx';
import { TimelineRow, type ShownRow } from './timeline-row.tsx';
import styles from './timeline.module.css';

/** Closer to the end than this counts as reading along, px. */
const nearEndPx = 48;

export function Scroll({ rows, leadName }: { rows: ShownRow[]; leadName: string }) {
  const element = useRef<HTMLDivElement>(null);
  const { leftAt, watchPosition, goToEnd } = useFollowing(element, rows);
  const following = leftAt === undefined;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => element.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: (index) => estimateHeight(rows[index]),
    overscan: 12,
    paddingEnd: 12,
    // Lines that come in above (a gap filled, an older message) push nothing out of sight.
    anchorTo: 'end',
    scrollEndThreshold: 0,
  });
  const total = virtual.getTotalSize();
  useLayoutEffect(() => {
    if (following && element.current) element.current.scrollTop = element.current.scrollHeight;
  }, [following, total, rows]);
  useKeepAtEnd(element, following);
  return (
    <>
      {/* A scrolling region is reached and moved by the keyboard too. */}
      <div ref={element} className={styles.scroll} onScroll={watchPosition} tabIndex={0}>
        <div className={styles.sheet} style={{ height: total, minHeight: '100%' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <div
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className={styles.place}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <TimelineRow row={row} leadName={leadName} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {leftAt !== undefined && <ToLatest rows={rows} leftAt={leftAt} onClick={goToEnd} />}
      <Announcer rows={rows} leadName={leadName} silent={!following} />
    </>
  );
}

interface Following {
  /** Epoch ms of the newest line when the reader went up; undefined while they read along. */
  leftAt: number | undefined;
  watchPosition: () => void;
  goToEnd: () => void;
}

/** Only a move upwards by the reader's own hand leaves the end: a sheet that grows or shrinks under them does not. */
function useFollowing(element: RefObject<HTMLDivElement | null>, rows: readonly ShownRow[]): Following {
  const [leftAt, setLeftAt] = useState<number>();
  const before = useRef({ top: 0, height: 0, view: 0 });
  const watchPosition = () => {
    const box = element.current;
    if (!box) return;
    const { scrollTop: top, scrollHeight: height, clientHeight: view } = box;
    const last = before.current;
    const isSameSheet = height === last.height && view === last.view;
    if (height - top - view < nearEndPx) setLeftAt(undefined);
    else if (top < last.top && isSameSheet) setLeftAt((at) => at ?? newestAt(rows));
    before.current = { top, height, view };
  };
  return { leftAt, watchPosition, goToEnd: () => setLeftAt(undefined) };
}

function newestAt(rows: readonly ShownRow[]): number {
  const newest = rows.findLast((row) => 'at' in row);
  return newest && 'at' in newest ? Date.parse(newest.at) : 0;
}

function ToLatest(props: { rows: readonly ShownRow[]; leftAt: number; onClick: () => void }) {
  const { t } = useWords();
  const { rows, leftAt, onClick } = props;
  const count = useMemo(() => countSince(rows, leftAt), [rows, leftAt]);
  useCommand({ id: 'talk.latest', group: 'chat', label: t('talk.latest'), key: 'J', run: onClick });
  return (
    <Button
      size="small"
      className={styles.latest}
      icon={<IconArrowDown stroke={1.5} aria-hidden />}
      keyName="J"
      data-testid="to-latest"
      onClick={onClick}
    >
      {t('talk.latest')}
      {count > 0 && <b>{t('talk.jumpNew', { count })}</b>}
    </Button>
  );
}

/** The window may grow or shrink (a call bar unfolds): whoever reads along stays at the end. */
function useKeepAtEnd(element: RefObject<HTMLDivElement | null>, following: boolean): void {
  useLayoutEffect(() => {
    const box = element.current;
    if (!box || !following) return undefined;
    const observer = new ResizeObserver(() => {
      box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element, following]);
}

const charactersPerLine = 84;

/** Close enough that the scroll bar does not dance while rows are measured. */
function estimateHeight(row: ShownRow | undefined): number {
  if (row?.kind === 'turn') {
    const lines = Math.ceil((row.text.length + 10) / charactersPerLine);
    return 12 + 20 * lines + (row.media ? 166 : 0);
  }
  return row?.kind === 'heading' ? 38 : row?.kind === 'tool' || row?.kind === 'fold' ? 36 : 32;
}
