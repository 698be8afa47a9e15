// A brief said anew in the language on screen: our words from its facts, what somebody said between them, as it was said.
import type { BriefParts, Supervised } from '../../shared/brief.ts';
import type { Brief } from '../../shared/escalation.ts';
import type { Language } from '../../shared/lead.ts';
import { formatDate, formatDateAndClock } from './format.ts';
import type { Translate } from './use-words.ts';
import { budgetInWords, timelineInWords } from './wants-words.ts';

/** A stretch of text; `language` where somebody said it in theirs. */
export interface Stretch {
  text: string;
  language?: Language;
}

export interface BriefField {
  key: 'who' | 'wants' | 'why' | 'promised' | 'mood' | 'careful';
  /** What it tells of. */
  name: string;
  /** All of it in a line. */
  text: string;
  stretches: Stretch[];
}

interface Tongue {
  t: Translate;
  language: Language;
}

/** The six fields in the look's order; each has a sentence even where nothing is known. A brief without facts is read out as it was written. */
export function briefFields(brief: Brief, tongue: Tongue): BriefField[] {
  const { t } = tongue;
  const { parts } = brief;
  const unknown = t('brief.unknown');
  const field = (key: BriefField['key'], stretches: Stretch[]): BriefField => ({
    ...{ key, name: nameOf(key, brief, t), stretches },
    text: stretches.map(({ text }) => text).join(' '),
  });
  return [
    field('who', [{ text: (parts ? whoInWords(parts, tongue) : brief.who) || unknown }]),
    field('wants', [{ text: wantsLine(brief, tongue) || unknown }]),
    field('why', parts ? whyInWords(parts, brief.language, t) : [{ text: brief.why || unknown }]),
    field('promised', promisedOf(brief, tongue)),
    field('mood', [{ text: brief.mood === null ? unknown : t(`mood.${brief.mood}`) }]),
    field('careful', carefulOf(brief, t)),
  ];
}

/** Where a supervisor passes the call, Sofía does not. */
function nameOf(key: BriefField['key'], { parts }: Brief, t: Translate): string {
  return key === 'why' && supervisedOf(parts) ? t('brief.whyComes') : t(`brief.${key}`);
}

/** `Mariana Robles, nos escribe desde el 19 de noviembre, llegó por un anuncio.` */
function whoInWords({ name, since, source }: BriefParts, { t, language }: Tongue): string {
  const from = (['ad', 'post', 'whatsapp'] as const).find((known) => known === source);
  return `${[
    name,
    since === null ? t('briefSay.sinceToday') : t('briefSay.since', { day: formatDate(since, language) }),
    from && t(`briefSay.from.${from}`),
  ]
    .filter(Boolean)
    .join(', ')}.`;
}

/** What is wanted, for how much and by when; a dot never begins a line. */
function wantsLine(brief: Brief, tongue: Tongue): string {
  const budget = brief.parts?.wants.budget;
  const timeline = brief.parts?.wants.timeline;
  const about = brief.parts
    ? [
        budget && budgetInWords(budget, tongue.t, tongue.language),
        timeline && timelineInWords(timeline, tongue.t),
      ]
    : [brief.budget, brief.when];
  return [wantsInWords(brief, tongue), ...about].filter(Boolean).join('\u00a0· ');
}

/** `Villa de 3 rec. en Nuevo Vallarta para la familia`. */
export function wantsInWords({ parts, wants }: Brief, { t }: Tongue): string {
  if (parts === undefined) return wants;
  const { property_type: type, bedrooms, location, use } = parts.wants;
  if (type === undefined && location === undefined) return t('briefSay.wantsUnknown');
  return [
    type === undefined ? t('briefSay.anyHome') : t(`propertyType.${type}`),
    bedrooms !== undefined && bedrooms > 0 && t('briefSay.bedrooms', { count: bedrooms }),
    location && t('briefSay.place', { location }),
    use && t(`briefSay.use.${use}`),
  ]
    .filter(Boolean)
    .join(' ');
}

function whyInWords({ reason, said }: BriefParts, language: Language, t: Translate): Stretch[] {
  const why = reasonInWords(reason, language, t);
  return said === null ? [why] : [why, { text: t('briefSay.said') }, quote(said, language)];
}
const ourReasons = { 'wants-person': 'callReason.wantsPerson', 'called-us': 'callReason.calledUs' } as const;

function reasonInWords(reason: BriefParts['reason'], language: Language, t: Translate): Stretch {
  if ('code' in reason) return { text: `${t(ourReasons[reason.code])}.` };
  const { text, by } = reason;
  // Which language a supervisor writes in nobody knows.
  return by ? { text: sentences([supervisedInWords(by, text, t)]) } : { text: sentences([text]), language };
}

/** The supervisor who had this call passed on, and their why; undefined where the AI did. */
export function supervisedOf(parts: BriefParts | undefined): { by: Supervised; why: string } | undefined {
  if (parts === undefined || !('text' in parts.reason) || !parts.reason.by) return undefined;
  return { by: parts.reason.by, why: parts.reason.text };
}

/** `La pasó Laura Méndez: cliente molesto`. */
export function supervisedInWords({ code, name }: Supervised, why: string, t: Translate): string {
  const what = t(code === 'taken' ? 'callReason.taken' : 'callReason.handedOver', { name });
  return why === '' ? what : `${what}: ${why}`;
}

/** Why it comes, in one line: for a notification. */
export function whyLine(brief: Brief, tongue: Tongue): string {
  return briefFields(brief, tongue).find(({ key }) => key === 'why')?.text ?? '';
}

const quote = (text: string, language: Language): Stretch => ({
  text: language === 'es' ? `«${text}»` : `“${text}”`,
  language,
});

function promisedOf({ parts, promised, language: spoken }: Brief, { t, language }: Tongue): Stretch[] {
  if (parts === undefined) return [{ text: sentences(promised) || t('brief.nothingPromised') }];
  const visits = parts.visits.map(({ property, startsAt, timeZone }) => ({
    text: t('briefSay.visit', { property, time: formatDateAndClock(startsAt, language, timeZone) }),
  }));
  const told = sentences(parts.promised);
  const all = [...visits, ...(told === '' ? [] : [{ text: told, language: spoken }])];
  return all.length === 0 ? [{ text: t('brief.nothingPromised') }] : all;
}

function carefulOf({ parts, careful, language }: Brief, t: Translate): Stretch[] {
  if (parts === undefined) return [{ text: sentences(careful) || t('brief.nothingCareful') }];
  return [
    ...parts.careful.map((code) => ({ text: t(`briefSay.${code}`) })),
    ...parts.objections.flatMap((text) => [{ text: t('briefSay.objection') }, quote(text, language)]),
  ];
}

/** Joins short statements into running text, each with its full stop. */
export function sentences(statements: readonly string[]): string {
  return statements
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => (/[.!?…]$/.test(statement) ? statement : `${statement}.`))
    .join(' ');
}

/** The sentence to say, in the lead's language, with the agent's own name where the brief left a place for it. */
export function openingFor(opening: string, name: string | undefined): string {
  return opening.replaceAll('{agent}', name ?? '');
}

/** What that sentence says, for whoever reads another language than the lead speaks; undefined where it needs no telling. */
export function openingMeaning(brief: Brief, agent: string, { t, language }: Tongue): string | undefined {
  const { parts } = brief;
  if (parts === undefined || brief.language === language) return undefined;
  const { property_type: type, location } = parts.wants;
  const home = type && t(`briefSay.aHome.${type}`);
  const told = home
    ? location
      ? t('briefSay.toldHomeIn', { home, location })
      : t('briefSay.toldHome', { home })
    : location
      ? t('briefSay.toldPlace', { location })
      : t('briefSay.toldTalk');
  const name = parts.firstName;
  const hello = name === null ? t('briefSay.helloNobody', { agent }) : t('briefSay.hello', { name, agent });
  return t('briefSay.meaning', { sentence: [hello, told, t('briefSay.ask')].join(' ') });
}
