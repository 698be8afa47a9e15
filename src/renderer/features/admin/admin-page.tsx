// People, rules and what is brought in from outside, for whoever keeps the console in order.
import { useWords } from '../../i18n/use-words.ts';
import page from '../../ui/page.module.css';

export function AdminPage() {
  const { t } = useWords();
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('nav.admin')}</h1>
      </div>
    </div>
  );
}
