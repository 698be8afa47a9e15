/** `transcript`: a settled line is kept once and numbered; unsettled speech never gets this far (webhooks/vapi.ts). */
import { createHash } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { addTranscriptLine } from '../../store/transcripts.ts';
import { answerCall } from './answer-call.ts';
import { text, type Fields } from './read-vapi-message.ts';
import type { Heard } from './vapi-message.ts';

/** Returns what the line did, or why it did nothing. */
export async function addTranscript(tx: Tx, { call, lead, message }: Heard, deps: Deps): Promise<string> {
  const spoken = readSpoken(message.fields);
  if (spoken === undefined) return 'none: the message has no words';
  // Whoever speaks has picked up, even if the status that says so was lost or is late.
  if (spoken.role === 'lead' && (call.status === 'started' || call.status === 'ringing'))
    await answerCall(tx, { call, lead, at: message.at }, deps);
  const line = { role: spoken.role, text: spoken.text, at: message.at };
  const id = await addTranscriptLine(tx, { call, ...line, key: lineKey(call, line) });
  return id === undefined ? 'none: the line was there already' : 'line added';
}

/** Who said what; undefined if nothing was said. */
export function readSpoken(fields: Fields): { role: 'lead' | 'ai'; text: string } | undefined {
  const words = text(fields['transcript']);
  return words === undefined ? undefined : { role: fields['role'] === 'user' ? 'lead' : 'ai', text: words };
}

/** Whether a transcript message is speech that may still change. */
export function isPartial(fields: Fields): boolean {
  return fields['transcriptType'] === 'partial';
}

/** What makes a line the same line: its call, who said it, when, and what. */
export function lineKey(call: Pick<CallRow, 'id'>, line: { role: string; text: string; at: Date }): string {
  const digest = createHash('sha256').update(line.text).digest('hex').slice(0, 16);
  return `line:${call.id}:${line.at.getTime()}:${line.role}:${digest}`;
}
