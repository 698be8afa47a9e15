/**
 * Evens out one talker's packets (late, swapped, of any size) into samples drawn at our own pace, because three
 * voices can only be added when all are laid on one clock. What did not come in time is silence.
 */

/** How long a sample waits before it is played: two packets, so that one may be a whole packet late. */
const DELAY_SAMPLES = 320;
/** More waiting than this means the talker's clock is faster, or a burst came: the oldest is skipped. */
const MAX_WAITING_SAMPLES = 1_600;
/** About a second; a timestamp further away than half of it belongs to another stretch of the talker. */
const RING_SAMPLES = 8_192;

export class PlayoutBuffer {
  readonly #ring = new Int16Array(RING_SAMPLES);
  /** Timestamp of the next sample to play; undefined until the talker (re)starts. */
  #next: number | undefined;
  /** Timestamp after the newest sample. */
  #end = 0;

  /** Takes samples at 8000 Hz; `timestamp` is RTP's (32 bits, wraps). Too late ones are dropped. */
  push(samples: Int16Array, timestamp: number): void {
    if (this.#next === undefined || Math.abs((timestamp - this.#next) | 0) > RING_SAMPLES / 2)
      this.#restart(timestamp);
    const next = this.#next ?? timestamp;
    for (let i = 0; i < samples.length; i++) {
      const at = (timestamp + i) >>> 0;
      if (((at - next) | 0) >= 0) this.#ring[at % RING_SAMPLES] = samples[i] as number;
    }
    const end = (timestamp + samples.length) >>> 0;
    if (((end - this.#end) | 0) > 0) this.#end = end;
    const waiting = (this.#end - next) | 0;
    if (waiting > MAX_WAITING_SAMPLES) this.#skip(waiting - DELAY_SAMPLES);
  }

  /** The next `count` samples; silence where nothing came. */
  pull(count: number): Int16Array {
    const out = new Int16Array(count);
    if (this.#next === undefined) return out;
    for (let i = 0; i < count; i++) {
      const at = (this.#next + i) % RING_SAMPLES;
      out[i] = this.#ring[at] as number;
      this.#ring[at] = 0;
    }
    this.#next = (this.#next + count) >>> 0;
    // Ran dry: the talker paused, or its clock is slower. Whatever comes next waits again.
    if (((this.#end - this.#next) | 0) <= 0) this.#next = undefined;
    return out;
  }

  /** The talker is gone or another begins. */
  reset(): void {
    this.#ring.fill(0);
    this.#next = undefined;
  }

  #restart(timestamp: number): void {
    this.reset();
    this.#next = (timestamp - DELAY_SAMPLES) >>> 0;
    this.#end = timestamp;
  }

  #skip(count: number): void {
    this.pull(count);
  }
}
