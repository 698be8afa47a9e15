/**
 * RTP and RTCP with the page over its lane (RFC 3550, RFC 3711): one stream each way of µ-law, and the reports
 * that belong to them.
 */
import { PCMU } from '../../shared/g711.ts';
import type { PageLane } from './page-lane.ts';
import { Reception } from './reception.ts';
import { isRtcp } from './rtcp-packet.ts';
import { RtcpSession } from './rtcp-session.ts';
import { ReplayWindow } from './replay-window.ts';
import { readRtp } from './rtp-packet.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { SrtpReceiver, SrtpSender } from './srtp.ts';

const SAMPLES_PER_MS = 8;

export class PageStream {
  readonly #lane: PageLane;
  readonly #onVoice: (ulaw: Buffer, timestamp: number) => void;
  readonly #sender: SrtpSender;
  readonly #receiver: SrtpReceiver;
  readonly #reception = new Reception();
  readonly #rtcp: RtcpSession;
  readonly #numbers = new ReplayWindow();
  readonly #sent = { packets: 0, octets: 0 };
  #last = { timestamp: 0, atMs: 0 };

  /** `open` joins us with the page: it is given who takes the page's SRTP and SRTCP. */
  constructor(
    open: (onMedia: (datagram: Buffer) => void) => PageLane,
    onVoice: (ulaw: Buffer, timestamp: number) => void,
  ) {
    this.#onVoice = onVoice;
    this.#lane = open((datagram) => this.#take(datagram));
    this.#sender = new SrtpSender(this.#lane.ours);
    this.#receiver = new SrtpReceiver(this.#lane.theirs);
    this.#rtcp = new RtcpSession({
      sent: () => ({ ssrc: this.#lane.ssrc, timestamp: this.#timestampNow(), ...this.#sent }),
      received: () => this.#reception.report(),
      transmit: (datagram) => this.#lane.send(this.#sender.protectRtcp(datagram)),
    });
  }

  /** One µ-law packet to the page; none at all under a number that was sent before. */
  send({ sequence, timestamp, marker, payload }: RtpPacket, nowMs: number): void {
    if (!this.#isNew(sequence)) return;
    const packet = { payloadType: PCMU, sequence, timestamp, marker, payload, ssrc: this.#lane.ssrc };
    this.#lane.send(this.#sender.protect(packet));
    this.#sent.packets = (this.#sent.packets + 1) >>> 0;
    this.#sent.octets = (this.#sent.octets + payload.length) >>> 0;
    this.#last = { timestamp, atMs: nowMs };
    this.#rtcp.tick(nowMs);
  }

  /** Two packets under one number would be encrypted alike, which tells both (RFC 3711 §9.1); the page drops the second anyway. */
  #isNew(sequence: number): boolean {
    const index = this.#numbers.nearest(sequence);
    if (index < 0 || this.#numbers.has(index)) return false;
    this.#numbers.add(index);
    return true;
  }

  /** A report names the moment it is sent at, which may be long after the last packet. */
  #timestampNow(): number {
    const { timestamp, atMs } = this.#last;
    return (timestamp + Math.round((performance.now() - atMs) * SAMPLES_PER_MS)) >>> 0;
  }

  #take(datagram: Buffer): void {
    const nowMs = performance.now();
    if (isRtcp(datagram)) {
      const plain = this.#receiver.unprotectRtcp(datagram);
      if (plain) this.#rtcp.take(plain, nowMs);
      return;
    }
    const plain = this.#receiver.unprotect(datagram);
    const packet = plain && readRtp(plain);
    if (packet?.payloadType !== PCMU) return;
    this.#reception.take(packet, nowMs, true);
    this.#rtcp.tick(nowMs);
    this.#onVoice(packet.payload, packet.timestamp);
  }
}
