// One call of before a line; fewer columns while one of them is open beside it.
import { useMediaQuery } from '@mantine/hooks';
import { IconMicrophone, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { HistoryCall } from '../../../shared/desk.ts';
import { formatDayAndClock, formatDuration, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { SofiaMark } from '../../ui/marks.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { gradeOfMos, isMissed, nameOfRecord, outcomeOfRecord } from './history-words.ts';
import styles from './history.module.css';

interface HistoryTableProps {
  calls: HistoryCall[];
  onOpen: (row: HistoryCall) => void;
  openedId: string | undefined;
  isNarrow: boolean;
}

export function HistoryTable({ calls, onOpen, openedId, isNarrow }: HistoryTableProps) {
  const { t, language } = useWords();
  const now = useMinute();
  const columns = useColumns();
  const isWide = useMediaQuery('(min-width: 1600px)');
  const kept = isWide ? [...narrow, 'number', 'agent'] : narrow;
  const labelOf = (call: HistoryCall) => {
    const words = { name: nameOfRecord(call, t), time: formatDayAndClock(call.at, now, language) };
    if (call.kind === 'ai') return t('history.aiOf', words);
    return t(call.direction === 'in' ? 'history.incomingOf' : 'history.outgoingTo', words);
  };
  return (
    <DataTable
      label={t('calls.history')}
      columns={isNarrow ? columns.filter(({ key }) => kept.includes(key)) : columns}
      rows={calls}
      keyOf={(call) => call.id}
      onOpen={onOpen}
      openLabel={labelOf}
      isCurrent={(call) => call.id === openedId}
    />
  );
}
/** What stays while a call is open beside the list. */
const narrow = ['name', 'outcome', 'at', 'duration'];

function useColumns(): Column<HistoryCall>[] {
  const { t, language } = useWords();
  const now = useMinute();
  return useMemo(
    () => [
      { key: 'name', head: t('calls.name'), cell: (call) => <Who call={call} /> },
      {
        ...{ key: 'number', head: t('history.number'), width: 148, muted: true },
        cell: (call) => <NumberBesideName call={call} />,
      },
      { key: 'outcome', head: t('history.outcome'), width: 164, cell: (call) => <Outcome call={call} /> },
      {
        ...{ key: 'disposition', head: t('history.disposition'), width: 136, muted: true },
        cell: ({ disposition }) => disposition?.[language],
      },
      { key: 'agent', head: t('calls.agent'), width: 132, muted: true, cell: ({ agentName }) => agentName },
      {
        ...{ key: 'at', head: t('history.when'), width: 136, muted: true },
        cell: ({ at }) => formatDayAndClock(at, now, language),
      },
      {
        ...{ key: 'quality', head: t('history.quality'), width: 72, align: 'right' },
        cell: ({ mos }) => <Mos mos={mos} />,
      },
      {
        ...{ key: 'duration', head: t('calls.duration'), width: 92, align: 'right' },
        cell: ({ talkSeconds }) => (talkSeconds === null ? '' : formatDuration(talkSeconds * 1000)),
      },
    ],
    [t, language, now],
  );
}

function Who({ call }: { call: HistoryCall }) {
  const { t } = useWords();
  const Icon = call.direction === 'in' ? IconPhoneIncoming : IconPhoneOutgoing;
  return (
    <span className={styles.who}>
      {call.kind === 'ai' ? (
        <SofiaMark />
      ) : (
        <span className={styles.way} data-missed={isMissed(call) ? '' : undefined}>
          <Icon stroke={1.5} aria-hidden />
        </span>
      )}
      <span>{nameOfRecord(call, t)}</span>
      {call.hasRecording && (
        <IconMicrophone stroke={1.5} className={styles.recorded} aria-label={t('history.recorded')} />
      )}
    </span>
  );
}

/** Once: where nobody's name is known the number stands in its place. */
function NumberBesideName({ call }: { call: HistoryCall }) {
  const { t } = useWords();
  const shown = formatPhone(call.number ?? '');
  return shown === nameOfRecord(call, t) ? null : shown;
}

function Outcome({ call }: { call: HistoryCall }) {
  const { t } = useWords();
  return <span className={isMissed(call) ? styles.bad : undefined}>{outcomeOfRecord(call, t)}</span>;
}

function Mos({ mos }: { mos: number | null }) {
  const { t } = useWords();
  if (mos === null) return null;
  const grade = gradeOfMos(mos);
  return (
    <span className={styles[grade]} title={t(`history.${grade}`)}>
      {mos.toFixed(1)}
    </span>
  );
}
