// The sound of the ring, made on the spot: soft, unmistakable, and it stops the moment the phone says so.
import { setSink } from './comfort-tones.ts';

const periodMs = 3_000;
const gains = [0, 0.05, 0.14, 0.32] as const;

export interface Ringer {
  start: (volume: 0 | 1 | 2 | 3) => void;
  stop: () => void;
  /** One ring, to try the volume. */
  once: (volume: 0 | 1 | 2 | 3) => void;
  /** The loudspeaker it rings on (`MediaDeviceInfo.deviceId`); undefined: the system's. */
  useDevice: (deviceId: string | undefined) => void;
}

export function createRinger(): Ringer {
  let audio: AudioContext | undefined;
  let device: string | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let output: GainNode | undefined;

  function ring(volume: 0 | 1 | 2 | 3): void {
    if (volume === 0) return;
    audio ??= new AudioContext();
    void setSink(audio, device);
    void audio.resume();
    output?.disconnect();
    output = audio.createGain();
    output.gain.value = gains[volume];
    output.connect(audio.destination);
    for (const start of [0, 0.5]) for (const hz of [523.25, 659.25]) chime(audio, output, hz, start);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    output?.disconnect();
  }

  return {
    once: ring,
    start: (volume) => {
      if (timer !== undefined) return;
      ring(volume);
      timer = setInterval(() => ring(volume), periodMs);
    },
    stop,
    useDevice: (deviceId) => {
      device = deviceId;
      if (audio) void setSink(audio, deviceId);
    },
  };
}

/** One struck note of 0.45 s, `afterS` seconds from now. */
function chime(audio: AudioContext, output: AudioNode, hz: number, afterS: number): void {
  const from = audio.currentTime + afterS;
  const tone = audio.createOscillator();
  const shape = audio.createGain();
  tone.frequency.value = hz;
  shape.gain.setValueAtTime(0, from);
  shape.gain.linearRampToValueAtTime(0.8, from + 0.015);
  shape.gain.exponentialRampToValueAtTime(0.001, from + 0.45);
  tone.connect(shape).connect(output);
  tone.start(from);
  tone.stop(from + 0.5);
}
