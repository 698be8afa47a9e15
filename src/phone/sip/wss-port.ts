/**
 * SIP over a WebSocket (RFC 7118), towards an SBC for sites that have one and for agents outside the building.
 * We open the connection and the gateway calls over it; nobody could connect to us, so Via and Contact name a
 * host that does not exist (§5.1), the same one across reconnections and restarts, and the gateway keeps one binding.
 */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import tls from 'node:tls';
import { WebSocket } from 'ws';
import type { ClientOptions, RawData } from 'ws';
import { Refusal } from '../refusal.ts';
import { connectionFailure } from './connection-failure.ts';
import type { PortOptions, Reply, SentBy, SipPort } from './sip-port.ts';
import { PING } from './stream-socket.ts';

const SUBPROTOCOL = 'sip';
const CONNECT_TIMEOUT_MS = 5_000;
/** Firewalls and proxies between forget a silent connection after half a minute or more. */
const KEEP_ALIVE_MS = 25_000;
/** The largest message taken, as for the other transports. */
const MAX_MESSAGE_BYTES = 65_536;
/** The answer to a ping (RFC 5626 §3.5.1). */
const PONG = '\r\n';

export class WssPort implements SipPort {
  readonly protocol = 'WSS';
  readonly isReliable = true;
  readonly reusesConnection = true;
  readonly localAddress: string;
  readonly sentBy: SentBy;
  onMessage: SipPort['onMessage'] = () => {};
  onHeard: SipPort['onHeard'] = () => {};
  onLost: SipPort['onLost'] = () => {};

  readonly #options: PortOptions;
  readonly #url: URL;
  #socket: WebSocket | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  /** Throws when the account's server is no WebSocket URL, or one without encryption beyond this machine. */
  constructor(options: PortOptions) {
    this.#options = options;
    this.#url = gatewayUrl(options);
    this.localAddress = options.localAddress;
    this.sentBy = { host: ownHost(options.instanceId ?? randomUUID()), port: undefined };
  }

  async connect(): Promise<void> {
    this.disconnect();
    const socket = new WebSocket(this.#url, SUBPROTOCOL, clientOptions(this.#options));
    await untilOpen(socket);
    this.#socket = socket;
    this.#keepAlive = setInterval(() => this.ping(), KEEP_ALIVE_MS).unref();
    this.#read(socket);
    socket.on('close', () => this.#lost(socket));
  }

  /** One message is one frame (RFC 7118 §5). */
  send(message: string): void {
    if (!this.#socket) throw new Refusal('not-connected', 'not connected to the gateway');
    write(this.#socket, message);
  }

  /** A WebSocket ping: everybody must answer it (RFC 6455 §5.5.2), whereas many take CRLF for a broken message. */
  ping(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  disconnect(): void {
    clearInterval(this.#keepAlive);
    const socket = this.#socket;
    this.#socket = undefined;
    // Not `close`: a peer that is gone would keep the socket for the closing handshake.
    socket?.terminate();
  }

  close(): void {
    this.disconnect();
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.disconnect();
    this.onLost(new Refusal('not-connected', 'the connection to the gateway was lost'));
  }

  #read(socket: WebSocket): void {
    const reply: Reply = (message) =>
      socket.readyState === WebSocket.OPEN ? write(socket, message) : this.send(message);
    socket.on('pong', () => this.onHeard());
    socket.on('ping', () => this.onHeard());
    socket.on('message', (data) => {
      this.onHeard();
      const text = textOf(data);
      if (text.trim() !== '') this.onMessage(text, reply);
      else if (text === PING) reply(PONG);
    });
    // 'close' follows every error, and says what there is to do.
    socket.on('error', () => {});
  }
}

/** A socket that is closing drops what it is given; nobody needs to hear of it by a throw. */
const write = (socket: WebSocket, message: string): void => socket.send(message, () => {});

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

/** A host that cannot exist (RFC 2606 §2), and tells nothing of this machine. */
function ownHost(instanceId: string): string {
  const digest = createHash('sha256').update(`sip-host:${instanceId}`).digest('hex');
  return `${digest.slice(0, 12)}.invalid`;
}

function gatewayUrl({ target }: PortOptions): URL {
  const url = URL.parse(target.url ?? '');
  if (url?.protocol === 'wss:') return url;
  if (url?.protocol !== 'ws:') throw new Error(`"${target.name}" is not a gateway (wss://host:port/path)`);
  if (!target.address.startsWith('127.'))
    throw new Error(`"${target.name}" would be reached without encryption: use wss://`);
  return url;
}

/** The address was looked up before (see `SipTarget`); the certificate is still checked against the URL's host. */
function clientOptions({ target, localAddress, caPem }: PortOptions): ClientOptions {
  const address = { address: target.address, family: 4 };
  const options: ClientOptions & { localAddress: string; lookup: unknown } = {
    localAddress,
    lookup: (_host: string, { all }: { all?: boolean }, found: (...answer: unknown[]) => void) =>
      all ? found(null, [address]) : found(null, address.address, address.family),
    handshakeTimeout: CONNECT_TIMEOUT_MS,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    ...(caPem === undefined ? {} : { ca: [...tls.rootCertificates, caPem] }),
  };
  return options;
}

/** Resolves when `socket` is open; rejects with the reason in words. */
async function untilOpen(socket: WebSocket): Promise<void> {
  try {
    await once(socket, 'open');
  } catch (error) {
    socket.on('error', () => {});
    socket.terminate();
    throw handshakeFailure(error);
  }
}

/** What `ws` says of a handshake that came to nothing, in words; everything beneath it is said like any connection's. */
function handshakeFailure(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const status = /^Unexpected server response: (\d{3})/.exec(text)?.[1];
  if (status !== undefined)
    return new Refusal('no-websocket', `the gateway refuses a WebSocket at this address (HTTP ${status})`, {
      params: { status: Number(status) },
      cause: error,
    });
  if (/subprotocol/i.test(text))
    return new Refusal('no-websocket', 'the gateway does not speak SIP over WebSocket', { cause: error });
  if (/timed out/i.test(text))
    return new Refusal('no-answer', 'the gateway did not answer in time', { cause: error });
  return connectionFailure(error);
}
