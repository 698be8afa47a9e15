/**
 * The PBX side of one call's audio: a UDP socket that lives as long as the SIP session. The page may come
 * and go; when it is silent, this leg fills its own stream with digital silence every 20 ms.
 */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { PCMA, PCMU, ulawFromAlaw } from '../../shared/g711.ts';
import type { CallQuality, QualitySummary, VoiceCodec } from '../../shared/phone.ts';
import { AudioNegotiation } from './audio-negotiation.ts';
import { sendTones } from './dtmf.ts';
import { startFrameClock } from './frame-clock.ts';
import type { MediaLeg, VoiceListener } from './media-leg.ts';
import { readRtp } from './rtp-packet.ts';
import { receives, sends } from './sdp.ts';
import { VoiceStream } from './voice-stream.ts';

/** No voice from the page for this long: fill with silence. Longer than one lost packet, shorter than the ear notices. */
const FILL_AFTER_MS = 50;

export class PbxLeg implements MediaLeg {
  readonly negotiation: AudioNegotiation;
  /** Packets each way, for the log line at the end of the call. */
  readonly counts = { fromPage: 0, filled: 0, dropped: 0, fromPbx: 0 };
  /** Where voice from the PBX goes. */
  onVoice: VoiceListener = () => {};
  onTone: (tone: string) => void = () => {};
  /** The peer described itself anew: direction, hold or address may have changed. */
  onNegotiated: () => void = () => {};

  readonly #socket: dgram.Socket;
  readonly #stream: VoiceStream;
  #stopClock: (() => void) | undefined;
  #lastVoiceMs = -Infinity;
  #tones: Promise<void> | undefined;
  #isClosed = false;

  /** Opens a leg on a free port of `localAddress`. */
  static async open(localAddress: string): Promise<PbxLeg> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, localAddress);
    await once(socket, 'listening');
    return new PbxLeg(socket, localAddress);
  }

  private constructor(socket: dgram.Socket, localAddress: string) {
    this.#socket = socket;
    this.negotiation = new AudioNegotiation({ ip: localAddress, port: socket.address().port });
    this.#stream = new VoiceStream((datagram) => this.#transmit(datagram));
    socket.on('message', (datagram, from) => this.#receive(datagram, from.address));
    // ICMP "port unreachable" surfaces here; the SIP side decides whether the call is over.
    socket.on('error', () => {});
  }

  get held(): boolean {
    return this.negotiation.held;
  }

  set held(held: boolean) {
    this.negotiation.held = held;
  }

  get heldByPeer(): boolean {
    return this.negotiation.heldByPeer;
  }

  get codec(): VoiceCodec | undefined {
    if (this.negotiation.remote === undefined) return undefined;
    return this.negotiation.voice === PCMU ? 'PCMU' : 'PCMA';
  }

  get secured(): boolean {
    return false;
  }

  get takesTones(): boolean {
    return this.negotiation.events !== undefined;
  }

  async describe(): Promise<string> {
    return this.negotiation.describe();
  }

  rollback(): void {
    this.negotiation.rollback();
  }

  quality(): CallQuality | undefined {
    return undefined;
  }

  summary(): QualitySummary | undefined {
    return undefined;
  }

  async relocate(_localAddress: string): Promise<void> {}

  /** Takes the peer's SDP and starts the clock: from now on the PBX hears a stream. */
  async accept(sdp: string): Promise<void> {
    this.negotiation.accept(sdp);
    if (!this.#isClosed) this.#stopClock ??= startFrameClock((nowMs) => this.#fillIfSilent(nowMs));
    this.onNegotiated();
  }

  /** One µ-law packet of the page with its own RTP timestamp. */
  sendVoice(ulaw: Buffer, pageTimestamp: number): void {
    if (!this.#mayTransmit() || this.#tones) return this.#stream.breakSpurt();
    this.#lastVoiceMs = performance.now();
    const sent = this.#stream.voice(ulaw, pageTimestamp, this.negotiation.voice);
    this.counts[sent ? 'fromPage' : 'dropped'] += 1;
  }

  /** The page went away or was muted: fill from the next tick on instead of waiting for the time-out. */
  pageLeft(): void {
    this.#stream.breakSpurt();
    this.#lastVoiceMs = -Infinity;
  }

  /** Sends DTMF after any tones still under way; throws if the peer cannot take events. */
  async sendTones(tones: string): Promise<void> {
    const type = this.negotiation.events;
    if (type === undefined) throw new Error('the other side does not take DTMF events (RFC 4733)');
    const before = this.#tones ?? Promise.resolve();
    const isOpen = (): boolean => this.#mayTransmit();
    const mine = before.then(() => sendTones(tones, { stream: this.#stream, type, isOpen }));
    this.#tones = mine;
    await mine.finally(() => {
      if (this.#tones === mine) this.#tones = undefined;
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopClock?.();
    this.#socket.close();
  }

  #mayTransmit(): boolean {
    return !this.#isClosed && this.negotiation.remote !== undefined && sends(this.negotiation.direction);
  }

  #fillIfSilent(nowMs: number): void {
    if (this.#tones || !this.#mayTransmit() || nowMs - this.#lastVoiceMs < FILL_AFTER_MS) return;
    this.#stream.fill(this.negotiation.voice);
    this.counts.filled += 1;
  }

  /** Only the address the SDP named is heard, so that nobody else can speak into the call. */
  #receive(datagram: Buffer, fromAddress: string): void {
    if (fromAddress !== this.negotiation.remote?.ip || !receives(this.negotiation.direction)) return;
    const packet = readRtp(datagram);
    if (packet?.payloadType !== PCMU && packet?.payloadType !== PCMA) return;
    this.counts.fromPbx += 1;
    this.onVoice(packet.payloadType === PCMU ? packet : { ...packet, payload: ulawFromAlaw(packet.payload) });
  }

  #transmit(datagram: Buffer): void {
    const remote = this.negotiation.remote;
    if (remote && !this.#isClosed) this.#socket.send(datagram, remote.port, remote.ip);
  }
}
