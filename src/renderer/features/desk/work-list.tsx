// My work, nearest to the phone first: what rings, what I am in, Sofía's calls, my tasks, the newest leads.
import {
  IconArrowForwardUp,
  IconCheck,
  IconListCheck,
  IconMessageCircle,
  IconPhone,
  IconPhoneCall,
  IconPlayerPause,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Task } from '../../../shared/api.ts';
import type { CallSummary } from '../../../shared/call.ts';
import type { LeadSummary } from '../../../shared/lead.ts';
import { formatAge, formatDuration, formatMoment, formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { conversation } from '../../stores/conversation.ts';
import { comingOffers, escalations, offerOfCall } from '../../stores/escalations.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { began, orderLeads, orderOpenCalls, orderTasks, work } from '../../stores/work.ts';
import { IconButton } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { taskTitleInWords } from '../backend-words.ts';
import { useCallStatus } from '../calls/use-call-status.ts';
import { doneFailed, useAttempt } from '../use-attempt.ts';
import styles from './work-list.module.css';

const shownLeads = 12;

export function WorkList() {
  const { t } = useWords();
  const { reload } = useActions();
  const status = useStore(work, (state) => state.status);
  const open = useLiveCalls();
  const tasks = useStore(
    work,
    useShallow((state) => orderTasks(state.tasks)),
  );
  return (
    <aside className={styles.work} aria-label={t('work.title')} data-testid="work-list">
      <div className={styles.head}>
        <h2>{t('work.title')}</h2>
        {status === 'ready' && <span>{t('work.open', { count: open.length + tasks.length })}</span>}
      </div>
      <div className={styles.scroll}>
        <PhoneGroups />
        {status === 'loading' && (
          <div className={styles.loading}>
            <LoadingBars label={t('app.loading')} height={36} widths={[100, 100, 100, 100, 100]} />
          </div>
        )}
        {status === 'failed' && (
          <div className={styles.loading}>
            <Failed text={t('work.failed')} action={t('work.retry')} onAction={() => void reload()} />
          </div>
        )}
        {status === 'ready' && (
          <>
            <LiveCalls calls={open} />
            <Tasks tasks={tasks} />
            <RecentLeads />
          </>
        )}
      </div>
    </aside>
  );
}

function Group(props: { title: string; count: number; children?: ReactNode; empty?: ReactNode }) {
  return (
    <section aria-label={props.title}>
      <h3 className={styles.group}>
        <span>{props.title}</span>
        {props.count > 0 && <span>{props.count}</span>}
      </h3>
      {props.count === 0 ? <div className={styles.nothing}>{props.empty}</div> : props.children}
    </section>
  );
}

type RowTone = 'ring' | 'accent' | 'hold' | 'ai' | 'bad';
function Row(props: {
  icon: ReactNode;
  name: string;
  second: string;
  time?: ReactNode;
  tone?: RowTone | undefined;
  timeTone?: RowTone | undefined;
  leadId?: string | undefined;
  testId?: string;
}) {
  const { openLead } = useActions();
  const { leadId } = props;
  const current = useStore(conversation, (state) => leadId !== undefined && state.leadId === leadId);
  return (
    <button
      type="button"
      className={styles.row}
      data-tone={props.tone}
      data-testid={props.testId}
      aria-current={current ? 'true' : undefined}
      onClick={leadId === undefined ? undefined : () => openLead(leadId)}
    >
      {props.icon}
      <b title={props.name}>{props.name}</b>
      <span className={styles.time} data-tone={props.timeTone ?? props.tone}>
        {props.time}
      </span>
      <span className={styles.second} title={props.second}>
        {props.second}
      </span>
    </button>
  );
}

/** Calls of my own phone, and offers on their way to it. */
function PhoneGroups() {
  const { t } = useWords();
  const now = useNow();
  const { state, offers } = {
    state: useStore(phone, (s) => s.state),
    offers: useStore(escalations, (s) => s.offers),
  };
  const calls = openPhoneCalls(state).map((call) => ({ call, offer: offerOfCall(call, offers) }));
  const ringing = calls.filter(({ call }) => call.phase === 'ringing');
  const held = calls.filter(({ call }) => call.phase === 'held');
  const active = calls.filter(({ call }) => call.phase !== 'ringing' && call.phase !== 'held');
  const coming = comingOffers(state, offers, now);
  const row = ({ call, offer }: (typeof calls)[number], tone: RowTone, icon: ReactNode) => (
    <Row
      key={call.id}
      icon={icon}
      tone={tone}
      name={offer?.leadName ?? call.name ?? formatPhone(call.number)}
      second={offer?.brief.wants ?? t(call.direction === 'in' ? 'call.incoming' : 'call.outgoing')}
      time={formatDuration(now - (call.liveAt ?? call.ringingAt ?? now))}
      leadId={offer?.leadId}
    />
  );
  return (
    <>
      {ringing.length + coming.length > 0 && (
        <Group title={t('work.incoming')} count={ringing.length + coming.length}>
          {ringing.map((entry) => row(entry, 'ring', <IconPhone stroke={1.5} aria-hidden />))}
          {coming.map((offer) => (
            <Row
              key={offer.escalationId}
              icon={<IconPhone stroke={1.5} aria-hidden />}
              tone="ring"
              name={offer.leadName}
              second={t('work.coming')}
              time={formatDuration(now - Date.parse(offer.reservedAt))}
              leadId={offer.leadId}
            />
          ))}
        </Group>
      )}
      {active.length > 0 && (
        <Group title={t('work.active')} count={active.length}>
          {active.map((entry) => row(entry, 'accent', <IconPhoneCall stroke={1.5} aria-hidden />))}
        </Group>
      )}
      {held.length > 0 && (
        <Group title={t('work.held')} count={held.length}>
          {held.map((entry) => row(entry, 'hold', <IconPlayerPause stroke={1.5} aria-hidden />))}
        </Group>
      )}
    </>
  );
}

/** Open calls without those on my own phone or on their way to it: they stand above. */
function useLiveCalls(): CallSummary[] {
  const now = useNow();
  const state = useStore(phone, (s) => s.state);
  const offers = useStore(escalations, (s) => s.offers);
  const open = useStore(
    work,
    useShallow((s) => orderOpenCalls(s.calls)),
  );
  const mine = new Set([
    ...openPhoneCalls(state).map((call) => call.callId),
    ...comingOffers(state, offers, now).map((offer) => offer.callId),
  ]);
  return open.filter((call) => !mine.has(call.id));
}

function LiveCalls({ calls }: { calls: CallSummary[] }) {
  const { t } = useWords();
  const statusOf = useCallStatus();
  const now = useNow();
  return (
    <Group title={t('work.live')} count={calls.length} empty={<Empty text={t('work.noLive')} />}>
      {calls.map((call) => {
        const since = began(call);
        return (
          <Row
            key={call.id}
            testId="live-call"
            icon={
              call.status === 'forwarding' ? (
                <IconArrowForwardUp stroke={1.5} aria-hidden />
              ) : (
                <IconPhone stroke={1.5} aria-hidden />
              )
            }
            tone={call.status === 'in-progress' ? 'ai' : undefined}
            timeTone={call.status === 'forwarding' ? 'hold' : undefined}
            name={call.leadName}
            second={statusOf(call)}
            time={since === '' ? '' : formatDuration(now - Date.parse(since))}
            leadId={call.leadId}
          />
        );
      })}
    </Group>
  );
}

function Tasks({ tasks }: { tasks: Task[] }) {
  const { t } = useWords();
  return (
    <Group title={t('work.tasks')} count={tasks.length} empty={<Empty text={t('work.noTasks')} />}>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} />
      ))}
    </Group>
  );
}

function TaskRow({ task }: { task: Task }) {
  const { t, language } = useWords();
  const now = useNow();
  const { finishTask } = useActions();
  const { run, busy } = useAttempt(doneFailed);
  const lateMs = now - Date.parse(task.dueAt);
  const soon = lateMs < 0 && lateMs > -10 * 60_000;
  return (
    <div className={styles.item}>
      <Row
        testId="task"
        icon={<IconListCheck stroke={1.5} aria-hidden />}
        name={task.leadName}
        second={taskTitleInWords(task, t)}
        time={
          lateMs > 0
            ? t('work.overdue', { time: formatAge(lateMs) })
            : formatMoment(task.dueAt, now, language)
        }
        timeTone={lateMs > 0 ? 'bad' : soon ? 'hold' : undefined}
        leadId={task.leadId}
      />
      <IconButton
        label={t('work.done')}
        className={styles.action}
        disabled={busy}
        onClick={() => run(() => finishTask(task.id))}
      >
        <IconCheck stroke={1.5} aria-hidden />
      </IconButton>
    </div>
  );
}

function RecentLeads() {
  const { t, language } = useWords();
  const now = useNow();
  const leads = useStore(
    work,
    useShallow((state) => newestLeads(state.leads, [...orderOpenCalls(state.calls), ...state.tasks])),
  );
  return (
    <Group
      title={t('work.leads')}
      count={leads.length}
      empty={<Empty text={t('work.noLeads')} hint={t('work.noLeadsHint')} />}
    >
      {leads.map((lead) => (
        <Row
          key={lead.id}
          testId="lead-row"
          icon={<IconMessageCircle stroke={1.5} aria-hidden />}
          name={lead.name}
          second={secondLine(lead, t(`leadStatus.${lead.status}`))}
          time={formatMoment(lead.updatedAt, now, language)}
          leadId={lead.id}
        />
      ))}
    </Group>
  );
}

/** Leads who stand above already, in a call or a task, do not stand here again. */
function newestLeads(leads: Record<string, LeadSummary>, above: { leadId: string }[]): LeadSummary[] {
  const shown = new Set(above.map(({ leadId }) => leadId));
  return orderLeads(leads)
    .filter((lead) => !shown.has(lead.id))
    .slice(0, shownLeads);
}

function secondLine(lead: LeadSummary, status: string): string {
  return lead.lastMessage === null || lead.lastMessage === '' ? status : `${status} · ${lead.lastMessage}`;
}
