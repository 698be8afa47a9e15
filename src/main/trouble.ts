/** Tells the person what keeps failing, once in a while rather than each time. */
import type { ElectronParts, RingNotification } from './electron-parts.ts';
import type { Speech } from './words.ts';

const quietMs = 300_000;

export interface TroubleTeller {
  /** One sentence; the same one is not repeated for five minutes. */
  tell: (sentence: string) => void;
}

export function createTroubleTeller(
  parts: Pick<ElectronParts, 'createNotification' | 'canNotify'>,
  speech: Speech,
): TroubleTeller {
  const toldAt = new Map<string, number>();
  // A notification nobody holds may be collected, and its click lost.
  const held = new Map<string, RingNotification>();
  return {
    tell: (sentence) => {
      if (Date.now() - (toldAt.get(sentence) ?? -Infinity) < quietMs || !parts.canNotify()) return;
      toldAt.set(sentence, Date.now());
      const notification = parts.createNotification({ title: speech.words.troubleTitle, body: sentence });
      notification.show();
      held.set(sentence, notification);
    },
  };
}
