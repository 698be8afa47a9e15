// An attachment's bytes while its row is on screen: fetched with the session, shown by an address of this page, given back afterwards.
import { useCallback, useEffect, useState } from 'react';
import { ActionError } from '../../stores/actions.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { selectMe, session } from '../../stores/session.ts';

/** A row that only flies past while somebody scrolls asks for nothing. */
const restMs = 150;
const mostKeptBytes = 48_000_000;

export type Media =
  | { phase: 'idle' | 'loading' | 'failed' | 'gone' | 'too-large'; url?: undefined }
  | { phase: 'ready'; url: string; blob: Blob };

/** The last ones seen, the newest last: scrolling back asks nobody. */
const kept = new Map<string, Blob>();
session.subscribe((state) => {
  if (selectMe(state) === undefined) kept.clear();
});

/** `wanted` false asks for nothing yet. `again` tries once more after a failure. */
export function useMedia(interactionId: string, wanted = true): Media & { again: () => void } {
  const { media } = useDeskApi();
  const [state, setState] = useState<Media>({ phase: 'idle' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!wanted) return undefined;
    const giveUp = new AbortController();
    let url: string | undefined;
    const show = (blob: Blob) => {
      url = URL.createObjectURL(blob);
      setState({ phase: 'ready', url, blob });
    };
    const read = async () => {
      try {
        const blob = await media(interactionId, giveUp.signal);
        if (giveUp.signal.aborted) return;
        keep(interactionId, blob);
        show(blob);
      } catch (cause) {
        if (!giveUp.signal.aborted) setState({ phase: failureOf(cause) });
      }
    };
    const held = kept.get(interactionId);
    const timer = setTimeout(() => (held ? show(held) : void read()), held ? 0 : restMs);
    if (!held) setState({ phase: 'loading' });
    return () => {
      clearTimeout(timer);
      giveUp.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [interactionId, wanted, attempt, media]);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { ...state, again };
}

function failureOf(cause: unknown): 'failed' | 'gone' | 'too-large' {
  const code = cause instanceof ActionError ? cause.code : '';
  if (code === 'not-found') return 'gone';
  return code === 'too-large' ? 'too-large' : 'failed';
}

function keep(id: string, blob: Blob): void {
  kept.set(id, blob);
  let bytes = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, { size }] of kept) {
    if (bytes <= mostKeptBytes) return;
    kept.delete(oldest);
    bytes -= size;
  }
}

/** Saves a file under its name, the way a browser saves. */
export function saveAs(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
