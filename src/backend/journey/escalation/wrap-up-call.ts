/** A conversation is not done with when it ends: its outcome is wanted, once for each call of the phone. */
import type { Tx } from '../../store/database.ts';
import type { HandOff } from '../../store/escalations.ts';
import { lockLead } from '../../store/leads.ts';
import type { CallReport } from '../../store/phone-calls.ts';
import { clientJoinedTo, isWithClient, type JoinedClient } from '../../store/client-call.ts';
import { leadByNumber, openWrapUp } from '../../store/wrap-ups.ts';

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

/** Whom a conversation was with; `joined` where a colleague had asked first and then put the client through. */
export interface Party {
  leadId: string | undefined;
  joined: JoinedClient | undefined;
}

/** The lead of a conversation that has ended, by its escalation or else by its number; locked before anything else is. */
export async function lockWhoTalked(tx: Tx, talk: Talk): Promise<Party | undefined> {
  const ended = endOfTalk(talk);
  if (ended === undefined) return undefined;
  if (talk.handOff !== undefined) return { leadId: talk.handOff.lead.id, joined: undefined };
  const joined = await joinedIn(tx, talk, ended);
  const id = joined?.leadId ?? (await leadByNumber(tx, joined?.number ?? ended.number));
  return { leadId: id === undefined ? undefined : (await lockLead(tx, id))?.id, joined };
}

function joinedIn(tx: Tx, { agentId, at }: Talk, ended: Ended): Promise<JoinedClient | undefined> {
  if (ended.direction === 'out') return Promise.resolve(undefined);
  const from = new Date(at.getTime() - ended.talkMs);
  return clientJoinedTo(tx, { agentId, number: ended.number, from, to: at });
}

/**
 * Opens the wrap-up of a conversation with a client that has ended; whom the agent asked on the way (a colleague, a
 * queue, a number of the house) wants no outcome. To be called once the report is noted.
 */
export async function wrapUpCall(tx: Tx, talk: Talk, party: Party | undefined): Promise<void> {
  const ended = endOfTalk(talk);
  if (ended === undefined) return;
  const { agentId, at: endedAt, handOff } = talk;
  const { phoneCallId, number, direction, talkMs } = ended;
  if (!(await isWithClient(tx, { agentId, phoneCallId }))) return;
  await openWrapUp(tx, {
    ...{ agentId, phoneCallId, direction, talkMs, endedAt },
    leadId: party?.leadId ?? null,
    callId: handOff?.call.id ?? party?.joined?.callId ?? null,
    number: party?.joined?.number ?? number,
  });
}
