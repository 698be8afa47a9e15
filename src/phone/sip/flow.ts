/** One way to one server of the PBX, with what we know of it: connected, last heard, seen under which address. */
import { Refusal } from '../refusal.ts';
import type { Reply, SentBy, SipPort, SipTarget } from './sip-port.ts';

export class Flow {
  readonly target: SipTarget;
  /** When the server was last heard, epoch ms. */
  lastHeardAt = 0;
  /** Where the server sees us, if that is not what we wrote (NAT, RFC 3581). */
  seenAs: SentBy | undefined;
  /** Connections made over this flow: more than one means that there was a break. */
  connections = 0;
  onMessage: (message: string, reply: Reply, from?: string) => void = () => {};
  onConnected: () => void = () => {};
  onLost: (error: Error) => void = () => {};

  readonly #port: SipPort;
  #isConnected = false;
  #connecting: Promise<void> | undefined;

  constructor(target: SipTarget, port: SipPort) {
    this.target = target;
    this.#port = port;
    port.onMessage = (message, reply, from) => this.onMessage(message, reply, from);
    port.onHeard = () => {
      this.lastHeardAt = Date.now();
    };
    port.onLost = (error) => this.#lost(error);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get localAddress(): string {
    return this.#port.localAddress;
  }

  /** A new connection is a new Contact: calls must tell their peers (target refresh, RFC 3261 §12.2). */
  get reusesConnection(): boolean {
    return this.#port.reusesConnection;
  }

  get isReliable(): boolean {
    return this.#port.isReliable;
  }

  get via(): SentBy {
    return this.#port.sentBy;
  }

  get contact(): SentBy {
    return this.seenAs ?? this.#port.sentBy;
  }

  get peer(): string {
    return `${this.target.address}:${this.target.port}`;
  }

  /** Connects unless it is; two callers share one attempt. Rejects with the reason in words. */
  connect(): Promise<void> {
    if (this.#isConnected) return Promise.resolve();
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  /** Throws when not connected. */
  send(message: string): void {
    this.#port.send(message);
  }

  ping(): void {
    if (this.#isConnected) this.#port.ping();
  }

  /** Drops a connection that looks alive but is not. */
  reset(reason: string): void {
    this.#port.disconnect();
    this.#lost(new Refusal('no-answer', reason));
  }

  close(): void {
    this.#isConnected = false;
    this.#port.close();
  }

  async #connect(): Promise<void> {
    await this.#port.connect();
    this.#isConnected = true;
    this.lastHeardAt = Date.now();
    // Over a stream the address that the server sees belongs to the connection.
    if (this.#port.isReliable) this.seenAs = undefined;
    this.connections += 1;
    this.onConnected();
  }

  #lost(error: Error): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.onLost(error);
  }
}
