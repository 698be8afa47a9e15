// How long, or when: calls count seconds, everything else says minutes and is drawn seldom.
import { formatAge, formatClock, formatDuration, formatMoment } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { began } from '../../stores/work.ts';
import { urgencyOfTask, type WorkRow } from '../../stores/work-rows.ts';
import { useNow, useNowEvery } from '../../ui/use-now.ts';
import { toneOfRow, type RowTone } from './work-list-words.ts';
import styles from './work-list.module.css';

const stepMs = 5_000;
/** An answer that takes longer than this is late. */
const chatLateMs = 10 * 60_000;

export function WorkTime({ row }: { row: WorkRow }) {
  switch (row.kind) {
    case 'phone':
      return <Elapsed since={row.call.liveAt ?? row.call.ringingAt} tone={toneOfRow(row)} />;
    case 'coming':
      return <Elapsed since={Date.parse(row.offer.reservedAt)} tone="ring" />;
    case 'live': {
      const since = began(row.call);
      const tone = row.call.status === 'forwarding' ? 'hold' : undefined;
      return since === '' ? <Time text="" /> : <Elapsed since={Date.parse(since)} tone={tone} />;
    }
    case 'wrapUp':
      return <WrapUpTime row={row} />;
    default:
      return <Seldom row={row} />;
  }
}

function Elapsed({ since, tone }: { since: number | undefined; tone: RowTone | undefined }) {
  const now = useNow();
  return <Time text={formatDuration(now - (since ?? now))} tone={tone} />;
}

/** What is left of the wrap-up; once it is over, when the call ended. */
function WrapUpTime({ row }: { row: WorkRow & { kind: 'wrapUp' } }) {
  const now = useNow();
  const { until, endedAt } = row.wrapUp;
  const leftMs = until === null ? 0 : Date.parse(until) - now;
  return leftMs > 0 ? (
    <Time text={formatDuration(leftMs)} tone="hold" />
  ) : (
    <Time text={formatClock(endedAt)} />
  );
}

function Seldom({ row }: { row: WorkRow }) {
  const { t, language } = useWords();
  const now = useNowEvery(stepMs);
  if (row.kind === 'task') {
    const { dueAt } = row.task;
    const urgency = urgencyOfTask(dueAt, now);
    if (urgency === 'overdue') {
      const word = row.task.kind === 'callback' ? 'work.overdue' : 'work.overdueTask';
      return <Time text={t(word, { time: formatAge(now - Date.parse(dueAt)) })} tone="bad" />;
    }
    return <Time text={formatMoment(dueAt, now, language)} tone={urgency === 'soon' ? 'hold' : undefined} />;
  }
  if (row.kind === 'chat') {
    const waitMs = now - Date.parse(row.chat.unansweredSince ?? '');
    return <Time text={formatAge(waitMs)} tone={waitMs > chatLateMs ? 'hold' : undefined} />;
  }
  return <Time text={row.kind === 'lead' ? formatMoment(row.lead.updatedAt, now, language) : ''} />;
}

function Time({ text, tone }: { text: string; tone?: RowTone | undefined }) {
  return (
    <span className={styles.time} data-tone={tone}>
      {text}
    </span>
  );
}
