/**
 * The whole wire backend → console: Socket.IO namespace `/console`, authenticated with `auth: { token }`
 * (a session of kind `console`; refused with the error `unauthorized`). Everything pushed derives from a
 * committed event. Streams are numbered; a console that sees a gap, or comes back, asks with `watch` from the
 * last number it has and gets what it missed.
 */
import { z } from 'zod';
import type { ForcedState } from './api.ts';
import type { BoardAnswer, BoardChange, Dialling, ListenAnswer, listenRequest } from './board.ts';
import type { CallSummary } from './call.ts';
import type { Chat } from './desk.ts';
import type { EscalationOffer } from './escalation.ts';
import type { CallRefusal, RefusableAction, StreamEvent } from './events.ts';
import type { LeadSummary } from './lead.ts';

export type AgentState = 'offline' | 'available' | 'busy' | 'wrap-up' | 'away';

export interface AgentSummary {
  id: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
  extension: string | null;
  state: AgentState;
  stateReason: string | null;
  stateSince: string;
  /** When the state ends by itself (wrap-up), or null. */
  stateUntil: string | null;
  phoneRegistered: boolean;
}

/** Counters on top of the console; pushed when they change, at most twice a second. */
export interface Overview {
  queued: number;
  /** ISO 8601, or null with an empty queue. */
  oldestQueuedAt: string | null;
  live: number;
  escalating: number;
  agentsAvailable: number;
}

export interface LeadMerge {
  id: string;
  droppedId: string;
}

export interface ActRefused {
  id: string;
  callId: string;
  leadId: string;
  action: RefusableAction;
  why: CallRefusal;
  /** What was to be said or heeded. */
  text?: string;
  at: string;
}

export interface BackendToConsole {
  /** An event of a stream this socket watches. */
  event: (event: StreamEvent) => void;
  /** Speech not settled yet: shown, never kept, not numbered. */
  speech: (partial: { callId: string; role: 'lead' | 'ai'; text: string }) => void;
  'lead.changed': (lead: LeadSummary) => void;
  /** Two leads turned out to be one person: `droppedId` is gone, and whatever was of it is now of `id`. */
  'lead.merged': (merge: LeadMerge) => void;
  'call.changed': (call: CallSummary) => void;
  'agent.changed': (agent: AgentSummary) => void;
  /** To the agent's own consoles: a supervisor has set their state. */
  'state.forced': (forced: ForcedState) => void;
  overview: (overview: Overview) => void;
  /** To the reserved agent's consoles only; repeated on every change until `status` is an end. */
  'escalation.offered': (offer: EscalationOffer) => void;
  'escalation.withdrawn': (gone: { escalationId: string; attemptId: string }) => void;
  'task.changed': (task: { id: string }) => void;
  /** To the agent's own consoles: a wrap-up was opened, saved or prolonged; ask for the list. */
  'wrap-up.changed': (wrapUp: { id: string }) => void;
  /** A chat changed hands or was written to; whose it is may have changed. */
  'chat.changed': (chat: Chat) => void;
  /** An administrator changed reasons, dispositions, templates, people or the directory. */
  'choices.changed': () => void;
  /** The session ended elsewhere: sign in again. */
  revoked: () => void;
  /** Somebody stopped the line of calls, or let it go on; told to whoever comes, too. */
  dialling: (dialling: Dialling) => void;
  /**
   * To those who joined the board: what changed on it, at most ten times a second. Never repeated after a cut:
   * whoever connects again, recovered or not, joins again.
   */
  board: (change: BoardChange) => void;
  /** To the supervisor's own consoles: a call did not take what they wanted of it. `id` is the same when told again. */
  'act.refused': (refused: ActRefused) => void;
  /** What whoever listens to this call hears next; some of it is left out where the console is slow. */
  sound: (frame: { callId: string; pcm: ArrayBuffer | Uint8Array }) => void;
  'sound.ended': (end: { callId: string; reason: SoundEnd }) => void;
}

/** `call-over`: nothing more to hear; `stopped`: by the listener, who began to listen elsewhere; `lost`: Vapi let go of us. */
export type SoundEnd = 'call-over' | 'stopped' | 'lost';

/** `stream` is `call:<uuid>` or `lead:<uuid>`; `after` is the last number the console holds (0 = nothing). */
export const watchRequest = z.object({
  stream: z.string().regex(/^(call|lead):[0-9a-f-]{36}$/),
  after: z.number().int().nonnegative(),
});
export type WatchRequest = z.infer<typeof watchRequest>;
export type WatchAnswer = { ok: true; events: StreamEvent[]; head: number } | { ok: false; error: string };

export interface ConsoleToBackend {
  /** Joins the stream and answers with everything after `after`, in order; nothing is missed in between. */
  watch: (request: WatchRequest, done: (answer: WatchAnswer) => void) => void;
  unwatch: (request: { stream: string }) => void;
  /** Supervisors and administrators: everything as it stands, and from then on what changes (board.ts). */
  'board.join': (done: (answer: BoardAnswer) => void) => void;
  'board.leave': () => void;
  /** The sound of an AI call, in pushes `sound`; one call at a time per console. */
  listen: (request: z.input<typeof listenRequest>, done: (answer: ListenAnswer) => void) => void;
  'listen.stop': () => void;
}
