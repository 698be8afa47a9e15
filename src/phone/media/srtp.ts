/**
 * SRTP and SRTCP (RFC 3711) of one call. Key derivation and the rare RTCP are werift's; the packets of voice, their
 * index and the replay window are ours, because werift builds a cipher for each packet, loses the roll-over after
 * an outage across the wrap of the sequence numbers, knows no replay, and has no 32-bit tags.
 */
import { timingSafeEqual } from 'node:crypto';
import { SrtpSession } from 'werift';
import { ReplayWindow } from './replay-window.ts';
import { payloadStart, RTP_HEADER_BYTES, writeRtp } from './rtp-packet.ts';
import type { RtpPacket } from './rtp-packet.ts';
import type { SdesKey } from './sdes.ts';
import { SrtpCipher, writeWraps } from './srtp-cipher.ts';

/** werift's number of AES_CM_128_HMAC_SHA1_80. */
const PROFILE = 1;
/** What werift's cipher writes and expects. SRTCP has this length in both suites (RFC 3711 §5.2, RFC 4568 §6.2). */
const FULL_TAG_BYTES = 10;
const RTCP_INDEX_BYTES = 4;
const WRAPS_BYTES = 4;
const NUMBERS = 0x1_0000;

type SrtpContext = SrtpSession['localContext'];

/** werift makes its contexts in pairs; each direction of ours has its own life, so one of the pair is used. */
function contextOf({ material }: SdesKey): SrtpContext {
  const [key, salt] = [material.subarray(0, 16), material.subarray(16)];
  const keys = { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt };
  return new SrtpSession({ keys, profile: PROFILE }).localContext;
}

const cipherOf = ({ srtpSessionKey, srtpSessionSalt, srtpSessionAuthTag }: SrtpContext): SrtpCipher =>
  new SrtpCipher({ key: srtpSessionKey, salt: srtpSessionSalt, signature: srtpSessionAuthTag });

const tagBytesOf = ({ suite }: SdesKey): number => (suite === 'AES_CM_128_HMAC_SHA1_32' ? 4 : FULL_TAG_BYTES);

/** Encrypts what we send; one per key of ours, so that the count never starts again under the same key. */
export class SrtpSender {
  readonly key: SdesKey;
  readonly #context: SrtpContext;
  readonly #cipher: SrtpCipher;
  readonly #tagBytes: number;
  /** Index of the newest packet. */
  #highest: number | undefined;
  #rtcpIndex = 0;

  constructor(key: SdesKey) {
    this.key = key;
    this.#context = contextOf(key);
    this.#cipher = cipherOf(this.#context);
    this.#tagBytes = tagBytesOf(key);
  }

  /** The datagram for `packet`. Numbers may come swapped, but none twice: it would be encrypted alike. */
  protect(packet: RtpPacket): Buffer {
    const index = this.#indexOf(packet.sequence);
    const body = RTP_HEADER_BYTES + packet.payload.length;
    const datagram = writeRtp(packet, this.#tagBytes);
    this.#cipher.crypt(datagram.subarray(RTP_HEADER_BYTES, body), { ssrc: packet.ssrc, index });
    // The wraps are signed with it but not sent: they stand for a moment where the tag will.
    writeWraps(datagram, index, body);
    this.#cipher.sign(datagram.subarray(0, body + WRAPS_BYTES)).copy(datagram, body, 0, this.#tagBytes);
    return datagram;
  }

  protectRtcp(datagram: Buffer): Buffer {
    this.#rtcpIndex = (this.#rtcpIndex + 1) & 0x7f_ff_ff_ff;
    return this.#context.cipher.encryptRTCP(datagram, this.#rtcpIndex);
  }

  /** The nearest to the newest that ends in `sequence` (RFC 3711 §3.3.1). */
  #indexOf(sequence: number): number {
    const highest = this.#highest ?? sequence;
    const nearest = highest + (((sequence - (highest % NUMBERS)) << 16) >> 16);
    // One from before the first wrap is from before the first packet: nobody could tell its index.
    const index = nearest < 0 ? sequence : nearest;
    if (nearest >= 0) this.#highest = Math.max(highest, nearest);
    return index;
  }
}

/** Decrypts what the peer sends under one key of its. */
export class SrtpReceiver {
  readonly key: SdesKey;
  readonly #context: SrtpContext;
  readonly #cipher: SrtpCipher;
  readonly #tagBytes: number;
  readonly #windows = new Map<number, ReplayWindow>();
  readonly #rtcpWindows = new Map<number, ReplayWindow>();

  constructor(key: SdesKey) {
    this.key = key;
    this.#context = contextOf(key);
    this.#cipher = cipherOf(this.#context);
    this.#tagBytes = tagBytesOf(key);
  }

  /** The plain RTP datagram; undefined if it is forged, damaged or came before. */
  unprotect(datagram: Buffer): Buffer | undefined {
    const body = datagram.length - this.#tagBytes - this.key.mkiBytes;
    const start = body < RTP_HEADER_BYTES ? undefined : payloadStart(datagram);
    if (start === undefined || start > body) return undefined;
    const ssrc = datagram.readUInt32BE(8);
    const window = this.#windows.get(ssrc) ?? new ReplayWindow();
    const index = window.nearest(datagram.readUInt16BE(2));
    if (index < 0 || window.has(index)) return undefined;
    const plain = this.#authentic(datagram, body, index);
    if (!plain) return undefined;
    this.#cipher.crypt(plain.subarray(start), { ssrc, index });
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
      const [plain] = this.#context.cipher.decryptRTCP(withoutMki(datagram, body));
      window.add(index);
      this.#rtcpWindows.set(ssrc, window);
      return plain;
    } catch {
      return undefined;
    }
  }

  /** A copy of the first `body` bytes, still encrypted; undefined if the tag at the end is not theirs. */
  #authentic(datagram: Buffer, body: number, index: number): Buffer | undefined {
    const signed = Buffer.allocUnsafe(body + WRAPS_BYTES);
    datagram.copy(signed, 0, 0, body);
    writeWraps(signed, index, body);
    const expected = this.#cipher.sign(signed).subarray(0, this.#tagBytes);
    const isGenuine = timingSafeEqual(expected, datagram.subarray(datagram.length - this.#tagBytes));
    return isGenuine ? signed.subarray(0, body) : undefined;
  }
}

function withoutMki(datagram: Buffer, body: number): Buffer {
  if (datagram.length - FULL_TAG_BYTES === body) return datagram;
  return Buffer.concat([datagram.subarray(0, body), datagram.subarray(datagram.length - FULL_TAG_BYTES)]);
}
