/** Transactions (RFC 3261 §17) over a SipSocket: requests get answers, repetitions get the same answer. */
import { randomBytes } from 'node:crypto';
import { branchOf, cseqOf, header, headerValues, parameterOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';
import { SipSocket } from './sip-socket.ts';
import type { SipPeer } from './sip-socket.ts';

const T1_MS = 500;
const T2_MS = 4_000;
const TIMEOUT_MS = 64 * T1_MS;
const REMEMBER_MS = 32_000;

/** A short random word for tags, branches and Call-IDs. */
export const randomWord = (): string => randomBytes(8).toString('hex');

/** A request that came in, and its ways to be answered. */
export interface IncomingRequest {
  message: SipMessage;
  from: SipPeer;
  respond: (
    status: number,
    reason: string,
    extra?: { headers?: [string, string][]; body?: string; toTag?: string },
  ) => void;
}

interface ClientTransaction {
  sent: SipMessage;
  isAnswered: boolean;
  onResponse: (response: SipMessage) => void;
  timer: NodeJS.Timeout | undefined;
  timeout: NodeJS.Timeout | undefined;
}

export class SipEndpoint {
  onRequest: (request: IncomingRequest) => void = () => {};
  /** Every message in and out, for tests that look at the wire. */
  onTrace: (direction: 'in' | 'out', message: SipMessage) => void = () => {};
  /** Takes everything and answers nothing, and sends nothing either: a hung process whose connections stay open. */
  isSilent = false;
  #socket: SipSocket;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #answers = new Map<string, SipMessage | undefined>();

  static async open(host: string, port: number): Promise<SipEndpoint> {
    return new SipEndpoint(await SipSocket.open(host, port));
  }

  private constructor(socket: SipSocket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  get socket(): SipSocket {
    return this.#socket;
  }

  get address(): string {
    return `${this.socket.host}:${this.socket.port}`;
  }

  /** Sends a request (its Via is added here) and hands every response over; no final answer in 32 s becomes a 408. */
  request(
    message: SipMessage,
    peer: SipPeer,
    onResponse: (response: SipMessage) => void,
  ): { branch: string } {
    const branch = `z9hG4bK${randomWord()}`;
    const key = `${branch} ${message.method}`;
    const sent = { ...message, headers: [this.#via(peer, branch), ...message.headers] };
    const transaction: ClientTransaction = {
      sent,
      isAnswered: false,
      onResponse,
      timer: undefined,
      timeout: undefined,
    };
    this.#clients.set(key, transaction);
    transaction.timeout = setTimeout(() => this.#takeResponse(timeoutResponse(sent)), TIMEOUT_MS).unref();
    this.#transmit(sent, peer);
    if (peer.transport === 'udp') this.#repeat(transaction, () => this.#transmit(sent, peer), T1_MS);
    return { branch };
  }

  /** Sends an ACK, or a CANCEL under its INVITE's branch: no transaction of its own. */
  sendWithin(message: SipMessage, peer: SipPeer, branch: string = `z9hG4bK${randomWord()}`): void {
    this.#transmit({ ...message, headers: [this.#via(peer, branch), ...message.headers] }, peer);
  }

  /** Closes its port; whatever still waits for an answer gets a 408. */
  async close(): Promise<void> {
    const closing = this.socket.close();
    for (const { sent, isAnswered } of [...this.#clients.values()])
      if (!isAnswered) this.#takeResponse(timeoutResponse(sent));
    for (const key of [...this.#clients.keys()]) this.#forget(key);
    await closing;
  }

  /** Listens again at the same address after `close`. */
  async reopen(): Promise<void> {
    const { host, port, answersPings } = this.socket;
    this.#socket = await SipSocket.open(host, port);
    this.#socket.answersPings = answersPings;
    this.#listen(this.#socket);
  }

  #listen(socket: SipSocket): void {
    socket.onMessage = (message, from) => {
      this.onTrace('in', message);
      if (this.isSilent) return;
      if (message.status) this.#takeResponse(message);
      else this.#takeRequest(message, from);
    };
  }

  #via(peer: SipPeer, branch: string): [string, string] {
    return ['Via', `SIP/2.0/${peer.transport.toUpperCase()} ${this.address};branch=${branch};rport`];
  }

  #transmit(message: SipMessage, peer: SipPeer): void {
    if (this.isSilent || this.socket.isClosed) return;
    this.onTrace('out', message);
    this.socket.send(message, peer);
  }

  #repeat(transaction: ClientTransaction, send: () => void, waitMs: number): void {
    transaction.timer = setTimeout(() => {
      send();
      this.#repeat(transaction, send, Math.min(waitMs * 2, T2_MS));
    }, waitMs).unref();
  }

  #takeResponse(response: SipMessage): void {
    const { method } = cseqOf(response);
    const key = `${branchOf(response)} ${method}`;
    const transaction = this.#clients.get(key);
    if (!transaction) return;
    clearTimeout(transaction.timer);
    transaction.isAnswered ||= response.status >= 200;
    if (response.status > 100 && method === 'INVITE') clearTimeout(transaction.timeout);
    // A 2xx to an INVITE may be repeated until its ACK arrives: the transaction stays to acknowledge again.
    if (response.status >= 300 || (response.status >= 200 && method !== 'INVITE')) this.#forget(key);
    else if (response.status >= 200) setTimeout(() => this.#forget(key), REMEMBER_MS).unref();
    transaction.onResponse(response);
  }

  #takeRequest(message: SipMessage, from: SipPeer): void {
    const key = `${branchOf(message)} ${message.method}`;
    if (message.method === 'ACK') return this.onRequest({ message, from, respond: () => {} });
    if (this.#answers.has(key)) {
      const before = this.#answers.get(key);
      if (before) this.#transmit(before, from);
      return;
    }
    this.#answers.set(key, undefined);
    setTimeout(() => this.#answers.delete(key), REMEMBER_MS).unref();
    const ownTag = randomWord();
    this.onRequest({
      message,
      from,
      respond: (status, reason, { headers = [], body = '', toTag = ownTag } = {}) => {
        const response = responseTo(message, { status, reason, headers, body, toTag });
        this.#answers.set(key, response);
        this.#transmit(response, from);
      },
    });
  }

  #forget(key: string): void {
    clearTimeout(this.#clients.get(key)?.timer);
    clearTimeout(this.#clients.get(key)?.timeout);
    this.#clients.delete(key);
  }
}

function responseTo(
  request: SipMessage,
  answer: { status: number; reason: string; headers: [string, string][]; body: string; toTag: string },
): SipMessage {
  const to = header(request, 'To');
  const tagged = answer.status === 100 || parameterOf(to, 'tag') ? to : `${to};tag=${answer.toTag}`;
  return {
    method: '',
    uri: '',
    status: answer.status,
    reason: answer.reason,
    headers: [
      ...headerValues(request, 'Via').map((via): [string, string] => ['Via', via]),
      ...headerValues(request, 'Record-Route').map((route): [string, string] => ['Record-Route', route]),
      ['From', header(request, 'From')],
      ['To', tagged],
      ['Call-ID', header(request, 'Call-ID')],
      ['CSeq', header(request, 'CSeq')],
      ['Server', 'Cisco-CUCM15.0 (simulated)'],
      ...answer.headers,
      ...(answer.body ? [['Content-Type', 'application/sdp'] as [string, string]] : []),
    ],
    body: answer.body,
  };
}

const timeoutResponse = (request: SipMessage): SipMessage => ({
  ...request,
  method: '',
  uri: '',
  status: 408,
  reason: 'Request Timeout',
  body: '',
});
