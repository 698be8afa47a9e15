// One task a line, with what can be done about it at the end of the line.
import { useMemo } from 'react';
import type { Task } from '../../../shared/api.ts';
import { formatAge, formatDayAndClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import { classNames } from '../../ui/class-names.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { taskNotesInWords, taskTitleInWords } from '../backend-words.ts';
import { TaskActions } from './task-actions.tsx';
import styles from './tasks.module.css';

const soonMs = 10 * 60_000;

interface TaskTableProps {
  tasks: Task[];
  onChanged: () => void;
  onEdit: (task: Task) => void;
  showsOwner: boolean;
}

export function TaskTable({ tasks, onChanged, onEdit, showsOwner }: TaskTableProps) {
  const { t } = useWords();
  const { openLead } = useActions();
  const columns = useMemo<Column<Task>[]>(
    () => [
      { key: 'lead', head: t('tasks.lead'), width: 216, cell: (task) => task.leadName },
      { key: 'what', head: t('tasks.what'), cell: (task) => <What task={task} /> },
      ...(showsOwner
        ? [
            {
              key: 'who',
              head: t('tasks.who'),
              width: 152,
              muted: true,
              cell: (task: Task) => task.ownerName,
            },
          ]
        : []),
      { key: 'due', head: t('tasks.due'), width: 176, cell: (task) => <Due task={task} /> },
      {
        ...{ key: 'actions', head: t('tasks.actions'), width: 168 },
        cell: (task) => <TaskActions {...{ task, onChanged, onEdit }} />,
      },
    ],
    [t, showsOwner, onChanged, onEdit],
  );
  return (
    <DataTable
      label={t('tasks.title')}
      columns={columns}
      rows={tasks}
      keyOf={(task) => task.id}
      openLabel={(task) => t('tasks.openLead', { name: task.leadName })}
      onOpen={(task) => {
        openLead(task.leadId);
        openView('desk');
      }}
    />
  );
}

function What({ task }: { task: Task }) {
  const { t } = useWords();
  const title = taskTitleInWords(task, t);
  const notes = taskNotesInWords(task, t);
  return <span title={[title, notes].filter(Boolean).join('\n')}>{title}</span>;
}

function Due({ task }: { task: Task }) {
  const { t, language } = useWords();
  const now = useMinute();
  const lateMs = now - Date.parse(task.dueAt);
  const isOpen = task.status === 'open';
  if (isOpen && lateMs > 0)
    return <span className={styles.late}>{t('tasks.overdue', { time: formatAge(lateMs) })}</span>;
  return (
    <span className={classNames(isOpen && lateMs > -soonMs && styles.soon)}>
      {formatDayAndClock(task.dueAt, now, language)}
    </span>
  );
}
