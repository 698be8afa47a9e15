// Done, call, later, somebody else: what can be done about one task without leaving the list.
import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconClock, IconPhone, IconUserShare } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Task } from '../../../shared/api.ts';
import { formatDayAndClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { desk } from '../../stores/desk.ts';
import { openView } from '../../stores/preferences.ts';
import { selectMe, session } from '../../stores/session.ts';
import { IconButton } from '../../ui/button.tsx';
import { taskTitleInWords } from '../backend-words.ts';
import { useDial } from '../call/use-dial.ts';
import { laterChoices } from './later-choices.ts';
import { useTaskChanges, type TaskChanges } from './use-task-changes.ts';
import styles from './tasks.module.css';

interface TaskActionsProps {
  task: Task;
  onChanged: () => void;
  onEdit: (task: Task) => void;
}

/** Somebody else's task can be looked at; only supervisors change it. */
export function TaskActions({ task, onChanged, onEdit }: TaskActionsProps) {
  const { t } = useWords();
  const me = useStore(session, selectMe);
  const { change, tick, busy } = useTaskChanges(onChanged);
  const title = taskTitleInWords(task, t);
  const mayChange = me !== undefined && (me.role !== 'agent' || task.ownerId === me.id);
  if (task.status !== 'open')
    return (
      <span className={styles.buttons}>
        {mayChange && (
          <IconButton label={t('tasks.reopen', { title })} disabled={busy} onClick={() => tick(task)}>
            <IconArrowBackUp stroke={1.5} aria-hidden />
          </IconButton>
        )}
      </span>
    );
  return (
    <span className={styles.buttons}>
      {mayChange && (
        <IconButton label={t('tasks.finish', { title })} disabled={busy} onClick={() => tick(task)}>
          <IconCheck stroke={1.5} aria-hidden />
        </IconButton>
      )}
      <CallButton task={task} />
      {mayChange && <Later {...{ task, title, change, onEdit }} />}
      {mayChange && <HandOver {...{ task, title, change }} />}
    </span>
  );
}

function CallButton({ task: { phone, leadId, leadName } }: { task: Task }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const { dial, busy, obstacle } = useDial();
  if (phone === null) return null;
  return (
    <IconButton
      label={t('tasks.call', { name: leadName })}
      disabled={busy || obstacle !== undefined}
      title={obstacle ?? t('tasks.call', { name: leadName })}
      onClick={() => {
        openLead(leadId);
        openView('desk');
        dial(phone);
      }}
    >
      <IconPhone stroke={1.5} aria-hidden />
    </IconButton>
  );
}

interface PartProps {
  task: Task;
  title: string;
  change: TaskChanges['change'];
}

function Later({ task, title, change, onEdit }: PartProps & Pick<TaskActionsProps, 'onEdit'>) {
  const { t, language } = useWords();
  const move = (at: Date) => {
    const said = t('tasks.moved', { title, time: formatDayAndClock(at, Date.now(), language) });
    change(task, { dueAt: at.toISOString() }, { said, back: { dueAt: task.dueAt } });
  };
  return (
    <Menu position="bottom-end" width={208}>
      <Menu.Target>
        <IconButton label={t('tasks.later', { title })}>
          <IconClock stroke={1.5} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {laterChoices(Date.now()).map(({ choice, at }) => (
          <Menu.Item key={choice} onClick={() => move(at)}>
            {t(`tasks.${choice}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onEdit(task)}>{t('tasks.otherTime')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function HandOver({ task, title, change }: PartProps) {
  const { t } = useWords();
  const entries = useStore(desk, (state) => state.directory);
  const role = useStore(session, (state) => selectMe(state)?.role);
  const others = entries.filter(({ id, kind }) => kind === 'agent' && id !== task.ownerId);
  // Given away, it is no longer an agent's own to take back.
  const back = role === 'agent' ? {} : { back: { ownerId: task.ownerId } };
  return (
    <Menu position="bottom-end" width={208}>
      <Menu.Target>
        <IconButton label={t('tasks.hand', { title })}>
          <IconUserShare stroke={1.5} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {others.length === 0 && <Menu.Label>{t('tasks.nobodyElse')}</Menu.Label>}
        {others.map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() =>
              change(task, { ownerId: id }, { said: t('tasks.handed', { title, name }), ...back })
            }
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
