/** An agent writes to a lead: the same way out as the AI's messages, so that windows, retries and delivery states hold. */
import type { z } from 'zod';
import type { newMessage } from '../../../shared/desk.ts';
import type { Deps } from '../../deps.ts';
import { chatOf } from '../../store/chats.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { lockLead, type LeadRow } from '../../store/leads.ts';
import { templateByName } from '../../store/message-templates.ts';
import { messageByReason, queueMessage, type MessageTemplateUse } from '../../store/messages.ts';
import { ChatError, noSuchLead } from './chat-error.ts';
import { isWindowOpen } from './send-message.ts';
import { mayTake, takeLocked, takenBy, type Person } from './take-chat.ts';

type Written = z.output<typeof newMessage>;
type Wording = { text: string; template?: MessageTemplateUse };

/**
 * Queues it and takes the chat over where the AI had it; returns its interaction id, the same for the same key.
 * Throws ChatError `not-found`, `taken`, `opted-out`, `window-closed`, or `invalid` for a template that is not so.
 */
export function writeMessage(
  leadId: string,
  written: Written,
  { person, db, now }: { person: Person } & Pick<Deps, 'db' | 'now'>,
): Promise<string> {
  const reasonKey = `desk:${person.userId}:${written.key}`;
  return inTransaction(db, async (tx) => {
    const lead = await lockLead(tx, leadId);
    if (lead === undefined) throw noSuchLead();
    const before = await messageByReason(tx, reasonKey);
    if (before !== undefined) return sameAgain(before, leadId);
    refuseUnreachable(lead);
    const wording = await wordingOf(tx, written);
    const chat = await chatOf(tx, leadId);
    if (!mayTake(chat, person)) throw takenBy(chat);
    if (wording.template === undefined && !isWindowOpen(lead, now())) throw windowClosed();
    await takeLocked(tx, chat, person);
    const id = await queueMessage(tx, {
      ...{ leadId, reasonKey, ...wording },
      ...{ author: 'agent', agentId: person.userId, agentName: person.name },
    });
    return id ?? sameAgain(await messageByReason(tx, reasonKey), leadId);
  });
}

function sameAgain(before: { id: string; leadId: string } | undefined, leadId: string): string {
  if (before?.leadId === leadId) return before.id;
  throw new ChatError('conflict', 'This key belongs to a message to somebody else. Write it anew.', {
    reason: 'key-used',
  });
}

/** Throws for a lead who wants no messages. */
export function refuseUnreachable({ status }: Pick<LeadRow, 'status'>): void {
  if (status === 'opted-out')
    throw new ChatError('opted-out', 'This person asked not to be written to, so nothing can be sent.', {
      reason: 'opted-out',
    });
}

/** The refusal of a text outside the 24 hours. */
export function windowClosed(): ChatError {
  return new ChatError(
    'window-closed',
    'More than 24 hours have passed since this person wrote last. Choose a template instead.',
    { reason: 'window-closed' },
  );
}

async function wordingOf(tx: Tx, written: Written): Promise<Wording> {
  if (written.kind === 'text') return { text: written.text };
  const { name, language } = written;
  const template = await templateByName(tx, name, language);
  if (template === undefined)
    throw new ChatError('invalid', 'There is no such template in this language. Load the list again.', {
      reason: 'no-such-template',
    });
  // Meta takes no line breaks and no long gaps in a parameter (error 132018).
  const parameters = written.parameters.map((parameter) => parameter.replaceAll(/\s+/g, ' '));
  const wanted = template.parameters.length;
  if (parameters.length !== wanted)
    throw new ChatError('invalid', `This template wants ${wanted} values, not ${parameters.length}.`, {
      reason: 'template-changed',
      params: { wanted },
    });
  const text = filled(template.body, parameters);
  return { text, template: { name, language, parameters } };
}

/** A template's body with what stands for {{1}}, {{2}}, … */
export function filled(body: string, parameters: readonly string[]): string {
  return body.replaceAll(
    /\{\{(\d+)\}\}/g,
    (place, number: string) => parameters[Number(number) - 1] ?? place,
  );
}
