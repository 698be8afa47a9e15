/** The brief: what an agent must know in the three seconds before "hello", composed from what the lead said and did. */
import { DateTime } from 'luxon';
import type { BriefParts, CarefulCode, HandOverCode, Supervised } from '../../../shared/brief.ts';
import type { Brief } from '../../../shared/escalation.ts';
import type { Language, LeadProfile, PropertyType } from '../../../shared/lead.ts';
import { readMessage } from '../../../shared/reader/read-message.ts';
import { comingVisits, pastLines, type ComingVisit } from '../../store/call-history.ts';
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import type { LeadRow } from '../../store/leads.ts';
import { leadName } from '../../store/leads.ts';
import type { EscalationRow } from '../../store/escalations.ts';
import { toolsUsedIn } from '../../store/tool-calls.ts';
import { momentInWriting } from '../../tools/speech/date-in-words.ts';
import { kindInWords } from '../../tools/speech/home-in-words.ts';
import { oneLine } from '../../tools/speech/spoken-list.ts';
import { briefParts, carefulOf, reasonOf, saidOf } from './brief-parts.ts';

/** What the AI itself told us when it asked for a person, or the supervisor who did. */
export interface HandOverNotes {
  reason: string;
  by?: Supervised;
  promised?: string[];
  mood?: Brief['mood'];
}

/** What was told at the request, for a brief that is written again. */
export function notesOf({ reason, brief: { parts, promised, mood } }: EscalationRow): HandOverNotes {
  const by = parts && 'text' in parts.reason ? parts.reason.by : undefined;
  return { reason, promised: parts?.promised ?? promised, mood, ...(by && { by }) };
}

/** All that a brief is made of. */
export interface BriefFacts extends HandOverNotes {
  lead: LeadRow;
  visits: ComingVisit[];
  /** The words with which the lead asked for a person, if they are on record. */
  lastWords: string | undefined;
  now: Date;
  toolsUsed: { name: string; success: boolean }[];
}

/** Reads what the brief is made of. */
export async function gatherBrief(
  tx: Tx,
  { lead, call, now }: { lead: LeadRow; call: Pick<CallRow, 'id'>; now: Date },
  notes: HandOverNotes,
): Promise<BriefFacts> {
  const lines = await pastLines(tx, lead.id, 12);
  return {
    ...notes,
    lead,
    visits: await comingVisits(tx, lead.id, now),
    // The tool's call often overtakes its own line of transcript: the line before it would be no reason at all.
    lastWords: lines.findLast(({ author, text }) => author === 'lead' && asksForPerson(text))?.text,
    now,
    toolsUsed: await toolsUsedIn(tx, call.id),
  };
}

function asksForPerson(text: string): boolean {
  return readMessage(text, { known: {} }).facts.wants_person === true;
}

/** Writes the brief in the agent's language; the opening sentence in the lead's, with the agent's name once it is known. */
export function composeBrief(
  facts: BriefFacts,
  agent: { name: string; language: Language } | undefined,
): Brief {
  const language = agent?.language ?? 'es';
  const { lead } = facts;
  return {
    who: who(lead, facts.now, language),
    wants: wants(lead.profile, language),
    budget: budget(lead.profile, language),
    when: when(lead.profile, language),
    why: why(facts, language),
    promised: promised(facts, language),
    mood: facts.mood ?? lead.profile.mood ?? null,
    careful: careful(facts, language),
    opening: opening(lead, agent?.name),
    language: lead.language,
    score: lead.score,
    parts: briefParts(facts, promisedBesideVisits(facts)),
  };
}

function who(lead: LeadRow, now: Date, language: Language): string {
  const since = DateTime.fromJSDate(lead.createdAt, { zone: lead.timeZone });
  const isToday = since.hasSame(DateTime.fromJSDate(now, { zone: lead.timeZone }), 'day');
  const date = since.setLocale(language).toFormat(language === 'es' ? "'el' d 'de' LLLL" : 'LLLL d');
  const day = isToday ? { es: 'hoy', en: 'today' }[language] : date;
  const source = sources[lead.leadSource ?? '']?.[language];
  const parts =
    language === 'es'
      ? [leadName(lead), `nos escribe desde ${day}`, source && `llegó por ${source}`]
      : [leadName(lead), `in touch since ${day}`, source && `came through ${source}`];
  return `${parts.filter(Boolean).join(', ')}.`;
}

const sources: Record<string, Record<Language, string>> = {
  ad: { es: 'un anuncio', en: 'an ad' },
  post: { es: 'una publicación', en: 'a post' },
  whatsapp: { es: 'WhatsApp', en: 'WhatsApp' },
};

const uses: Record<NonNullable<LeadProfile['use']>, Record<Language, string>> = {
  family: { es: 'para la familia', en: 'for the family' },
  investment: { es: 'como inversión', en: 'as an investment' },
  retirement: { es: 'para su retiro', en: 'for retirement' },
  vacation: { es: 'para vacaciones', en: 'for holidays' },
};

function wants(profile: LeadProfile, language: Language): string {
  const { property_type: type, bedrooms, location, use } = profile;
  if (type === undefined && location === undefined)
    return language === 'es' ? 'Todavía no ha dicho qué busca.' : 'Has not said yet what they want.';
  const rooms = bedrooms && (language === 'es' ? `de ${bedrooms} rec.` : `with ${bedrooms} bedrooms`);
  const place = location && (language === 'es' ? `en ${location}` : `in ${location}`);
  return capital(
    [kindInWords(type, 1, language), rooms, place, use && uses[use][language]].filter(Boolean).join(' '),
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function budget({ budget: sum }: LeadProfile, language: Language): string | null {
  if (sum === undefined) return null;
  const figure = new Intl.NumberFormat(language === 'es' ? 'es-MX' : 'en-US', { maximumFractionDigits: 0 });
  const [min, max] = [figure.format(sum.min), figure.format(sum.max)];
  if (min === max) return `${sum.currency} ${max}`;
  return language === 'es' ? `${sum.currency} ${min} a ${max}` : `${sum.currency} ${min} to ${max}`;
}

function when({ timeline }: LeadProfile, language: Language): string | null {
  if (timeline === undefined) return null;
  if (timeline.months === null) return language === 'es' ? 'Solo explora' : 'Only looking';
  if (timeline.months === 0) return language === 'es' ? 'De inmediato' : 'Right away';
  const { months } = timeline;
  if (language === 'es') return `En ${months} ${months === 1 ? 'mes' : 'meses'}`;
  return `In ${months} ${months === 1 ? 'month' : 'months'}`;
}

const reasons: Record<HandOverCode, Record<Language, string>> = {
  'wants-person': { es: 'Pidió hablar con una persona', en: 'Asked to speak with a person' },
  'called-us': { es: 'Nos llamó', en: 'Called us' },
};

const supervised: Record<Supervised['code'], Record<Language, (name: string) => string>> = {
  taken: { es: (name) => `La tomó ${name}`, en: (name) => `${name} took it` },
  'handed-over': { es: (name) => `La pasó ${name}`, en: (name) => `${name} handed it over` },
};

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

function why(facts: BriefFacts, language: Language): string {
  const words = reasonInWords(reasonOf(facts), language);
  const said = saidOf(facts);
  const quote = language === 'es' ? ` Dijo: «${said}»` : ` They said: “${said}”`;
  return `${sentence(capital(words))}${said === null ? '' : quote}`;
}

function reasonInWords(reason: BriefParts['reason'], language: Language): string {
  if ('code' in reason) return reasons[reason.code][language];
  const { text, by } = reason;
  if (by === undefined) return text;
  const what = supervised[by.code][language](by.name);
  return text === '' ? what : `${what}: ${text}`;
}

/** Visits that stand, and what the AI says it promised. */
function promised(facts: BriefFacts, language: Language): string[] {
  return [...facts.visits.map((visit) => visitLine(visit, language)), ...promisedBesideVisits(facts)];
}

/** What is not one of the visits: a brief that is written again repeats none. */
function promisedBesideVisits({ visits, promised: told = [] }: BriefFacts): string[] {
  const known = new Set(visits.flatMap((visit) => [visitLine(visit, 'es'), visitLine(visit, 'en')]));
  return told.map((text) => capital(oneLine(text, 120))).filter((text) => !known.has(text));
}

function visitLine({ property, startsAt, timeZone }: ComingVisit, language: Language): string {
  const at = momentInWriting(DateTime.fromJSDate(startsAt, { zone: timeZone }), language);
  return language === 'es' ? `Visita a ${property}: ${at}.` : `Visit to ${property}: ${at}.`;
}

const warnings: Record<CarefulCode, Record<Language, string>> = {
  upset: {
    es: 'Se le nota molestia: escuche antes de ofrecer.',
    en: 'Upset: listen before you offer.',
  },
  'budget-below': {
    es: 'Su presupuesto queda por debajo de lo que busca.',
    en: 'The budget is below what they want.',
  },
  'price-quoted': {
    es: 'Sofía ya le dio precios de lista; no ofrezca descuento ni tasa sin autorización.',
    en: 'Sofia has quoted list prices; offer no discount or rate without approval.',
  },
  'no-price': {
    es: 'No se le ha dado precio, tasa ni descuento.',
    en: 'No price, rate or discount has been mentioned.',
  },
};

function careful(facts: BriefFacts, language: Language): string[] {
  const objections = (facts.lead.profile.objections ?? []).map((text) => {
    const said = oneLine(text, 120);
    return language === 'es' ? `Objeción: ${said}.` : `Objection: ${said}.`;
  });
  return [...carefulOf(facts).map((code) => warnings[code][language]), ...objections];
}

/** Without an agent's name the console fills the gap. */
function opening(lead: LeadRow, agentName: string | undefined): string {
  const { location, property_type: type } = lead.profile;
  const name = lead.firstName ? ` ${lead.firstName}` : '';
  const agent = agentName ?? '{agent}';
  const home = type === undefined ? undefined : aHome(type, lead.language);
  if (lead.language === 'en') {
    const topic = [
      home ? `that you are looking for ${home}` : undefined,
      location ? `in ${location}` : undefined,
    ];
    const about = home || location ? ` ${topic.filter(Boolean).join(' ')}` : ' what you talked about';
    return `Hello${name}, this is ${agent} from Vidanta. Sofia told me${home ? about : location ? ` about your interest in ${location}` : about}. How can I help you?`;
  }
  const topic = home
    ? ` que buscas ${home}${location ? ` en ${location}` : ''}`
    : location
      ? ` de tu interés en ${location}`
      : ' lo que platicaron';
  return `Hola${name}, soy ${agent}, de Vidanta. Sofía me contó${topic}. ¿En qué te ayudo?`;
}

function aHome(type: PropertyType, language: Language): string {
  const kind = kindInWords(type, 1, language);
  if (language === 'en') return `a ${kind}`;
  return ['villa', 'residence', 'fractional'].includes(type) ? `una ${kind}` : `un ${kind}`;
}
