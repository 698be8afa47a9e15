// Who sits here. The token outlives a reload of the page, not the window.
import { create } from 'zustand';
import { z } from 'zod';
import type { ConsoleConfig, Me, Session } from '../../shared/api.ts';

/** `reason` says why one is back at the door. */
export type SessionState =
  | { phase: 'starting' }
  | { phase: 'signed-out'; reason: 'ended' | undefined }
  | { phase: 'signed-in'; token: string; phoneToken: string | null; me: Me };

interface SessionStore {
  session: SessionState;
  config: ConsoleConfig | undefined;
}

export const session = create<SessionStore>()(() => ({
  session: { phase: 'starting' },
  config: undefined,
}));

const storageKey = 'console.session';
const stored = z.object({ token: z.string().min(1), phoneToken: z.string().nullable() });

/** The tokens kept from before a reload, if any. */
export function readKeptTokens(storage: Storage = sessionStorage): z.infer<typeof stored> | undefined {
  try {
    return stored.parse(JSON.parse(storage.getItem(storageKey) ?? 'null'));
  } catch {
    return undefined;
  }
}

export function enterSession(tokens: Pick<Session, 'token' | 'phoneToken'>, me: Me): void {
  const { token, phoneToken } = tokens;
  sessionStorage.setItem(storageKey, JSON.stringify({ token, phoneToken }));
  session.setState({ session: { phase: 'signed-in', token, phoneToken, me } });
}

export function leaveSession(reason: 'ended' | undefined): void {
  sessionStorage.removeItem(storageKey);
  session.setState({ session: { phase: 'signed-out', reason } });
}

/** Takes news of oneself; news of others, or while signed out, changes nothing. */
export function updateMe(news: Partial<Me> & { id: string }): void {
  session.setState((state) => {
    if (state.session.phase !== 'signed-in' || state.session.me.id !== news.id) return state;
    return { session: { ...state.session, me: { ...state.session.me, ...news } } };
  });
}

/** News about whoever is signed in here. */
export function updateOwn(news: Partial<Me>): void {
  const me = selectMe(session.getState());
  if (me) updateMe({ ...news, id: me.id });
}

/** Selector: oneself, or undefined while signed out. */
export const selectMe = (state: SessionStore): Me | undefined =>
  state.session.phase === 'signed-in' ? state.session.me : undefined;
