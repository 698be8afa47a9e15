// One press to the other language, wherever one is.
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { Button } from '../../ui/button.tsx';

export function LanguageSwitch() {
  const { t, language } = useWords();
  const { setLanguage } = useActions();
  return (
    <Button
      look="plain"
      size="small"
      title={t('menu.languageSwitch')}
      aria-label={t('menu.languageSwitch')}
      data-testid="language-switch"
      onClick={() => setLanguage(language === 'es' ? 'en' : 'es')}
    >
      {language.toUpperCase()}
    </Button>
  );
}
