/**
 * The supervisor's live board. A console joins by socket (`board.join`), gets everything as it stands, and from then on
 * each row that changed. A row bears `rev`: an older one never replaces a newer. Times are ISO 8601.
 */
import { z } from 'zod';
import type { CallStatus } from './call.ts';
import type { EscalationStatus } from './escalation.ts';
import type { Language } from './lead.ts';
import type { AgentSummary } from './push.ts';

/** What the AI is doing in a call, told by what it did last. */
export type CallStep =
  'waiting' | 'dialing' | 'opening' | 'qualifying' | 'offering' | 'booking' | 'handing-over' | 'with-person';

/** One call that is not over: waiting, being placed, with the AI, looking for a person, with a person. */
export interface BoardCall {
  id: string;
  /** The highest number in the call's stream when this was read. */
  rev: number;
  leadId: string;
  leadName: string;
  phone: string | null;
  language: Language;
  destination: string | null;
  propertyType: string | null;
  score: number | null;
  status: CallStatus;
  step: CallStep;
  mood: 'positive' | 'neutral' | 'hurried' | 'upset' | null;
  /** Why it was asked for; the gate's word where it must wait. */
  reason: string;
  priority: number;
  queuedAt: string | null;
  /** Not before this; in the past for one that only waits for a line. */
  notBefore: string;
  startedAt: string | null;
  answeredAt: string | null;
  tools: { count: number; failed: number; last: string | null };
  /** Whether Vapi gave us an address to listen at and one to speak to. */
  canListen: boolean;
  canControl: boolean;
  escalation: {
    id: string;
    status: EscalationStatus;
    reason: string;
    requestedAt: string;
    /** 1 for the first agent tried; `of`: how many steps the ladder has at most. */
    step: number;
    of: number;
    target: 'agent' | 'hunt-pilot' | null;
    agentName: string | null;
    /** When the present attempt is given up. */
    expiresAt: string | null;
    /** To whose phone it is on its way or rings now, and since when; null or absent where it is nobody's. */
    offered?: { agentId: string; since: string } | null;
  } | null;
  agentId: string | null;
  agentName: string | null;
}

/** One person on the floor. */
export interface BoardAgent extends AgentSummary {
  rev: number;
  team: string | null;
  languages: string[];
  skills: string[];
  /** The conversation they have now, as their phone tells. */
  call: {
    phoneCallId: string;
    leadId: string | null;
    leadName: string | null;
    number: string;
    direction: 'in' | 'out';
    ringing: boolean;
    since: string;
    quality: { mos: number; lossPct: number; jitterMs: number } | null;
  } | null;
  /** Conversations with clients since midnight, and the seconds they took. */
  today: { conversations: number; talkSeconds: number };
}

/** The line of numbers on top, each with its limit. */
export interface BoardFigures {
  rev: number;
  queued: number;
  oldestQueuedAt: string | null;
  /** Escalations without a person yet: the one that waits longest since. */
  waitingSince: string | null;
  serviceLevelPct: number | null;
  /** How soon a person must answer to count in it, as set in the rules. */
  serviceLevelSeconds?: number;
  abandonmentPct: number | null;
  /** Calls that the AI dials or is in; one that a person has taken is no longer among them. */
  live: number;
  capacity: number;
  escalating: number;
  /** To whom a call could be given now: none is offered to them, none rings. */
  agentsAvailable: number;
  /** Of those who take calls: with a line, or with an agent's role. */
  agentsSignedIn: number;
  occupancyPct: number | null;
  /** The longest wait for a person in each of the last twenty stretches of three minutes, oldest first; seconds. */
  waits: number[];
}

/** A limit that is broken now. */
export interface Alert {
  id: string;
  key: ThresholdKey;
  /** The agent, for a limit of one person. */
  subjectId: string | null;
  subjectName: string | null;
  value: number;
  limit: number;
  since: string;
  /**
   * Supervisors whom WhatsApp could not reach with it; absent where it reached all, or none was to be reached.
   * `unsure`: it may have reached them, and is not sent twice.
   */
  unsent?: { name: string; why: 'no-template' | 'refused' | 'unsure' }[];
}

export interface Dialling {
  paused: boolean;
  since: string | null;
  byName: string | null;
  why: string | null;
}

export interface Board {
  calls: BoardCall[];
  agents: BoardAgent[];
  figures: BoardFigures;
  alerts: Alert[];
  dialling: Dialling;
  thresholds: Threshold[];
  teams: { id: string; name: string }[];
}
/** What changed; a call or an agent of `gone` is taken off. */
export interface BoardChange {
  calls?: BoardCall[];
  goneCalls?: string[];
  agents?: BoardAgent[];
  goneAgents?: string[];
  figures?: BoardFigures;
  alerts?: Alert[];
  dialling?: Dialling;
  thresholds?: Threshold[];
}

// ---- limits ----

/** `warn` is where time is running, `limit` where it is broken; by `direction`, above or below. Seconds, percent or heads. */
export const thresholds = {
  queued: { unit: 'count', direction: 'above' },
  oldestQueued: { unit: 'seconds', direction: 'above' },
  personWait: { unit: 'seconds', direction: 'above' },
  serviceLevel: { unit: 'percent', direction: 'below' },
  abandonment: { unit: 'percent', direction: 'above' },
  agentsAvailable: { unit: 'count', direction: 'below' },
  occupancy: { unit: 'percent', direction: 'above' },
  wrapUp: { unit: 'seconds', direction: 'above' },
  talk: { unit: 'seconds', direction: 'above' },
  away: { unit: 'seconds', direction: 'above' },
} as const;
export type ThresholdKey = keyof typeof thresholds;
export const thresholdKeys = Object.keys(thresholds) as [ThresholdKey, ...ThresholdKey[]];
export interface Threshold {
  key: ThresholdKey;
  /** Null: not watched. */
  limit: number | null;
  warn: number | null;
  /** Whom an alert reaches beside the board. */
  notify: ('desktop' | 'whatsapp' | 'webhook')[];
}
/** PUT /api/board/thresholds/:key → Threshold. Within how many seconds a person must answer is a setting (admin.ts). */
export const setThreshold = z.object({
  limit: z.number().min(0).max(1_000_000).nullable(),
  warn: z.number().min(0).max(1_000_000).nullable(),
  notify: z.array(z.enum(['desktop', 'whatsapp', 'webhook'])).max(3),
});

// ---- stepping in ----
// Every one of these is written into the audit trail with `why`. 409 `call-over` where the call has ended meanwhile.

const why = z.string().trim().min(1).max(300);
const whyOptional = z.string().trim().max(300).optional();
/** POST /api/calls/:id/say → 202: the AI says this sentence to the lead, as it stands. */
export const sayInCall = z.object({ text: z.string().trim().min(1).max(500) });
/** POST /api/calls/:id/instruct → 202: told to the AI, not to the lead. */
export const instructCall = z.object({ text: z.string().trim().min(1).max(1_000) });
/** POST /api/calls/:id/hand-over → 202: transfers to this agent, or to oneself; 409 `agent-not-free`, `no-line`, `phone-away`. */
export const handOverCall = z.object({ agentId: z.union([z.uuid(), z.literal('me')]), why: whyOptional });
/** POST /api/calls/:id/end → 202 */
export const endCall = z.object({ why });
/** POST /api/calls/:id/prioritise → 202: next in the queue. */
export const prioritiseCall = z.object({ why: whyOptional });
/** POST /api/calls/:id/cancel → 202: a queued one is not placed; it stays in the lead's story. */
export const cancelCall = z.object({ why });
/** POST /api/agents/:id/state → AgentSummary; a person on the phone changes when the call is over. */
export const forceState = z.object({
  state: z.enum(['available', 'busy', 'away', 'offline']),
  reason: z.string().max(40).optional(),
  why,
});
/** POST /api/dialling → Dialling. Calls under way go on; the queue waits. GET gives it back to everybody signed in. */
export const setDialling = z.object({ paused: z.boolean(), why });

/** GET /api/audit?limit=&before=&action=&user=&subject= → { entries } newest first */
export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().positive().optional(),
  action: z.string().max(60).optional(),
  user: z.uuid().optional(),
  subject: z.string().max(60).optional(),
});
export interface AuditEntry {
  id: number;
  at: string;
  userId: string | null;
  userName: string | null;
  /** `call.said`, `call.instructed`, `call.handed-over`, `agent.state-forced`, `dialling.paused`, `user.created`, … */
  action: string;
  subjectKind: string;
  subjectId: string | null;
  subjectName: string | null;
  why: string | null;
  detail: Record<string, unknown>;
}

// ---- listening ----
/**
 * `listen` over the socket: the sound of an AI call as Vapi gives it, 16-bit PCM, little-endian, at `sampleRate`, in
 * pushes `sound`; ends with `sound.ended`. One call at a time per console. Each listening stands in the audit trail.
 */
export const listenRequest = z.object({ callId: z.uuid() });
export type ListenAnswer =
  | { ok: true; sampleRate: number; channels: number }
  | { ok: false; reason: 'call-over' | 'no-sound' | 'not-allowed' };
export type BoardAnswer = { ok: true; board: Board } | { ok: false; error: string };
