/** One line to Vapi for each call that is listened to, however many listen; it is let go with the last of them. */
import type { SoundEnd } from '../../shared/push.ts';
import { openSound, type SoundEnv, type SoundFormat } from '../gateways/vapi-sound.ts';

/** Whoever listens; `end` comes once, unless they stopped by themselves. */
export interface Listener {
  hear: (pcm: Buffer) => void;
  end: (reason: SoundEnd) => void;
}

interface Share {
  listeners: Set<Listener>;
  format: Promise<SoundFormat | undefined>;
  close: () => void;
}

export interface SoundSourceOptions {
  env: SoundEnv;
  /** Whether Vapi is still in this call. */
  isUp: (callId: string) => Promise<boolean>;
}

const checkMs = 5_000;
const formatMs = 6_000;

export class ListenShare {
  readonly #options: SoundSourceOptions;
  readonly #shares = new Map<string, Share>();
  readonly #check: NodeJS.Timeout;

  constructor(options: SoundSourceOptions) {
    this.#options = options;
    // Vapi lets go of its listeners with the call; this is for when it does not.
    this.#check = setInterval(() => {
      for (const callId of this.#shares.keys()) void this.#endIfOver(callId);
    }, checkMs).unref();
  }

  /** Listens until the end, or until `leave`; undefined where there is nothing to hear. */
  async join(callId: string, listenUrl: string, listener: Listener): Promise<SoundFormat | undefined> {
    const share = this.#shares.get(callId) ?? this.#open(callId, listenUrl);
    if (share === undefined) return undefined;
    share.listeners.add(listener);
    const format = await share.format;
    if (format === undefined) this.leave(callId, listener);
    return format;
  }

  leave(callId: string, listener: Listener): void {
    const share = this.#shares.get(callId);
    if (share?.listeners.delete(listener) !== true || share.listeners.size > 0) return;
    this.#shares.delete(callId);
    share.close();
  }

  /** How many lines to Vapi are open. */
  get lines(): number {
    return this.#shares.size;
  }

  stop(): void {
    clearInterval(this.#check);
    for (const callId of [...this.#shares.keys()]) this.#end(callId, 'lost');
  }

  #open(callId: string, listenUrl: string): Share | undefined {
    const listeners = new Set<Listener>();
    const format = Promise.withResolvers<SoundFormat | undefined>();
    const source = openSound(listenUrl, this.#options.env, {
      format: format.resolve,
      pcm: (frame) => listeners.forEach(({ hear }) => hear(frame)),
      end: () => {
        format.resolve(undefined);
        if (this.#shares.get(callId)?.listeners === listeners) void this.#endWithReason(callId);
      },
    });
    if (source === undefined) return undefined;
    const timer = setTimeout(() => format.resolve(undefined), formatMs).unref();
    void format.promise.then(() => clearTimeout(timer));
    const share: Share = { listeners, format: format.promise, close: source.close };
    this.#shares.set(callId, share);
    return share;
  }

  async #endWithReason(callId: string): Promise<void> {
    const isUp = await this.#options.isUp(callId).catch(() => true);
    this.#end(callId, isUp ? 'lost' : 'call-over');
  }

  async #endIfOver(callId: string): Promise<void> {
    if (!(await this.#options.isUp(callId).catch(() => true))) this.#end(callId, 'call-over');
  }

  #end(callId: string, reason: SoundEnd): void {
    const share = this.#shares.get(callId);
    if (share === undefined) return;
    this.#shares.delete(callId);
    share.close();
    for (const { end } of share.listeners) end(reason);
  }
}
