/** The floor of the one day as a supervisor sees it: usual, empty, and as full as a floor can be. Fixed, the same at every run. */
import type { Me } from '../../src/shared/api.ts';
import {
  thresholdKeys,
  type AuditEntry,
  type Board,
  type BoardAgent,
  type BoardCall,
  type Threshold,
} from '../../src/shared/board.ts';
import { ago, andrea, idOf } from './desk-world-people.ts';
import { marianaCall } from './desk-world-talk.ts';

export const raulId = idOf('user', 90);

/** Who watches the floor. */
export const raul = (more: Partial<Me> = {}): Me => ({
  ...andrea('available'),
  ...{ id: raulId, username: 'raul', name: 'Raúl Ibarra', role: 'supervisor', extension: '4001' },
  ...more,
});

const limits: Record<Threshold['key'], [limit: number, warn: number]> = {
  queued: [8, 6],
  oldestQueued: [900, 600],
  personWait: [60, 30],
  serviceLevel: [80, 85],
  abandonment: [10, 5],
  agentsAvailable: [1, 2],
  occupancy: [90, 84],
  wrapUp: [300, 180],
  talk: [1_800, 1_200],
  away: [3_600, 2_700],
};
const thresholds = thresholdKeys.map((key): Threshold => {
  const [limit, warn] = limits[key];
  return { key, limit, warn, notify: key === 'personWait' || key === 'abandonment' ? ['desktop'] : [] };
});

export const teams = ['Ventas Bahía', 'Los Cabos', 'Riviera Maya'].map((name, index) => ({
  id: idOf('team', index + 1),
  name,
}));

const call = (number: number, leadName: string, more: Partial<BoardCall>): BoardCall => ({
  ...{ id: idOf('call', number), rev: 4, leadId: idOf('lead', number), leadName, phone: '+526642184790' },
  ...{ language: 'es', destination: 'Nuevo Vallarta', propertyType: 'villa', score: 70 },
  ...{ status: 'in-progress', step: 'qualifying', mood: 'neutral', reason: 'the lead agreed to a call' },
  ...{ priority: 0, queuedAt: ago(6), notBefore: ago(6), startedAt: ago(5), answeredAt: ago(5) },
  ...{ tools: { count: 2, failed: 0, last: 'check_availability' }, canListen: true, canControl: true },
  ...{ escalation: null, agentId: null, agentName: null },
  ...more,
});
const queued = (number: number, leadName: string, minutes: number, more: Partial<BoardCall>): BoardCall =>
  call(number, leadName, {
    ...{ status: 'queued', step: 'waiting', mood: null, queuedAt: ago(minutes), notBefore: ago(minutes) },
    ...{ startedAt: null, answeredAt: null, tools: { count: 0, failed: 0, last: null } },
    ...{ canListen: false, canControl: false },
    ...more,
  });
const escalated = (
  number: number,
  leadName: string,
  escalation: Partial<NonNullable<BoardCall['escalation']>>,
  more: Partial<BoardCall> = {},
): BoardCall =>
  call(number, leadName, {
    ...{ step: 'handing-over', mood: 'neutral' },
    escalation: {
      ...{
        id: idOf('esc', number),
        status: 'ringing',
        reason: 'the lead asked for a person',
        step: 1,
        of: 4,
      },
      ...{ requestedAt: ago(0.4), target: 'agent', agentName: 'Andrea Luna', expiresAt: ago(-0.3) },
      ...escalation,
    },
    ...more,
  });

const usualCalls: BoardCall[] = [
  queued(201, 'Ricardo Salinas Peña', 16, { destination: 'Los Cabos', propertyType: 'residence', score: 91 }),
  queued(202, 'Verónica Aldama', 11, { score: 84 }),
  queued(203, 'Tomás Echeverría', 4, { destination: 'Riviera Maya', propertyType: 'condo', score: 72 }),
  queued(204, 'Michael Brandt', 2, { language: 'en', destination: 'Los Cabos', score: 79, priority: 1 }),
  queued(205, 'Lucía Montemayor', 1, { destination: 'Puerto Peñasco', propertyType: null, score: 66 }),
  queued(206, 'Ernesto Quiroga', 0.1, { notBefore: ago(-80), destination: 'Acapulco', score: null }),
  call(210, 'Arturo Zepeda', {
    ...{ destination: 'Los Cabos', propertyType: 'residence', step: 'offering', mood: 'upset', score: 76 },
    ...{ answeredAt: ago(8.2), tools: { count: 5, failed: 1, last: 'get_pricing' } },
  }),
  call(211, 'Claudia Rentería', { step: 'offering', score: 88, mood: 'positive', answeredAt: ago(6) }),
  call(212, 'Sergio Balderas', {
    destination: 'Riviera Maya',
    mood: 'hurried',
    score: 63,
    answeredAt: ago(5.8),
  }),
  call(213, 'Jennifer Walsh', {
    ...{ language: 'en', destination: 'Los Cabos', propertyType: 'penthouse', step: 'booking', score: 92 },
    ...{ mood: 'positive', answeredAt: ago(4.9) },
  }),
  call(214, 'Manuel Ocampo', { propertyType: 'condo', score: 58, answeredAt: ago(3.3) }),
  call(215, 'Rosa Elena Fuentes de la Garza', {
    destination: 'Puerto Peñasco',
    propertyType: null,
    score: 61,
  }),
  call(216, 'Iván Cisneros', { step: 'opening', score: null, mood: null, answeredAt: ago(0.9) }),
  call(217, 'Paola Arriaga', {
    ...{ status: 'ringing', step: 'dialing', score: null, mood: null, answeredAt: null, startedAt: ago(0.2) },
    canControl: false,
  }),
  escalated(218, 'Mariana Robles Ortega', {
    requestedAt: ago(1.2),
    step: 4,
    target: 'hunt-pilot',
    agentName: null,
  }),
  escalated(219, 'Verónica Sandoval', {
    ...{ requestedAt: ago(0.6), step: 3, agentName: 'Camila Orozco', expiresAt: ago(-0.1) },
    reason: 'Quiere revisar el financiamiento con una persona antes de apartar.',
  }),
  escalated(220, 'Tomás Benavides', { status: 'requested', target: null, agentName: null, expiresAt: null }),
  call(221, 'Héctor Villaseñor', {
    ...{
      status: 'with-agent',
      step: 'with-person',
      agentId: idOf('user', 104),
      agentName: 'Alejandra Solís',
    },
    answeredAt: ago(18.4),
  }),
];

type Doing = Partial<Pick<BoardAgent, 'state' | 'stateReason' | 'stateSince' | 'call' | 'phoneRegistered'>>;
const agent = (
  number: number,
  name: string,
  doing: Doing & { today?: number; team?: number },
): BoardAgent => {
  const { today = 12, team = number % 3, ...more } = doing;
  return {
    ...{ id: idOf('user', number), rev: 3, name, role: 'agent', extension: String(4_000 + number) },
    ...{ state: 'available', stateReason: null, stateSince: ago(3), stateUntil: null, phoneRegistered: true },
    ...{
      team: teams[team]?.name ?? null,
      languages: number % 4 === 0 ? ['es', 'en'] : ['es'],
      skills: [],
      call: null,
    },
    today: { conversations: today, talkSeconds: today * 372 },
    ...more,
  };
};
const talking = (
  minutes: number,
  leadName: string | null,
  more: { ringing?: boolean; mos?: number } = {},
): Doing => ({
  state: more.ringing ? 'available' : 'busy',
  stateReason: more.ringing ? null : 'escalation',
  call: {
    ...{ phoneCallId: `phone-${minutes}`, leadId: null, leadName, number: '+523221145098', direction: 'in' },
    ...{ ringing: more.ringing ?? false, since: ago(minutes) },
    quality: more.ringing ? null : { mos: more.mos ?? 4.3, lossPct: more.mos ? 4.2 : 0.1, jitterMs: 11 },
  },
});

const usualAgents: BoardAgent[] = [
  agent(101, 'Beatriz Nava', { state: 'wrap-up', stateSince: ago(7.7), today: 14 }),
  agent(102, 'Andrea Luna', { ...talking(0.1, 'Tomás Benavides', { ringing: true }), today: 18 }),
  agent(103, 'Camila Orozco', { stateSince: ago(0.7), today: 16 }),
  agent(108, 'Diego Mercado', { stateSince: ago(2.1), today: 15 }),
  agent(112, 'Steven Park', { stateSince: ago(3.5), today: 11 }),
  agent(104, 'Alejandra Solís', { ...talking(18.4, 'Héctor Villaseñor'), today: 12 }),
  agent(105, 'Bruno Cantú', { ...talking(11.1, 'Daniela Cárdenas Ruiz', { mos: 2.9 }), today: 17 }),
  agent(106, 'Elena Figueroa', { ...talking(9.7, null), today: 13 }),
  agent(107, 'Fernando Lara', { ...talking(7.2, 'Ana Sofía Beltrán de la Garza'), today: 19 }),
  agent(109, 'Inés Pacheco', { ...talking(31, 'Patricia Elizondo'), today: 15 }),
  agent(110, 'Natalia Guzmán', { state: 'wrap-up', stateSince: ago(1.3), today: 17 }),
  agent(111, 'Sandra Leyva', { state: 'away', stateReason: 'lunch', stateSince: ago(22), today: 9 }),
  agent(113, 'Víctor Sandoval', { state: 'busy', stateReason: 'training', stateSince: ago(41), today: 6 }),
  agent(114, 'Karla Domínguez', { phoneRegistered: false, stateSince: ago(5), today: 4 }),
  agent(115, 'Óscar Rentería', { state: 'offline', stateSince: ago(300), phoneRegistered: false, today: 0 }),
];

/** A floor at work, with two limits broken. */
export const usualBoard = (more: Partial<Board> = {}): Board => ({
  calls: usualCalls,
  agents: usualAgents,
  figures: {
    ...{ rev: 900, queued: 6, oldestQueuedAt: ago(16), waitingSince: ago(1.2), serviceLevelPct: 83.4 },
    ...{ abandonmentPct: 3.1, live: 11, capacity: 40, escalating: 3, agentsAvailable: 3, agentsSignedIn: 14 },
    ...{ occupancyPct: 84, serviceLevelSeconds: 20 },
    waits: [18, 26, 40, 31, 55, 44, 33, 20, 62, 71, 48, 35, 22, 64, 81, 96, 40, 57, 66, 72],
  },
  alerts: [
    {
      ...{ id: idOf('alert', 1), key: 'oldestQueued', subjectId: null, subjectName: null },
      ...{ value: 905, limit: 900, since: ago(1) },
    },
    {
      ...{ id: idOf('alert', 2), key: 'personWait', subjectId: null, subjectName: null },
      ...{ value: 62, limit: 60, since: ago(0.2), unsent: [{ name: 'Marta Ríos', why: 'no-template' }] },
    },
    {
      ...{ id: idOf('alert', 3), key: 'wrapUp', subjectId: idOf('user', 101), subjectName: 'Beatriz Nava' },
      ...{ value: 462, limit: 300, since: ago(2.7) },
    },
  ],
  dialling: { paused: false, since: null, byName: null, why: null },
  thresholds,
  teams,
  ...more,
});

/** A floor before the day begins. */
export const emptyBoard = (): Board =>
  usualBoard({
    ...{ calls: [], agents: [], alerts: [], teams: [] },
    figures: {
      ...{ rev: 1, queued: 0, oldestQueuedAt: null, waitingSince: null, serviceLevelPct: null },
      ...{
        abandonmentPct: null,
        live: 0,
        capacity: 40,
        escalating: 0,
        agentsAvailable: 0,
        agentsSignedIn: 0,
      },
      ...{ serviceLevelSeconds: 20, occupancyPct: null, waits: Array.from({ length: 20 }, () => 0) },
    },
  });

const first = [
  'Mariana',
  'Jorge',
  'Daniela',
  'Héctor',
  'Karen',
  'Óscar',
  'Gabriela',
  'Rodrigo',
  'Teresa',
  'Emilio',
];
const last = [
  'Robles Ortega',
  'Treviño',
  'Cárdenas Ruiz',
  'Villaseñor',
  'Whitfield',
  'Maldonado',
  'Ponce',
  'Santillán',
];
const nameOf = (number: number): string =>
  `${first[number % first.length] ?? ''} ${last[Math.floor(number / first.length) % last.length] ?? ''}`;
const places = ['Los Cabos', 'Nuevo Vallarta', 'Riviera Maya', 'Puerto Peñasco'];
const moods = ['neutral', 'positive', 'neutral', 'hurried', 'neutral', 'upset'] as const;
const steps = ['opening', 'qualifying', 'offering', 'booking'] as const;

/** As much as a floor has to bear: 300 agents and 1,000 calls. */
export const fullBoard = (): Board =>
  usualBoard({
    calls: [
      ...Array.from({ length: 180 }, (_, n) =>
        queued(1_000 + n, nameOf(n), 20 - n / 10, { score: 40 + (n % 55) }),
      ),
      ...Array.from({ length: 40 }, (_, n) =>
        escalated(2_000 + n, nameOf(n + 3), { requestedAt: ago(n / 20), step: 1 + (n % 4) }),
      ),
      ...Array.from({ length: 780 }, (_, n) =>
        call(3_000 + n, nameOf(n + 7), {
          ...{
            destination: places[n % 4] ?? null,
            mood: moods[n % 6] ?? null,
            step: steps[n % 4] ?? 'opening',
          },
          ...{ answeredAt: ago(0.3 + (n % 97) / 8), score: n % 9 === 0 ? null : 30 + (n % 66) },
        }),
      ),
    ],
    agents: Array.from({ length: 300 }, (_, n) =>
      agent(500 + n, nameOf(n), {
        ...(n % 10 < 5 ? talking(1 + (n % 23), nameOf(n + 11), n % 47 === 0 ? { mos: 3.1 } : {}) : {}),
        ...(n % 10 === 6 ? { state: 'wrap-up', stateSince: ago((n % 7) + 0.4) } : {}),
        ...(n % 10 === 7 ? { state: 'away', stateReason: 'lunch', stateSince: ago(n % 50) } : {}),
        ...(n % 10 === 8 ? { state: 'offline', phoneRegistered: false } : {}),
      }),
    ),
    figures: {
      ...{ rev: 90_000, queued: 180, oldestQueuedAt: ago(20), waitingSince: ago(1.9), serviceLevelPct: 71.2 },
      ...{ abandonmentPct: 12.4, live: 820, capacity: 900, escalating: 40, agentsAvailable: 60 },
      ...{ agentsSignedIn: 270, occupancyPct: 92.3, serviceLevelSeconds: 20 },
      waits: [18, 26, 40, 31, 55, 44, 33, 120, 162, 71, 148, 35, 122, 64, 181, 196, 140, 157, 66, 114],
    },
  });

/** What `listen` is answered, and what the audit trail holds. */
export const audit: AuditEntry[] = [
  ['call.said', 'Arturo Zepeda', null, { text: 'El precio de lista vigente es USD 512,000.' }],
  ['call.listened', 'Arturo Zepeda', null, {}],
  ['dialling.resumed', null, 'Ya hay asesores', {}],
  ['dialling.paused', null, 'Sin asesores suficientes para la cola', {}],
  [
    'call.refused',
    'Arturo Zepeda',
    null,
    { act: 'said', refusal: 'call-over', text: 'El precio de lista vigente es USD 512,000.' },
  ],
  [
    ...['agent.state-forced', 'Beatriz Nava', 'Olvidó cambiarlo'],
    { from: 'available', to: 'away', reason: 'lunch', afterCall: true },
  ],
  ['call.handed-over', 'Claudia Rentería', null, { agentName: 'Andrea Luna' }],
  ['call.prioritised', 'Michael Brandt', null, {}],
  [
    ...['threshold.changed', null, null],
    {
      before: { limit: 60, warn: 30, notify: ['desktop'] },
      after: { limit: 45, warn: 20, notify: ['desktop', 'whatsapp'] },
    },
  ],
].map(([action, subjectName, why, detail], index) => ({
  ...{ id: 90 - index, at: ago(3 + index * 17), userId: raulId, userName: 'Raúl Ibarra' },
  ...{ action: action as string, subjectKind: 'call' },
  subjectId: action === 'threshold.changed' ? 'personWait' : null,
  ...{ subjectName: subjectName as string | null, why: why as string | null },
  detail: detail as Record<string, unknown>,
}));

/** The call whose transcript the world knows, as it stands on the floor. */
export const heardCall: BoardCall = call(1, 'Mariana Robles Ortega', {
  ...{ id: marianaCall.id, leadId: marianaCall.leadId, mood: 'upset', score: 87, answeredAt: ago(4.2) },
  step: 'offering',
});
