/** When a tone was heard and when it was not: what "audio is back" means, to the hundredth of a second. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const sampleRateHz = 8_000;
/** Share of the loudness that must be the tone; a microphone's noise suppression leaves its marks on it. */
const clearShare = 0.6;
const quietest = 100;
/** Four frames: enough to tell the tones of these tests apart, short enough to date a return. */
const windowSamples = 640;
/** The test microphone speaks in pulses with 200 ms between them; a longer silence is an interruption. */
const naturalPauseMs = 400;
/** Pauses that begin later than this after an event are counted as silence, but not as its doing. */
const effectMs = 2_000;
/** Half a minute is longer than any round looks back, an outage's excepted, which reads as it goes. */
const keptSightings = 6_000;

/** Moments (epoch ms) at which the tone was heard, oldest first; about fifty a second while it sounds. */
export class SoundLog {
  #heardAt: number[] = [];

  note(atMs: number): void {
    this.#heardAt.push(atMs);
    if (this.#heardAt.length > 2 * keptSightings) this.#heardAt = this.#heardAt.slice(-keptSightings);
  }

  get heardAt(): readonly number[] {
    return this.#heardAt;
  }
}

/** An ear for the far end: give `hear` every 20 ms of sound, read the log. */
export function listenFor(hz: number): { log: SoundLog; hear: (samples: Int16Array) => void } {
  const log = new SoundLog();
  const window = new Int16Array(windowSamples);
  const hear = (samples: Int16Array): void => {
    window.copyWithin(0, samples.length);
    window.set(samples, window.length - samples.length);
    if (isTone(window, hz)) log.note(Date.now());
  };
  return { log, hear };
}

/** Begins to watch this process's own clock; what it gives back tells the longest hold-up since then (ms). */
export function watchHoldUps(): () => number {
  const lateness = monitorEventLoopDelay({ resolution: 10 });
  lateness.enable();
  return () => {
    lateness.disable();
    return Math.round(lateness.max / 1e6);
  };
}

/** How a sound came through an event. Milliseconds. */
export interface Passage {
  /** From the event until the tone is heard again; pauses that begin within two seconds of the event delay it. */
  backMs: number;
  /** The longest time without it, from just before the event to the end of the round. */
  silenceMs: number;
}

/**
 * Reads a log from `eventAt` to `untilAt` (epoch ms). A sound that never stopped is back as soon as it is heard
 * after the event; one that stopped is back at the end of the last interruption. Undefined while it is silent.
 */
export function passageOf(
  heardAt: readonly number[],
  { eventAt, untilAt }: { eventAt: number; untilAt: number },
): Passage | undefined {
  const before = heardAt.findLast((at) => at <= eventAt) ?? eventAt;
  const after = heardAt.filter((at) => at > eventAt && at <= untilAt);
  const last = after.at(-1);
  if (last === undefined || untilAt - last > naturalPauseMs) return undefined;
  const pauses = after.map((at, index) => ({ until: at, ms: at - (after[index - 1] ?? before) }));
  const back =
    pauses.findLast(({ until, ms }) => ms > naturalPauseMs && until - ms <= eventAt + effectMs) ?? pauses[0];
  return {
    backMs: Math.round((back?.until ?? last) - eventAt),
    silenceMs: Math.round(Math.max(...pauses.map(({ ms }) => ms))),
  };
}

/** True when most of what sounds is this tone (Goertzel). */
function isTone(samples: Int16Array, hz: number): boolean {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
  let last = 0;
  let beforeLast = 0;
  let sum = 0;
  for (const sample of samples) {
    [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
    sum += sample * sample;
  }
  const level = Math.sqrt(sum / samples.length);
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  const tone = (Math.sqrt(Math.max(0, power)) / samples.length) * Math.SQRT2;
  return level > quietest && tone / level > clearShare;
}
