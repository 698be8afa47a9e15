/** `analyze_message`: what is new, what was said before, and how the rules read it. */
import type { DiscoveryQuestion, Language, LeadProfile } from '../../../shared/lead.ts';
import { mergeReading, readMessage, type Reading } from '../../../shared/reader/read-message.ts';
import { readSession, type Session } from '../../cache/session.ts';
import type { Deps } from '../../deps.ts';
import { leadById, type LeadRow } from '../../store/leads.ts';
import {
  conversationAfter,
  undiscovered,
  withheldFrom,
  type ConversationLine,
} from '../../store/whatsapp-messages.ts';
import { readCallChange } from './call-change.ts';

/** How much of the past is kept at hand and shown to the model. */
export const CONVERSATION_LINES = 20;

/** Types whose content is the lead's own words. */
export const SPOKEN: ReadonlySet<string> = new Set(['text', 'button', 'interactive']);

export interface Scene {
  lead: LeadRow;
  /** What discovery has not read yet; never empty. */
  fresh: ConversationLine[];
  conversation: Session['conversation'];
  /** The question the fresh messages may answer: the one in our last message. */
  lastQuestion: DiscoveryQuestion | undefined;
  /** We have written to this lead before. */
  greeted: boolean;
  readings: Reading[];
  /** The profile after the rules read the fresh messages. */
  profile: LeadProfile;
  language: Language;
}

/** Everything discovery needs, or undefined if there is nothing for it to read or it must stay silent. */
export async function analyzeMessage(
  leadId: string,
  deps: Pick<Deps, 'db' | 'redis' | 'now'>,
): Promise<Scene | undefined> {
  const [lead, fresh] = [await leadById(deps.db, leadId), await undiscovered(deps.db, leadId)];
  if (lead === undefined || fresh.length === 0) return undefined;
  if (lead.status === 'opted-out' || lead.handledBy === 'human') return undefined;
  const conversation = await recall(leadId, deps);
  const ours = conversation.filter(({ from }) => from === 'us');
  const lastQuestion = ours.at(-1)?.question as DiscoveryQuestion | undefined;
  const read = readAll(lead, fresh, {
    lastQuestion,
    askedAt: new Date(ours.at(-1)?.at ?? 0),
    now: deps.now(),
  });
  return {
    lead,
    fresh,
    conversation,
    lastQuestion,
    greeted: ours.length > 0 || lead.lastOutboundAt !== null,
    ...read,
  };
}

/** The cached session, without what was held back since, and what came after it; all of it from PostgreSQL where Redis has nothing. */
async function recall(
  leadId: string,
  { db, redis }: Pick<Deps, 'db' | 'redis'>,
): Promise<Session['conversation']> {
  const kept = (await readSession(redis, leadId))?.conversation ?? [];
  const unsent = kept.length === 0 ? undefined : await withheldFrom(db, leadId, kept[0]?.position ?? 0);
  const cached = kept.filter(({ position }) => unsent?.has(position) !== true);
  const newer = await conversationAfter(db, leadId, cached.at(-1)?.position ?? 0, CONVERSATION_LINES);
  return [...cached, ...newer.map(lineOf)].slice(-CONVERSATION_LINES);
}

/** A row as the session keeps it. */
export function lineOf({
  position,
  author,
  content,
  metadata,
  at,
}: ConversationLine): Session['conversation'][number] {
  return {
    position,
    from: author === 'lead' ? 'lead' : 'us',
    text: content.slice(0, 1000),
    at: at.toISOString(),
    ...(metadata.question === undefined ? {} : { question: metadata.question }),
  };
}

/** What the lead put into words of their own; a picture without a caption says nothing. */
export function wordsOf({ content, metadata }: Pick<ConversationLine, 'content' | 'metadata'>): string {
  return SPOKEN.has(metadata.kind) ? content : (metadata.caption ?? '');
}

/** Reads message by message, each knowing what the earlier ones told. A question only counts for what came after it. */
function readAll(
  lead: LeadRow,
  fresh: ConversationLine[],
  context: { lastQuestion: DiscoveryQuestion | undefined; askedAt: Date; now: Date },
): Pick<Scene, 'readings' | 'profile' | 'language'> {
  let profile = forgetSettled(lead);
  let { language } = lead;
  const isCallAgreed = lead.status === 'qualified' && profile.wants_call === true;
  const readings = fresh.map((message) => {
    const lastQuestion = message.at >= context.askedAt ? context.lastQuestion : undefined;
    const read = readMessage(wordsOf(message), {
      known: profile,
      lastQuestion,
      language,
      now: context.now,
    });
    const reading = isCallAgreed ? withCallChange(read, wordsOf(message)) : read;
    profile = mergeReading(profile, reading);
    language = reading.language ?? language;
    return reading;
  });
  return { readings, profile: withMood(profile, readings), language };
}

/** While a call is agreed and has not come, "better not" and "now instead" are about that call. */
function withCallChange(reading: Reading, words: string): Reading {
  const change = reading.facts.wants_call === undefined ? readCallChange(words) : undefined;
  return change === undefined
    ? reading
    : { ...reading, understood: true, facts: { ...reading.facts, ...change } };
}

/** A wish to talk is settled by the call that followed; the next one needs a wish of its own. */
function forgetSettled({ profile, status, nextAction }: LeadRow): LeadProfile {
  const isSettled = nextAction !== null && ['discovering', 'follow-up', 'lost'].includes(status);
  if (!isSettled) return profile;
  const { wants_person: _person, wants_call: call, call_time: _time, ...rest } = profile;
  return call === false ? { ...rest, wants_call: false } : rest;
}

/** Anger passes: whoever goes on talking calmly is not treated as upset for ever. */
function withMood(profile: LeadProfile, readings: Reading[]): LeadProfile {
  const isUpsetNow = readings.some(({ facts }) => facts.mood === 'upset');
  const goesOn = readings.some(
    ({ facts, topics }) => facts.mood === undefined && (topics.length > 0 || Object.keys(facts).length > 0),
  );
  if (isUpsetNow) return { ...profile, mood: 'upset' };
  return profile.mood === 'upset' && goesOn ? { ...profile, mood: 'neutral' } : profile;
}
