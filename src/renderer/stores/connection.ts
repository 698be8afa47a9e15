// Honest about what is away: the state of each wire, for the top bar and the offline bar.
import { create } from 'zustand';

/** One wire. `since` is epoch ms; `lastUpAt` is when it last worked, if ever. */
export type Link =
  | { phase: 'absent' }
  | { phase: 'connecting'; since: number }
  | { phase: 'up'; since: number }
  | { phase: 'down'; since: number; lastUpAt: number | undefined }
  | { phase: 'replaced'; since: number };

export type Microphone = 'unknown' | 'asking' | 'ready' | 'denied' | 'missing';

interface Connection {
  backend: Link;
  phone: Link;
  microphone: Microphone;
}

export const connection = create<Connection>()(() => ({
  backend: { phase: 'connecting', since: Date.now() },
  phone: { phase: 'absent' },
  microphone: 'unknown',
}));

/** Moves a wire to a phase, keeping since when it has been so. */
export function setLink(wire: 'backend' | 'phone', phase: Link['phase'], now: number = Date.now()): void {
  connection.setState((state) => ({ [wire]: nextLink(state[wire], phase, now) }));
}

/** The next state of a wire; repeating a phase changes nothing. */
export function nextLink(link: Link, phase: Link['phase'], now: number): Link {
  if (link.phase === phase) return link;
  if (phase === 'absent') return { phase };
  if (phase !== 'down') return { phase, since: now };
  return { phase, since: now, lastUpAt: link.phase === 'up' ? now : undefined };
}

export function setMicrophone(microphone: Microphone): void {
  connection.setState({ microphone });
}
