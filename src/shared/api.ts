/**
 * The whole wire console → backend over HTTP. JSON both ways; `Authorization: Bearer <token>`.
 * Errors are `{ error: { code, message, reason, params } }` with a matching status: 400 invalid, 401 unauthorized,
 * 403 forbidden, 404 not-found, 409 conflict, 429 too-many, 503 unavailable. `message` is English and says what to do;
 * `reason` (api-refusal.ts) is what a screen says in its own language.
 */
import { z } from 'zod';
import type { ApiRefusal } from './api-refusal.ts';
import type { CallSummary } from './call.ts';
import type { HistoryCall, Sale } from './desk.ts';
import type { EscalationOffer } from './escalation.ts';
import type { StreamEvent } from './events.ts';
import type { LeadProfile, LeadScore, LeadSummary, NextAction } from './lead.ts';
import type { AgentState, AgentSummary, Overview } from './push.ts';
import type { TimelineItem } from './timeline.ts';

export interface ApiError {
  error: {
    code: string;
    message: string;
    reason?: ApiRefusal['reason'];
    params?: ApiRefusal['params'];
    /** Where a time for a visit is taken: the nearest free ones, ISO 8601 with the property's offset. */
    slots?: string[];
  };
}

/** GET /api/config — open to all; what the sign-in screen needs. */
export interface ConsoleConfig {
  product: string;
  version: string;
  /** Simulators stand in for the outside world: every screen says so. */
  demo: boolean;
  /** Where the house's days begin and end, IANA; absent from an older backend. */
  reportingTimeZone?: string;
  /** Accounts to offer on the sign-in screen of a demonstration; empty otherwise. */
  demoAccounts: { username: string; password: string; name: string; role: string }[];
}

/** POST /api/session */
export const signIn = z.object({
  username: z.string().trim().toLowerCase().min(1).max(100),
  password: z.string().min(1).max(200),
});
export type SignIn = z.input<typeof signIn>;
export interface Session {
  token: string;
  /** For the phone process only: kind `phone`, may report calls and read the SIP account, nothing else. */
  phoneToken: string | null;
  expiresAt: string;
  user: Me;
}
/** GET /api/session; DELETE /api/session ends it. */
export interface Me {
  id: string;
  username: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
  extension: string | null;
  state: AgentState;
  stateReason: string | null;
  stateSince: string;
  /** When the state ends by itself (wrap-up), or null. */
  stateUntil: string | null;
  phoneRegistered: boolean;
  /** A supervisor set one's state, and one has not read so yet; absent in lists of others. */
  forced?: ForcedState | null;
}

/** Who set one's state and why. DELETE /api/session/forced/:id → 204: it was read; a newer one stays. */
export interface ForcedState {
  id: string;
  state: AgentState;
  /** Key of a reason. */
  reason: string | null;
  byName: string;
  why: string;
  /** Since when it holds. */
  at: string;
}

/** POST /api/session/state → Me; 400 for a reason that is not among the choices (desk.ts) or belongs to another state. */
export const setState = z.object({
  state: z.enum(['available', 'busy', 'wrap-up', 'away']),
  /** Key of a reason. */
  reason: z.string().max(40).optional(),
});
export type SetState = z.input<typeof setState>;

/** GET /api/leads?q=&limit=&before= → { leads: LeadSummary[] } newest change first */
export const leadQuery = z.object({
  q: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.iso.datetime().optional(),
});
export interface LeadList {
  leads: LeadSummary[];
}

/** GET /api/leads/:id; of a lead that went into another, 308 to the one that is left. */
export interface LeadDetail extends LeadSummary {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  timeZone: string;
  profile: LeadProfile;
  scoreDetail: LeadScore | null;
  nextAction: NextAction | null;
  campaign: string | null;
  ownerId: string | null;
  ownerName: string | null;
  handledBy: 'ai' | 'human';
  /** As in `Chat`: false where a person has the chat who is not there, so that anybody may take it. */
  ownerPresent?: boolean;
  /** ISO 8601 end of WhatsApp's 24-hour window, or null if it is closed. */
  windowUntil: string | null;
  consents: { kind: string; granted: boolean; evidence: string; at: string }[];
  doNotCall: boolean;
  appointments: {
    id: string;
    property: string;
    unit: string | null;
    startsAt: string;
    endsAt: string;
    status: string;
    /** As in `Appointment`. */
    timeZone?: string;
    bookedById?: string | null;
  }[];
  /** What they bought, newest first, with what was withdrawn. */
  sales?: Sale[];
  tasks: Task[];
  calls: CallSummary[];
  /** Earlier conversations on the phone, with people and with the AI, newest first, at most 20. */
  contacts?: HistoryCall[];
  /** Units that match what the lead wants, best first, at most three. */
  offers: {
    unit: string;
    property: string;
    destination: string;
    type: string;
    bedrooms: number;
    prices: { currency: string; amount: number }[];
  }[];
  seq: number;
}
export interface Task {
  id: string;
  leadId: string;
  leadName: string;
  callId: string | null;
  kind: string;
  title: string;
  notes: string | null;
  ownerId: string;
  ownerName: string;
  dueAt: string;
  /** Whom it concerns, to call: null where we have no number. */
  phone: string | null;
  status: 'open' | 'done' | 'cancelled';
}

/** GET /api/leads/:id/timeline → { items } oldest first */
export interface Timeline {
  items: TimelineItem[];
  /** Head of the lead's stream when this was read. */
  seq: number;
}

/** GET /api/calls?open=1&limit= → { calls } */
export const callQuery = z.object({
  open: z.enum(['1']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export interface CallList {
  calls: CallSummary[];
}

/** GET /api/calls/:id */
export interface CallDetail extends CallSummary {
  lead: LeadSummary;
  summary: string | null;
  recordingUrl: string | null;
  items: TimelineItem[];
  escalation: EscalationOffer | null;
}

/** GET /api/calls/:id/events?after= → { events, head } */
export interface EventList {
  events: StreamEvent[];
  head: number;
}

/** GET /api/escalations/mine → { offers } those reserved for, ringing at or answered by me */
export interface MyEscalations {
  offers: EscalationOffer[];
}

/** GET /api/agents → { agents } */
export interface AgentList {
  agents: AgentSummary[];
}

/** GET /api/tasks → { tasks } mine, open, soonest first */
export interface TaskList {
  tasks: Task[];
}

/** GET /api/overview */
export type OverviewAnswer = Overview;

/** PATCH /api/session/language: what the AI's own sentences on my screen are written in. */
export const setLanguage = z.object({ language: z.enum(['es', 'en']) });

/** POST /api/session/phone: a fresh token for the phone process; 409 for a user without a line. */
export interface PhoneSession {
  phoneToken: string;
  expiresAt: string;
}
