// One WebRTC leg over loopback to the phone process, made before any call and kept for all of them.
import type { PhoneState } from '../../shared/phone.ts';
import { setMicrophone } from '../stores/connection.ts';
import { phone } from '../stores/phone.ts';
import { openMicrophone } from './microphone.ts';

const reofferMs = 500;
const longestReofferMs = 4_000;
const levelMs = 200;

declare global {
  interface Window {
    /** What the page hears and says, for tests and support: levels 0–1, WebRTC statistics. */
    __audio?: {
      levelIn: () => number;
      levelOut: () => number;
      stats: () => Promise<AudioStats>;
    };
  }
}

/** Figures of the leg from WebRTC's own statistics; absent parts are not up yet. */
export interface AudioStats {
  state: RTCPeerConnectionState | 'none';
  codec: string | undefined;
  packetsIn: number;
  packetsOut: number;
  packetsLost: number;
  levelIn: number;
  levelOut: number;
}

export interface AudioLeg {
  /** The phone can be asked for a leg: (re)make it. */
  start: () => void;
  stop: () => void;
  /** Opens the microphone in a call and shuts it outside; re-makes a leg the phone has lost. */
  follow: (state: PhoneState) => void;
  retryMicrophone: () => void;
}

/** `sendOffer` carries the SDP to the phone and resolves with its answer. */
export function createAudioLeg(sendOffer: (sdp: string) => Promise<string>): AudioLeg {
  const remote = new Audio();
  remote.autoplay = true;
  let connection: RTCPeerConnection | undefined;
  let running = false;
  let delayMs = reofferMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let meter: ReturnType<typeof setInterval> | undefined;
  let lastStats = noStats;

  const microphone = openMicrophone((state, track) => {
    setMicrophone(state);
    const sender = connection?.getSenders()[0];
    if (sender && sender.track !== (track ?? null)) void sender.replaceTrack(track ?? null);
  });

  async function offer(): Promise<void> {
    clearTimeout(timer);
    connection?.close();
    if (!running) return;
    const current = makeConnection(microphone.track(), (track) => play(remote, track));
    connection = current;
    current.onconnectionstatechange = () => {
      if (current !== connection) return;
      if (current.connectionState === 'connected') delayMs = reofferMs;
      if (current.connectionState === 'failed') offerLater();
    };
    try {
      // The offer leaves before any candidate is gathered: the phone learns our address from the first check.
      await current.setLocalDescription(await current.createOffer());
      const sdp = await sendOffer(current.localDescription?.sdp ?? '');
      if (current === connection) await current.setRemoteDescription({ type: 'answer', sdp });
    } catch (cause) {
      console.warn('the audio leg was not made; trying again', cause);
      if (current === connection) offerLater();
    }
  }

  function offerLater(): void {
    if (!running) return;
    clearTimeout(timer);
    timer = setTimeout(() => void offer(), delayMs);
    delayMs = Math.min(delayMs * 2, longestReofferMs);
  }

  async function readStats(): Promise<AudioStats> {
    lastStats = connection ? statsOf(connection.connectionState, await connection.getStats()) : noStats;
    return lastStats;
  }

  function measure(on: boolean): void {
    if (on === (meter !== undefined)) return;
    clearInterval(meter);
    meter = on
      ? setInterval(() => {
          void readStats().then(({ levelIn, levelOut }) => {
            phone.setState({ levels: { in: levelIn, out: levelOut } });
          });
        }, levelMs)
      : undefined;
  }

  window.__audio = {
    levelIn: () => lastStats.levelIn,
    levelOut: () => lastStats.levelOut,
    stats: readStats,
  };

  return {
    start: () => {
      running = true;
      delayMs = reofferMs;
      if (microphone.track()) void offer();
      else void microphone.ask().then(offer);
    },
    stop: () => {
      running = false;
      clearTimeout(timer);
      measure(false);
      microphone.setOpen(false);
      connection?.close();
      connection = undefined;
    },
    follow: (state) => {
      const talking = state.calls.find((call) => call.phase === 'live' || call.phase === 'answering');
      microphone.setOpen(talking !== undefined && !talking.muted);
      measure(talking !== undefined);
      const lost = state.audio === 'none' && connection?.connectionState === 'connected';
      if (running && lost) offerLater();
    },
    retryMicrophone: () => void microphone.ask(),
  };
}

const noStats: AudioStats = {
  state: 'none',
  codec: undefined,
  packetsIn: 0,
  packetsOut: 0,
  packetsLost: 0,
  levelIn: 0,
  levelOut: 0,
};

/** PCMU first, as the PBX speaks it: nothing between the page and the line has to be re-coded. */
function makeConnection(
  track: MediaStreamTrack | undefined,
  onTrack: (track: MediaStreamTrack) => void,
): RTCPeerConnection {
  const connection = new RTCPeerConnection({ iceServers: [] });
  const transceiver = connection.addTransceiver(track ?? 'audio', { direction: 'sendrecv' });
  const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  const pcmu = codecs.filter((codec) => codec.mimeType.toUpperCase() === 'AUDIO/PCMU');
  if (pcmu.length > 0) transceiver.setCodecPreferences(pcmu);
  connection.ontrack = (event) => onTrack(event.track);
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

function statsOf(state: RTCPeerConnectionState, report: RTCStatsReport): AudioStats {
  const stats: AudioStats = { ...noStats, state };
  for (const entry of report.values() as Iterable<Record<string, unknown>>) {
    if (entry['type'] === 'inbound-rtp') {
      stats.packetsIn = numberOf(entry['packetsReceived']);
      stats.packetsLost = numberOf(entry['packetsLost']);
      stats.levelIn = numberOf(entry['audioLevel']);
      const codec = report.get(String(entry['codecId'])) as { mimeType?: string } | undefined;
      stats.codec = codec?.mimeType;
    }
    if (entry['type'] === 'outbound-rtp') stats.packetsOut = numberOf(entry['packetsSent']);
    if (entry['type'] === 'media-source') stats.levelOut = numberOf(entry['audioLevel']);
  }
  return stats;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
