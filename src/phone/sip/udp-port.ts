/** SIP over UDP: one socket, one port, for the life of the line. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { PeerFilter } from './peer-filter.ts';
import type { SipPort, SipServer } from './sip-port.ts';

export class UdpPort implements SipPort {
  readonly protocol = 'UDP';
  readonly isReliable = false;
  readonly localAddress: string;
  onMessage: SipPort['onMessage'] = () => {};
  onLost: SipPort['onLost'] = () => {};

  readonly #server: SipServer;
  readonly #peers: PeerFilter;
  readonly #socket: dgram.Socket;
  #host: string | undefined;

  static async open(localAddress: string, server: SipServer): Promise<UdpPort> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, localAddress);
    await once(socket, 'listening');
    return new UdpPort(localAddress, server, socket);
  }

  private constructor(localAddress: string, server: SipServer, socket: dgram.Socket) {
    this.localAddress = localAddress;
    this.#server = server;
    this.#peers = new PeerFilter(server);
    this.#socket = socket;
    socket.on('message', (datagram, from) => {
      if (!this.#peers.allows(from.address)) return;
      this.onMessage(datagram.toString('utf8'), (message) => socket.send(message, from.port, from.address));
    });
    // ICMP errors surface here; unanswered requests are what tells that the PBX is away.
    socket.on('error', () => {});
  }

  get localPort(): number {
    return this.#socket.address().port;
  }

  async connect(): Promise<void> {
    this.#host = await this.#peers.resolve();
  }

  send(message: string): void {
    if (this.#host === undefined) throw new Error('not connected to the PBX');
    this.#socket.send(message, this.#server.port, this.#host);
  }

  disconnect(): void {
    this.#host = undefined;
  }

  close(): void {
    this.disconnect();
    this.#socket.close();
  }
}
