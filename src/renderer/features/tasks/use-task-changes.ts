// Changing a task: at once on the wire, said in one sentence, with the way back where there is one.
import { useCallback } from 'react';
import type { Task } from '../../../shared/api.ts';
import type { ChangeTask } from '../../../shared/desk.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { takeTasks, work } from '../../stores/work.ts';
import { tell } from '../tell.tsx';
import { useAttempt } from '../use-attempt.ts';
import { offerUndo } from './undo.tsx';

const changeFailed = (t: Translate, reason: string) => t('tasks.changeFailed', { reason });

export interface TaskChanges {
  /** `back` undoes it; without one there is only the sentence. */
  change: (task: Task, change: ChangeTask, told: { said: string; back?: ChangeTask }) => void;
  busy: boolean;
}

/** `onChanged` is told after each change and each way back. */
export function useTaskChanges(onChanged: () => void): TaskChanges {
  const { t } = useWords();
  const { changeTask } = useDeskApi();
  const { run, busy } = useAttempt(changeFailed);
  const change = useCallback<TaskChanges['change']>(
    (task, wish, { said, back }) => {
      const send = async (wanted: ChangeTask) => {
        keepMine(await changeTask(task.id, wanted));
        onChanged();
      };
      run(async () => {
        await send(wish);
        if (back) offerUndo(said, t, () => run(() => send(back)));
        else tell(said, t);
      });
    },
    [changeTask, onChanged, run, t],
  );
  return { change, busy };
}

/** The desk's own list need not wait for the push. */
function keepMine(changed: Task): void {
  const { tasks } = work.getState();
  takeTasks(tasks.map((task) => (task.id === changed.id ? changed : task)));
}
