/** Step 2, discovery: analyze_message → extract_intent → score_lead → determine_next_action → the answer. */
import { writeSession } from '../../cache/session.ts';
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { isCallForbidden } from '../../store/consents.ts';
import { allProperties, priceFacts } from '../../store/inventory.ts';
import { leadById } from '../../store/leads.ts';
import { ownerFor } from '../../store/tasks.ts';
import { conversationAfter, countInbound } from '../../store/whatsapp-messages.ts';
import { readableTime } from './call-time.ts';
import { analyzeMessage, CONVERSATION_LINES, lineOf, type Scene } from './analyze-message.ts';
import { composeReply } from './compose-reply.ts';
import { determineNextAction, openQuestions } from './determine-next-action.ts';
import { extractIntent, type Intent } from './extract-intent.ts';
import { planCall } from './plan-call.ts';
import { planReply, type Stock } from './plan-reply.ts';
import { recordDiscovery, type Finding } from './record-discovery.ts';
import { scoreLead } from './score-lead.ts';
import type { LeadProfile } from '../../../shared/lead.ts';

type DiscoverDeps = Pick<Deps, 'db' | 'redis' | 'env' | 'log' | 'llm' | 'now'>;

/** A lead who types faster than we think is answered at last all the same. */
const MAX_ROUNDS = 3;

/** Job `lead.discover`. */
export async function discover(job: Job<'lead.discover'>, deps: DiscoverDeps): Promise<void> {
  const { leadId } = job.payload;
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const scene = await analyzeMessage(leadId, deps);
    if (scene === undefined) return;
    const finding = await think(scene, deps);
    const isDone = await recordDiscovery(finding, deps, { evenIfStale: round === MAX_ROUNDS });
    if (isDone) break;
  }
  await keepSession(leadId, deps);
}

/** The four steps of the seed's discovery workflow, and what to say. Nothing is written here. */
async function think(scene: Scene, deps: DiscoverDeps): Promise<Finding> {
  const intent = await extractIntent(scene, deps);
  const [stock, messages, hasStaff, forbidden] = await Promise.all([
    stockFor(intent.profile, deps),
    countInbound(deps.db, scene.lead.id),
    ownerFor(deps.db, scene.lead.id).then(
      () => true,
      () => false,
    ),
    scene.lead.phone !== null && isCallForbidden(deps.db, scene.lead.phone),
  ]);
  const wantsVisit = intent.topics.includes('visit');
  const score = scoreLead({
    profile: intent.profile,
    prices: stock.wanted && {
      USD: { min: stock.wanted.minUsd, max: stock.wanted.maxUsd },
      MXN: { min: stock.wanted.minMxn, max: stock.wanted.maxMxn },
    },
    messages,
    declined: intent.declined,
    wantsVisit,
  });
  const open = openQuestions(intent.profile, scene.lead.asked);
  const decision = determineNextAction({
    profile: intent.profile,
    score,
    declined: intent.declined,
    wantsVisit,
    open,
  });
  const call = planCall(scene, intent, { now: deps.now(), hours: deps.env.CALL_HOURS, forbidden });
  const agreed = call.request === undefined ? intent : withAgreedCall(intent, call.request.time);
  const settled = withReadableTime(agreed);
  const plan = planReply({ scene, intent: settled, score, decision, stock, open, call, hasStaff });
  const text = await composeReply(plan, { scene, intent: settled }, deps);
  return { scene, intent: settled, score, decision, call, plan, text };
}

/** Asking to be spoken to is agreeing to the call; a time named with an earlier wish went with that wish. */
function withAgreedCall(intent: Intent, time: string): Intent {
  const { call_time: _earlier, ...profile } = intent.profile;
  return {
    ...intent,
    profile: { ...profile, wants_call: true, ...(time === '' ? {} : { call_time: time }) },
  };
}

/** What the screens and Sofía's prompt show of it must be readable later too. */
function withReadableTime(intent: Intent): Intent {
  const { call_time: said } = intent.profile;
  if (said === undefined) return intent;
  return { ...intent, profile: { ...intent.profile, call_time: readableTime(said, intent.language) } };
}

async function stockFor(profile: LeadProfile, { db }: Pick<Deps, 'db'>): Promise<Stock> {
  const { location: destination, property_type: type, bedrooms } = profile;
  const wanted =
    (await priceFacts(db, { destination, type, bedrooms })) ?? (await priceFacts(db, { destination, type }));
  const places = destination === undefined ? [] : await allProperties(db);
  const properties = places.filter((place) => place.destination === destination).map(({ name }) => name);
  return { wanted, properties };
}

/** The session is derived from what was committed; without it the next message reads PostgreSQL. */
async function keepSession(leadId: string, { db, redis }: DiscoverDeps): Promise<void> {
  const lead = await leadById(db, leadId);
  if (lead === undefined) return;
  const { status, language, profile, qualificationScore, nextAction, asked } = lead;
  await writeSession(redis, leadId, {
    lead: { status, language, profile, score: qualificationScore, nextAction, asked },
    conversation: (await conversationAfter(db, leadId, 0, CONVERSATION_LINES)).map(lineOf),
  });
}
