/**
 * SRTP and SRTCP (RFC 3711) of one call. Key derivation, cipher and authentication are werift's; the packet
 * index and the replay window are ours, because werift loses the roll-over after an outage across the wrap of
 * the sequence numbers, knows no replay, and has no 32-bit tags.
 */
import { timingSafeEqual } from 'node:crypto';
import { RtpHeader, SrtpSession } from 'werift';
import { ReplayWindow } from './replay-window.ts';
import type { RtpPacket } from './rtp-packet.ts';
import type { SdesKey } from './sdes.ts';

/** werift's number of AES_CM_128_HMAC_SHA1_80. */
const PROFILE = 1;
/** What werift's cipher writes and expects. SRTCP has this length in both suites (RFC 3711 §5.2, RFC 4568 §6.2). */
const FULL_TAG_BYTES = 10;
const RTP_HEADER_BYTES = 12;
const RTCP_INDEX_BYTES = 4;

type SrtpContext = SrtpSession['localContext'];

/** werift makes its contexts in pairs; each direction of ours has its own life, so one of the pair is used. */
function contextOf({ material }: SdesKey): SrtpContext {
  const [key, salt] = [material.subarray(0, 16), material.subarray(16)];
  const keys = { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt };
  return new SrtpSession({ keys, profile: PROFILE }).localContext;
}

const tagBytesOf = ({ suite }: SdesKey): number => (suite === 'AES_CM_128_HMAC_SHA1_32' ? 4 : FULL_TAG_BYTES);

/** Encrypts what we send; one per key of ours, so that the count never starts again under the same key. */
export class SrtpSender {
  readonly key: SdesKey;
  readonly #context: SrtpContext;
  #rollovers = 0;
  #lastSequence: number | undefined;
  #rtcpIndex = 0;

  constructor(key: SdesKey) {
    this.key = key;
    this.#context = contextOf(key);
  }

  protect({ payload, payloadType, marker, sequence, timestamp, ssrc }: RtpPacket): Buffer {
    if (this.#lastSequence !== undefined && sequence < this.#lastSequence) this.#rollovers += 1;
    this.#lastSequence = sequence;
    const header = new RtpHeader({ payloadType, marker, sequenceNumber: sequence, timestamp, ssrc });
    const full = this.#context.cipher.encryptRtp(header, payload, this.#rollovers);
    return full.subarray(0, full.length - FULL_TAG_BYTES + tagBytesOf(this.key));
  }

  protectRtcp(datagram: Buffer): Buffer {
    this.#rtcpIndex = (this.#rtcpIndex + 1) & 0x7f_ff_ff_ff;
    return this.#context.cipher.encryptRTCP(datagram, this.#rtcpIndex);
  }
}

/** Decrypts what the peer sends under one key of its. */
export class SrtpReceiver {
  readonly key: SdesKey;
  readonly #context: SrtpContext;
  readonly #windows = new Map<number, ReplayWindow>();
  readonly #rtcpWindows = new Map<number, ReplayWindow>();

  constructor(key: SdesKey) {
    this.key = key;
    this.#context = contextOf(key);
  }

  /** The plain RTP datagram; undefined if it is forged, damaged or came before. */
  unprotect(datagram: Buffer): Buffer | undefined {
    const tagBytes = tagBytesOf(this.key);
    if (datagram.length < RTP_HEADER_BYTES + tagBytes + this.key.mkiBytes) return undefined;
    const ssrc = datagram.readUInt32BE(8);
    const window = this.#windows.get(ssrc) ?? new ReplayWindow();
    const index = window.nearest(datagram.readUInt16BE(2));
    if (index < 0 || window.has(index)) return undefined;
    const plain = this.#open(datagram, tagBytes, Math.floor(index / 0x1_0000));
    if (!plain) return undefined;
    window.add(index);
    this.#windows.set(ssrc, window);
    return plain;
  }

  /** The plain RTCP datagram; undefined if it is forged, damaged or came before. */
  unprotectRtcp(datagram: Buffer): Buffer | undefined {
    const body = datagram.length - FULL_TAG_BYTES - this.key.mkiBytes;
    if (body < 8 + RTCP_INDEX_BYTES) return undefined;
    const ssrc = datagram.readUInt32BE(4);
    const index = datagram.readUInt32BE(body - RTCP_INDEX_BYTES) & 0x7f_ff_ff_ff;
    const window = this.#rtcpWindows.get(ssrc) ?? new ReplayWindow();
    if (window.has(index)) return undefined;
    try {
      const [plain] = this.#context.cipher.decryptRTCP(withoutMki(datagram, body, FULL_TAG_BYTES));
      window.add(index);
      this.#rtcpWindows.set(ssrc, window);
      return plain;
    } catch {
      return undefined;
    }
  }

  #open(datagram: Buffer, tagBytes: number, rollovers: number): Buffer | undefined {
    const body = datagram.length - tagBytes - this.key.mkiBytes;
    try {
      const whole =
        tagBytes === FULL_TAG_BYTES
          ? withoutMki(datagram, body, tagBytes)
          : this.#withFullTag(datagram, body, rollovers);
      return whole && this.#context.cipher.decryptRtp(whole, rollovers)[0];
    } catch {
      return undefined;
    }
  }

  /** A short tag is the beginning of the full one, which werift's cipher wants to see. */
  #withFullTag(datagram: Buffer, body: number, rollovers: number): Buffer | undefined {
    const full = this.#context.generateSrtpAuthTag(datagram.subarray(0, body), rollovers);
    const short = datagram.subarray(datagram.length - tagBytesOf(this.key));
    if (!timingSafeEqual(full.subarray(0, short.length), short)) return undefined;
    return Buffer.concat([datagram.subarray(0, body), full]);
  }
}

function withoutMki(datagram: Buffer, body: number, tagBytes: number): Buffer {
  if (datagram.length - tagBytes === body) return datagram;
  return Buffer.concat([datagram.subarray(0, body), datagram.subarray(datagram.length - tagBytes)]);
}
