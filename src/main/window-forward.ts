/** Two ways of bringing the window in front of the others: with the keyboard, or leaving it where the person types. */
import type { ConsoleWindow, ElectronParts } from './electron-parts.ts';

/** Shows the window and gives it the keyboard. */
export function bringForward(parts: Pick<ElectronParts, 'app' | 'platform'>, window: ConsoleWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  // macOS gives the keyboard to a program, not to a window.
  if (parts.platform === 'darwin') parts.app.focus({ steal: true });
  window.focus();
}

/** Shows the window above the others; what the person types goes on where it went. */
export function showWithoutFocus(window: ConsoleWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.showInactive();
  window.moveTop();
}
