// One line of the work list: who and how long, then why; what can be done at once shows when one points at it.
import {
  IconArrowForwardUp,
  IconBrandWhatsapp,
  IconCheck,
  IconFileText,
  IconListCheck,
  IconPhone,
  IconPhoneCall,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconUser,
} from '@tabler/icons-react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { conversation } from '../../stores/conversation.ts';
import { work } from '../../stores/work.ts';
import type { WorkRow } from '../../stores/work-rows.ts';
import { IconButton } from '../../ui/button.tsx';
import { taskTitleInWords } from '../backend-words.ts';
import { useCallStatus } from '../calls/use-call-status.ts';
import { forbiddenToCall } from '../lead-panel/lead-identity.tsx';
import { CallButton } from '../call/phone-link.tsx';
import { useDial } from '../call/use-dial.ts';
import { useTaskChanges } from '../tasks/use-task-changes.ts';
import { useOpenRow } from './work-list-open.ts';
import { WorkTime } from './work-list-time.tsx';
import { nameOfRow, reasonOfRow, toneOfRow } from './work-list-words.ts';
import styles from './work-list.module.css';

interface WorkListRowProps {
  row: WorkRow;
  /** What it stands for is on screen. */
  current: boolean;
  /** The Tab key stops here; the arrows reach the others. */
  reachable: boolean;
  onFocus: (rowId: string) => void;
}

export const WorkListRow = memo(DrawnRow, (before, after) => {
  const isSame = before.current === after.current && before.reachable === after.reachable;
  return (
    isSame && subjectOf(before.row) === subjectOf(after.row) && offerOf(before.row) === offerOf(after.row)
  );
});

function DrawnRow({ row, current, reachable, onFocus }: WorkListRowProps) {
  const { t, language } = useWords();
  const statusOf = useCallStatus();
  const open = useOpenRow();
  const second = row.kind === 'live' ? statusOf(row.call) : reasonOfRow(row, t, language);
  const name = nameOfRow(row, t);
  return (
    <li className={styles.item} onFocus={() => onFocus(row.id)}>
      <button
        type="button"
        className={styles.row}
        data-row={row.id}
        data-tone={toneOfRow(row)}
        data-testid={testIds[row.kind]}
        aria-current={current ? 'true' : undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => open(row)}
      >
        <RowIcon row={row} />
        <b title={name}>{name}</b>
        <WorkTime row={row} />
        <span className={styles.second} data-whole={row.kind === 'task' || undefined} title={second}>
          {second}
        </span>
      </button>
      {row.kind === 'task' && <TaskActions task={row.task} reachable={reachable} />}
    </li>
  );
}

const testIds: Partial<Record<WorkRow['kind'], string>> = {
  live: 'live-call',
  task: 'task',
  lead: 'lead-row',
  wrapUp: 'wrap-up-row',
  chat: 'chat-row',
};

function TaskActions({
  task,
  reachable,
}: {
  task: Extract<WorkRow, { kind: 'task' }>['task'];
  reachable: boolean;
}) {
  const { t } = useWords();
  const { tick, busy } = useTaskChanges();
  const callsBack = task.kind === 'callback' && task.phone !== null;
  const forbidden = useForbidden(task.leadId);
  const title = taskTitleInWords(task, t);
  return (
    <span className={styles.actions} data-reachable={reachable || undefined}>
      {callsBack && <CallButton number={task.phone ?? ''} name={task.leadName} forbidden={forbidden} />}
      <IconButton
        label={t('tasks.finish', { title })}
        data-testid="task-done"
        aria-busy={busy || undefined}
        onClick={() => !busy && tick(task)}
      >
        <IconCheck stroke={1.5} aria-hidden />
      </IconButton>
      {reachable && callsBack && forbidden === undefined && (
        <CallBackKey number={task.phone ?? ''} name={task.leadName} />
      )}
    </span>
  );
}

/** As far as the list knows it: who opted out, and who is on screen and must not be called. */
function useForbidden(leadId: string): string | undefined {
  const { t } = useWords();
  const isOptedOut = useStore(work, (state) => state.leads[leadId]?.status === 'opted-out');
  const isListed = useStore(
    conversation,
    ({ detail }) => detail?.id === leadId && forbiddenToCall(detail, t) !== undefined,
  );
  return isOptedOut || isListed ? t('dial.doNotCall') : undefined;
}

/** The key that calls whoever the selected line is about. */
function CallBackKey({ number, name }: { number: string; name: string }) {
  const { t } = useWords();
  const { dial, obstacle } = useDial();
  useCommand(
    obstacle === undefined
      ? {
          id: 'work.callBack',
          group: 'call',
          label: t('dial.callBack', { name }),
          key: 'B',
          run: () => dial(number),
        }
      : undefined,
  );
  return null;
}

function RowIcon({ row }: { row: WorkRow }) {
  const Icon = iconOf(row);
  return <Icon stroke={1.5} aria-hidden />;
}

function iconOf(row: WorkRow) {
  switch (row.kind) {
    case 'phone':
      if (row.call.phase === 'ringing') return IconPhone;
      return row.call.phase === 'held' ? IconPlayerPause : IconPhoneCall;
    case 'coming':
      return IconPhone;
    case 'wrapUp':
      return IconFileText;
    case 'task':
      return row.task.kind === 'callback' ? IconPhoneOutgoing : IconListCheck;
    case 'chat':
      return IconBrandWhatsapp;
    case 'live':
      return row.call.status === 'forwarding' ? IconArrowForwardUp : IconPhone;
    case 'lead':
      return IconUser;
  }
}

/** What a row is drawn from: the same object means the same drawing. */
function subjectOf(row: WorkRow): object {
  switch (row.kind) {
    case 'phone':
    case 'live':
      return row.call;
    case 'coming':
      return row.offer;
    case 'wrapUp':
      return row.wrapUp;
    case 'task':
      return row.task;
    case 'chat':
      return row.chat;
    case 'lead':
      return row.lead;
  }
}

const offerOf = (row: WorkRow) => (row.kind === 'phone' ? row.offer : undefined);
