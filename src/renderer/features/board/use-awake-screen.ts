// A screen on a wall that goes dark tells nobody anything.
import { useEffect } from 'react';

/** Keeps the screen awake where the browser can (Screen Wake Lock API); asked again each time the page is seen again. */
export function useAwakeScreen(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (over) await lock.release();
      } catch {
        // A machine that saves its battery says no; the page works all the same.
      }
    };
    const onSeen = () => void ask();
    void ask();
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', onSeen);
      void lock?.release().catch(() => undefined);
    };
  }, []);
}
