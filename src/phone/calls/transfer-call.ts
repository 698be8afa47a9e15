/**
 * Hands a call to somebody else (RFC 5589): on hold first, so that nobody listens in; when it fails the call
 * is the agent's again, as it was.
 */
import { SessionState } from 'sip.js/lib/api/index.js';
import type { AgentCall } from './agent-call.ts';
import { wrongPhase } from './call-record.ts';
import { Refusal } from '../refusal.ts';
import { dialogOf } from './sip-internals.ts';
import { Transfer } from './transfer.ts';

export interface TransferRequest {
  /** Where to, for people, and as Refer-To says it. */
  to: string;
  referTo: string;
  /** The call whose place is taken, in an attended transfer: it ends with this one. */
  partner?: AgentCall;
  /** Holds the call, or takes it back if nobody else is spoken with by then. */
  hold: (on: boolean) => Promise<void>;
}

/** Resolves when the other side has taken the request up (the record tells the rest); rejects when it refuses. */
export async function transferCall(call: AgentCall, request: TransferRequest): Promise<void> {
  const { to, referTo, partner, hold } = request;
  for (const one of [call, partner]) {
    if (one && !one.isUp) throw wrongPhase(one.phase, 'be transferred');
    if (one?.transfers.isUnderWay) throw new Refusal('transfer-under-way', 'a transfer is under way already');
    if (one?.record.inConference)
      throw new Refusal('in-conference', 'the call is in a conference: end that first');
  }
  const { session, isConnected } = call.signalling;
  if (!isConnected)
    throw new Refusal('not-connected', 'no connection to the exchange: it cannot transfer the call now');
  const transfer = new Transfer({
    to,
    referTo,
    referredBy: session.userAgent.configuration.uri.toString(),
    onChange: (view) => call.showTransfer(view),
  });
  call.transfers.join(transfer, 'moved');
  partner?.transfers.join(transfer, 'replaced');
  const wasHeldForIt = call.phase === 'live' && (await canHold(hold));
  void transfer.outcome.then(async (isDone) => {
    if (isDone) for (const one of [call, partner]) one?.leave(to);
    else if (wasHeldForIt) await hold(false).catch(() => {});
  });
  const dialog = dialogOf(session);
  if (!dialog || session.state !== SessionState.Established) return transfer.giveUp('the call has ended');
  if (await transfer.ask(dialog)) return;
  const { code, params } = transfer.refusal;
  throw new Refusal(code, `the transfer was refused: ${transfer.cause}`, { params });
}

/** A call that cannot be held can still be transferred. */
const canHold = (hold: TransferRequest['hold']): Promise<boolean> =>
  hold(true).then(
    () => true,
    () => false,
  );
