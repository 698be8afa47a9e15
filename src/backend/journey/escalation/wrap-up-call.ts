/** A conversation is not done with when it ends: its outcome is wanted, once for each call of the phone. */
import type { Tx } from '../../store/database.ts';
import type { HandOff } from '../../store/escalations.ts';
import { lockLead } from '../../store/leads.ts';
import type { CallReport } from '../../store/phone-calls.ts';
import { isColleague, leadByNumber, openWrapUp } from '../../store/wrap-ups.ts';

/** A report with what is known of whom it is about. */
export interface Talk {
  report: CallReport;
  agentId: string;
  at: Date;
  handOff: HandOff | undefined;
}

type Ended = Extract<CallReport, { type: 'call.ended' }>;

function endOfTalk({ report }: Talk): Ended | undefined {
  return report.type === 'call.ended' && report.talkMs > 0 ? report : undefined;
}

/** The lead of a conversation that has ended, by its escalation or else by its number; locked before anything else is. */
export async function lockWhoTalked(tx: Tx, talk: Talk): Promise<string | undefined> {
  if (endOfTalk(talk) === undefined) return undefined;
  if (talk.handOff !== undefined) return talk.handOff.lead.id;
  const id = await leadByNumber(tx, talk.report.number);
  return id === undefined ? undefined : (await lockLead(tx, id))?.id;
}

/** Opens the wrap-up of a conversation that has ended; a question to a colleague on the way wants no outcome. */
export async function wrapUpCall(tx: Tx, talk: Talk, leadId: string | undefined): Promise<void> {
  const ended = endOfTalk(talk);
  if (ended === undefined) return;
  const { phoneCallId, number, direction, talkMs } = ended;
  if (direction === 'out' && leadId === undefined && (await isColleague(tx, number))) return;
  await openWrapUp(tx, {
    agentId: talk.agentId,
    phoneCallId,
    leadId: leadId ?? null,
    callId: talk.handOff?.call.id ?? null,
    number,
    direction,
    talkMs,
    endedAt: talk.at,
  });
}
