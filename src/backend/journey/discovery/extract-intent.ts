/** `extract_intent`: the model reads language, the rules read law. Where the model is down or talks nonsense, the rules are enough. */
import { z } from 'zod';
import { budget, leadProfile, timeline, type Language, type LeadProfile } from '../../../shared/lead.ts';
import { foldText } from '../../../shared/reader/text.ts';
import type { Topic } from '../../../shared/reader/tone.ts';
import type { Deps } from '../../deps.ts';
import type { Extraction } from '../../gateways/llm-tasks.ts';
import { wordsOf, type Scene } from './analyze-message.ts';

/** What the fresh messages mean, all of them together. */
export interface Intent {
  profile: LeadProfile;
  language: Language;
  name: { first: string; last: string | null } | null;
  topics: Topic[];
  declined: boolean;
  thanks: boolean;
  /** Wonders whether we are a machine: that is answered honestly. */
  asksIfRobot: boolean;
  /** Said something new about what they want. */
  learned: (keyof LeadProfile)[];
  understood: boolean;
  reader: 'llm' | 'rules';
}

/** Reads the scene by model and rules, or by rules alone. Never throws for the model's sake. */
export async function extractIntent(scene: Scene, deps: Pick<Deps, 'llm' | 'log'>): Promise<Intent> {
  const byRules = ruleIntent(scene);
  const text = scene.fresh.map(wordsOf).join('\n').trim();
  if (text === '') return byRules;
  try {
    const read = await deps.llm.extract({
      leadId: scene.lead.id,
      conversation: scene.conversation.map(({ from, text: said }) => ({ from, text: said })),
      known: scene.lead.profile,
      lastQuestion: scene.lastQuestion,
    });
    return mergeExtraction(byRules, read, { scene, text });
  } catch (error) {
    deps.log.info({ err: error, leadId: scene.lead.id }, 'discovery: the rules read alone');
    return byRules;
  }
}

function ruleIntent({ readings, profile, language, lead, fresh }: Scene): Intent {
  const words = foldText(fresh.map(wordsOf).join('\n')).folded;
  return {
    profile,
    language,
    name: readings.findLast(({ name }) => name !== null)?.name ?? null,
    topics: [...new Set([...readings.flatMap(({ topics }) => topics), ...visitWish(words)])],
    declined: readings.some(({ declined }) => declined),
    thanks: readings.some(({ thanks }) => thanks),
    asksIfRobot: wondersIfRobot.test(words),
    learned: changedFields(lead.profile, profile),
    understood:
      readings.some(({ understood }) => understood) || wishesVisit.test(words) || wondersIfRobot.test(words),
    reader: 'rules',
  };
}

const wondersIfRobot =
  /\b(?:eres|es usted|hablo con|estoy hablando con|are you|is this|am i (?:talking|speaking|chatting) (?:to|with)) (?:(?:un|una|a|an|el|la|the) )?(?:ro?bot|bot|maquina|machine|ia|ai|inteligencia artificial|asistente virtual|human[oa]?|persona real|real person)\b/;
/** A wish to see the place, put without a question mark. */
const wishesVisit =
  /\b(?:quier\w+|quisier\w+|gustaria|encantaria|vamos a|want|would like|i'd (?:like|love)|love) .{0,25}\b(?:visit\w*|conocer\w*|recorrido|tour|see (?:it|them|the place))\b/;
const visitWish = (folded: string): Topic[] => (wishesVisit.test(folded) ? ['visit'] : []);

function changedFields(before: LeadProfile, after: LeadProfile): (keyof LeadProfile)[] {
  const fields = Object.keys(after) as (keyof LeadProfile)[];
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/**
 * Where both speak, the model's reading of a wish wins, since it understands more; but whether somebody wants a
 * person, a call, or nothing at all is never the model's to overrule, nor is what the lead just ruled out.
 */
export function mergeExtraction(
  rules: Intent,
  read: Extraction,
  { scene, text }: { scene: Scene; text: string },
): Intent {
  const wishes = validWishes(read, text, scene);
  const objections = [...new Set([...(rules.profile.objections ?? []), ...cleanList(read.objections)])].slice(
    0,
    10,
  );
  const profile: LeadProfile = {
    ...rules.profile,
    ...wishes,
    ...(rules.profile.wants_person === undefined && read.wants_person === true ? { wants_person: true } : {}),
    ...(objections.length > 0 ? { objections } : {}),
  };
  const name = rules.name ?? nameOf(read);
  return {
    ...rules,
    profile,
    name,
    topics: [...new Set([...rules.topics, ...read.topics])],
    learned: changedFields(scene.lead.profile, profile),
    understood: rules.understood || Object.keys(wishes).length > 0 || read.topics.length > 0,
    reader: 'llm',
  };
}

const figures =
  /\d|\b(?:mil|mill[oó]n\w*|mel[oó]n\w*|cien\w*|\w*cient[oa]s|quinient\w*|medi[oa]|thousand|hundred|million\w*|half|grand)\b/i;

/** Each field by itself, within its bounds: one field of nonsense costs only itself. */
function validWishes(read: Extraction, text: string, { readings }: Scene): LeadProfile {
  const denied = {
    locations: readings.flatMap(({ denied: no }) => no.locations),
    propertyTypes: readings.flatMap(({ denied: no }) => no.propertyTypes),
  };
  const fields = leadProfile.shape;
  return present({
    budget: figures.test(text) ? valid(budget, ordered(read.budget)) : undefined,
    timeline: valid(timeline, read.timeline),
    location:
      read.location !== null && denied.locations.includes(read.location)
        ? undefined
        : valid(fields.location, read.location),
    property_type:
      read.property_type !== null && denied.propertyTypes.includes(read.property_type)
        ? undefined
        : valid(fields.property_type, read.property_type),
    bedrooms: valid(fields.bedrooms, read.bedrooms),
    use: valid(fields.use, read.use),
    call_time: valid(fields.call_time, read.call_time),
    email: valid(z.email().max(255), read.email),
    mood: readings.some(({ facts }) => facts.mood !== undefined) ? undefined : valid(fields.mood, read.mood),
  });
}

function ordered(range: Extraction['budget']): Extraction['budget'] {
  return range !== null && range.min > range.max ? { ...range, min: range.max, max: range.min } : range;
}

function valid<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function present(parts: { [K in keyof LeadProfile]: LeadProfile[K] | undefined }): LeadProfile {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as LeadProfile;
}

const cleanList = (list: string[]): string[] =>
  list.map((item) => item.trim().slice(0, 200)).filter((item) => item !== '');

function nameOf({ first_name, last_name }: Extraction): Intent['name'] {
  const isName = (word: string | null): word is string =>
    word !== null && /^\p{L}[\p{L} '.-]{1,60}$/u.test(word);
  return isName(first_name) ? { first: first_name, last: isName(last_name) ? last_name : null } : null;
}
