// The WebSocket to the phone process: commands out, whole snapshots in; the newest window wins.
import { z } from 'zod';
import type { PhoneCommand, PhoneCommandInput, PhoneReplies, PhoneState } from '../../shared/phone.ts';
import { ActionError } from '../stores/actions.ts';

const replyTimeoutMs = 8_000;
const firstRetryMs = 250;
const lastRetryMs = 3_000;
const replacedCode = 4001;

const frame = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('state'),
    state: z.object({
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

export interface PhoneListener {
  onUp: () => void;
  onDown: () => void;
  onState: (state: PhoneState) => void;
  onReplaced: () => void;
}

export interface PhoneChannel {
  /** Rejects with ActionError: `phone-away` without an answer, `phone` with the phone's own words. */
  ask: <C extends PhoneCommand>(command: C, input: PhoneCommandInput<C>) => Promise<PhoneReplies[C]>;
  /** Connects, also after having been replaced by another window. */
  open: () => void;
  close: () => void;
}

interface Waiting {
  done: (value: unknown) => void;
  fail: (error: ActionError) => void;
}

/** One channel for the life of the page; it reconnects by itself until closed or replaced. */
export function createPhoneChannel(
  address: { url: string; token: string },
  listener: PhoneListener,
): PhoneChannel {
  let socket: WebSocket | undefined;
  let wanted = false;
  let retryMs = firstRetryMs;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let nextId = 1;
  let greeted = false;
  const waiting = new Map<number, Waiting>();

  function connect(): void {
    clearTimeout(retryTimer);
    const current = new WebSocket(address.url);
    socket = current;
    current.onopen = () => {
      greeted = false;
      current.send(JSON.stringify({ hello: address.token }));
    };
    current.onmessage = (message) => {
      if (socket === current) take(message.data);
    };
    current.onclose = (closing) => {
      if (socket === current) lose(closing.code);
    };
  }

  function take(data: unknown): void {
    const parsed = frame.safeParse(parseJson(data));
    if (!parsed.success) return;
    if (parsed.data.t === 'state') {
      listener.onState(parsed.data.state as unknown as PhoneState);
      if (!greeted) greet();
    } else if (parsed.data.t === 'replaced') giveWay();
    else settle(parsed.data);
  }

  /** The first snapshot is the phone's welcome: only then is the token known to be good. */
  function greet(): void {
    greeted = true;
    retryMs = firstRetryMs;
    listener.onUp();
  }

  function settle(reply: { re: number; ok: boolean; value?: unknown; error?: string | undefined }): void {
    const asked = waiting.get(reply.re);
    waiting.delete(reply.re);
    if (reply.ok) asked?.done(reply.value);
    else asked?.fail(new ActionError('phone', reply.error ?? ''));
  }

  function giveWay(): void {
    wanted = false;
    listener.onReplaced();
  }

  function lose(code: number): void {
    socket = undefined;
    for (const asked of waiting.values()) asked.fail(new ActionError('phone-away', 'the phone went away'));
    waiting.clear();
    if (code === replacedCode && wanted) giveWay();
    if (!wanted) return;
    listener.onDown();
    retryTimer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  }

  return {
    ask: (command, input) => {
      const current = socket;
      if (current?.readyState !== WebSocket.OPEN)
        return Promise.reject(new ActionError('phone-away', 'the phone is not connected'));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new ActionError('phone-away', 'the phone did not answer'));
        }, replyTimeoutMs);
        waiting.set(id, {
          done: (value) => (clearTimeout(timer), resolve(value as never)),
          fail: (error) => (clearTimeout(timer), reject(error)),
        });
        current.send(JSON.stringify({ id, do: command, with: input }));
      });
    },
    open: () => {
      wanted = true;
      retryMs = firstRetryMs;
      const left = socket;
      socket = undefined;
      left?.close();
      connect();
    },
    close: () => {
      wanted = false;
      clearTimeout(retryTimer);
      socket?.close();
      socket = undefined;
    },
  };
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
