/** WhatsApp messages we mean to send: one reason, one message. They live in `interactions`, the seed's timeline. */
import type { DiscoveryQuestion } from '../../shared/lead.ts';
import { first, type Tx } from './database.ts';
import { appendLeadEvent } from './events.ts';
import { schedule } from './outbox.ts';

export interface NewMessage {
  leadId: string;
  text: string;
  /** Why it is said, e.g. `reply:<wamid>`: the same reason again says nothing. */
  reasonKey: string;
  callId?: string | undefined;
  author?: 'ai' | 'agent' | 'system';
  agentId?: string | undefined;
  /** The question it puts, so that the next message can be read as its answer. */
  question?: DiscoveryQuestion | undefined;
  runAt?: Date | undefined;
}

/**
 * Writes an outgoing message and schedules its sending, in the caller's transaction. Whether it goes as text
 * or as a template is decided when it is sent, by the 24-hour window at that moment. Returns its id, or
 * undefined if this reason was already answered.
 */
export async function queueMessage(tx: Tx, message: NewMessage): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO interactions (lead_id, call_id, type, content, metadata, author, agent_id, reason_key, status)
     VALUES ($1, $2, 'whatsapp', $3, $4, $5, $6, $7, 'pending') ON CONFLICT (reason_key) DO NOTHING RETURNING id`,
    [
      message.leadId,
      message.callId ?? null,
      message.text,
      JSON.stringify({ kind: 'text', direction: 'out', question: message.question }),
      message.author ?? 'ai',
      message.agentId ?? null,
      message.reasonKey,
    ],
  );
  if (row === undefined) return undefined;
  await appendLeadEvent(tx, message.leadId, 'message.queued', {
    interactionId: row.id,
    text: message.text,
    reason: message.reasonKey,
  });
  await schedule(tx, {
    kind: 'message.send',
    key: `message.send:${row.id}`,
    lane: `whatsapp:${message.leadId}`,
    payload: { interactionId: row.id },
    runAt: message.runAt,
  });
  return row.id;
}
