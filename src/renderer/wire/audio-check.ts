// Hearing oneself before anybody else does: the level of the chosen microphone, and three seconds of it played back.
import { ActionError } from '../stores/actions.ts';
import type { Devices } from '../stores/preferences.ts';

const levelMs = 100;
const recordedMs = 3_000;

/** Tells the loudness, 0–1, ten times a second until the returned function is called; silence while there is no microphone. */
export function meterMicrophone(deviceId: string | undefined, onLevel: (level: number) => void): () => void {
  let close: () => void = () => undefined;
  let closed = false;
  void openMicrophone(deviceId)
    .then((stream) => {
      if (closed) stop(stream);
      else close = meter(stream, onLevel);
    })
    .catch(() => onLevel(0)); // the settings say beside it why there is none
  return () => {
    closed = true;
    close();
  };
}

function meter(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  audio.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudnessOf(samples));
  }, levelMs);
  return () => {
    clearInterval(timer);
    stop(stream);
    void audio.close();
  };
}

/** Root of the mean square of samples in -1…1. */
export function loudnessOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length));
}

/** Records and plays back; rejects with `no-microphone` or `no-headset` where the sound cannot go that way. */
export async function playEcho(
  { microphone, headset }: Pick<Devices, 'microphone' | 'headset'>,
  onPhase: (phase: 'speak' | 'listen') => void,
): Promise<void> {
  const stream = await openMicrophone(microphone).catch((cause: unknown) => {
    throw new ActionError('no-microphone', String(cause));
  });
  onPhase('speak');
  const recorded = await record(stream).finally(() => stop(stream));
  onPhase('listen');
  await play(recorded, headset);
}

function openMicrophone(deviceId: string | undefined): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: deviceId === undefined ? true : { deviceId: { ideal: deviceId } },
  });
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function record(stream: MediaStream): Promise<Blob> {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((done) => recorder.addEventListener('stop', done, { once: true }));
  recorder.start();
  await new Promise((done) => setTimeout(done, recordedMs));
  recorder.stop();
  await stopped;
  return new Blob(parts, { type: recorder.mimeType });
}

async function play(recorded: Blob, deviceId: string | undefined): Promise<void> {
  const address = URL.createObjectURL(recorded);
  const player = new Audio(address);
  try {
    await player.setSinkId?.(deviceId ?? '').catch(() => undefined); // one that is gone: the system's
    await player.play();
    await new Promise((done) => {
      player.addEventListener('ended', done, { once: true });
      player.addEventListener('error', done, { once: true });
      setTimeout(done, recordedMs * 2); // a recording without a length may never end
    });
  } catch (cause) {
    throw new ActionError('no-headset', String(cause));
  } finally {
    player.pause();
    URL.revokeObjectURL(address);
  }
}
