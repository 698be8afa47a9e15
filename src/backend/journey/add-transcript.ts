/** `transcript`: a settled line is kept once and numbered; unsettled speech never gets this far (webhooks/vapi.ts). */
import type { Tx } from '../store/database.ts';
import { addTranscriptLine } from '../store/transcripts.ts';
import { lineKey } from './end-call.ts';
import { text, type Fields } from './read-vapi-message.ts';
import type { Heard } from './vapi-message.ts';

/** Returns what the line did, or why it did nothing. */
export async function addTranscript(tx: Tx, { call, message }: Heard): Promise<string> {
  const spoken = readSpoken(message.fields);
  if (spoken === undefined) return 'none: the message has no words';
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
