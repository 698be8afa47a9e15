/**
 * A page without a browser: speaks the phone's control channel and holds a real WebRTC leg, so that headless
 * tests can answer calls, say a tone and prove what they hear.
 */
import { once } from 'node:events';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { WebSocket } from 'ws';
import { PCMU, samplesFromUlaw, silence, ulawFromSamples } from '../../src/shared/g711.ts';
import type {
  PhoneCommand,
  PhoneCommandInput,
  PhoneFrame,
  PhoneReplies,
  PhoneState,
} from '../../src/shared/phone.ts';
import { createTone, Ear } from '../../src/simulators/pbx/tone.ts';

const FRAME_MS = 20;
const WAIT_MS = 20_000;
const POLL_MS = 20;

/** What the page hears: loudness 0–32767, and how much of it is a given tone (0–1, above 0.7 it is that tone). */
export interface Heard {
  level: number;
  frames: number;
  toneShare: (hz: number) => number;
}

/** Connects to a phone process as its page; rejects if the phone refuses the token. */
export async function connectPhonePage(url: string, token: string, origin?: string): Promise<PhonePage> {
  const socket = new WebSocket(url, origin === undefined ? {} : { origin });
  await once(socket, 'open');
  const page = new PhonePage(socket);
  socket.send(JSON.stringify({ hello: token }));
  await page.waitFor(() => true, 'the first snapshot');
  return page;
}

export class PhonePage {
  /** The close code once the channel is closed: 4001 replaced, 4401 refused. */
  closeCode: number | undefined;
  isReplaced = false;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (frame: Extract<PhoneFrame, { t: 'reply' }>) => void>();
  readonly #ear = new Ear();
  #state: PhoneState | undefined;
  #nextId = 1;
  #peer: RTCPeerConnection | undefined;
  #microphone: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (raw) => this.#take(JSON.parse(String(raw)) as PhoneFrame));
    socket.on('close', (code) => {
      this.closeCode = code;
      for (const settle of this.#waiting.values())
        settle({ t: 'reply', re: 0, ok: false, error: 'channel closed' });
    });
  }

  /** The latest snapshot. */
  get state(): PhoneState {
    if (!this.#state) throw new Error('no snapshot yet');
    return this.#state;
  }

  /** The newest call that is not over, if any. */
  get call(): PhoneState['calls'][number] | undefined {
    return this.#state?.calls.find(({ phase }) => phase !== 'ended');
  }

  /** Resolves with the snapshot that satisfies `predicate`; rejects with the last one after `waitMs`, 20 s by default. */
  async waitFor(
    predicate: (state: PhoneState) => boolean,
    what: string = predicate.toString(),
    waitMs: number = WAIT_MS,
  ): Promise<PhoneState> {
    const until = Date.now() + waitMs;
    for (;;) {
      if (this.#state && predicate(this.#state)) return this.#state;
      if (this.closeCode !== undefined)
        throw new Error(`the channel closed (${this.closeCode}) while waiting for ${what}`);
      if (Date.now() > until)
        throw new Error(`waited in vain for ${what}; state: ${JSON.stringify(this.#state)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Sends a command; rejects with the phone's own words when it refuses, and its `code` and `params` beside them. */
  ask<C extends PhoneCommand>(command: C, data: PhoneCommandInput<C>): Promise<PhoneReplies[C]> {
    const id = this.#nextId++;
    this.#socket.send(JSON.stringify({ id, do: command, with: data }));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (reply) => {
        this.#waiting.delete(id);
        if (reply.ok) resolve((reply.value ?? undefined) as PhoneReplies[C]);
        else reject(Object.assign(new Error(reply.error), { code: reply.code, params: reply.params }));
      });
    });
  }

  /** Sends any text over the channel. */
  sendRaw(text: string): void {
    this.#socket.send(text);
  }

  /** Makes the WebRTC leg and speaks a tone (or silence) into it until closed; resolves when it is connected. */
  async startAudio({ toneHz }: { toneHz?: number } = {}): Promise<void> {
    this.stopAudio();
    const peer = openPeer((ulaw) => this.#ear.hear(samplesFromUlaw(ulaw)));
    this.#peer = peer;
    const track = new MediaStreamTrack({ kind: 'audio' });
    peer.addTransceiver(track, { direction: 'sendrecv' });
    await peer.setLocalDescription(await peer.createOffer());
    const { sdp } = await this.ask('audio.offer', { sdp: peer.localDescription?.sdp ?? '' });
    await peer.setRemoteDescription({ type: 'answer', sdp });
    for (const transport of peer.iceTransports) delete transport.connection.stunServer;
    this.#speak(track, toneHz);
    await this.waitFor(({ audio }) => audio === 'connected', 'the audio leg');
  }

  /** What was heard in the last half second. */
  heard(): Heard {
    return { level: this.#ear.level, frames: this.#ear.frames, toneShare: (hz) => this.#ear.toneShare(hz) };
  }

  /** Resolves when the page hears `hz` clearly; rejects after 20 s. */
  async hears(hz: number): Promise<void> {
    this.#ear.forget();
    const until = Date.now() + WAIT_MS;
    while (this.#ear.toneShare(hz) < 0.7) {
      if (Date.now() > until)
        throw new Error(
          `no ${hz} Hz at the page: level ${this.#ear.level}, share ${this.#ear.toneShare(hz)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  stopAudio(): void {
    clearTimeout(this.#microphone);
    void this.#peer?.close();
    this.#peer = undefined;
  }

  /** Goes away without a word, as a reload or a crash does. */
  async close(): Promise<void> {
    this.stopAudio();
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.terminate();
    await once(this.#socket, 'close');
  }

  #take(frame: PhoneFrame): void {
    if (frame.t === 'state') this.#state = frame.state;
    if (frame.t === 'replaced') this.isReplaced = true;
    if (frame.t === 'reply') this.#waiting.get(frame.re)?.(frame);
  }

  #speak(track: MediaStreamTrack, toneHz: number | undefined): void {
    const tone = toneHz === undefined ? undefined : createTone(toneHz);
    let sequence = 1;
    let timestamp = 0;
    let nextMs = performance.now();
    const tick = (): void => {
      for (const now = performance.now(); nextMs <= now; nextMs += FRAME_MS) {
        const samples = tone?.();
        sequence = (sequence + 1) & 0xffff;
        timestamp = (timestamp + 160) >>> 0;
        const header = new RtpHeader({ payloadType: PCMU, sequenceNumber: sequence, timestamp, ssrc: 7 });
        track.writeRtp(new RtpPacket(header, samples ? ulawFromSamples(samples) : silence(PCMU)));
      }
      this.#microphone = setTimeout(tick, Math.max(1, nextMs - performance.now()));
    };
    tick();
  }
}

function openPeer(onAudio: (ulaw: Buffer) => void): RTCPeerConnection {
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
    iceAdditionalHostAddresses: ['127.0.0.1'],
    codecs: { audio: [pcmu], video: [] },
  });
  peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe((packet) => onAudio(packet.payload)));
  return peer;
}
