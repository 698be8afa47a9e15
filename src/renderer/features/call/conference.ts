// Three people in one call: whether that can be, and whether the third is there already or has to be called.
import type { PhoneCall, PhoneState } from '../../../shared/phone.ts';
import { openDialer } from '../../stores/dialer.ts';
import { openPhoneCalls } from '../../stores/phone.ts';

/** A call that was answered and is not joined yet, live itself or beside a live one. */
export function canConfer(state: PhoneState | undefined, call: PhoneCall): boolean {
  if (call.inConference) return false;
  return call.phase === 'live' || secondOf(state, call) !== undefined;
}

/** The other answered call, if there is one. */
export function secondOf(state: PhoneState | undefined, { id }: PhoneCall): PhoneCall | undefined {
  return openPhoneCalls(state).find((one) => one.id !== id && (one.phase === 'live' || one.phase === 'held'));
}

/** Joins the two calls that are there, else asks whom to call first. */
export async function joinOrAsk(
  state: PhoneState | undefined,
  call: PhoneCall,
  confer: (on: boolean) => Promise<void>,
): Promise<void> {
  if (secondOf(state, call)) await confer(true);
  else openDialer({ purpose: 'add', callId: call.id });
}
