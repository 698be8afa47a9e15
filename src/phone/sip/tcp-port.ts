/**
 * SIP over TCP. We connect to the PBX and also listen, and Contact names the listening port: whether a PBX
 * sends its INVITEs over our connection or opens its own is its choice, and the Contact of a running call
 * stays true when our connection was replaced.
 */
import { once } from 'node:events';
import net from 'node:net';
import { Refusal } from '../refusal.ts';
import type { PortOptions, SentBy, SipPort } from './sip-port.ts';
import { keepAlive, PING, readSip, untilConnected } from './stream-socket.ts';

/** Strangers cannot connect, but a PBX gone mad must not exhaust us. */
const MAX_INCOMING = 64;

export class TcpPort implements SipPort {
  readonly protocol = 'TCP';
  readonly isReliable = true;
  readonly reusesConnection = false;
  readonly localAddress: string;
  readonly sentBy: SentBy;
  onMessage: SipPort['onMessage'] = () => {};
  onHeard: SipPort['onHeard'] = () => {};
  onLost: SipPort['onLost'] = () => {};

  readonly #options: PortOptions;
  readonly #listener: net.Server;
  readonly #incoming = new Set<net.Socket>();
  #connection: net.Socket | undefined;

  static async open(options: PortOptions): Promise<TcpPort> {
    const listener = net.createServer();
    listener.listen(0, options.localAddress);
    await once(listener, 'listening');
    return new TcpPort(options, listener);
  }

  private constructor(options: PortOptions, listener: net.Server) {
    this.#options = options;
    this.localAddress = options.localAddress;
    this.sentBy = { host: options.localAddress, port: (listener.address() as net.AddressInfo).port };
    this.#listener = listener;
    listener.maxConnections = MAX_INCOMING;
    listener.on('connection', (socket) => this.#welcome(socket));
    listener.on('error', () => {});
  }

  async connect(): Promise<void> {
    this.disconnect();
    const { target, localAddress } = this.#options;
    const socket = net.connect({ host: target.address, port: target.port, localAddress });
    await untilConnected(socket, 'connect');
    this.#connection = socket;
    keepAlive(socket);
    readSip(socket, this);
    socket.on('close', () => this.#lost(socket));
  }

  send(message: string): void {
    if (!this.#connection) throw new Refusal('not-connected', 'not connected to the PBX');
    this.#connection.write(message);
  }

  ping(): void {
    this.#connection?.write(PING);
  }

  disconnect(): void {
    const socket = this.#connection;
    this.#connection = undefined;
    socket?.destroy();
  }

  close(): void {
    this.disconnect();
    this.#listener.close();
    for (const socket of this.#incoming) socket.destroy();
  }

  #lost(socket: net.Socket): void {
    if (socket !== this.#connection) return;
    this.disconnect();
    this.onLost(new Refusal('not-connected', 'the connection to the PBX was lost'));
  }

  #welcome(socket: net.Socket): void {
    if (!this.#options.allows(socket.remoteAddress)) return void socket.destroy();
    this.#incoming.add(socket);
    socket.setNoDelay(true);
    readSip(socket, this, `${socket.remoteAddress}:${socket.remotePort}`);
    socket.on('close', () => this.#incoming.delete(socket));
  }
}
