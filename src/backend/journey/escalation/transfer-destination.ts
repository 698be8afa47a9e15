/**
 * Where Vapi shall transfer a call: a destination for this one call, with what identifies it in headers
 * (TransferDestinationSip in Vapi's OpenAPI). Also the answer when Vapi asks for one itself.
 */
import type { Env } from '../../env.ts';
import { agentById } from '../../store/agents.ts';
import { lockCall } from '../../store/calls.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { lockHandOff, openAttemptOf, type AttemptRow, type HandOff } from '../../store/escalations.ts';
import { lockLead } from '../../store/leads.ts';
import { callOfMessage } from '../../tools/call-of-message.ts';
import type { ToolDeps } from '../../tools/tool.ts';
import { beforeTransfer, transferFailed } from './hand-off-words.ts';
import { requestEscalation } from './request-escalation.ts';
import { startTransfer } from './start-transfer.ts';

export interface SipDestination {
  type: 'sip';
  sipUri: string;
  sipHeaders: Record<string, string>;
  message: string;
  transferPlan: Record<string, unknown>;
}

/** The destination of one attempt. Headers may be dropped on the way: the phone also matches by reservation. */
export function transferDestination(
  { escalation, call, lead }: HandOff,
  attempt: AttemptRow,
  { agentName, env }: { agentName: string | null; env: Pick<Env, 'VAPI_TRANSFER_VERB' | 'RING_TIMEOUT_MS'> },
): SipDestination {
  const { language } = lead;
  return {
    type: 'sip',
    sipUri: attempt.sipUri,
    sipHeaders: {
      'X-Escalation-Id': escalation.id,
      'X-Attempt-Id': attempt.id,
      'X-Vapi-Call-Id': call.vapiCallId ?? call.id,
      'X-Call-Id': call.id,
      'X-Lead-Id': lead.id,
    },
    message: beforeTransfer[language](agentName),
    transferPlan: {
      mode: 'blind-transfer-add-summary-to-sip-header',
      sipVerb: env.VAPI_TRANSFER_VERB,
      ...(env.VAPI_TRANSFER_VERB === 'dial' && { dialTimeout: Math.ceil(env.RING_TIMEOUT_MS / 1000) }),
      ...(env.VAPI_TRANSFER_VERB === 'refer' && { sipHeadersInReferToEnabled: true }),
      summaryPlan: summaryPlan(language),
      fallbackPlan: { message: transferFailed[language](), endCallEnabled: false },
    },
  };
}

function summaryPlan(language: 'es' | 'en'): Record<string, unknown> {
  const content =
    language === 'es'
      ? 'Resume en dos frases por qué esta persona necesita hablar con un asesor. Devuelve solo el resumen.'
      : 'Summarize in two sentences why this person needs to talk to an agent. Return only the summary.';
  return {
    enabled: true,
    timeoutSeconds: 5,
    messages: [
      { role: 'system', content },
      { role: 'user', content: '{{transcript}}' },
    ],
  };
}

export type DestinationAnswer = { destination: SipDestination } | { error: string };

/**
 * Answers Vapi's `transfer-destination-request`: somebody is reserved now and named as the destination, or the
 * error says what Sofia may promise instead. The attempt counts as transferring once this is answered.
 */
export async function answerTransferDestination(
  message: Record<string, unknown>,
  deps: ToolDeps,
): Promise<DestinationAnswer> {
  const { db, env, now } = deps;
  const known = await callOfMessage(db, message);
  if (known === undefined) return { error: 'This call is not known here.' };
  return inTransaction(db, async (tx) => {
    const lead = await lockLead(tx, known.leadId);
    const call = await lockCall(tx, known.id);
    if (lead === undefined || call === undefined) return { error: 'This call is not known here.' };
    const reason = lead.language === 'es' ? 'Pidió hablar con una persona.' : 'Asked to speak with a person.';
    const answer = await requestEscalation(tx, { lead, call, reason, transferBy: 'answer', now: now() }, env);
    const destination = await claimDestination(tx, answer.escalationId, deps);
    return destination === undefined ? { error: answer.say } : { destination };
  });
}

/** The open attempt's destination, if nobody has told Vapi of it yet. */
async function claimDestination(
  tx: Tx,
  escalationId: string,
  { env, now }: ToolDeps,
): Promise<SipDestination | undefined> {
  const handOff = await lockHandOff(tx, escalationId);
  const attempt = handOff && (await openAttemptOf(tx, escalationId));
  if (handOff === undefined || attempt === undefined) return undefined;
  if (!(await startTransfer(tx, handOff, attempt, { env, now: now() }))) return undefined;
  const agent = attempt.agentId === null ? undefined : await agentById(tx, attempt.agentId);
  return transferDestination(handOff, attempt, { agentName: agent?.name ?? null, env });
}
