/**
 * The whole wire renderer ⇄ phone process, and phone process ⇄ backend.
 *
 * Renderer ⇄ phone: one WebSocket on loopback, JSON text frames. The page's first frame must be a
 * `hello` with the channel's token; anything else first closes the socket with 4401. The newest page wins:
 * the older one is sent `replaced`, closed with 4001, and must not reconnect by itself.
 *
 * Phone ⇄ backend: Socket.IO namespace `/phone`, authenticated with `auth: { token }` (a session of kind
 * `phone`). The phone reports what only it can know: that it rings, that a person answered, that it ended.
 */
import { z } from 'zod';

/** Registration with the PBX. `failed` carries a reason in words. */
export type Registration =
  | { phase: 'unconfigured' }
  | { phase: 'connecting' }
  | { phase: 'registered'; since: number; server: string; expiresInS: number }
  | { phase: 'failed'; reason: string; retryAt: number };

/** What the agent can ask of a phone call; the table is the law, see `phoneCallNext`. */
export type PhoneCallPhase = 'dialing' | 'ringing' | 'answering' | 'live' | 'held' | 'ended';
export type PhoneCallSignal = 'ring' | 'accept' | 'establish' | 'hold' | 'resume' | 'end';

/** Life-cycle of one call as the agent sees it (RFC 3261 dialogs beneath). An illegal step throws. */
export const phoneCallTransitions = {
  dialing: { establish: 'live', end: 'ended' },
  ringing: { accept: 'answering', end: 'ended' },
  answering: { establish: 'live', end: 'ended' },
  live: { hold: 'held', end: 'ended' },
  held: { resume: 'live', end: 'ended' },
  ended: {},
} as const satisfies Record<PhoneCallPhase, Partial<Record<PhoneCallSignal, PhoneCallPhase>>>;

/** How an incoming call was recognised as an escalation. */
export type EscalationMatch = 'header' | 'reservation' | 'none';

/** Why a call ended: who ended it and the SIP cause where there was one (RFC 3261 §21, RFC 3326). */
export const phoneOutcome = z.enum([
  'answered', // was live, then ended by either side
  'no-answer', // rang out or was cancelled by the caller
  'busy',
  'rejected',
  'unreachable',
  'failed',
]);
export type PhoneOutcome = z.infer<typeof phoneOutcome>;

/** One call as the page sees it. Times are epoch milliseconds. */
export interface PhoneCall {
  id: string;
  direction: 'in' | 'out';
  phase: PhoneCallPhase;
  /** The other party: display name if the INVITE had one, and the user part of its URI. */
  name: string | undefined;
  number: string;
  muted: boolean;
  /** The other side has put us on hold: it does not hear the agent. */
  heldByPeer: boolean;
  escalationId: string | undefined;
  /** Our own call (`calls.id`) behind the escalation. */
  callId: string | undefined;
  match: EscalationMatch;
  ringingAt: number | undefined;
  liveAt: number | undefined;
  endedAt: number | undefined;
  outcome: PhoneOutcome | undefined;
  /** SIP status or Q.850 cause text, for people. */
  cause: string | undefined;
}

/** Snapshot pushed on every change: small, whole, idempotent. */
export interface PhoneState {
  registration: Registration;
  /** Newest first; an ended call stays for a minute. */
  calls: PhoneCall[];
  /** The WebRTC leg between this page and the phone. */
  audio: 'none' | 'connecting' | 'connected';
  backend: 'signed-out' | 'connecting' | 'connected';
}

const callRef = z.object({ id: z.string().min(1).max(64) });

/** Commands page → phone; each is answered with `{re, ok: true, value}` or `{re, ok: false, error}`. */
export const phoneCommands = {
  'session.start': z.object({ backendUrl: z.url(), token: z.string().min(16).max(512) }),
  'session.end': z.object({}),
  'audio.offer': z.object({ sdp: z.string().min(1).max(65_536) }),
  'call.dial': z.object({ to: z.string().min(1).max(256) }),
  'call.answer': callRef,
  'call.reject': callRef.extend({
    statusCode: z.union([z.literal(486), z.literal(480), z.literal(603)]).default(486),
  }),
  'call.hangup': callRef,
  'call.mute': callRef.extend({ on: z.boolean() }),
  'call.hold': callRef.extend({ on: z.boolean() }),
  'call.dtmf': callRef.extend({ tones: z.string().regex(/^[0-9*#A-Da-d]{1,32}$/) }),
} as const;
export type PhoneCommand = keyof typeof phoneCommands;
export type PhoneCommandInput<C extends PhoneCommand> = z.input<(typeof phoneCommands)[C]>;
export type PhoneCommandData<C extends PhoneCommand> = z.output<(typeof phoneCommands)[C]>;

/** What each command answers. */
export interface PhoneReplies {
  'session.start': undefined;
  'session.end': undefined;
  'audio.offer': { sdp: string };
  'call.dial': { id: string };
  'call.answer': undefined;
  'call.reject': undefined;
  'call.hangup': undefined;
  'call.mute': undefined;
  'call.hold': undefined;
  'call.dtmf': undefined;
}

/** Frames page → phone. */
export const pageFrame = z.union([
  z.object({ hello: z.string().min(1).max(512) }),
  z.object({ id: z.number().int().nonnegative(), do: z.string().max(32), with: z.unknown() }),
]);

/** Frames phone → page. */
export type PhoneFrame =
  | { t: 'state'; state: PhoneState }
  | { t: 'replaced' }
  | { t: 'reply'; re: number; ok: true; value: unknown }
  | { t: 'reply'; re: number; ok: false; error: string };

// ---------------------------------------------------------------- phone ⇄ backend

/** SIP settings of one agent's line; fetched by the phone itself, never by the page. */
export const sipAccount = z.object({
  server: z.string().min(1), // host or host:port
  transport: z.enum(['tcp', 'udp']),
  user: z.string().min(1),
  authUser: z.string().min(1),
  password: z.string(),
  displayName: z.string(),
  expiresS: z.number().int().min(60).default(300),
});
export type SipAccount = z.infer<typeof sipAccount>;

/** A reservation told to the phone before the INVITE can arrive, so that a call without headers still matches. */
export const expectedCall = z.object({
  escalationId: z.string(),
  attemptId: z.string(),
  callId: z.string(),
  /** Caller's number in E.164 as the PBX may show it, or null if unknown. */
  caller: z.string().nullable(),
  /** Epoch ms until which an INVITE belongs to this reservation. */
  until: z.number(),
});
export type ExpectedCall = z.infer<typeof expectedCall>;

const reportBase = {
  id: z.uuid(),
  at: z.number(),
  sipCallId: z.string().max(256),
  phoneCallId: z.string().max(64),
};
const reportMatch = {
  escalationId: z.string().max(64).nullable(),
  attemptId: z.string().max(64).nullable(),
  match: z.enum(['header', 'reservation', 'none']),
  number: z.string().max(128),
};

/**
 * Reports phone → backend (`report` event, acknowledged with `{ ok: true }` once stored). Each has its own id,
 * so a report repeated after a lost acknowledgement has no second effect.
 */
export const phoneReport = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('registration'),
    id: z.uuid(),
    at: z.number(),
    registered: z.boolean(),
    reason: z.string().max(200),
  }),
  z.object({ type: z.literal('call.ringing'), ...reportBase, ...reportMatch }),
  z.object({ type: z.literal('call.answered'), ...reportBase, ...reportMatch }),
  z.object({ type: z.literal('call.held'), ...reportBase, ...reportMatch, held: z.boolean() }),
  z.object({
    type: z.literal('call.ended'),
    ...reportBase,
    ...reportMatch,
    outcome: phoneOutcome,
    sipStatus: z.number().int().nullable(),
    cause: z.string().max(200),
    talkMs: z.number().int().nonnegative(),
  }),
]);
export type PhoneReport = z.infer<typeof phoneReport>;

/** Socket.IO events of `/phone`, typed for both ends. */
export interface PhoneToBackend {
  report: (report: PhoneReport, done: (answer: { ok: true } | { ok: false; error: string }) => void) => void;
  account: (done: (answer: { ok: true; account: SipAccount } | { ok: false; error: string }) => void) => void;
}
export interface BackendToPhone {
  /** The whole list each time: the phone replaces what it had. */
  expected: (calls: ExpectedCall[]) => void;
  /** The agent's session was revoked: unregister and forget the account once no call is up. */
  revoked: () => void;
}
