/** What the administrators of the one day have set up, as a value that a scene may change, and how the backend answers for it. */
import type {
  Account,
  AdminDirectoryEntry,
  AdminDisposition,
  AdminReason,
  AdminTemplate,
  ImportReport,
  Settings,
  Target,
  Team,
  WebhookDelivery,
  WebhookEndpoint,
} from '../../src/shared/admin.ts';
import { choices } from './desk-world-house.ts';
import { ago, andreaId, carlosId, idOf } from './desk-world-people.ts';

export interface AdminFacts {
  users: Account[];
  teams: Team[];
  reasons: AdminReason[];
  dispositions: AdminDisposition[];
  templates: AdminTemplate[];
  entries: AdminDirectoryEntry[];
  settings: Settings;
  targets: Target[];
  endpoints: WebhookEndpoint[];
  deliveries: WebhookDelivery[];
  /** Of whatever file is sent. */
  report: ImportReport;
}

export const lauraId = idOf('user', 9);

const teams: Team[] = [
  { id: idOf('team', 1), name: 'Ventas Bahía', members: 6 },
  { id: idOf('team', 2), name: 'Ventas Los Cabos', members: 4 },
  { id: idOf('team', 3), name: 'Socios internacionales', members: 1 },
];

const person = (number: number, name: string, more: Partial<Account> = {}): Account => ({
  ...{ id: idOf('user', number), name, role: 'agent', active: true, languages: ['es'], skills: [] },
  username: name.split(' ')[0]?.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '') ?? '',
  ...{ teamId: teams[0]?.id ?? null, extension: String(4_120 + number), sipAuthUser: null },
  ...{ hasSipPassword: true, alertPhone: null, lastSeenAt: ago(number * 7) },
  ...more,
});

const users: Account[] = [
  person(1, 'Andrea Luna', { id: andreaId, languages: ['es', 'en'], skills: ['villas', 'financiamiento'] }),
  person(2, 'Beatriz Nava Covarrubias', { skills: ['socios actuales', 'fraccional', 'eventos'] }),
  person(3, 'Carlos Peña', { id: carlosId, teamId: teams[1]?.id ?? null, languages: ['es', 'en'] }),
  person(4, 'Diego Mercado', { teamId: null, extension: null, hasSipPassword: false, lastSeenAt: null }),
  person(5, 'Raúl Ibarra', { role: 'supervisor', alertPhone: '+523221234567' }),
  person(9, 'Laura Montes', { id: lauraId, role: 'admin', teamId: null, extension: null }),
  person(10, 'Ernesto Quiroga', { active: false, extension: null, lastSeenAt: ago(43_200) }),
];

const signals = ['book', 'finish', 'finish', 'lose', 'lose', 'finish', 'opt-out', null] as const;

const endpoints: WebhookEndpoint[] = [
  {
    ...{ id: idOf('hook', 1), url: 'https://n8n.vidanta.example/webhook/ventas', description: 'n8n, ventas' },
    ...{ types: [], active: true, withContact: true, createdAt: ago(90_000) },
    ...{ failingSince: null, pending: 0, dead: 0 },
  },
  {
    ...{ id: idOf('hook', 2), url: 'https://crm.vidanta.example/eventos', description: null },
    ...{ types: ['call.ended', 'appointment.*', 'sale.recorded'], active: true, createdAt: ago(40_000) },
    ...{ failingSince: ago(47), pending: 12, dead: 3 },
  },
  {
    ...{ id: idOf('hook', 3), url: 'https://bi.vidanta.example/entrada', description: 'Almacén de datos' },
    ...{ types: ['lead.*'], active: false, createdAt: ago(20_000), failingSince: null, pending: 0, dead: 0 },
  },
];

const delivery = (number: number, more: Partial<WebhookDelivery>): WebhookDelivery => ({
  ...{ id: idOf('dlvr', number), endpointId: idOf('hook', 2), type: 'call.ended', status: 'delivered' },
  ...{ attempts: 1, createdAt: ago(number * 11), nextAt: null, deliveredAt: ago(number * 11) },
  ...{ httpStatus: 200, error: null },
  ...more,
});
const gone = { status: 'dead', attempts: 10, deliveredAt: null } as const;
const deliveries: WebhookDelivery[] = [
  delivery(1, {
    ...{ type: 'appointment.booked', status: 'pending', attempts: 3, deliveredAt: null, nextAt: ago(-6) },
    ...{ httpStatus: 503, error: 'upstream connect error or disconnect/reset before headers' },
  }),
  delivery(3, {
    ...gone,
    type: 'sale.recorded',
    httpStatus: null,
    error: 'connect ECONNREFUSED 203.0.113.7:443',
  }),
  delivery(4, { ...gone, httpStatus: 500, error: 'Internal Server Error' }),
  delivery(5, { type: 'webhook.test' }),
  ...[6, 7, 8, 9].map((number) => delivery(number, {})),
];

export const badReport: ImportReport = {
  ...{ kind: 'sales', applied: false, rows: 1_284, added: 1_207, changed: 58, unchanged: 12, badRows: 5 },
  ignored: ['comentarios', 'vendedor_externo'],
  bad: [
    { line: 14, column: 'phone', value: '322 12', problem: 'not-a-phone' },
    { line: 52, column: 'day', value: '31/02/2026', problem: 'not-a-date' },
    { line: 52, column: 'amount', value: '1,234', problem: 'not-an-amount' },
    { line: 377, column: 'currency', value: 'EUR', problem: 'not-a-currency' },
    { line: 801, column: 'phone', value: '+52 332 901 4471', problem: 'unknown-lead' },
    { line: 1_002, column: 'sale_id', value: '', problem: 'missing' },
  ],
};
export const goodReport: ImportReport = { ...badReport, applied: true, badRows: 0, bad: [], ignored: [] };

export const usualAdmin = (): AdminFacts => ({
  ...{ users, teams, endpoints, deliveries, report: badReport },
  reasons: choices.reasons.map((reason, position) => ({ ...reason, position, active: position !== 3 })),
  dispositions: choices.dispositions.map((one, position) => ({
    ...{ ...one, position, active: true },
    leadSignal: signals[position] ?? null,
  })),
  templates: choices.templates.map((one, position) => ({ ...one, position, active: true })),
  entries: [
    {
      ...{ id: idOf('dir', 1), kind: 'queue', name: 'Ventas general', number: '4200', note: 'De 9 a 20 h' },
      ...{ position: 0, active: true },
    },
    {
      ...{ id: idOf('dir', 2), kind: 'number', name: 'Notaría 14', number: '+523221098877', note: null },
      ...{ position: 10, active: true },
    },
    {
      ...{ id: idOf('dir', 3), kind: 'number', name: 'Recepción Los Cabos', number: '+526241450000' },
      ...{ note: 'Solo para huéspedes', position: 20, active: false },
    },
  ],
  settings: {
    quietHours: { fromMinute: 540, toMinute: 1_200 },
    ...{ callDays: [1, 2, 3, 4, 5, 6], serviceLevelSeconds: 20, wrapUpSeconds: 120 },
  },
  targets: [
    { key: 'leadToCall', value: 90 },
    { key: 'serviceLevel', value: 85 },
    { key: 'answerSpeed', value: 15 },
    { key: 'revenue', value: 13_200_000 },
    { key: 'adReturn', value: 5 },
  ],
});

export const emptyAdmin = (): AdminFacts => ({
  ...usualAdmin(),
  ...{ users: [], teams: [], reasons: [], dispositions: [], templates: [], entries: [], targets: [] },
  ...{ endpoints: [], deliveries: [] },
});

const types = [
  ...['lead.created', 'lead.changed', 'message.received', 'appointment.booked', 'appointment.cancelled'],
  ...['call.queued', 'call.ended', 'call.completed', 'sale.recorded', 'escalation.answered'],
];

type Answer = readonly [
  method: string,
  path: RegExp,
  answer: (facts: { admin: AdminFacts }, asked: { id: string; body: unknown; url: URL }) => unknown,
];
const asObject = (body: unknown): object => (typeof body === 'object' && body !== null ? body : {});

/** What is set up is read; what people change is taken for done. */
export const adminAnswers: readonly Answer[] = [
  ['GET', /^\/api\/admin\/users$/, ({ admin }) => ({ users: admin.users })],
  ['POST', /^\/api\/admin\/users$/, (_facts, { body }) => ({ ...person(20, 'Nueva'), ...asObject(body) })],
  [
    'PATCH',
    /^\/api\/admin\/users\/([^/]+)$/,
    ({ admin }, { id, body }) => ({ ...admin.users.find((one) => one.id === id), ...asObject(body) }),
  ],
  ['GET', /^\/api\/admin\/teams$/, ({ admin }) => ({ teams: admin.teams })],
  ['GET', /^\/api\/admin\/reasons$/, ({ admin }) => ({ reasons: admin.reasons })],
  ['PUT', /^\/api\/admin\/reasons\/([^/]+)$/, (_facts, { id, body }) => ({ key: id, ...asObject(body) })],
  ['GET', /^\/api\/admin\/dispositions$/, ({ admin }) => ({ dispositions: admin.dispositions })],
  ['GET', /^\/api\/admin\/templates$/, ({ admin }) => ({ templates: admin.templates })],
  ['GET', /^\/api\/admin\/directory$/, ({ admin }) => ({ entries: admin.entries })],
  ['GET', /^\/api\/admin\/settings$/, ({ admin }) => admin.settings],
  ['GET', /^\/api\/targets$/, ({ admin }) => ({ targets: admin.targets })],
  ['PUT', /^\/api\/admin\/targets\/([^/]+)$/, (_facts, { id, body }) => ({ key: id, ...asObject(body) })],
  ['POST', /^\/api\/admin\/imports\/[a-z-]+$/, ({ admin }) => admin.report],
  ['GET', /^\/api\/admin\/webhooks$/, ({ admin }) => ({ endpoints: admin.endpoints, types })],
  [
    'POST',
    /^\/api\/admin\/webhooks$/,
    ({ admin }) => ({ ...admin.endpoints[0], secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
  ],
  ['POST', /^\/api\/admin\/webhooks\/([^/]+)\/test$/, ({ admin }) => admin.deliveries[3]],
  [
    'GET',
    /^\/api\/admin\/webhooks\/([^/]+)\/deliveries$/,
    ({ admin }, { url }) => {
      const status = url.searchParams.get('status');
      return { deliveries: admin.deliveries.filter((one) => status === null || one.status === status) };
    },
  ],
];
