/**
 * An INVITE whose answer nobody waits for any more. It is cancelled, and if even that is not answered, it is
 * over by itself (RFC 3261 §9.1: after 64 × T1): SIP.js would wait for ever, and keep the call and all it holds.
 */
import type { Inviter } from 'sip.js/lib/api/index.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import { inviterInternals, requestClient } from './sip-internals.ts';

const GONE_AFTER_MS = 32_000;
const OPEN = new Set([TransactionState.Calling, TransactionState.Proceeding]);

/** Cancels the request of this client and sees to its end. */
export function giveUp(client: object): void {
  requestClient(client).cancel();
  endWithoutAnswer(client);
}

/** Takes back a call we placed. */
export async function cancelCall(inviter: Inviter): Promise<void> {
  await inviter.cancel();
  const client = inviterInternals(inviter).outgoingInviteRequest;
  if (client) endWithoutAnswer(client);
}

/** The request was cancelled: sees to its end. */
function endWithoutAnswer(client: object): void {
  const inner = requestClient(client);
  setTimeout(() => {
    const { transaction } = inner;
    if (!transaction || !OPEN.has(transaction.state)) return;
    transaction.dispose();
    // What a transaction that ends by itself does.
    inner.core.userAgentClients.delete(transaction.id + inner.message.method);
    inner.onRequestTimeout();
  }, GONE_AFTER_MS).unref();
}
