/** A message that failed goes once more because a person asks for it. */
import { randomUUID } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { chatOf } from '../../store/chats.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { lockLead, type LeadRow } from '../../store/leads.ts';
import { schedule } from '../../store/outbox.ts';
import {
  changeMessage,
  lockOutgoing,
  outgoingById,
  type OutgoingRow,
} from '../../store/whatsapp-outgoing.ts';
import { ChatError } from './chat-error.ts';
import { isWindowOpen } from './send-message.ts';
import { mayTake, takenBy, type Person } from './take-chat.ts';
import { refuseUnreachable, windowClosed } from './write-message.ts';

/** Sends it again. Throws ChatError `not-found`, `conflict` where it did not fail, `taken`, `opted-out` or `window-closed`. */
export async function retryMessage(
  interactionId: string,
  { person, db, now }: { person: Person } & Pick<Deps, 'db' | 'now'>,
): Promise<void> {
  const leadId = (await outgoingById(db, interactionId))?.leadId;
  if (leadId === undefined) throw noSuchMessage();
  await inTransaction(db, async (tx) => {
    const lead = await lockLead(tx, leadId);
    const message = await lockOutgoing(tx, interactionId);
    if (lead === undefined || message === undefined) throw noSuchMessage();
    await refuse(tx, { lead, message, person, now: now() });
    await again(tx, message, person);
  });
}

const noSuchMessage = (): ChatError =>
  new ChatError('not-found', 'There is no such message of ours. Load the conversation again.', {
    reason: 'no-such-message',
  });

async function refuse(
  tx: Tx,
  { lead, message, person, now }: { lead: LeadRow; message: OutgoingRow; person: Person; now: Date },
): Promise<void> {
  if (message.status !== 'failed')
    throw new ChatError('conflict', 'This message did not fail, so it is not sent again.', {
      reason: 'not-failed',
    });
  refuseUnreachable(lead);
  const chat = await chatOf(tx, lead.id);
  if (!mayTake(chat, person)) throw takenBy(chat);
  const isText = message.author === 'agent' && message.metadata.template === undefined;
  if (isText && !isWindowOpen(lead, now)) throw windowClosed();
}

async function again(tx: Tx, message: OutgoingRow, person: Person): Promise<void> {
  // What was decided for the last try is decided anew: the window may be open again.
  const { retried: _retried, asTemplate: _asTemplate, ...metadata } = message.metadata;
  const failedWamids = [...(metadata.failedWamids ?? []), ...(message.wamid === null ? [] : [message.wamid])];
  await changeMessage(tx, message, {
    status: 'pending',
    wamid: null,
    metadata: {
      ...metadata,
      kind: metadata.template === undefined ? 'text' : 'template',
      failedWamids,
      askedBy: person.userId,
    },
  });
  await schedule(tx, {
    kind: 'message.send',
    key: `message.send:${message.id}:retry:${randomUUID()}`,
    lane: `whatsapp:${message.leadId}`,
    payload: { interactionId: message.id },
  });
}
