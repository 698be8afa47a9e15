// What was just done can be taken back: by the notice, by Z, by the palette; until the notice goes.
import { notifications } from '@mantine/notifications';
import { create, useStore } from 'zustand';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { tell } from '../tell.tsx';

interface Undoable {
  /** Of the notice. */
  id: string;
  said: string;
  undo: () => void;
}

const undoable = create<{ latest: Undoable | undefined }>()(() => ({ latest: undefined }));
const shownMs = 8_000;

/** Says what was done, with the way back beside it. */
export function offerUndo(said: string, t: Translate, undo: () => void): void {
  const id = crypto.randomUUID();
  undoable.setState({ latest: { id, said, undo } });
  tell(said, t, {
    id,
    shownMs,
    action: { word: t('tasks.undo'), keyName: 'Z', run: undo },
    onGone: () => forget(id),
  });
}

/** Offers the way back by key for as long as there is one. */
export function UndoCommand() {
  const { t } = useWords();
  const latest = useStore(undoable, (state) => state.latest);
  useCommand(
    latest && {
      id: 'undo',
      group: 'desk',
      label: `${t('tasks.undo')}: ${latest.said}`,
      key: 'Z',
      run: () => {
        notifications.hide(latest.id);
        forget(latest.id);
        latest.undo();
      },
    },
  );
  return null;
}

function forget(id: string): void {
  undoable.setState(({ latest }) => ({ latest: latest?.id === id ? undefined : latest }));
}
