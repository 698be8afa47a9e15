// What was just done can be taken back: by the notice, by Z, by the palette; until the notice goes.
import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { Button } from '../../ui/button.tsx';
import styles from './tasks.module.css';

interface Undoable {
  /** Of the notice. */
  id: string;
  said: string;
  undo: () => void;
}

const undoable = create<{ latest: Undoable | undefined }>()(() => ({ latest: undefined }));
const shownMs = 8_000;

/** Says what was done, with the way back beside it; `undoLabel` is the word on the button. */
export function offerUndo(said: string, undoLabel: string, undo: () => void): void {
  const id = crypto.randomUUID();
  const back = () => {
    notifications.hide(id);
    forget(id);
    undo();
  };
  undoable.setState({ latest: { id, said, undo: back } });
  notifications.show({
    id,
    autoClose: shownMs,
    onClose: () => forget(id),
    message: (
      <span className={styles.undo}>
        <span>{said}</span>
        <Button size="small" keyName="Z" onClick={back}>
          {undoLabel}
        </Button>
      </span>
    ),
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
      run: latest.undo,
    },
  );
  return null;
}

function forget(id: string): void {
  undoable.setState(({ latest }) => ({ latest: latest?.id === id ? undefined : latest }));
}
