// A demonstration says so on every screen, in words.
import { IconInfoCircle } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import styles from './shell.module.css';

export function DemoRibbon() {
  const { t } = useWords();
  return (
    <aside className={styles.ribbon} data-testid="demo-ribbon">
      <IconInfoCircle stroke={1.5} aria-hidden />
      {t('app.demo')}
    </aside>
  );
}
