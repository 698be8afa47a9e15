/** `schedule_appointment`: a real booking, decided by the database, confirmed by WhatsApp, owned by somebody. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Language } from '../../shared/lead.ts';
import type { Tx } from '../store/database.ts';
import {
  allProperties,
  searchUnits,
  unitsByCode,
  type PropertyRow,
  type UnitOffer,
} from '../store/inventory.ts';
import type { LeadRow } from '../store/leads.ts';
import { bookVisit } from './book-visit.ts';
import { findDestination } from './arguments/find-place.ts';
import { looseText, underOurNames } from './arguments/loose-arguments.ts';
import { readVisit } from './arguments/read-visit.ts';
import { developmentIn, unknownPlace } from './arguments/read-wish.ts';
import { nearestFreeSlots } from './free-slots.ts';
import { codeIn } from './get-pricing.ts';
import { dayInWords, hourInWords, momentInWords } from './speech/date-in-words.ts';
import { agreeing } from './speech/home-in-words.ts';
import { spokenCode, spokenList } from './speech/spoken-list.ts';
import { ToolRefusal, type ActingTool, type ToolAnswer, type ToolContext, type ToolDeps } from './tool.ts';

const visitArguments = z.object({
  destination: looseText,
  property: looseText,
  unit: looseText,
  date: looseText,
  time: looseText,
  notes: looseText,
});
type VisitArguments = z.infer<typeof visitArguments>;

export const scheduleAppointment: ActingTool = {
  name: 'schedule_appointment',
  kind: 'acts',
  act: async (tx, raw, context, deps) => {
    const args = visitArguments.parse(underOurNames(raw));
    const { lead } = context;
    const { property, unit } = await placeOfVisit(tx, args, lead);
    const start = readVisit(args, property, { now: deps.now(), language: lead.language });
    return book(tx, { args, property, unit, start, context, deps });
  },
};

interface Visit {
  args: VisitArguments;
  property: PropertyRow;
  unit: UnitOffer | undefined;
  start: DateTime;
  context: ToolContext;
  deps: ToolDeps;
}

async function book(tx: Tx, visit: Visit): Promise<ToolAnswer> {
  const { args, property, unit, start, context, deps } = visit;
  const { lead, call, toolCallId } = context;
  const booking = await bookVisit(tx, {
    lead,
    property,
    unitId: unit?.unitId ?? null,
    start,
    notes: args.notes ?? null,
    by: { callId: call.id, toolCallId },
    confirm: true,
    now: deps.now(),
  });
  const { language } = lead;
  if (booking.outcome === 'taken') {
    const slots = await nearestFreeSlots(tx, property, { wanted: start, after: deps.now(), count: 3 });
    return { result: taken(start, slots, language) };
  }
  if (booking.outcome === 'booked' || booking.own.propertyId === property.id)
    return { result: booked(visit, language) };
  const { own } = booking;
  const at = DateTime.fromJSDate(own.startsAt, { zone: own.timeZone });
  return { result: elsewhere(own.property, at, language) };
}

/** The development that was named, else the home's, else the one of the wanted place that sells what the lead wants. */
async function placeOfVisit(
  tx: Tx,
  args: VisitArguments,
  lead: LeadRow,
): Promise<{ property: PropertyRow; unit: UnitOffer | undefined }> {
  const properties = await allProperties(tx);
  const words = [args.property, args.destination].filter((value) => value !== undefined);
  const named = developmentIn([args.property, args.destination], properties);
  const destination =
    named?.destination ??
    words.map((word) => findDestination(properties, word)).find(Boolean) ??
    lead.profile.location;
  if (words.length > 0 && named === undefined && destination === undefined)
    throw new ToolRefusal(unknownPlace(properties, lead.language));
  if (destination === undefined) throw new ToolRefusal(whichPlace(properties, lead.language));
  const units = args.unit === undefined ? [] : await unitsByCode(tx, codeIn(args.unit), destination);
  const unit = units.find(({ propertySlug }) => named === undefined || propertySlug === named.slug);
  const slug = named?.slug ?? unit?.propertySlug ?? (await likeliest(tx, destination, lead));
  const property =
    properties.find((each) => each.slug === slug) ??
    properties.find((each) => each.destination === destination);
  if (property === undefined) throw new ToolRefusal(unknownPlace(properties, lead.language));
  return { property, unit };
}

async function likeliest(tx: Tx, destination: string, lead: LeadRow): Promise<string | undefined> {
  const [unit] = await searchUnits(tx, { destination, type: lead.profile.property_type }, 1);
  return unit?.propertySlug;
}

function whichPlace(properties: PropertyRow[], language: Language): string {
  const places = [...new Set(properties.map(({ destination }) => destination))];
  return language === 'es'
    ? `Falta el lugar de la visita. Pregunta cuál quiere conocer: ${spokenList(places, 'es', 'or')}.`
    : `The place of the visit is missing. Ask which one they want to see: ${spokenList(places, 'en', 'or')}.`;
}

function booked({ property, unit, start }: Visit, language: Language): string {
  const when = momentInWords(start, language);
  if (language === 'es')
    return `Listo, la visita a ${property.name}${unit ? `, para ver ${agreeing(unit.type).the} ${spokenCode(unit.code)},` : ''} quedó agendada para ${when}, hora de ${property.destination}. La confirmación va por WhatsApp.`;
  return `Done: the visit to ${property.name}${unit ? `, to see ${spokenCode(unit.code)},` : ''} is booked for ${when}, ${property.destination} time. The confirmation is coming by WhatsApp.`;
}

function elsewhere(property: string, at: DateTime, language: Language): string {
  const when = momentInWords(at, language);
  return language === 'es'
    ? `A esa hora ya tienes otra visita: ${property}, ${when}. ¿Prefieres otro horario?`
    : `You already have another visit at that time: ${property}, ${when}. Would another time be better?`;
}

function taken(wanted: DateTime, slots: DateTime[], language: Language): string {
  const offers = slots.map((slot) =>
    slot.hasSame(wanted, 'day')
      ? language === 'es'
        ? `a ${hourInWords(slot, 'es')}`
        : `at ${hourInWords(slot, 'en')}`
      : momentInWords(slot, language),
  );
  const day = dayInWords(wanted, language);
  if (slots.length === 0)
    return language === 'es'
      ? `No hay lugar el ${day} ni en los días siguientes. Pregunta por otra fecha.`
      : `There is no room on ${day} or in the days after it. Ask for another date.`;
  return language === 'es'
    ? `Ese horario del ${day} ya está ocupado. Tengo libre ${spokenList(offers, 'es', 'or')}. ¿Cuál te queda mejor?`
    : `That time on ${day} is taken. I have ${spokenList(offers, 'en', 'or')} free. Which suits you best?`;
}
