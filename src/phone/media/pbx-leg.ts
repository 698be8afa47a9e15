/**
 * The PBX side of one call's audio over RTP or SRTP: a pair of UDP ports that lives as long as the SIP session.
 * The page may come and go; when it is silent, this leg fills its own stream with digital silence every 20 ms.
 */
import type { CallQuality, QualitySummary, SipAccount, VoiceCodec } from '../../shared/phone.ts';
import { AudioNegotiation } from './audio-negotiation.ts';
import type { AudioAgreement } from './audio-negotiation.ts';
import { qualityOf, QualityHistory, totalsOf } from './call-quality.ts';
import { receives, sends } from './direction.ts';
import { ToneQueue } from './dtmf.ts';
import { startFrameClock } from './frame-clock.ts';
import { InboundAudio } from './inbound-audio.ts';
import type { MediaLeg, VoiceListener } from './media-leg.ts';
import { MediaPorts } from './media-ports.ts';
import { isRtcp } from './rtcp-packet.ts';
import { RtcpSession } from './rtcp-session.ts';
import { writeRtp } from './rtp-packet.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { isSameKey } from './sdes.ts';
import type { Address } from './sdp.ts';
import { SrtpSender } from './srtp.ts';
import { VoiceStream } from './voice-stream.ts';

/** No voice from the page for this long: fill with silence. Longer than one lost packet, shorter than the ear notices. */
const FILL_AFTER_MS = 50;
const QUALITY_EVERY_MS = 1_000;
/** Half a second: a first packet and a pause while the call is set up say nothing about the network. */
const ENOUGH_PACKETS = 25;
/** Ports of an address left behind still listen this long after the peer has learnt of the new one. */
const FORMER_PORTS_MS = 2_000;

export interface PbxLegOptions {
  localAddress: string;
  /** In order of preference. */
  codecs?: readonly VoiceCodec[];
  encryption?: SipAccount['mediaEncryption'];
}

export class PbxLeg implements MediaLeg {
  onVoice: VoiceListener = () => {};
  onTone: (tone: string) => void = () => {};
  onNegotiated: () => void = () => {};

  readonly #negotiation: AudioNegotiation;
  readonly #inbound: InboundAudio;
  readonly #stream: VoiceStream;
  readonly #tones: ToneQueue;
  readonly #rtcp: RtcpSession;
  readonly #history = new QualityHistory();
  #ports: MediaPorts;
  #formerPorts: { ports: MediaPorts; closeAtMs: number } | undefined;
  #agreement: AudioAgreement | undefined;
  #cipher: SrtpSender | undefined;
  #stopClock: (() => void) | undefined;
  #lastVoiceMs = -Infinity;
  #nextQualityMs = 0;
  #isClosed = false;

  /** Opens a leg on free ports of `localAddress`; rejects when there are none. */
  static async open({
    localAddress,
    codecs = ['PCMU', 'PCMA', 'G722'],
    encryption = 'off',
  }: PbxLegOptions): Promise<PbxLeg> {
    const receiver: { leg?: PbxLeg } = {};
    const ports = await openPorts(localAddress, receiver);
    return (receiver.leg = new PbxLeg(ports, new AudioNegotiation(ports.local, { codecs, encryption })));
  }

  private constructor(ports: MediaPorts, negotiation: AudioNegotiation) {
    this.#ports = ports;
    this.#negotiation = negotiation;
    this.#stream = new VoiceStream((packet) => this.#transmit(packet));
    this.#tones = new ToneQueue(this.#stream);
    this.#inbound = new InboundAudio({
      onVoice: (packet) => this.onVoice(packet),
      onTone: (tone) => this.onTone(tone),
    });
    this.#rtcp = new RtcpSession({
      sent: () => ({ ssrc: this.#stream.ssrc, timestamp: this.#stream.timestamp, ...this.#stream.sent }),
      received: () => this.#inbound.reception.report(),
      transmit: (datagram) => this.#transmitRtcp(datagram),
    });
  }

  get held(): boolean {
    return this.#negotiation.held;
  }

  set held(held: boolean) {
    this.#negotiation.held = held;
  }

  get heldByPeer(): boolean {
    return this.#negotiation.heldByPeer;
  }

  get codec(): VoiceCodec | undefined {
    return this.#agreement?.codec;
  }

  get secured(): boolean {
    return this.#agreement?.keys !== undefined;
  }

  /** True until the peer has said that it takes none. */
  get takesTones(): boolean {
    return this.#agreement === undefined || this.#agreement.events !== undefined;
  }

  async describe(): Promise<string> {
    const sdp = this.#negotiation.describe();
    this.#applyAgreement();
    return sdp;
  }

  /** Takes the peer's SDP; once both sides have described themselves the clock starts and the PBX hears a stream. */
  async accept(sdp: string): Promise<void> {
    this.#negotiation.accept(sdp);
    this.#applyAgreement();
  }

  rollback(): void {
    this.#negotiation.rollback();
  }

  reopenOffer(): void {
    this.#negotiation.reopenOffer();
  }

  sendVoice(ulaw: Buffer, pageTimestamp: number): void {
    if (!this.#maySend() || this.#tones.isBusy) return this.#stream.breakSpurt();
    this.#lastVoiceMs = performance.now();
    this.#stream.voice(ulaw, pageTimestamp);
  }

  pageLeft(): void {
    this.#stream.breakSpurt();
    this.#lastVoiceMs = -Infinity;
  }

  async sendTones(tones: string): Promise<void> {
    const format = this.#agreement?.events;
    if (!format) throw new Error('the other side does not take DTMF events (RFC 4733)');
    await this.#tones.send(tones, { format, isOpen: () => this.#maySend() });
  }

  quality(): CallQuality | undefined {
    return this.#history.latest;
  }

  summary(): QualitySummary | undefined {
    const [{ sent }, { reception }, { far }] = [this.#stream, this.#inbound, this.#rtcp];
    return this.#history.summarise(
      totalsOf({ codec: this.codec, secured: this.secured, sent, reception, far }),
    );
  }

  /**
   * Moves to new ports on `localAddress`, in the same stream. What we say leaves from there at once, for the old
   * address is going or gone; what the peer still sends to the old one is heard until it has learnt of the new.
   */
  async relocate(localAddress: string): Promise<void> {
    if (this.#isClosed || localAddress === this.#ports.local.ip) return;
    const ports = await openPorts(localAddress, { leg: this });
    if (this.#isClosed) return ports.close();
    this.#formerPorts?.ports.close();
    this.#formerPorts = { ports: this.#ports, closeAtMs: Infinity };
    this.#ports = ports;
    this.#negotiation.local = ports.local;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#rtcp.sayGoodbye(performance.now());
    this.#isClosed = true;
    this.#stopClock?.();
    this.#formerPorts?.ports.close();
    this.#ports.close();
  }

  /** One datagram that came to the RTP port. */
  takeRtp(datagram: Buffer, from: Address): void {
    if (isRtcp(datagram)) return this.takeRtcp(datagram, from);
    if (!this.#isClosed) this.#inbound.take(datagram, from, performance.now());
  }

  takeRtcp(datagram: Buffer, from: Address): void {
    const nowMs = performance.now();
    const plain = this.#isClosed ? undefined : this.#inbound.takeRtcp(datagram, from, nowMs);
    if (plain) this.#rtcp.take(plain, nowMs);
  }

  #applyAgreement(): void {
    const { agreement } = this.#negotiation;
    if (!agreement || this.#isClosed) return;
    if (agreement !== this.#agreement) {
      const nowMs = performance.now();
      this.#agreement = agreement;
      this.#inbound.agree(agreement, nowMs);
      this.#stream.format = agreement;
      const ours = agreement.keys?.ours;
      if (!ours) this.#cipher = undefined;
      else if (!isSameKey(this.#cipher?.key, ours)) this.#cipher = new SrtpSender(ours);
      if (this.#formerPorts) this.#formerPorts.closeAtMs = nowMs + FORMER_PORTS_MS;
      this.#stopClock ??= startFrameClock((tickMs) => this.#tick(tickMs));
    }
    this.onNegotiated();
  }

  #tick(nowMs: number): void {
    if (!this.#tones.isBusy && this.#maySend() && nowMs - this.#lastVoiceMs >= FILL_AFTER_MS)
      this.#stream.fill();
    this.#rtcp.tick(nowMs);
    if (nowMs >= this.#nextQualityMs) this.#measure(nowMs);
    if (this.#formerPorts && nowMs >= this.#formerPorts.closeAtMs) {
      this.#formerPorts.ports.close();
      this.#formerPorts = undefined;
    }
  }

  /** While held there is nothing to measure; what was measured last stays in sight. */
  #measure(nowMs: number): void {
    this.#nextQualityMs = nowMs + QUALITY_EVERY_MS;
    const { reception } = this.#inbound;
    const agreement = this.#agreement;
    if (!agreement || !receives(agreement.direction) || reception.received < ENOUGH_PACKETS) return;
    this.#history.add(
      qualityOf({
        codec: agreement.codec,
        lossPercent: reception.recentLossPercent(nowMs),
        jitterMs: reception.jitterMs,
        roundTripMs: this.#rtcp.roundTripMs,
        farLossPercent: this.#rtcp.far?.lossPercent,
        farJitterMs: this.#rtcp.far?.jitterMs,
      }),
    );
  }

  #maySend(): boolean {
    return !this.#isClosed && this.#agreement !== undefined && sends(this.#agreement.direction);
  }

  #transmit(packet: RtpPacket): void {
    const { target } = this.#inbound.latch;
    if (target && !this.#isClosed)
      this.#ports.sendRtp(this.#cipher ? this.#cipher.protect(packet) : writeRtp(packet), target);
  }

  #transmitRtcp(datagram: Buffer): void {
    const { target } = this.#inbound.rtcpLatch;
    const agreement = this.#agreement;
    if (!target || !agreement || this.#isClosed) return;
    const protectedOne = this.#cipher ? this.#cipher.protectRtcp(datagram) : datagram;
    if (agreement.remoteRtcp.port === agreement.remote.port) this.#ports.sendRtp(protectedOne, target);
    else this.#ports.sendRtcp(protectedOne, target);
  }
}

const openPorts = (localAddress: string, receiver: { leg?: PbxLeg }): Promise<MediaPorts> =>
  MediaPorts.open(localAddress, {
    onRtp: (datagram, from) => receiver.leg?.takeRtp(datagram, from),
    onRtcp: (datagram, from) => receiver.leg?.takeRtcp(datagram, from),
  });
