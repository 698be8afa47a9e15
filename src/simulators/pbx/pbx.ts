/**
 * A private exchange that behaves like Cisco Unified CM towards its phones (digest with realm ccmsipline,
 * delayed offer, headers it does not know dropped) and towards its SIP trunk (no digest, peers by address).
 */
import { EventEmitter } from 'node:events';
import { BridgedCall } from './bridged-call.ts';
import type { Target } from './bridged-call.ts';
import { CallLeg, isInDialog } from './call-leg.ts';
import type { PbxAccount } from './digest.ts';
import { answerItself } from './own-extension.ts';
import type { OwnVoice } from './own-extension.ts';
import { Registrar } from './registrar.ts';
import type { Binding, RegistrationFault } from './registrar.ts';
import { SipEndpoint } from './sip-endpoint.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import { header, uriOf, userOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';
import type { SipPeer } from './sip-socket.ts';

export interface PbxOptions {
  host?: string;
  /** Port for TCP and UDP; 0 takes a free one. */
  port?: number;
  accounts: PbxAccount[];
  /** Number that rings the registered lines one after the other. */
  huntPilot?: string;
  /** Lines of the hunt pilot in order; default: every account. */
  huntLines?: string[];
  /** Pass `X-…` headers from the trunk to the phone (real exchanges drop them without a Lua script). */
  passHeaders?: boolean;
  /** How long a line rings before the next one, or before the trunk gets 480. */
  ringTimeoutMs?: number;
  /** INVITE phones without SDP. */
  delayedOffer?: boolean;
  /** Addresses that may call in without digest. */
  trunkPeers?: string[];
  /** Call TCP phones over the connection they registered with, or by a new one to the port their Contact names. */
  inviteOver?: 'connection' | 'contact';
  /** How long outside numbers and the echo ring before they answer. */
  outsideRingMs?: number;
}

/** `user` dialled, by whom (`line` or `trunk`), and which call it is. */
export interface PbxCall {
  callId: string;
  from: string;
  to: string;
  by: 'line' | 'trunk';
}

interface PbxEvents {
  registered: [binding: Binding];
  unregistered: [user: string];
  call: [call: PbxCall];
  ended: [call: PbxCall, how: string];
  /** Every SIP message in or out. */
  trace: [direction: 'in' | 'out', message: SipMessage];
}

/** Dial this to hear yourself. */
export const ECHO_EXTENSION = '*43';
/** What outside numbers play. */
export const OUTSIDE_TONE_HZ = 425;
/** Repetitions of the last messages still find their leg for so long. */
const FORGET_LEGS_MS = 32_000;
const OUTSIDE_NUMBER = /^\+?\d{7,15}$/;

/** Starts an exchange on loopback. */
export async function startPbx(options: PbxOptions): Promise<Pbx> {
  return new Pbx(options, await SipEndpoint.open(options.host ?? '127.0.0.1', options.port ?? 0));
}

export class Pbx extends EventEmitter<PbxEvents> {
  readonly #options: Required<Omit<PbxOptions, 'huntPilot' | 'huntLines'>> &
    Pick<PbxOptions, 'huntPilot' | 'huntLines'>;
  readonly #endpoint: SipEndpoint;
  readonly #registrar: Registrar;
  readonly #legs = new Map<string, CallLeg>();
  readonly #bridges = new Set<BridgedCall>();
  readonly #answers = new Map<string, { status: number; reason: string }>();
  #isSilent = false;

  constructor(options: PbxOptions, endpoint: SipEndpoint) {
    super();
    this.#options = {
      host: '127.0.0.1',
      port: 0,
      passHeaders: false,
      ringTimeoutMs: 20_000,
      delayedOffer: true,
      trunkPeers: ['127.0.0.1'],
      inviteOver: 'connection',
      outsideRingMs: 300,
      ...options,
    };
    this.#endpoint = endpoint;
    this.#registrar = new Registrar([...options.accounts], {
      registered: (binding) => this.emit('registered', binding),
      unregistered: (user) => this.emit('unregistered', user),
    });
    endpoint.onTrace = (direction, message) => this.emit('trace', direction, message);
    endpoint.onRequest = (request) => {
      if (!this.#isSilent) this.#receive(request);
    };
  }

  get host(): string {
    return this.#endpoint.socket.host;
  }

  get port(): number {
    return this.#endpoint.socket.port;
  }

  /** Lines reachable now. */
  registrations(): Binding[] {
    return this.#registrar.bindings();
  }

  /** Calls up or ringing between two parties. */
  get callCount(): number {
    return this.#bridges.size;
  }

  addAccount(account: PbxAccount): void {
    this.#registrar.addAccount(account);
  }

  // ---- faults ----

  /** Cuts every TCP connection, as a restart of the exchange's SIP service does. */
  dropConnections(): void {
    this.#endpoint.socket.dropConnections();
  }

  /** Answers REGISTER with this status until called with undefined. */
  refuseRegistrations(fault: RegistrationFault | undefined): void {
    this.#registrar.fault = fault;
  }

  /** Answers calls to `user` with this status instead of ringing it; undefined rings again. */
  answerWith(user: string, answer: { status: number; reason: string } | undefined): void {
    if (answer) this.#answers.set(user, answer);
    else this.#answers.delete(user);
  }

  /** Takes everything and answers nothing, with connections left open: a hung exchange. */
  setSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  /** Forgets a line's registration. */
  forget(user: string): void {
    this.#registrar.forget(user);
  }

  /** Ends every call from the exchange's side. */
  endCalls(): void {
    for (const bridge of this.#bridges) bridge.end();
  }

  async stop(): Promise<void> {
    this.endCalls();
    await this.#endpoint.close();
  }

  // ---- requests ----

  #receive(request: IncomingRequest): void {
    const { message, respond } = request;
    const leg = this.#legs.get(header(message, 'Call-ID'));
    if (leg) return leg.receive(request);
    if (message.method === 'ACK') return;
    if (message.method === 'REGISTER') return this.#registrar.receive(request);
    if (message.method === 'OPTIONS') return respond(200, 'OK');
    if (message.method !== 'INVITE' || isInDialog(message))
      return respond(481, 'Call/Transaction Does Not Exist');
    return this.#admit(request);
  }

  /** A registered line must prove its password; the trunk is known by its address. */
  #admit(request: IncomingRequest): void {
    const { message, from, respond } = request;
    const caller = userOf(uriOf(header(message, 'From')));
    const account = this.#registrar.account(caller);
    if (account && this.#isFromLine(caller, message, from)) {
      const { guard } = this.#registrar;
      if (guard.accepts(header(message, 'Authorization'), 'INVITE', account))
        return this.#route(request, 'line');
      return respond(401, 'Unauthorized', { headers: [['WWW-Authenticate', guard.challenge()]] });
    }
    if (this.#options.trunkPeers.includes(from.host)) return this.#route(request, 'trunk');
    return respond(403, 'Forbidden');
  }

  #isFromLine(user: string, message: SipMessage, from: SipPeer): boolean {
    const flow = this.#registrar.binding(user)?.flow;
    const isSameFlow = flow?.host === from.host && flow.port === from.port;
    return isSameFlow || uriOf(header(message, 'Contact')) === this.#registrar.binding(user)?.contact;
  }

  #route(request: IncomingRequest, by: PbxCall['by']): void {
    const to = userOf(request.message.uri);
    const from = userOf(uriOf(header(request.message, 'From')));
    const call: PbxCall = { callId: header(request.message, 'Call-ID'), from, to, by };
    this.emit('call', call);
    const fault = this.#answers.get(to);
    if (fault) return request.respond(fault.status, fault.reason);
    const own = by === 'line' ? ownVoiceOf(to) : to === ECHO_EXTENSION ? 'echo' : undefined;
    if (own) return this.#answerItself(request, own);
    const lines = this.#linesOf(to);
    if (lines.length === 0) return request.respond(404, 'Not Found');
    this.#bridge(request, { call, lines });
  }

  #linesOf(number: string): string[] {
    if (number === this.#options.huntPilot) {
      const all = this.#options.huntLines ?? this.#options.accounts.map(({ user }) => user);
      return all.filter((user) => this.#registrar.binding(user));
    }
    return this.#registrar.account(number) ? [number] : [];
  }

  #answerItself(request: IncomingRequest, voice: OwnVoice): void {
    const leg = CallLeg.from(this.#endpoint, request, userOf(request.message.uri));
    this.#legs.set(leg.callId, leg);
    void answerItself(leg, voice, { host: this.host, ringMs: this.#options.outsideRingMs });
  }

  #bridge(request: IncomingRequest, { call, lines }: { call: PbxCall; lines: string[] }): void {
    const caller = CallLeg.from(this.#endpoint, request, call.to);
    this.#legs.set(caller.callId, caller);
    const legs = [caller];
    const bridge: BridgedCall = new BridgedCall({
      caller,
      callerDelayedOffer: call.by === 'line' && this.#options.delayedOffer,
      targets: lines.map((user) => this.#targetOf(user, request.message, (leg) => legs.push(leg))),
      headers: this.#passedHeaders(request.message),
      ringTimeoutMs: this.#options.ringTimeoutMs,
      onEnded: (how) => {
        this.#bridges.delete(bridge);
        setTimeout(() => legs.forEach((leg) => this.#legs.delete(leg.callId)), FORGET_LEGS_MS).unref();
        this.emit('ended', call, how);
      },
    });
    this.#bridges.add(bridge);
    bridge.start();
  }

  #targetOf(user: string, invite: SipMessage, onLeg: (leg: CallLeg) => void): Target {
    return {
      name: user,
      delayedOffer: this.#options.delayedOffer,
      connect: () => {
        const binding = this.#registrar.binding(user);
        if (!binding) return undefined;
        const caller = header(invite, 'From')
          .replace(/;.*$/, '')
          .replace(/@[^>;]+/, `@${this.host}`);
        const leg = CallLeg.towards(this.#endpoint, {
          peer: this.#peerOf(binding),
          uri: binding.contact,
          from: caller,
          to: `<sip:${user}@${this.host}>`,
          contactUser: userOf(uriOf(caller)) || 'anonymous',
        });
        this.#legs.set(leg.callId, leg);
        onLeg(leg);
        return leg;
      },
    };
  }

  #peerOf({ flow, contact }: Binding): SipPeer {
    if (this.#options.inviteOver === 'connection' && flow.connection?.writable) return flow;
    const [, host = flow.host, port = '5060'] = /@([\d.]+):(\d+)/.exec(contact) ?? [];
    return { transport: flow.transport, host, port: Number(port) };
  }

  #passedHeaders(invite: SipMessage): [string, string][] {
    const timers: [string, string][] = [
      ['Session-Expires', '1800'],
      ['Min-SE', '1800'],
    ];
    return this.#options.passHeaders
      ? [...timers, ...invite.headers.filter(([name]) => /^x-/i.test(name))]
      : timers;
  }
}

function ownVoiceOf(number: string): OwnVoice | undefined {
  if (number === ECHO_EXTENSION) return 'echo';
  return OUTSIDE_NUMBER.test(number) ? { toneHz: OUTSIDE_TONE_HZ } : undefined;
}
