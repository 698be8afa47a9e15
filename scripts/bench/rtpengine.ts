/** rtpengine in user space as the yardstick: started on loopback and asked over its ng protocol (bencode on UDP). */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../src/backend/embedded/free-port.ts';
import { until } from '../../test/support/until.ts';

const HOST = '127.0.0.1';
const STOP_MS = 5_000;

export interface RtpEngine {
  pid: number;
  /** Joins two plain RTP ports; answers where each of them has to send. */
  join: (nearPort: number, farPort: number) => Promise<{ forNear: number; forFar: number }>;
  /** Joins a page's WebRTC offer and a plain RTP port; answers the page's answer and where the port has to send. */
  joinPage: (offerSdp: string, farPort: number) => Promise<{ answerSdp: string; forFar: number }>;
  stop: () => Promise<void>;
}

/** Its version, or undefined where it is not installed. */
export function rtpEngineVersion(): string | undefined {
  const { status, stdout, stderr } = spawnSync('rtpengine', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /(\d[\w.+-]*)/.exec(stdout + stderr)?.[1] : undefined;
}

export async function startRtpEngine(dataDir: string): Promise<RtpEngine> {
  const port = await freePort();
  const args = [
    '--table=-1', // never the kernel: beside us in user space
    '--foreground',
    '--log-stderr',
    '--log-level=3',
    `--pidfile=${join(dataDir, 'rtpengine.pid')}`,
    `--interface=${HOST}`,
    `--listen-ng=${HOST}:${port}`,
    // Its default is one fixed port, which another one on this machine may have.
    `--listen-cli=${HOST}:${await freePort()}`,
  ];
  const child = spawn('rtpengine', args, { stdio: 'ignore' });
  const socket = dgram.createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  const ask: Ask = (command) => askNg(socket, port, command);
  try {
    await until(async () => (await ask({ command: 'ping' }))['result'] === 'pong', { what: 'rtpengine' });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    join: async (nearPort, farPort) => {
      const { offered, answered } = await joinSides(ask, sdpOf(nearPort), sdpOf(farPort));
      return { forFar: audioPort(offered), forNear: audioPort(answered) };
    },
    joinPage: async (offerSdp, farPort) => {
      const { offered, answered } = await joinSides(ask, offerSdp, sdpOf(farPort), {
        offer: { 'transport-protocol': 'RTP/AVP', ICE: 'remove', 'rtcp-mux': ['demux'] },
        answer: { ICE: 'force', 'rtcp-mux': ['accept'] },
      });
      // werift reads no `a=rtcp` without an address.
      const answerSdp = String(answered['sdp']).replace(/^a=rtcp:.*\r\n/gm, '');
      return { forFar: audioPort(offered), answerSdp };
    },
    stop: async () => {
      socket.close();
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await once(child, 'exit');
      clearTimeout(force);
    },
  };
}

type Ask = (command: NgDictionary) => Promise<NgDictionary>;

async function joinSides(
  ask: Ask,
  nearSdp: string,
  farSdp: string,
  wishes: { offer?: NgDictionary; answer?: NgDictionary } = {},
): Promise<{ offered: NgDictionary; answered: NgDictionary }> {
  const callId = randomBytes(8).toString('hex');
  const call = { 'call-id': callId, 'from-tag': 'near', replace: ['origin', 'session-connection'] };
  const offered = await ask({ command: 'offer', ...call, ...wishes.offer, sdp: nearSdp });
  const answered = await ask({
    ...{ command: 'answer', ...call, 'to-tag': 'far' },
    ...wishes.answer,
    sdp: farSdp,
  });
  return { offered, answered };
}

const sdpOf = (port: number): string =>
  [
    'v=0',
    `o=- 1 1 IN IP4 ${HOST}`,
    's=-',
    `c=IN IP4 ${HOST}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=sendrecv',
    // werift hears only streams that were named to it; see PlainEnd.
    `a=ssrc:${port} cname:bench`,
    '',
  ].join('\r\n');

function audioPort(answer: NgDictionary): number {
  const port = Number(/^m=audio (\d+)/m.exec(String(answer['sdp']))?.[1]);
  if (!(port > 0)) throw new Error(`rtpengine answered ${JSON.stringify(answer)}`);
  return port;
}

type NgValue = string | NgValue[] | NgDictionary;
interface NgDictionary {
  [key: string]: NgValue;
}

const NG_WAIT_MS = 1_000;

async function askNg(socket: dgram.Socket, port: number, command: NgDictionary): Promise<NgDictionary> {
  const cookie = randomBytes(6).toString('hex');
  socket.send(`${cookie} ${bencode(command)}`, port, HOST);
  const signal = AbortSignal.timeout(NG_WAIT_MS);
  for (;;) {
    const [datagram] = (await once(socket, 'message', { signal })) as [Buffer];
    const text = datagram.toString('latin1');
    if (text.startsWith(`${cookie} `)) return bdecode(text.slice(cookie.length + 1)) as NgDictionary;
  }
}

function bencode(value: NgValue): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(bencode).join('')}e`;
  return `d${Object.entries(value)
    .map(([key, entry]) => bencode(key) + bencode(entry))
    .join('')}e`;
}

/** Numbers are kept as their text: nothing here counts with them. */
function bdecode(text: string): NgValue {
  let at = 0;
  const read = (): NgValue => {
    const kind = text[at];
    if (kind === 'i') {
      const end = text.indexOf('e', at);
      const number = text.slice(at + 1, end);
      at = end + 1;
      return number;
    }
    if (kind === 'l' || kind === 'd') {
      at += 1;
      const items: NgValue[] = [];
      while (text[at] !== 'e') items.push(read());
      at += 1;
      return kind === 'l' ? items : dictionaryOf(items);
    }
    const colon = text.indexOf(':', at);
    const start = colon + 1;
    at = start + Number(text.slice(at, colon));
    return text.slice(start, at);
  };
  return read();
}

function dictionaryOf(items: NgValue[]): NgDictionary {
  const dictionary: NgDictionary = {};
  for (let i = 0; i + 1 < items.length; i += 2) dictionary[String(items[i])] = items[i + 1] ?? '';
  return dictionary;
}
