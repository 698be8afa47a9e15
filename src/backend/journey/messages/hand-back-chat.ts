/** A chat goes back to the AI, which answers what nobody has answered yet, and otherwise waits for the lead's next message. */
import { randomUUID } from 'node:crypto';
import type { Chat } from '../../../shared/desk.ts';
import type { Deps } from '../../deps.ts';
import { chatOf, freeReplyReasons, giveToAi, markUnanswered } from '../../store/chats.ts';
import { consentInForce } from '../../store/consents.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendLeadEvent } from '../../store/events.ts';
import { lockLead, type LeadRow } from '../../store/leads.ts';
import { cancelJobs, schedule } from '../../store/outbox.ts';
import { scheduleFollowUp } from '../lead/nurture.ts';
import { noSuchLead } from './chat-error.ts';
import { mayTake, takenBy, type Person } from './take-chat.ts';

type HandBackDeps = Pick<Deps, 'db' | 'env' | 'now'>;

/** Statuses in which a silent lead hears from the AI again. */
const QUIET: ReadonlySet<string> = new Set(['discovering', 'nurturing', 'qualified']);

/** Hands the chat back; where the AI has it already nothing changes. Throws ChatError `not-found` or `taken`. */
export function handBackChat(leadId: string, person: Person, deps: HandBackDeps): Promise<Chat> {
  return inTransaction(deps.db, async (tx) => {
    const lead = await lockLead(tx, leadId);
    if (lead === undefined) throw noSuchLead();
    const chat = await chatOf(tx, leadId);
    if (chat.handledBy === 'ai') return chat;
    if (!mayTake(chat, person)) throw takenBy(chat);
    await giveToAi(tx, leadId);
    const { userId: agentId, name: agentName } = person;
    await appendLeadEvent(tx, leadId, 'chat.handed-back', { agentId, agentName });
    if (lead.status !== 'opted-out') await goOn(tx, lead, deps);
    return chatOf(tx, leadId);
  });
}

/** What the AI does next: an answer that is due, or the follow-ups that were silent meanwhile. */
async function goOn(tx: Tx, lead: LeadRow, deps: HandBackDeps): Promise<void> {
  const turn = `hand-back-${randomUUID()}`;
  await freeReplyReasons(tx, lead.id);
  if ((await markUnanswered(tx, lead.id)) > 0) {
    await schedule(tx, {
      kind: 'lead.discover',
      key: `lead.discover:${turn}`,
      lane: `lead:${lead.id}`,
      payload: { leadId: lead.id },
    });
    return;
  }
  const mayFollow = (await consentInForce(tx, lead.id, 'marketing')) !== false;
  if (!QUIET.has(lead.status) || !mayFollow) return;
  await cancelJobs(tx, `lead.follow-up:${lead.id}:`);
  await scheduleFollowUp(tx, lead, { step: lead.followUpStep, since: turn }, deps);
}
