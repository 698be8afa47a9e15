/** `status-update`: the call's state follows Vapi's, never backwards, since messages come late and out of order. */
import type { CallSignal } from '../../../shared/call.ts';
import type { Deps } from '../../deps.ts';
import { signalCall } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { answerCall } from './answer-call.ts';
import { entry, text } from './read-vapi-message.ts';
import { takeEndStatus, type EndEffect } from '../completion/take-report.ts';
import { takeBack } from '../escalation/take-back.ts';
import type { Heard } from './vapi-message.ts';

const signals: Record<string, CallSignal> = {
  scheduled: 'start',
  queued: 'start',
  ringing: 'ring',
  forwarding: 'forward',
};
const ends: Record<EndEffect, string> = {
  ended: 'ended',
  kept: 'none: a person still speaks with the lead',
  late: 'none: the call was over before',
};

/** Returns what the update did, or why it did nothing. */
export async function followCallStatus(tx: Tx, { call, lead, message }: Heard, deps: Deps): Promise<string> {
  const status = text(message.fields['status']) ?? '';
  const was = call.status;
  const tooLate = `none: ${status} comes too late for a call that is ${was}`;
  if (status === 'ended') {
    const end = { at: message.at, reason: text(message.fields['endedReason']) };
    return ends[await takeEndStatus(tx, call, end, deps)];
  }
  if (status === 'in-progress' && was === 'forwarding' && deps.env.VAPI_TRANSFER_VERB === 'dial')
    return (await takeBack(tx, call, message.at)) ? 'nobody took it: the ladder goes on' : tooLate;
  if (status === 'in-progress')
    return (await answerCall(tx, { call, lead, at: message.at }, deps)) ? status : tooLate;
  const signal = entry(signals, status);
  if (signal === undefined) return `none: the status ${status} means nothing to us`;
  return (await signalCall(tx, call, signal)) ?? tooLate;
}
