/**
 * A private exchange that behaves like Cisco Unified CM towards its phones (digest with realm ccmsipline,
 * delayed offer, headers it does not know dropped) and towards its SIP trunk (no digest, peers by address).
 */
import { EventEmitter } from 'node:events';
import { BridgedCall } from './bridged-call.ts';
import { CallLeg } from './call-leg.ts';
import { DialPlan } from './dial-plan.ts';
import { isInDialog } from './dialog.ts';
import type { Headers } from './dialog.ts';
import type { PbxAccount } from './digest.ts';
import type { Side, Target } from './hunt.ts';
import type { Referral } from './leg.ts';
import { ECHO_EXTENSION, MOVED_EXTENSION, withDefaults } from './pbx-options.ts';
import type { PbxCall, PbxEvents, PbxOptions, PbxSettings } from './pbx-options.ts';
import { Registrar } from './registrar.ts';
import type { Binding, RegistrationFault } from './registrar.ts';
import { demandsEncryption } from './sdp.ts';
import { SessionTimer } from './session-timer.ts';
import { SipEndpoint } from './sip-endpoint.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import { header, uriOf, userOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';
import type { SipPeer } from './sip-socket.ts';
import { transferAttended, transferBlind } from './transfer.ts';

export { MUSIC_ON_HOLD_HZ } from './media-relay.ts';
export {
  ANNOUNCEMENT_EXTENSION,
  ANNOUNCEMENT_TONE_HZ,
  ECHO_EXTENSION,
  FORKING_EXTENSION,
  MOVED_EXTENSION,
  OTHER_BRANCH_TONE_HZ,
  OUTSIDE_TONE_HZ,
  REFUSING_ANNOUNCEMENT_EXTENSION,
} from './pbx-options.ts';
export type { PbxCall, PbxOptions } from './pbx-options.ts';

/** Repetitions of the last messages still find their leg for so long. */
const FORGET_LEGS_MS = 32_000;

/** Starts an exchange on loopback. */
export async function startPbx(options: PbxOptions): Promise<Pbx> {
  return new Pbx(options, await SipEndpoint.open(options.host ?? '127.0.0.1', options.port ?? 0));
}

export class Pbx extends EventEmitter<PbxEvents> {
  readonly #settings: PbxSettings;
  readonly #endpoint: SipEndpoint;
  readonly #registrar: Registrar;
  readonly #plan: DialPlan;
  readonly #legs = new Map<string, CallLeg>();
  readonly #calls = new Map<BridgedCall, PbxCall>();
  #collides = false;

  constructor(options: PbxOptions, endpoint: SipEndpoint) {
    super();
    this.#settings = withDefaults(options);
    this.#endpoint = endpoint;
    this.#registrar = new Registrar([...options.accounts], {
      registered: (binding) => this.emit('registered', binding),
      unregistered: (user) => this.emit('unregistered', user),
    });
    this.#plan = new DialPlan(this.#settings, {
      endpoint,
      registrar: this.#registrar,
      onLeg: (leg) => this.#legs.set(leg.callId, leg),
    });
    endpoint.socket.answersPings = this.#settings.answersPings;
    endpoint.onTrace = (direction, message) => this.emit('trace', direction, message);
    endpoint.onRequest = (request) => this.#receive(request);
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

  /** Calls up or ringing between two parties, the exchange's own extensions included. */
  get callCount(): number {
    return this.#calls.size;
  }

  addAccount(account: PbxAccount): void {
    this.#registrar.addAccount(account);
  }

  // ---- faults ----

  /** Cuts every TCP connection, as a restart of the exchange's SIP service does. */
  dropConnections(): void {
    this.#endpoint.socket.dropConnections();
  }

  /** Answers REGISTER with this status until called with undefined; 503 with Retry-After sends phones to the next server. */
  refuseRegistrations(fault: RegistrationFault | undefined): void {
    this.#registrar.fault = fault;
  }

  /** Answers calls and transfers to `user` with this status instead of ringing it; undefined rings again. */
  answerWith(user: string, answer: { status: number; reason: string } | undefined): void {
    if (answer) this.#plan.faults.set(user, answer);
    else this.#plan.faults.delete(user);
  }

  /** Takes everything (new connections too) and answers nothing: a hung exchange. */
  setSilent(isSilent: boolean): void {
    this.#endpoint.isSilent = isSilent;
  }

  /** Forgets a line's registration. */
  forget(user: string): void {
    this.#registrar.forget(user);
  }

  /** Ends every call from the exchange's side. */
  endCalls(): void {
    for (const call of [...this.#calls.keys()]) call.end();
  }

  /**
   * Crosses the next re-INVITE of a phone with one of the exchange's own (glare, RFC 3261 §14.1): both are answered
   * 491 and sent again later.
   */
  collideWithNextReinvite(): void {
    this.#collides = true;
  }

  /**
   * Closes its ports and refuses connections until `start`. Calls are `ended` with BYE (default), `lost` (nobody is
   * told, and after the restart nobody knows them), or `kept`. Registrations are forgotten unless kept.
   */
  async stop({
    calls = 'ended',
    keepsRegistrations = false,
  }: { calls?: 'ended' | 'lost' | 'kept'; keepsRegistrations?: boolean } = {}): Promise<void> {
    if (calls === 'ended') this.endCalls();
    if (calls === 'lost') for (const call of [...this.#calls.keys()]) call.abandon();
    if (calls === 'lost') this.#legs.clear();
    if (!keepsRegistrations) this.#registrar.clear();
    await this.#endpoint.close();
  }

  /** Listens again at the same address after `stop`. */
  start(): Promise<void> {
    return this.#endpoint.reopen();
  }

  // ---- requests ----

  #receive(request: IncomingRequest): void {
    const { message, respond } = request;
    const leg = this.#legs.get(header(message, 'Call-ID'));
    const isNewCall = message.method === 'INVITE' && !isInDialog(message);
    if (leg && !(isNewCall && leg.isOver)) {
      if (this.#collides && message.method === 'INVITE') this.#collide(leg);
      return leg.receive(request);
    }
    if (message.method === 'ACK') return;
    if (message.method === 'REGISTER') return this.#registrar.receive(request);
    if (message.method === 'OPTIONS') return respond(200, 'OK');
    if (!isNewCall) return respond(481, 'Call/Transaction Does Not Exist');
    return this.#admit(request);
  }

  /** Sends a re-INVITE of its own before it looks at the one that came in. */
  #collide(leg: CallLeg): void {
    for (const call of this.#calls.keys()) {
      const side = call.sideOf(leg.callId);
      if (side?.line === undefined) continue;
      this.#collides = false;
      void call.refresh(side);
    }
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
    if (this.#settings.trunkPeers.includes(from.host)) return this.#route(request, 'trunk');
    return respond(403, 'Forbidden');
  }

  #isFromLine(user: string, message: SipMessage, from: SipPeer): boolean {
    const flow = this.#registrar.binding(user)?.flow;
    const isSameFlow = flow?.host === from.host && flow.port === from.port;
    return isSameFlow || uriOf(header(message, 'Contact')) === this.#registrar.binding(user)?.contact;
  }

  #route(request: IncomingRequest, by: PbxCall['by']): void {
    const { message, respond } = request;
    const to = userOf(message.uri);
    const from = userOf(uriOf(header(message, 'From')));
    const call: PbxCall = { callId: header(message, 'Call-ID'), from, to, by };
    this.emit('call', call);
    if (demandsEncryption(message.body)) return respond(488, 'Not Acceptable Here');
    const targets = this.#plan.targetsOf(to, this.#identityOf(message), by);
    if (!Array.isArray(targets)) {
      const { status, reason, headers = [] } = targets;
      return respond(status, reason, { headers });
    }
    this.#bridge(request, { call, targets });
  }

  /** The caller as it is shown to others: its name and number, at our address. */
  #identityOf(invite: SipMessage): string {
    return header(invite, 'From')
      .replace(/;[^>]*$/, '')
      .replace(/@[^>;]+/, `@${this.host}`);
  }

  #bridge(request: IncomingRequest, { call, targets }: { call: PbxCall; targets: Target[] }): void {
    const line = call.by === 'line' ? call.from : undefined;
    const leg = CallLeg.from(this.#endpoint, request, call.to, () =>
      line === undefined ? undefined : this.#plan.flowOf(line),
    );
    this.#legs.set(leg.callId, leg);
    if (line !== undefined) {
      leg.isReliable = this.#settings.require100rel;
      leg.session = new SessionTimer(leg, this.#settings.sessionTimer);
      const minS = leg.session.tooShort(request.message);
      if (minS !== undefined)
        return leg.reject(422, 'Session Interval Too Small', [['Min-SE', String(minS)]]);
    }
    const bridge: BridgedCall = new BridgedCall({
      caller: {
        leg,
        line,
        identity: this.#identityOf(request.message),
        delayedOffer: line !== undefined && this.#settings.delayedOffer,
      },
      targets,
      headers: this.#passedHeaders(request.message),
      ringTimeoutMs: this.#settings.ringTimeoutMs,
      musicHost: this.#settings.musicOnHold ? this.host : undefined,
      onReferred: (side, referral) => this.#transfer(bridge, side, referral),
      onEnded: (how) => {
        this.#calls.delete(bridge);
        setTimeout(() => this.#forgetLegs(), FORGET_LEGS_MS).unref();
        this.emit('ended', call, how);
      },
    });
    this.#calls.set(bridge, call);
    bridge.start();
  }

  #transfer(call: BridgedCall, by: Side, referral: Referral): void {
    const info = this.#calls.get(call);
    const remaining = call.otherThan(by);
    if (!info || !remaining || call.isTransferring) return referral.refuse(491, 'Request Pending');
    const to = userOf(referral.uri);
    if (to === '') return referral.refuse(400, 'Bad Request');
    const { transferBy, transferorHungUpBy } = this.#settings;
    const options = {
      call,
      by,
      hangsUp: transferorHungUpBy === 'exchange',
      ...(transferBy === 'replaces' && {
        renew: (...renewal: Parameters<DialPlan['renew']>) => this.#plan.renew(...renewal),
      }),
    };
    if (referral.replaces) {
      const consultation = this.#consultationOf(referral.replaces, call);
      const progress = referral.accept();
      this.emit('referred', info, to, 'attended');
      if (consultation) void transferAttended({ ...options, progress }, consultation);
      else void progress(481, 'Call/Transaction Does Not Exist');
      return;
    }
    // A number that moved is followed by the exchange itself, as Cisco Unified CM does.
    const number = to === MOVED_EXTENSION ? ECHO_EXTENSION : to;
    const targets = this.#plan.targetsOf(
      number,
      remaining.identity,
      by.line === undefined ? 'trunk' : 'line',
    );
    const progress = referral.accept();
    this.emit('referred', info, to, 'blind');
    if (!Array.isArray(targets)) {
      void progress(100, 'Trying');
      return void progress(targets.status, targets.reason);
    }
    const { ringTimeoutMs } = this.#settings;
    void transferBlind({ ...options, progress }, { targets, headers: this.#demands(), ringTimeoutMs });
  }

  /** The answered call that a Replaces names, and the side of it that is the transferor's. */
  #consultationOf(
    { callId, toTag, fromTag }: NonNullable<Referral['replaces']>,
    call: BridgedCall,
  ): { call: BridgedCall; by: Side } | undefined {
    const id = this.#legs.get(callId)?.dialogId;
    if (id?.localTag !== toTag || id.remoteTag !== fromTag) return undefined;
    for (const other of this.#calls.keys()) {
      const by = other === call || other.isTransferring ? undefined : other.sideOf(callId);
      if (by && other.isAnswered) return { call: other, by };
    }
    return undefined;
  }

  #forgetLegs(): void {
    for (const leg of this.#legs.values()) if (leg.isOver) this.#legs.delete(leg.callId);
  }

  /** What every INVITE to a phone demands. */
  #demands(): Headers {
    return this.#settings.require100rel ? [['Require', '100rel']] : [];
  }

  #passedHeaders(invite: SipMessage): Headers {
    const passed = this.#settings.passHeaders ? invite.headers.filter(([name]) => /^x-/i.test(name)) : [];
    return [...this.#demands(), ...passed];
  }
}
