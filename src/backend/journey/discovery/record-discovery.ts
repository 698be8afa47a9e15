/** Everything an answer changes is one transaction: what was learned, what was decided, what is said, what follows. */
import type { Deps } from '../../deps.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { moveCallbackOf } from '../../store/callbacks.ts';
import { saveDiscovery } from '../../store/lead-changes.ts';
import { lockByIdentity, setIdentity, setLocale } from '../../store/lead-identity.ts';
import { lockLead, signalLead, type LeadRow } from '../../store/leads.ts';
import { queueMessage } from '../../store/messages.ts';
import { schedule } from '../../store/outbox.ts';
import { createTask } from '../../store/tasks.ts';
import { markDiscovered, undiscovered } from '../../store/whatsapp-messages.ts';
import type { Scene } from './analyze-message.ts';
import type { CallPlan } from './plan-call.ts';
import type { Decision } from './determine-next-action.ts';
import type { Intent } from './extract-intent.ts';
import type { LeadScore } from '../../../shared/lead.ts';
import { scheduleFollowUp } from '../lead/nurture.ts';
import { recordCallConsent } from '../lead/opt-out.ts';
import { localeOf } from '../lead/phone-locale.ts';
import type { ReplyPlan } from './plan-reply.ts';

export interface Finding {
  scene: Scene;
  intent: Intent;
  score: LeadScore;
  decision: Decision;
  call: CallPlan;
  plan: ReplyPlan;
  text: string | undefined;
}

/** Statuses in which discovery moves the lead; in the others a call or a person does. */
const OURS: ReadonlySet<string> = new Set([
  'new',
  'discovering',
  'nurturing',
  'qualified',
  'follow-up',
  'lost',
]);
const ERRAND_DUE_MS = 2 * 60 * 60 * 1000;
const errandTitles = {
  photos: 'Enviar fotos y planos por WhatsApp',
  mail: 'Enviar información por correo',
  write: 'Quiere hablar con una persona por WhatsApp, sin llamada',
  calm: 'Cliente molesto: revisar la conversación',
} as const;

const errandKinds = {
  photos: 'send-information',
  mail: 'send-information',
  write: 'follow-up',
  calm: 'review',
} as const;

/**
 * Commits a finding. False if the lead wrote again in the meantime (then nothing was written, and discovery is
 * to read everything once more), unless `evenIfStale`: then only what was read is answered.
 */
export function recordDiscovery(
  finding: Finding,
  deps: Pick<Deps, 'db' | 'env' | 'now'>,
  { evenIfStale = false } = {},
): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const { scene } = finding;
    const lead = await lockLead(tx, scene.lead.id);
    if (lead === undefined || lead.status === 'opted-out' || lead.handledBy === 'human') return true;
    const waiting = (await undiscovered(tx, lead.id)).map(({ id }) => id);
    const read = scene.fresh.map(({ id }) => id);
    if (!read.every((id) => waiting.includes(id))) return true;
    if (waiting.length > read.length && !evenIfStale) return false;
    await markDiscovered(tx, read);
    await write(tx, lead, finding, deps);
    return true;
  });
}

async function write(
  tx: Tx,
  lead: LeadRow,
  finding: Finding,
  deps: Pick<Deps, 'env' | 'now'>,
): Promise<void> {
  const { intent, score, decision, plan, call } = finding;
  const { question } = plan;
  if (call.phone !== undefined) await takeNumber(tx, lead, call.phone);
  await saveDiscovery(tx, lead, {
    profile: intent.profile,
    score,
    nextAction: decision.action,
    asked: question === undefined || lead.asked.includes(question) ? lead.asked : [...lead.asked, question],
    language: intent.language,
    name: intent.name,
    reader: intent.reader,
  });
  if (decision.signal !== null && OURS.has(lead.status))
    lead.status = await signalLead(tx, lead, decision.signal);
  await reply(tx, lead, finding);
  await requestCall(tx, lead, call);
  await runErrands(tx, lead, finding, deps.now());
  if (isOurTurnNext(lead, finding))
    await scheduleFollowUp(tx, lead, { step: 0, since: lastWamid(finding.scene) }, deps);
}

/** If the lead stays silent now, we write again: not where a call is agreed, nor to whom we upset. */
function isOurTurnNext({ status }: LeadRow, { call, decision, intent }: Finding): boolean {
  const isAgreed = intent.profile.wants_call === true || call.request !== undefined;
  return (
    ['discovering', 'nurturing', 'qualified'].includes(status) && !isAgreed && decision.because !== 'upset'
  );
}

/** Nobody else may hold the number: a number somebody merely types proves nothing about whose it is. */
async function takeNumber(tx: Tx, lead: LeadRow, phone: string): Promise<void> {
  const holders = await lockByIdentity(tx, { phone });
  if (lead.phone !== null || holders.length > 0) return;
  await setIdentity(tx, lead, { phone });
  await setLocale(tx, lead, { timeZone: localeOf({ phone }).timeZone });
}

async function reply(tx: Tx, lead: LeadRow, { scene, text, plan }: Finding): Promise<void> {
  if (text === undefined) return;
  await queueMessage(tx, {
    leadId: lead.id,
    text,
    reasonKey: `reply:${lastWamid(scene)}`,
    question: plan.question,
  });
}

async function requestCall(tx: Tx, lead: LeadRow, { request, refusal }: CallPlan): Promise<void> {
  if (refusal !== undefined && request === undefined)
    await recordCallConsent(tx, lead, { ...refusal, granted: false });
  if (request === undefined || lead.phone === null) return;
  const { evidence, mode, reason, runAt } = request;
  await recordCallConsent(tx, lead, { ...evidence, granted: true });
  // A person owes them a call already: it comes when they want it, and the AI does not call beside it.
  if (runAt !== undefined && (await moveCallbackOf(tx, lead.id, runAt))) return;
  await schedule(tx, {
    kind: 'call.request',
    key: `call.request:${lead.id}:consent:${evidence.wamid}`,
    lane: `lead-call:${lead.id}`,
    payload: { leadId: lead.id, intentKey: `consent:${evidence.wamid}`, reason, mode },
    runAt,
  });
}

async function runErrands(tx: Tx, lead: LeadRow, { plan, scene }: Finding, now: Date): Promise<void> {
  for (const errand of plan.errands)
    await createTask(tx, {
      leadId: lead.id,
      kind: errandKinds[errand],
      title: errandTitles[errand],
      dueAt: new Date(now.getTime() + ERRAND_DUE_MS),
      reasonKey: `${errand}:${lead.id}:${lastWamid(scene)}`,
    });
}

const lastWamid = ({ fresh, lead }: Scene): string => fresh.at(-1)?.wamid ?? lead.id;
