// Where a file comes in: dropped, or chosen.
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useWords } from '../../../i18n/use-words.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Button } from '../../../ui/button.tsx';
import styles from './imports.module.css';

export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const { isOver, handlers } = useDrop(onFile);
  useMissesCaught();
  return (
    <div className={classNames(styles.drop, isOver && styles.over)} data-testid="import-drop" {...handlers}>
      <IconFileUpload stroke={1.5} aria-hidden />
      <p>{t('imports.drop')}</p>
      <Button look="primary" data-testid="import-choose" onClick={() => input.current?.click()}>
        {t('imports.choose')}
      </Button>
      <p className={styles.limits}>{t('imports.limits')}</p>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        data-testid="import-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again, corrected.
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </div>
  );
}

/** A file that misses the field would be opened in the console's place. */
function useMissesCaught(): void {
  useEffect(() => {
    const stay = (event: globalThis.DragEvent): void => event.preventDefault();
    addEventListener('dragover', stay);
    addEventListener('drop', stay);
    return () => {
      removeEventListener('dragover', stay);
      removeEventListener('drop', stay);
    };
  }, []);
}

function useDrop(onFile: (file: File) => void) {
  const [isOver, setOver] = useState(false);
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      },
    },
  };
}
