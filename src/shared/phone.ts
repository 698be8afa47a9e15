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
import type { LineTest } from './line-test.ts';
import type { CallEnding, RefusalCode, RefusalFact, RefusalParams } from './phone-refusal.ts';

/** Registration with the PBX. `failed` carries a reason in words and, where the phone has one, by code. */
export type Registration =
  | { phase: 'unconfigured' }
  | { phase: 'connecting' }
  /** `fallback`: not the first server of the account's list. */
  | { phase: 'registered'; since: number; server: string; expiresInS: number; fallback: boolean }
  | { phase: 'failed'; reason: string; retryAt: number; refusal?: RefusalFact | undefined };

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
  'transferred', // was live, then handed to somebody else by the agent
  'lost', // the phone process died under it
]);
export type PhoneOutcome = z.infer<typeof phoneOutcome>;

/** A transfer the agent asked for: a REFER and the NOTIFYs that tell what became of it (RFC 3515). */
export type TransferPhase = 'asking' | 'trying' | 'ringing' | 'done' | 'failed';
export type TransferSignal = 'accept' | 'ring' | 'succeed' | 'fail';

/** Life-cycle of a transfer. A `done` one ends the call; a `failed` one leaves it with the agent. */
export const transferTransitions = {
  asking: { accept: 'trying', ring: 'ringing', succeed: 'done', fail: 'failed' },
  trying: { ring: 'ringing', succeed: 'done', fail: 'failed' },
  ringing: { succeed: 'done', fail: 'failed' },
  done: {},
  failed: {},
} as const satisfies Record<TransferPhase, Partial<Record<TransferSignal, TransferPhase>>>;

export interface CallTransfer {
  phase: TransferPhase;
  /** Where to, as the agent wrote it. */
  to: string;
  /** Why it failed, SIP status first. */
  cause: string | undefined;
  /** The same by code. */
  refusal: RefusalFact | undefined;
  /** When it was done or failed, epoch ms. A failed one is taken off the call when the agent goes on with it. */
  settledAt: number | undefined;
}

export const voiceCodec = z.enum(['PCMU', 'PCMA', 'G722']);
export type VoiceCodec = z.infer<typeof voiceCodec>;

/**
 * How good a call sounds, over the last seconds. `mos` is 1–4.5 (E-model, ITU-T G.107); loss in per cent,
 * times in milliseconds. `far…` is what the other side's RTCP reports of what it receives (RFC 3550 §6.4).
 */
export interface CallQuality {
  mos: number;
  lossPercent: number;
  jitterMs: number;
  roundTripMs: number | undefined;
  farLossPercent: number | undefined;
  farJitterMs: number | undefined;
}

/** The quality of a whole call, kept with it. Units as in `CallQuality`. */
export const qualitySummary = z.object({
  codec: voiceCodec,
  secured: z.boolean(),
  mosAverage: z.number().min(1).max(4.5).nullable(),
  mosMinimum: z.number().min(1).max(4.5).nullable(),
  lossPercent: z.number().min(0).max(100),
  jitterMs: z.number().nonnegative(),
  jitterMaxMs: z.number().nonnegative(),
  roundTripMs: z.number().nonnegative().nullable(),
  farLossPercent: z.number().min(0).max(100).nullable(),
  packetsSent: z.number().int().nonnegative(),
  packetsReceived: z.number().int().nonnegative(),
  packetsLost: z.number().int().nonnegative(),
});
export type QualitySummary = z.infer<typeof qualitySummary>;

/** One call as the page sees it. Times are epoch milliseconds. */
export interface PhoneCall {
  id: string;
  /** Call-ID of the SIP dialog, under which the ladder and the PBX know it. */
  sipCallId: string;
  direction: 'in' | 'out';
  phase: PhoneCallPhase;
  /** The other party: display name if the INVITE had one, and the user part of its URI. */
  name: string | undefined;
  number: string;
  muted: boolean;
  /** The other side has put us on hold: it does not hear the agent. */
  heldByPeer: boolean;
  /** The other side can be heard although it has not answered (RFC 3960): no ringback of our own then. */
  earlyMedia: boolean;
  /** Joined with the agent's other call: all three hear each other. */
  inConference: boolean;
  transfer: CallTransfer | undefined;
  escalationId: string | undefined;
  /** Our own call (`calls.id`) behind the escalation. */
  callId: string | undefined;
  match: EscalationMatch;
  /** What X-Transfer-Summary said, where it survived the PBX; the card of last resort. */
  summary: string | undefined;
  ringingAt: number | undefined;
  liveAt: number | undefined;
  endedAt: number | undefined;
  outcome: PhoneOutcome | undefined;
  /** Who or what ended it; undefined until then. */
  ending: CallEnding | undefined;
  /** SIP status or Q.850 cause text, for people. */
  cause: string | undefined;
  /** The final SIP status, where there was one: the page says it in the user's language. */
  sipStatus: number | undefined;
  codec: VoiceCodec | undefined;
  /** The audio on the wire is encrypted (SRTP). */
  secured: boolean;
  /** Of a live call, refreshed every second; undefined before the first. */
  quality: CallQuality | undefined;
  /** Keys the other side pressed, newest last; at most 32. */
  tonesHeard: string;
}

/** What the page should play in the agent's headset: the sounds a person expects of a telephone. */
export type ComfortTone = 'ringback' | 'busy' | 'waiting' | 'hangup';

/** Snapshot pushed on every change: small, whole, idempotent. */
export interface PhoneState {
  registration: Registration;
  /** Newest first; an ended call stays for a minute. */
  calls: PhoneCall[];
  /** The WebRTC leg between this page and the phone. */
  audio: 'none' | 'connecting' | 'connected';
  backend: 'signed-out' | 'connecting' | 'connected';
  /** Played by the page until the next snapshot says otherwise. */
  tone: ComfortTone | undefined;
  lineTest: LineTest | undefined;
}

const callRef = z.object({ id: z.string().min(1).max(64) });

/** Commands page → phone; each is answered by a `reply` within its limit in `phone-limits.ts`. */
export const phoneCommands = {
  'session.start': z.object({ backendUrl: z.url(), token: z.string().min(16).max(512) }),
  'session.end': z.object({}),
  'audio.offer': z.object({ sdp: z.string().min(1).max(65_536) }),
  'call.dial': z.object({ to: z.string().min(1).max(256) }),
  'call.answer': callRef,
  'call.reject': callRef.extend({
    statusCode: z.literal([403, 404, 480, 486, 488, 600, 603]).default(486),
  }),
  'call.hangup': callRef,
  'call.mute': callRef.extend({ on: z.boolean() }),
  'call.hold': callRef.extend({ on: z.boolean() }),
  'call.dtmf': callRef.extend({ tones: z.string().regex(/^[0-9*#A-Da-d]{1,32}$/) }),
  /** Hands the call to `to` without waiting (RFC 5589 §6); `PhoneCall.transfer` tells what becomes of it. */
  'call.transfer': callRef.extend({ to: z.string().min(1).max(256) }),
  /** Joins the other parties of two calls and leaves both (RFC 5589 §7). */
  'call.transferTo': callRef.extend({ withId: z.string().min(1).max(64) }),
  /** Takes this call off hold and puts the other one on hold. */
  'call.swap': callRef,
  /** Joins the two calls that are up: three people hear each other. */
  'conference.start': z.object({}),
  /** Splits them again: the one spoken last goes on, the other is held. */
  'conference.end': z.object({}),
  /** The machine woke up, or its network is back: connect and register now. */
  'line.refresh': z.object({}),
  'line.test': z.object({}),
  'diagnostics.calls': z.object({}),
  'diagnostics.export': z.object({ sipCallId: z.string().max(256).optional() }),
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
  'call.transfer': undefined;
  'call.transferTo': undefined;
  'call.swap': undefined;
  'conference.start': undefined;
  'conference.end': undefined;
  'line.refresh': undefined;
  'line.test': undefined;
  'diagnostics.calls': { calls: LadderCall[] };
  'diagnostics.export': { text: string };
}

/** One SIP message of a ladder; secrets (digest answers, keys of SRTP) are already removed from `text`. */
export interface LadderMessage {
  /** Epoch milliseconds. */
  at: number;
  direction: 'in' | 'out';
  /** `transport host:port` of the other end. */
  peer: string;
  /** The start line in short: `INVITE (SDP)`, `180 Ringing`. */
  summary: string;
  text: string;
}

/** The messages of one dialog (or of the line itself: registrations), oldest first. */
export interface LadderCall {
  sipCallId: string;
  from: string;
  to: string;
  messages: LadderMessage[];
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
  /** `error` is in English, for logs; `code` is undefined for a fault that nobody foresaw. */
  | { t: 'reply'; re: number; ok: false; error: string; code?: RefusalCode; params?: RefusalParams }
  /** The command is under way: the phone is there, somebody else takes long. */
  | { t: 'working'; re: number };

// ---------------------------------------------------------------- phone ⇄ backend

/** SIP settings of one agent's line; fetched by the phone itself, never by the page. */
export const sipAccount = z.object({
  /** `direct`: SIP and RTP towards a PBX. `gateway`: SIP over WSS and WebRTC towards an SBC. */
  profile: z.enum(['direct', 'gateway']).default('direct'),
  /**
   * In order of preference, as a CUCM group has them. `host`, `host:port` or, for `gateway`, a `wss://` URL.
   * A host without a port is looked up as SRV first (RFC 3263).
   */
  servers: z.array(z.string().min(1).max(256)).min(1).max(5),
  transport: z.enum(['tcp', 'udp', 'tls', 'wss']),
  /** Host part of the agent's address; without it the first server's host. */
  domain: z.string().min(1).optional(),
  user: z.string().min(1),
  authUser: z.string().min(1),
  password: z.string(),
  displayName: z.string(),
  expiresS: z.number().int().min(60).default(300),
  /** SDES-SRTP (RFC 4568) of the `direct` profile; keys in clear text need TLS to be worth anything. */
  mediaEncryption: z.enum(['off', 'offered', 'required']).default('off'),
  /** In order of preference. */
  codecs: z.array(voiceCodec).min(1).default(['PCMU', 'PCMA', 'G722']),
  /** A number of the PBX that plays back what it hears; the line test calls it. */
  echoNumber: z.string().min(1).max(64).optional(),
  /** Certificates (PEM) of authorities trusted for TLS and WSS beside the usual ones. */
  caPem: z.string().max(200_000).optional(),
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
  direction: z.enum(['in', 'out']),
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
    /** Null when no audio flowed. */
    quality: qualitySummary.nullable(),
  }),
]);
export type PhoneReport = z.infer<typeof phoneReport>;

/** How the call that is up sounds, every ten seconds: shown live, never kept, never sent again. */
export const liveQuality = z.object({
  phoneCallId: z.string().min(1).max(64),
  mos: z.number().min(1).max(4.5),
  lossPct: z.number().min(0).max(100),
  jitterMs: z.number().min(0).max(60_000),
});
export type LiveQuality = z.infer<typeof liveQuality>;

/** Socket.IO events of `/phone`, typed for both ends. */
export interface PhoneToBackend {
  quality: (quality: LiveQuality) => void;
  report: (report: PhoneReport, done: (answer: { ok: true } | { ok: false; error: string }) => void) => void;
  account: (done: (answer: { ok: true; account: SipAccount } | { ok: false; error: string }) => void) => void;
}
export interface BackendToPhone {
  /** The whole list each time: the phone replaces what it had. */
  expected: (calls: ExpectedCall[]) => void;
  /** The agent's session was revoked: unregister and forget the account once no call is up. */
  revoked: () => void;
}
