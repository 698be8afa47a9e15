/** What the administrator of the one day has set up, and what there is to sell and to visit. */
import type { ConsoleConfig } from '../../src/shared/api.ts';
import { demoTemplates } from '../../src/shared/demo-templates.ts';
import { demoAccounts } from '../../src/shared/demo.ts';
import type { Appointment, DeskChoices, PropertyList, SlotList } from '../../src/shared/desk.ts';
import type { LeadSummary } from '../../src/shared/lead.ts';
import { idOf, karen, leads, mariana } from './desk-world-people.ts';

export const config: ConsoleConfig = {
  product: 'Vidanta Agent Console',
  version: '0.1.0',
  demo: true,
  demoAccounts: demoAccounts.map(({ username, password, name, role }) => ({
    username,
    password,
    name,
    role,
  })),
};

export const choices: DeskChoices = {
  reasons: [
    { key: 'break', state: 'away', label: { es: 'Descanso', en: 'Break' } },
    { key: 'lunch', state: 'away', label: { es: 'Comida', en: 'Lunch' } },
    { key: 'meeting', state: 'away', label: { es: 'Junta', en: 'Meeting' } },
    { key: 'training', state: 'away', label: { es: 'Capacitación', en: 'Training' } },
    { key: 'paperwork', state: 'busy', label: { es: 'Trámites', en: 'Paperwork' } },
    { key: 'client-visit', state: 'busy', label: { es: 'Visita con cliente', en: 'Client visit' } },
  ],
  dispositions: [
    { key: 'appointment', label: { es: 'Cita agendada', en: 'Visit booked' }, asks: 'appointment' },
    { key: 'call-back', label: { es: 'Volver a llamar', en: 'Call back' }, asks: 'callback' },
    { key: 'quote', label: { es: 'Cotización', en: 'Quote to send' }, asks: 'follow-up' },
    { key: 'not-interested', label: { es: 'Sin interés', en: 'Not interested' }, asks: 'nothing' },
    { key: 'not-qualified', label: { es: 'No califica', en: 'Does not qualify' }, asks: 'nothing' },
    { key: 'no-contact', label: { es: 'Sin contacto', en: 'Not reached' }, asks: 'callback' },
    { key: 'do-not-contact', label: { es: 'No contactar', en: 'Do not contact' }, asks: 'nothing' },
    { key: 'other', label: { es: 'Otro', en: 'Other' }, asks: 'nothing' },
  ],
  templates: [...demoTemplates],
  wrapUpSeconds: 120,
};

const unit = (code: string, type: string, bedrooms: number, usd: number) => ({
  ...{ code, type, bedrooms, usd },
  mxn: usd * 18.4,
});
export const properties: PropertyList = {
  properties: [
    {
      ...{ slug: 'nuevo-vallarta', name: 'Vidanta Nuevo Vallarta', destination: 'Nuevo Vallarta' },
      ...{ timeZone: 'America/Mexico_City', visitMinutes: 60 },
      units: [
        unit('A-112', 'villa', 3, 648_000),
        unit('B-304', 'villa', 3, 685_000),
        unit('C-207', 'villa', 3, 718_000),
      ],
    },
    {
      ...{ slug: 'los-cabos', name: 'Vidanta Los Cabos', destination: 'Los Cabos' },
      ...{ timeZone: 'America/Mazatlan', visitMinutes: 90 },
      units: [unit('R-21', 'residence', 2, 540_000), unit('R-33', 'residence', 3, 760_000)],
    },
  ],
};

/** Free starts from Thursday to Wednesday; none on Sunday. */
export const slots: SlotList = {
  timeZone: 'America/Mexico_City',
  slots: ['26', '27', '28', '30'].flatMap((day) =>
    ['10:00', '11:00', '12:30', '16:00', '17:30'].map((time) => `2026-11-${day}T${time}:00-06:00`),
  ),
};

const visit = (
  number: number,
  of: LeadSummary,
  more: Pick<Appointment, 'property' | 'startsAt' | 'endsAt'> & Partial<Appointment>,
): Appointment => ({
  id: idOf('visit', number),
  leadId: of.id,
  leadName: of.name,
  unit: null,
  timeZone: 'America/Mexico_City',
  status: 'booked',
  ...more,
});

/** The agenda of the coming week. */
export const appointments: Appointment[] = [
  visit(1, leads[6]!, {
    ...{ property: 'Vidanta Nuevo Vallarta', unit: 'A-112', status: 'confirmed' },
    ...{ startsAt: '2026-11-25T16:00:00-06:00', endsAt: '2026-11-25T17:00:00-06:00' },
  }),
  visit(2, leads[9]!, {
    ...{ property: 'Vidanta Puerto Peñasco', timeZone: 'America/Hermosillo' },
    ...{ startsAt: '2026-11-26T12:00:00-07:00', endsAt: '2026-11-26T13:00:00-07:00' },
  }),
  visit(3, karen, {
    ...{ property: 'Vidanta Los Cabos', unit: 'R-21', timeZone: 'America/Mazatlan' },
    ...{ startsAt: '2026-11-27T10:00:00-07:00', endsAt: '2026-11-27T11:30:00-07:00' },
  }),
  visit(4, mariana, {
    ...{ property: 'Vidanta Nuevo Vallarta', unit: 'B-304' },
    ...{ startsAt: '2026-11-28T11:00:00-06:00', endsAt: '2026-11-28T12:00:00-06:00' },
  }),
  visit(5, leads[12]!, {
    ...{ property: 'Vidanta Los Cabos', status: 'cancelled', timeZone: 'America/Mazatlan' },
    ...{ startsAt: '2026-11-28T16:00:00-07:00', endsAt: '2026-11-28T17:30:00-07:00' },
  }),
];
