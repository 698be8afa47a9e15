/** A dial whose answer we do not know: before anything else Vapi is asked, because a person's phone may be ringing. */
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { callById, type CallRow } from '../../store/calls.ts';
import type { Queryable } from '../../store/database.ts';
import { schedule } from '../../store/outbox.ts';
import { failCall } from './fail-call.ts';
import { releaseCall } from './release-call.ts';
import { startCall } from './start-call.ts';

/** Longer than a claim may wait for its POST, and that for its answer (dial-call.ts, gateways/vapi.ts): by then it is in, or never comes. */
const answerTimeMs = 25_000;
/** Vapi's clock and ours differ. */
const clockSkewMs = 120_000;
const askAgainMs = 5_000;
/** A call that Vapi never kept so often is not a matter of luck. */
const mostAttempts = 5;

/**
 * Schedules the question in the caller's transaction: at the claim for the case of a crash, and after an unclear
 * answer as soon as the grace is over.
 */
export async function scheduleReconcile(
  tx: Queryable,
  what: { callId: string; attempt: number; after: 'claim' | 'answer' | 'sweep' },
  deps: Pick<Deps, 'env' | 'now'>,
): Promise<void> {
  const waitMs = deps.env.VAPI_RECONCILE_GRACE_MS + (what.after === 'claim' ? answerTimeMs : 0);
  await schedule(tx, {
    kind: 'call.reconcile',
    key: `${keyOf(what.callId, what.attempt)}${what.after}`,
    payload: { callId: what.callId },
    runAt: new Date(deps.now().getTime() + waitMs),
  });
}

const keyOf = (callId: string, attempt: number): string => `call.reconcile:${callId}:${attempt}:`;

/** A question about an earlier attempt must not judge a later one, whose answer may still be on its way. */
function isOutdated(key: string, call: CallRow): boolean {
  return !key.endsWith(':sweep') && !key.startsWith(keyOf(call.id, call.dialAttempts));
}

/** Job `call.reconcile`: adopts the call that Vapi has, or puts ours back in line if Vapi has none. */
export async function reconcileCall({ payload, key }: Job<'call.reconcile'>, deps: Deps): Promise<void> {
  const call = await callById(deps.db, payload.callId);
  if (call?.status !== 'dialing' || call.dialingAt === null || isOutdated(key, call)) return;
  const waitMs = call.dialingAt.getTime() + deps.env.VAPI_RECONCILE_GRACE_MS - deps.now().getTime();
  if (waitMs > 0) throw new RunAgain(waitMs, 'the grace for an answer is not over');
  const at = call.dialingAt.getTime();
  // Both ends: asked hours later, a busy account's newest thousand calls would not hold this one any more.
  const known = await deps.vapi
    .listCalls(new Date(at - clockSkewMs), new Date(at + answerTimeMs + clockSkewMs))
    .catch(askLater);
  const placed = known.find((each) => each.customer?.externalId === call.id);
  if (placed !== undefined) {
    deps.log.info({ callId: call.id }, 'call: had been placed, adopted');
    await startCall(deps, call.id, placed);
  } else if (call.dialAttempts >= mostAttempts) {
    await failCall(deps, call.id, `Vapi did not keep the call in ${call.dialAttempts} attempts`);
  } else {
    await releaseCall(deps, call.id, 'Vapi knows of no such call');
  }
}

/** While Vapi is away nothing is known, and so nothing is done. */
function askLater(error: unknown): never {
  if (error instanceof GatewayError && error.failure !== 'rejected')
    throw new RunAgain(error.retryAfterMs ?? askAgainMs, error.message);
  throw error;
}
