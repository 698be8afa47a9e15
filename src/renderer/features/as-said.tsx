// What somebody said stays in their language: marked for screen readers, and for the eye where it is not the console's.
import { useWords } from '../i18n/use-words.ts';
import type { Language } from '../../shared/lead.ts';
import type { Stretch } from '../i18n/brief-words.ts';
import styles from './as-said.module.css';

/** Running text; each stretch that somebody said bears its language. */
export function Stretches({ of: stretches }: { of: readonly Stretch[] }) {
  return stretches.map(({ text, language }, index) => (
    <span key={index}>
      {index > 0 && ' '}
      {language === undefined ? text : <AsSaid text={text} language={language} />}
    </span>
  ));
}

/** Words as they were said; a small mark names the language where it is another than the console's. */
export function AsSaid({ text, language }: { text: string; language: Language }) {
  return (
    <>
      <span lang={language}>{text}</span>
      <TongueMark language={language} />
    </>
  );
}

/** `ES` beside Spanish words in an English console; nothing in one that speaks the same. */
export function TongueMark({ language }: { language: Language }) {
  const { t, language: mine } = useWords();
  if (language === mine) return null;
  const title = t('briefSay.asSaid', { language: t(`language.${language}`) });
  return (
    <span className={styles.tongue} role="img" aria-label={title} title={title}>
      {language.toUpperCase()}
    </span>
  );
}
