/** WhatsApp messages we mean to send: one reason, one message. They live in `interactions`, the seed's timeline. */
import type { DiscoveryQuestion, Language } from '../../shared/lead.ts';
import { first, type Queryable, type Tx } from './database.ts';
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
  /** The agent's name, for the screens. */
  agentName?: string | undefined;
  /** An approved template instead of words of our own; `text` is what it says. */
  template?: MessageTemplateUse | undefined;
}

/** A template as it is sent. */
export interface MessageTemplateUse {
  name: string;
  language: Language;
  /** What stands for {{1}}, {{2}}, … */
  parameters: string[];
}

/**
 * Writes an outgoing message and schedules its sending, in the caller's transaction. Whether it goes as text
 * or as a template is decided when it is sent, by the 24-hour window at that moment. Returns its id, or
 * undefined if this reason was already answered.
 */
export async function queueMessage(tx: Tx, message: NewMessage): Promise<string | undefined> {
  const { author = 'ai' } = message;
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO interactions (lead_id, call_id, type, content, metadata, author, agent_id, reason_key, status)
     VALUES ($1, $2, 'whatsapp', $3, $4, $5, $6, $7, 'pending') ON CONFLICT (reason_key) DO NOTHING RETURNING id`,
    [
      message.leadId,
      message.callId ?? null,
      message.text,
      JSON.stringify({ ...partsOf(message), direction: 'out', question: message.question }),
      author,
      message.agentId ?? null,
      message.reasonKey,
    ],
  );
  if (row === undefined) return undefined;
  await appendLeadEvent(tx, message.leadId, 'message.queued', {
    interactionId: row.id,
    text: message.text,
    reason: message.reasonKey,
    author,
    agentName: message.agentName ?? null,
    kind: partsOf(message).kind,
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

function partsOf({ template }: NewMessage): { kind: string; [part: string]: unknown } {
  if (template === undefined) return { kind: 'text' };
  const { name, language, parameters } = template;
  return { kind: 'template', template: name, templateLanguage: language, parameters };
}

/** The message of this reason and whose it is, if there is one. */
export function messageByReason(
  db: Queryable,
  reasonKey: string,
): Promise<{ id: string; leadId: string } | undefined> {
  return first<{ id: string; leadId: string }>(
    db,
    `SELECT id, lead_id AS "leadId" FROM interactions WHERE reason_key = $1`,
    [reasonKey],
  );
}
