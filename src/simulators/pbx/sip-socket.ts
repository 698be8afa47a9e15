/** UDP and TCP on one loopback port: bytes in and out for the simulated exchange. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { formatSip, parseSip } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';

/** Somebody messages come from and go to. TCP peers keep their connection while it stands. */
export interface SipPeer {
  transport: 'tcp' | 'udp';
  host: string;
  port: number;
  connection?: net.Socket;
}

const PING = '\r\n\r\n';
const PONG = '\r\n';
const MAX_PENDING_BYTES = 1_000_000;

export class SipSocket {
  onMessage: (message: SipMessage, from: SipPeer) => void = () => {};
  /** Answers the double CRLF of a keep-alive with one (RFC 5626 §4.4.1). */
  answersPings = false;
  isClosed = false;
  readonly host: string;
  readonly port: number;
  readonly #udp: dgram.Socket;
  readonly #tcp: net.Server;
  readonly #connections = new Set<net.Socket>();

  /** Listens on the same port number for both; 0 takes a free one. */
  static async open(host: string, port: number): Promise<SipSocket> {
    const tcp = net.createServer();
    tcp.listen(port, host);
    await once(tcp, 'listening');
    const bound = (tcp.address() as net.AddressInfo).port;
    const udp = dgram.createSocket('udp4');
    try {
      udp.bind(bound, host);
      await once(udp, 'listening');
    } catch (error) {
      udp.close();
      tcp.close();
      // The free TCP port may be taken for UDP: with port 0 any other will do.
      if (port === 0) return SipSocket.open(host, 0);
      throw error;
    }
    return new SipSocket(host, bound, udp, tcp);
  }

  private constructor(host: string, port: number, udp: dgram.Socket, tcp: net.Server) {
    this.host = host;
    this.port = port;
    this.#udp = udp;
    this.#tcp = tcp;
    udp.on('message', (datagram, { address, port: fromPort }) =>
      this.#take(datagram.toString('utf8'), { transport: 'udp', host: address, port: fromPort }),
    );
    udp.on('error', () => {});
    tcp.on('connection', (connection) => this.#read(connection));
  }

  /** Sends to a peer; a TCP peer whose connection is gone is called on its port. */
  send(message: SipMessage, peer: SipPeer): void {
    const text = formatSip(message);
    if (peer.transport === 'udp') return void this.#udp.send(text, peer.port, peer.host);
    if (!peer.connection?.writable) {
      peer.connection = net.connect({ host: peer.host, port: peer.port });
      this.#read(peer.connection);
    }
    peer.connection.write(text);
  }

  /** Cuts every TCP connection. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.dropConnections();
    this.#udp.close();
    await new Promise((resolve) => this.#tcp.close(resolve));
  }

  #read(connection: net.Socket): void {
    this.#connections.add(connection);
    let pending = '';
    connection.setEncoding('latin1');
    connection.on('error', () => {});
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('data', (chunk) => {
      pending += String(chunk);
      if (pending.length > MAX_PENDING_BYTES) return void connection.destroy();
      const from: SipPeer = {
        transport: 'tcp',
        host: connection.remoteAddress ?? '',
        port: connection.remotePort ?? 0,
        connection,
      };
      for (;;) {
        if (this.answersPings && pending.startsWith(PING)) connection.write(PONG);
        const [text, rest] = cutMessage(pending);
        pending = rest;
        if (text === undefined) return;
        this.#take(Buffer.from(text, 'latin1').toString('utf8'), from);
      }
    });
  }

  #take(text: string, from: SipPeer): void {
    const message = parseSip(text);
    if (message) this.onMessage(message, from);
  }
}

/** The first whole message of a stream and what follows it. */
function cutMessage(stream: string): [string | undefined, string] {
  const text = stream.replace(/^[\r\n]+/, '');
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return [undefined, text];
  const length =
    headEnd + 4 + Number(/^(?:content-length|l)\s*:\s*(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? 0);
  return text.length < length ? [undefined, text] : [text.slice(0, length), text.slice(length)];
}
