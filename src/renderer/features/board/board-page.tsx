// The floor as it stands now: who waits, what Sofía does, how the people are.
import { useWords } from '../../i18n/use-words.ts';
import page from '../../ui/page.module.css';

export function BoardPage() {
  const { t } = useWords();
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('nav.board')}</h1>
      </div>
    </div>
  );
}
