// Components want the words and the language's way with numbers together.
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/lead.ts';

/** The catalogue's `t` and the language it speaks; re-draws the component when the language changes. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'es';
  return { t, language };
}

/** What `useWords` gives as `t`: for pure functions that turn data into sentences. */
export type Translate = ReturnType<typeof useWords>['t'];
