/** What a REFER starts (RFC 3515, RFC 5589): the other party of a call is joined with somebody else, and the transferor is told how it went. */
import { setTimeout as wait } from 'node:timers/promises';
import type { BridgedCall } from './bridged-call.ts';
import type { Headers } from './dialog.ts';
import { Hunt } from './hunt.ts';
import type { Answered, Side, Target } from './hunt.ts';
import type { ReferProgress } from './leg.ts';
import { joinMedia } from './media-join.ts';
import type { Remaining } from './media-join.ts';
import { withDirection } from './sdp.ts';

const NOTIFY_WAIT_MS = 2_000;

export interface TransferOptions {
  call: BridgedCall;
  /** The transferor. */
  by: Side;
  progress: ReferProgress;
  /** Send the transferor BYE when it succeeded; otherwise it is expected to hang up itself. */
  hangsUp: boolean;
  /** Reach the remaining party by an INVITE with Replaces, showing it `caller`, instead of a re-INVITE. */
  renew?: (side: Side, caller: string, onRenewed: (renewed: Side) => void) => Promise<Answered | undefined>;
}

/** Rings the new party while the old call stands, and swaps the transferor for it when it answers. */
export async function transferBlind(
  options: TransferOptions,
  target: { targets: Target[]; headers: Headers; ringTimeoutMs: number },
): Promise<void> {
  const { call, by, progress, hangsUp } = options;
  const remaining = call.otherThan(by);
  if (!remaining) return progress(481, 'Call Does Not Exist');
  const isJoining = { at: false };
  const refused = async (status: number, reason: string): Promise<void> => {
    call.failTransfer();
    await progress(status, reason);
  };
  const hunt = new Hunt({
    ...target,
    offer: withDirection(remaining.leg.remoteSdp, 'sendrecv'),
    onProgress: (status) => {
      if (status === 180) void progress(180, 'Ringing');
    },
    onAnswered: (answered) => {
      isJoining.at = true;
      void swap(answered);
    },
    onRefused: (status, reason) => void refused(status, reason),
  });
  const swap = async (answered: Answered): Promise<void> => {
    const { status, reason } = await joinMedia(remainingOf(options, remaining, answered.side), answered);
    if (status >= 300 || call.otherThan(by)?.leg.isOver) {
      answered.side.leg.bye();
      return refused(status >= 300 ? status : 487, reason);
    }
    call.replace(by, answered.side);
    await conclude({ by, progress, hangsUp });
  };
  call.beginTransfer(by, () => {
    if (isJoining.at) return;
    hunt.cancel();
    void progress(487, 'Request Terminated');
    if (!by.leg.isOver) by.leg.bye();
  });
  void progress(100, 'Trying');
  hunt.start();
}

/** Joins the other parties of the transferor's two calls. */
export async function transferAttended(
  options: TransferOptions,
  consultation: { call: BridgedCall; by: Side },
): Promise<void> {
  const { call, by, progress, hangsUp } = options;
  const remaining = call.otherThan(by);
  const newcomer = consultation.call.otherThan(consultation.by);
  if (!remaining || !newcomer) return progress(481, 'Call Does Not Exist');
  call.beginTransfer(by, () => newcomer.leg.bye());
  consultation.call.beginTransfer(consultation.by, () => remaining.leg.bye());
  void progress(100, 'Trying');
  const { status, reason } = await joinMedia(remainingOf(options, remaining, newcomer), newcomer);
  if (status >= 300) {
    consultation.call.failTransfer();
    call.failTransfer();
    return progress(status, reason);
  }
  consultation.call.release(consultation.by);
  call.replace(by, newcomer);
  await conclude({ by, progress, hangsUp });
  if (hangsUp) consultation.by.leg.bye();
}

function remainingOf({ call, by, renew }: TransferOptions, remaining: Side, newcomer: Side): Remaining {
  const current = { remaining, before: by.leg.remoteSdp };
  if (!renew) return current;
  return {
    ...current,
    renew: (side) => renew(side, newcomer.identity, (renewed) => call.renew(side, renewed)),
  };
}

async function conclude({ by, progress, hangsUp }: Omit<TransferOptions, 'call'>): Promise<void> {
  // A transferor that does not answer the NOTIFY is hung up all the same.
  await Promise.race([progress(200, 'OK'), wait(NOTIFY_WAIT_MS)]);
  if (hangsUp) by.leg.bye();
}
