/** One side of a call at the simulated exchange (or a simulated caller's only side): an INVITE dialog, RFC 3261 §12–15. */
import { ALLOW, Dialog } from './dialog.ts';
import type { DialogId, DialogStart, Headers, RequestParts } from './dialog.ts';
import type { Leg, LegEvents, ReinviteAnswer, Session } from './leg.ts';
import { readReferNotify, readReferral } from './refer.ts';
import { ackRefusal, OutgoingInvite } from './outgoing-invite.ts';
import { ReliableProgress, takes100rel } from './reliable-progress.ts';
import { randomWord } from './sip-endpoint.ts';
import type { IncomingRequest, SipEndpoint } from './sip-endpoint.ts';
import { cseqOf, header, uriOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';

export type { LegEvents } from './leg.ts';

const T1_MS = 500;
const T2_MS = 4_000;
/** RFC 3261 §13.3.1.4: a 2xx whose ACK does not come in this time ends the call. */
const ACK_WAIT_MS = 64 * T1_MS;
const REQUEST_PENDING = 491;

export class CallLeg implements Leg {
  readonly events: Partial<LegEvents> = {};
  /** The other side's last description. */
  remoteSdp = '';
  isOver = false;
  /** The session timer, on legs that have one. */
  session: Session | undefined;
  /** Provisional answers are sent reliably to callers that take them so (RFC 3262). */
  isReliable = false;

  #endpoint: SipEndpoint;
  readonly #dialog: Dialog;
  #outgoing: OutgoingInvite | undefined;
  #progress: ReliableProgress | undefined;
  #incoming: IncomingRequest | undefined;
  #isConfirmed = false;
  /** Offer and answer went with a reliable provisional answer and its PRACK. */
  #isSettledEarly = false;
  /** Sequence number of the 2xx of ours that waits for its ACK. */
  #unacked: number | undefined;
  #answerTimer: NodeJS.Timeout | undefined;
  #isReinviting = false;
  #isReinvited = false;

  /** A leg towards `peer`, not yet sent. */
  static towards(
    endpoint: SipEndpoint,
    {
      uri,
      from,
      to,
      ...start
    }: { uri: string; from: string; to: string } & Pick<DialogStart, 'peer' | 'contactUser' | 'flowNow'>,
  ): CallLeg {
    const callId = `${randomWord()}@${endpoint.socket.host}`;
    const dialog = new Dialog(endpoint, { ...start, callId, local: from, remote: to, remoteTarget: uri });
    return new CallLeg(endpoint, dialog, undefined);
  }

  /** A leg from an INVITE that came in; it has been answered 100. */
  static from(
    endpoint: SipEndpoint,
    request: IncomingRequest,
    contactUser: string,
    flowNow?: () => DialogStart['peer'] | undefined,
  ): CallLeg {
    const { message, from } = request;
    const dialog = new Dialog(endpoint, {
      callId: header(message, 'Call-ID'),
      local: header(message, 'To'),
      remote: header(message, 'From'),
      remoteTarget: uriOf(header(message, 'Contact')) || uriOf(header(message, 'From')),
      peer: from,
      contactUser,
      ...(flowNow && { flowNow }),
    });
    dialog.isInOrder(message);
    const leg = new CallLeg(endpoint, dialog, request);
    leg.remoteSdp = message.body;
    request.respond(100, 'Trying');
    return leg;
  }

  private constructor(endpoint: SipEndpoint, dialog: Dialog, incoming: IncomingRequest | undefined) {
    this.#endpoint = endpoint;
    this.#dialog = dialog;
    this.#incoming = incoming;
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  get dialogId(): DialogId {
    return this.#dialog.id;
  }

  /** True from the 2xx's ACK on. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** Sends the INVITE; without `sdp` the offer is delayed to the answer. */
  invite({ sdp = '', headers = [] }: { sdp?: string; headers?: Headers }): void {
    const timer = this.session?.requestHeaders({ isFirst: true }) ?? [];
    this.#outgoing = new OutgoingInvite(
      { endpoint: this.#endpoint, dialog: this.#dialog, sdp, headers: [...timer, ...headers] },
      {
        progress: ({ status, body }) => this.events.progress?.(status, body),
        earlyOffer: (offer) => {
          this.#isSettledEarly = true;
          this.remoteSdp = offer;
          return this.events.earlyOffer?.(offer) ?? offer;
        },
        answered: (response) => this.#takeAnswer(response),
        refused: (response) => this.#takeRefusal(response, { sdp, headers }),
      },
    );
  }

  /** A session that is too short for the other side is asked for again as it wants it (422, RFC 4028 §7.4). */
  #takeRefusal(response: SipMessage, invite: { sdp: string; headers: Headers }): void {
    const { status, reason } = response;
    const isRaised = status === 422 && this.session?.raise(response) === true;
    if (isRaised && !this.isOver && !this.#outgoing?.isCancelled) return this.invite(invite);
    this.#over(() => this.events.failed?.(status, reason));
  }

  /** Acknowledges a 2xx; `sdp` is the answer to a delayed offer. */
  ack(sdp = ''): void {
    this.#isConfirmed = true;
    this.#outgoing?.ack(sdp);
  }

  /** Gives an unanswered INVITE up. */
  cancel(reasonHeader = ''): void {
    if (!this.isOver) this.#outgoing?.cancel(reasonHeader);
  }

  ring(): void {
    this.progress(180, 'Ringing');
  }

  /** Answers the INVITE that came in provisionally; with `sdp` the caller hears us before the answer. */
  progress(status: number, reason: string, { sdp = '', toTag = this.#dialog.localTag } = {}): void {
    const incoming = this.#incoming;
    if (!incoming || this.isOver || this.#isConfirmed) return;
    const provisional = { toTag, headers: [['Contact', this.#dialog.contact]] as Headers, body: sdp };
    if (!this.isReliable || !takes100rel(incoming.message))
      return incoming.respond(status, reason, provisional);
    this.#progress ??= new ReliableProgress(incoming);
    this.#progress.send({ status, reason, ...provisional });
  }

  /** Answers the INVITE that came in, again and again until its ACK. */
  answer(sdp: string): void {
    const incoming = this.#incoming;
    if (!incoming || this.isOver) return;
    const answer = (): void => this.#answerUntilAcked(incoming, sdp);
    if (this.#progress) this.#progress.whenSettled(answer);
    else answer();
  }

  reject(status: number, reason: string, headers: Headers = []): void {
    if (this.isOver) return;
    this.#close();
    this.#incoming?.respond(status, reason, { toTag: this.#dialog.localTag, headers });
  }

  /** Sends a re-INVITE, without `sdp` asking for an offer; answers 491 itself while another is under way. */
  async reinvite(sdp = ''): Promise<ReinviteAnswer> {
    if (this.#isReinviting || this.#isReinvited || this.isOver)
      return { status: this.isOver ? 481 : REQUEST_PENDING, sdp: '', ack: () => {} };
    this.#isReinviting = true;
    const headers = this.session?.requestHeaders({ isFirst: false }) ?? [];
    const message = this.#dialog.build('INVITE', { body: sdp, headers });
    let sent: SipMessage | undefined;
    const ack = (answer = ''): void => {
      this.#isReinviting = false;
      sent ??= this.#dialog.build('ACK', { body: answer, cseq: cseqOf(message).number });
      this.#endpoint.sendWithin(sent, this.#dialog.route());
    };
    return new Promise((resolve) => {
      const { branch } = this.#endpoint.request(message, this.#dialog.route(), (response) => {
        if (response.status < 200) return;
        if (sent) return ack();
        this.#dialog.learnTarget(response);
        if (response.status >= 300) {
          this.#isReinviting = false;
          ackRefusal(this.#endpoint, this.#dialog, { invite: message, branch, response });
        } else {
          this.remoteSdp = response.body || this.remoteSdp;
          this.session?.takeAnswer(response);
        }
        resolve({ status: response.status, sdp: response.body, ack });
      });
    });
  }

  /** Ends a confirmed dialog. */
  bye(reasonHeader = ''): void {
    if (this.isOver) return;
    this.#close();
    const headers: Headers = reasonHeader ? [['Reason', reasonHeader]] : [];
    void this.request('BYE', { headers });
  }

  /** Sends any in-dialog request but INVITE; resolves with its final answer (408 when none comes). */
  request(method: string, parts: RequestParts = {}): Promise<SipMessage> {
    return this.#send(this.#dialog.build(method, parts));
  }

  info(contentType: string, body: string): void {
    if (!this.isOver) void this.request('INFO', { contentType, body });
  }

  /** Forgets the dialog without a word, as an exchange that lost its memory does. */
  abandon(): void {
    this.#close();
  }

  /** Goes on from another endpoint, with its address in Contact, as a phone does whose network changed. */
  moveTo(endpoint: SipEndpoint): void {
    this.#dialog.contact = this.#dialog.contact.replace(this.#endpoint.address, endpoint.address);
    const { connection: _old, ...peer } = this.#dialog.peer;
    this.#dialog.peer = peer;
    this.#endpoint = endpoint;
  }

  /** Takes a request with this leg's Call-ID. */
  receive(request: IncomingRequest): void {
    const { message, from, respond } = request;
    if (message.method === 'ACK') return this.#takeAck(message, from);
    if (message.method === 'CANCEL') return this.#takeCancel(request);
    if (!this.#dialog.isInOrder(message)) return respond(500, 'Server Internal Error');
    if (this.isOver)
      return message.method === 'BYE' ? respond(200, 'OK') : respond(481, 'Call Does Not Exist');
    this.#dialog.peer = from;
    switch (message.method) {
      case 'BYE':
        respond(200, 'OK');
        return this.#over(() => this.events.bye?.(header(message, 'Reason')));
      case 'INVITE':
      case 'UPDATE':
        return this.#takeChange(request);
      case 'PRACK':
        return this.#takePrack(request);
      case 'REFER':
        return this.#takeRefer(request);
      case 'NOTIFY':
        return this.#takeNotify(request);
      case 'INFO':
        respond(200, 'OK');
        return this.events.info?.(header(message, 'Content-Type'), message.body);
      case 'OPTIONS':
        return respond(200, 'OK', { headers: [['Allow', ALLOW]] });
      default:
        return respond(200, 'OK');
    }
  }

  #send(message: SipMessage): Promise<SipMessage> {
    return new Promise((resolve) => {
      this.#endpoint.request(message, this.#dialog.route(), (response) => {
        if (response.status >= 200) resolve(response);
      });
    });
  }

  #takeAnswer(response: SipMessage): void {
    if (this.#isConfirmed || this.isOver) return;
    this.#dialog.remote = header(response, 'To');
    this.#dialog.learnTarget(response);
    // RFC 3261 §13.2.1: once offer and answer went before it, a description in the 2xx is ignored.
    const sdp = this.#isSettledEarly ? '' : response.body;
    this.remoteSdp = sdp || this.remoteSdp;
    this.session?.takeAnswer(response);
    if (!this.#outgoing?.isCancelled) return this.events.answered?.(sdp);
    this.ack();
    this.bye();
    this.events.failed?.(487, 'Request Terminated');
  }

  #takeAck(message: SipMessage, from: IncomingRequest['from']): void {
    if (cseqOf(message).number !== this.#unacked) return;
    this.#unacked = undefined;
    this.#isReinvited = false;
    clearTimeout(this.#answerTimer);
    if (this.isOver) return;
    this.#dialog.peer = from;
    this.#isConfirmed = true;
    if (message.body) this.remoteSdp = message.body;
    this.events.acked?.(message.body);
  }

  #takeCancel({ message, respond }: IncomingRequest): void {
    respond(200, 'OK', { toTag: this.#dialog.localTag });
    if (!this.#incoming || this.#isConfirmed || this.#unacked !== undefined || this.isOver) return;
    this.reject(487, 'Request Terminated');
    this.events.cancelled?.(header(message, 'Reason'));
  }

  /** A re-INVITE, or an UPDATE (RFC 3311), which changes nothing when it has no offer. */
  #takeChange(request: IncomingRequest): void {
    const { message, respond } = request;
    const isInvite = message.method === 'INVITE';
    if ((isInvite && !this.#isConfirmed) || this.#isReinviting || this.#isReinvited)
      return respond(REQUEST_PENDING, 'Request Pending');
    this.#dialog.learnTarget(message);
    const minS = this.session?.tooShort(message);
    if (minS !== undefined)
      return respond(422, 'Session Interval Too Small', { headers: [['Min-SE', String(minS)]] });
    if (!isInvite && !message.body) return respond(200, 'OK', { headers: this.#headersTo(message) });
    if (!this.events.reinvited) return respond(488, 'Not Acceptable Here');
    if (isInvite) respond(100, 'Trying');
    if (message.body) this.remoteSdp = message.body;
    this.#isReinvited = true;
    this.events.reinvited(
      message.body,
      (sdp) => {
        if (isInvite) return this.#answerUntilAcked(request, sdp);
        this.#isReinvited = false;
        respond(200, 'OK', { headers: this.#headersTo(message), body: sdp });
      },
      (status, reason) => {
        this.#isReinvited = false;
        respond(status, reason);
      },
    );
  }

  /** A PRACK may bring the answer to the offer of a reliable provisional answer. */
  #takePrack({ message, respond }: IncomingRequest): void {
    if (!this.#progress?.take(message)) return respond(481, 'Call/Transaction Does Not Exist');
    respond(200, 'OK');
    if (!message.body) return;
    this.remoteSdp = message.body;
    this.events.acked?.(message.body);
  }

  #takeRefer(request: IncomingRequest): void {
    if (!this.events.referred) return request.respond(603, 'Decline');
    this.events.referred(readReferral(request, this.#dialog, (message) => this.#send(message)));
  }

  #takeNotify({ message, respond }: IncomingRequest): void {
    const told = readReferNotify(message);
    if (!told) return respond(489, 'Bad Event');
    respond(200, 'OK');
    this.events.notified?.(told.status, told.reason, told.isLast);
  }

  #answerUntilAcked({ message, respond }: IncomingRequest, sdp: string): void {
    const headers = this.#headersTo(message);
    const { number } = cseqOf(message);
    this.#unacked = number;
    const giveUpAt = Date.now() + ACK_WAIT_MS;
    const send = (waitMs: number): void => {
      if (this.#unacked !== number || this.isOver) return;
      if (Date.now() > giveUpAt) {
        this.bye();
        return this.events.bye?.('SIP;cause=408;text="No ACK"');
      }
      respond(200, 'OK', { toTag: this.#dialog.localTag, headers, body: sdp });
      this.#answerTimer = setTimeout(() => send(Math.min(2 * waitMs, T2_MS)), waitMs).unref();
    };
    send(T1_MS);
  }

  /** What the 2xx to an INVITE or UPDATE carries. */
  #headersTo(message: SipMessage): Headers {
    return [['Contact', this.#dialog.contact], ['Allow', ALLOW], ...(this.session?.answerTo(message) ?? [])];
  }

  #close(): void {
    this.isOver = true;
    clearTimeout(this.#answerTimer);
    this.#progress?.stop();
    this.session?.stop();
  }

  #over(tell: () => void): void {
    if (this.isOver) return;
    this.#close();
    tell();
  }
}
