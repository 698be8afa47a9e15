/** The end of a call whose AI had left it before: Vapi's report came while a person was being rung, or talking. */
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { endCall, scheduleCompletion } from './end-call.ts';

/** Ends a locked call and has it worked up; a second time changes nothing. */
export async function endAfterHandOff(tx: Tx, call: CallRow, at: Date): Promise<void> {
  await endCall(tx, call, { at, reason: undefined });
  await scheduleCompletion(tx, call.id, 'hand-off');
}
