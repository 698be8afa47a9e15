/** Guessing passwords must be slow, whether at one account from many places or at many accounts from one. */

interface Count {
  left: number;
  resetsAt: number;
}

/** Counts attempts by key within a window; `now` is in epoch milliseconds. */
export class AttemptLimit {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #counts = new Map<string, Count>();

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** Keys that are remembered now. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts one attempt before it is made. Returns 0, or how many milliseconds to wait if there were too many. */
  take(key: string, now: number): number {
    const count = this.#countOf(key, now);
    if (count.left <= 0) return count.resetsAt - now;
    count.left -= 1;
    return 0;
  }

  /** Gives back an attempt that turned out to be right. */
  giveBack(key: string, now: number): void {
    const count = this.#countOf(key, now);
    count.left = Math.min(this.#max, count.left + 1);
  }

  #countOf(key: string, now: number): Count {
    const known = this.#counts.get(key);
    if (known !== undefined && known.resetsAt > now) return known;
    if (this.#counts.size >= 50_000) this.#forget(now);
    const fresh = { left: this.#max, resetsAt: now + this.#windowMs };
    this.#counts.set(key, fresh);
    return fresh;
  }

  /** Memory is bounded: what has run out goes first, then whatever is oldest. */
  #forget(now: number): void {
    for (const [key, { resetsAt }] of this.#counts) if (resetsAt <= now) this.#counts.delete(key);
    for (const key of this.#counts.keys()) {
      if (this.#counts.size < 25_000) return;
      this.#counts.delete(key);
    }
  }
}
