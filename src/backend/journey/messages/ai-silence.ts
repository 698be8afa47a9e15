/** While a person has the chat the AI says nothing of its own: neither what waits to be sent nor what it is just writing. */
import type { Tx } from '../../store/database.ts';
import { forgetQuestions } from '../../store/chats.ts';
import { changeMessage, lockWaitingOfAi, type OutgoingRow } from '../../store/whatsapp-outgoing.ts';

/** A visit's confirmation is not talk: whoever booked it, a person or the AI, wants it to arrive. */
const ERRAND = /^appointment:/;
const tooLate = { why: 'chat-taken', message: 'a person took the chat over before this was sent' } as const;

/** Whether this message is the AI's own part of the conversation, rather than somebody's errand. */
export function isAiTalk({ author, reasonKey, metadata }: OutgoingRow): boolean {
  return author === 'ai' && metadata.askedBy === undefined && !ERRAND.test(reasonKey ?? '');
}

/** Holds one locked message back, with its reason; the question in it counts as never put. */
export async function withholdAiTalk(tx: Tx, message: OutgoingRow): Promise<void> {
  await changeMessage(tx, message, { status: 'withheld', error: tooLate });
  const { question } = message.metadata;
  await forgetQuestions(tx, message.leadId, question === undefined ? [] : [question]);
}

/** Holds back all that waits in a locked lead's chat. One whose POST is under way is judged again should it be tried anew. */
export async function silenceAi(tx: Tx, leadId: string): Promise<void> {
  for (const message of await lockWaitingOfAi(tx, leadId))
    if (isAiTalk(message)) await withholdAiTalk(tx, message);
}
