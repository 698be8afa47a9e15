// When each piece of a sound that comes over a network is played: late enough that none is missed, early enough to follow a talk.

/** All in seconds. */
export interface JitterOptions {
  /** How long the first piece waits, so that the next ones may be late. */
  delayS: number;
  /** More than this waiting to be played is too old: what comes then is left out. */
  mostS: number;
}

/** A fifth of a second is heard as now; Vapi's pieces come every 20 to 100 ms. */
export const listeningJitter: JitterOptions = { delayS: 0.2, mostS: 0.6 };

/**
 * Places pieces one behind the other on the clock of the loudspeaker. `place` gives the time to play a piece at, or
 * undefined where it is to be left out.
 */
export function createJitterBuffer({ delayS, mostS }: JitterOptions): {
  place: (nowS: number, lengthS: number) => number | undefined;
  reset: () => void;
} {
  let nextS: number | undefined;
  return {
    place: (nowS, lengthS) => {
      // The first piece, or one after a silence: there is nothing left to be played.
      if (nextS === undefined || nextS < nowS) nextS = nowS + delayS;
      if (nextS - nowS > mostS) return undefined;
      const at = nextS;
      nextS += lengthS;
      return at;
    },
    reset: () => {
      nextS = undefined;
    },
  };
}

/** 16-bit little-endian samples as one channel of numbers from −1 to 1; several channels become their mean. */
export function monoOfPcm(bytes: Uint8Array, channels: number): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mono = new Float32Array(Math.floor(bytes.byteLength / (2 * channels)));
  for (let index = 0; index < mono.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1)
      sum += view.getInt16(2 * (index * channels + channel), true);
    mono[index] = sum / (channels * 32_768);
  }
  return mono;
}

/** Root mean square, 0–1. */
export function levelOf(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
