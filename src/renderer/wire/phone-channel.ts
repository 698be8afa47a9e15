// The WebSocket to the phone process: commands out, whole snapshots in; the newest window wins.
import { z } from 'zod';
import type { PhoneCommand, PhoneCommandInput, PhoneReplies, PhoneState } from '../../shared/phone.ts';
import { ActionError } from '../stores/actions.ts';

/** Longer than the phone waits for the exchange (8 s), so that it is not blamed for the exchange's silence. */
const replyTimeoutMs = 15_000;
const firstRetryMs = 250;
const lastRetryMs = 3_000;
const replacedCode = 4001;

const frame = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('state'),
    state: z.looseObject({
      registration: z.looseObject({ phase: z.string() }),
      calls: z.array(z.looseObject({ id: z.string(), phase: z.string() })),
      audio: z.string(),
      backend: z.string(),
    }),
  }),
  z.object({ t: z.literal('replaced') }),
  z.object({
    t: z.literal('reply'),
    re: z.number(),
    ok: z.boolean(),
    value: z.unknown().optional(),
    error: z.string().optional(),
  }),
]);
type Reply = Extract<z.infer<typeof frame>, { t: 'reply' }>;

export interface PhoneListener {
  /** The phone has taken this page; also after each reconnection. */
  onUp: () => void;
  onDown: () => void;
  onState: (state: PhoneState) => void;
  onReplaced: () => void;
}

interface Waiting {
  done: (value: unknown) => void;
  fail: (error: ActionError) => void;
}

/** One channel for the life of the page; it reconnects by itself until closed or replaced. */
export class PhoneChannel {
  readonly #address: { url: string; token: string };
  readonly #listener: PhoneListener;
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | undefined;
  #wanted = false;
  #greeted = false;
  #retryMs = firstRetryMs;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 1;

  constructor(address: { url: string; token: string }, listener: PhoneListener) {
    this.#address = address;
    this.#listener = listener;
  }

  /** Connects, also after having been replaced by another window. */
  open(): void {
    this.#wanted = true;
    this.#retryMs = firstRetryMs;
    this.#forget();
    this.#connect();
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#retryTimer);
    this.#forget();
  }

  /** Rejects with ActionError: `phone-away` without an answer, `phone` with the phone's own words. */
  ask<C extends PhoneCommand>(command: C, input: PhoneCommandInput<C>): Promise<PhoneReplies[C]> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN)
      return Promise.reject(new ActionError('phone-away', 'the phone is not connected'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#take(id)?.fail(new ActionError('phone-away', 'the phone did not answer')),
        replyTimeoutMs,
      );
      this.#waiting.set(id, {
        done: (value) => {
          clearTimeout(timer);
          resolve(value as PhoneReplies[C]);
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      socket.send(JSON.stringify({ id, do: command, with: input }));
    });
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(this.#address.url);
    this.#socket = socket;
    this.#greeted = false;
    socket.onopen = () => socket.send(JSON.stringify({ hello: this.#address.token }));
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#read(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lose(code);
    };
  }

  #read(data: unknown): void {
    const parsed = frame.safeParse(parseJson(data));
    if (!parsed.success) return;
    if (parsed.data.t === 'replaced') this.#giveWay();
    else if (parsed.data.t === 'reply') this.#settle(parsed.data);
    else {
      this.#listener.onState(parsed.data.state as unknown as PhoneState);
      this.#greet();
    }
  }

  /** The first snapshot is the phone's welcome: only then is the token known to be good. */
  #greet(): void {
    if (this.#greeted) return;
    this.#greeted = true;
    this.#retryMs = firstRetryMs;
    this.#listener.onUp();
  }

  #settle({ re, ok, value, error }: Reply): void {
    const asked = this.#take(re);
    if (ok) asked?.done(value);
    else asked?.fail(new ActionError('phone', error ?? ''));
  }

  #take(id: number): Waiting | undefined {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    return asked;
  }

  #giveWay(): void {
    this.#wanted = false;
    this.#listener.onReplaced();
  }

  #lose(code: number): void {
    this.#forget();
    if (code === replacedCode && this.#wanted) this.#giveWay();
    if (!this.#wanted) return;
    this.#listener.onDown();
    this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  /** Lets the socket go; whoever waits for an answer on it will get none. */
  #forget(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    for (const asked of this.#waiting.values())
      asked.fail(new ActionError('phone-away', 'the phone went away'));
    this.#waiting.clear();
  }
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
