// The visits of a week, by day; one can be called off, or marked with who came, its lead opened.
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { Appointment } from '../../../shared/desk.ts';
import { formatDay, formatNearDay } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import page from '../../ui/page.module.css';
import { useMinute } from '../../ui/use-now.ts';
import { tell } from '../tell.tsx';
import { useAttempt } from '../use-attempt.ts';
import { useReading } from '../use-reading.ts';
import { CancelVisit } from './cancel-visit.tsx';
import { VisitTable } from './visit-table.tsx';
import { byDay, noonOf, spanOfWeek } from './week.ts';
import styles from './agenda.module.css';

const cancelFailed = (t: Translate, reason: string) => t('agenda.cancelFailed', { reason });

export function AgendaPage() {
  const [week, setWeek] = useState(0);
  const now = useMinute();
  const { appointments } = useDeskApi();
  const { from, to } = spanOfWeek(new Date(now), week);
  const reading = useReading(`${from}..${to}`, () => appointments({ from, to }));
  const { value, status, again } = reading;
  const cancel = useCancel(again);
  return (
    <div className={page.page}>
      <Title {...{ from, to, week, setWeek, count: value?.appointments.length }} />
      <div className={page.body}>
        {byDay(value?.appointments ?? []).map(({ day, visits }) => (
          <Day key={day} day={day} visits={visits} onCancel={cancel.ask} onMarked={again} />
        ))}
        <Nothing status={status} isEmpty={value?.appointments.length === 0} onRetry={again} />
      </div>
      {cancel.asked && (
        <CancelVisit visit={cancel.asked} busy={cancel.busy} onKeep={cancel.keep} onCancel={cancel.doIt} />
      )}
    </div>
  );
}

interface TitleProps {
  from: string;
  to: string;
  week: number;
  setWeek: (week: number) => void;
  count: number | undefined;
}

function Title({ from, to, week, setWeek, count }: TitleProps) {
  const { t, language } = useWords();
  const span = { from: formatDay(noonOf(from), language), to: formatDay(noonOf(to), language) };
  return (
    <div className={page.title}>
      <h1>{t('agenda.title')}</h1>
      <span className={styles.span} aria-live="polite">
        {t('agenda.week', span)}
        {count !== undefined && count > 0 && ` · ${t('agenda.visits', { count })}`}
      </span>
      <span className={styles.weeks}>
        {week !== 0 && (
          <Button size="small" onClick={() => setWeek(0)}>
            {t('agenda.thisWeek')}
          </Button>
        )}
        <IconButton label={t('agenda.earlier')} onClick={() => setWeek(week - 1)}>
          <IconChevronLeft stroke={1.5} aria-hidden />
        </IconButton>
        <IconButton label={t('agenda.later')} onClick={() => setWeek(week + 1)}>
          <IconChevronRight stroke={1.5} aria-hidden />
        </IconButton>
      </span>
    </div>
  );
}

interface DayProps {
  day: string;
  visits: Appointment[];
  onCancel: (visit: Appointment) => void;
  onMarked: () => void;
}

function Day({ day, visits, onCancel, onMarked }: DayProps) {
  const { language } = useWords();
  const now = useMinute();
  const noon = noonOf(day);
  const near = formatNearDay(noon, now, language);
  const plain = formatDay(noon, language);
  const name = near === plain ? plain : `${near}, ${plain}`;
  return (
    <section className={styles.day} aria-label={name}>
      <h2>{name}</h2>
      <VisitTable label={name} visits={visits} onCancel={onCancel} onMarked={onMarked} />
    </section>
  );
}

interface NothingProps {
  status: 'loading' | 'ready' | 'failed';
  isEmpty: boolean;
  onRetry: () => void;
}

function Nothing({ status, isEmpty, onRetry }: NothingProps) {
  const { t } = useWords();
  return (
    <div className={page.notice}>
      {status === 'failed' && (
        <Failed text={t('agenda.failed')} action={t('work.retry')} onAction={onRetry} />
      )}
      {status === 'loading' && (
        <LoadingBars label={t('app.loading')} height={26} widths={[24, 100, 100, 24, 100]} />
      )}
      {isEmpty && <Empty text={t('agenda.none')} hint={t('agenda.noneHint')} />}
    </div>
  );
}

/** Asks first: a time given back may be gone a moment later. */
function useCancel(onCancelled: () => void) {
  const { t } = useWords();
  const { cancelVisit } = useDeskApi();
  const [asked, setAsked] = useState<Appointment>();
  const { run, busy } = useAttempt(cancelFailed);
  return {
    asked,
    busy,
    ask: setAsked,
    keep: () => setAsked(undefined),
    doIt: (visit: Appointment) =>
      run(async () => {
        await cancelVisit(visit.id);
        setAsked(undefined);
        tell(t('agenda.cancelled'), t);
        onCancelled();
      }),
  };
}
