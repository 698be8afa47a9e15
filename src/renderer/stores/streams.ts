// The streams this console watches, and the speech that is not settled yet.
import { create } from 'zustand';
import type { StreamEvent } from '../../shared/events.ts';
import { emptyLog, receiveEvents, type StreamLog } from './stream-log.ts';

/** Speech being heard; replaced by the settled line and never kept. */
export interface Speech {
  role: 'lead' | 'ai';
  text: string;
}

interface Streams {
  /** By stream name, `call:<id>` or `lead:<id>`. */
  logs: Record<string, StreamLog>;
  /** By call id. */
  speech: Record<string, Speech>;
}

export const streams = create<Streams>()(() => ({ logs: {}, speech: {} }));

/** What we hold of `stream`; an empty log if nothing. */
export function logOf(stream: string): StreamLog {
  return streams.getState().logs[stream] ?? emptyLog;
}

/** Adds events to their stream; a settled line of a speaker ends that call's unsettled speech. */
export function addEvents(stream: string, events: readonly StreamEvent[], head?: number): void {
  streams.setState((state) => {
    const before = state.logs[stream] ?? emptyLog;
    const log = receiveEvents(before, events, head);
    if (log === before) return state;
    return { logs: { ...state.logs, [stream]: log }, speech: withoutSettled(state.speech, stream, events) };
  });
}

/** Shows what is being said; an empty text ends it. */
export function hearSpeech(callId: string, speech: Speech): void {
  streams.setState((state) => {
    const { [callId]: _, ...others } = state.speech;
    return { speech: speech.text === '' ? others : { ...others, [callId]: speech } };
  });
}

/** Forgets streams nobody looks at any more, and the speech that was heard in them. */
export function dropStreams(names: readonly string[]): void {
  streams.setState((state) => {
    const logs = { ...state.logs };
    const speech = { ...state.speech };
    for (const name of names) {
      delete logs[name];
      delete speech[callOf(name)];
    }
    return { logs, speech };
  });
}

/** The call that a stream is of; empty for a lead's. */
const callOf = (stream: string): string => (stream.startsWith('call:') ? stream.slice(5) : '');

function withoutSettled(
  speech: Record<string, Speech>,
  stream: string,
  events: readonly StreamEvent[],
): Record<string, Speech> {
  const callId = callOf(stream);
  const heard = speech[callId];
  const over = events.some(
    (e) => e.type === 'call.ended' || (e.type === 'transcript.added' && heard && e.data.role === heard.role),
  );
  if (!heard || !over) return speech;
  const { [callId]: _, ...others } = speech;
  return others;
}
