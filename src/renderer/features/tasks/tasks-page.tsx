// Everything to be done after the call: mine or everybody's, to do or done, what is late first.
import { SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Task } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { askNewTask } from '../../stores/day.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { countDue } from '../../stores/reminders.ts';
import { work } from '../../stores/work.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import page from '../../ui/page.module.css';
import { useMinute } from '../../ui/use-now.ts';
import { useReading, type Reading } from '../use-reading.ts';
import { TaskDialog } from './task-dialog.tsx';
import { TaskTable } from './task-table.tsx';
import styles from './tasks.module.css';

interface Which {
  owner: 'mine' | 'all';
  status: 'open' | 'done';
}

export function TasksPage() {
  const { t } = useWords();
  const [which, setWhich] = useState<Which>({ owner: 'mine', status: 'open' });
  const reading = useTasks(which);
  const [edited, setEdited] = useState<Task>();
  const now = useMinute();
  const tasks = reading.value ?? [];
  const late = which.status === 'open' ? countDue(tasks, now) : 0;
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('tasks.title')}</h1>
        <SegmentedControl
          aria-label={t('tasks.owner')}
          value={which.owner}
          onChange={(value) => setWhich({ ...which, owner: value as Which['owner'] })}
          data={(['mine', 'all'] as const).map((value) => ({ value, label: t(`tasks.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t('tasks.status')}
          value={which.status}
          onChange={(value) => setWhich({ ...which, status: value as Which['status'] })}
          data={(['open', 'done'] as const).map((value) => ({ value, label: t(`tasks.${value}`) }))}
        />
        <span className={styles.end}>
          {late > 0 && <span className={styles.count}>{t('tasks.overdueCount', { count: late })}</span>}
          <Button
            look="primary"
            keyName="P"
            icon={<IconPlus stroke={1.5} aria-hidden />}
            onClick={() => askNewTask()}
          >
            {t('tasks.new')}
          </Button>
        </span>
      </div>
      <div className={page.body}>
        {tasks.length > 0 && (
          <TaskTable
            tasks={tasks}
            onChanged={reading.again}
            onEdit={setEdited}
            showsOwner={which.owner === 'all'}
          />
        )}
        <Nothing reading={reading} status={which.status} />
      </div>
      {edited && <TaskDialog task={edited} onClose={() => setEdited(undefined)} onSaved={reading.again} />}
    </div>
  );
}

/** Read anew whenever the desk's own list changes: a push says that some task did. */
function useTasks({ owner, status }: Which): Reading<Task[]> {
  const { tasks } = useDeskApi();
  const mine = useStore(work, (state) => state.tasks);
  const version = mine.map(({ id, dueAt, status: state }) => `${id}${dueAt}${state}`).join();
  const question = `${owner}.${status}`;
  const reading = useReading(`${question}#${version}`, async () => ({
    question,
    list: (await tasks({ owner, status })).tasks,
  }));
  const shown = reading.latest?.question === question ? reading.latest.list : undefined;
  return { ...reading, value: shown, latest: shown };
}

function Nothing({ reading, status }: { reading: Reading<Task[]>; status: Which['status'] }) {
  const { t } = useWords();
  const isEmpty = (reading.value ?? []).length === 0;
  return (
    <div className={page.notice}>
      {reading.status === 'failed' && (
        <Failed text={t('tasks.failed')} action={t('work.retry')} onAction={reading.again} />
      )}
      {reading.status === 'loading' && isEmpty && (
        <LoadingBars label={t('app.loading')} height={26} widths={[100, 100, 100]} />
      )}
      {reading.status === 'ready' &&
        isEmpty &&
        (status === 'open' ? (
          <Empty text={t('tasks.none')} hint={t('tasks.noneHint')} />
        ) : (
          <Empty text={t('tasks.noneDone')} />
        ))}
    </div>
  );
}
