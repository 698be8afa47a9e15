/**
 * What an administrator sets up, over HTTP (rules of that wire: api.ts). Every change stands in the audit trail; what a
 * desk offers is pushed as `choices.changed`. Administrators only, but for teams, targets and imports of spend and
 * sales, which are supervisors' too.
 */
import { z } from 'zod';
import type { Label } from './desk.ts';
import type { kpiKeys } from './kpis.ts';
import type { Me } from './api.ts';

const label = z.object({ es: z.string().trim().min(1).max(80), en: z.string().trim().min(1).max(80) });
const position = z.number().int().min(0).max(10_000).default(0);
const phone = z.string().trim().min(2).max(40);

// ---- people ----

export interface Account {
  id: string;
  username: string;
  name: string;
  role: Me['role'];
  active: boolean;
  languages: string[];
  skills: string[];
  teamId: string | null;
  extension: string | null;
  sipAuthUser: string | null;
  hasSipPassword: boolean;
  /** Where alerts reach this person by WhatsApp (E.164). */
  alertPhone: string | null;
  lastSeenAt: string | null;
}
const accountFields = {
  name: z.string().trim().min(1).max(100),
  role: z.enum(['agent', 'supervisor', 'admin']),
  languages: z
    .array(z.enum(['es', 'en']))
    .min(1)
    .max(2),
  skills: z.array(z.string().trim().min(1).max(40)).max(20),
  teamId: z.uuid().nullable(),
  extension: z
    .string()
    .trim()
    .regex(/^[0-9*#+]{1,20}$/)
    .nullable(),
  sipAuthUser: z.string().trim().min(1).max(64).nullable(),
  /** Never given back. */
  sipPassword: z.string().min(1).max(200).nullable(),
  alertPhone: phone.nullable(),
};
/** GET /api/admin/users → { users: Account[] }; POST → Account, 409 `username-taken`, `extension-taken`. */
export const newAccount = z
  .object(accountFields)
  .partial()
  .required({ name: true, role: true })
  .extend({
    username: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9._-]{2,100}$/),
    password: z.string().min(10).max(200),
  });
/** PATCH /api/admin/users/:id → Account; `active: false` signs the person out everywhere. 409 for the last administrator. */
export const changeAccount = z
  .object({ ...accountFields, active: z.boolean(), password: z.string().min(10).max(200) })
  .partial();

export interface Team {
  id: string;
  name: string;
  members: number;
}
/** GET /api/admin/teams → { teams }; POST → Team; PATCH /:id → Team; DELETE /:id → 204, members stay without one. */
export const teamFields = z.object({ name: z.string().trim().min(1).max(80) });

// ---- what a desk offers ----

export interface AdminReason {
  key: string;
  state: 'busy' | 'away';
  label: Label;
  position: number;
  active: boolean;
}
/** GET /api/admin/reasons → { reasons }; PUT /api/admin/reasons/:key → AdminReason, made or changed. */
export const putReason = z.object({
  state: z.enum(['busy', 'away']),
  label,
  position,
  active: z.boolean().default(true),
});
export interface AdminDisposition {
  key: string;
  label: Label;
  leadSignal: 'book' | 'finish' | 'lose' | 'nurture' | 'opt-out' | null;
  asks: 'nothing' | 'callback' | 'follow-up' | 'appointment';
  position: number;
  active: boolean;
}
/** GET /api/admin/dispositions → { dispositions }; PUT /api/admin/dispositions/:key → AdminDisposition. */
export const putDisposition = z.object({
  label,
  leadSignal: z.enum(['book', 'finish', 'lose', 'nurture', 'opt-out']).nullable(),
  asks: z.enum(['nothing', 'callback', 'follow-up', 'appointment']).default('nothing'),
  position,
  active: z.boolean().default(true),
});
export interface AdminTemplate {
  name: string;
  language: 'es' | 'en';
  body: string;
  parameters: string[];
  position: number;
  active: boolean;
}
/** GET /api/admin/templates → { templates }; PUT /api/admin/templates/:name/:language → AdminTemplate; 400 where the body's {{n}} and `parameters` disagree. */
export const putTemplate = z.object({
  body: z.string().trim().min(1).max(1_024),
  parameters: z.array(z.string().trim().min(1).max(60)).max(10),
  position,
  active: z.boolean().default(true),
});
export interface AdminDirectoryEntry {
  id: string;
  kind: 'queue' | 'number';
  name: string;
  number: string;
  note: string | null;
  position: number;
  active: boolean;
}
/** GET /api/admin/directory → { entries }; POST → AdminDirectoryEntry; PATCH /:id; DELETE /:id → 204. 409 `number-taken`. */
export const directoryFields = z.object({
  kind: z.enum(['queue', 'number']),
  name: z.string().trim().min(1).max(80),
  number: phone,
  note: z.string().trim().max(200).nullable().default(null),
  position,
  active: z.boolean().default(true),
});

// ---- rules ----

/** What is set for everybody; a field that nobody changed has the environment's value. */
export interface Settings {
  /** When the AI may call, in the lead's own time zone; minutes of the day. */
  quietHours: { fromMinute: number; toMinute: number };
  /** Days of the week on which it may (1 Monday … 7 Sunday). */
  callDays: number[];
  /** Seconds within which a person should answer: what the service level counts. */
  serviceLevelSeconds: number;
  wrapUpSeconds: number | null;
}
/** GET /api/admin/settings → Settings; PATCH → Settings. */
export const changeSettings = z
  .object({
    quietHours: z
      .object({
        fromMinute: z.number().int().min(0).max(1_439),
        toMinute: z.number().int().min(1).max(1_440),
      })
      .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, 'the end comes after the beginning'),
    callDays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    serviceLevelSeconds: z.number().int().min(1).max(3_600),
    wrapUpSeconds: z.number().int().min(0).max(9_999).nullable(),
  })
  .partial();

/** GET /api/targets → { targets: Target[] } (supervisors too); PUT /api/admin/targets/:key → Target; `value: null` takes it off. */
export interface Target {
  key: (typeof kpiKeys)[number];
  /** In the figure's unit; for counts and dollars: of a month. */
  value: number | null;
}
export const putTarget = z.object({ value: z.number().min(0).max(1e12).nullable() });

// ---- lists from outside ----

/** CSV (RFC 4180; comma, semicolon or tab; UTF-8 or Windows-1252), first line names the columns. At most 8 MiB. */
export const importKinds = ['do-not-call', 'spend', 'sales', 'inventory'] as const;
export type ImportKind = (typeof importKinds)[number];
/** Columns by list; those with `?` may be left out. */
export const importColumns = {
  'do-not-call': ['phone', 'reason?'],
  spend: ['source', 'campaign', 'day', 'amount', 'currency', 'name?'],
  sales: ['sale_id', 'phone', 'day', 'amount', 'currency', 'unit?', 'agent?'],
  inventory: [
    'property',
    'name',
    'destination',
    'unit',
    'type',
    'bedrooms',
    'bathrooms',
    'area_m2',
    'price_usd',
    'price_mxn?',
    'status?',
    'available_from?',
  ],
} as const satisfies Record<ImportKind, readonly string[]>;

export type RowProblem =
  | 'missing'
  | 'not-a-phone'
  | 'not-a-date'
  | 'not-an-amount'
  | 'not-a-number'
  | 'not-a-currency'
  | 'not-a-choice'
  | 'unknown-lead'
  | 'unknown-agent'
  | 'unknown-unit'
  | 'repeated'
  | 'too-long';
export interface ImportReport {
  kind: ImportKind;
  /** True where the rows were written; false for a dry run, or where one bad row stopped it. */
  applied: boolean;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  /** Line of the file counted from 1, its column, what stands there and what is wrong; at most 500, `badRows` counts all. */
  bad: { line: number; column: string; value: string; problem: RowProblem; choices?: string[] }[];
  badRows: number;
  /** Columns that nobody reads. */
  ignored: string[];
}
/**
 * POST /api/admin/imports/:kind?dryRun=1|0&skipBad=1|0 with text/csv → ImportReport. A dry run changes nothing. Without
 * `skipBad` one bad row stops all. 400 `csv-unreadable`, `columns-missing` with `params.columns`.
 */
export const importQuery = z.object({
  dryRun: z.enum(['0', '1']).default('1'),
  skipBad: z.enum(['0', '1']).default('0'),
});

// ---- to the rest of the company ----

/** Signed webhooks of ours (https://www.standardwebhooks.com): who gets which events. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string | null;
  /** Types of events (`call.ended`), or families (`call.*`); empty: all that are public. */
  types: string[];
  active: boolean;
  /** Whether it is told who a client is and what they said; without it ids only. */
  withContact?: boolean;
  createdAt: string;
  /** Since when nothing gets through; null while all is well. */
  failingSince: string | null;
  pending: number;
  dead: number;
}
/**
 * GET /api/admin/webhooks → { endpoints, types } ; POST → WebhookEndpoint & { secret }: told once; PATCH /:id; DELETE /:id → 204;
 * POST /:id/secret → { secret }: a new one, the old one signs too for 24 h; POST /:id/test → WebhookDelivery.
 */
export const webhookFields = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  description: z.string().trim().max(200).nullable().default(null),
  types: z
    .array(z.string().regex(/^[a-z-]+\.(\*|[a-z-]+)$/))
    .max(100)
    .default([]),
  active: z.boolean().default(true),
  withContact: z.boolean().default(false),
});
export interface WebhookDelivery {
  id: string;
  endpointId: string;
  type: string;
  status: 'pending' | 'delivered' | 'dead';
  attempts: number;
  createdAt: string;
  nextAt: string | null;
  deliveredAt: string | null;
  httpStatus: number | null;
  /** English; the other side's first words, or why it could not be reached. */
  error: string | null;
}
/** GET /api/admin/webhooks/:id/deliveries?status=&before=&limit= → { deliveries } newest first; POST /api/admin/deliveries/:id/replay → WebhookDelivery; POST /api/admin/webhooks/:id/replay-dead → { replayed }. */
export const deliveryQuery = z.object({
  status: z.enum(['pending', 'delivered', 'dead']).optional(),
  before: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
