/** Runs tasks one after the other: what changes a call's session must never overlap with itself. */
import { Refusal } from '../refusal.ts';

export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Starts `task` when all before it are done, however they ended; answers what it answers. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** The same, but a task whose turn does not come within `patienceMs` is left out: refused in these words. */
  runSoon<T>(
    task: () => Promise<T>,
    { patienceMs, reason }: { patienceMs: number; reason: string },
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let isGivenUp = false;
      const patience = setTimeout(() => {
        isGivenUp = true;
        reject(new Refusal('changing', reason));
      }, patienceMs);
      const start = async (): Promise<void> => {
        clearTimeout(patience);
        if (!isGivenUp) await task().then(resolve, reject);
      };
      void this.run(start);
    });
  }
}
