/**
 * One transfer the agent asked for (RFC 3515, RFC 5589): the REFER, the NOTIFYs that say how it goes, and
 * exchanges that say nothing and simply hang up on us when it worked.
 */
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import type { RefusalFact } from '../../shared/phone-refusal.ts';
import { transferTransitions } from '../../shared/phone.ts';
import type { CallTransfer, TransferPhase, TransferSignal } from '../../shared/phone.ts';
import { sendInDialog } from './in-dialog-request.ts';
import { factOfStatus } from '../refusal.ts';

/** A person may let it ring for so long; later nobody tells us any more. */
const TELL_WITHIN_MS = 180_000;

const UNTOLD: RefusalFact = { code: 'untold', params: {} };

export interface TransferOptions {
  to: string;
  /** Value of Refer-To. */
  referTo: string;
  /** Our own address, for Referred-By (RFC 3892). */
  referredBy: string;
  onChange: (transfer: CallTransfer) => void;
}

/** The phase `signal` leads to, or undefined when the table has no such step: NOTIFYs may repeat themselves. */
export function nextTransferPhase(phase: TransferPhase, signal: TransferSignal): TransferPhase | undefined {
  const steps: Partial<Record<TransferSignal, TransferPhase>> = transferTransitions[phase];
  return steps[signal];
}

export class Transfer {
  readonly #options: TransferOptions;
  readonly #limit: NodeJS.Timeout;
  #phase: TransferPhase = 'asking';
  #settle: (isDone: boolean) => void = () => {};
  /** Resolves with what became of it: true when the call is with the other party now. */
  readonly outcome: Promise<boolean>;
  cause: string | undefined;
  #refusal: RefusalFact | undefined;
  #settledAt: number | undefined;

  constructor(options: TransferOptions) {
    this.#options = options;
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
    this.#limit = setTimeout(
      () => this.#fail('nobody told what became of it', UNTOLD),
      TELL_WITHIN_MS,
    ).unref();
    options.onChange(this.view());
  }

  get isOver(): boolean {
    return this.#phase === 'done' || this.#phase === 'failed';
  }

  view(): CallTransfer {
    const { to } = this.#options;
    const [refusal, settledAt] = [this.#refusal, this.#settledAt];
    return { phase: this.#phase, to, cause: this.cause, refusal, settledAt };
  }

  /** Why it failed, by code. */
  get refusal(): RefusalFact {
    return this.#refusal ?? UNTOLD;
  }

  /** Sends the REFER; true when the other side takes it up. */
  async ask(dialog: SessionDialog): Promise<boolean> {
    const { referTo, referredBy } = this.#options;
    const { statusCode = 500, reasonPhrase = '' } = await sendInDialog(dialog, {
      method: 'REFER',
      headers: [
        `Refer-To: ${referTo}`,
        `Referred-By: <${referredBy}>`,
        `Contact: ${dialog.userAgentCore.configuration.contact.toString()}`,
      ],
    });
    if (statusCode >= 300) this.#fail(`${statusCode} ${reasonPhrase}`.trim(), factOfStatus(statusCode));
    else this.#step('accept');
    return statusCode < 300;
  }

  /** A NOTIFY of the subscription that REFER made: its body is the first line of an answer (RFC 3420). */
  notified(sipfrag: string, subscriptionState: string): void {
    const [, status = '', reason = ''] = /^SIP\/2\.0\s+(\d{3})\s*([^\r\n]*)/i.exec(sipfrag.trim()) ?? [];
    const statusCode = Number(status);
    if (statusCode >= 300)
      return this.#fail(`${status} ${reason}`.trim(), { code: 'refused', params: { status: statusCode } });
    if (statusCode >= 200) return this.#step('succeed');
    if (statusCode > 100) this.#step('ring');
    else this.#step('accept');
    if (/^\s*terminated\s*;.*reason\s*=\s*(rejected|noresource)/i.test(subscriptionState) && statusCode === 0)
      this.#fail('the exchange gave it up', UNTOLD);
  }

  /** The other side agreed to it. */
  get isTakenUp(): boolean {
    return this.#phase === 'done' || this.#phase === 'trying' || this.#phase === 'ringing';
  }

  /** The other side hung up: that is how it ends where nobody sends a NOTIFY. False when it was not under way. */
  peerLeft(): boolean {
    if (!this.isTakenUp) return false;
    this.#step('succeed');
    return true;
  }

  /** The call is over: nobody waits for it any more. */
  giveUp(cause: string): void {
    this.#fail(cause, { code: 'call-over', params: {} });
  }

  #fail(cause: string, refusal: RefusalFact): void {
    if (this.isOver) return;
    this.cause = cause;
    this.#refusal = refusal;
    this.#step('fail');
  }

  #step(signal: TransferSignal): void {
    const next = nextTransferPhase(this.#phase, signal);
    if (next === undefined) return;
    this.#phase = next;
    if (this.isOver) this.#settledAt = Date.now();
    this.#options.onChange(this.view());
    if (!this.isOver) return;
    clearTimeout(this.#limit);
    this.#settle(next === 'done');
  }
}

/** Refer-To that makes the transferee take the place of our own dialog (RFC 3891), as its other end sees it. */
export function replacing(dialog: SessionDialog): string {
  const { callId, localTag, remoteTag, remoteTarget } = dialog;
  const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
  return `<${remoteTarget.toString()}?Replaces=${replaces}>`;
}
