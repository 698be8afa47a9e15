// What an agent may do in a chat at this moment, purely: who has it, how long WhatsApp lets one write, and what stands in the way.
import type { LeadDetail } from '../../../shared/api.ts';
import type { ChatSummary, DirectoryEntry } from '../../../shared/desk.ts';

export type Hand =
  | { of: 'ai' }
  | { of: 'me' }
  | { of: 'nobody' }
  /** Somebody who is not there: whoever writes takes it. */
  | { of: 'absent'; name: string | null };

export type ComposerState =
  | { may: 'nothing'; why: 'opted-out' }
  | { may: 'take'; ownerName: string | null }
  | { may: 'nothing'; why: 'taken'; ownerName: string | null }
  | { may: 'template'; hand: Hand }
  | { may: 'write'; hand: Hand; leftMs: number };

interface Facts {
  detail: Pick<
    LeadDetail,
    'id' | 'status' | 'handledBy' | 'ownerId' | 'ownerName' | 'ownerPresent' | 'windowUntil'
  >;
  me: { id: string; role: 'agent' | 'supervisor' | 'admin' } | undefined;
  chats: readonly ChatSummary[];
  directory: readonly DirectoryEntry[];
  /** Epoch ms. */
  now: number;
}

export function composerStateOf(facts: Facts): ComposerState {
  const { detail, me, now } = facts;
  if (detail.status === 'opted-out') return { may: 'nothing', why: 'opted-out' };
  const hand = handOf(facts);
  if (hand === undefined) {
    const { ownerName } = detail;
    return me && me.role !== 'agent'
      ? { may: 'take', ownerName }
      : { may: 'nothing', why: 'taken', ownerName };
  }
  const leftMs = detail.windowUntil === null ? 0 : Date.parse(detail.windowUntil) - now;
  return leftMs > 0 ? { may: 'write', hand, leftMs } : { may: 'template', hand };
}

/** Whose the chat is, as far as I may write in it; undefined for a colleague's who is there. */
function handOf({ detail, me, chats, directory }: Facts): Hand | undefined {
  if (detail.handledBy === 'ai') return { of: 'ai' };
  if (detail.ownerId === null) return { of: 'nobody' };
  if (detail.ownerId === me?.id) return { of: 'me' };
  const absent = chats.find(({ leadId }) => leadId === detail.id)?.absentOwner;
  const listed = directory.find(({ id }) => id === detail.ownerId);
  // The backend's word decides, as it does when one writes; a phone that is not registered proves little.
  const isPresent = detail.ownerPresent ?? listed?.state !== 'offline';
  return absent || !isPresent ? { of: 'absent', name: absent?.name ?? detail.ownerName } : undefined;
}

/** Less than this and time is running. */
export const shortWindowMs = 3_600_000;

/** `23 h`, `2 h 05 min`, `43 min`, under a minute `38 s`; with no-break spaces. */
export function windowInWords(leftMs: number): string {
  const nbsp = '\u00a0';
  const seconds = Math.max(0, Math.floor(leftMs / 1000));
  if (seconds < 60) return `${seconds}${nbsp}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${nbsp}min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 6) return `${hours}${nbsp}h`;
  return `${hours}${nbsp}h${nbsp}${String(rest).padStart(2, '0')}${nbsp}min`;
}
