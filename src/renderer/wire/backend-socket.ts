// The live half of the backend's wire: it stays connected by itself, and asks for what a stream is missing.
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { StreamEvent } from '../../shared/events.ts';
import type { BackendToConsole, ConsoleToBackend, WatchAnswer } from '../../shared/push.ts';
import { addEvents, dropStreams, logOf } from '../stores/streams.ts';
import { hasGap, lastSeq } from '../stores/stream-log.ts';

export type ConsoleSocket = Socket<BackendToConsole, ConsoleToBackend>;

const answerTimeoutMs = 8_000;
const retryMs = 1_000;
const mostRetries = 8;

/** What an event must at least be, to be put in its place; its data is typed by its name. */
const envelope = z.object({
  stream: z.string(),
  seq: z.number().int().positive(),
  type: z.string(),
  at: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** Opens the namespace `/console` for one session; connects when told to. */
export function openConsoleSocket(backendUrl: string, token: string): ConsoleSocket {
  return io(new URL('/console', backendUrl).href, {
    auth: { token },
    autoConnect: false,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 400,
    reconnectionDelayMax: 4_000,
    timeout: 8_000,
  });
}

/** True if what came over the wire has the shape of an event. */
export function isStreamEvent(value: unknown): value is StreamEvent {
  return envelope.safeParse(value).success;
}

export interface StreamWatch {
  /** Watches exactly these streams; those no longer named are left and forgotten. */
  set: (names: readonly string[]) => void;
  /** After a (re)connection: asks each stream for what was missed. */
  resume: () => void;
}

/** Keeps watched streams whole: takes pushed events, sees gaps, fills them, one question per stream at a time. */
export function watchStreams(socket: ConsoleSocket): StreamWatch {
  const watched = new Set<string>();
  const asking = new Set<string>();
  const failures = new Map<string, number>();

  /** At once while it brings something; a refusal or a silence is asked again, but not for ever. */
  function again(stream: string, answer: WatchAnswer | undefined): void {
    const progress = answer?.ok === true && answer.events.length > 0;
    const tries = progress ? 0 : (failures.get(stream) ?? 0) + 1;
    failures.set(stream, tries);
    if (tries <= mostRetries) setTimeout(() => void fill(stream), progress ? 0 : retryMs * tries);
  }

  async function fill(stream: string): Promise<void> {
    if (asking.has(stream) || !socket.connected) return;
    asking.add(stream);
    const answer = await askWatch(socket, stream);
    asking.delete(stream);
    if (!watched.has(stream) || !socket.connected) return;
    if (answer?.ok) addEvents(stream, answer.events.filter(isStreamEvent), answer.head);
    if (answer?.ok !== true || hasGap(logOf(stream))) again(stream, answer);
  }

  socket.on('event', (event) => {
    if (!isStreamEvent(event) || !watched.has(event.stream)) return;
    addEvents(event.stream, [event]);
    if (hasGap(logOf(event.stream))) void fill(event.stream);
  });
  return {
    set: (names) => {
      const gone = [...watched].filter((name) => !names.includes(name));
      for (const stream of gone) {
        watched.delete(stream);
        socket.emit('unwatch', { stream });
      }
      dropStreams(gone);
      for (const name of names) {
        if (watched.has(name)) continue;
        watched.add(name);
        void fill(name);
      }
    },
    resume: () => {
      failures.clear();
      for (const name of watched) void fill(name);
    },
  };
}

async function askWatch(socket: ConsoleSocket, stream: string): Promise<WatchAnswer | undefined> {
  try {
    return await socket
      .timeout(answerTimeoutMs)
      .emitWithAck('watch', { stream, after: lastSeq(logOf(stream)) });
  } catch {
    return undefined; // not answered in time: the caller asks again
  }
}
