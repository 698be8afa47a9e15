/** `transfer-update`: Vapi is putting the lead through. Whether anybody answered, only our own phone knows. */
import { signalCall } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import type { Heard } from './vapi-message.ts';

/** Returns what the update did, or why it did nothing. */
export async function followTransfer(tx: Tx, { call }: Heard): Promise<string> {
  const was = call.status;
  const now = await signalCall(tx, call, 'forward');
  return now === undefined ? `none: the call is ${was} already` : now;
}
