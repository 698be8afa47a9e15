/** Whose call a message of Vapi's is about: by Vapi's id, or by ours where Vapi's answer to the dial is still on its way. */
import { callById, callByVapiId, type CallRow } from '../store/calls.ts';
import type { Queryable } from '../store/database.ts';
import { recordOf } from './tool-message.ts';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Undefined for a call that is none of ours. Only what Vapi says of its own call counts, never a tool's arguments. */
export async function callOfMessage(
  db: Queryable,
  message: Record<string, unknown>,
): Promise<CallRow | undefined> {
  const call = recordOf(message['call']);
  const vapiCallId = call?.['id'];
  if (typeof vapiCallId !== 'string' || vapiCallId === '' || vapiCallId.length > 100) return undefined;
  const known = await callByVapiId(db, vapiCallId);
  if (known !== undefined) return known;
  const customer = recordOf(call?.['customer']) ?? recordOf(message['customer']);
  const ourId = customer?.['externalId'];
  if (typeof ourId !== 'string' || !uuid.test(ourId)) return undefined;
  const ours = await callById(db, ourId);
  return ours?.vapiCallId === null ? ours : undefined;
}
