// A new task can be asked for from every page; on the desk it is for the lead on screen.
import { notifications } from '@mantine/notifications';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { conversation } from '../../stores/conversation.ts';
import { askNewTask, day } from '../../stores/day.ts';
import { viewing } from '../../stores/preferences.ts';
import { TaskForm } from './task-form.tsx';
import { UndoCommand } from './undo.tsx';

export function NewTask() {
  const { t } = useWords();
  const asked = useStore(day, (state) => state.newTask);
  useCommand({
    id: 'task.new',
    group: 'desk',
    label: t('tasks.new'),
    key: 'Shift N',
    run: () => askNewTask(leadOnScreen()),
  });
  const close = () => day.setState({ newTask: undefined });
  return (
    <>
      <UndoCommand />
      {asked && (
        <TaskForm
          lead={asked.lead}
          onClose={close}
          onSaved={() => {
            close();
            notifications.show({ message: t('tasks.added') });
          }}
        />
      )}
    </>
  );
}

function leadOnScreen(): { id: string; name: string } | undefined {
  const { detail } = conversation.getState();
  return viewing.getState().view === 'desk' && detail ? { id: detail.id, name: detail.name } : undefined;
}
