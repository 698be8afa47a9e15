/**
 * A person takes a chat over, from the AI or from a colleague who is not there. One rule for taking and for
 * writing: the AI's chat and one without a person are anybody's; a colleague's is theirs, as long as they are there.
 */
import type { Chat } from '../../../shared/desk.ts';
import type { Deps } from '../../deps.ts';
import { chatOf, giveToPerson } from '../../store/chats.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendLeadEvent } from '../../store/events.ts';
import { lockLead } from '../../store/leads.ts';
import { ChatError, noSuchLead } from './chat-error.ts';
import { silenceAi } from './ai-silence.ts';

/** Who asks. */
export interface Person {
  userId: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
}

/** Takes the chat; taking what one has changes nothing. Throws ChatError `not-found` or `taken`. */
export function takeChat(leadId: string, person: Person, { db }: Pick<Deps, 'db'>): Promise<Chat> {
  return inTransaction(db, async (tx) => {
    if ((await lockLead(tx, leadId)) === undefined) throw noSuchLead();
    const chat = await chatOf(tx, leadId);
    if (!mayTake(chat, person)) throw takenBy(chat);
    await takeLocked(tx, chat, person);
    return chatOf(tx, leadId);
  });
}

/** Makes a locked lead's chat this person's who may take it, if it is not yet. */
export async function takeLocked(tx: Tx, chat: Required<Chat>, { userId, name }: Person): Promise<void> {
  if (chat.handledBy === 'human' && chat.ownerId === userId) return;
  await giveToPerson(tx, chat.leadId, userId);
  await silenceAi(tx, chat.leadId);
  await appendLeadEvent(tx, chat.leadId, 'chat.taken', { agentId: userId, agentName: name });
}

/** Whether this person may act in this chat, whoever has it now. */
export function mayTake({ handledBy, ownerId, ownerPresent }: Required<Chat>, person: Person): boolean {
  if (person.role !== 'agent' || handledBy === 'ai') return true;
  return ownerId === null || ownerId === person.userId || !ownerPresent;
}

/** The refusal for somebody who may not. */
export function takenBy({ ownerName }: Chat): ChatError {
  return new ChatError('taken', `${ownerName ?? 'Somebody else'} has this chat. Ask them or a supervisor.`, {
    reason: 'chat-taken',
    params: { name: ownerName },
  });
}
