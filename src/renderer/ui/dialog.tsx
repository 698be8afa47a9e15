// A question in front of everything: Mantine keeps the focus inside, gives it back, and closes on Escape.
import { Modal } from '@mantine/core';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
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

/**
 * What every dialog carries over itself, within its own walls: to those who hear the page, and to the Tab key, only
 * what is inside a modal dialog is there.
 */
export const AboveDialogs = createContext<ReactNode>(null);

/** Room that is kept over a dialog, so that what comes there (AboveDialogs) covers nothing of it; px. */
const roomAbove = 68;

/**
 * Draw it to open it, take it away to close it; whoever had the focus has it again then. A form goes inside as a
 * child. The focus begins where `data-autofocus` stands, else in the first field, else, of several answers, on the
 * first, which is the harmless one.
 */
export function Dialog({ title, closeLabel, onClose, children, actions, size = 'normal' }: DialogProps) {
  useFocusGivenBack();
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={size === 'wide' ? 760 : 480}
      yOffset={roomAbove}
      // Only fades: what stands over the dialog is placed in the window, and a transform would become its frame.
      transitionProps={{ transition: 'fade', duration: 120 }}
      classNames={styles}
    >
      <Modal.Overlay />
      <Modal.Content ref={markFirstStop}>
        {use(AboveDialogs)}
        {/* A dialog's head is not the page's. */}
        <Modal.Header role="presentation">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={closeLabel} title={closeLabel} data-dialog-close />
        </Modal.Header>
        <Modal.Body>
          {children}
          {actions !== undefined && (
            <footer className={styles.actions} data-dialog-actions>
              {actions}
            </footer>
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const firstStops = [
  '[data-autofocus]',
  ':is(input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea):not(:disabled)',
  '[data-dialog-actions] > button:first-child:not(:only-child)',
  '[data-dialog-close]',
];

/** Mantine gives the focus to what is marked, else to the first control, which would be the cross. */
function markFirstStop(content: HTMLElement | null): void {
  const stops = firstStops.map((selector) => content?.querySelector(selector));
  stops.find((stop) => stop != null)?.setAttribute('data-autofocus', '');
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
