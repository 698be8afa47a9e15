// A new task can be asked for from every page; on the desk it is for the lead on screen.
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { conversation } from '../../stores/conversation.ts';
import { askNewTask, day } from '../../stores/day.ts';
import { viewing } from '../../stores/preferences.ts';
import { tell } from '../tell.tsx';
import { TaskDialog } from './task-dialog.tsx';
import { UndoCommand } from './undo.tsx';

export function NewTask() {
  const { t } = useWords();
  const asked = useStore(day, (state) => state.newTask);
  useCommand({
    // The lead's card offers the same under the same name and key.
    id: 'lead.task',
    group: 'desk',
    label: t('tasks.new'),
    key: 'P',
    run: () => askNewTask(leadOnScreen()),
  });
  return (
    <>
      <UndoCommand />
      {asked && (
        <TaskDialog
          lead={asked.lead}
          kind="callback"
          onClose={() => day.setState({ newTask: undefined })}
          onSaved={() => tell(t('tasks.added'), t)}
        />
      )}
    </>
  );
}

function leadOnScreen(): { id: string; name: string } | undefined {
  const { detail } = conversation.getState();
  return viewing.getState().view === 'desk' && detail ? { id: detail.id, name: detail.name } : undefined;
}
