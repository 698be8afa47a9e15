// Who waits to be called: the next one first, with how long and why, and the two things a supervisor does about it.
import { IconArrowBarToUp, IconX } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import type { BoardCall } from '../../../shared/board.ts';
import { useHouseClock } from '../use-house-clock.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { IconButton } from '../../ui/button.tsx';
import { Tag } from '../../ui/marks.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { callReasonInWords } from '../backend-words.ts';
import { isForLater, queueRows, waitedSince } from './board-rows.ts';
import { askAbout, boardView, choose } from './board-view.ts';
import { interestInWords } from './board-words.ts';
import { BoardEmpty, useFilter } from './board-empty.tsx';
import { Since } from './since.tsx';
import { useActs } from './use-acts.ts';
import { useOpenStory } from './use-open-story.ts';
import styles from './board.module.css';

export function BoardQueue() {
  const { t } = useWords();
  const calls = useStore(board, (state) => state.calls);
  const filter = useFilter();
  const now = useMinute();
  const rows = useMemo(() => queueRows(calls, filter, now), [calls, filter, now]);
  const chosenId = useStore(boardView, ({ chosen }) => (chosen?.kind === 'queue' ? chosen.id : undefined));
  const open = useOpenStory();
  return (
    <section className={styles.queue} aria-label={t('board.queue.title')}>
      <header className={styles.sectionHead}>
        <h2>{t('board.queue.title')}</h2>
        {rows.length > 0 && <b data-testid="queue-count">{rows.length}</b>}
        <span>{t('board.queue.order')}</span>
      </header>
      <BoardEmpty isEmpty={rows.length === 0} text={t('board.queue.none')} bars={4} />
      {rows.length > 0 && (
        <VirtualRows
          label={t('board.queue.title')}
          testId="board-queue"
          className={styles.fill}
          rowClassName={styles.queueRow}
          rows={rows}
          rowHeight={44}
          chosenId={chosenId}
          onChoose={({ id }) => choose({ kind: 'queue', id })}
          onOpen={({ leadId }) => open(leadId)}
          head={<QueueHead />}
          cells={(call, stop) => <QueueCells call={call} stop={stop} later={isForLater(call, now)} />}
        />
      )}
    </section>
  );
}

/** Its columns need no heads to be seen. */
function QueueHead() {
  const { t } = useWords();
  return (
    <div role="row" aria-rowindex={1} className={styles.unseen}>
      <span role="columnheader">{t('board.calls.name')}</span>
      <span role="columnheader">{t('board.calls.time')}</span>
      <span role="columnheader">{t('board.calls.interest')}</span>
      <span role="columnheader">{t('board.calls.actions')}</span>
    </div>
  );
}

const QueueCells = memo(function QueueCells({
  call,
  stop,
  later,
}: {
  call: BoardCall;
  stop: boolean;
  later: boolean;
}) {
  const { t } = useWords();
  const clock = useHouseClock();
  const points = call.score === null ? '' : t('board.queue.points', { count: call.score });
  const reason = callReasonInWords(call.reason, t);
  const parts = [interestInWords(call, t), points].filter((part) => part !== '');
  const second = parts.join(' · ') || reason;
  return (
    <>
      <span role="gridcell" className={styles.queueWho}>
        <b>{call.leadName}</b>
        {call.priority > 0 && <Tag tone="hold">{t('board.queue.first')}</Tag>}
      </span>
      <span role="gridcell" className={styles.queueTime}>
        {later ? (
          <time dateTime={call.notBefore}>{t('board.queue.at', { time: clock(call.notBefore) })}</time>
        ) : (
          <Since at={waitedSince(call)} limit="oldestQueued" />
        )}
      </span>
      <small role="gridcell" title={[...parts, reason].filter((part) => part !== '').join(' · ')}>
        {second}
      </small>
      <QueueActs call={call} stop={stop} />
    </>
  );
});

function QueueActs({ call, stop }: { call: BoardCall; stop: boolean }) {
  const { t } = useWords();
  const { prioritise, busy } = useActs();
  const tabIndex = stop ? 0 : -1;
  const { id: callId, leadName: name } = call;
  return (
    <span role="gridcell" className={styles.acts}>
      <IconButton
        label={t('board.queue.prioritise')}
        tabIndex={tabIndex}
        aria-busy={busy || undefined}
        data-testid="queue-first"
        onClick={() => prioritise(call)}
      >
        <IconArrowBarToUp stroke={1.5} aria-hidden />
      </IconButton>
      <IconButton
        label={t('board.queue.cancel')}
        tabIndex={tabIndex}
        data-testid="queue-cancel"
        onClick={() => askAbout({ ask: 'cancel', callId, name })}
      >
        <IconX stroke={1.5} aria-hidden />
      </IconButton>
    </span>
  );
}
