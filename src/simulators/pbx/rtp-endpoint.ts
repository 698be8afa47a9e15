/** A plain RTP endpoint (G.711, 20 ms) for the exchange's own extensions and for simulated callers. */
import dgram from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  alawFromUlaw,
  FRAME_SAMPLES,
  PCMA,
  PCMU,
  samplesFromUlaw,
  silence,
  ulawFromAlaw,
  ulawFromSamples,
} from '../../shared/g711.ts';
import { canSend, EVENT_TYPE } from './sdp.ts';
import type { AudioAddress, Direction } from './sdp.ts';
import { eventFrames, eventPayload, keyOf } from './telephone-events.ts';
import type { EventFrame } from './telephone-events.ts';
import { Ear } from './tone.ts';
import type { PcmSource } from './tone.ts';

const FRAME_MS = 20;
const HEADER_BYTES = 12;

export interface RtpEndpointOptions {
  host: string;
  /** What it says; default: silence. */
  source?: PcmSource;
  /** Told of each 20 ms heard. */
  onAudio?: (samples: Int16Array) => void;
  /** Payload type of telephone events it offers. */
  events?: number;
}

/** Where to send, and how: the codec it wants (µ-law unless told) and its payload type for telephone events. */
type Remote = Pick<AudioAddress, 'ip' | 'port'> & Partial<AudioAddress>;

export class RtpEndpoint {
  readonly ear = new Ear();
  readonly port: number;
  /** DTMF keys received (RFC 4733), each once. */
  readonly tones: string[] = [];
  /** Sequence numbers that never came, and the longest wait between packets (ms). */
  readonly reception = { packets: 0, lost: 0, longestGapMs: 0 };
  /** Packets heard by payload type: 0 µ-law, 8 A-law. */
  readonly heardTypes = new Map<number, number>();
  /** Streams (SSRC) heard. */
  readonly streams = new Set<number>();
  direction: Direction = 'sendrecv';

  readonly #options: Required<RtpEndpointOptions>;
  readonly #socket: dgram.Socket;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  #remote: Remote | undefined;
  #isRemoteHeard = false;
  #events: EventFrame[] = [];
  #eventTimestamp = 0;
  #onEventsSent: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #sequence = 0;
  #timestamp = 0;
  #lastSequence: number | undefined;
  #lastAt: number | undefined;
  #lastEventTimestamp: number | undefined;

  static async open(options: RtpEndpointOptions): Promise<RtpEndpoint> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, options.host);
    await once(socket, 'listening');
    return new RtpEndpoint(options, socket);
  }

  private constructor(options: RtpEndpointOptions, socket: dgram.Socket) {
    this.#options = { source: () => undefined, onAudio: () => {}, events: EVENT_TYPE, ...options };
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (datagram, from) => {
      if (this.#isFromRemote(from)) this.#receive(datagram);
    });
    socket.on('error', () => {});
  }

  /** Sends to `remote` from now on; called again when the other side moves. */
  sendTo(remote: Remote): void {
    if (this.#isClosed) return;
    if (this.#remote?.ip !== remote.ip || this.#remote.port !== remote.port) this.#isRemoteHeard = false;
    this.#remote = { ...remote };
    if (this.#timer === undefined) this.#run(performance.now());
  }

  /** Presses keys (RFC 4733), in place of voice; resolves when all are sent. Throws if the other side takes no events. */
  async sendTones(tones: string): Promise<void> {
    if (this.#remote?.events === undefined) throw new Error('the other side takes no telephone events');
    this.#events.push(...eventFrames(tones));
    await new Promise<void>((resolve) => this.#onEventsSent.push(resolve));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#remote = undefined;
    this.#timer = undefined;
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
  }

  #run(nextMs: number): void {
    let next = nextMs;
    for (const now = performance.now(); next <= now; next += FRAME_MS) this.#sendFrame();
    this.#timer = setTimeout(() => this.#run(next), Math.max(1, next - performance.now()));
  }

  #sendFrame(): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    if (!this.#remote || !canSend(this.direction)) return;
    const event = this.#events.shift();
    if (event) this.#sendEvent(event, this.#remote);
    else this.#sendVoice(this.#remote);
    if (this.#events.length === 0) for (const tell of this.#onEventsSent.splice(0)) tell();
  }

  #sendVoice(remote: Remote): void {
    const type = remote.codec === 'PCMA' ? PCMA : PCMU;
    const samples = this.#options.source();
    const ulaw = samples && ulawFromSamples(samples);
    const voice = ulaw === undefined ? silence(type) : type === PCMA ? alawFromUlaw(ulaw) : ulaw;
    this.#send(remote, { type, timestamp: this.#timestamp, payload: voice });
  }

  #sendEvent(frame: EventFrame, remote: Remote): void {
    if (frame === 'gap' || remote.events === undefined) return;
    if (frame.isFirst) this.#eventTimestamp = this.#timestamp;
    const packet = { timestamp: this.#eventTimestamp, payload: eventPayload(frame) };
    this.#send(remote, { ...packet, type: remote.events, marker: frame.isFirst });
    // RFC 4733 §2.5.1.4: the end is said three times.
    for (let again = frame.isLast ? 2 : 0; again > 0; again--) {
      this.#sequence = (this.#sequence + 1) & 0xffff;
      this.#send(remote, { ...packet, type: remote.events });
    }
  }

  #send(
    remote: Remote,
    {
      type,
      timestamp,
      payload,
      marker = false,
    }: { type: number; timestamp: number; payload: Buffer; marker?: boolean },
  ): void {
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt8(0x80, 0);
    head.writeUInt8((marker ? 0x80 : 0) | type, 1);
    head.writeUInt16BE(this.#sequence, 2);
    head.writeUInt32BE(timestamp, 4);
    head.writeUInt32BE(this.#ssrc, 8);
    this.#socket.send(Buffer.concat([head, payload]), remote.port, remote.ip);
  }

  /** Whoever described itself, once it has spoken; a stray of another call is not heard then. */
  #isFromRemote({ address, port }: dgram.RemoteInfo): boolean {
    const isAnnounced = this.#remote?.ip === address && this.#remote.port === port;
    this.#isRemoteHeard ||= isAnnounced;
    return isAnnounced || !this.#isRemoteHeard;
  }

  #receive(datagram: Buffer): void {
    if (datagram.length <= HEADER_BYTES || datagram.readUInt8(0) >> 6 !== 2) return;
    const type = datagram.readUInt8(1) & 0x7f;
    this.streams.add(datagram.readUInt32BE(8));
    this.#measure(datagram.readUInt16BE(2));
    if (type === this.#options.events) this.#hearEvent(datagram);
    if (type !== PCMU && type !== PCMA) return;
    this.heardTypes.set(type, (this.heardTypes.get(type) ?? 0) + 1);
    const payload = datagram.subarray(HEADER_BYTES);
    const samples = samplesFromUlaw(type === PCMA ? ulawFromAlaw(payload) : payload);
    this.ear.hear(samples);
    this.#options.onAudio(samples);
  }

  #measure(sequence: number): void {
    const now = performance.now();
    const step = this.#lastSequence === undefined ? 1 : (sequence - this.#lastSequence) & 0xffff;
    this.reception.packets += 1;
    if (step > 1 && step < 1_000) this.reception.lost += step - 1;
    this.reception.longestGapMs = Math.max(this.reception.longestGapMs, now - (this.#lastAt ?? now));
    this.#lastSequence = sequence;
    this.#lastAt = now;
  }

  #hearEvent(datagram: Buffer): void {
    const timestamp = datagram.readUInt32BE(4);
    const isEnd = datagram.length >= HEADER_BYTES + 4 && (datagram.readUInt8(HEADER_BYTES + 1) & 0x80) !== 0;
    if (!isEnd || timestamp === this.#lastEventTimestamp) return;
    this.#lastEventTimestamp = timestamp;
    this.tones.push(keyOf(datagram.readUInt8(HEADER_BYTES)));
  }
}
