// The sounds a person expects of a telephone (ringback, busy, waiting, hang-up), made on the spot in the headset.
import type { ComfortTone } from '../../shared/phone.ts';

/** Frequencies in hertz and the cadence in seconds, on and off by turns; Mexico's plan (ITU-T E.180, supplement 2). */
interface Cadence {
  hz: readonly number[];
  pattern: readonly number[];
  gain: number;
}

const cadences: Record<ComfortTone, Cadence> = {
  ringback: { hz: [425], pattern: [1, 4], gain: 0.06 },
  busy: { hz: [425], pattern: [0.25, 0.25], gain: 0.06 },
  // Under a conversation: short, soft, seldom.
  waiting: { hz: [425], pattern: [0.2, 0.6, 0.2, 9], gain: 0.04 },
  hangup: { hz: [480, 620], pattern: [0.18, 0.12, 0.18, 30], gain: 0.05 },
};
const fadeS = 0.01;

export interface ComfortTones {
  /** Plays a tone until told another, or none; the same again goes on without a break. */
  play: (tone: ComfortTone | undefined) => void;
  /** The loudspeaker (`MediaDeviceInfo.deviceId`); undefined: the system's. */
  useDevice: (deviceId: string | undefined) => void;
}

export function createComfortTones(): ComfortTones {
  let audio: AudioContext | undefined;
  let device: string | undefined;
  let playing: ComfortTone | undefined;
  let stop: () => void = () => undefined;

  return {
    play: (tone) => {
      if (tone === playing) return;
      playing = tone;
      stop();
      stop = () => undefined;
      if (!tone) return;
      audio ??= new AudioContext();
      void setSink(audio, device);
      void audio.resume();
      stop = start(audio, cadences[tone]);
    },
    useDevice: (deviceId) => {
      device = deviceId;
      if (audio) void setSink(audio, deviceId);
    },
  };
}

/** Plays on this loudspeaker from now on; one that is gone leaves the sound where it was. */
export async function setSink(audio: AudioContext, deviceId: string | undefined): Promise<void> {
  // Not in TypeScript's DOM yet: https://developer.mozilla.org/docs/Web/API/AudioContext/setSinkId
  const { setSinkId } = audio as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  await setSinkId?.call(audio, deviceId ?? '').catch(() => undefined);
}

/** Schedules the cadence period by period until the returned function is called. */
function start(audio: AudioContext, { hz, pattern, gain }: Cadence): () => void {
  const output = audio.createGain();
  output.gain.value = gain;
  output.connect(audio.destination);
  const shape = audio.createGain();
  shape.gain.value = 0;
  shape.connect(output);
  const sources = hz.map((frequency) => {
    const source = audio.createOscillator();
    source.frequency.value = frequency;
    source.connect(shape);
    source.start();
    return source;
  });
  const periodS = pattern.reduce((sum, part) => sum + part, 0);
  let at = audio.currentTime;
  const period = (): void => {
    pattern.forEach((lengthS, i) => {
      const level = i % 2 === 0 ? 1 : 0;
      shape.gain.setValueAtTime(1 - level, at);
      shape.gain.linearRampToValueAtTime(level, at + fadeS);
      at += lengthS;
    });
  };
  period();
  const timer = setInterval(period, periodS * 1_000);
  return () => {
    clearInterval(timer);
    for (const source of sources) source.stop();
    output.disconnect();
  };
}
