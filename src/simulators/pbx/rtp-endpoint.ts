/** A plain RTP endpoint (µ-law, 20 ms) for the exchange's own extensions and for simulated callers. */
import dgram from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PCMU, samplesFromUlaw, silence, ulawFromSamples, FRAME_SAMPLES } from '../../shared/g711.ts';
import type { Direction } from './sdp.ts';
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

export class RtpEndpoint {
  readonly ear = new Ear();
  readonly port: number;
  /** DTMF keys received (RFC 4733), each once. */
  readonly tones: string[] = [];
  /** Sequence numbers that never came, and the longest wait between packets (ms). */
  readonly reception = { packets: 0, lost: 0, longestGapMs: 0 };
  /** Streams (SSRC) heard. */
  readonly streams = new Set<number>();
  direction: Direction = 'sendrecv';

  readonly #options: Required<RtpEndpointOptions>;
  readonly #socket: dgram.Socket;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  #remote: { ip: string; port: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
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
    this.#options = { source: () => undefined, onAudio: () => {}, events: 101, ...options };
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (datagram) => this.#receive(datagram));
    socket.on('error', () => {});
  }

  /** Sends to `remote` from now on; called again when the other side moves. */
  sendTo(remote: { ip: string; port: number }): void {
    this.#remote = remote;
    if (this.#timer === undefined) this.#run(performance.now());
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#remote = undefined;
    this.#timer = undefined;
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
    if (!this.#remote || (this.direction !== 'sendrecv' && this.direction !== 'sendonly')) return;
    const samples = this.#options.source();
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt8(0x80, 0);
    head.writeUInt8(PCMU, 1);
    head.writeUInt16BE(this.#sequence, 2);
    head.writeUInt32BE(this.#timestamp, 4);
    head.writeUInt32BE(this.#ssrc, 8);
    const voice = samples ? ulawFromSamples(samples) : silence(PCMU);
    this.#socket.send(Buffer.concat([head, voice]), this.#remote.port, this.#remote.ip);
  }

  #receive(datagram: Buffer): void {
    if (datagram.length <= HEADER_BYTES || datagram.readUInt8(0) >> 6 !== 2) return;
    const type = datagram.readUInt8(1) & 0x7f;
    this.streams.add(datagram.readUInt32BE(8));
    this.#measure(datagram.readUInt16BE(2));
    if (type === this.#options.events) this.#hearEvent(datagram);
    if (type !== PCMU) return;
    const samples = samplesFromUlaw(datagram.subarray(HEADER_BYTES));
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
    this.tones.push('0123456789*#ABCD'[datagram.readUInt8(HEADER_BYTES)] ?? '?');
  }
}
