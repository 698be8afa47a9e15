/** The client's half of an INVITE (RFC 3261 §13.2, §9; RFC 3262 for provisional answers that want a PRACK). */
import type { Dialog, Headers } from './dialog.ts';
import type { SipEndpoint } from './sip-endpoint.ts';
import { cseqOf, header } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';

export interface OutgoingInviteEvents {
  progress: (response: SipMessage) => void;
  /** A reliable provisional answer brought an offer: the answer goes with the PRACK. */
  earlyOffer: (sdp: string) => string;
  answered: (response: SipMessage) => void;
  refused: (response: SipMessage) => void;
}

export class OutgoingInvite {
  isCancelled = false;
  readonly #endpoint: SipEndpoint;
  readonly #dialog: Dialog;
  readonly #message: SipMessage;
  readonly #branch: string;
  readonly #events: OutgoingInviteEvents;
  #hasProgress = false;
  #lastRseq = 0;
  #ack: SipMessage | undefined;

  /** Sends it; without `sdp` the offer is left to the other side. */
  constructor(
    {
      endpoint,
      dialog,
      sdp,
      headers,
    }: { endpoint: SipEndpoint; dialog: Dialog; sdp: string; headers: Headers },
    events: OutgoingInviteEvents,
  ) {
    this.#endpoint = endpoint;
    this.#dialog = dialog;
    this.#events = events;
    this.#message = dialog.build('INVITE', { body: sdp, headers });
    this.#branch = endpoint.request(this.#message, dialog.peer, (response) => this.#take(response)).branch;
  }

  /** Acknowledges the 2xx; `sdp` is the answer to a delayed offer. */
  ack(sdp: string): void {
    this.#ack = this.#dialog.build('ACK', { body: sdp, cseq: cseqOf(this.#message).number });
    this.#endpoint.sendWithin(this.#ack, this.#dialog.route());
  }

  /** CANCEL waits for the first provisional answer. */
  cancel(reasonHeader: string): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    if (this.#hasProgress) this.#sendCancel(reasonHeader);
  }

  #take(response: SipMessage): void {
    if (response.status < 200) return this.#takeProgress(response);
    if (response.status >= 300) {
      ackRefusal(this.#endpoint, this.#dialog, { invite: this.#message, branch: this.#branch, response });
      return this.#events.refused(response);
    }
    if (this.#ack) return this.#endpoint.sendWithin(this.#ack, this.#dialog.route());
    this.#events.answered(response);
  }

  #takeProgress(response: SipMessage): void {
    if (!this.#hasProgress && this.isCancelled) this.#sendCancel('');
    this.#hasProgress = true;
    if (response.status === 100 || (isReliable(response) && !this.#acknowledge(response))) return;
    this.#events.progress(response);
  }

  /** Sends the PRACK; false for a repetition or one that came before its turn (RFC 3262 §4). */
  #acknowledge(response: SipMessage): boolean {
    const rseq = Number(header(response, 'RSeq'));
    if (this.#lastRseq !== 0 && rseq !== this.#lastRseq + 1) return false;
    this.#lastRseq = rseq;
    this.#dialog.remote = header(response, 'To');
    this.#dialog.learnTarget(response);
    const isOffer = response.body !== '' && this.#message.body === '';
    const prack = this.#dialog.build('PRACK', {
      headers: [['RAck', `${rseq} ${cseqOf(this.#message).number} INVITE`]],
      body: isOffer ? this.#events.earlyOffer(response.body) : '',
    });
    this.#endpoint.request(prack, this.#dialog.route(), () => {});
    return true;
  }

  #sendCancel(reasonHeader: string): void {
    const headers: Headers = reasonHeader ? [['Reason', reasonHeader]] : [];
    const cancel = this.#dialog.build('CANCEL', { headers, cseq: cseqOf(this.#message).number });
    this.#endpoint.sendWithin(likeInvite(cancel, this.#message), this.#dialog.peer, this.#branch);
  }
}

/** Acknowledges a refused INVITE within its transaction (RFC 3261 §17.1.1.3). */
export function ackRefusal(
  endpoint: SipEndpoint,
  dialog: Dialog,
  { invite, branch, response }: { invite: SipMessage; branch: string; response: SipMessage },
): void {
  const ack = dialog.build('ACK', { cseq: cseqOf(invite).number });
  endpoint.sendWithin(likeInvite(ack, invite, header(response, 'To')), dialog.peer, branch);
}

/** With the INVITE's request URI, and its To unless told another. */
function likeInvite(message: SipMessage, invite: SipMessage, to: string = header(invite, 'To')): SipMessage {
  const headers = message.headers.map(([name, value]): [string, string] => [
    name,
    name === 'To' ? to : value,
  ]);
  return { ...message, uri: invite.uri, headers };
}

const isReliable = (response: SipMessage): boolean =>
  /\b100rel\b/i.test(header(response, 'Require')) && header(response, 'RSeq') !== '';
