/**
 * Requests of a call, in the order in which they were said. An ACK may be overtaken by the re-INVITE behind it (two
 * workers of a proxy, two packets of UDP), and SIP.js takes the description in an ACK step by step; it refuses
 * whatever comes meanwhile (500), and a call that cannot be resumed is a lost call.
 */
import type { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import { dialogInternals } from './sip-internals.ts';

/** Shorter than T1 (RFC 3261 §17.1.1.1): the other side does not send again before we have taken it. */
const WAIT_MS = 400;
const LOOK_EVERY_MS = 5;

interface Waiting {
  message: IncomingRequestMessage;
  since: number;
  deliver: () => void;
}

export class AfterAck {
  readonly #core: UserAgentCore;
  readonly #onFault: (error: unknown) => void;
  readonly #waiting = new Map<string, Waiting[]>();

  /** `onFault` is told of a request, delivered late, that made SIP.js throw. */
  constructor(core: UserAgentCore, onFault: (error: unknown) => void) {
    this.#core = core;
    this.#onFault = onFault;
  }

  /** Delivers now or, behind an ACK that is still on its way or being applied, a little later. */
  take(message: IncomingRequestMessage, deliver: () => void): void {
    const id = dialogIdOf(message);
    const queue = this.#waiting.get(id);
    const isNow = message.method === 'ACK' || (!queue && isReadyFor(message, this.#core.dialogs.get(id)));
    if (isNow) return deliver();
    // Sent again meanwhile: the first one will be answered.
    if (queue?.some((other) => isSame(other.message, message))) return;
    this.#waiting.set(id, [...(queue ?? []), { message, since: Date.now(), deliver }]);
    if (!queue) this.#lookSoon(id);
  }

  #lookSoon(id: string): void {
    setTimeout(() => this.#look(id), LOOK_EVERY_MS).unref();
  }

  #look(id: string): void {
    const queue = this.#waiting.get(id) ?? [];
    const [next] = queue;
    if (!next) return;
    const isPatient = Date.now() - next.since < WAIT_MS;
    if (isPatient && !isReadyFor(next.message, this.#core.dialogs.get(id))) return this.#lookSoon(id);
    queue.shift();
    if (queue.length > 0) this.#lookSoon(id);
    else this.#waiting.delete(id);
    try {
      next.deliver();
    } catch (error) {
      this.#onFault(error);
    }
  }
}

/** Where SIP.js keeps the dialog that a request belongs to. */
export const dialogIdOf = ({ callId, toTag, fromTag }: IncomingRequestMessage): string =>
  callId + toTag + fromTag;

const isSame = (a: IncomingRequestMessage, b: IncomingRequestMessage): boolean =>
  a.method === b.method && a.cseq === b.cseq && a.viaBranch === b.viaBranch;

function isReadyFor({ method }: IncomingRequestMessage, dialog: Dialog | undefined): boolean {
  if (!(dialog instanceof SessionDialog)) return true;
  if (dialogInternals(dialog).ackProcessing) return false;
  return method !== 'INVITE' || !isAckMissing(dialog);
}

/** Our 2xx is out, to a re-INVITE or with the offer to the first one, and nothing says that it arrived. */
const isAckMissing = (dialog: SessionDialog): boolean =>
  dialog.reinviteUserAgentServer?.transaction.state === TransactionState.Accepted ||
  (dialogInternals(dialog).ackWait && dialog.signalingState !== SignalingState.Stable);
