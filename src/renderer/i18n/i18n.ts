// One instance of i18next, set up before the first screen is drawn, so that no key is ever seen.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/lead.ts';
import { en } from './en.ts';
import { es } from './es.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof es };
  }
}

export const i18n = i18next.createInstance();

/** Makes the catalogues ready in `language`; both are in the bundle, so this never waits for the network. */
export function prepareLanguages(language: Language): void {
  void i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'es',
    resources: { es: { translation: es }, en: { translation: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** The same for a page, which also tells the browser and screen readers what it speaks. */
export function startLanguages(language: Language): void {
  prepareLanguages(language);
  showLanguage(language);
  i18n.on('languageChanged', (next) => {
    showLanguage(next === 'en' ? 'en' : 'es');
  });
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language === 'es' ? 'es-MX' : 'en-US';
}
