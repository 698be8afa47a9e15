/** Ends of audio for the media tests: a far end that speaks RTP by itself, and a page without a browser. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import type { AudioBridge } from '../../../src/phone/media/audio-bridge.ts';
import { startFrameClock } from '../../../src/phone/media/frame-clock.ts';
import type { MediaLeg } from '../../../src/phone/media/media-leg.ts';
import { PbxLeg } from '../../../src/phone/media/pbx-leg.ts';
import type { PbxLegOptions } from '../../../src/phone/media/pbx-leg.ts';
import { readRtp, writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import type { RtpPacket as PlainPacket } from '../../../src/phone/media/rtp-packet.ts';
import { PCMU, samplesFromUlaw, silence, ulawFromSamples } from '../../../src/shared/g711.ts';
import { createTone, Ear } from '../../../src/shared/tone.ts';
import type { PcmSource } from '../../../src/shared/tone.ts';

export const LOOPBACK = '127.0.0.1';

/** A plain description of audio, as a simple telephone writes it. */
export const sdpOf = (
  port: number,
  {
    direction = 'sendrecv',
    types = '0 101',
    more = [],
    ip = LOOPBACK,
    profile = 'RTP/AVP',
  }: { direction?: string; types?: string; more?: string[]; ip?: string; profile?: string } = {},
): string =>
  [
    'v=0',
    `o=- 1 1 IN IP4 ${ip}`,
    's=-',
    `c=IN IP4 ${ip}`,
    't=0 0',
    `m=audio ${port} ${profile} ${types}`,
    ...(types.includes('101') ? ['a=rtpmap:101 telephone-event/8000'] : []),
    ...more,
    `a=${direction}`,
    '',
  ].join('\r\n');

/** The port of the first audio section. */
export const portIn = (sdp: string): number => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);

/** A telephone's audio: says a tone every 20 ms and remembers what it hears. */
export class FarEnd {
  readonly ear = new Ear();
  readonly packets: PlainPacket[] = [];
  /** Changes or swallows (undefined) what is about to be sent. */
  outgoing: (packet: PlainPacket) => PlainPacket | undefined = (packet) => packet;
  /** Told of every datagram. */
  onDatagram: (datagram: Buffer) => void = () => {};
  source: PcmSource;
  readonly ssrc: number;
  readonly #socket: dgram.Socket;
  #stopClock: (() => void) | undefined;
  #isClosed = false;
  #sequence = 65_500;
  #timestamp = 4_294_960_000;

  static async open(toneHz: number | undefined, ssrc = 4_711): Promise<FarEnd> {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, LOOPBACK);
    await once(socket, 'listening');
    return new FarEnd(socket, toneHz, ssrc);
  }

  private constructor(socket: dgram.Socket, toneHz: number | undefined, ssrc: number) {
    this.#socket = socket;
    this.ssrc = ssrc;
    this.source = toneHz === undefined ? () => undefined : createTone(toneHz);
    socket.on('message', (datagram) => {
      this.onDatagram(datagram);
      const packet = readRtp(datagram);
      if (packet) this.packets.push(packet);
      if (packet?.payloadType === PCMU) this.ear.hear(samplesFromUlaw(packet.payload));
    });
    socket.on('error', () => {});
  }

  get port(): number {
    return this.#socket.address().port;
  }

  speakTo(port: number): void {
    this.#stopClock?.();
    this.#stopClock = startFrameClock(() => {
      const samples = this.source();
      this.send(port, samples ? ulawFromSamples(samples) : silence(PCMU));
    });
  }

  send(port: number, payload: Buffer, payloadType = PCMU): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + payload.length) >>> 0;
    const { ssrc } = this;
    const packet = this.outgoing({
      payloadType,
      marker: false,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc,
      payload,
    });
    if (packet) this.sendRaw(writeRtp(packet), port);
  }

  sendRaw(datagram: Buffer, port: number): void {
    this.#socket.send(datagram, port, LOOPBACK);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopClock?.();
    this.#socket.close();
  }
}

/** Joins a leg (which is offered the call) with a far end, both ways. */
export async function joinFarEnd(leg: MediaLeg, far: FarEnd): Promise<void> {
  await leg.accept(sdpOf(far.port));
  far.speakTo(portIn(await leg.describe()));
}

/** Legs, far ends and talkers of one test, closed together. */
export class MediaBench {
  readonly #open: { close: () => void }[] = [];

  async leg(options: Partial<PbxLegOptions> = {}): Promise<PbxLeg> {
    return this.keep(await PbxLeg.open({ localAddress: LOOPBACK, ...options }));
  }

  async far(toneHz?: number, ssrc?: number): Promise<FarEnd> {
    return this.keep(await FarEnd.open(toneHz, ssrc));
  }

  /** Lets the agent's side of a leg say a tone every 20 ms. */
  speak(leg: PbxLeg, hz: number): void {
    const tone = createTone(hz);
    let timestamp = 0;
    const close = startFrameClock(() => {
      timestamp += 160;
      leg.sendVoice(ulawFromSamples(tone() ?? new Int16Array(160)), timestamp);
    });
    this.keep({ close });
  }

  keep<T extends { close: () => void }>(part: T): T {
    this.#open.push(part);
    return part;
  }

  close(): void {
    for (const part of this.#open.splice(0)) part.close();
  }
}

/** What a leg hears, as an agent would. */
export function listen(leg: PbxLeg): Ear {
  const ear = new Ear();
  leg.onVoice = ({ payload }) => ear.hear(samplesFromUlaw(payload));
  return ear;
}

/** Two legs of ours in a call with each other: `a` offers. */
export async function joinLegs(a: PbxLeg, b: PbxLeg): Promise<void> {
  await b.accept(await a.describe());
  await a.accept(await b.describe());
}

/** The page's WebRTC leg at the bridge: says a tone, and remembers what it hears. */
export class BenchPage {
  readonly ear = new Ear();
  /** Told of every packet, with its RTP timestamp. */
  onVoice: (samples: Int16Array, timestamp: number) => void = () => {};
  readonly #peer: RTCPeerConnection;
  readonly #stopClock: () => void;

  static async connect(
    bridge: Pick<AudioBridge, 'connectPage'>,
    source: number | PcmSource,
  ): Promise<BenchPage> {
    const pcmu = new RTCRtpCodecParameters({
      mimeType: 'audio/PCMU',
      clockRate: 8000,
      channels: 1,
      payloadType: PCMU,
    });
    const peer = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: [LOOPBACK],
      codecs: { audio: [pcmu], video: [] },
    });
    const track = new MediaStreamTrack({ kind: 'audio' });
    peer.addTransceiver(track, { direction: 'sendrecv' });
    await peer.setLocalDescription(await peer.createOffer());
    const page = new BenchPage(peer, track, typeof source === 'number' ? createTone(source) : source);
    const answer = await bridge.connectPage(peer.localDescription?.sdp ?? '');
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    for (const transport of peer.iceTransports) delete transport.connection.stunServer;
    return page;
  }

  private constructor(peer: RTCPeerConnection, track: MediaStreamTrack, source: PcmSource) {
    this.#peer = peer;
    peer.onTrack.subscribe((theirs) =>
      theirs.onReceiveRtp.subscribe(({ payload, header }) => {
        const samples = samplesFromUlaw(payload);
        this.ear.hear(samples);
        this.onVoice(samples, header.timestamp);
      }),
    );
    let count = 0;
    this.#stopClock = startFrameClock(() => {
      count += 1;
      const header = new RtpHeader({
        payloadType: PCMU,
        sequenceNumber: count & 0xffff,
        timestamp: count * 160,
        ssrc: 7,
      });
      track.writeRtp(new RtpPacket(header, ulawFromSamples(source() ?? new Int16Array(160))));
    });
  }

  close(): void {
    this.#stopClock();
    void this.#peer.close();
  }
}

/** Resolves when `ear` hears all of `wanted` and none of `unwanted` for half a second; rejects after 20 s. */
export async function hearsOnly(ear: Ear, wanted: number[], unwanted: number[]): Promise<void> {
  const share = wanted.length > 1 ? 0.4 : 0.7;
  const end = Date.now() + 20_000;
  const heard = (): string =>
    [...wanted, ...unwanted].map((hz) => `${hz}: ${ear.toneShare(hz).toFixed(2)}`).join();
  for (;;) {
    const isRight =
      wanted.every((hz) => ear.toneShare(hz) > share) && unwanted.every((hz) => ear.toneShare(hz) < 0.1);
    if (isRight && (wanted.length > 0 || ear.level < 60)) return;
    if (Date.now() > end) throw new Error(`heard ${heard()} at level ${ear.level}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
