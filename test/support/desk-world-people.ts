/** The people of the one day that pictures, the accessibility walk and the soak all look at: fixed ids, fixed times, the same at every run. */
import type { Me, Task } from '../../src/shared/api.ts';
import { demoAccounts } from '../../src/shared/demo.ts';
import type { ChatSummary, DirectoryEntry, WrapUp } from '../../src/shared/desk.ts';
import type { LeadSummary } from '../../src/shared/lead.ts';
import type { AgentState } from '../../src/shared/push.ts';

/** Wednesday, 25 November 2026, 12:42:10 in Mexico City (UTC−6): epoch ms. */
export const worldNow = Date.parse('2026-11-25T18:42:10Z');
const minuteMs = 60_000;

/** So many minutes before (or, negative, after) the world's moment, ISO 8601. */
export const ago = (minutes: number): string => new Date(worldNow - minutes * minuteMs).toISOString();

/** A fixed UUID: `kind` tells leads, calls and so on apart, `number` one from another. */
export const idOf = (kind: string, number: number): string => {
  const hex = [...kind].map((letter) => letter.charCodeAt(0).toString(16)).join('');
  return `${hex.padEnd(8, '0').slice(0, 8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;
};

export const andreaId = idOf('user', 1);
export const carlosId = idOf('user', 3);

/** Who sits at the desk, in a state. */
export const andrea = (state: AgentState = 'available', more: Partial<Me> = {}): Me => ({
  id: andreaId,
  username: 'andrea',
  name: 'Andrea Luna',
  role: 'agent',
  extension: '4127',
  state,
  stateReason: null,
  stateSince: ago(14),
  stateUntil: null,
  phoneRegistered: true,
  ...more,
});

interface Person {
  name: string;
  phone: string;
  language?: LeadSummary['language'];
  status: LeadSummary['status'];
  score: number | null;
  last: string;
  source?: string;
  minutes: number;
}

const lead = (number: number, { minutes, last, language, source, ...person }: Person): LeadSummary => ({
  id: idOf('lead', number),
  language: language ?? 'es',
  source: source ?? 'whatsapp',
  lastMessage: last,
  updatedAt: ago(minutes),
  ...person,
});

export const mariana = lead(1, {
  ...{ name: 'Mariana Robles Ortega', phone: '+526642184790', status: 'escalated', score: 87, minutes: 1 },
  ...{ last: 'Sí, pero en media hora. Estoy saliendo de una junta.', source: 'Meta · Villas Bahía, otoño' },
});
export const jorge = lead(2, {
  ...{ name: 'Jorge Treviño Garza', phone: '+528183456712', status: 'with-agent', score: 74, minutes: 3 },
  last: '¿Me manda el plano de la A-112, por favor?',
});
export const daniela = lead(3, {
  ...{ name: 'Daniela Cárdenas Ruiz', phone: '+525533982174', status: 'follow-up', score: 66, minutes: 50 },
  last: 'Lo veo con mi hermano y le digo.',
});
export const hector = lead(4, {
  ...{ name: 'Héctor Villaseñor', phone: '+523318840921', status: 'appointment', score: 79, minutes: 82 },
  last: 'El sábado está bien.',
});
export const patricia = lead(5, {
  ...{ name: 'Patricia Elizondo', phone: '+528112093348', status: 'follow-up', score: 71, minutes: 1_510 },
  last: 'Márqueme después de las doce y media.',
});
export const karen = lead(6, {
  ...{ name: 'Karen Whitfield', phone: '+13035550142', language: 'en', status: 'qualified', score: 81 },
  ...{ last: 'We land on Friday. Could we see the two-bedroom residence?', minutes: 22 },
});
export const oscar = lead(7, {
  ...{ name: 'Óscar Maldonado', phone: '+522288412290', status: 'discovering', score: 38, minutes: 4 },
  last: '¿Aceptan Infonavit o solo banco?',
});
export const gabriela = lead(8, {
  ...{ name: 'Gabriela Ponce', phone: '+524421907733', status: 'qualified', score: 63, minutes: 8 },
  last: 'Le mando mi identificación',
});

/** Everybody, newest change first. */
export const leads: LeadSummary[] = [
  ...[mariana, jorge, oscar, gabriela, karen, daniela, hector, patricia],
  lead(9, {
    ...{ name: 'Rodrigo Santillán', phone: '+525512783401', status: 'follow-up', score: 58, minutes: 95 },
    last: 'Quiero entender el financiamiento antes.',
  }),
  lead(10, {
    ...{ name: 'Ana Sofía Beltrán de la Garza y Villanueva', phone: '+526441230987', status: 'appointment' },
    ...{ score: 69, minutes: 120, last: 'Nos vemos en Puerto Peñasco entonces, gracias por la paciencia.' },
  }),
  lead(11, {
    ...{
      name: 'Luis Fernando Camacho',
      phone: '+523221145098',
      status: 'nurturing',
      score: 41,
      minutes: 160,
    },
    last: 'Los Cabos o Nuevo Vallarta, todavía no decido.',
  }),
  lead(12, {
    ...{ name: 'Emilio Barragán', phone: '+525587109932', status: 'discovering', score: 35, minutes: 14 },
    last: 'Gracias, lo platico con mi esposa',
  }),
  lead(13, {
    ...{ name: 'Teresa Ibáñez', phone: '+529981234567', status: 'lost', score: 12, minutes: 2_900 },
    last: 'Ya compramos en otro lado.',
  }),
  lead(14, {
    ...{ name: 'Raúl Quintero', phone: '+526121908877', status: 'opted-out', score: null, minutes: 4_400 },
    last: 'Por favor ya no me escriban.',
  }),
];

const task = (number: number, of: LeadSummary, more: Partial<Task> & Pick<Task, 'kind' | 'title'>): Task => ({
  id: idOf('task', number),
  leadId: of.id,
  leadName: of.name,
  callId: null,
  notes: null,
  ownerId: andreaId,
  ownerName: 'Andrea Luna',
  dueAt: ago(0),
  phone: of.phone,
  status: 'open',
  ...more,
});
const [rodrigo, anaSofia, luis] = [leads[8]!, leads[9]!, leads[10]!];

/** Andrea's, soonest due first: one overdue, one due in a moment, the rest later today. */
export const tasks: Task[] = [
  task(1, patricia, {
    ...{ kind: 'callback', title: 'Devolver la llamada a Patricia Elizondo', dueAt: ago(6) },
    notes: 'Pidió que fuera después de las 12:30.',
  }),
  task(2, rodrigo, { kind: 'callback', title: 'Devolver la llamada prometida', dueAt: ago(-8) }),
  task(3, anaSofia, {
    ...{
      kind: 'confirm-appointment',
      title: 'Confirmar la visita a Vidanta Puerto Peñasco',
      dueAt: ago(-33),
    },
  }),
  task(4, luis, { kind: 'follow-up', title: 'Enviar información y proponer una visita', dueAt: ago(-198) }),
  task(5, karen, { kind: 'callback', title: 'Devolver la llamada a Karen Whitfield', dueAt: ago(-288) }),
  task(6, daniela, {
    kind: 'send-information',
    title: 'Enviar fotos y planos por WhatsApp',
    dueAt: ago(-310),
  }),
];

/** Chats that Andrea looks after. */
export const chats: ChatSummary[] = [
  chat(jorge, { minutes: 3, windowMinutes: -1_437 }),
  chat(oscar, { minutes: 4, windowMinutes: -38 }),
  chat(gabriela, { minutes: 8, windowMinutes: -1_432 }),
  { ...chat(leads[11]!, { minutes: 14, windowMinutes: -1_426 }), absentOwner: { name: 'Beatriz Nava' } },
  { ...chat(hector, { minutes: 82, windowMinutes: 20 }), unansweredSince: null },
];

function chat(
  of: LeadSummary,
  { minutes, windowMinutes }: { minutes: number; windowMinutes: number },
): ChatSummary {
  return {
    leadId: of.id,
    leadName: of.name,
    phone: of.phone,
    lastText: of.lastMessage ?? '',
    unansweredSince: ago(minutes),
    windowUntil: windowMinutes > 0 ? null : ago(windowMinutes),
  };
}

/** Two conversations that still want their outcome; the first holds the state wrap-up where that is the state. */
export const wrapUps: WrapUp[] = [
  {
    ...{ id: idOf('wrap', 1), phoneCallId: 'phone-7', leadId: daniela.id, leadName: daniela.name },
    ...{ callId: idOf('call', 3), number: daniela.phone ?? '', direction: 'in', talkMs: 372_000 },
    ...{ endedAt: ago(1), until: ago(-1.5) },
    proposal: {
      by: 'ai',
      notes:
        'Busca un departamento de dos recámaras en Los Cabos para rentar. Presupuesto de USD 420,000. Lo decide con su hermano el fin de semana; pidió la cotización por escrito con el plan a 24 meses.',
    },
  },
  {
    ...{ id: idOf('wrap', 2), phoneCallId: 'phone-6', leadId: hector.id, leadName: hector.name },
    ...{ callId: null, number: hector.phone ?? '', direction: 'out', talkMs: 95_000 },
    ...{ endedAt: ago(82), until: null, proposal: null },
  },
];

/** Whom Andrea may call, and whether they could answer. */
export const directory: DirectoryEntry[] = [
  ...demoAccounts
    .filter(({ role }) => role === 'agent')
    .map(({ name, extension, skills }, index): DirectoryEntry => ({
      ...{ id: idOf('user', index + 1), kind: 'agent', name, number: extension ?? '' },
      ...{
        note: skills.slice(0, 2).join(', '),
        state: (['available', 'busy', 'available'] as const)[index] ?? 'offline',
      },
    })),
  entry(4, 'queue', { name: 'Ventas Bahía de Banderas', number: '7100', note: 'Nuevo Vallarta y Mazatlán' }),
  entry(5, 'queue', { name: 'Financiamiento', number: '7200', note: 'Créditos, mensualidades y avalúos' }),
  entry(6, 'number', { name: 'Notaría 14, Bucerías', number: '+523222980145', note: 'Lic. Arreola' }),
  entry(7, 'number', { name: 'Recepción Grand Mayan', number: '7000', note: null }),
];

function entry(
  number: number,
  kind: DirectoryEntry['kind'],
  more: Pick<DirectoryEntry, 'name' | 'number' | 'note'>,
): DirectoryEntry {
  return { id: idOf('entry', number), kind, state: null, ...more };
}
