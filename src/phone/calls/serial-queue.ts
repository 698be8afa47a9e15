/** Runs tasks one after the other: what changes a call's session must never overlap with itself. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Starts `task` when all before it are done, however they ended; answers what it answers. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task);
    this.#last = mine.catch(() => {});
    return mine;
  }
}
