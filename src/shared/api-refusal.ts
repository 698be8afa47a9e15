// The backend's part of the wire that says no: codes, so that the page needs no English to say it in any language.

/**
 * Why the backend refuses what a person in the console asked for. The English sentence beside it is for logs and
 * for whoever calls the API by hand; the page says it in its user's language by this reason.
 */
export const apiReasons = [
  // The request itself.
  'malformed', // no JSON, or not what its headers say
  'incorrect', // the schema's refusal; `fields`
  'search-too-short', // `least`
  'too-much', // larger than a body may be
  'too-many', // requests in a minute
  'nothing-here', // no such address
  // Who asks.
  'signed-out',
  'no-account', // removed meanwhile
  'wrong-password',
  'too-many-passwords', // `minutes`
  'not-allowed', // to this role
  // The backend.
  'server-busy',
  'store-away',
  'fault', // `requestId`
  // An agent's own state and line.
  'no-such-state-reason',
  'in-call',
  'no-line',
  'phone-away', // one's own, when one takes a call
  // What is not, or no longer, there.
  'no-such-lead',
  'no-such-call',
  'no-such-task',
  'no-such-wrap-up',
  'no-such-property',
  'no-such-visit',
  'no-such-message',
  'no-such-person',
  // Wrap-up.
  'wrap-up-over',
  'wrapped-up-already',
  'unknown-disposition',
  'needs-next-step',
  'needs-lead', // a task belongs to one
  'needs-appointment',
  // Tasks.
  'task-closed',
  'task-of-another',
  // Visits.
  'no-such-unit',
  'visit-past',
  'visit-too-far',
  'visit-closed', // `name`, `from`, `to`
  'slot-taken',
  'lead-has-visit', // `name`, `at`
  'visit-over',
  'visit-ahead', // nobody can have come before its day
  'visit-called-off',
  'visit-of-another',
  // Sales.
  'no-such-sale',
  'sale-ahead', // its day is still to come
  'sale-withdrawn', // already
  'lead-of-another',
  // WhatsApp.
  'chat-taken', // `name`
  'window-closed',
  'opted-out',
  'key-used', // for a message to somebody else
  'no-such-template',
  'template-changed', // `wanted`
  'not-failed',
  'media-gone',
  'media-too-large', // `megabytes`
  'media-no-answer',
  // Stepping in.
  'call-over',
  'call-not-up', // nobody is on the line yet
  'call-not-queued',
  'no-control', // Vapi gave us no way into this call
  'agent-not-free',
  'hand-over-under-way',
  // Administration.
  'username-taken',
  'extension-taken',
  'last-administrator',
  'own-account',
  'no-such-team',
  'team-exists',
  'template-places', // `places`, `names`
  'number-taken',
  'no-such-entry',
  'csv-unreadable', // `line`
  'columns-missing', // `columns`
  'no-such-webhook',
  'no-such-delivery',
  'private-address',
  'unknown-event-type', // `types`
] as const;
export type ApiReason = (typeof apiReasons)[number];

/** What belongs to a reason: what its sentence cannot do without. */
export interface ApiReasonParams {
  /** Paths of the fields, with commas between them; empty where it is the whole. */
  incorrect: { fields: string };
  /** Letters. */
  'search-too-short': { least: number };
  'too-many-passwords': { minutes: number };
  fault: { requestId: string };
  /** The property and its first and last start, `HH:mm` as it is there. */
  'visit-closed': { name: string; from: string; to: string };
  /** The property and when, ISO 8601 with its offset. */
  'lead-has-visit': { name: string; at: string };
  /** Whose it is, where that is known. */
  'chat-taken': { name: string | null };
  /** How many values. */
  'template-changed': { wanted: number };
  'media-too-large': { megabytes: number };
  'template-places': { places: number; names: number };
  /** Of the file, counted from 1. */
  'csv-unreadable': { line: number };
  /** Names, with commas between them. */
  'columns-missing': { columns: string };
  'unknown-event-type': { types: string };
}

/** A reason with just the parameters it has. */
export type ApiRefusal = {
  [R in ApiReason]: R extends keyof ApiReasonParams
    ? { reason: R; params: ApiReasonParams[R] }
    : { reason: R; params?: never };
}[ApiReason];
