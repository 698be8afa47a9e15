/** Which packets of a stream were taken already (RFC 3711 §3.3.1–3.3.2): an old one played again must not be heard. */

/** Packets this far behind the newest are too old to be told from repeats. RFC 3711 asks for 64 or more. */
const WINDOW = 512;
const NUMBERS = 0x1_0000;

export class ReplayWindow {
  #highest: number | undefined;
  readonly #taken = new Set<number>();

  /** The index (sequence number with its wraps) nearest to the newest that ends in `sequence`; negative: before the first wrap. */
  nearest(sequence: number): number {
    if (this.#highest === undefined) return sequence;
    const step = ((sequence - (this.#highest % NUMBERS)) << 16) >> 16;
    return this.#highest + step;
  }

  has(index: number): boolean {
    if (this.#highest === undefined) return false;
    return index <= this.#highest - WINDOW || this.#taken.has(index);
  }

  /** Only for packets that proved genuine. */
  add(index: number): void {
    this.#taken.add(index);
    this.#highest = Math.max(this.#highest ?? index, index);
    // Sets keep the order of insertion: the front is oldest, but for a few swapped packets.
    for (const old of this.#taken) {
      if (this.#taken.size <= WINDOW) break;
      this.#taken.delete(old);
    }
  }
}
