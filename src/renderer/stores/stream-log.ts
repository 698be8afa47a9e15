// A console must never miss a line: events of a stream are numbered, so order and gaps can be decided here, purely.
import type { StreamEvent } from '../../shared/events.ts';

/** What we hold of one stream: `events` is gapless from 1; `ahead` waits behind a gap; `head` is the highest number known. */
export interface StreamLog {
  readonly events: readonly StreamEvent[];
  readonly ahead: Readonly<Record<number, StreamEvent>>;
  readonly head: number;
}

export const emptyLog: StreamLog = { events: [], ahead: {}, head: 0 };

/** The number of the last event held without a gap; ask the backend for what comes after it. */
export function lastSeq(log: StreamLog): number {
  return log.events.length;
}

/** True while something is known to exist that we do not hold in order. */
export function hasGap(log: StreamLog): boolean {
  return lastSeq(log) < log.head;
}

/** Takes events in any order, repeated or not; returns the same log when nothing is new. */
export function receiveEvents(
  log: StreamLog,
  incoming: readonly StreamEvent[],
  head: number = log.head,
): StreamLog {
  const fresh = incoming.filter((e) => e.seq > lastSeq(log) && log.ahead[e.seq] === undefined);
  const highest = fresh.reduce((max, e) => Math.max(max, e.seq), Math.max(head, log.head));
  if (fresh.length === 0 && highest === log.head) return log;
  const waiting: Record<number, StreamEvent> = { ...log.ahead };
  for (const event of fresh) waiting[event.seq] = event;
  return { ...settle(log.events, waiting), head: highest };
}

function settle(
  events: readonly StreamEvent[],
  waiting: Record<number, StreamEvent>,
): Pick<StreamLog, 'events' | 'ahead'> {
  const settled = [...events];
  for (let next = waiting[settled.length + 1]; next; next = waiting[settled.length + 1]) {
    settled.push(next);
    delete waiting[next.seq];
  }
  return { events: settled, ahead: waiting };
}
