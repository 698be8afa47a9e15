/** Notices that the machine slept, or that it has another address than before; sockets do not tell either. */

const TICK_MS = 2_000;
/** A tick so much too late means that the machine slept, not that it was busy. */
const SLEPT_MS = 5_000;

export interface NetworkWatchOptions {
  /** Our address towards the PBX as it is now; rejects when there is no way; undefined when nobody asks. */
  findAddress: () => Promise<string | undefined>;
  /** The address in use; undefined before there is one. */
  usedAddress: () => string | undefined;
  onWoke: () => void;
  /** There is a network again, or another one. */
  onChanged: () => void;
  /** Every two seconds, for whatever else must be looked after. */
  onTick: () => void;
}

/** Watches until the returned function is called. */
export function watchNetwork(options: NetworkWatchOptions): () => void {
  let last = Date.now();
  let wasAway = false;
  const check = async (): Promise<void> => {
    const address = await options.findAddress().catch(() => null);
    if (address === null) wasAway = true;
    else if (address !== undefined) {
      const used = options.usedAddress();
      const isNew = wasAway || (used !== undefined && used !== address);
      wasAway = false;
      if (isNew) options.onChanged();
    }
  };
  const timer = setInterval(() => {
    const lateMs = Date.now() - last - TICK_MS;
    last = Date.now();
    if (lateMs > SLEPT_MS) options.onWoke();
    options.onTick();
    void check();
  }, TICK_MS).unref();
  return () => clearInterval(timer);
}
