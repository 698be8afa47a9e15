/** What to answer and what to ask, decided by rules: a reply is facts that are so, and at most one question. */
import type { DiscoveryQuestion, Language } from '../../shared/lead.ts';
import type { PriceFacts } from '../store/inventory.ts';
import type { Scene } from './analyze-message.ts';
import type { CallPlan } from './plan-call.ts';
import type { Decision } from './determine-next-action.ts';
import type { Intent } from './extract-intent.ts';
import { phrases, sayMoney, type Phrases } from './phrases.ts';
import type { LeadScore } from '../../shared/lead.ts';

/** What we know of what we sell, for this lead. */
export interface Stock {
  /** Homes of the wanted kind in the wanted place; undefined if there are none. */
  wanted: PriceFacts | undefined;
  /** Names of the places we have at the wanted destination. */
  properties: string[];
}

export interface ReplyInput {
  scene: Scene;
  intent: Intent;
  score: LeadScore;
  decision: Decision;
  stock: Stock;
  /** Questions neither answered nor put, in order. */
  open: DiscoveryQuestion[];
  call: CallPlan;
  /** Somebody here can be asked to send things or to write. */
  hasStaff: boolean;
}

export interface ReplyPlan {
  /** The whole reply in Sofía's own words; undefined = silence. */
  draft: string | undefined;
  question: DiscoveryQuestion | undefined;
  /** What a person here is asked to do, because the reply says so. */
  errands: ('photos' | 'write' | 'calm')[];
}

/** Statuses in which a call or a person has taken over, and no question of ours should interrupt. */
const TALKING = new Set(['calling', 'escalated', 'with-agent']);

/** Plans the reply. */
export function planReply(input: ReplyInput): ReplyPlan {
  const { scene, intent, decision } = input;
  const say = phrases[intent.language];
  const nothing = { question: undefined, errands: [] };
  if (intent.declined) return { ...nothing, draft: say.goodbye };
  if (decision.because === 'upset') return calmReply(input, say);
  if (TALKING.has(scene.lead.status))
    return { ...nothing, draft: join([...answers(input, say), say.inCall]) };
  const question = nextQuestion(input);
  const draft = join([
    ...opening(input, say, question),
    ...answers(input, say),
    ...closing(input, say, question),
  ]);
  return { draft: draft === '' ? say.listening : draft, question, errands: errandsOf(input) };
}

/** One calm reply; whoever goes on shouting is left to a person. */
function calmReply({ scene, hasStaff }: ReplyInput, say: Phrases): ReplyPlan {
  const wasCalmed = scene.lead.profile.mood === 'upset';
  return {
    draft: wasCalmed ? undefined : say.calm,
    question: undefined,
    errands: hasStaff && !wasCalmed ? ['calm'] : [],
  };
}

/** The one question of this reply: consent once the decision is to call, else the first that is open. */
export function nextQuestion({
  decision,
  open,
  scene,
  call,
  intent,
}: ReplyInput): DiscoveryQuestion | undefined {
  const wantsToCall = decision.action === 'schedule_call' || decision.action === 'direct_transfer';
  if (!wantsToCall) return decision.action === null ? open[0] : undefined;
  if (call.request !== undefined || intent.profile.wants_call === false) return undefined;
  if (scene.lead.asked.includes('call_consent') && !call.needsNumber) return undefined;
  return 'call_consent';
}

function opening(
  { scene, intent, stock, score, call }: ReplyInput,
  say: Phrases,
  question: DiscoveryQuestion | undefined,
): string[] {
  const first = intent.name?.first ?? scene.lead.firstName;
  const media = mediaOnly(scene);
  const { location } = intent.profile;
  return [
    ...(scene.greeted ? [] : [say.hello(first)]),
    ...(media === undefined ? [] : [say.media[media]]),
    ...(scene.greeted && media === undefined && !intent.understood
      ? [question === undefined ? say.sayAgain : say.notUnderstood]
      : []),
    ...(intent.learned.includes('location') && location !== undefined && stock.wanted !== undefined
      ? [say.goodPlace(location)]
      : []),
    ...(scene.greeted &&
    call.request === undefined &&
    intent.learned.length > 0 &&
    !intent.learned.includes('location') &&
    score.budget_fit !== 'below'
      ? [say.noted]
      : []),
    ...(intent.thanks && intent.learned.length === 0 && intent.topics.length === 0 ? [say.thanks] : []),
  ];
}

function mediaOnly({ fresh, readings }: Scene): 'audio' | 'other' | undefined {
  const spoken = ['text', 'button', 'interactive'];
  if (readings.some(({ understood }) => understood)) return undefined;
  const media = fresh.filter(({ metadata }) => !spoken.includes(metadata.kind));
  if (media.length === 0 || media.length < fresh.length) return undefined;
  return media.some(({ metadata }) => metadata.kind === 'audio') ? 'audio' : 'other';
}

function answers({ intent, stock, score, hasStaff }: ReplyInput, say: Phrases): string[] {
  const { language, topics, profile, learned } = intent;
  const what = profile.property_type === undefined ? say.homes.many : say.types[profile.property_type].many;
  const where = profile.location ?? null;
  const { wanted } = stock;
  const asksForHomes = topics.includes('price') || topics.includes('availability');
  const isBelow =
    score.budget_fit === 'below' &&
    (learned.includes('budget') || learned.includes('location') || learned.includes('property_type'));
  return [
    ...(wanted === undefined &&
    (asksForHomes || learned.includes('property_type') || learned.includes('location')) &&
    where !== null
      ? [say.noneOf(what, where)]
      : []),
    ...(wanted !== undefined && isBelow
      ? [say.budgetBelow(what, where, cheapest(wanted, profile.budget?.currency, language))]
      : []),
    ...(wanted !== undefined && topics.includes('price')
      ? [priceAnswer(wanted, { say, what, where, language })]
      : []),
    ...(wanted !== undefined && topics.includes('availability') && !topics.includes('price')
      ? [availabilityAnswer(wanted, { say, profile, where, language })]
      : []),
    ...(wanted !== undefined && topics.includes('financing')
      ? [say.financing(wanted.downPaymentPct, wanted.financingMonths)]
      : []),
    ...(topics.includes('address') && where !== null && stock.properties.length > 0
      ? [say.address(new Intl.ListFormat(language).format(stock.properties), where)]
      : []),
    ...(topics.includes('photos') ? [hasStaff ? say.photosLater : say.photosNone] : []),
    ...(topics.includes('visit') ? [say.visit] : []),
  ];
}

/** Dollars for English, pesos for Spanish, unless the lead counts in the other. */
function currencyOf(language: Language, counted: 'USD' | 'MXN' | undefined): 'USD' | 'MXN' {
  return counted ?? (language === 'es' ? 'MXN' : 'USD');
}

function cheapest(facts: PriceFacts, counted: 'USD' | 'MXN' | undefined, language: Language): string {
  const currency = currencyOf(language, counted);
  return sayMoney(currency === 'USD' ? facts.minUsd : facts.minMxn, currency, language);
}

function priceAnswer(
  facts: PriceFacts,
  { say, what, where, language }: { say: Phrases; what: string; where: string | null; language: Language },
): string {
  const currency = currencyOf(language, undefined);
  const [min, max] = currency === 'USD' ? [facts.minUsd, facts.maxUsd] : [facts.minMxn, facts.maxMxn];
  return say.priceFrom(what, where, sayMoney(min, currency, language), sayMoney(max, currency, language));
}

function availabilityAnswer(
  facts: PriceFacts,
  {
    say,
    profile,
    where,
    language,
  }: { say: Phrases; profile: Intent['profile']; where: string | null; language: Language },
): string {
  const names = profile.property_type === undefined ? say.homes : say.types[profile.property_type];
  const what = facts.units === 1 ? names.one : names.many;
  return say.available(facts.units, what, where, cheapest(facts, profile.budget?.currency, language));
}

function closing(input: ReplyInput, say: Phrases, question: DiscoveryQuestion | undefined): string[] {
  const { call, decision, intent, hasStaff, scene } = input;
  if (call.request !== undefined) return [call.when === undefined ? say.callNow : say.callAt(call.when)];
  const refusal = intent.profile.wants_call === false && intent.learned.includes('wants_call');
  const writes = decision.action === 'direct_transfer' && intent.profile.wants_call === false;
  const words = [
    ...(writes ? [hasStaff ? say.personWrites : say.personWritesNone] : refusal ? [say.noCall] : []),
    ...(question === undefined ? [] : [wordQuestion(question, input, say)]),
  ];
  const isDone = question === undefined && decision.action === 'nurture_sequence' && !intent.thanks;
  return isDone && scene.lead.nextAction !== 'nurture_sequence' ? [...words, say.nurture] : words;
}

function wordQuestion(question: DiscoveryQuestion, { call, decision }: ReplyInput, say: Phrases): string {
  if (question !== 'call_consent') return say.ask[question];
  if (call.needsNumber) return say.askNumber;
  return decision.action === 'direct_transfer' ? say.askConsentForPerson : say.ask.call_consent;
}

function errandsOf({ intent, decision, hasStaff }: ReplyInput): ReplyPlan['errands'] {
  if (!hasStaff) return [];
  return [
    ...(intent.topics.includes('photos') ? (['photos'] as const) : []),
    ...(decision.action === 'direct_transfer' && intent.profile.wants_call === false
      ? (['write'] as const)
      : []),
  ];
}

const join = (sentences: string[]): string => sentences.filter(Boolean).join(' ');
