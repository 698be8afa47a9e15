/** `end-of-call-report`: the end, and everything Vapi knows of the call. */
import type { Tx } from '../store/database.ts';
import { takeReport } from './end-call.ts';
import type { Heard } from './vapi-message.ts';

/** Returns what the report did. */
export async function takeEndOfCallReport(tx: Tx, { call, message, webhookId }: Heard): Promise<string> {
  const { fields, at } = message;
  await takeReport(tx, call, { fields, at, webhookId, stays: false });
  return 'report kept, call ended';
}
