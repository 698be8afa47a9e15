/**
 * The SIP.js transport over our own sockets. Beneath it flows come and go (another server, another network)
 * while calls are up: each message takes the flow of its call, answers go back by the way the request came.
 */
import { EmitterImpl, TransportState } from 'sip.js/lib/api/index.js';
import type { Transport } from 'sip.js/lib/api/index.js';
import { Refusal } from '../refusal.ts';
import { keepStrongestChallenge } from './digest-challenge.ts';
import { FlowTable } from './flow-table.ts';
import type { Flow } from './flow.ts';
import {
  fillPlaceholder,
  isSameAddress,
  restorePlaceholder,
  seenAddress,
  sentByText,
} from './placeholder.ts';
import { withSipContacts } from './redirect-contacts.ts';
import { screenRequest } from './request-screening.ts';
import type { StatelessRefusal } from './request-screening.ts';
import { Retransmission } from './retransmission.ts';
import { withPlainBody } from './session-body.ts';
import type { Reply, SipProtocol } from './sip-port.ts';
import { callIdOf, isInDialog, isResponse, methodOf, transactionOf } from './sip-text.ts';
import { statelessAnswer } from './stateless-answer.ts';
import type { SipTrace, TraceEnds } from './sip-trace.ts';

/** Requests whose way back we remember; older ones are answered over the flow in use. */
const MAX_ORIGINS = 256;

export interface SocketTransportOptions {
  protocol: SipProtocol;
  isReliable: boolean;
  trace: SipTrace;
}

interface Origin {
  flow: Flow;
  reply: Reply;
  from: string;
}

export class SocketTransport implements Transport {
  readonly protocol: string;
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  /** Told of a message that made SIP.js throw. */
  onFault: (error: unknown) => void = () => {};
  /** A flow lost its connection. */
  onFlowLost: (flow: Flow, error: Error) => void = () => {};
  /** A flow has a connection (again). */
  onFlowConnected: (flow: Flow) => void = () => {};

  /** The server sees a flow under another address than before (NAT). */
  onContactChanged: (flow: Flow) => void = () => {};

  readonly #trace: SipTrace;
  readonly #emitter = new EmitterImpl<TransportState>();
  readonly #origins = new Map<string, Origin>();
  readonly #retransmission: Retransmission;
  readonly #flows = new Set<Flow>();
  readonly #calls = new FlowTable();
  #current: Flow | undefined;
  #state = TransportState.Disconnected;

  /** SIP.js constructs it: the first argument is its logger, which we have no use for. */
  constructor(_logger: unknown, { protocol, isReliable, trace }: SocketTransportOptions) {
    this.protocol = protocol;
    this.#trace = trace;
    this.#retransmission = new Retransmission({ isReliable, resend: (message) => this.#write(message) });
  }

  get state(): TransportState {
    return this.#state;
  }

  get stateChange(): EmitterImpl<TransportState> {
    return this.#emitter;
  }

  /** The flow that new calls and everything outside calls take. */
  get current(): Flow | undefined {
    return this.#current;
  }

  get flows(): readonly Flow[] {
    return [...this.#flows];
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  /** SIP.js connects when it starts; here whoever `use`s a flow connects it. */
  async connect(): Promise<void> {}

  /** Takes a flow in, without making it the current one yet. */
  add(flow: Flow): void {
    if (this.#flows.has(flow)) return;
    this.#flows.add(flow);
    flow.onMessage = (message, reply, from) =>
      this.#receive(message, { flow, reply, from: from ?? flow.peer });
    flow.onConnected = () => {
      this.#refreshState();
      this.#retransmission.reconnected((message) => this.#flowFor(message) === flow);
      this.onFlowConnected(flow);
    };
    flow.onLost = (error) => {
      this.#refreshState();
      this.onFlowLost(flow, error);
    };
  }

  /** Everything but calls that are up takes this flow from now on. */
  use(flow: Flow): void {
    this.add(flow);
    this.#current = flow;
    this.#refreshState();
  }

  /** All that belongs to this Call-ID takes `flow`. */
  pin(callId: string, flow: Flow): void {
    this.#calls.pin(callId, flow);
  }

  /** `from` has become useless (its address is gone): its calls go on over `to`. */
  replace(from: Flow, to: Flow): void {
    this.add(to);
    this.#calls.move(from, to);
    if (this.#current === from) this.use(to);
    this.#drop(from);
  }

  /** Lets flows go that no call needs any more, and no message that still waits to be taken. */
  prune(isUp: (callId: string) => boolean): void {
    this.#calls.prune((callId) => isUp(callId) || this.#retransmission.awaits(callId));
    for (const flow of this.#flows) if (flow !== this.#current && !this.#calls.isUsed(flow)) this.#drop(flow);
  }

  async send(message: string): Promise<void> {
    if (isResponse(message)) return this.#answer(message);
    const flow = this.#flowFor(message);
    if (!flow) throw new Refusal('not-connected', 'not connected to the PBX');
    const method = methodOf(message);
    if (!flow.isConnected && method !== 'BYE') throw new Refusal('not-connected', 'not connected to the PBX');
    if (method === 'INVITE') this.#calls.pin(callIdOf(message), flow);
    const request = fillPlaceholder(message, flow);
    this.#retransmission.sent(request);
    this.#write(request);
  }

  async disconnect(): Promise<void> {
    for (const flow of this.flows) this.#drop(flow);
    this.#current = undefined;
    this.#refreshState();
  }

  async dispose(): Promise<void> {
    this.#retransmission.clear();
    await this.disconnect();
  }

  #answer(response: string): void {
    const origin = this.#wayBack(response);
    if (!origin) throw new Refusal('not-connected', 'not connected to the PBX');
    const text = fillPlaceholder(response, origin.flow);
    this.#retransmission.sent(text);
    this.#trace.sent(text, { ...this.#ends(origin.flow), peer: origin.from });
    origin.reply(text);
  }

  /** By the way the request came; if that is gone, by the one its call takes now. */
  #wayBack(response: string): Origin | undefined {
    const origin = this.#origins.get(transactionOf(response));
    if (origin && this.#flows.has(origin.flow)) return origin;
    const flow = this.#flowFor(response);
    return flow && { flow, reply: (text) => flow.send(text), from: flow.peer };
  }

  /** Writes if it can; what it cannot write now goes out when connected again. */
  #write(message: string): void {
    if (isResponse(message)) return this.#repeatAnswer(message);
    const flow = this.#flowFor(message);
    if (!flow?.isConnected) return;
    this.#trace.sent(message, this.#ends(flow));
    flow.send(message);
  }

  #repeatAnswer(response: string): void {
    const origin = this.#wayBack(response);
    if (!origin?.flow.isConnected) return;
    this.#trace.sent(response, { ...this.#ends(origin.flow), peer: origin.from });
    origin.reply(response);
  }

  /**
   * A call belongs to the server where it began, broken connection or not: another one would not know it (481),
   * and the call would end for a hold that might as well have waited.
   */
  #flowFor(message: string): Flow | undefined {
    return this.#calls.flowOf(callIdOf(message)) ?? this.#current;
  }

  #receive(message: string, origin: Origin): void {
    origin.flow.lastHeardAt = Date.now();
    this.#trace.received(message, { ...this.#ends(origin.flow), peer: origin.from });
    this.#retransmission.received(message);
    if (isResponse(message)) this.#guard(() => this.#receiveResponse(message, origin.flow));
    else this.#guard(() => this.#receiveRequest(message, origin));
  }

  /** One bad message must cost no other. */
  #guard(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.onFault(error);
    }
  }

  #receiveResponse(response: string, flow: Flow): void {
    const seen = seenAddress(response, flow.via, flow.isReliable);
    if (seen && !isSameAddress(seen, flow.contact)) {
      flow.seenAs = isSameAddress(seen, flow.via) ? undefined : seen;
      this.onContactChanged(flow);
    }
    this.onMessage?.(restorePlaceholder(withSipContacts(keepStrongestChallenge(response))));
  }

  #receiveRequest(request: string, origin: Origin): void {
    const refusal = screenRequest(request);
    if (refusal) return this.#refuse(request, refusal, origin);
    this.#remember(transactionOf(request), origin);
    if (methodOf(request) === 'INVITE' || isInDialog(request))
      this.#calls.pin(callIdOf(request), origin.flow);
    this.onMessage?.(withPlainBody(withoutSips(request)));
  }

  #refuse(request: string, refusal: StatelessRefusal, { flow, reply, from }: Origin): void {
    const answer = statelessAnswer(request, refusal);
    if (answer === undefined) return;
    this.#trace.sent(answer, { ...this.#ends(flow), peer: from });
    reply(answer);
  }

  #remember(transaction: string, origin: Origin): void {
    this.#origins.delete(transaction);
    this.#origins.set(transaction, origin);
    const oldest = this.#origins.keys().next().value;
    if (this.#origins.size > MAX_ORIGINS && oldest !== undefined) this.#origins.delete(oldest);
  }

  #ends(flow: Flow): TraceEnds {
    return { protocol: this.protocol, local: sentByText(flow.via), peer: flow.peer };
  }

  #drop(flow: Flow): void {
    this.#flows.delete(flow);
    flow.onLost = () => {};
    flow.close();
  }

  #refreshState(): void {
    const state = this.#current?.isConnected ? TransportState.Connected : TransportState.Disconnected;
    if (state === this.#state) return;
    this.#state = state;
    this.#emitter.emit(state);
    if (state === TransportState.Connected) this.onConnect?.();
    else this.onDisconnect?.();
  }
}

/** SIP.js answers a `sips:` Request-URI with 416, but over TLS it means no more to us than `sip:` does. */
const withoutSips = (request: string): string => request.replace(/^([A-Z]+ )sips:/i, '$1sip:');
