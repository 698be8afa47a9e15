/** The rule-based reader: what one WhatsApp message of a lead tells, in Spanish or English, without any model. */
import type { DiscoveryQuestion, Language, LeadProfile, Destination, PropertyType } from '../lead.ts';
import { readBudget } from './budget.ts';
import { readAnswer, readCall, readWantsPerson, type Answer } from './consent.ts';
import { detectLanguage } from './language.ts';
import { isOptIn, isOptOut } from './opt-out.ts';
import { readEmail, readName, type PersonName } from './person.ts';
import { readPlaces } from './places.ts';
import { readBedrooms, readPropertyType, readUse } from './property.ts';
import { foldText, type Text } from './text.ts';
import { readTimeline } from './timeline.ts';
import {
  asksForInformation,
  hasDeclined,
  isGreeting,
  isThanks,
  readMood,
  readObjections,
  readTopics,
  type Topic,
} from './tone.ts';

/** What was known before the message. */
export interface ReadingContext {
  known: LeadProfile;
  /** The question this message may answer. */
  lastQuestion?: DiscoveryQuestion | null | undefined;
  /** The language of the conversation so far: decides what a bare sum is worth. */
  language?: Language | null | undefined;
  /** For "this year" and "next spring"; the present by default. */
  now?: Date | undefined;
}

/** What the message tells; nothing here is merged with what was known (see `mergeReading`). */
export interface Reading {
  /** Only what this message says. */
  facts: LeadProfile;
  /** What it rules out ("no quiero Acapulco"). */
  denied: { locations: Destination[]; propertyTypes: PropertyType[] };
  name: PersonName | null;
  /** null = the message does not show it: keep the conversation's. */
  language: Language | null;
  /** The message taken as an answer to a yes/no question. */
  answer: Answer | null;
  optOut: boolean;
  optIn: boolean;
  /** "Not interested", "wrong number": nothing to sell. */
  declined: boolean;
  greeting: boolean;
  thanks: boolean;
  /** What the lead asks us. */
  topics: Topic[];
  /** False if none of the above was found: say so, or ask again in other words. */
  understood: boolean;
}

const longest = 4096;

/** The fields of `parts` that are there. */
function present<T extends object>(parts: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;
}

function readFacts(
  text: Text,
  context: ReadingContext,
  language: Language | null,
  answer: Answer | null,
): LeadProfile {
  const { known, lastQuestion } = context;
  const objections = readObjections(text);
  const call = readCall(text, lastQuestion === 'call_consent', answer);
  return present<LeadProfile>({
    budget: readBudget(text, { asked: lastQuestion === 'budget', language, known }),
    timeline: readTimeline(text, lastQuestion, context.now ?? new Date()),
    location: readPlaces(text).location,
    property_type: readPropertyType(text).property_type,
    bedrooms: readBedrooms(text),
    use: readUse(text),
    wants_person: readWantsPerson(text),
    wants_call: call.wants_call,
    call_time: call.call_time,
    email: readEmail(text),
    objections: objections.length > 0 ? objections : undefined,
    mood: readMood(text),
  });
}

/** Reads one message. Never throws, whatever the text. */
export function readMessage(raw: string, context: ReadingContext): Reading {
  const text = foldText(raw.slice(0, longest));
  const language = detectLanguage(text);
  const answer = readAnswer(text);
  const facts = readFacts(text, context, language ?? context.language ?? null, answer);
  const told = {
    facts,
    denied: { locations: readPlaces(text).denied, propertyTypes: readPropertyType(text).denied },
    name: readName(text) ?? null,
    language,
    answer,
    optOut: isOptOut(raw.slice(0, longest)),
    optIn: isOptIn(raw.slice(0, longest)),
    declined: hasDeclined(text),
    greeting: isGreeting(text),
    thanks: isThanks(text),
    topics: readTopics(text),
  };
  return { ...told, understood: isUnderstood(told) || asksForInformation(text) };
}

function isUnderstood(told: Omit<Reading, 'understood'>): boolean {
  const flags = [
    told.optOut,
    told.optIn,
    told.declined,
    told.greeting,
    told.thanks,
    told.answer !== null,
    told.name !== null,
  ];
  const lists = [told.denied.locations, told.denied.propertyTypes, told.topics];
  return flags.includes(true) || lists.some(({ length }) => length > 0) || Object.keys(told.facts).length > 0;
}

/** The profile after a message: new facts win, objections add up, and what was ruled out is forgotten. */
export function mergeReading(known: LeadProfile, reading: Pick<Reading, 'facts' | 'denied'>): LeadProfile {
  const kept = { ...known };
  if (kept.location && reading.denied.locations.includes(kept.location)) delete kept.location;
  if (kept.property_type && reading.denied.propertyTypes.includes(kept.property_type))
    delete kept.property_type;
  const objections = [...new Set([...(known.objections ?? []), ...(reading.facts.objections ?? [])])].slice(
    0,
    10,
  );
  return { ...kept, ...reading.facts, ...(objections.length > 0 ? { objections } : {}) };
}
