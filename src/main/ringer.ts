/** Calls the person when it rings and the console is not in front: a notification, the taskbar, the window. */
import type { RingNotice } from '../shared/ipc.ts';
import type { ConsoleWindow, ElectronParts, RingNotification } from './electron-parts.ts';

/** One ring at a time: a new one takes the place of the old one. */
export class Ringer {
  readonly #parts: Pick<ElectronParts, 'createNotification'>;
  readonly #window: ConsoleWindow;
  #notification: RingNotification | undefined;

  constructor(parts: Pick<ElectronParts, 'createNotification'>, window: ConsoleWindow) {
    this.#parts = parts;
    this.#window = window;
  }

  show({ title, body }: RingNotice): undefined {
    this.clear();
    if (this.#window.isDestroyed()) return;
    const notification = this.#parts.createNotification({ title, body, urgency: 'critical', silent: true });
    notification.on('click', () => this.#bringForward());
    notification.show();
    this.#notification = notification;
    // A minimised window comes back; it does not take the keyboard away from another program.
    if (this.#window.isMinimized()) this.#window.restore();
    if (!this.#window.isFocused()) this.#window.flashFrame(true);
  }

  clear(): undefined {
    this.#notification?.close();
    this.#notification = undefined;
    if (!this.#window.isDestroyed()) this.#window.flashFrame(false);
  }

  #bringForward(): void {
    if (this.#window.isDestroyed()) return;
    this.#window.show();
    this.#window.focus();
  }
}
