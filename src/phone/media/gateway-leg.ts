/**
 * The SBC side of one call's audio: WebRTC that lives as long as the SIP session. As towards a plain PBX, the
 * page may come and go; when it is silent, this leg fills its own stream with digital silence every 20 ms.
 */
import { PCMA, PCMU, ulawFromAlaw } from '../../shared/g711.ts';
import type { CallQuality, QualitySummary, VoiceCodec } from '../../shared/phone.ts';
import { sendTones } from './dtmf.ts';
import { startFrameClock } from './frame-clock.ts';
import { gatewayVoices, GatewayNegotiation, rolesFor } from './gateway-negotiation.ts';
import { GatewayPath } from './gateway-path.ts';
import type { PathPhase, RemoteEnd } from './gateway-path.ts';
import type { GatewayDescription } from './gateway-sdp.ts';
import type { MediaLeg, VoiceListener } from './media-leg.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { receives, sends } from './sdp.ts';
import { VoiceStream } from './voice-stream.ts';

const FILL_AFTER_MS = 50;

export class GatewayLeg implements MediaLeg {
  onVoice: VoiceListener = () => {};
  onTone: (tone: string) => void = () => {};
  onNegotiated: () => void = () => {};
  readonly secured = true;

  readonly #negotiation: GatewayNegotiation;
  readonly #stream: VoiceStream;
  #localAddress: string;
  /** The way the audio takes. */
  #path: GatewayPath;
  /** The way it shall take as soon as that stands; until then the old one carries on. */
  #next: GatewayPath | undefined;
  #stopClock: (() => void) | undefined;
  #lastVoiceMs = -Infinity;
  #tones: Promise<void> | undefined;
  #isClosed = false;

  /** Opens a leg on a free port of `localAddress`; `codecs` in order of preference, of which G.711 is used. */
  static async open(localAddress: string, codecs: readonly VoiceCodec[]): Promise<GatewayLeg> {
    return new GatewayLeg(await GatewayPath.open(localAddress), codecs);
  }

  private constructor(path: GatewayPath, codecs: readonly VoiceCodec[]) {
    this.#localAddress = path.localAddress;
    this.#path = path;
    this.#negotiation = new GatewayNegotiation(gatewayVoices(codecs));
    this.#stream = new VoiceStream((datagram) => this.#path.sendRtp(datagram));
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
    const voice = this.#negotiation.agreed?.voice;
    return voice === undefined ? undefined : voice === PCMU ? 'PCMU' : 'PCMA';
  }

  get takesTones(): boolean {
    return this.#negotiation.agreed?.events !== undefined;
  }

  /** How the way the audio takes stands. */
  get pathPhase(): PathPhase {
    return this.#path.phase;
  }

  async describe(): Promise<string> {
    const offer = this.#negotiation.theirOffer;
    if (!offer) return this.#negotiation.offer(await this.#pathToOffer());
    const path = await this.#pathToAnswer(offer.end);
    const sdp = this.#negotiation.answer(path);
    this.#begin(path, offer, false);
    return sdp;
  }

  async accept(sdp: string): Promise<void> {
    const offered = this.#negotiation.offeredPath;
    const { description, isAnswer } = this.#negotiation.take(sdp);
    if (!isAnswer) return;
    this.#begin(offered === this.#next && this.#next ? this.#next : this.#path, description, true);
  }

  rollback(): void {
    this.#negotiation.rollback();
  }

  sendVoice(ulaw: Buffer, pageTimestamp: number): void {
    const voice = this.#sendingVoice;
    if (voice === undefined || this.#tones) return this.#stream.breakSpurt();
    this.#lastVoiceMs = performance.now();
    this.#stream.voice(ulaw, pageTimestamp, voice);
  }

  pageLeft(): void {
    this.#stream.breakSpurt();
    this.#lastVoiceMs = -Infinity;
  }

  async sendTones(tones: string): Promise<void> {
    const type = this.#negotiation.agreed?.events;
    if (type === undefined) throw new Error('the other side does not take DTMF events (RFC 4733)');
    const before = this.#tones ?? Promise.resolve();
    const isOpen = (): boolean => this.#sendingVoice !== undefined;
    const mine = before.then(() => sendTones(tones, { stream: this.#stream, type, isOpen }));
    this.#tones = mine;
    await mine.finally(() => {
      if (this.#tones === mine) this.#tones = undefined;
    });
  }

  quality(): CallQuality | undefined {
    return undefined;
  }

  summary(): QualitySummary | undefined {
    return undefined;
  }

  /** Opens a new way from there; the old one carries on until the peer has taken the new one. */
  async relocate(localAddress: string): Promise<void> {
    if (this.#isClosed || localAddress === this.#localAddress) return;
    this.#localAddress = localAddress;
    await this.#openNext();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopClock?.();
    this.#path.close();
    this.#next?.close();
  }

  /** The codec to send with; undefined while nothing may be sent. */
  get #sendingVoice(): typeof PCMU | typeof PCMA | undefined {
    const { agreed } = this.#negotiation;
    return !this.#isClosed && agreed && sends(agreed.direction) ? agreed.voice : undefined;
  }

  async #pathToOffer(): Promise<GatewayPath> {
    if (this.#next) return this.#next;
    return this.#path.phase === 'failed' ? this.#openNext() : this.#path;
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
    if (this.#isClosed) return;
    if (path.phase === 'waiting') path.start(description.end, rolesFor(description, isAnswer));
    this.#stopClock ??= startFrameClock((nowMs) => this.#fillIfSilent(nowMs));
    this.onNegotiated();
  }

  #listen(path: GatewayPath): void {
    path.onRtp = (packet) => this.#receive(packet);
    path.onPhase = (phase) => {
      if (phase !== 'connected' || path !== this.#next) return;
      this.#path.close();
      this.#path = path;
      this.#next = undefined;
    };
  }

  #fillIfSilent(nowMs: number): void {
    const voice = this.#sendingVoice;
    if (this.#tones || voice === undefined || nowMs - this.#lastVoiceMs < FILL_AFTER_MS) return;
    this.#stream.fill(voice);
  }

  #receive(packet: RtpPacket): void {
    const { agreed } = this.#negotiation;
    if (this.#isClosed || !agreed || !receives(agreed.direction)) return;
    if (packet.payloadType === PCMU) this.onVoice(packet);
    else if (packet.payloadType === PCMA) this.onVoice({ ...packet, payload: ulawFromAlaw(packet.payload) });
  }
}

const isSameEnd = (a: RemoteEnd, b: RemoteEnd): boolean =>
  a.ufrag === b.ufrag &&
  a.password === b.password &&
  b.fingerprints.every(({ value }) => a.fingerprints.some((known) => known.value === value));
