/**
 * The PBX behind a gateway, reduced to its trunk: it rings the gateway and is rung by it, with Record-Route
 * followed as RFC 3261 asks, and says exactly what a test wants said (delayed offers, early media, holds).
 */
import { SipEndpoint } from '../../../src/simulators/pbx/sip-endpoint.ts';
import type { IncomingRequest } from '../../../src/simulators/pbx/sip-endpoint.ts';
import { cseqOf, header, headerValues, uriOf } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipPeer } from '../../../src/simulators/pbx/sip-socket.ts';
import { until } from '../../support/until.ts';
import { TrunkAudio } from './gateway-audio.ts';

const HOST = '127.0.0.1';
type Headers = [name: string, value: string][];

export interface TrunkCallOptions {
  from?: string;
  /** False: the offer is left to the phone. A text: what is offered instead of ours. */
  sdp?: boolean | string;
  headers?: Headers;
}

/** How a call ended: the final status (200 after a conversation) and who ended it. */
export interface TrunkEnd {
  status: number;
  byPeer: boolean;
}

interface RequestParts {
  body?: string;
  cseq?: number;
  to?: string;
  headers?: Headers;
}

interface Dialog {
  callId: string;
  local: string;
  remote: string;
  target: string;
  routes: string[];
  cseq: number;
}

export class TrunkPhone {
  readonly calls: TrunkCall[] = [];
  /** SIP port of the gateway towards us; set once it runs. */
  gatewayPort = 0;
  readonly #endpoint: SipEndpoint;
  readonly #toneHz: number;

  static async open(toneHz: number): Promise<TrunkPhone> {
    return new TrunkPhone(await SipEndpoint.open(HOST, 0), toneHz);
  }

  private constructor(endpoint: SipEndpoint, toneHz: number) {
    this.#endpoint = endpoint;
    this.#toneHz = toneHz;
    endpoint.onRequest = (request) => void this.#receive(request);
  }

  get port(): number {
    return this.#endpoint.socket.port;
  }

  /** Rings an agent. */
  async call(to: string, { from = '+525512345678', ...how }: TrunkCallOptions = {}): Promise<TrunkCall> {
    const call = new TrunkCall(this.#endpoint, this.#peer, await TrunkAudio.open(this.#toneHz));
    this.calls.push(call);
    const uris = { to: `sip:${to}@${HOST}:${this.gatewayPort}`, from: `sip:${from}@${HOST}:${this.port}` };
    call.invite({ ...uris, ...how });
    return call;
  }

  /** What we would offer, for a test to spoil. */
  async describe(): Promise<string> {
    const audio = await TrunkAudio.open(this.#toneHz);
    const sdp = audio.describe('sendrecv');
    audio.close();
    return sdp;
  }

  /** The next call that an agent places to us, from now on. */
  async rung(): Promise<TrunkCall> {
    const before = this.calls.length;
    return until(() => this.calls[before], { what: 'a call at the PBX' });
  }

  async close(): Promise<void> {
    for (const call of this.calls) call.drop();
    await this.#endpoint.close();
  }

  get #peer(): SipPeer {
    return { transport: 'udp', host: HOST, port: this.gatewayPort };
  }

  async #receive(request: IncomingRequest): Promise<void> {
    const { message } = request;
    const known = this.calls.find(({ callId }) => callId === header(message, 'Call-ID'));
    if (known) return known.receive(request);
    if (message.method === 'OPTIONS') return request.respond(200, 'OK');
    if (message.method !== 'INVITE') return request.respond(481, 'Call/Transaction Does Not Exist');
    request.respond(100, 'Trying');
    const call = new TrunkCall(this.#endpoint, this.#peer, await TrunkAudio.open(this.#toneHz));
    call.takeInvite(request);
    this.calls.push(call);
  }
}

export class TrunkCall {
  readonly audio: TrunkAudio;
  phase: 'new' | 'ringing' | 'live' | 'ended' = 'new';
  end: TrunkEnd | undefined;
  /** Refer-To of each REFER that came. */
  readonly referredTo: string[] = [];
  /** Re-INVITEs that came. */
  reinvites = 0;
  readonly #endpoint: SipEndpoint;
  readonly #peer: SipPeer;
  readonly #tag = Math.random().toString(36).slice(2);
  readonly #dialog: Dialog = { callId: '', local: '', remote: '', target: '', routes: [], cseq: 100 };
  #invite: { message: SipMessage; branch: string } | undefined;
  #incoming: IncomingRequest | undefined;
  #ours = '';

  constructor(endpoint: SipEndpoint, peer: SipPeer, audio: TrunkAudio) {
    this.#endpoint = endpoint;
    this.#peer = peer;
    this.audio = audio;
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  // ---- as the caller ----

  invite({ to, from, sdp = true, headers = [] }: TrunkCallOptions & { to: string; from: string }): void {
    Object.assign(this.#dialog, {
      callId: `${this.#tag}@${HOST}`,
      local: `<${from}>;tag=${this.#tag}`,
      remote: `<${to}>`,
      target: to,
    });
    this.#ours = typeof sdp === 'string' ? sdp : sdp ? this.audio.describe('sendrecv') : '';
    const message = this.#build('INVITE', { body: this.#ours, headers });
    const { branch } = this.#endpoint.request(message, this.#peer, (response) => this.#takeAnswer(response));
    this.#invite = { message, branch };
  }

  cancel(): void {
    if (!this.#invite) return;
    const { message, branch } = this.#invite;
    const cancel = this.#build('CANCEL', { cseq: cseqOf(message).number });
    this.#endpoint.sendWithin({ ...cancel, uri: message.uri }, this.#peer, branch);
  }

  // ---- as the callee ----

  takeInvite(request: IncomingRequest): void {
    const { message } = request;
    this.#incoming = request;
    this.phase = 'ringing';
    Object.assign(this.#dialog, {
      callId: header(message, 'Call-ID'),
      local: `${header(message, 'To')};tag=${this.#tag}`,
      remote: header(message, 'From'),
      target: uriOf(header(message, 'Contact')),
      routes: headerValues(message, 'Record-Route').flatMap((value) => value.split(/,\s*/)),
    });
  }

  /** What a PBX says before somebody answers: its announcement or ringback, as sound. */
  early(): void {
    this.#respond(183, 'Session Progress', this.#agree(this.#incoming?.message.body ?? ''));
  }

  answer(): void {
    this.#respond(200, 'OK', this.#agree(this.#incoming?.message.body ?? ''));
  }

  reject(status: number, reason: string): void {
    this.#respond(status, reason);
    this.#over({ status, byPeer: false });
  }

  // ---- both ----

  /** Holds or resumes by a re-INVITE, or asks for an offer by one without SDP; resolves with the final status. */
  async reinvite(direction: 'sendonly' | 'sendrecv' | 'inactive', { sdp = true } = {}): Promise<number> {
    const ours = sdp ? this.audio.describe(direction) : '';
    const message = this.#build('INVITE', { body: ours });
    const response = await this.#ask(message);
    if (response.status >= 300) return response.status;
    const answer = sdp ? '' : this.audio.describe(direction, response.body);
    this.#ack(message, answer);
    this.audio.use(sdp ? ours : answer, response.body);
    return response.status;
  }

  /** Hangs up; resolves with the answer's status, 408 if none came. */
  async hangUp(): Promise<number> {
    const { status } = await this.#ask(this.#build('BYE', {}));
    this.#over({ status: 200, byPeer: false });
    return status;
  }

  /** Goes away without a word. */
  drop(): void {
    this.#over({ status: 0, byPeer: false });
  }

  async hears(hz: number): Promise<void> {
    const { ear } = this.audio;
    ear.forget();
    await until(() => ear.toneShare(hz) > 0.7, { what: `${hz} Hz at the PBX (level ${ear.level})` });
  }

  async becomes(phase: TrunkCall['phase']): Promise<void> {
    await until(() => this.phase === phase, { what: `the PBX's call is ${phase}` });
  }

  receive(request: IncomingRequest): void {
    const { message, respond } = request;
    switch (message.method) {
      case 'ACK':
        return this.#takeAck(message);
      case 'BYE':
        respond(200, 'OK');
        return this.#over({ status: 200, byPeer: true });
      case 'CANCEL':
        respond(200, 'OK', { toTag: this.#tag });
        this.#respond(487, 'Request Terminated');
        return this.#over({ status: 487, byPeer: true });
      case 'INVITE':
        return this.#takeReinvite(request);
      case 'REFER':
        this.referredTo.push(uriOf(header(message, 'Refer-To')));
        return respond(202, 'Accepted', { headers: [this.#contact] });
      default:
        return respond(200, 'OK');
    }
  }

  #takeReinvite({ message, respond }: IncomingRequest): void {
    this.reinvites += 1;
    this.#dialog.target = uriOf(header(message, 'Contact')) || this.#dialog.target;
    const body = this.#agree(message.body);
    respond(200, 'OK', { headers: [this.#contact], body });
  }

  #takeAnswer(response: SipMessage): void {
    if (this.phase === 'ended' || !this.#invite) return;
    if (response.status > 100 && response.status < 200) this.phase = 'ringing';
    if (response.status < 200) return;
    const { message, branch } = this.#invite;
    if (response.status >= 300) {
      const ack = this.#build('ACK', { cseq: cseqOf(message).number, to: header(response, 'To') });
      this.#endpoint.sendWithin({ ...ack, uri: message.uri }, this.#peer, branch);
      return this.#over({ status: response.status, byPeer: true });
    }
    Object.assign(this.#dialog, {
      remote: header(response, 'To'),
      target: uriOf(header(response, 'Contact')),
      routes: headerValues(response, 'Record-Route')
        .flatMap((value) => value.split(/,\s*/))
        .toReversed(),
    });
    const answer = this.#ours === '' ? this.audio.describe('sendrecv', response.body) : '';
    this.#ack(message, answer);
    this.audio.use(this.#ours || answer, response.body);
    this.phase = 'live';
  }

  #takeAck(message: SipMessage): void {
    if (message.body && this.#ours) this.audio.use(this.#ours, message.body);
    if (this.phase === 'ringing') this.phase = 'live';
  }

  /** Our answer to `offer`; an offer if there is none, agreed with the ACK. */
  #agree(offer: string): string {
    this.#ours = this.audio.describe('sendrecv', offer);
    if (offer !== '') this.audio.use(this.#ours, offer);
    return this.#ours;
  }

  get #contact(): [string, string] {
    return ['Contact', `<sip:pbx@${this.#endpoint.address}>`];
  }

  #respond(status: number, reason: string, body = ''): void {
    this.#incoming?.respond(status, reason, { toTag: this.#tag, headers: [this.#contact], body });
  }

  #ack(invite: SipMessage, body: string): void {
    this.#endpoint.sendWithin(this.#build('ACK', { body, cseq: cseqOf(invite).number }), this.#peer);
  }

  /** Sends a request; resolves with its final answer, made up as 408 if none comes. */
  #ask(message: SipMessage): Promise<SipMessage> {
    return new Promise((resolve) => {
      const { branch } = this.#endpoint.request(message, this.#peer, (response) => {
        if (response.status < 200) return;
        if (response.status >= 300 && message.method === 'INVITE')
          this.#endpoint.sendWithin(this.#build('ACK', { cseq: cseqOf(message).number }), this.#peer, branch);
        resolve(response);
      });
    });
  }

  #over(end: TrunkEnd): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    this.end = end;
    this.audio.close();
  }

  #build(method: string, { body = '', cseq, to = this.#dialog.remote, ...more }: RequestParts): SipMessage {
    if (cseq === undefined) this.#dialog.cseq += 1;
    const headers: Headers = [
      ...(more.headers ?? []),
      ...this.#dialog.routes.map((route): [string, string] => ['Route', route]),
      ['Max-Forwards', '70'],
      ['From', this.#dialog.local],
      ['To', to],
      ['Call-ID', this.#dialog.callId],
      ['CSeq', `${cseq ?? this.#dialog.cseq} ${method}`],
      this.#contact,
      ['Allow', 'INVITE, ACK, CANCEL, BYE, REFER, NOTIFY, OPTIONS, UPDATE'],
      ...(body ? [['Content-Type', 'application/sdp'] as [string, string]] : []),
    ];
    return { method, uri: this.#dialog.target, status: 0, reason: '', headers, body };
  }
}
