/** What to answer and what to ask, decided by rules: a reply is facts that are so, and at most one question. */
import type { DiscoveryQuestion, LeadScore } from '../../../shared/lead.ts';
import type { PriceFacts } from '../../store/inventory.ts';
import { SPOKEN, type Scene } from './analyze-message.ts';
import { answerTopics } from './answer-topics.ts';
import type { CallPlan } from './plan-call.ts';
import type { Decision } from './determine-next-action.ts';
import type { Intent } from './extract-intent.ts';
import { phrases, type Phrases } from './phrases.ts';

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
  errands: ('photos' | 'mail' | 'write' | 'calm')[];
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
    return { ...nothing, draft: join([...answerTopics(input, say), say.inCall]), errands: errandsOf(input) };
  const question = nextQuestion(input);
  const draft = join([
    ...opening(input, say, question),
    ...answerTopics(input, say),
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
  const { wants_call } = intent.profile;
  if (call.request !== undefined || call.forbidden || wants_call === false) return undefined;
  // A yes without a number is worth asking for the number alone.
  if (scene.lead.asked.includes('call_consent'))
    return call.needsNumber && intent.learned.includes('wants_call') ? 'call_consent' : undefined;
  if (wants_call === true && !call.needsNumber) return undefined;
  return 'call_consent';
}

function opening(input: ReplyInput, say: Phrases, question: DiscoveryQuestion | undefined): string[] {
  const { scene, intent } = input;
  const media = mediaOnly(scene);
  if (!scene.greeted)
    return [
      say.hello(intent.name?.first ?? scene.lead.firstName),
      ...(media ? [say.media[media]] : []),
      ...praise(input, say),
    ];
  if (intent.language !== scene.lead.language) return [say.inLanguage, ...praise(input, say)];
  if (media !== undefined) return [say.media[media]];
  if (!intent.understood) return [question === undefined ? say.sayAgain : say.notUnderstood];
  return acknowledgement(input, say);
}

function praise({ intent, stock }: ReplyInput, say: Phrases): string[] {
  const { location } = intent.profile;
  const isNew = intent.learned.includes('location') && location !== undefined && stock.wanted !== undefined;
  return isNew ? [say.goodPlace(location)] : [];
}

/** One word about what was just said; what is answered or agreed in the same breath needs none. */
function acknowledgement(input: ReplyInput, say: Phrases): string[] {
  const { intent, score, call } = input;
  const { learned, topics, thanks } = intent;
  if (learned.includes('location')) return praise(input, say);
  if (thanks && learned.length === 0 && topics.length === 0) return [say.thanks];
  if (learned.length === 0 || learned.includes('email') || call.request !== undefined) return [];
  if (learned.every((field) => field === 'objections' || field === 'mood')) return [say.noRush];
  return score.budget_fit === 'below' ? [] : [say.noted];
}

function mediaOnly({ fresh, readings }: Scene): 'audio' | 'other' | undefined {
  if (readings.some(({ understood }) => understood)) return undefined;
  const media = fresh.filter(
    ({ metadata }) => !SPOKEN.has(metadata.kind) && metadata.kind !== 'request_welcome',
  );
  if (media.length === 0 || media.length < fresh.length) return undefined;
  return media.some(({ metadata }) => metadata.kind === 'audio') ? 'audio' : 'other';
}

function closing(input: ReplyInput, say: Phrases, question: DiscoveryQuestion | undefined): string[] {
  const { call, decision, intent, hasStaff, scene } = input;
  if (call.request !== undefined) return [call.when === undefined ? say.callNow : say.callAt(call.when)];
  const refusal = intent.profile.wants_call === false && intent.learned.includes('wants_call');
  const writes = wantsWriting(input);
  const words = [
    ...(writes ? [hasStaff ? say.personWrites : say.personWritesNone] : refusal ? [say.noCall] : []),
    ...(question === undefined ? [] : [wordQuestion(question, input, say)]),
  ];
  const isDone = question === undefined && decision.action === 'nurture_sequence' && !intent.thanks;
  return isDone && scene.lead.nextAction !== 'nurture_sequence' ? [...words, say.nurture] : words;
}

/** A person is wanted, or a call that we may not place: then somebody here writes, once for each time it is said. */
function wantsWriting({ call, decision, intent }: ReplyInput): boolean {
  const { wants_call } = intent.profile;
  const isSaidNow = intent.learned.includes('wants_person') || intent.learned.includes('wants_call');
  if (decision.action !== 'direct_transfer' && !(call.forbidden && wants_call === true)) return false;
  return isSaidNow && (wants_call === false || call.forbidden);
}

function wordQuestion(question: DiscoveryQuestion, { call, decision }: ReplyInput, say: Phrases): string {
  if (question !== 'call_consent') return say.ask[question];
  if (call.needsNumber) return say.askNumber;
  return decision.action === 'direct_transfer' ? say.askConsentForPerson : say.ask.call_consent;
}

function errandsOf(input: ReplyInput): ReplyPlan['errands'] {
  if (!input.hasStaff) return [];
  return [
    ...(input.intent.topics.includes('photos') ? (['photos'] as const) : []),
    ...(input.intent.learned.includes('email') ? (['mail'] as const) : []),
    ...(wantsWriting(input) ? (['write'] as const) : []),
  ];
}

const join = (sentences: string[]): string => sentences.filter(Boolean).join(' ');
