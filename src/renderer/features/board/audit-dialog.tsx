// The trail of who did what to whom, when and why; newest first, narrowed by person and by kind of act.
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { AuditEntry } from '../../../shared/board.ts';
import { formatDayAndClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { board } from '../../stores/board.ts';
import { desk } from '../../stores/desk.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { useReading } from '../use-reading.ts';
import { actionInWords, detailInWords, knownActions } from './audit-words.ts';
import { closeQuestion } from './board-view.ts';
import styles from './question.module.css';

const perPage = 50;

export function AuditDialog() {
  const { t } = useWords();
  const [user, setUser] = useState('');
  const [action, setAction] = useState('');
  return (
    <Dialog
      size="wide"
      title={t('board.audit.title')}
      closeLabel={t('board.act.close')}
      onClose={closeQuestion}
    >
      <div className={styles.form} data-testid="audit-dialog">
        <AuditFilters {...{ user, setUser, action, setAction }} />
        <div className={styles.trail} tabIndex={0} role="region" aria-label={t('board.audit.title')}>
          <Trail key={`${user} ${action}`} user={user || undefined} action={action || undefined} />
        </div>
      </div>
    </Dialog>
  );
}

/** Page by page, as far back as there is anything. */
function Trail(query: { user: string | undefined; action: string | undefined }) {
  const { t } = useWords();
  const { entries, status, again, more } = useTrail(query);
  return (
    <>
      {entries.length > 0 && <AuditTable entries={entries} />}
      {status === 'loading' && entries.length === 0 && (
        <LoadingBars label={t('app.loading')} height={22} widths={[100, 100, 100, 100]} />
      )}
      {status === 'failed' && (
        <Failed text={t('board.audit.failed')} action={t('work.retry')} onAction={again} />
      )}
      {status === 'ready' && entries.length === 0 && <Empty text={t('board.audit.none')} />}
      {more && (
        <Button size="small" busy={status === 'loading'} data-testid="audit-more" onClick={more}>
          {t('board.audit.more')}
        </Button>
      )}
    </>
  );
}

function useTrail(query: { user: string | undefined; action: string | undefined }) {
  const { audit } = useSupervisionApi();
  const [before, setBefore] = useState<{ id: number; entries: readonly AuditEntry[] }>();
  const page = useReading(String(before?.id ?? ''), () =>
    audit({ ...query, limit: perPage, before: before?.id }),
  );
  const entries = [...(before?.entries ?? []), ...(page.value?.entries ?? [])];
  const last = entries.at(-1);
  // A page that is not full is the last one; while one is on its way the button stays and says so.
  const mayHaveMore = page.value ? page.value.entries.length === perPage : entries.length > 0;
  return {
    entries,
    status: page.status,
    again: page.again,
    more:
      last && mayHaveMore && page.status !== 'failed' ? () => setBefore({ id: last.id, entries }) : undefined,
  };
}

interface FilterProps {
  user: string;
  setUser: (id: string) => void;
  action: string;
  setAction: (action: string) => void;
}

/** Whoever leaves a trail: supervisors and administrators. */
function AuditFilters({ user, setUser, action, setAction }: FilterProps) {
  const { t } = useWords();
  const agents = useStore(board, (state) => state.agents);
  const people = Object.values(agents)
    .filter(({ role }) => role !== 'agent')
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <div className={styles.filters}>
      <NativeSelect
        aria-label={t('board.audit.who')}
        data-testid="audit-user"
        value={user}
        data={[
          { value: '', label: t('board.audit.everybody') },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => setUser(event.target.value)}
      />
      <NativeSelect
        aria-label={t('board.audit.what')}
        data-testid="audit-action"
        value={action}
        data={[
          { value: '', label: t('board.audit.everything') },
          ...knownActions.map((value) => ({ value, label: actionInWords(value, t) })),
        ]}
        onChange={(event) => setAction(event.target.value)}
      />
    </div>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t, language } = useWords();
  const now = useMinute();
  const columns: Column<AuditEntry>[] = [
    {
      ...{ key: 'when', head: t('board.audit.when'), width: 118, muted: true },
      cell: ({ at }) => <time dateTime={at}>{formatDayAndClock(at, now, language)}</time>,
    },
    {
      ...{ key: 'who', head: t('board.audit.who'), width: 112 },
      cell: ({ userName }) => userName ?? t('board.audit.system'),
    },
    {
      ...{ key: 'what', head: t('board.audit.what'), width: 150 },
      cell: ({ action }) => <span className={styles.whole}>{actionInWords(action, t)}</span>,
    },
    {
      ...{ key: 'whom', head: t('board.audit.whom'), width: 116, muted: true },
      cell: ({ subjectName }) => <span className={styles.whole}>{subjectName}</span>,
    },
    { key: 'why', head: t('board.audit.why'), cell: (entry) => <Why entry={entry} /> },
  ];
  return (
    <DataTable
      label={t('board.audit.title')}
      columns={columns}
      rows={entries}
      keyOf={({ id }) => String(id)}
    />
  );
}

function Why({ entry }: { entry: AuditEntry }) {
  const { t, language } = useWords();
  const reasons = useStore(desk, (state) => state.choices.reasons);
  const text = [entry.why, detailInWords(entry, { t, language, reasons })].filter(Boolean).join(' · ');
  return <span className={styles.whole}>{text}</span>;
}
