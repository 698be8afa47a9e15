// Every lead, newest change first, and a search by name or phone.
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { LeadSummary } from '../../../shared/lead.ts';
import { formatMoment, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import { newerLead, orderLeads, work, type Loading } from '../../stores/work.ts';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from '../../ui/page.module.css';

const searchDelayMs = 200;

export function LeadsPage() {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), searchDelayMs);
  const { leads, status, retry } = useFoundLeads(query);
  return (
    <div className={styles.page}>
      <div className={styles.title}>
        <h1>{t('leads.title')}</h1>
        <TextInput
          className={styles.push}
          w={320}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={t('leads.search')}
          aria-label={t('leads.search')}
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
          data-testid="lead-search"
        />
      </div>
      <div className={styles.body}>
        {leads.length > 0 && <LeadTable leads={leads} />}
        <div className={styles.notice}>
          {status === 'failed' && (
            <Failed text={t('leads.failed')} action={t('work.retry')} onAction={retry} />
          )}
          {status === 'loading' && leads.length === 0 && (
            <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100, 100]} />
          )}
          {status === 'ready' && leads.length === 0 && (
            <Empty text={t(query === '' ? 'leads.none' : 'leads.empty')} />
          )}
        </div>
      </div>
    </div>
  );
}

/** What the backend finds, kept fresh by what it pushes. */
function useFoundLeads(query: string): { leads: LeadSummary[]; status: Loading; retry: () => void } {
  const { findLeads } = useActions();
  const pushed = useStore(work, (state) => state.leads);
  const [found, setFound] = useState<LeadSummary[]>([]);
  const [status, setStatus] = useState<Loading>('loading');
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    findLeads({ q: query })
      .then((leads) => {
        if (!current) return;
        setFound(leads);
        setStatus('ready');
      })
      .catch(() => current && setStatus('failed'));
    return () => {
      current = false;
    };
  }, [findLeads, query, attempt]);
  const leads = useMemo(() => mergeLeads(found, pushed, query === ''), [found, pushed, query]);
  return { leads, status, retry: () => setAttempt(attempt + 1) };
}

/** Found leads with newer news put in; without a query also the leads that came since. */
function mergeLeads(
  found: readonly LeadSummary[],
  pushed: Record<string, LeadSummary>,
  all: boolean,
): LeadSummary[] {
  const byId: Record<string, LeadSummary> = all ? { ...pushed } : {};
  for (const lead of found) byId[lead.id] = newerLead(pushed[lead.id], lead);
  return orderLeads(byId);
}

function LeadTable({ leads }: { leads: LeadSummary[] }) {
  const { t } = useWords();
  return (
    <table className={styles.table}>
      <colgroup>
        <col style={{ width: 240 }} />
        <col style={{ width: 160 }} />
        <col style={{ width: 144 }} />
        <col style={{ width: 72 }} />
        <col />
        <col style={{ width: 112 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('leads.name')}</th>
          <th scope="col">{t('leads.phone')}</th>
          <th scope="col">{t('leads.status')}</th>
          <th scope="col" className={styles.right}>
            {t('leads.score')}
          </th>
          <th scope="col" style={{ paddingLeft: 20 }}>
            {t('leads.last')}
          </th>
          <th scope="col" className={styles.right}>
            {t('leads.updated')}
          </th>
        </tr>
      </thead>
      <tbody>
        {leads.map((lead) => (
          <LeadRow key={lead.id} lead={lead} />
        ))}
      </tbody>
    </table>
  );
}

function LeadRow({ lead }: { lead: LeadSummary }) {
  const { t, language } = useWords();
  const now = useNow();
  const { openLead } = useActions();
  return (
    <tr data-row>
      <td>
        <button
          type="button"
          className={styles.name}
          aria-label={t('leads.open', { name: lead.name })}
          onClick={() => {
            openLead(lead.id);
            openView('desk');
          }}
        >
          {lead.name}
        </button>
      </td>
      <td className={styles.muted}>{lead.phone === null ? '' : formatPhone(lead.phone)}</td>
      <td>{t(`leadStatus.${lead.status}`)}</td>
      <td className={styles.right}>{lead.score ?? ''}</td>
      <td className={styles.muted} style={{ paddingLeft: 20 }}>
        {lead.lastMessage}
      </td>
      <td className={`${styles.right} ${styles.muted}`}>{formatMoment(lead.updatedAt, now, language)}</td>
    </tr>
  );
}
