// What happened while one looked elsewhere, kept quietly behind the bell until it is read.
import { create } from 'zustand';
import { nameWithNumber } from './name-with-number.ts';
import type { Task } from '../../shared/api.ts';
import type { Alert } from '../../shared/board.ts';
import type { ActRefused } from '../../shared/push.ts';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';

export type Notice = { id: string; at: number; read: boolean } & (
  | { kind: 'missed'; number: string; name: string | undefined; callId: string | undefined }
  | { kind: 'due'; leadId: string; leadName: string; title: string; phone: string | null }
  | { kind: 'undelivered'; leadId: string; leadName: string; title: string }
  | { kind: 'alert'; alert: Alert }
  | { kind: 'refused'; leadName: string; refused: ActRefused }
);
interface Notices {
  /** Newest first. */
  notices: Notice[];
}
export const notices = create<Notices>()(() => ({ notices: [] }));

/** More than anybody reads; older ones go. */
const mostKept = 30;

/** Adds what is new; one that is known already changes nothing. */
export function addNotices(found: readonly Notice[]): void {
  notices.setState(({ notices: known }) => {
    const fresh = found.filter(({ id }) => !known.some((one) => one.id === id));
    if (fresh.length === 0) return { notices: known };
    return { notices: [...fresh, ...known].sort((a, b) => b.at - a.at).slice(0, mostKept) };
  });
}

/** Alerts that stand no longer go; those of `standing` (their ids) stay. */
export function dropAlerts(standing: readonly string[]): void {
  notices.setState((before) => {
    const all = before.notices;
    const kept = all.filter((one) => one.kind !== 'alert' || standing.includes(one.alert.id));
    return kept.length === all.length ? before : { notices: kept };
  });
}

export function readNotices(): void {
  notices.setState(({ notices: all }) => ({ notices: all.map((one) => ({ ...one, read: true })) }));
}

export function clearNotices(): void {
  notices.setState({ notices: [] });
}

/** Selector: how many are new. */
export const countUnread = (state: Notices): number => state.notices.filter(({ read }) => !read).length;

/**
 * Calls that rang here and that nobody answered; one that was refused by hand, or taken elsewhere, was not missed, nor
 * one after which they were spoken with: a group rings the same phone again, and people call back.
 */
export function missedCalls(state: PhoneState | undefined): Notice[] {
  const calls = state?.calls ?? [];
  const missed = calls.filter((call) => isMissed(call) && !calls.some((other) => settles(other, call)));
  return missed.map((call) => ({
    id: `missed ${call.id}`,
    at: call.endedAt ?? 0,
    read: false,
    kind: 'missed',
    number: call.number,
    name: nameWithNumber(call.number) ?? call.name,
    callId: call.callId,
  }));
}

/** What was missed before goes from the bell once it is answered after all. */
export function dropAnswered(state: PhoneState | undefined): void {
  const calls = state?.calls ?? [];
  notices.setState((before) => {
    const all = before.notices;
    const kept = all.filter(
      (one) => one.kind !== 'missed' || !calls.some((call) => settles(call, { ...one, endedAt: one.at })),
    );
    return kept.length === all.length ? before : { notices: kept };
  });
}

/** Whether `call` was a conversation, begun after the other had rung out, in the same matter or with the same number. */
function settles(
  { liveAt, callId, number }: PhoneCall,
  missed: { callId: string | undefined; number: string; endedAt: number | undefined },
): boolean {
  if (liveAt === undefined || liveAt < (missed.endedAt ?? 0)) return false;
  return (callId !== undefined && callId === missed.callId) || (number !== '' && number === missed.number);
}

const isMissed = ({ phase, direction, liveAt, outcome }: PhoneCall): boolean =>
  phase === 'ended' && direction === 'in' && liveAt === undefined && outcome === 'no-answer';

/** The title that the backend gives the task of a message that WhatsApp does not deliver. */
const undelivered = 'WhatsApp no entrega los mensajes a este cliente: buscar otro medio';

/** Open tasks that began because a message could not be delivered, as seen at `now` (epoch ms). */
export function undeliveredMessages(tasks: readonly Task[], now: number): Notice[] {
  return tasks
    .filter(({ title, status }) => status === 'open' && title === undelivered)
    .map(({ id, leadId, leadName, title }) => ({
      id: `undelivered ${id}`,
      at: now,
      read: false,
      kind: 'undelivered',
      ...{ leadId, leadName, title },
    }));
}

/** What a call did not take of what I wanted of it. */
export const refusedNotice = (refused: ActRefused, leadName: string): Notice => ({
  id: `refused ${refused.id}`,
  at: Date.parse(refused.at),
  read: false,
  kind: 'refused',
  ...{ leadName, refused },
});

/** A callback whose time has come. */
export const dueNotice = ({ id, leadId, leadName, title, phone, dueAt }: Task): Notice => ({
  id: `due ${id} ${dueAt}`,
  at: Date.parse(dueAt),
  read: false,
  kind: 'due',
  ...{ leadId, leadName, title, phone },
});
