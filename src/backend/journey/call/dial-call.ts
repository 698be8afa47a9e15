/**
 * Dials whoever is first in line, once. Choosing and claiming are one committed step, so that a crash at any
 * later moment leaves a mark: a call in `dialing` is never dialled again before Vapi was asked (reconcile-call.ts).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import type { VapiCallRequest } from '../../gateways/vapi.ts';
import { lockCall, signalCall, type CallRow } from '../../store/calls.ts';
import { lockLines, markDialing, nextInLine, openLines, saveConfig } from '../../store/call-line.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { isDiallingPaused } from '../../store/dialling.ts';
import { appendCallEvent } from '../../store/events.ts';
import { lockLead } from '../../store/leads.ts';
import { composeVapiCall, withoutSecrets } from './compose-vapi-call.ts';
import { failCall } from './fail-call.ts';
import { prepareContext } from './prepare-context.ts';
import { scheduleReconcile } from './reconcile-call.ts';
import { releaseCall } from './release-call.ts';
import { judgeCall } from './request-call.ts';
import { startCall } from './start-call.ts';

const lineCheckMs = 200;
/** How soon dialling goes on once a supervisor lets it. */
const pauseCheckMs = 500;
/** How long Vapi is left alone when it does not say itself. */
const busyMs = 5_000;
/** A process that slept longer than this between the claim and the POST leaves the call to whoever reconciles it. */
const staleClaimMs = 8_000;

type Claim = { call: CallRow; attempt: number; at: number };
type Busy = { busyForMs: number } | undefined;

/**
 * The queue's job: waits for a free line, dials the first in line, records what came of it. `busyForMs` means
 * that Vapi takes no calls now. Ends without dialling when nobody waits or `signal` aborts.
 */
export async function dialNext(deps: Deps, signal: AbortSignal): Promise<Busy> {
  const claim = await claimNext(deps, signal);
  if (claim === undefined) return undefined;
  const request = await compose(claim.call, deps);
  return request === undefined ? undefined : place(claim, request, deps);
}

async function claimNext(deps: Deps, signal: AbortSignal): Promise<Claim | undefined> {
  while (!signal.aborted) {
    const found = await inTransaction(deps.db, (tx) => tryClaim(tx, deps));
    if (found === 'nobody') return undefined;
    if (typeof found === 'object') return { ...found, at: performance.now() };
    if (found === 'next') continue;
    const waitMs = found === 'paused' ? pauseCheckMs : lineCheckMs;
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** The choice is made under one lock for all backends, so that order and limit hold across them. */
async function tryClaim(
  tx: Tx,
  deps: Deps,
): Promise<'nobody' | 'paused' | 'no-line' | 'next' | Omit<Claim, 'at'>> {
  await lockLines(tx);
  if (await isDiallingPaused(tx)) return 'paused';
  const next = await nextInLine(tx, deps.now());
  if (next === undefined) return 'nobody';
  if ((await openLines(tx)) >= deps.env.VAPI_CONCURRENCY) return 'no-line';
  await lockLead(tx, next.leadId);
  const call = await lockCall(tx, next.id);
  if (call?.status !== 'queued') return 'next';
  const { blockedBy, notBefore } = await judgeCall(tx, call, deps);
  if (blockedBy !== undefined || notBefore > deps.now()) return 'next';
  await signalCall(tx, call, 'claim');
  const attempt = await markDialing(tx, call.id);
  await appendCallEvent(tx, call, 'call.dialing', { attempt });
  await scheduleReconcile(tx, { callId: call.id, attempt, after: 'claim' }, deps);
  return { call, attempt };
}

/** A body that cannot be composed is our fault: the call fails with its reason instead of holding up the line. */
async function compose(call: CallRow, deps: Deps): Promise<VapiCallRequest | undefined> {
  try {
    const now = deps.now();
    const request = composeVapiCall(await prepareContext(deps.db, call, now), deps.env, now);
    await saveConfig(deps.db, call.id, withoutSecrets(request));
    return request;
  } catch (error) {
    deps.log.error({ err: error, callId: call.id }, 'call: could not be composed');
    await failCall(deps, call.id, `could not be composed: ${String(error)}`);
    return undefined;
  }
}

async function place({ call, attempt, at }: Claim, request: VapiCallRequest, deps: Deps): Promise<Busy> {
  if (performance.now() - at > staleClaimMs) return undefined;
  try {
    const placed = await deps.vapi.createCall(request);
    if (placed.subscriptionLimits?.concurrencyBlocked === true)
      return await backInLine(deps, call, { reason: 'Vapi has no line free', busyForMs: busyMs });
    await startCall(deps, call.id, placed);
    return undefined;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return await takeFailure(deps, { call, attempt }, error);
  }
}

async function takeFailure(
  deps: Deps,
  { call, attempt }: Omit<Claim, 'at'>,
  error: GatewayError,
): Promise<Busy> {
  deps.log.warn({ err: error, callId: call.id, failure: error.failure }, 'call: not placed, or not known');
  switch (error.failure) {
    case 'rejected':
      await failCall(deps, call.id, error.message);
      return undefined;
    case 'rate-limited':
    case 'unavailable':
      return backInLine(deps, call, { reason: error.message, busyForMs: error.retryAfterMs ?? busyMs });
    case 'ambiguous':
      await scheduleReconcile(deps.db, { callId: call.id, attempt, after: 'answer' }, deps);
      return undefined;
  }
}

async function backInLine(
  deps: Deps,
  call: CallRow,
  why: { reason: string; busyForMs: number },
): Promise<Busy> {
  await releaseCall(deps, call.id, why.reason);
  return { busyForMs: why.busyForMs };
}
