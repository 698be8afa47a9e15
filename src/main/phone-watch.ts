/**
 * Main's own eye on the phone: it sees a ring whatever the page does, and can answer, refuse and end calls itself.
 * Comes back by itself when the phone was started again.
 */
import { WebSocket } from 'ws';
import { observedFrame } from '../shared/phone-observer.ts';
import type {
  ObservedFrame,
  ObservedPhone,
  ObserverCommand,
  ObserverCommandInput,
} from '../shared/phone-observer.ts';
import type { MainLog } from './main-log.ts';

const firstDelayMs = 100;
const longestDelayMs = 1_000;
/** A phone that says nothing for so long is not there for a key that was pressed. */
const answerLimitMs = 3_000;
/** A connection that does not come about is given up, for the next one may. */
const connectLimitMs = 2_000;

export interface PhoneWatchOptions {
  url: string;
  token: string;
  /** Undefined: the phone is not there. */
  onState: (state: ObservedPhone | undefined) => void;
  log: MainLog;
}

/** The phone was there and said no; whoever asks it in another way hears the same. */
export class PhoneRefusal extends Error {}

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

export class PhoneWatch {
  readonly #options: PhoneWatchOptions;
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | undefined;
  #state: ObservedPhone | undefined;
  #nextId = 1;
  #delayMs = firstDelayMs;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: PhoneWatchOptions) {
    this.#options = options;
    this.#connect();
  }

  /** The phone as it was told last; undefined while it is not there. */
  get state(): ObservedPhone | undefined {
    return this.#state;
  }

  /** Resolves when the phone has done it; rejects with a `PhoneRefusal` when it refuses, else in words when it is not there or says nothing for 3 s. */
  ask<C extends ObserverCommand>(command: C, data: ObserverCommandInput<C>): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error('the phone is not there'));
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const limit = setTimeout(() => reject(new Error('the phone does not answer')), answerLimitMs);
    this.#waiting.set(id, { resolve: () => resolve(undefined), reject });
    socket.send(JSON.stringify({ id, do: command, with: data }));
    return promise.finally(() => {
      clearTimeout(limit);
      this.#waiting.delete(id);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
  }

  #connect(): void {
    const socket = new WebSocket(this.#options.url, { handshakeTimeout: connectLimitMs });
    this.#socket = socket;
    socket.on('open', () => socket.send(JSON.stringify({ observe: this.#options.token })));
    socket.on('message', (raw) => this.#take(String(raw)));
    // `close` follows every error and says what there is to say.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#lost());
  }

  #lost(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the phone went away'));
    if (this.#isClosed) return;
    if (this.#state !== undefined) {
      this.#options.log({ event: 'phone out of sight' });
      this.#state = undefined;
      this.#options.onState(undefined);
    }
    this.#timer = setTimeout(() => this.#connect(), this.#delayMs);
    this.#delayMs = Math.min(longestDelayMs, this.#delayMs * 2);
  }

  #take(raw: string): void {
    const frame = readFrame(raw);
    if (frame === undefined) return this.#options.log({ event: 'phone said something unknown' });
    if (frame.t === 'observed') {
      if (this.#state === undefined) this.#options.log({ event: 'phone in sight' });
      this.#delayMs = firstDelayMs;
      this.#state = frame.state;
      return this.#options.onState(frame.state);
    }
    const waiting = this.#waiting.get(frame.re);
    if (frame.ok) waiting?.resolve();
    else waiting?.reject(new PhoneRefusal(frame.error ?? 'refused'));
  }
}

function readFrame(raw: string): ObservedFrame | undefined {
  try {
    return observedFrame.parse(JSON.parse(raw));
  } catch {
    return undefined;
  }
}
