// Changing a task: at once on the wire, said in one sentence, with the way back where there is one.
import { useCallback } from 'react';
import type { Task } from '../../../shared/api.ts';
import type { ChangeTask } from '../../../shared/desk.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { takeTasks, work } from '../../stores/work.ts';
import { taskTitleInWords } from '../backend-words.ts';
import { tell } from '../tell.tsx';
import { useAttempt } from '../use-attempt.ts';
import { offerUndo } from './undo.tsx';

const changeFailed = (t: Translate, reason: string) => t('tasks.changeFailed', { reason });

export interface TaskChanges {
  /** `back` undoes it; without one there is only the sentence. */
  change: (task: Task, change: ChangeTask, told: { said: string; back?: ChangeTask }) => void;
  /** Ticks an open task off, or opens a closed one again. */
  tick: (task: Task) => void;
  busy: boolean;
}

/** `onChanged` is told after each change and each way back, with the task as it is then. */
export function useTaskChanges(onChanged?: (changed: Task) => void): TaskChanges {
  const { t } = useWords();
  const { changeTask } = useDeskApi();
  const { run, busy } = useAttempt(changeFailed);
  const change = useCallback<TaskChanges['change']>(
    (task, wish, { said, back }) => {
      const send = async (wanted: ChangeTask) => {
        const changed = await changeTask(task.id, wanted);
        keepMine(changed);
        onChanged?.(changed);
      };
      run(async () => {
        await send(wish);
        if (back) offerUndo(said, t, () => run(() => send(back)));
        else tell(said, t);
      });
    },
    [changeTask, onChanged, run, t],
  );
  const tick = (task: Task): void => {
    const title = taskTitleInWords(task, t);
    if (task.status === 'open')
      change(task, { status: 'done' }, { said: t('tasks.finished', { title }), back: { status: 'open' } });
    else change(task, { status: 'open' }, { said: t('tasks.reopened', { title }), back: { status: 'done' } });
  };
  return { change, tick, busy };
}

/** The desk's own list need not wait for the push. */
function keepMine(changed: Task): void {
  const { tasks } = work.getState();
  takeTasks(tasks.map((task) => (task.id === changed.id ? changed : task)));
}
