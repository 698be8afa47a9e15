// Reading from the backend for one screen: only the answer to the latest question counts, however late the others come.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Loading } from '../stores/work.ts';

export interface Reading<T> {
  /** The answer to this very question; while it is awaited, undefined. */
  value: T | undefined;
  /** The last answer of all, to whatever question: lists stay while their filter changes. */
  latest: T | undefined;
  status: Loading;
  /** Asks once more; what is shown stays meanwhile. */
  again: () => void;
}

/** `key` is the question; an undefined one asks nothing. `read` is given up (its signal aborts) when the key changes. */
export function useReading<T>(
  key: string | undefined,
  read: (signal: AbortSignal) => Promise<T>,
): Reading<T> {
  const latestRead = useRef(read);
  useEffect(() => {
    latestRead.current = read;
  });
  const [answer, setAnswer] = useState<{ key: string | undefined; value: T | undefined; failed: boolean }>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === undefined) return;
    const giveUp = new AbortController();
    latestRead
      .current(giveUp.signal)
      .then((value) => {
        if (!giveUp.signal.aborted) setAnswer({ key, value, failed: false });
      })
      .catch(() => {
        if (!giveUp.signal.aborted) setAnswer((before) => ({ key, value: before?.value, failed: true }));
      });
    return () => giveUp.abort();
  }, [key, attempt]);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  const isAnswered = answer?.key === key;
  return {
    value: isAnswered && !answer?.failed ? answer?.value : undefined,
    latest: answer?.value,
    status: isAnswered ? (answer?.failed ? 'failed' : 'ready') : 'loading',
    again,
  };
}
