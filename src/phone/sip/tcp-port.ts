/**
 * SIP over TCP. We connect to the PBX and also listen, and Contact names the listening port: whether a PBX
 * sends its INVITEs over our connection or opens its own is its choice, and the Contact of a running call
 * stays true when our connection was replaced.
 */
import { once } from 'node:events';
import net from 'node:net';
import { PeerFilter } from './peer-filter.ts';
import type { Reply, SipPort, SipServer } from './sip-port.ts';
import { createSipStream } from './sip-stream.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const KEEP_ALIVE_MS = 25_000;
/** RFC 5626 §3.5.1. */
const KEEP_ALIVE = '\r\n\r\n';

export class TcpPort implements SipPort {
  readonly protocol = 'TCP';
  readonly isReliable = true;
  readonly localAddress: string;
  onMessage: SipPort['onMessage'] = () => {};
  onLost: SipPort['onLost'] = () => {};

  readonly #server: SipServer;
  readonly #peers: PeerFilter;
  readonly #listener: net.Server;
  readonly #incoming = new Set<net.Socket>();
  #connection: net.Socket | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  static async open(localAddress: string, server: SipServer): Promise<TcpPort> {
    const listener = net.createServer();
    listener.listen(0, localAddress);
    await once(listener, 'listening');
    return new TcpPort(localAddress, server, listener);
  }

  private constructor(localAddress: string, server: SipServer, listener: net.Server) {
    this.localAddress = localAddress;
    this.#server = server;
    this.#peers = new PeerFilter(server);
    this.#listener = listener;
    listener.on('connection', (socket) => this.#welcome(socket));
    listener.on('error', () => {});
  }

  get localPort(): number {
    return (this.#listener.address() as net.AddressInfo).port;
  }

  async connect(): Promise<void> {
    this.disconnect();
    const host = await this.#peers.resolve();
    const socket = net.connect({ host, port: this.#server.port, localAddress: this.localAddress });
    await connected(socket);
    socket.setNoDelay(true);
    this.#connection = socket;
    this.#keepAlive = setInterval(() => socket.write(KEEP_ALIVE), KEEP_ALIVE_MS);
    this.#read(socket);
    socket.on('close', () => this.#lost(socket));
  }

  send(message: string): void {
    if (!this.#connection) throw new Error('not connected to the PBX');
    this.#connection.write(message);
  }

  disconnect(): void {
    clearInterval(this.#keepAlive);
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
    this.onLost(new Error('the connection to the PBX was lost'));
  }

  #welcome(socket: net.Socket): void {
    if (!this.#peers.allows(socket.remoteAddress)) return void socket.destroy();
    this.#incoming.add(socket);
    socket.setNoDelay(true);
    this.#read(socket);
    socket.on('close', () => this.#incoming.delete(socket));
  }

  #read(socket: net.Socket): void {
    // An answer goes back on the connection its request came by (RFC 3261 §18.2.2), if that still stands.
    const reply: Reply = (message) => (socket.writable ? void socket.write(message) : this.send(message));
    const take = createSipStream((message) => this.onMessage(message, reply));
    socket.on('data', (chunk) => {
      try {
        take(chunk);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => {});
  }
}

async function connected(socket: net.Socket): Promise<void> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    const timedOut = error instanceof Error && error.name === 'AbortError';
    throw timedOut ? new Error('the PBX did not take the connection in time') : error;
  }
}
