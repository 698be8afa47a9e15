/**
 * What can be heard of a call we placed before somebody answers (RFC 3960). One INVITE may bring several
 * descriptions, one per branch it was forked to; SIP.js takes the first and ends the call when another
 * branch answers. Here the latest is heard, and the one that answers wins.
 */
import type { Inviter } from 'sip.js/lib/api/index.js';
import { SessionState } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { MediaLeg } from '../media/media-leg.ts';
import { inviterInternals } from './sip-internals.ts';

const SDP = /^application\/sdp\b/i;

export class EarlyMedia {
  readonly #leg: () => MediaLeg | undefined;
  #heard: string | undefined;
  /** Dialogs (to-tags) that changed their audio by UPDATE meanwhile: their first answer is out of date. */
  readonly #updated = new Set<string>();

  constructor(inviter: Inviter, leg: () => MediaLeg | undefined) {
    this.#leg = leg;
    const inner = inviterInternals(inviter);
    inner.earlyMedia = false;
    const setAnswer = inner.setAnswer.bind(inviter);
    // The final answer: the leg may have taken another branch's answer to the same offer already.
    inner.setAnswer = (answer, options) =>
      inviter.state === SessionState.Established ? setAnswer(answer, options) : this.#hear(answer.content);
  }

  /** An 18x: true when it brought a description that can be heard. */
  async progress(message: IncomingResponseMessage): Promise<boolean> {
    if (!hasSdp(message) || this.#updated.has(message.toTag)) return false;
    await this.#hear(message.body);
    return true;
  }

  /** The 2xx, after SIP.js took the first description of its dialog: what it says itself counts more. */
  async answered(message: IncomingResponseMessage): Promise<void> {
    if (hasSdp(message) && !this.#updated.has(message.toTag)) await this.#hear(message.body);
  }

  /** The branch with this to-tag made a new offer by UPDATE, and got its answer. */
  updated(toTag: string): void {
    this.#updated.add(toTag);
  }

  /**
   * A leg's offer is spent after the first answer. One that can opens it again, so that the other branch's
   * answer finds the keys it answers to; to others it looks like an offer, whose answer nobody needs.
   */
  async #hear(sdp: string): Promise<void> {
    const leg = this.#leg();
    if (!leg) throw new Error('the call has no audio yet');
    if (sdp === this.#heard) return;
    const isFirst = this.#heard === undefined;
    const canReopen = leg.reopenOffer !== undefined;
    if (!isFirst) leg.reopenOffer?.();
    await leg.accept(sdp);
    if (!isFirst && !canReopen) await leg.describe();
    this.#heard = sdp;
  }
}

const hasSdp = (message: IncomingResponseMessage): boolean =>
  message.body !== '' && message.body !== undefined && SDP.test(message.getHeader('Content-Type') ?? '');
