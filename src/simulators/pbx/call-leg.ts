/** One side of a call at the simulated exchange (or a simulated caller's only side): an INVITE dialog, RFC 3261 §12–15. */
import { cseqOf, header, parameterOf, uriOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';
import { randomWord } from './sip-endpoint.ts';
import type { IncomingRequest, SipEndpoint } from './sip-endpoint.ts';
import type { SipPeer } from './sip-socket.ts';

/** What happens on a leg. SDP is '' where a message had none. */
export interface LegEvents {
  progress: (status: number) => void;
  /** A 2xx came; the owner must `ack`. */
  answered: (sdp: string) => void;
  failed: (status: number, reason: string) => void;
  cancelled: (reasonHeader: string) => void;
  acked: (sdp: string) => void;
  bye: (reasonHeader: string) => void;
  /** A re-INVITE came; the owner must answer. */
  reinvited: (
    sdp: string,
    answer: (sdp: string) => void,
    refuse: (status: number, reason: string) => void,
  ) => void;
}

interface Dialog {
  callId: string;
  /** From and To as we write them in our requests, with tags once known. */
  local: string;
  remote: string;
  remoteTarget: string;
  peer: SipPeer;
  cseq: number;
}

type Headers = [name: string, value: string][];

/** The INVITE we sent and what became of it so far. */
interface SentInvite {
  branch: string;
  message: SipMessage;
  hasProgress: boolean;
  isCancelled: boolean;
  ack: SipMessage | undefined;
}

const ANSWER_REPEAT_MS = 500;
const ANSWER_GIVE_UP = 10;
const ALLOW = 'INVITE, OPTIONS, INFO, BYE, CANCEL, ACK, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY';

export class CallLeg {
  readonly events: Partial<LegEvents> = {};
  /** The other side's last description. */
  remoteSdp = '';
  isOver = false;

  readonly #endpoint: SipEndpoint;
  readonly #contact: string;
  readonly #dialog: Dialog;
  #invite: SentInvite | undefined;
  #incoming: IncomingRequest | undefined;
  #isConfirmed = false;
  #localTag = randomWord();
  #answerTimer: NodeJS.Timeout | undefined;

  /** A leg towards `peer`, not yet sent. */
  static towards(
    endpoint: SipEndpoint,
    to: { peer: SipPeer; uri: string; from: string; to: string; contactUser: string },
  ): CallLeg {
    const leg = new CallLeg(endpoint, to.contactUser, {
      callId: `${randomWord()}@${endpoint.socket.host}`,
      local: '',
      remote: to.to,
      remoteTarget: to.uri,
      peer: to.peer,
      cseq: 100,
    });
    leg.#dialog.local = `${to.from};tag=${leg.#localTag}`;
    return leg;
  }

  /** A leg from an INVITE that came in; it has been answered 100. */
  static from(endpoint: SipEndpoint, request: IncomingRequest, contactUser: string): CallLeg {
    const { message, from } = request;
    const leg = new CallLeg(endpoint, contactUser, {
      callId: header(message, 'Call-ID'),
      local: '',
      remote: header(message, 'From'),
      remoteTarget: uriOf(header(message, 'Contact')) || uriOf(header(message, 'From')),
      peer: from,
      cseq: 100,
    });
    leg.#dialog.local = `${header(message, 'To')};tag=${leg.#localTag}`;
    leg.#incoming = request;
    leg.remoteSdp = message.body;
    request.respond(100, 'Trying');
    return leg;
  }

  private constructor(endpoint: SipEndpoint, contactUser: string, dialog: Dialog) {
    this.#endpoint = endpoint;
    this.#dialog = dialog;
    this.#contact = `<sip:${contactUser}@${endpoint.address}${dialog.peer.transport === 'tcp' ? ';transport=tcp' : ''}>`;
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  /** True from the 2xx's ACK on. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** Sends the INVITE; without `sdp` the offer is delayed to the answer. */
  invite({ sdp = '', headers = [] }: { sdp?: string; headers?: Headers }): void {
    const message = this.#build('INVITE', { body: sdp, headers });
    const { branch } = this.#endpoint.request(message, this.#dialog.peer, (response) =>
      this.#takeInviteResponse(response),
    );
    this.#invite = { branch, message, hasProgress: false, isCancelled: false, ack: undefined };
  }

  /** Acknowledges a 2xx; `sdp` is the answer to a delayed offer. */
  ack(sdp = ''): void {
    if (!this.#invite) return;
    const ack = this.#build('ACK', { body: sdp, cseq: cseqOf(this.#invite.message).number });
    this.#invite.ack = ack;
    this.#isConfirmed = true;
    this.#endpoint.sendWithin(ack, this.#route());
  }

  /** Gives an unanswered INVITE up (RFC 3261 §9: CANCEL waits for the first provisional answer). */
  cancel(reasonHeader = ''): void {
    const invite = this.#invite;
    if (!invite || this.isOver || invite.isCancelled) return;
    invite.isCancelled = true;
    if (invite.hasProgress) this.#sendCancel(reasonHeader);
  }

  ring(): void {
    this.#incoming?.respond(180, 'Ringing', { toTag: this.#localTag, headers: [['Contact', this.#contact]] });
  }

  /** Answers the INVITE that came in, again and again until its ACK. */
  answer(sdp: string): void {
    const headers: Headers = [
      ['Contact', this.#contact],
      ['Allow', ALLOW],
    ];
    let left = ANSWER_GIVE_UP;
    const send = (): void => {
      if (this.#isConfirmed || this.isOver || left-- === 0) return;
      this.#incoming?.respond(200, 'OK', { toTag: this.#localTag, headers, body: sdp });
      this.#answerTimer = setTimeout(send, ANSWER_REPEAT_MS).unref();
    };
    send();
  }

  reject(status: number, reason: string, headers: Headers = []): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#incoming?.respond(status, reason, { toTag: this.#localTag, headers });
  }

  /** Sends a re-INVITE, without `sdp` asking for an offer; resolves with its final answer, which must be acked when it is 2xx. */
  reinvite(sdp = ''): Promise<{ status: number; sdp: string; ack: (answer?: string) => void }> {
    const message = this.#build('INVITE', { body: sdp });
    const ack = (answer = ''): void =>
      this.#endpoint.sendWithin(
        this.#build('ACK', { body: answer, cseq: cseqOf(message).number }),
        this.#route(),
      );
    return new Promise((resolve) => {
      const { branch } = this.#endpoint.request(message, this.#route(), (response) => {
        if (response.status < 200) return;
        this.#learnTarget(response);
        if (response.status >= 300) this.#ackRefusal(message, branch);
        else this.remoteSdp = response.body;
        resolve({ status: response.status, sdp: response.body, ack });
      });
    });
  }

  /** Ends a confirmed dialog. */
  bye(reasonHeader = ''): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#answerTimer);
    const headers: Headers = reasonHeader ? [['Reason', reasonHeader]] : [];
    this.#endpoint.request(this.#build('BYE', { headers }), this.#route(), () => {});
  }

  /** Sends any in-dialog request; resolves with the final status. */
  send(method: string): Promise<number> {
    return new Promise((resolve) => {
      this.#endpoint.request(this.#build(method, {}), this.#route(), ({ status }) => {
        if (status >= 200) resolve(status);
      });
    });
  }

  /** Takes a request with this leg's Call-ID. */
  receive(request: IncomingRequest): void {
    const { message, from, respond } = request;
    if (message.method !== 'CANCEL') this.#dialog.peer = from;
    switch (message.method) {
      case 'ACK':
        return this.#takeAck(message);
      case 'BYE':
        respond(200, 'OK');
        return this.#over(() => this.events.bye?.(header(message, 'Reason')));
      case 'CANCEL':
        respond(200, 'OK', { toTag: this.#localTag });
        if (!this.#incoming || this.#isConfirmed || this.isOver) return;
        this.reject(487, 'Request Terminated');
        return this.events.cancelled?.(header(message, 'Reason'));
      case 'INVITE':
        return this.#takeReinvite(request);
      case 'REFER':
        return respond(501, 'Not Implemented');
      default:
        return respond(200, 'OK');
    }
  }

  #takeInviteResponse(response: SipMessage): void {
    const invite = this.#invite;
    if (!invite) return;
    if (response.status < 200) return this.#takeProgress(response, invite);
    if (response.status >= 300) {
      this.#ackRefusal(invite.message, invite.branch, header(response, 'To'));
      return this.#over(() => this.events.failed?.(response.status, response.reason));
    }
    if (invite.ack) return this.#endpoint.sendWithin(invite.ack, this.#route());
    if (this.#isConfirmed || this.isOver) return;
    this.#dialog.remote = header(response, 'To');
    this.#learnTarget(response);
    this.remoteSdp = response.body;
    if (!invite.isCancelled) return this.events.answered?.(response.body);
    this.ack();
    this.bye();
    this.events.failed?.(487, 'Request Terminated');
  }

  #takeProgress(response: SipMessage, invite: SentInvite): void {
    if (!invite.hasProgress && invite.isCancelled) this.#sendCancel('');
    invite.hasProgress = true;
    if (response.status > 100) this.events.progress?.(response.status);
  }

  #takeAck(message: SipMessage): void {
    clearTimeout(this.#answerTimer);
    if (this.isOver) return;
    this.#isConfirmed = true;
    if (message.body) this.remoteSdp = message.body;
    this.events.acked?.(message.body);
  }

  #takeReinvite({ message, respond }: IncomingRequest): void {
    if (!this.#isConfirmed) return respond(491, 'Request Pending');
    respond(100, 'Trying');
    this.#learnTarget(message);
    if (message.body) this.remoteSdp = message.body;
    this.events.reinvited?.(
      message.body,
      (sdp) => respond(200, 'OK', { headers: [['Contact', this.#contact]], body: sdp }),
      (status, reason) => respond(status, reason),
    );
  }

  #sendCancel(reasonHeader: string): void {
    const invite = this.#invite;
    if (!invite) return;
    const headers: Headers = reasonHeader ? [['Reason', reasonHeader]] : [];
    const cancel = this.#build('CANCEL', { headers, cseq: cseqOf(invite.message).number });
    this.#endpoint.sendWithin({ ...cancel, uri: invite.message.uri }, this.#dialog.peer, invite.branch);
  }

  #ackRefusal(invite: SipMessage, branch: string, to: string = this.#dialog.remote): void {
    const ack = this.#build('ACK', { cseq: cseqOf(invite).number });
    const headers = ack.headers.map(([name, value]): [string, string] => [name, name === 'To' ? to : value]);
    this.#endpoint.sendWithin({ ...ack, uri: invite.uri, headers }, this.#dialog.peer, branch);
  }

  #over(tell: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#answerTimer);
    tell();
  }

  #learnTarget(message: SipMessage): void {
    this.#dialog.remoteTarget = uriOf(header(message, 'Contact')) || this.#dialog.remoteTarget;
  }

  /** Over the connection that stands; without one (or on UDP) to the address the other side's Contact names. */
  #route(): SipPeer {
    const { peer, remoteTarget } = this.#dialog;
    if (peer.connection?.writable) return peer;
    const [, host = peer.host, port = '5060'] = /@?([\d.]+):(\d+)/.exec(remoteTarget) ?? [];
    return { transport: peer.transport, host, port: Number(port) };
  }

  #build(
    method: string,
    { body = '', headers = [], cseq }: { body?: string; headers?: Headers; cseq?: number },
  ): SipMessage {
    if (cseq === undefined) this.#dialog.cseq += 1;
    return {
      method,
      uri: this.#dialog.remoteTarget,
      status: 0,
      reason: '',
      headers: [
        ['Max-Forwards', '70'],
        ['From', this.#dialog.local],
        ['To', this.#dialog.remote],
        ['Call-ID', this.#dialog.callId],
        ['CSeq', `${cseq ?? this.#dialog.cseq} ${method}`],
        ['Contact', this.#contact],
        ['User-Agent', 'Cisco-CUCM15.0 (simulated)'],
        ['Allow', ALLOW],
        ['Supported', 'timer,resource-priority,replaces'],
        ...headers,
        ...(body ? [['Content-Type', 'application/sdp'] as [string, string]] : []),
      ],
      body,
    };
  }
}

/** True when a request belongs to a dialog that stands (its To has a tag). */
export const isInDialog = (message: SipMessage): boolean => parameterOf(header(message, 'To'), 'tag') !== '';
