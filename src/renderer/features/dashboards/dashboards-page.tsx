// The day and the month in figures, for whoever answers for them.
import { useWords } from '../../i18n/use-words.ts';
import page from '../../ui/page.module.css';

export function DashboardsPage() {
  const { t } = useWords();
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('nav.dashboards')}</h1>
      </div>
    </div>
  );
}
