// A piece of a conversation with the words that were looked for standing out.
import styles from './search.module.css';

/** `from` and `to` bound the match within `text`. */
export function Marked({ text, from, to }: { text: string; from: number; to: number }) {
  return (
    <>
      {text.slice(0, from)}
      <mark className={styles.mark}>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}
