// The conversation as one reading line; it stays with the newest turn until the reader scrolls up.
import { SegmentedControl } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { conversation } from '../../stores/conversation.ts';
import { readingLine } from '../../stores/reading-line.ts';
import { filterLines, layRows, type Row, type TalkFilter } from '../../stores/reading-rows.ts';
import type { StreamLog } from '../../stores/stream-log.ts';
import { streams } from '../../stores/streams.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { TimelineRow, type SpeechRow } from './timeline-row.tsx';
import styles from './timeline.module.css';

const filters: readonly TalkFilter[] = ['all', 'whatsapp', 'call', 'tools'];
/** Closer to the end than this counts as reading along, px. */
const nearEndPx = 48;

export function Timeline({ leadId, leadName }: { leadId: string; leadName: string }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<TalkFilter>('all');
  return (
    <>
      <div className={styles.head}>
        <h2>{t('talk.title')}</h2>
        <SegmentedControl
          aria-label={t('talk.filter')}
          value={filter}
          onChange={(value) => setFilter(value as TalkFilter)}
          data={filters.map((value) => ({ value, label: t(`talk.${value}`) }))}
        />
      </div>
      <div
        className={styles.frame}
        data-testid="timeline"
        role="log"
        aria-label={t('talk.title')}
        aria-live="off"
      >
        <Sheet key={`${leadId}:${filter}`} leadId={leadId} leadName={leadName} filter={filter} />
      </div>
    </>
  );
}

function Sheet(props: { leadId: string; leadName: string; filter: TalkFilter }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const { leadId, leadName, filter } = props;
  const status = useStore(conversation, (state) => state.itemsStatus);
  const rows = useRows(filter);
  if (rows.length > 0) return <Scroll rows={rows} leadName={leadName} />;
  return (
    <div className={styles.nothing}>
      {status === 'loading' && (
        <LoadingBars label={t('app.loading')} height={20} widths={[48, 72, 60, 80, 52]} />
      )}
      {status === 'failed' && (
        <Failed text={t('talk.failed')} action={t('talk.retry')} onAction={() => openLead(leadId)} />
      )}
      {status === 'ready' && <Empty text={t(filter === 'all' ? 'talk.empty' : 'talk.emptyFilter')} />}
    </div>
  );
}

/** Rows of the chosen lead: the snapshot, what the streams added, and speech in progress. */
function useRows(filter: TalkFilter): (Row | SpeechRow)[] {
  const items = useStore(conversation, (state) => state.items);
  const watched = useStore(conversation, (state) => state.watched);
  const logs = useStore(
    streams,
    useShallow((state) => pick(state.logs, watched)),
  );
  const speech = useStore(streams, (state) => state.speech);
  const settled = useMemo(
    () => layRows(filterLines(readingLine(items, logs), filter), logs),
    [items, logs, filter],
  );
  return useMemo(() => {
    if (filter === 'whatsapp' || filter === 'tools') return settled;
    const heard = watched.flatMap((stream): SpeechRow[] => {
      const said = speech[stream.replace(/^call:/, '')];
      return said ? [{ kind: 'speech', id: `speech:${stream}`, ...said }] : [];
    });
    return [...settled, ...heard];
  }, [settled, speech, watched, filter]);
}

function pick(logs: Record<string, StreamLog>, names: readonly string[]): Record<string, StreamLog> {
  const picked: Record<string, StreamLog> = {};
  for (const name of names) {
    const log = logs[name];
    if (log) picked[name] = log;
  }
  return picked;
}

function Scroll({ rows, leadName }: { rows: (Row | SpeechRow)[]; leadName: string }) {
  const element = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => element.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: () => 36,
    overscan: 12,
    paddingEnd: 12,
  });
  const total = virtual.getTotalSize();
  useLayoutEffect(() => {
    if (following && element.current) element.current.scrollTop = element.current.scrollHeight;
  }, [following, total, rows]);
  const watchPosition = () => {
    const box = element.current;
    if (box) setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx);
  };
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
      {!following && <ToLatest onClick={() => setFollowing(true)} />}
    </>
  );
}

function ToLatest({ onClick }: { onClick: () => void }) {
  const { t } = useWords();
  return (
    <Button
      size="small"
      className={styles.latest}
      icon={<IconArrowDown stroke={1.5} aria-hidden />}
      data-testid="to-latest"
      onClick={onClick}
    >
      {t('talk.latest')}
    </Button>
  );
}

/** The window may grow or shrink (a call bar unfolds): whoever reads along stays at the end. */
function useKeepAtEnd(element: React.RefObject<HTMLDivElement | null>, following: boolean): void {
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
