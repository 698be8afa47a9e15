/** Plain RTP as a PBX's trunk speaks it: a tone, keys (RFC 4733), and an ear for both. */
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readRtp, writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import { FRAME_SAMPLES, PCMU, samplesFromUlaw, silence, ulawFromSamples } from '../../../src/shared/g711.ts';
import { mirrored, readSdp, writeSdp } from '../../../src/simulators/pbx/sdp.ts';
import type { Direction } from '../../../src/simulators/pbx/sdp.ts';
import { createTone, Ear } from '../../../src/simulators/pbx/tone.ts';
import type { PcmSource } from '../../../src/simulators/pbx/tone.ts';

const HOST = '127.0.0.1';
const FRAME_MS = 20;
const EVENTS = 101;
const KEYS = '0123456789*#ABCD';
const KEY_FRAMES = 8;
const END_REPEATS = 3;

export class TrunkAudio {
  readonly ear = new Ear();
  /** Keys heard, each once. */
  readonly keys: string[] = [];
  readonly ssrcs = new Set<number>();
  /** The longest wait between two packets, ms. */
  longestGapMs = 0;
  /** What we agreed, seen from us. */
  direction: Direction = 'inactive';

  readonly #socket: dgram.Socket;
  readonly #tone: PcmSource;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #timer: NodeJS.Timeout;
  readonly #press: { event: number; frame: number; timestamp: number }[] = [];
  #remote: { ip: string; port: number } | undefined;
  #sequence = 0;
  #timestamp = 0;
  #nextMs = performance.now();
  #lastKeyTimestamp: number | undefined;
  #lastAt: number | undefined;

  static async open(toneHz: number): Promise<TrunkAudio> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    return new TrunkAudio(socket, toneHz);
  }

  private constructor(socket: dgram.Socket, toneHz: number) {
    this.#socket = socket;
    this.#tone = createTone(toneHz);
    this.#timer = setInterval(() => this.#run(), FRAME_MS / 2);
    socket.on('message', (datagram) => this.#receive(datagram));
    socket.on('error', () => {});
  }

  /** Our description; no wider than `offer` allows, if there is one. */
  describe(wanted: Direction, offer = ''): string {
    const direction = offer === '' ? wanted : narrower(wanted, mirrored(readSdp(offer).direction));
    return writeSdp({ host: HOST, port: this.#socket.address().port, direction });
  }

  /** What was agreed holds from now on. */
  use(ours: string, theirs: string): void {
    this.direction = narrower(readSdp(ours).direction, mirrored(readSdp(theirs).direction));
    this.#remote = readSdp(theirs);
  }

  press(keys: string): void {
    for (const key of keys) this.#press.push({ event: KEYS.indexOf(key), frame: 0, timestamp: 0 });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #run(): void {
    for (const now = performance.now(); this.#nextMs <= now; this.#nextMs += FRAME_MS) this.#sendFrame();
  }

  #sendFrame(): void {
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    if (!canSend(this.direction)) return;
    if (this.#press.length > 0) return this.#sendKey();
    const samples = this.#tone();
    this.#send(PCMU, this.#timestamp, samples ? ulawFromSamples(samples) : silence(PCMU), false);
  }

  #sendKey(): void {
    const [press] = this.#press;
    if (!press) return;
    if (press.frame === 0) press.timestamp = this.#timestamp;
    press.frame += 1;
    const isEnd = press.frame > KEY_FRAMES;
    const payload = Buffer.from([press.event, isEnd ? 0x8a : 0x0a, 0, 0]);
    payload.writeUInt16BE(press.frame * FRAME_SAMPLES, 2);
    for (let i = 0; i < (isEnd ? END_REPEATS : 1); i++)
      this.#send(EVENTS, press.timestamp, payload, press.frame === 1);
    if (isEnd) this.#press.shift();
  }

  #send(payloadType: number, timestamp: number, payload: Buffer, marker: boolean): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = { payloadType, marker, sequence: this.#sequence, timestamp, ssrc: this.#ssrc, payload };
    if (this.#remote) this.#socket.send(writeRtp(packet), this.#remote.port, this.#remote.ip);
  }

  #receive(datagram: Buffer): void {
    const packet = readRtp(datagram);
    if (packet?.payloadType !== PCMU && packet?.payloadType !== EVENTS) return;
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, now - (this.#lastAt ?? now));
    this.#lastAt = now;
    this.ssrcs.add(packet.ssrc);
    if (packet.payloadType === PCMU) return this.ear.hear(samplesFromUlaw(packet.payload));
    const [event = 0, flags = 0] = packet.payload;
    if ((flags & 0x80) === 0 || packet.timestamp === this.#lastKeyTimestamp) return;
    this.#lastKeyTimestamp = packet.timestamp;
    this.keys.push(KEYS[event] ?? '?');
  }
}

const canSend = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
const canReceive = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';

/** What both allow. */
function narrower(a: Direction, b: Direction): Direction {
  const sends = canSend(a) && canSend(b);
  const receives = canReceive(a) && canReceive(b);
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}
