/** "I want a person": written down, briefed, and somebody reserved, in one transaction, before anything is promised. */
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import {
  insertEscalation,
  lockOpenEscalation,
  openAttemptOf,
  type EscalationRow,
  type HandOff,
} from '../../store/escalations.ts';
import { agentById } from '../../store/agents.ts';
import { appendCallEvent } from '../../store/events.ts';
import { signalLead, type LeadRow } from '../../store/leads.ts';
import { callbackInWords } from './callback-due.ts';
import { climbLadder, type Rung } from './climb-ladder.ts';
import { composeBrief, gatherBrief, type HandOverNotes } from './compose-brief.ts';
import {
  agentTakesOver,
  alreadyOnTheWay,
  callbackNoted,
  callbackPromised,
  teamTakesOver,
} from './hand-off-words.ts';
import type { LadderEnv } from './reserve-agent.ts';

export interface EscalationRequest extends HandOverNotes {
  /** Locked, the lead before the call. */
  lead: LeadRow;
  call: CallRow;
  toolCallId?: string | undefined;
  /** 'answer' where Vapi waits for a destination; else we tell it to transfer. */
  transferBy?: 'control' | 'answer';
  /** When the lead wants to be called instead of being put through now. */
  callAt?: Date | undefined;
  /** The agent whom a supervisor has named. */
  agentId?: string | undefined;
  /** That agent is the supervisor, who takes it whatever state they are in. */
  isOwnWish?: boolean;
  now?: Date;
}

/** What came of a request, and what may be said of it in the lead's language. */
export interface EscalationAnswer {
  escalationId: string;
  outcome: Rung | { kind: 'under-way' };
  say: string;
}

/** Asks for a person. While one is already being looked for, or was found, the first request stands. */
export async function requestEscalation(
  tx: Tx,
  request: EscalationRequest,
  env: LadderEnv,
): Promise<EscalationAnswer> {
  const {
    lead,
    call,
    transferBy = 'control',
    callAt,
    agentId,
    isOwnWish = false,
    now = new Date(),
  } = request;
  const open = await lockOpenEscalation(tx, call.id);
  if (open !== undefined) return underWay(tx, open, lead);
  const notes = {
    reason: request.reason,
    ...(request.by && { by: request.by }),
    ...(request.promised && { promised: request.promised }),
    ...(request.mood && { mood: request.mood }),
  };
  const brief = composeBrief(await gatherBrief(tx, { lead, call, now }, notes), undefined);
  const escalation = await insertEscalation(tx, {
    callId: call.id,
    leadId: lead.id,
    reason: request.reason,
    brief,
    toolCallId: request.toolCallId ?? null,
  });
  const handOff: HandOff = { lead, call, escalation };
  lead.status = await signalLead(tx, lead, 'escalate');
  await appendCallEvent(tx, call, 'escalation.requested', {
    escalationId: escalation.id,
    reason: request.reason,
    brief,
  });
  const outcome = await climbLadder(tx, handOff, { env, now, notes, transferBy, callAt, agentId, isOwnWish });
  return {
    escalationId: escalation.id,
    outcome,
    say: inWords(outcome, { lead, now, isWished: callAt !== undefined }),
  };
}

function inWords(
  outcome: Rung,
  { lead: { language, timeZone }, now, isWished }: { lead: LeadRow; now: Date; isWished: boolean },
): string {
  if (outcome.kind === 'agent') return agentTakesOver[language](outcome.agentName);
  if (outcome.kind === 'hunt-pilot') return teamTakesOver[language]();
  const when = callbackInWords(outcome.dueAt, { now, timeZone, language });
  return (isWished ? callbackNoted : callbackPromised)[language](when);
}

async function underWay(tx: Tx, escalation: EscalationRow, lead: LeadRow): Promise<EscalationAnswer> {
  const attempt = await openAttemptOf(tx, escalation.id);
  const agent = attempt?.agentId ? await agentById(tx, attempt.agentId) : undefined;
  const say = agent ? agentTakesOver[lead.language](agent.name) : alreadyOnTheWay[lead.language]();
  return { escalationId: escalation.id, outcome: { kind: 'under-way' }, say };
}
