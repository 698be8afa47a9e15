/** The end of the funnel on the one day: visits that have begun, and what Héctor bought. */
import type { LeadDetail } from '../../src/shared/api.ts';
import type { Appointment, Sale } from '../../src/shared/desk.ts';
import { busyDay, type DeskFacts } from './desk-world-facts.ts';
import { ago, andreaId, daniela, hector, idOf, jorge, worldNow } from './desk-world-people.ts';

const grand = { property: 'Vidanta Nuevo Vallarta', timeZone: 'America/Mexico_City' } as const;
type Visit = LeadDetail['appointments'][number];
const visit = (number: number, minutes: number, more: Partial<Visit>): Visit => ({
  ...{ id: idOf('visit', number), ...grand, unit: 'A-112', status: 'booked', bookedById: andreaId },
  ...{ startsAt: ago(minutes), endsAt: ago(minutes - 60) },
  ...more,
});

/** One that wants its outcome, one ahead, and what came of those before. */
const visits: Visit[] = [
  visit(41, 96, {}),
  visit(42, -4_300, { unit: 'C-207', status: 'confirmed' }),
  visit(43, 10_180, { status: 'no-show' }),
  visit(44, 20_260, { unit: null, status: 'done' }),
];

const sale = (number: number, more: Partial<Sale>): Sale => ({
  ...{ id: idOf('sale', number), leadId: hector.id, property: 'Vidanta Nuevo Vallarta', unit: 'A-112' },
  ...{ amount: 648_000, currency: 'USD', day: '2026-11-24', agentName: 'Andrea Luna', withdrawn: null },
  ...more,
});
const withdrawn = { at: ago(1_300), by: 'Raúl Ibarra', why: 'Se registró dos veces' };

/** One that stands, one that was withdrawn, one that was only imported. */
export const sales: Sale[] = [
  sale(1, {}),
  sale(2, { amount: 12_900_000, currency: 'MXN', withdrawn }),
  sale(3, { property: null, unit: null, amount: 90_500.5, day: '2026-03-02', agentName: null }),
];

/** A day on which Héctor has visits behind and ahead, and bought what `sold` says. */
export function dayOfOutcomes(sold: Sale[] = []): DeskFacts {
  const day = busyDay();
  const card = day.details[hector.id];
  if (card === undefined) throw new Error('Héctor has no card.');
  return {
    ...day,
    details: { ...day.details, [hector.id]: { ...card, appointments: visits, sales: sold } },
    appointments: [
      ...[begun(51, hector, 96, {}), begun(52, daniela, 170, { status: 'done' })],
      ...[begun(53, jorge, 215, { status: 'no-show', ownerId: idOf('user', 3) }), ...day.appointments],
    ],
  };
}

const begun = (
  number: number,
  of: { id: string; name: string },
  minutes: number,
  more: Partial<Appointment>,
): Appointment => ({
  ...{ id: idOf('visit', number), leadId: of.id, leadName: of.name, ...grand, unit: null, status: 'booked' },
  ...{ startsAt: ago(minutes), endsAt: ago(minutes - 60), ownerId: andreaId, bookedById: null },
  ...more,
});

/** What the backend does with an outcome: it stands on the card and in the agenda. */
export function markVisit(facts: DeskFacts, id: string, outcome: string): Appointment | undefined {
  const marked = <V extends { id: string; status: string }>(list: V[]): V[] =>
    list.map((one) => (one.id === id ? { ...one, status: outcome } : one));
  for (const card of Object.values(facts.details)) card.appointments = marked(card.appointments);
  facts.appointments = marked(facts.appointments);
  return facts.appointments.find((one) => one.id === id) ?? facts.appointments[0];
}

/** What the backend does with a sale: it stands first on the card. */
export function recordSale(facts: DeskFacts, leadId: string, body: unknown): Sale {
  const { amount, currency, day, unit } = body as {
    amount: number;
    currency: Sale['currency'];
    day?: string;
    unit?: { property: string; code: string };
  };
  const known = facts.properties.properties.find(({ slug }) => slug === unit?.property);
  const written: Sale = {
    ...{ id: idOf('sale', 9), leadId, amount, currency, agentName: facts.me.name, withdrawn: null },
    ...{ day: day ?? new Date(worldNow).toISOString().slice(0, 10) },
    ...{ property: known?.name ?? null, unit: unit?.code ?? null },
  };
  const card = facts.details[leadId];
  if (card !== undefined) facts.details[leadId] = { ...card, sales: [written, ...(card.sales ?? [])] };
  return written;
}
