/** Reads and writes RTP packets (RFC 3550 §5.1), because the PBX side is plain RTP over UDP and nothing checks it for us. */

/** One RTP packet; `payload` shares memory with the datagram it was read from. */
export interface RtpPacket {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payload: Buffer;
}

/** Without contributing sources and extension. */
export const RTP_HEADER_BYTES = 12;

/** The packet in `datagram`, or undefined if it is not RTP version 2 or its lengths do not add up. */
export function readRtp(datagram: Buffer): RtpPacket | undefined {
  if (datagram.length < RTP_HEADER_BYTES) return undefined;
  const flags = datagram.readUInt8(0);
  if (flags >> 6 !== 2) return undefined;
  const start = payloadStart(datagram);
  const padding = flags & 0x20 ? datagram.readUInt8(datagram.length - 1) : 0;
  const end = datagram.length - padding;
  if (start === undefined || start > end) return undefined;
  const second = datagram.readUInt8(1);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(start, end),
  };
}

/** Where the payload of a datagram of RTP_HEADER_BYTES or more begins; undefined if that is beyond its end. */
export function payloadStart(datagram: Buffer): number | undefined {
  const flags = datagram.readUInt8(0);
  const start = RTP_HEADER_BYTES + 4 * (flags & 0x0f);
  if (!(flags & 0x10)) return start;
  if (datagram.length < start + 4) return undefined;
  return start + 4 + 4 * datagram.readUInt16BE(start + 2);
}

/** The datagram for `packet`: no padding, no extension, no contributing sources; with `spareBytes` left at its end. */
export function writeRtp(packet: RtpPacket, spareBytes = 0): Buffer {
  const datagram = Buffer.allocUnsafe(RTP_HEADER_BYTES + packet.payload.length + spareBytes);
  datagram.writeUInt8(0x80, 0);
  datagram.writeUInt8((packet.marker ? 0x80 : 0) | packet.payloadType, 1);
  datagram.writeUInt16BE(packet.sequence, 2);
  datagram.writeUInt32BE(packet.timestamp, 4);
  datagram.writeUInt32BE(packet.ssrc, 8);
  packet.payload.copy(datagram, RTP_HEADER_BYTES);
  return datagram;
}
