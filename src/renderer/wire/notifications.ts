// The browser's own notices, for whoever works in a plain browser; the program around the page has its own.
import { station } from '../stores/station.ts';

interface BrowserNotice {
  /** The same again takes the place of the one before. */
  tag: string;
  title: string;
  body: string;
  /** Stays until it is closed: a ring. */
  lasting?: boolean;
  /** Also within the program around the page, which tells by itself of nothing but a ring. */
  inHost?: boolean;
  onClick: () => void;
}

/** Shows it where the person allowed it and is looking elsewhere; the returned function takes it away. */
export function notify({
  tag,
  title,
  body,
  lasting = false,
  inHost = false,
  onClick,
}: BrowserNotice): () => void {
  const isAllowed = window.host ? inHost : station.getState().notices === 'granted';
  if (!isAllowed || document.hasFocus()) return () => undefined;
  try {
    const shown = new Notification(title, { tag, body, requireInteraction: lasting, silent: true });
    shown.onclick = () => {
      window.focus();
      onClick();
      shown.close();
    };
    return () => shown.close();
  } catch {
    return () => undefined; // Android's browsers have it only in a worker
  }
}
