/** A DNS server for one test: SRV and A records from a table, over UDP on loopback (RFC 1035 §4, RFC 2782). */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';

export interface TinyZone {
  /** By `_sip._tcp.name`. */
  services?: Record<string, { name: string; port: number; priority: number; weight: number }[]>;
  /** By host. */
  addresses?: Record<string, string>;
}

const A = 1;
const SRV = 33;
const NAME_ERROR = 3;

/** Starts it; `resolver` asks it and nobody else. */
export async function startTinyDns(
  zone: TinyZone,
): Promise<{ resolver: Resolver; asked: string[]; close: () => void }> {
  const socket = dgram.createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    asked.push(name);
    socket.send(answerTo(query.subarray(0, end), recordsOf(zone, name, type), type), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 2_000, tries: 3 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolver, asked, close: () => socket.close() };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function recordsOf(zone: TinyZone, name: string, type: number): Buffer[] {
  if (type === A) {
    const address = zone.addresses?.[name];
    return address === undefined ? [] : [Buffer.from(address.split('.').map(Number))];
  }
  if (type !== SRV) return [];
  return (zone.services?.[name] ?? []).map(({ name: target, port, priority, weight }) => {
    const head = Buffer.alloc(6);
    head.writeUInt16BE(priority, 0);
    head.writeUInt16BE(weight, 2);
    head.writeUInt16BE(port, 4);
    return Buffer.concat([head, encodeName(target)]);
  });
}

const encodeName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

function answerTo(question: Buffer, records: Buffer[], type: number): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | (records.length === 0 ? NAME_ERROR : 0), 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  const answers = records.map((data) => {
    const answer = Buffer.alloc(12);
    answer.writeUInt16BE(0xc00c, 0);
    answer.writeUInt16BE(type, 2);
    answer.writeUInt16BE(1, 4);
    answer.writeUInt32BE(5, 6);
    answer.writeUInt16BE(data.length, 10);
    return Buffer.concat([answer, data]);
  });
  return Buffer.concat([head, ...answers]);
}
