/** SIP over UDP: one socket, one port, one server. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { Refusal } from '../refusal.ts';
import { connectionFailure } from './connection-failure.ts';
import type { PortOptions, SentBy, SipPort } from './sip-port.ts';

/** Home routers forget a quiet UDP binding after 30 s (RFC 4787 asks for two minutes, many do not care). */
const KEEP_ALIVE_MS = 25_000;
const KEEP_ALIVE = '\r\n\r\n';
/** A machine that is there says so at once when nobody listens on the port; one that is not says nothing. */
const REFUSAL_MS = 100;

export class UdpPort implements SipPort {
  readonly protocol = 'UDP';
  readonly isReliable = false;
  readonly reusesConnection = false;
  readonly localAddress: string;
  readonly sentBy: SentBy;
  onMessage: SipPort['onMessage'] = () => {};
  onHeard: SipPort['onHeard'] = () => {};
  onLost: SipPort['onLost'] = () => {};

  readonly #options: PortOptions;
  readonly #socket: dgram.Socket;
  #keepAlive: NodeJS.Timeout | undefined;
  #isClosed = false;

  static async open(options: PortOptions): Promise<UdpPort> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, options.localAddress);
    await once(socket, 'listening');
    return new UdpPort(options, socket);
  }

  private constructor(options: PortOptions, socket: dgram.Socket) {
    this.#options = options;
    this.localAddress = options.localAddress;
    this.sentBy = { host: options.localAddress, port: socket.address().port };
    this.#socket = socket;
    socket.on('message', (datagram, from) => this.#receive(datagram, from));
    // ICMP errors surface here; unanswered requests are what tells that the PBX is away.
    socket.on('error', () => {});
  }

  async connect(): Promise<void> {
    clearInterval(this.#keepAlive);
    this.#keepAlive = undefined;
    await rejectIfRefused(this.#options);
    if (this.#isClosed) throw new Error('the port was closed');
    this.#keepAlive = setInterval(() => this.ping(), KEEP_ALIVE_MS).unref();
  }

  send(message: string): void {
    if (!this.#keepAlive) throw new Refusal('not-connected', 'not connected to the PBX');
    this.#write(message);
  }

  ping(): void {
    this.#write(KEEP_ALIVE);
  }

  disconnect(): void {
    clearInterval(this.#keepAlive);
    this.#keepAlive = undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.disconnect();
    this.#isClosed = true;
    this.#socket.close();
  }

  #write(text: string, { port, address }: { port: number; address: string } = this.#options.target): void {
    if (!this.#isClosed) this.#socket.send(text, port, address, () => {});
  }

  #receive(datagram: Buffer, from: dgram.RemoteInfo): void {
    if (!this.#options.allows(from.address)) return;
    this.onHeard();
    const text = datagram.toString('utf8');
    if (text.trim() === '') return;
    this.onMessage(text, (message) => this.#write(message, from), `${from.address}:${from.port}`);
  }
}

/** Only a connected socket hears of ICMP's "port unreachable": then the next server can be tried at once. */
async function rejectIfRefused({ target, localAddress }: PortOptions): Promise<void> {
  const socket = dgram.createSocket('udp4');
  try {
    socket.bind(0, localAddress);
    await once(socket, 'listening');
    socket.connect(target.port, target.address);
    await once(socket, 'connect');
    socket.send(KEEP_ALIVE);
    await once(socket, 'error', { signal: AbortSignal.timeout(REFUSAL_MS) }).then(([error]) => {
      throw error as Error;
    });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw connectionFailure(error);
  } finally {
    socket.close();
  }
}
