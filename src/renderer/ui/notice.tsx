// The three ways of having nothing to show: not yet, nothing there, or something failed.
import { IconAlertCircle } from '@tabler/icons-react';
import { Button } from './button.tsx';
import styles from './notice.module.css';

/** Still bars of the real row height, drawn only after 200 ms. `widths` are percentages, one per bar. */
export function LoadingBars({
  label,
  widths,
  height = 14,
}: {
  label: string;
  widths: number[];
  height?: number;
}) {
  return (
    <div className={styles.bars} role="status" aria-label={label}>
      {widths.map((width, index) => (
        <div key={index} className={styles.bar} style={{ width: `${width}%`, height }} />
      ))}
    </div>
  );
}

/** One sentence, and at most one more that says what will fill the place. */
export function Empty({ text, hint }: { text: string; hint?: string }) {
  return (
    <div className={styles.empty}>
      <p>{text}</p>
      {hint !== undefined && <p>{hint}</p>}
    </div>
  );
}

/** In place: what failed and the one thing to do. */
export function Failed(props: { text: string; action: string; onAction: () => void }) {
  return (
    <div className={styles.failed} role="alert">
      <IconAlertCircle stroke={1.5} aria-hidden />
      <span>{props.text}</span>
      <Button size="small" onClick={props.onAction}>
        {props.action}
      </Button>
    </div>
  );
}
