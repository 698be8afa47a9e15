/** Lets two parties hear each other by third-party call control (RFC 3725), with INVITEs without SDP as Cisco Unified CM sends them. */
import type { Answered, Side } from './hunt.ts';
import type { ReinviteAnswer } from './leg.ts';
import { agree, hasChanged } from './sdp.ts';

const RETRIES = 3;

/** Tries again after a collision (RFC 3261 §14.1). */
export async function reinviteUntilTaken({ leg }: Side, sdp: string): Promise<ReinviteAnswer> {
  for (let left = RETRIES; ; left--) {
    const answer = await leg.reinvite(sdp);
    if (answer.status !== 491 || left === 0) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 1_800).unref());
  }
}

/** Who stays, the description of the one it hears now, and perhaps another way to reach it than re-INVITE. */
export interface Remaining {
  remaining: Side;
  before: string;
  /** Invites it anew in the place of its dialog; undefined when that does not work. */
  renew?: (side: Side) => Promise<Answered | undefined>;
}

/**
 * Joins `remaining` with a newcomer who just answered, or who is in another call. Resolves with the status: 200,
 * or why not; then `remaining` goes on hearing the one it heard before, whose description is `before`.
 */
export async function joinMedia(
  { remaining, before, renew }: Remaining,
  newcomer: Answered | Side,
): Promise<{ status: number; reason: string }> {
  const offered = remaining.leg.remoteSdp;
  const renewed = await renew?.(remaining);
  const first = renewed ? { ...renewed, status: 200 } : await reinviteUntilTaken(remaining, '');
  if (first.status >= 300) {
    if ('side' in newcomer) newcomer.ack(newcomer.sdp);
    return { status: first.status, reason: 'The remaining party refused' };
  }
  const second = 'side' in newcomer ? newcomer : await invited(newcomer, first.sdp);
  const agreed = second && agree(first.sdp, second.sdp);
  first.ack(agreed?.toA ?? agree(first.sdp, before)?.toA ?? before);
  second?.ack(agreed?.toB ?? second.sdp);
  // Who was invited with an offer knows where the remaining party was, not where it may be now.
  if (agreed && 'side' in newcomer && !newcomer.side.delayedOffer && hasChanged(offered, first.sdp)) {
    const moved = await reinviteUntilTaken(newcomer.side, agreed.toB);
    if (moved.status < 300) moved.ack();
  }
  if (!second) return { status: 503, reason: 'The new party refused' };
  return agreed ? { status: 200, reason: 'OK' } : { status: 488, reason: 'Not Acceptable Here' };
}

async function invited(
  side: Side,
  offer: string,
): Promise<{ sdp: string; ack: (answer: string) => void } | undefined> {
  const { status, sdp, ack } = await reinviteUntilTaken(side, side.delayedOffer ? '' : offer);
  if (status >= 300) return undefined;
  return { sdp, ack: (answer) => ack(side.delayedOffer ? answer : '') };
}
