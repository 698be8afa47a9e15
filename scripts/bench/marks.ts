/**
 * Voice that can be recognised again: each 20 ms of µ-law carries a number, so that the same voice at the other
 * end tells how long it took. Both ends are in this process, so there is one clock.
 */
import { FRAME_SAMPLES } from '../../src/shared/g711.ts';

const FRAME_MS = 20;
/** Codes that survive being decoded and encoded again; 0x7f and 0xff (both zero) would not. */
const MAGIC = Buffer.from([0x12, 0x34, 0x56, 0x2a]);
const DIGIT = 0x20;
const DIGITS = 8;

/** The marks of one direction: makes them, and notes how long each took. */
export class Marks {
  /** Milliseconds each recognised mark took. */
  tookMs: number[] = [];
  sent = 0;
  /** Called with the first mark that arrives after `expectFirst`. */
  #onFirst: ((atMs: number) => void) | undefined;
  readonly #sentAt = new Map<number, number>();
  #next = 1;

  /** The next marked frame, stamped with now: to be sent at once. */
  next(): Buffer {
    const number = this.#next++;
    this.sent += 1;
    const frame = Buffer.alloc(FRAME_SAMPLES, 0x55);
    MAGIC.copy(frame);
    for (let digit = 0; digit < DIGITS; digit++)
      frame[MAGIC.length + digit] = DIGIT + ((number >>> (4 * digit)) & 0xf);
    this.#sentAt.set(number, performance.now());
    return frame;
  }

  /** What arrived; anything unmarked is ignored. */
  take(ulaw: Uint8Array): void {
    const now = performance.now();
    if (ulaw.length < MAGIC.length + DIGITS || !MAGIC.every((byte, i) => ulaw[i] === byte)) return;
    let number = 0;
    for (let digit = 0; digit < DIGITS; digit++)
      number |= ((ulaw[MAGIC.length + digit] ?? DIGIT) - DIGIT) << (4 * digit);
    const sentAt = this.#sentAt.get(number);
    if (sentAt === undefined) return;
    this.#sentAt.delete(number);
    this.tookMs.push(now - sentAt);
    this.#onFirst?.(now);
    this.#onFirst = undefined;
  }

  /** Resolves with when (performance.now) the next mark arrives. */
  first(): Promise<number> {
    return new Promise((resolve) => (this.#onFirst = resolve));
  }

  forget(): void {
    this.tookMs = [];
    this.sent = 0;
    this.#sentAt.clear();
  }
}

/** Calls `send` every 20 ms, catching up when it was late; answers what ends it. */
export function everyFrame(send: () => void): () => void {
  let nextMs = performance.now();
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    for (const now = performance.now(); nextMs <= now; nextMs += FRAME_MS) send();
    timer = setTimeout(tick, Math.max(1, nextMs - performance.now()));
  };
  tick();
  return () => clearTimeout(timer);
}
