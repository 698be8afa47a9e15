// What is still to do for this lead: ticked off, taken back, moved.
import { IconArrowBackUp, IconCheck, IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { LeadDetail, Task } from '../../../shared/api.ts';
import { formatDayAndClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { updateConversation } from '../../stores/conversation.ts';
import { IconButton } from '../../ui/button.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { taskTitleInWords } from '../backend-words.ts';
import { TaskDialog } from '../tasks/task-dialog.tsx';
import { useTaskChanges } from '../tasks/use-task-changes.ts';
import { LeadSection } from './lead-section.tsx';
import styles from './lead-card.module.css';

const stepMs = 5_000;

export function LeadTasks({ lead }: { lead: LeadDetail }) {
  const { t } = useWords();
  const [moving, setMoving] = useState<Task>();
  const [ticked, setTicked] = useState<Task[]>([]);
  useEffect(() => setTicked([]), [lead.id]);
  const rows = tasksToShow(lead.tasks, ticked);
  if (rows.length === 0) return null;
  return (
    <LeadSection title={t('lead.tasks')}>
      <ul className={styles.rows}>
        {rows.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            onMove={() => setMoving(task)}
            onTicked={(news) => {
              setTicked((before) => [...before.filter(({ id }) => id !== news.id), news]);
              showTask(lead, news);
            }}
          />
        ))}
      </ul>
      {moving && <TaskDialog lead={lead} task={moving} onClose={() => setMoving(undefined)} />}
    </LeadSection>
  );
}

/** Ahead of the backend's own news, which follows. */
function showTask(lead: LeadDetail, news: Task): void {
  const tasks = lead.tasks.map((task) => (task.id === news.id ? { ...task, status: news.status } : task));
  updateConversation(lead.id, { detail: { ...lead, tasks } });
}

/** Open ones, soonest first; what was ticked off just now stays in its place, so that it can be taken back. */
export function tasksToShow(tasks: readonly Task[], ticked: readonly Task[]): Task[] {
  const shown = new Map(tasks.filter(({ status }) => status === 'open').map((task) => [task.id, task]));
  for (const task of ticked) if (!shown.has(task.id)) shown.set(task.id, task);
  return [...shown.values()].sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.id.localeCompare(b.id));
}

function TaskRow(props: { task: Task; onMove: () => void; onTicked: (task: Task) => void }) {
  const { task, onMove, onTicked } = props;
  const { t, language } = useWords();
  const { tick, busy } = useTaskChanges(onTicked);
  const now = useNowEvery(stepMs);
  const isOpen = task.status === 'open';
  const isLate = isOpen && Date.parse(task.dueAt) < now;
  const title = taskTitleInWords(task, t);
  return (
    <li data-over={isOpen ? undefined : ''} data-testid="lead-task">
      <span className={styles.what}>{title}</span>
      <small>
        <time dateTime={task.dueAt} className={isLate ? styles.late : undefined}>
          {formatDayAndClock(task.dueAt, now, language)}
        </time>{' '}
        · {isOpen ? task.ownerName : t('leadCard.taskDone')}
      </small>
      <span className={styles.rowActions}>
        {isOpen && (
          <IconButton label={t('tasks.later', { title })} onClick={onMove}>
            <IconClock stroke={1.5} aria-hidden />
          </IconButton>
        )}
        <IconButton
          label={t(isOpen ? 'tasks.finish' : 'tasks.reopen', { title })}
          aria-busy={busy || undefined}
          data-testid="lead-task-tick"
          onClick={() => !busy && tick(task)}
        >
          {isOpen ? <IconCheck stroke={1.5} aria-hidden /> : <IconArrowBackUp stroke={1.5} aria-hidden />}
        </IconButton>
      </span>
    </li>
  );
}
