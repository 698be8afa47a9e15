// Plays a call that somebody listens to, in the headset that they chose; a way of its own beside the phone's audio.
import { preferences } from '../stores/preferences.ts';
import { setSink } from './comfort-tones.ts';
import { createJitterBuffer, levelOf, listeningJitter, monoOfPcm } from './jitter-buffer.ts';

export interface PcmPlayer {
  /** Plays the next piece; returns how loud it is, 0–1. */
  play: (bytes: Uint8Array) => number;
  /** Nothing is heard while held, and what comes meanwhile is not heard afterwards. */
  hold: (on: boolean) => void;
  close: () => void;
}

/** `sampleRate` in hertz. Throws where this machine can play nothing. */
export function createPcmPlayer({
  sampleRate,
  channels,
}: {
  sampleRate: number;
  channels: number;
}): PcmPlayer {
  const audio = new AudioContext();
  const out = audio.createGain();
  out.connect(audio.destination);
  const jitter = createJitterBuffer(listeningJitter);
  let held = false;
  const followHeadset = () => setSink(audio, preferences.getState().devices.headset);
  void followHeadset();
  void audio.resume();
  const stopFollowing = preferences.subscribe(({ devices }, before) => {
    if (devices.headset !== before.devices.headset) void followHeadset();
  });
  return {
    play: (bytes) => {
      const samples = monoOfPcm(bytes, channels);
      if (held || samples.length === 0 || audio.state !== 'running') return held ? 0 : levelOf(samples);
      const at = jitter.place(audio.currentTime, samples.length / sampleRate);
      if (at !== undefined) start({ audio, out, at }, samples, sampleRate);
      return levelOf(samples);
    },
    hold: (on) => {
      held = on;
      out.gain.value = on ? 0 : 1;
      jitter.reset();
    },
    close: () => {
      stopFollowing();
      void audio.close();
    },
  };
}

function start(
  { audio, out, at }: { audio: AudioContext; out: AudioNode; at: number },
  samples: Float32Array<ArrayBuffer>,
  sampleRate: number,
): void {
  const buffer = audio.createBuffer(1, samples.length, sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = audio.createBufferSource();
  source.buffer = buffer;
  source.connect(out);
  source.start(at);
}
