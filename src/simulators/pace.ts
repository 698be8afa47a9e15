/** People take their time; tests do not have it. One number says how many times faster than life everybody acts. */
import { setTimeout as sleep } from 'node:timers/promises';

export class Pace {
  readonly speed: number;
  readonly #stop = new AbortController();

  constructor(speed = 1) {
    this.speed = speed > 0 ? speed : 1;
    // Every waiting person listens to it.
    this.#stop.signal.addEventListener('abort', () => undefined);
  }

  /** Waits `ms` of life. False if the world ended, or `signal` said so, meanwhile. */
  async wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    const signals = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    return sleep(ms / this.speed, true, { signal: signals, ref: false }).catch(() => false);
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Ends every wait. */
  stop(): void {
    this.#stop.abort();
  }
}
