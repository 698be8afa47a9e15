/**
 * A registrar that does what a test says: it shows where it sees the phone (RFC 3581), lists any bindings, answers
 * pings or nothing at all. No digest, no calls.
 */
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

export interface TinyRequest {
  method: string;
  text: string;
  contact: string;
}

interface Peer {
  host: string;
  port: number;
  reply: (text: string) => void;
}

export class TinyRegistrar {
  readonly requests: TinyRequest[] = [];
  /** Contact headers of other bindings, listed beside the one just registered. */
  otherBindings: string[] = [];
  /** Answer `\r\n\r\n` over TCP with `\r\n` (RFC 5626 §3.5.1). */
  answersPings = false;
  /** Methods that get no answer. */
  readonly ignored = new Set<string>();
  /** Pings seen. */
  pings = 0;
  readonly port: number;
  readonly #udp: dgram.Socket;
  readonly #tcp: net.Server;
  readonly #connections = new Set<net.Socket>();
  #lastPeer: Peer | undefined;
  #speaking: NodeJS.Timeout | undefined;

  static async start(): Promise<TinyRegistrar> {
    const tcp = net.createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const udp = dgram.createSocket('udp4');
    udp.bind((tcp.address() as net.AddressInfo).port, '127.0.0.1');
    await once(udp, 'listening');
    return new TinyRegistrar(tcp, udp);
  }

  private constructor(tcp: net.Server, udp: dgram.Socket) {
    this.#tcp = tcp;
    this.#udp = udp;
    this.port = udp.address().port;
    udp.on('message', (datagram, { address, port }) =>
      this.#take(datagram.toString(), {
        host: address,
        port,
        reply: (text) => udp.send(text, port, address),
      }),
    );
    tcp.on('connection', (connection) => this.#read(connection));
  }

  registers(): TinyRequest[] {
    return this.requests.filter(({ method }) => method === 'REGISTER');
  }

  /** From now on it sends an empty packet to the last UDP phone each second: a PBX that is heard anyway. */
  speak(): void {
    this.#speaking ??= setInterval(() => this.#lastPeer?.reply('\r\n'), 1_000);
  }

  async close(): Promise<void> {
    clearInterval(this.#speaking);
    this.#udp.close();
    for (const connection of this.#connections) connection.destroy();
    await new Promise((resolve) => this.#tcp.close(resolve));
  }

  #read(connection: net.Socket): void {
    this.#connections.add(connection);
    connection.on('error', () => {});
    connection.on('data', (chunk) => {
      // Small messages without bodies: each comes in one piece or several whole ones.
      for (const text of chunk.toString().split(/(?<=\r\n\r\n)/)) {
        if (text.trim() !== '')
          this.#take(text, {
            host: connection.remoteAddress ?? '',
            port: connection.remotePort ?? 0,
            reply: (answer) => connection.write(answer),
          });
        else this.#takePing(connection);
      }
    });
  }

  #takePing(connection: net.Socket): void {
    this.pings += 1;
    if (this.answersPings) connection.write('\r\n');
  }

  #take(text: string, peer: Peer): void {
    const { host, port, reply } = peer;
    this.#lastPeer = peer;
    const [method = ''] = text.split(' ', 1);
    if (method.trim() === '') return void (this.pings += 1);
    const field = (name: string): string => new RegExp(`^${name}: (.*)\r$`, 'im').exec(text)?.[1] ?? '';
    this.requests.push({ method, text, contact: field('Contact') });
    if (this.ignored.has(method)) return;
    const isGone = /expires=0/.test(field('Contact'));
    const bindings = isGone ? [] : [field('Contact'), ...this.otherBindings];
    const lines = [
      'SIP/2.0 200 OK',
      `Via: ${field('Via').replace(';rport', `;rport=${port};received=${host}`)}`,
      `From: ${field('From')}`,
      `To: ${field('To')};tag=registrar`,
      `Call-ID: ${field('Call-ID')}`,
      `CSeq: ${field('CSeq')}`,
      ...(method === 'REGISTER' ? bindings.map((binding) => `Contact: ${binding}`) : []),
      'Content-Length: 0',
      '\r\n',
    ];
    reply(lines.join('\r\n'));
  }
}
