// The moment before we know whether somebody is signed in; drawn only if it lasts.
import { VisuallyHidden } from '@mantine/core';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { connection } from '../../stores/connection.ts';
import { LoadingBars } from '../../ui/notice.tsx';
import styles from './shell.module.css';

export function Starting() {
  const { t } = useWords();
  const away = useStore(connection, (state) => state.backend.phase === 'down');
  return (
    <main className={styles.replaced}>
      <VisuallyHidden component="h1">{t('app.name')}</VisuallyHidden>
      {away ? (
        <p role="alert">{t('signIn.unreachable')}</p>
      ) : (
        <div style={{ width: 280 }}>
          <LoadingBars label={t('app.loading')} widths={[60, 100, 80]} />
        </div>
      )}
    </main>
  );
}
