// A question in front of everything: Mantine keeps the focus inside, gives it back, and closes on Escape.
import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  /** The name of the cross for those who cannot see it. */
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the foot, the affirmative one last. */
  actions?: ReactNode;
  size?: 'normal' | 'wide';
}

/** Draw it to open it, take it away to close it; whoever had the focus has it again then. A form goes inside as a child. */
export function Dialog({ title, closeLabel, onClose, children, actions, size = 'normal' }: DialogProps) {
  useFocusGivenBack();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size === 'wide' ? 760 : 480}
      closeButtonProps={{ 'aria-label': closeLabel, title: closeLabel }}
      transitionProps={{ duration: 120 }}
      // A dialog's head is not the page's.
      attributes={{ header: { role: 'presentation' } }}
      classNames={styles}
    >
      {children}
      {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
    </Modal>
  );
}

/** Mantine gives the focus back when `opened` turns false; ours is drawn open and taken away. */
function useFocusGivenBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
}
