/** `end-of-call-report`: the end, and everything Vapi knows of the call. */
import type { Deps } from '../../deps.ts';
import type { Tx } from '../../store/database.ts';
import { takeReport, type EndEffect } from './take-report.ts';
import type { Heard } from '../during-call/vapi-message.ts';

const words: Record<EndEffect, string> = {
  ended: 'report kept, call ended',
  kept: 'report kept; a person still speaks with the lead',
  late: 'report kept; the call was over before',
};

/** Returns what the report did. */
export async function takeEndOfCallReport(
  tx: Tx,
  { call, message, webhookId }: Heard,
  { env }: Pick<Deps, 'env'>,
): Promise<string> {
  return words[await takeReport(tx, call, { fields: message.fields, at: message.at, webhookId }, env)];
}
