// A callback that becomes due is said once, quietly; other means (the operating system's) listen to the same store.
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Task } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';
import { newlyDue, reminders, selectLatestReminder } from '../../stores/reminders.ts';
import { work } from '../../stores/work.ts';
import { useNow } from '../../ui/use-now.ts';
import { tell } from '../tell.tsx';

const shownMs = 30_000;

export function Reminders() {
  const now = useNow();
  const tasks = useStore(work, (state) => state.tasks);
  const seenUntil = useRef(now);
  useEffect(() => {
    const latest = newlyDue(tasks, seenUntil.current, now).at(-1);
    seenUntil.current = now;
    if (latest) reminders.setState({ latest });
  }, [tasks, now]);
  const latest = useStore(reminders, selectLatestReminder);
  useShow(latest);
  return null;
}

function useShow(task: Task | undefined): void {
  const { t } = useWords();
  const { openLead } = useActions();
  const shown = useRef<Task>(undefined);
  useEffect(() => {
    if (!task || task === shown.current) return;
    shown.current = task;
    const look = () => {
      openLead(task.leadId);
      openView('desk');
    };
    tell(t('tasks.nowDue', { name: task.leadName }), t, {
      id: `due:${task.id}`,
      shownMs,
      action: { word: t('tasks.look'), run: look },
    });
  }, [task, t, openLead]);
}
