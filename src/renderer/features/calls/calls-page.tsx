// Every call: those in progress, live, and those of before.
import { SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CallSummary } from '../../../shared/call.ts';
import { formatDayAndClock, formatDuration, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import {
  began,
  isOpen,
  orderOpenCalls,
  orderRecentCalls,
  takeCalls,
  work,
  type Loading,
} from '../../stores/work.ts';
import { StateDot, type Tone } from '../../ui/marks.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from '../../ui/page.module.css';
import { useCallStatus } from './use-call-status.ts';

type Which = 'openOnly' | 'recent';

export function CallsPage() {
  const { t } = useWords();
  const [which, setWhich] = useState<Which>('openOnly');
  const { status, retry } = useRecentCalls();
  const calls = useStore(
    work,
    useShallow((state) => (which === 'openOnly' ? orderOpenCalls : orderRecentCalls)(state.calls)),
  );
  return (
    <div className={styles.page}>
      <div className={styles.title}>
        <h1>{t('calls.title')}</h1>
        <SegmentedControl
          className={styles.push}
          aria-label={t('calls.filter')}
          value={which}
          onChange={(value) => setWhich(value as Which)}
          data={(['openOnly', 'recent'] as const).map((value) => ({ value, label: t(`calls.${value}`) }))}
        />
      </div>
      <div className={styles.body}>
        {calls.length > 0 && <CallTable calls={calls} />}
        <div className={styles.notice}>
          {status === 'failed' && (
            <Failed text={t('calls.failed')} action={t('work.retry')} onAction={retry} />
          )}
          {status === 'loading' && calls.length === 0 && (
            <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100]} />
          )}
          {status === 'ready' && calls.length === 0 && (
            <Empty text={t(which === 'openOnly' ? 'calls.none' : 'calls.noneRecent')} />
          )}
        </div>
      </div>
    </div>
  );
}

function useRecentCalls(): { status: Loading; retry: () => void } {
  const { recentCalls } = useActions();
  const [status, setStatus] = useState<Loading>('loading');
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    recentCalls()
      .then((calls) => {
        takeCalls(calls);
        if (current) setStatus('ready');
      })
      .catch(() => current && setStatus('failed'));
    return () => {
      current = false;
    };
  }, [recentCalls, attempt]);
  return { status, retry: () => setAttempt(attempt + 1) };
}

function CallTable({ calls }: { calls: CallSummary[] }) {
  const { t } = useWords();
  return (
    <table className={styles.table}>
      <colgroup>
        <col style={{ width: 240 }} />
        <col style={{ width: 216 }} />
        <col />
        <col style={{ width: 160 }} />
        <col style={{ width: 152 }} />
        <col style={{ width: 104 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('calls.name')}</th>
          <th scope="col">{t('calls.status')}</th>
          <th scope="col">{t('leads.phone')}</th>
          <th scope="col">{t('calls.agent')}</th>
          <th scope="col">{t('calls.since')}</th>
          <th scope="col" className={styles.right}>
            {t('calls.duration')}
          </th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <CallRow key={call.id} call={call} />
        ))}
      </tbody>
    </table>
  );
}

function CallRow({ call }: { call: CallSummary }) {
  const { t, language } = useWords();
  const now = useNow();
  const { openLead } = useActions();
  const statusOf = useCallStatus();
  const since = began(call);
  const running = isOpen(call) && call.answeredAt !== null ? now - Date.parse(call.answeredAt) : undefined;
  const duration = call.durationSeconds === null ? running : call.durationSeconds * 1000;
  const { tone, hollow } = signOf(call);
  return (
    <tr data-row>
      <td>
        <button
          type="button"
          className={styles.name}
          aria-label={t('calls.open', { name: call.leadName })}
          onClick={() => {
            openLead(call.leadId);
            openView('desk');
          }}
        >
          {call.leadName}
        </button>
      </td>
      <td>
        <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
          <StateDot tone={tone} hollow={hollow} />
          {statusOf(call)}
        </span>
      </td>
      <td className={styles.muted}>{call.phone === null ? '' : formatPhone(call.phone)}</td>
      <td className={styles.muted}>{call.agentName}</td>
      <td className={styles.muted}>{since === '' ? '' : formatDayAndClock(since, now, language)}</td>
      <td className={styles.right}>{duration === undefined ? '' : formatDuration(duration)}</td>
    </tr>
  );
}

function signOf(call: CallSummary): { tone: Tone; hollow: boolean } {
  if (call.status === 'in-progress') return { tone: 'ai', hollow: false };
  if (call.status === 'with-agent') return { tone: 'accent', hollow: false };
  if (call.status === 'forwarding') return { tone: 'hold', hollow: false };
  if (call.status === 'failed' || call.status === 'blocked') return { tone: 'bad', hollow: true };
  return { tone: 'neutral', hollow: true };
}
