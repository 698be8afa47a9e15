/** Throws any bytes at a phone's SIP port, as the PBX could, and keeps what comes back. */
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

export interface SipTarget {
  transport: 'tcp' | 'udp';
  host: string;
  port: number;
  /** User part of the phone's address. */
  user: string;
}

export interface SipSource {
  /** Everything the phone sent back by this way, oldest first. */
  readonly answers: string[];
  send: (bytes: Buffer) => void;
  /** Resolves to whether such an answer has come within `waitMs`. */
  hasAnswered: (isIt: (answer: string) => boolean, waitMs: number) => Promise<boolean>;
  close: () => void;
}

const HOST = '127.0.0.1';
const FENCE_AGAIN_MS = 1_000;
const FENCE_TRIES = 30;

/** Opens a way to the phone: a UDP port, or a TCP connection (which the phone may close). */
export async function openSipSource(target: SipTarget): Promise<SipSource> {
  return target.transport === 'udp' ? openUdp(target) : openTcp(target);
}

async function openUdp({ host, port }: SipTarget): Promise<SipSource> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  const inbox = new Inbox();
  socket.on('message', (datagram) => inbox.take(datagram.toString('latin1')));
  socket.on('error', () => {});
  return {
    answers: inbox.answers,
    hasAnswered: (isIt, waitMs) => inbox.has(isIt, waitMs),
    send: (bytes) => socket.send(bytes, port, host),
    close: () => socket.close(),
  };
}

async function openTcp({ host, port }: SipTarget): Promise<SipSource> {
  const socket = net.connect({ host, port, noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const inbox = new Inbox();
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    pending += String(chunk);
    for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
      const length = end + 4 + Number(/^content-length: *(\d+)/im.exec(pending.slice(0, end))?.[1] ?? 0);
      inbox.take(pending.slice(0, length));
      pending = pending.slice(length).replace(/^[\r\n]+/, '');
    }
  });
  return {
    answers: inbox.answers,
    hasAnswered: (isIt, waitMs) => inbox.has(isIt, waitMs),
    send: (bytes) => {
      if (socket.writable) socket.write(bytes);
    },
    // By a reset: thousands of streams in TIME_WAIT would use up the machine's ports.
    close: () => socket.resetAndDestroy(),
  };
}

class Inbox {
  readonly answers: string[] = [];
  readonly #waiting = new Set<() => void>();

  take(answer: string): void {
    this.answers.push(answer);
    for (const look of this.#waiting) look();
  }

  has(isIt: (answer: string) => boolean, waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (found: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const look = (): void => {
        if (this.answers.some(isIt)) settle(true);
      };
      const timer = setTimeout(() => settle(false), waitMs);
      this.#waiting.add(look);
      look();
    });
  }
}

/** Status of an answer. */
export const statusOf = (answer: string): number => Number(/^SIP\/2\.0 (\d{3})/.exec(answer)?.[1]);

/**
 * Resolves when the phone has answered an OPTIONS that it got after all that was sent before. By a way of its
 * own on TCP: what went before may have broken the framing of its stream.
 */
export async function fence(target: SipTarget, source?: SipSource): Promise<void> {
  const own = source !== undefined && target.transport === 'udp' ? source : await openSipSource(target);
  const branch = `z9hG4bKfence${randomBytes(8).toString('hex')}`;
  try {
    // A datagram may be lost where many are sent.
    for (let tries = 0; tries < FENCE_TRIES; tries++) {
      own.send(optionsRequest(target, branch));
      if (await own.hasAnswered((answer) => answer.includes(branch), FENCE_AGAIN_MS)) return;
    }
    throw new Error('the phone answers no OPTIONS');
  } finally {
    if (own !== source) own.close();
  }
}

function optionsRequest({ transport, host, port, user }: SipTarget, branch: string): Buffer {
  const lines = [
    `OPTIONS sip:${user}@${host}:${port} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} ${HOST}:5060;branch=${branch}`,
    `From: <sip:fence@${HOST}>;tag=${branch.slice(-8)}`,
    `To: <sip:${user}@${host}>`,
    `Call-ID: ${branch}`,
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    'Content-Length: 0',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** The ACK of a refused INVITE (RFC 3261 §17.1.1.3), made from the refusal; undefined if the answer is none. */
export function ackOf(answer: string): Buffer | undefined {
  if (!/^CSeq: *\d+ INVITE/im.test(answer) || !(statusOf(answer) >= 300)) return undefined;
  const line = (name: string): string => new RegExp(`^${name}: *.*`, 'im').exec(answer)?.[0] ?? '';
  const cseq = /^CSeq: *(\d+)/im.exec(answer)?.[1] ?? '1';
  const uri = /<(sip:[^>]*)>/.exec(line('To'))?.[1] ?? 'sip:phone.invalid';
  const head = [`ACK ${uri} SIP/2.0`, line('Via'), line('From'), line('To'), line('Call-ID')];
  return Buffer.from(
    [...head, `CSeq: ${cseq} ACK`, 'Max-Forwards: 70', 'Content-Length: 0', '', ''].join('\r\n'),
    'latin1',
  );
}
