// The WebSocket to the phone process: commands out, whole snapshots in; the newest window wins.
import { z } from 'zod';
import { workingEveryMs } from '../../shared/phone-limits.ts';
import { refusalCodes, type RefusalParams } from '../../shared/phone-refusal.ts';
import type { PhoneCommand, PhoneCommandInput, PhoneReplies, PhoneState } from '../../shared/phone.ts';
import { ActionError } from '../stores/actions.ts';
import { PhoneRefused } from '../stores/phone-refused.ts';

/**
 * A phone that is there answers or says in between that it is at work, and ends every command itself; so however
 * long an exchange takes, only a phone that is gone is silent for so long.
 */
const longestSilenceMs = 5 * workingEveryMs;
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
    code: z.enum(refusalCodes).optional().catch(undefined),
    params: z.object({ status: z.number().optional(), limit: z.number().optional() }).optional(),
  }),
  z.object({ t: z.literal('working'), re: z.number() }),
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
  /** The phone says that it is there. */
  working: () => void;
  done: (value: unknown) => void;
  fail: (error: ActionError) => void;
}

/** One channel for the life of the page; it reconnects by itself until closed or replaced. */
export class PhoneChannel {
  readonly #address: { url: string; token: string };
  readonly #listener: PhoneListener;
  readonly #silenceMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | undefined;
  #wanted = false;
  #greeted = false;
  #retryMs = firstRetryMs;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 1;

  constructor(
    address: { url: string; token: string },
    listener: PhoneListener,
    silenceMs: number = longestSilenceMs,
  ) {
    this.#address = address;
    this.#listener = listener;
    this.#silenceMs = silenceMs;
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

  /** Rejects with `PhoneRefused`, or with an ActionError `phone-away` when there is no phone that answers. */
  ask<C extends PhoneCommand>(command: C, input: PhoneCommandInput<C>): Promise<PhoneReplies[C]> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN)
      return Promise.reject(new ActionError('phone-away', 'the phone is not connected'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const giveUp = () => this.#take(id)?.fail(new ActionError('phone-away', 'the phone did not answer'));
      let timer = setTimeout(giveUp, this.#silenceMs);
      this.#waiting.set(id, {
        working: () => {
          clearTimeout(timer);
          timer = setTimeout(giveUp, this.#silenceMs);
        },
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
    else if (parsed.data.t === 'working') this.#waiting.get(parsed.data.re)?.working();
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

  #settle({ re, ok, value, error = '', code, params }: Reply): void {
    const asked = this.#take(re);
    if (ok) asked?.done(value);
    else asked?.fail(new PhoneRefused(code && { code, params: definedOf(params) }, error));
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

/** What is there of the parameters. */
function definedOf({ status, limit }: NonNullable<Reply['params']> = {}): RefusalParams {
  return { ...(status !== undefined && { status }), ...(limit !== undefined && { limit }) };
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
