/** The SIP.js transport over our own sockets: it corrects what SIP.js writes, and sends answers back by the way the request came. */
import { EmitterImpl, TransportState } from 'sip.js/lib/api/index.js';
import type { Transport } from 'sip.js/lib/api/index.js';
import { Retransmission } from './retransmission.ts';
import type { Reply, SipPort } from './sip-port.ts';
import { addViaPort, dropViaPort, isResponse, methodOf, transactionOf } from './sip-text.ts';

/** Requests whose way back we remember; older ones are answered over the main connection. */
const MAX_ORIGINS = 256;

export class SocketTransport implements Transport {
  readonly protocol: string;
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  /** When the PBX was last heard, epoch ms. */
  lastHeardAt = 0;
  /** Told of a message that made SIP.js throw. */
  onFault: (error: unknown) => void = () => {};

  readonly #port: SipPort;
  readonly #emitter = new EmitterImpl<TransportState>();
  readonly #origins = new Map<string, Reply>();
  readonly #retransmission: Retransmission;
  #state = TransportState.Disconnected;

  /** SIP.js constructs it: the first argument is its logger, which we have no use for. */
  constructor(_logger: unknown, { port }: { port: SipPort }) {
    this.#port = port;
    this.protocol = port.protocol;
    this.#retransmission = new Retransmission({
      isReliable: port.isReliable,
      resend: (message) => this.#write(message),
    });
    port.onMessage = (message, reply) => this.#receive(message, reply);
    port.onLost = (error) => this.#lost(error);
  }

  get state(): TransportState {
    return this.#state;
  }

  get stateChange(): EmitterImpl<TransportState> {
    return this.#emitter;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  async connect(): Promise<void> {
    this.#transition(TransportState.Connecting);
    try {
      await this.#port.connect();
    } catch (error) {
      this.#transition(TransportState.Disconnected);
      throw error;
    }
    this.lastHeardAt = Date.now();
    this.#transition(TransportState.Connected);
    this.#retransmission.reconnected();
    this.onConnect?.();
  }

  /** Drops a connection that looks alive but is not; the line connects anew. */
  reset(reason: string): void {
    this.#port.disconnect();
    this.#lost(new Error(reason));
  }

  async send(message: string): Promise<void> {
    if (isResponse(message)) return this.#answer(message);
    const request = addViaPort(message, this.#port.localPort);
    const mayWait = methodOf(request) === 'BYE';
    if (!this.isConnected() && !mayWait) throw new Error('not connected to the PBX');
    this.#retransmission.sent(request);
    this.#write(request);
  }

  async disconnect(): Promise<void> {
    this.#port.disconnect();
    if (this.#state === TransportState.Disconnected) return;
    this.#transition(TransportState.Disconnected);
    this.onDisconnect?.();
  }

  async dispose(): Promise<void> {
    await this.disconnect();
    this.#retransmission.clear();
    this.#port.close();
  }

  #answer(response: string): void {
    this.#retransmission.sent(response);
    const reply = this.#origins.get(transactionOf(response));
    if (!reply) return this.#port.send(response);
    reply(response);
  }

  /** Writes if it can; what it cannot write now goes out when connected again. */
  #write(message: string): void {
    if (!this.isConnected()) return;
    if (isResponse(message)) return this.#origins.get(transactionOf(message))?.(message);
    this.#port.send(message);
  }

  #receive(message: string, reply: Reply): void {
    this.lastHeardAt = Date.now();
    this.#retransmission.received(message);
    if (!isResponse(message)) this.#remember(transactionOf(message), reply);
    try {
      this.onMessage?.(isResponse(message) ? dropViaPort(message) : message);
    } catch (error) {
      this.onFault(error);
    }
  }

  #remember(transaction: string, reply: Reply): void {
    this.#origins.delete(transaction);
    this.#origins.set(transaction, reply);
    const oldest = this.#origins.keys().next().value;
    if (this.#origins.size > MAX_ORIGINS && oldest !== undefined) this.#origins.delete(oldest);
  }

  #lost(error: Error): void {
    if (this.#state === TransportState.Disconnected) return;
    this.#transition(TransportState.Disconnected);
    this.onDisconnect?.(error);
  }

  #transition(state: TransportState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#emitter.emit(state);
  }
}
