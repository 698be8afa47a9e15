/** One agent's line at the PBX: SIP.js's user agent on our transport, kept registered by a LineKeeper. */
import { Inviter, UserAgent } from 'sip.js/lib/api/index.js';
import type { Invitation, Session } from 'sip.js/lib/api/index.js';
import type { URI } from 'sip.js/lib/grammar/uri.js';
import type { Registration, SipAccount } from '../../shared/phone.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import { offerFault } from '../media/offer-check.ts';
import { openLeg } from '../media/open-leg.ts';
import { dialledUri } from './dialled-address.ts';
import { PROBE_EVERY_MS, watchFailBack } from './fail-back.ts';
import type { Flow } from './flow.ts';
import { LineFlows } from './line-flows.ts';
import { LineKeeper } from './line-keeper.ts';
import { createUserAgent, domainOf } from './line-user-agent.ts';
import { answersOptions, LAST_ANSWER_MS, watchLiveness } from './liveness.ts';
import { measureOptions } from './options-ping.ts';
import { findLocalAddress } from './local-address.ts';
import type { FindAddress } from './local-address.ts';
import { MovedLine } from './moved-line.ts';
import { watchNetwork } from './network-watch.ts';
import { probeServer } from './probe-server.ts';
import { RegistrarExchange } from './registrar-exchange.ts';
import { ServerList, uriHostOf } from './server-list.ts';
import type { NameLookup } from './server-list.ts';
import type { SipTarget } from './sip-port.ts';
import type { SipTrace } from './sip-trace.ts';
import type { SocketTransport } from './socket-transport.ts';

/** After sleep or on request: a PBX that does not answer within this time is connected anew. */
const PROVE_ALIVE_MS = 2_000;
const PING_ANSWER_MS = 4_000;
/** A NAT that changes our address with every answer must not make us register with every answer. */
const CONTACT_CHANGES_EVERY_MS = 30_000;

export interface LineOptions {
  account: SipAccount;
  instanceId: string;
  /** IPv4 to use; undefined: the one the system would use towards the PBX. */
  localAddress: string | undefined;
  trace: SipTrace;
  onRegistration: (registration: Registration) => void;
  /** `fault`: why its audio could not be spoken; undefined if it could. */
  onInvitation: (invitation: Invitation, fault: string | undefined) => void;
  /** The audio leg of a session, as soon as SIP.js begins one. */
  onLeg: (session: Session, leg: Promise<MediaLeg>) => void;
  /** This machine has another address: calls must move their media and tell their peers (re-INVITE). */
  onAddressChanged?: (address: string) => void;
  /** The PBX reaches us at another Contact than calls were told: they must refresh it (re-INVITE). */
  onReconnected?: () => void;
  /** Resolves when no call is up. */
  whenIdle: () => Promise<void>;
  log: (level: 'warn' | 'error', text: string) => void;
  /** How this machine's address is found; default: by asking the system. */
  findAddress?: FindAddress;
  /** How names are found; default: as the system does. */
  names?: NameLookup;
  /** How often a better server is asked whether it is back. */
  probeEveryMs?: number;
}

export class Line {
  readonly #options: LineOptions;
  readonly #userAgent: UserAgent;
  readonly #transport: SocketTransport;
  readonly #servers: ServerList;
  readonly #flows: LineFlows;
  readonly #keeper: LineKeeper;
  readonly #moved: MovedLine;
  readonly #exchanges = new WeakMap<Flow, RegistrarExchange>();
  readonly #stopWatching: (() => void)[];
  #contactChangedAt = 0;

  /** Begins to register; whatever the network does shows as registration states. Throws when the account is of no use. */
  static open(options: LineOptions): Line {
    const line = new Line(options);
    void line.#userAgent.start().then(() => line.#keeper.start());
    return line;
  }

  private constructor(options: LineOptions) {
    const { account } = options;
    this.#options = options;
    this.#servers = new ServerList(account, options.names);
    this.#userAgent = createUserAgent({ ...options, openLeg: (session) => this.#openLeg(session) });
    this.#userAgent.delegate = {
      onInvite: (invitation) =>
        options.onInvitation(invitation, offerFault(account, invitation.request.body)),
    };
    this.#transport = this.#userAgent.transport as SocketTransport;
    this.#flows = new LineFlows({
      account,
      instanceId: options.instanceId,
      transport: this.#transport,
      servers: this.#servers,
      localAddress: options.localAddress,
      findAddress: options.findAddress ?? findLocalAddress,
    });
    this.#moved = new MovedLine(options);
    this.#keeper = new LineKeeper({
      transport: this.#transport,
      flows: this.#flows,
      servers: this.#servers,
      exchangeOver: (flow) => this.#exchangeOver(flow),
      onChange: options.onRegistration,
      onRegistered: (flow) => this.#moved.registered(flow),
    });
    this.#listenToTransport();
    this.#stopWatching = [this.#watchLiveness(), this.#watchNetwork(), this.#watchFailBack()];
  }

  get isConnected(): boolean {
    return this.#transport.isConnected();
  }

  /** This machine's address towards the PBX, as SIP and SDP name it; undefined before the first connection. */
  get localAddress(): string | undefined {
    return this.#transport.current?.localAddress;
  }

  /** For requests in dialogs of an earlier process. */
  get userAgent(): UserAgent {
    return this.#userAgent;
  }

  /** Where `to` (a number, `user@host` or a SIP URI) leads. Throws when it is no address. */
  target(to: string): URI {
    const target = UserAgent.makeURI(dialledUri(to, this.#domain));
    if (!target) throw new Error(`"${to}" is not a number or SIP address`);
    return target;
  }

  /** A session towards `to`, not yet sent. Throws when it is no address. */
  createInviter(to: string): Inviter {
    const params = { fromUri: `sip:${this.#options.account.user}@${this.#domain}` };
    return new Inviter(this.#userAgent, this.target(to), { params });
  }

  /** The machine woke up or its network is back: connects anew unless the PBX proves alive, and registers. */
  async refresh(): Promise<void> {
    const flow = this.#transport.current;
    if (flow?.isConnected && !(await answersOptions(this.#userAgent, flow, PROVE_ALIVE_MS)))
      flow.reset('the PBX does not answer');
    await this.#keeper.refresh(LAST_ANSWER_MS);
  }

  /** Milliseconds the PBX takes to answer OPTIONS; rejects when it does not. */
  ping(): Promise<number> {
    return measureOptions(this.#userAgent, PING_ANSWER_MS);
  }

  /** Unregisters and closes the line's ports. Sessions still up lose their signalling: end them before. */
  async close(): Promise<void> {
    for (const stop of this.#stopWatching) stop();
    await this.#keeper.stop();
    await this.#transport.dispose();
  }

  /** Host part of addresses at the server in use. */
  get #domain(): string {
    const { account } = this.#options;
    const uriHost = this.#transport.current?.target.uriHost;
    return domainOf(account, uriHost ?? uriHostOf(account.servers[0] ?? '', account.transport));
  }

  #openLeg(session: Session): Promise<MediaLeg> {
    const address = this.localAddress;
    const leg =
      address === undefined
        ? Promise.reject(new Error('not connected to the PBX'))
        : openLeg(this.#options.account, address);
    this.#options.onLeg(session, leg);
    return leg;
  }

  #exchangeOver(flow: Flow): RegistrarExchange {
    const known = this.#exchanges.get(flow);
    if (known) return known;
    const { account } = this.#options;
    const exchange = new RegistrarExchange({
      userAgent: this.#userAgent,
      transport: this.#transport,
      flow,
      domain: domainOf(account, flow.target.uriHost),
      expiresS: account.expiresS,
    });
    this.#exchanges.set(flow, exchange);
    return exchange;
  }

  #listenToTransport(): void {
    const transport = this.#transport;
    transport.onFault = (error) => this.#options.log('warn', `dropped a SIP message: ${String(error)}`);
    transport.onFlowLost = (flow, error) => this.#keeper.lost(flow, error);
    transport.onContactChanged = (flow) => this.#onContactChanged(flow);
    transport.onFlowConnected = (flow) => {
      // The line's own flow tells when it is registered again; this is one that only calls still use.
      if (flow !== transport.current && flow.reusesConnection && flow.connections > 1)
        this.#options.onReconnected?.();
    };
  }

  /** While registering, the exchange sees to it itself. */
  #onContactChanged(flow: Flow): void {
    const now = Date.now();
    if (flow !== this.#transport.current || !this.#keeper.isRegistered) return;
    if (now - this.#contactChangedAt < CONTACT_CHANGES_EVERY_MS) return;
    this.#contactChangedAt = now;
    void this.#keeper.refresh();
  }

  #watchLiveness(): () => void {
    return watchLiveness({
      userAgent: this.#userAgent,
      transport: this.#transport,
      onSilent: () => this.#keeper.refresh(LAST_ANSWER_MS),
    });
  }

  #watchNetwork(): () => void {
    return watchNetwork({
      findAddress: async () => {
        const target = this.#transport.current?.target;
        return target && this.#flows.addressTowards(target);
      },
      usedAddress: () => this.localAddress,
      onWoke: () => void this.refresh(),
      onChanged: () => void this.#keeper.refresh(LAST_ANSWER_MS),
      onTick: () => this.#lookAfterFlows(),
    });
  }

  /** Calls that began at another server keep their way to it for as long as they last. */
  #lookAfterFlows(): void {
    const { dialogs, userAgentClients } = this.#userAgent.userAgentCore;
    const isUp = (callId: string): boolean =>
      [...dialogs.values()].some((dialog) => dialog.callId === callId) ||
      [...userAgentClients.values()].some(
        ({ message: { method, callId: of } }) => method === 'INVITE' && of === callId,
      );
    this.#transport.prune(isUp);
    for (const flow of this.#transport.flows)
      if (flow !== this.#transport.current && !flow.isConnected) flow.connect().catch(() => {});
  }

  #watchFailBack(): () => void {
    return watchFailBack({
      current: () => (this.#keeper.isRegistered ? this.#transport.current?.target : undefined),
      servers: () => this.#servers.resolve(),
      probe: (target) => this.#probe(target),
      whenIdle: this.#options.whenIdle,
      moveTo: (target) => this.#keeper.moveTo(target),
      everyMs: this.#options.probeEveryMs ?? PROBE_EVERY_MS,
    });
  }

  async #probe(target: SipTarget): Promise<boolean> {
    const { account } = this.#options;
    return probeServer(account, {
      target,
      localAddress: await this.#flows.addressTowards(target),
      caPem: account.caPem,
      allows: (address) => this.#servers.allows(address),
    });
  }
}
