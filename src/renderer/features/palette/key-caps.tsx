// A key as it is written on the keyboard; two keys pressed one after the other stand apart.
import { useWords } from '../../i18n/use-words.ts';
import styles from './palette.module.css';

const signs: Record<string, string> = { Escape: 'Esc', Enter: '↵', ArrowUp: '↑', ArrowDown: '↓' };
const modifiers = new Set(['Ctrl', 'Alt', 'Shift']);

/** `Ctrl K` is one cap, `G T` two. */
export function capsOf(name: string): string[] {
  const words = name.split(' ').map((word) => signs[word] ?? word);
  return words.some((word) => modifiers.has(word)) ? [words.join(' ')] : words;
}

export function KeyCaps({ name }: { name: string }) {
  const { t } = useWords();
  const caps = capsOf(name);
  return (
    <>
      {caps.map((cap, index) => (
        <span key={cap} style={{ display: 'contents' }}>
          {index > 0 && <span>{t('keys.then')}</span>}
          <kbd className={styles.kbd} style={{ marginLeft: 0 }}>
            {cap}
          </kbd>
        </span>
      ))}
    </>
  );
}
