// The console's buttons: real ones, each call action with its key written on it.
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './button.module.css';

type ButtonProps = Omit<ComponentPropsWithRef<'button'>, 'type'> & {
  look?: 'outline' | 'primary' | 'danger' | 'plain';
  size?: 'small' | 'normal' | 'large';
  icon?: ReactNode;
  /** The key that does the same, shown on the button. */
  keyName?: string | undefined;
  /** Switched on (mute, hold). */
  on?: boolean;
  /** Asked for and not yet answered: it keeps its look and takes no second press. */
  busy?: boolean;
  submit?: boolean;
};

export function Button(props: ButtonProps) {
  const { look = 'outline', size = 'normal', icon, keyName, on, busy, submit, ...rest } = props;
  const { className, children, onClick, ...button } = rest;
  return (
    <button
      {...button}
      type={submit ? 'submit' : 'button'}
      data-busy={busy ? '' : undefined}
      aria-busy={busy || undefined}
      aria-pressed={on}
      aria-keyshortcuts={keyName}
      onClick={busy ? undefined : onClick}
      className={classNames(
        styles.button,
        look !== 'outline' && styles[look],
        size !== 'normal' && styles[size],
        on && styles.on,
        className,
      )}
    >
      {icon}
      {children}
      {keyName && (
        <kbd className={styles.kbd} aria-hidden>
          {keyName}
        </kbd>
      )}
    </button>
  );
}

/** A button that is only an icon; `label` is its name for everybody who cannot see it, and its title. */
export function IconButton({
  label,
  className,
  ...button
}: ComponentPropsWithRef<'button'> & { label: string }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...button}
      className={classNames(styles.icon, className)}
    />
  );
}
