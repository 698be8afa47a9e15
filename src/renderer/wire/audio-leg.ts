// One WebRTC leg over loopback to the phone process, made before any call and kept for all of them.
import type { PhoneState } from '../../shared/phone.ts';
import { setMicrophone } from '../stores/connection.ts';
import { phone } from '../stores/phone.ts';
import { preferences, type Devices } from '../stores/preferences.ts';
import { noStats, readAudioStats, type AudioStats } from './audio-stats.ts';
import { openMicrophone } from './microphone.ts';

const reofferMs = 500;
const longestReofferMs = 4_000;
const levelMs = 200;

declare global {
  interface Window {
    /** What the page hears and says, for tests and support; levels 0–1, measured during calls. */
    __audio?: { levelIn: () => number; levelOut: () => number; stats: () => Promise<AudioStats> };
  }
}

/** `sendOffer` carries the SDP to the phone and resolves with its answer. */
export class AudioLeg {
  readonly #sendOffer: (sdp: string) => Promise<string>;
  readonly #remote = new Audio();
  readonly #microphone = openMicrophone((state, track) => {
    setMicrophone(state);
    const sender = this.#connection?.getSenders()[0];
    if (sender && sender.track !== (track ?? null)) void sender.replaceTrack(track ?? null);
  }, preferences.getState().devices.microphone);
  #connection: RTCPeerConnection | undefined;
  #running = false;
  #headset: string | undefined;
  #delayMs = reofferMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #meter: ReturnType<typeof setInterval> | undefined;
  #stats = noStats;

  constructor(sendOffer: (sdp: string) => Promise<string>) {
    this.#sendOffer = sendOffer;
    this.#remote.autoplay = true;
    this.#useDevices(preferences.getState().devices);
    preferences.subscribe(({ devices }) => this.#useDevices(devices));
    window.__audio = {
      levelIn: () => this.#stats.levelIn,
      levelOut: () => this.#stats.levelOut,
      stats: () => this.#readStats(),
    };
  }

  /** The phone can be asked for a leg: (re)make it. */
  start(): void {
    this.#running = true;
    this.#delayMs = reofferMs;
    if (this.#microphone.track()) void this.#offer();
    else void this.#microphone.ask().then(() => this.#offer());
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#measure(false);
    this.#microphone.setOpen(false);
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Opens the microphone in a call and shuts it outside; re-makes a leg the phone has lost. */
  follow(state: PhoneState): void {
    const talking = state.calls.find((call) => call.phase === 'live' || call.phase === 'answering');
    const tested = state.lineTest?.phase === 'running';
    this.#microphone.setOpen(tested || (talking !== undefined && !talking.muted));
    this.#measure(tested || talking !== undefined);
    const lost = state.audio === 'none' && this.#connection?.connectionState === 'connected';
    if (lost) this.#offerLater();
  }

  retryMicrophone(): void {
    void this.#microphone.ask();
  }

  #useDevices({ microphone, headset }: Devices): void {
    this.#microphone.useDevice(microphone);
    // One that is gone leaves the sound where it was.
    if (headset !== this.#headset) void this.#remote.setSinkId?.(headset ?? '').catch(() => undefined);
    this.#headset = headset;
  }

  async #offer(): Promise<void> {
    clearTimeout(this.#timer);
    this.#connection?.close();
    if (!this.#running) return;
    const current = makeConnection(this.#microphone.track());
    this.#connection = current;
    current.ontrack = ({ track }) => play(this.#remote, track);
    current.onconnectionstatechange = () => {
      if (current !== this.#connection) return;
      if (current.connectionState === 'connected') this.#delayMs = reofferMs;
      if (current.connectionState === 'failed') this.#offerLater();
    };
    try {
      // The offer leaves before any candidate is gathered: the phone learns our address from the first check.
      await current.setLocalDescription(await current.createOffer());
      const sdp = await this.#sendOffer(current.localDescription?.sdp ?? '');
      if (current === this.#connection) await current.setRemoteDescription({ type: 'answer', sdp });
    } catch (cause) {
      console.warn('the audio leg was not made; trying again', cause);
      if (current === this.#connection) this.#offerLater();
    }
  }

  #offerLater(): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#offer(), this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, longestReofferMs);
  }

  #measure(on: boolean): void {
    if (on === (this.#meter !== undefined)) return;
    clearInterval(this.#meter);
    this.#meter = on ? setInterval(() => void this.#readStats(), levelMs) : undefined;
  }

  async #readStats(): Promise<AudioStats> {
    this.#stats = await readAudioStats(this.#connection);
    phone.setState({ levels: { in: this.#stats.levelIn, out: this.#stats.levelOut } });
    return this.#stats;
  }
}

/** PCMU first, as the PBX speaks it: nothing between the page and the line has to be re-coded. */
function makeConnection(track: MediaStreamTrack | undefined): RTCPeerConnection {
  const connection = new RTCPeerConnection({ iceServers: [] });
  const transceiver = connection.addTransceiver(track ?? 'audio', { direction: 'sendrecv' });
  const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  const pcmu = codecs.filter((codec) => codec.mimeType.toUpperCase() === 'AUDIO/PCMU');
  if (pcmu.length > 0) transceiver.setCodecPreferences(pcmu);
  return connection;
}

function play(remote: HTMLAudioElement, track: MediaStreamTrack): void {
  remote.srcObject = new MediaStream([track]);
  remote.play().catch(() => {
    // Refused until the person has touched the page; the first touch starts it.
    const start = () => void remote.play().catch(() => undefined);
    addEventListener('pointerdown', start, { once: true });
    addEventListener('keydown', start, { once: true });
  });
}
