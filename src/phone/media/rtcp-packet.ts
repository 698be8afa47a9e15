/** Reads and writes RTCP (RFC 3550 §6.4–6.6): the reports by which each side learns how the other hears it. */
import type { ReceptionReport } from './reception.ts';

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const DESCRIPTION = 202;
const GOODBYE = 203;
const CNAME = 1;
const BLOCK_BYTES = 24;

/** One report block: what a receiver says about a stream, and when it last heard a sender report of it. */
export interface ReportBlock extends ReceptionReport {
  /** Middle 32 bits of the NTP time of the last sender report; 0: none yet. */
  lastReport: number;
  /** Since that report arrived, in 1/65536 s. */
  sinceLastReport: number;
}

/** A sender's own figures. */
export interface SenderInfo {
  /** Seconds since 1900 and their fraction of 2^32. */
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packets: number;
  octets: number;
}

/** One compound packet, in our words. */
export interface RtcpReport {
  ssrc: number;
  /** Undefined in a receiver report. */
  sender: SenderInfo | undefined;
  blocks: ReportBlock[];
  cname: string | undefined;
  goodbye: boolean;
}

/** RFC 5761 §4: on a port shared with RTP the second byte tells RTCP. */
export const isRtcp = (datagram: Buffer): boolean =>
  datagram.length >= 8 && (datagram[1] as number) >= 192 && (datagram[1] as number) <= 223;

/** The datagram for `report`: SR or RR, SDES with CNAME, and BYE where wanted. */
export function writeRtcp(report: RtcpReport): Buffer {
  const parts = [writeReport(report), writeDescription(report.ssrc, report.cname ?? '')];
  if (report.goodbye) parts.push(withHeader(GOODBYE, 1, uint32(report.ssrc)));
  return Buffer.concat(parts);
}

function writeReport({ ssrc, sender, blocks }: RtcpReport): Buffer {
  const info = Buffer.alloc(sender ? 20 : 0);
  if (sender) {
    const { ntpSeconds, ntpFraction, rtpTimestamp, packets, octets } = sender;
    [ntpSeconds, ntpFraction, rtpTimestamp, packets, octets].forEach((value, i) =>
      info.writeUInt32BE(value >>> 0, 4 * i),
    );
  }
  const body = Buffer.concat([uint32(ssrc), info, ...blocks.map(writeBlock)]);
  return withHeader(sender ? SENDER_REPORT : RECEIVER_REPORT, blocks.length, body);
}

function writeBlock(block: ReportBlock): Buffer {
  const out = Buffer.alloc(BLOCK_BYTES);
  out.writeUInt32BE(block.ssrc, 0);
  out.writeUInt8(block.fractionLost, 4);
  out.writeIntBE(block.cumulativeLost, 5, 3);
  out.writeUInt32BE(block.highestSequence, 8);
  out.writeUInt32BE(block.jitter >>> 0, 12);
  out.writeUInt32BE(block.lastReport, 16);
  out.writeUInt32BE(block.sinceLastReport >>> 0, 20);
  return out;
}

function writeDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'utf8').subarray(0, 255);
  const items = Buffer.concat([uint32(ssrc), Buffer.from([CNAME, name.length]), name]);
  // The list ends with a zero byte, and the chunk at a multiple of four.
  return withHeader(DESCRIPTION, 1, Buffer.concat([items, Buffer.alloc(4 - (items.length % 4))]));
}

function withHeader(type: number, count: number, body: Buffer): Buffer {
  const head = Buffer.from([0x80 | count, type, 0, 0]);
  head.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([head, body]);
}

const uint32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value >>> 0);
  return out;
};

/** What a compound packet says; undefined if it is not RTCP or its lengths do not add up (RFC 3550 A.2). */
export function readRtcp(datagram: Buffer): RtcpReport | undefined {
  const parts = splitCompound(datagram);
  const first = parts?.[0];
  if (!parts || !first || (first.type !== SENDER_REPORT && first.type !== RECEIVER_REPORT)) return undefined;
  const report: RtcpReport = {
    ssrc: first.body.readUInt32BE(0),
    sender: undefined,
    blocks: [],
    cname: undefined,
    goodbye: false,
  };
  for (const { type, count, body } of parts) {
    if (type === SENDER_REPORT) report.sender = readSender(body) ?? report.sender;
    if (type === SENDER_REPORT || type === RECEIVER_REPORT)
      report.blocks.push(...readBlocks(body, count, type === SENDER_REPORT ? 24 : 4));
    if (type === DESCRIPTION) report.cname = readCname(body) ?? report.cname;
    if (type === GOODBYE) report.goodbye = true;
  }
  return report;
}

interface Part {
  type: number;
  count: number;
  body: Buffer;
}

function splitCompound(datagram: Buffer): Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < datagram.length;) {
    if (datagram.length - at < 8 || datagram.readUInt8(at) >> 6 !== 2) return undefined;
    const end = at + 4 + 4 * datagram.readUInt16BE(at + 2);
    if (end > datagram.length || end - at < 8) return undefined;
    const count = datagram.readUInt8(at) & 0x1f;
    parts.push({ type: datagram.readUInt8(at + 1), count, body: datagram.subarray(at + 4, end) });
    at = end;
  }
  return parts;
}

function readSender(body: Buffer): SenderInfo | undefined {
  if (body.length < 24) return undefined;
  return {
    ntpSeconds: body.readUInt32BE(4),
    ntpFraction: body.readUInt32BE(8),
    rtpTimestamp: body.readUInt32BE(12),
    packets: body.readUInt32BE(16),
    octets: body.readUInt32BE(20),
  };
}

function readBlocks(body: Buffer, count: number, start: number): ReportBlock[] {
  const blocks: ReportBlock[] = [];
  for (let at = start; blocks.length < count && at + BLOCK_BYTES <= body.length; at += BLOCK_BYTES)
    blocks.push({
      ssrc: body.readUInt32BE(at),
      fractionLost: body.readUInt8(at + 4),
      cumulativeLost: body.readIntBE(at + 5, 3),
      highestSequence: body.readUInt32BE(at + 8),
      jitter: body.readUInt32BE(at + 12),
      lastReport: body.readUInt32BE(at + 16),
      sinceLastReport: body.readUInt32BE(at + 20),
    });
  return blocks;
}

function readCname(body: Buffer): string | undefined {
  for (let at = 4; at + 2 <= body.length && body[at] !== 0; at += 2 + body.readUInt8(at + 1))
    if (body[at] === CNAME) return body.subarray(at + 2, at + 2 + body.readUInt8(at + 1)).toString('utf8');
  return undefined;
}
