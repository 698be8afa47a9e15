// Calls in progress, as they change: Sofía's and those that people have taken over.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CallSummary } from '../../../shared/call.ts';
import { formatDayAndClock, formatDuration, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import { began, orderOpenCalls, work } from '../../stores/work.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { StateDot, type Tone } from '../../ui/marks.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import page from '../../ui/page.module.css';
import { useMinute, useNow } from '../../ui/use-now.ts';
import { useCallStatus } from './use-call-status.ts';

export function OpenCalls() {
  const { t } = useWords();
  const { openLead, reload } = useActions();
  const status = useStore(work, (state) => state.status);
  const calls = useStore(
    work,
    useShallow((state) => orderOpenCalls(state.calls)),
  );
  const columns = useColumns();
  return (
    <div className={page.body}>
      {calls.length > 0 && (
        <DataTable
          label={t('calls.openOnly')}
          columns={columns}
          rows={calls}
          keyOf={(call) => call.id}
          openLabel={(call) => t('calls.open', { name: call.leadName })}
          onOpen={(call) => {
            openLead(call.leadId);
            openView('desk');
          }}
        />
      )}
      <div className={page.notice}>
        {status === 'failed' && (
          <Failed text={t('calls.failed')} action={t('work.retry')} onAction={() => void reload()} />
        )}
        {status === 'loading' && calls.length === 0 && (
          <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100]} />
        )}
        {status === 'ready' && calls.length === 0 && <Empty text={t('calls.none')} />}
      </div>
    </div>
  );
}

function useColumns(): Column<CallSummary>[] {
  const { t, language } = useWords();
  const now = useMinute();
  return useMemo(
    () => [
      { key: 'name', head: t('calls.name'), width: 240, cell: (call) => call.leadName },
      { key: 'status', head: t('calls.status'), width: 216, cell: (call) => <Status call={call} /> },
      {
        ...{ key: 'phone', head: t('leads.phone'), muted: true },
        cell: (call) => (call.phone === null ? '' : formatPhone(call.phone)),
      },
      { key: 'agent', head: t('calls.agent'), width: 160, muted: true, cell: (call) => call.agentName },
      {
        ...{ key: 'since', head: t('calls.since'), width: 152, muted: true },
        cell: (call) => (began(call) === '' ? '' : formatDayAndClock(began(call), now, language)),
      },
      {
        ...{ key: 'duration', head: t('calls.duration'), width: 104, align: 'right' },
        cell: (call) => <Duration call={call} />,
      },
    ],
    [t, language, now],
  );
}

function Status({ call }: { call: CallSummary }) {
  const statusOf = useCallStatus();
  const { tone, hollow } = signOf(call);
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      <StateDot tone={tone} hollow={hollow} />
      {statusOf(call)}
    </span>
  );
}

function Duration({ call }: { call: CallSummary }) {
  const now = useNow();
  if (call.durationSeconds !== null) return formatDuration(call.durationSeconds * 1000);
  return call.answeredAt === null ? '' : formatDuration(now - Date.parse(call.answeredAt));
}

function signOf(call: CallSummary): { tone: Tone; hollow: boolean } {
  if (call.status === 'in-progress') return { tone: 'ai', hollow: false };
  if (call.status === 'with-agent') return { tone: 'accent', hollow: false };
  if (call.status === 'forwarding') return { tone: 'hold', hollow: false };
  return { tone: 'neutral', hollow: true };
}
