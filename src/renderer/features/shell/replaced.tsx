// The newest window has the phone; this one says so instead of fighting for it.
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { Button } from '../../ui/button.tsx';
import styles from './shell.module.css';

export function Replaced() {
  const { t } = useWords();
  const { takePhoneBack } = useActions();
  return (
    <main className={styles.replaced} data-testid="replaced">
      <h1>{t('replaced.title')}</h1>
      <p>{t('replaced.body')}</p>
      <Button look="primary" size="large" autoFocus onClick={takePhoneBack}>
        {t('replaced.action')}
      </Button>
    </main>
  );
}
