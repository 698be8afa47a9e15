// Where one's own calls went: the phone forgets after a minute, the backend hears of the end only when the client hangs up.
import { create } from 'zustand';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';
import { keepNewest } from './keep-newest.ts';
import { tableOf } from './table.ts';

/** What became of a call of ours (`calls.id`) on this phone: handed to a number, or simply over here. */
export type LeftCall = { to: string } | { to: undefined };

export const handOvers = create<{ left: Record<string, LeftCall> }>()(() => ({ left: {} }));

/** A client who was handed on may talk for long: so many calls of one's own go by meanwhile. */
const mostKept = 100;

/** Remembers the calls of this snapshot that are over; one that came back is ours again. */
export function noteHandOvers(state: PhoneState | undefined): void {
  if (!state) return;
  const { left } = handOvers.getState();
  const next = tableOf(left);
  // Oldest first: of two calls for one client the newer counts.
  for (const call of [...state.calls].reverse()) {
    if (call.callId === undefined) continue;
    if (call.phase === 'ended' && call.liveAt !== undefined)
      next[call.callId] = { to: destinationOf(call, state.calls) };
    else if (call.phase !== 'ended') Reflect.deleteProperty(next, call.callId);
  }
  const here = new Set(state.calls.map(({ callId }) => callId));
  const kept = keepNewest(next, { most: mostKept, mustStay: (_, callId) => here.has(callId) });
  if (JSON.stringify(kept) !== JSON.stringify(left)) handOvers.setState({ left: kept });
}

/** A call given away names where to; of two that were joined only one does, and the other went to that one's party. */
function destinationOf(call: PhoneCall, calls: readonly PhoneCall[]): string | undefined {
  if (call.outcome !== 'transferred') return undefined;
  if (call.transfer) return call.transfer.to;
  const partner = calls.find(
    ({ id, transfer, endedAt = 0 }) =>
      id !== call.id &&
      transfer?.phase === 'done' &&
      Math.abs(endedAt - (call.endedAt ?? 0)) < joinedWithinMs,
  );
  return partner?.number;
}
/** The two calls of an attended transfer end together, give or take a BYE on its way. */
const joinedWithinMs = 5_000;
