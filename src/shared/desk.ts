/**
 * The agent's desk over HTTP (see api.ts for the rules of that wire): states with reasons, wrap-up, chats taken over from the AI,
 * notes, tasks, visits, the directory and the search. Times are ISO 8601, texts of lists bear both languages.
 */
import { z } from 'zod';
import type { CallSummary } from './call.ts';
import { currencies, type Currency, type Language, type LeadSummary } from './lead.ts';

/** A text that an administrator wrote, in both languages of the console. */
export interface Label {
  es: string;
  en: string;
}

/** GET /api/desk/choices — what the administrator has set up; asked once at sign-in and when `choices.changed` is pushed. */
export interface DeskChoices {
  reasons: StateReason[];
  dispositions: Disposition[];
  templates: MessageTemplate[];
  /** Seconds of wrap-up before the agent is available again by itself; 0 means at once, null means never by itself. */
  wrapUpSeconds: number | null;
}
export interface StateReason {
  key: string;
  state: 'busy' | 'away';
  label: Label;
}
export interface Disposition {
  key: string;
  label: Label;
  /** What has to come with it. */
  asks: 'nothing' | 'callback' | 'follow-up' | 'appointment';
}
/** A message that Meta has approved, as it may go out when the window is closed. */
export interface MessageTemplate {
  name: string;
  language: Language;
  /** With {{1}}, {{2}}, … */
  body: string;
  /** What stands for each: `lead` and `agent` are filled in by the console, any other is the name of a field to type. */
  parameters: string[];
}

// ---- wrap-up ----

/** One conversation on the phone that wants its outcome. */
export interface WrapUp {
  id: string;
  phoneCallId: string;
  leadId: string | null;
  leadName: string | null;
  /** The AI's call that led to it, if any. */
  callId: string | null;
  number: string;
  direction: 'in' | 'out';
  talkMs: number | null;
  endedAt: string;
  /** When the state "wrap-up" ends by itself; null once it has, or where it does not. */
  until: string | null;
  /** What the AI (or the agent's draft) proposes; a person edits and saves it. */
  proposal: { notes: string; by: 'ai' | 'agent' } | null;
}
/** GET /api/wrap-ups → mine, not saved yet, newest first. */
export interface WrapUpList {
  wrapUps: WrapUp[];
}
/** POST /api/wrap-ups/:id — saves it, ends wrap-up where it is the one that holds the agent; 409 when it is saved already, 400 when its disposition asks for more. */
export const saveWrapUp = z.object({
  disposition: z.string().min(1).max(40),
  notes: z.string().trim().max(4_000).default(''),
  /** What has to be done next, and when: obligatory where the disposition asks for it. */
  next: z
    .object({
      kind: z.enum(['callback', 'follow-up', 'send-information']),
      title: z.string().trim().min(1).max(200),
      dueAt: z.iso.datetime({ offset: true }),
      /** Default: the agent. */
      ownerId: z.uuid().optional(),
    })
    .optional(),
  /** Stay unavailable with this reason afterwards; default: available. */
  then: z.enum(['available', 'stay']).default('available'),
});
export type SaveWrapUp = z.input<typeof saveWrapUp>;
/** POST /api/wrap-ups/:id/longer → WrapUp: one minute more; 409 once the state has ended. */

// ---- notes ----

/** PUT /api/leads/:id/draft — what is being typed; an empty text forgets it. GET gives it back, `text` empty when there is none. */
export const noteDraft = z.object({ text: z.string().max(4_000) });
export interface NoteDraft {
  text: string;
  savedAt: string | null;
}
/**
 * POST /api/leads/:id/notes → TimelineItem: a note in the lead's story; forgets the draft.
 * `key` is the console's own: the same key again adds nothing and answers with the same note; 409 `key-used` about another lead.
 */
export const newNote = z.object({ text: z.string().trim().min(1).max(4_000), key: z.uuid().optional() });

// ---- WhatsApp ----

/** POST /api/leads/:id/chat/take → Chat: a person answers from now on, the AI is silent. 409 when somebody else has it (a supervisor may take it nevertheless). */
/** POST /api/leads/:id/chat/hand-back → Chat: the AI answers again, beginning with the lead's next message. */
export interface Chat {
  leadId: string;
  handledBy: 'ai' | 'human';
  ownerId: string | null;
  ownerName: string | null;
  windowUntil: string | null;
  /** False where a person has the chat who is not there (signed out, or not seen for five minutes): anybody may take it. */
  ownerPresent?: boolean;
}
/**
 * POST /api/leads/:id/messages → { interactionId }: to the lead by WhatsApp, as this person; takes the chat over where the AI had it.
 * 409 `window-closed` for a text when the 24 hours are over, `opted-out` when the lead wants none, `taken` when somebody else has the chat.
 * `key` is the console's own: the same key again sends nothing a second time.
 */
export const newMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), key: z.uuid(), text: z.string().trim().min(1).max(4_096) }),
  z.object({
    kind: z.literal('template'),
    key: z.uuid(),
    name: z.string().min(1).max(512),
    language: z.enum(['es', 'en']),
    parameters: z.array(z.string().trim().min(1).max(500)).max(10),
  }),
]);
export type NewMessage = z.input<typeof newMessage>;
export interface MessageAccepted {
  interactionId: string;
}
/** POST /api/messages/:interactionId/retry → MessageAccepted: a failed one of ours once more; 409 when it did not fail. */

/** GET /api/chats → those that I look after, with unanswered ones first; then unanswered ones whose person is not there. */
export interface ChatList {
  chats: ChatSummary[];
}
export interface ChatSummary {
  leadId: string;
  leadName: string;
  phone: string | null;
  lastText: string;
  /** When the lead wrote last, and nobody has answered since; null: answered. */
  unansweredSince: string | null;
  windowUntil: string | null;
  /** Whose it is, where that person is not there and anybody may take it; absent for my own. */
  absentOwner?: { name: string | null };
}
/** GET /api/media/:interactionId — the picture, voice or file of a message, as Meta has it; 404 when it is gone, 502 when Meta does not answer. */

// ---- tasks ----

/** POST /api/tasks → Task; `key` is the console's own: the same key again makes no second task, 409 `key-used` about another lead. */
export const newTask = z.object({
  key: z.uuid().optional(),
  leadId: z.uuid(),
  kind: z.enum(['callback', 'follow-up', 'send-information']),
  title: z.string().trim().min(1).max(200),
  notes: z.string().trim().max(2_000).optional(),
  dueAt: z.iso.datetime({ offset: true }),
  /** Default: myself. */
  ownerId: z.uuid().optional(),
});
export type NewTaskInput = z.input<typeof newTask>;
/** PATCH /api/tasks/:id → Task; agents change their own, supervisors all. `status: 'open'` takes a tick back. */
export const changeTask = z.object({
  title: z.string().trim().min(1).max(200).optional(),
  notes: z.string().trim().max(2_000).optional(),
  dueAt: z.iso.datetime({ offset: true }).optional(),
  ownerId: z.uuid().optional(),
  status: z.enum(['open', 'done', 'cancelled']).optional(),
});
export type ChangeTask = z.input<typeof changeTask>;
/** GET /api/tasks?owner=mine|all&status=open|done&lead= → TaskList; default: mine, open. */
export const taskQuery = z.object({
  owner: z.enum(['mine', 'all']).default('mine'),
  status: z.enum(['open', 'done']).default('open'),
  lead: z.uuid().optional(),
});

// ---- visits ----

/** GET /api/properties */
export interface PropertyList {
  properties: {
    slug: string;
    name: string;
    destination: string;
    timeZone: string;
    visitMinutes: number;
    units: { code: string; type: string; bedrooms: number; usd: number; mxn: number }[];
  }[];
}
/** GET /api/properties/:slug/slots?from=YYYY-MM-DD&days= → free starts, against the same visits as the AI's tool. */
export const slotQuery = z.object({
  from: z.iso.date(),
  days: z.coerce.number().int().min(1).max(14).default(7),
});
export interface SlotList {
  timeZone: string;
  /** ISO 8601 with the property's offset. */
  slots: string[];
}
/** POST /api/leads/:id/appointments → Appointment; 409 with the nearest free `slots` in the error when the time is taken. */
export const newAppointment = z.object({
  property: z.string().min(1).max(100),
  unit: z.string().max(40).optional(),
  startsAt: z.iso.datetime({ offset: true }),
  notes: z.string().trim().max(500).optional(),
  /** Send the confirmation by WhatsApp. */
  confirm: z.boolean().default(true),
});
export type NewAppointmentInput = z.input<typeof newAppointment>;
export interface Appointment {
  id: string;
  leadId: string;
  leadName: string;
  property: string;
  unit: string | null;
  startsAt: string;
  endsAt: string;
  timeZone: string;
  status: string;
  /** Who looks after the lead, and who booked it at the desk: these may say whether the lead came; where nobody looks after the lead, anybody. */
  ownerId?: string | null;
  bookedById?: string | null;
}
/**
 * POST /api/appointments/:id/outcome → Appointment: whether the lead came; `booked` takes it back. From the visit's day on, by
 * the clock there: else 409 `visit-ahead`; 409 `visit-called-off`; 403 `visit-of-another` to agents who neither look after the
 * lead nor booked it. A lead who did not come leaves a follow-up, unless something is planned for them already.
 */
export const visitOutcome = z.object({ outcome: z.enum(['done', 'no-show', 'booked']) });
export type VisitOutcome = z.infer<typeof visitOutcome>['outcome'];
/**
 * POST /api/appointments/:id/cancel → Appointment; 409 once it is over. GET /api/appointments?from=&to= → { appointments },
 * soonest first, cancelled ones too: both days included, each as it is at the property; default: seven days from today.
 */
export const appointmentQuery = z.object({ from: z.iso.date().optional(), to: z.iso.date().optional() });
export interface AppointmentList {
  appointments: Appointment[];
}

// ---- sales ----

/**
 * POST /api/leads/:id/sales → Sale; agents for their own leads and those that nobody looks after, else 403 `lead-of-another`.
 * 400 `no-such-unit` for one that is not for sale, `sale-ahead` for a day to come. `key` as for notes.
 */
export const newSale = z.object({
  key: z.uuid(),
  /** Slug and code. */
  unit: z.object({ property: z.string().min(1).max(100), code: z.string().min(1).max(40) }).optional(),
  /** What the unit is from now on. */
  unitStatus: z.enum(['sold', 'reserved']).default('sold'),
  /** In whole and hundredths of `currency`. */
  amount: z
    .number()
    .positive()
    .max(1_000_000_000)
    .transform((amount) => Math.round(amount * 100) / 100),
  currency: z.enum(currencies),
  /** Default: today where the house is. */
  day: z.iso.date().optional(),
});
export type NewSale = Omit<z.input<typeof newSale>, 'key'>;
/** POST /api/sales/:id/withdraw → Sale: a wrong one, by a supervisor; its unit is for sale again. 409 `sale-withdrawn`. */
export const withdrawSale = z.object({ why: z.string().trim().min(1).max(500) });
export interface Sale {
  id: string;
  leadId: string;
  property: string | null;
  unit: string | null;
  amount: number;
  currency: Currency;
  /** YYYY-MM-DD. */
  day: string;
  /** Whose it is. */
  agentName: string | null;
  /** Null while it stands. */
  withdrawn: { at: string; by: string; why: string } | null;
}

// ---- directory and search ----

/** GET /api/directory → whom one may call or hand a call to. */
export interface Directory {
  entries: DirectoryEntry[];
}
export interface DirectoryEntry {
  /** For an agent the user's id. */
  id: string;
  kind: 'agent' | 'queue' | 'number';
  name: string;
  number: string;
  note: string | null;
  /** Agents only: whether they could answer now. */
  state: 'available' | 'busy' | 'away' | 'offline' | null;
}

/** GET /api/search?q=&in=&from=&to=&limit= — leads, calls and chats in which `q` stands; accents and case do not matter. */
export const searchQuery = z.object({
  q: z.string().trim().min(2).max(100),
  in: z.enum(['all', 'leads', 'calls', 'chats', 'notes']).default('all'),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export interface SearchAnswer {
  leads: LeadSummary[];
  hits: SearchHit[];
}
/** One place in a conversation. */
export interface SearchHit {
  interactionId: string;
  leadId: string;
  leadName: string;
  callId: string | null;
  channel: 'whatsapp' | 'call' | 'note';
  author: 'lead' | 'ai' | 'agent' | 'system';
  at: string;
  /** Up to 160 characters around the place; `from` and `to` bound it. */
  excerpt: string;
  from: number;
  to: number;
}

// ---- history ----

/** GET /api/history?owner=mine|all&q=&lead=&direction=&outcome=&from=&to=&before=&limit= — the calls of agents' phones and of the AI, newest first.
 * `before` is the last row's `at`: rows of one and the same moment always come together, if need be beyond the limit. */
export const historyQuery = z.object({
  owner: z.enum(['mine', 'all']).default('mine'),
  q: z.string().trim().max(100).optional(),
  lead: z.uuid().optional(),
  outcome: z.string().max(50).optional(),
  direction: z.enum(['in', 'out']).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  before: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export interface History {
  calls: HistoryCall[];
}
export interface HistoryCall {
  /** Phone calls: agent and phone's id; AI calls: the call's id. */
  id: string;
  kind: 'phone' | 'ai';
  direction: 'in' | 'out';
  at: string;
  number: string | null;
  leadId: string | null;
  leadName: string | null;
  agentName: string | null;
  talkSeconds: number | null;
  outcome: string | null;
  disposition: Label | null;
  mos: number | null;
  /** The AI's call that it belongs to: transcript, tools and recording are there. */
  callId: string | null;
  call: CallSummary | null;
  hasRecording: boolean;
}

/** GET /api/today → what stands at the foot of the work list. */
export interface Today {
  /** With clients: what is asked of colleagues, queues and numbers of the house does not count. */
  calls: number;
  appointments: number;
  /** Mean of the answered calls, in seconds; null without any. */
  meanTalkSeconds: number | null;
}
