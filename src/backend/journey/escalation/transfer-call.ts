/** Tells Vapi to transfer to the reserved agent: once for each attempt, whatever crashes in between. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import { RunAgain, type Job } from '../../outbox/jobs.ts';
import { agentById } from '../../store/agents.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { attemptById, lockHandOff } from '../../store/escalations.ts';
import { missAttempt } from './miss-attempt.ts';
import { startTransfer } from './start-transfer.ts';
import { transferDestination, type SipDestination } from './transfer-destination.ts';

type TransferDeps = Pick<Deps, 'db' | 'env' | 'log' | 'now' | 'vapi'>;

/** Vapi's answer to the dial may still be on its way, and with it the address of the live control. */
const CONTROL_URL_WAIT_MS = 500;
const TRIES = 3;

interface Claim {
  controlUrl: string;
  destination: SipDestination;
}

/**
 * Handles `escalation.transfer`. A second run after a crash finds the attempt claimed and leaves it to its
 * expiry: perhaps the phone is ringing.
 */
export async function transferCall(job: Job<'escalation.transfer'>, deps: TransferDeps): Promise<void> {
  const { attemptId } = job.payload;
  const claim = await inTransaction(deps.db, (tx) => claimAttempt(tx, attemptId, deps));
  if (claim === 'no-control-url') throw new RunAgain(CONTROL_URL_WAIT_MS, 'The call has no control URL yet.');
  if (claim === undefined) return;
  const refusal = await tellVapi(claim, deps);
  if (refusal === undefined) return;
  deps.log.warn({ attemptId, reason: refusal }, 'escalation: Vapi did not take the transfer');
  await inTransaction(deps.db, (tx) => giveUp(tx, attemptId, { cause: refusal, now: deps.now() }));
}

async function claimAttempt(
  tx: Tx,
  attemptId: string,
  { env, now }: TransferDeps,
): Promise<Claim | 'no-control-url' | undefined> {
  const known = await attemptById(tx, attemptId);
  const handOff = known && (await lockHandOff(tx, known.escalationId));
  const attempt = handOff && (await attemptById(tx, attemptId));
  if (handOff === undefined || attempt?.status !== 'reserved') return undefined;
  const { controlUrl } = handOff.call;
  // Its expiry ends an attempt that cannot start.
  if (controlUrl === null) return now() < attempt.expiresAt ? 'no-control-url' : undefined;
  if (!(await startTransfer(tx, handOff, attempt, { env, now: now() }))) return undefined;
  const agent = attempt.agentId === null ? undefined : await agentById(tx, attempt.agentId);
  return {
    controlUrl,
    destination: transferDestination(handOff, attempt, { agentName: agent?.name ?? null, env }),
  };
}

/** Why it certainly did not happen; undefined if it did, or may have. */
async function tellVapi(
  { controlUrl, destination }: Claim,
  { vapi, log }: TransferDeps,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await vapi.control(controlUrl, { type: 'transfer', destination: { ...destination } });
      return undefined;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (error.failure === 'ambiguous') {
        log.warn({ err: error }, 'escalation: the transfer may be under way');
        return undefined;
      }
      if (error.failure === 'rejected' || attempt >= TRIES) return error.message;
      await sleep(error.retryAfterMs ?? 300 * attempt);
    }
  }
}

async function giveUp(
  tx: Tx,
  attemptId: string,
  { cause, now }: { cause: string; now: Date },
): Promise<void> {
  const known = await attemptById(tx, attemptId);
  const handOff = known && (await lockHandOff(tx, known.escalationId));
  const attempt = handOff && (await attemptById(tx, attemptId));
  if (handOff && attempt)
    await missAttempt(tx, handOff, attempt, { at: now, outcome: 'failed', cause: cause.slice(0, 200) });
}
