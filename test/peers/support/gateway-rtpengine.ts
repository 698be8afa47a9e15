/** rtpengine's control protocol "ng": a cookie and a bencoded dictionary over UDP, each way. */
import { randomUUID } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';

const HOST = '127.0.0.1';
const ANSWER_MS = 2_000;

type Value = string | Value[] | { [key: string]: Value };

/** Sends one command; resolves with rtpengine's answer, rejects with its reason for an error. */
export async function askRtpengine(
  port: number,
  command: Record<string, Value>,
): Promise<Record<string, Value>> {
  const socket = dgram.createSocket('udp4');
  try {
    socket.bind(0, HOST);
    await once(socket, 'listening');
    socket.on('error', () => {});
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
    socket.send(`${randomUUID()} ${encode(command)}`, port, HOST);
    const [datagram] = (await answered) as [Buffer];
    const answer = decode(datagram.subarray(datagram.indexOf(' ') + 1)) as Record<string, Value>;
    if (answer['result'] === 'error') throw new Error(`rtpengine: ${String(answer['error-reason'])}`);
    return answer;
  } finally {
    socket.close();
  }
}

function encode(value: Value): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(encode).join('')}e`;
  const entries = Object.entries(value).map(([key, item]) => encode(key) + encode(item));
  return `d${entries.join('')}e`;
}

/** Numbers come out as text; nobody here counts. */
function decode(bytes: Buffer): Value {
  let at = 0;
  const upTo = (end: string): string => {
    const to = bytes.indexOf(end, at);
    const text = bytes.toString('utf8', at, to);
    at = to + 1;
    return text;
  };
  const item = (): Value => {
    const kind = String.fromCharCode(bytes[at] ?? 0);
    if (kind === 'i') {
      at += 1;
      return upTo('e');
    }
    if (kind === 'l' || kind === 'd') {
      at += 1;
      const items: Value[] = [];
      while (bytes[at] !== 'e'.charCodeAt(0)) items.push(item());
      at += 1;
      if (kind === 'l') return items;
      const pairs = items.flatMap((key, i) => (i % 2 === 0 ? [[String(key), items[i + 1]] as const] : []));
      return Object.fromEntries(pairs) as Record<string, Value>;
    }
    const length = Number(upTo(':'));
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  return item();
}
