/** Vapi has our call: the two are joined, whoever tells of it first, the answer to POST /call or a server message. */
import type { Deps } from '../../deps.ts';
import type { VapiCall } from '../../gateways/vapi.ts';
import { cacheCallConfig } from '../../cache/call-context.ts';
import { callById, lockCall, signalCall, type CallRow } from '../../store/calls.ts';
import { callConfig, joinVapiCall } from '../../store/call-line.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { appendCallEvent } from '../../store/events.ts';
import { lockLead, signalLead } from '../../store/leads.ts';
import { cancelJobs } from '../../store/outbox.ts';

/**
 * Records that Vapi took the call, and caches its context. Once, however often it is told. A call that nobody wants
 * any more, or that was placed twice in spite of everything, is hung up at once.
 */
export async function startCall(
  deps: Pick<Deps, 'db' | 'redis' | 'log' | 'vapi'>,
  callId: string,
  placed: VapiCall,
): Promise<void> {
  const call = await inTransaction(deps.db, (tx) => joinCall(tx, callId, placed));
  if (call === undefined || call.status === 'cancelled' || call.status === 'failed')
    return hangUp(deps, callId, placed);
  await cacheContext(deps, callId);
}

async function hangUp(
  { vapi, log }: Pick<Deps, 'vapi' | 'log'>,
  callId: string,
  { id, monitor }: VapiCall,
): Promise<void> {
  log.error({ callId, vapiCallId: id }, 'call: placed although nobody wants it any more, hanging up');
  const controlUrl = plainUrl(monitor?.controlUrl);
  if (controlUrl === undefined) return;
  await vapi
    .control(controlUrl, { type: 'end-call' })
    .catch((error: unknown) => log.error({ err: error, callId }, 'call: could not be hung up'));
}

/**
 * Joins our call to Vapi's in the caller's transaction and returns it as it stands, locked. A call that went back
 * to the line although Vapi had placed it is taken out of the line again. Undefined if there is no such call, or
 * it belongs to another call of Vapi's already.
 */
export async function joinCall(tx: Tx, callId: string, placed: VapiCall): Promise<CallRow | undefined> {
  const lead = await lockLeadOf(tx, callId);
  const call = await lockCall(tx, callId);
  if (call === undefined || lead === undefined) return undefined;
  if (call.vapiCallId === placed.id) return call;
  if (call.vapiCallId !== null) return undefined;
  if (call.status === 'queued') await signalCall(tx, call, 'claim');
  await joinVapiCall(tx, callId, {
    vapiCallId: placed.id,
    controlUrl: plainUrl(placed.monitor?.controlUrl),
    listenUrl: plainUrl(placed.monitor?.listenUrl),
  });
  await cancelJobs(tx, `call.reconcile:${callId}:`);
  if ((await signalCall(tx, call, 'start')) !== undefined) {
    await appendCallEvent(tx, call, 'call.started', { vapiCallId: placed.id });
    await signalLead(tx, lead, 'call');
  }
  return lockCall(tx, callId);
}

async function lockLeadOf(tx: Tx, callId: string): ReturnType<typeof lockLead> {
  const call = await callById(tx, callId);
  return call === undefined ? undefined : lockLead(tx, call.leadId);
}

/** Best effort: the cache is only nearer than PostgreSQL. */
async function cacheContext(deps: Pick<Deps, 'db' | 'redis' | 'log'>, callId: string): Promise<void> {
  const config = await callConfig(deps.db, callId);
  await cacheCallConfig(deps.redis, callId, config).catch((error: unknown) =>
    deps.log.warn({ reason: String(error), callId }, 'call: context not cached'),
  );
}

/** Vapi's own documentation shows these addresses in angle brackets. */
function plainUrl(url: string | undefined): string | undefined {
  return url?.replace(/^<|>$/g, '');
}
