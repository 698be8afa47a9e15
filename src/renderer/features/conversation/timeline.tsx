// The conversation as one reading line; it stays with the newest turn until the reader scrolls up.
import { useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { conversation } from '../../stores/conversation.ts';
import type { TalkFilter } from '../../stores/reading-rows.ts';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { TimelineHead } from './timeline-head.tsx';
import { useRows } from './timeline-rows.ts';
import { Scroll } from './timeline-scroll.tsx';
import styles from './timeline.module.css';

export function Timeline({ leadId, leadName }: { leadId: string; leadName: string }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<TalkFilter>('all');
  return (
    <>
      <TimelineHead {...{ leadId, leadName, filter }} onFilter={setFilter} />
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
  const rows = useRows(leadId, filter);
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
