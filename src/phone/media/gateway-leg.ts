/**
 * The SBC side of one call's audio: WebRTC that lives as long as the SIP session. As towards a plain PBX, the
 * page may come and go; when it is silent, this leg fills its own stream with digital silence every 20 ms.
 */
import { performance } from 'node:perf_hooks';
import type { CallQuality, QualitySummary, VoiceCodec } from '../../shared/phone.ts';
import { qualityOf, QualityHistory, totalsOf } from './call-quality.ts';
import { receives, sends } from './direction.ts';
import { ToneQueue } from './dtmf.ts';
import { startFrameClock } from './frame-clock.ts';
import { GatewayInbound } from './gateway-inbound.ts';
import { GatewayNegotiation, rolesFor } from './gateway-negotiation.ts';
import { GatewayPath } from './gateway-path.ts';
import type { PathPhase, RemoteEnd } from './gateway-path.ts';
import type { GatewayDescription } from './gateway-sdp.ts';
import type { MediaLeg, VoiceListener } from './media-leg.ts';
import { RtcpSession } from './rtcp-session.ts';
import { writeRtp } from './rtp-packet.ts';
import { staticType } from './sdp.ts';
import { VoiceStream } from './voice-stream.ts';

/** No voice from the page for this long: fill with silence. Longer than one lost packet, shorter than the ear notices. */
const FILL_AFTER_MS = 50;
const QUALITY_EVERY_MS = 1_000;
const EVENT_CLOCK_HZ = 8_000;

export class GatewayLeg implements MediaLeg {
  onVoice: VoiceListener = () => {};
  onTone: (tone: string) => void = () => {};
  onNegotiated: () => void = () => {};
  onBroken: () => void = () => {};
  /** DTLS-SRTP is the only kind of WebRTC there is (RFC 8827 §6.5). */
  readonly secured = true;

  readonly #negotiation: GatewayNegotiation;
  readonly #stream = new VoiceStream((packet) => this.#path.sendRtp(writeRtp(packet)));
  readonly #tones = new ToneQueue(this.#stream);
  readonly #inbound = new GatewayInbound({
    onVoice: (packet) => this.onVoice(packet),
    onTone: (tone) => this.onTone(tone),
  });
  readonly #rtcp = new RtcpSession({
    sent: () => ({ ssrc: this.#stream.ssrc, timestamp: this.#stream.timestamp, ...this.#stream.sent }),
    received: () => this.#inbound.reception.report(),
    transmit: (compound) => this.#path.sendRtcp(compound),
  });
  readonly #history = new QualityHistory();
  #localAddress: string;
  /** The way the audio takes. */
  #path: GatewayPath;
  /** The way it shall take as soon as that stands; until then the old one carries on. */
  #next: GatewayPath | undefined;
  #stopClock: (() => void) | undefined;
  #lastVoiceMs = -Infinity;
  #nextQualityMs = 0;
  #isClosed = false;

  /** Opens a leg on a free port of `localAddress`; `codecs` in order of preference. */
  static async open(localAddress: string, codecs: readonly VoiceCodec[]): Promise<GatewayLeg> {
    return new GatewayLeg(await GatewayPath.open(localAddress), codecs);
  }

  private constructor(path: GatewayPath, codecs: readonly VoiceCodec[]) {
    this.#localAddress = path.localAddress;
    this.#path = path;
    this.#negotiation = new GatewayNegotiation(codecs);
    this.#listen(path);
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
    return this.#negotiation.agreed?.codec;
  }

  /** True until the peer has said that it takes none. */
  get takesTones(): boolean {
    const { agreed } = this.#negotiation;
    return agreed === undefined || agreed.events !== undefined;
  }

  /** ICE or DTLS came to nothing, or the other end was silent for half a minute (RFC 7675). */
  get isBroken(): boolean {
    return this.#path.phase === 'failed' && this.#next === undefined;
  }

  /** How the way the audio takes stands. */
  get pathPhase(): PathPhase {
    return this.#path.phase;
  }

  async describe(): Promise<string> {
    const offer = this.#negotiation.theirOffer;
    if (!offer) return this.#offer();
    const path = await this.#pathToAnswer(offer.end);
    const sdp = this.#negotiation.answer(path);
    this.#begin(path, offer, false);
    return sdp;
  }

  async accept(sdp: string): Promise<void> {
    const offered = this.#negotiation.offeredPath;
    const { description, isAnswer } = this.#negotiation.take(sdp);
    if (!isAnswer) return;
    this.#begin(this.#next && offered === this.#next ? this.#next : this.#path, description, true);
  }

  rollback(): void {
    this.#negotiation.rollback();
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
    const type = this.#negotiation.agreed?.events;
    if (type === undefined) throw new Error('the other side does not take DTMF events (RFC 4733)');
    const format = { type, clockHz: EVENT_CLOCK_HZ };
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

  /** Opens a new way from there; the old one carries on until the peer has taken the new one. */
  async relocate(localAddress: string): Promise<void> {
    if (this.#isClosed || localAddress === this.#localAddress) return;
    this.#localAddress = localAddress;
    await this.#openNext();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#rtcp.sayGoodbye(performance.now());
    this.#isClosed = true;
    this.#stopClock?.();
    this.#path.close();
    this.#next?.close();
  }

  async #offer(): Promise<string> {
    const path = this.#next ?? (this.#path.phase === 'failed' ? await this.#openNext() : this.#path);
    path.lead();
    return this.#negotiation.offer(path);
  }

  /** The way that stands, unless the peer began anew (RFC 8839 §4.4.1.1.1, RFC 8842 §3.1) or it failed. */
  async #pathToAnswer(end: RemoteEnd): Promise<GatewayPath> {
    const { phase, remote } = this.#path;
    if (phase === 'waiting') return this.#next ?? this.#path;
    if (phase !== 'failed' && remote && isSameEnd(remote, end)) return this.#path;
    return this.#next?.phase === 'waiting' ? this.#next : this.#openNext();
  }

  async #openNext(): Promise<GatewayPath> {
    const path = await GatewayPath.open(this.#localAddress);
    this.#listen(path);
    this.#next?.close();
    this.#next = path;
    if (this.#isClosed) path.close();
    return path;
  }

  /** What was agreed holds from now on, and the way it names is begun if it is new. */
  #begin(path: GatewayPath, description: GatewayDescription, isAnswer: boolean): void {
    const { agreed } = this.#negotiation;
    if (this.#isClosed || !agreed) return;
    if (path.phase === 'waiting') path.start(description.end, rolesFor(description, isAnswer));
    this.#inbound.agree(agreed);
    this.#stream.format = { ...agreed, payloadType: staticType[agreed.codec] };
    this.#stopClock ??= startFrameClock((nowMs) => this.#tick(nowMs));
    this.onNegotiated();
  }

  #listen(path: GatewayPath): void {
    path.onRtp = (packet) => {
      if (!this.#isClosed) this.#inbound.take(packet, performance.now());
    };
    path.onRtcp = (datagram) => void this.#rtcp.take(datagram, performance.now());
    path.onPhase = (phase) => {
      if (path === this.#next && (phase === 'connected' || phase === 'failed')) this.#useNext(path);
      if (path === this.#path && phase === 'failed' && this.isBroken) this.onBroken();
    };
  }

  /** A new way that failed is no reason to go on with the old one: the peer has given that up. */
  #useNext(path: GatewayPath): void {
    this.#path.close();
    this.#path = path;
    this.#next = undefined;
  }

  #tick(nowMs: number): void {
    if (!this.#tones.isBusy && this.#maySend() && nowMs - this.#lastVoiceMs >= FILL_AFTER_MS)
      this.#stream.fill();
    this.#rtcp.tick(nowMs);
    if (nowMs >= this.#nextQualityMs) this.#measure(nowMs);
  }

  /** While held there is nothing to measure; what was measured last stays in sight. */
  #measure(nowMs: number): void {
    this.#nextQualityMs = nowMs + QUALITY_EVERY_MS;
    const { reception } = this.#inbound;
    const { agreed } = this.#negotiation;
    if (!agreed || !receives(agreed.direction) || reception.received === 0) return;
    this.#history.add(
      qualityOf({
        codec: agreed.codec,
        lossPercent: reception.recentLossPercent(nowMs),
        jitterMs: reception.jitterMs,
        roundTripMs: this.#rtcp.roundTripMs,
        farLossPercent: this.#rtcp.far?.lossPercent,
        farJitterMs: this.#rtcp.far?.jitterMs,
      }),
    );
  }

  #maySend(): boolean {
    const { agreed } = this.#negotiation;
    return this.#path.phase === 'connected' && agreed !== undefined && sends(agreed.direction);
  }
}

const isSameEnd = (a: RemoteEnd, b: RemoteEnd): boolean =>
  a.ufrag === b.ufrag &&
  a.password === b.password &&
  b.fingerprints.every(({ value }) => a.fingerprints.some((known) => known.value === value));
