/** `status-update`: the call's state follows Vapi's, never backwards, since messages come late and out of order. */
import type { CallSignal } from '../../shared/call.ts';
import { saveAnswered } from '../store/call-end.ts';
import { signalCall } from '../store/calls.ts';
import type { Tx } from '../store/database.ts';
import { endWithoutReport } from './end-call.ts';
import { text } from './read-vapi-message.ts';
import type { Heard } from './vapi-message.ts';
import type { Deps } from '../deps.ts';

const signals: Record<string, CallSignal> = {
  scheduled: 'start',
  queued: 'start',
  ringing: 'ring',
  'in-progress': 'answer',
  forwarding: 'forward',
};

/** Returns what the update did, or why it did nothing. */
export async function followCallStatus(tx: Tx, { call, message }: Heard, deps: Deps): Promise<string> {
  const status = text(message.fields['status']) ?? '';
  if (status === 'ended') {
    const end = { at: message.at, reason: text(message.fields['endedReason']) };
    const ended = await endWithoutReport(tx, call, end, deps.now());
    return ended ? 'ended' : `none: the call is ${call.status} already`;
  }
  const signal = signals[status];
  if (signal === undefined) return `none: the status ${status} means nothing to us`;
  if (signal === 'answer') await saveAnswered(tx, call.id, message.at);
  const was = call.status;
  const now = await signalCall(tx, call, signal);
  return now === undefined ? `none: ${status} comes too late for a call that is ${was}` : now;
}
