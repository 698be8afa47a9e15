// What happened while one looked elsewhere, kept quietly behind the bell until it is read.
import { create } from 'zustand';
import { nameWithNumber } from './name-with-number.ts';
import type { Task } from '../../shared/api.ts';
import type { Alert } from '../../shared/board.ts';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';

export type Notice = { id: string; at: number; read: boolean } & (
  | { kind: 'missed'; number: string; name: string | undefined; callId: string | undefined }
  | { kind: 'due'; leadId: string; leadName: string; title: string; phone: string | null }
  | { kind: 'undelivered'; leadId: string; leadName: string; title: string }
  | { kind: 'alert'; alert: Alert }
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
  notices.setState(({ notices: all }) => {
    const kept = all.filter((one) => one.kind !== 'alert' || standing.includes(one.alert.id));
    return kept.length === all.length ? {} : { notices: kept };
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

/** Calls that rang here and that nobody answered; one that was refused by hand, or taken elsewhere, was not missed. */
export function missedCalls(state: PhoneState | undefined): Notice[] {
  const missed = (state?.calls ?? []).filter(isMissed);
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

/** A callback whose time has come. */
export const dueNotice = ({ id, leadId, leadName, title, phone, dueAt }: Task): Notice => ({
  id: `due ${id} ${dueAt}`,
  at: Date.parse(dueAt),
  read: false,
  kind: 'due',
  ...{ leadId, leadName, title, phone },
});
