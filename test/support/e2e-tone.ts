/** Tones a test can tell apart by ear: the microphone's, as a file for Chromium, and the far end's, recognised in the page. */
import type { Page } from '@playwright/test';

/** What the fake microphone says. */
export const microphoneHz = 1_000;
/** What the simulated lead's voice is. */
export const leadHz = 440;

const sampleRateHz = 48_000;
const seconds = 3;
/** A steady tone is noise to Chromium's noise suppression; one that comes and goes is a voice. */
const onMs = 400;
const offMs = 200;

/** A mono 16-bit WAV file of the microphone's tone in pulses; Chromium plays it in a loop. */
export function microphoneWav(): Buffer {
  const samples = Buffer.alloc(2 * sampleRateHz * seconds);
  for (let index = 0; index < sampleRateHz * seconds; index += 1) {
    const inPulseMs = ((1_000 * index) / sampleRateHz) % (onMs + offMs);
    const loudness = inPulseMs < onMs ? 12_000 : 0;
    const angle = (2 * Math.PI * microphoneHz * index) / sampleRateHz;
    samples.writeInt16LE(Math.round(loudness * Math.sin(angle)), 2 * index);
  }
  return Buffer.concat([wavHeader(samples.length), samples]);
}

function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16); // length of the format
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(2 * sampleRateHz, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

declare global {
  interface Window {
    /** WebRTC connections the page has made, oldest first. */
    __peers?: RTCPeerConnection[];
    /** Listens to the newest connected one. */
    __ear?: { connection: RTCPeerConnection; analyser: AnalyserNode; context: AudioContext };
  }
}

/** Before the page's own scripts run: keeps its WebRTC connections within reach. */
export async function keepPeers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const peers: RTCPeerConnection[] = [];
    window.__peers = peers;
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.push(this);
      }
    };
  });
}

/** What the page hears: loudness (root mean square, 0 to 1), and how much of that is a tone of `hz` (0 to 1). */
export function hearInPage(page: Page, hz: number): Promise<{ level: number; toneShare: number }> {
  return page.evaluate(async (wantedHz) => {
    const connection = window.__peers?.findLast((peer) => peer.connectionState === 'connected');
    const track = connection?.getReceivers()[0]?.track;
    if (!connection || !track) return { level: 0, toneShare: 0 };
    if (window.__ear?.connection !== connection) {
      void window.__ear?.context.close();
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 16_384;
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      window.__ear = { connection, analyser, context };
    }
    const { analyser, context } = window.__ear;
    await context.resume();
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    // Goertzel: the amplitude of one frequency.
    const coefficient = 2 * Math.cos((2 * Math.PI * wantedHz) / context.sampleRate);
    let last = 0;
    let beforeLast = 0;
    let sum = 0;
    for (const sample of samples) {
      [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
      sum += sample * sample;
    }
    const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
    const level = Math.sqrt(sum / samples.length);
    const tone = (Math.sqrt(Math.max(0, power)) / samples.length) * Math.SQRT2;
    return { level, toneShare: level < 0.001 ? 0 : Math.min(1, tone / level) };
  }, hz);
}
