/** The model may say it more kindly, never otherwise: what it writes is held against the draft, and the draft stands if it strays. */
import { destinations, type DiscoveryQuestion, type Language } from '../../../shared/lead.ts';
import { detectLanguage } from '../../../shared/reader/language.ts';
import { foldText } from '../../../shared/reader/text.ts';
import type { Deps } from '../../deps.ts';
import type { Scene } from './analyze-message.ts';
import type { Intent } from './extract-intent.ts';
import type { ReplyPlan } from './plan-reply.ts';

const MAX_LENGTH = 700;

/** The text to send, or undefined for silence. Never throws for the model's sake. */
export async function composeReply(
  plan: ReplyPlan,
  { scene, intent }: { scene: Scene; intent: Intent },
  { llm, log }: Pick<Deps, 'llm' | 'log'>,
): Promise<string | undefined> {
  const { draft, question } = plan;
  // A model that just failed to read will not be waited for again.
  if (draft === undefined || intent.reader === 'rules') return draft;
  try {
    const text = await llm.write({
      leadId: scene.lead.id,
      language: intent.language,
      leadName: intent.name?.first ?? scene.lead.firstName,
      conversation: scene.conversation.map(({ from, text: said }) => ({ from, text: said })),
      draft,
    });
    const fault = faultOf(text, { draft, question, language: intent.language });
    if (fault === undefined) return text.trim();
    log.info({ leadId: scene.lead.id, fault }, 'discovery: the model strayed from the draft');
  } catch (error) {
    log.info({ err: error, leadId: scene.lead.id }, 'discovery: the reply goes in our own words');
  }
  return draft;
}

interface Frame {
  draft: string;
  question: DiscoveryQuestion | undefined;
  language: Language;
}
type Check = (written: string, draft: string, frame: Frame) => boolean;

/** Promises that only a draft may make. Folded: lower case, no accents. */
const promises =
  /descuent|gratis|garanti|apart(?:e|ad|amos)|reserv|agende|agendad|confirm|regal|promocion|discount|free of charge|guarantee|booked|reserved|gift|special offer/g;
const callPromise = /\b(?:te|le) (?:marco|llamo|marcare|llamare)|\b(?:i'll|i will|we'll|we will) call/;

const checks: Record<string, Check> = {
  'too long': (written) => written.length > MAX_LENGTH,
  'a link or an address': (written) => /https?:|www\.|\S+@\S+\.\w/.test(written),
  'a figure of its own': (written, draft) =>
    figuresOf(written).some((figure) => !figuresOf(draft).includes(figure)),
  'a figure left out': (written, draft) =>
    figuresOf(draft).some((figure) => !figuresOf(written).includes(figure)),
  'a place of its own': (written, draft) =>
    destinations.some((place) => holds(written, place) && !holds(draft, place)),
  'a promise of its own': (written, draft) =>
    (written.match(promises) ?? []).some((promise) => !draft.includes(promise)) ||
    (callPromise.test(withoutQuestion(written)) && !callPromise.test(withoutQuestion(draft))),
  'the promised call left out': (written, draft) =>
    callPromise.test(withoutQuestion(draft)) && !callPromise.test(written),
  'another question': (written, _draft, { question }) =>
    countQuestions(written) !== (question === undefined ? 0 : 1),
  'a question about something else': (written, _draft, { question }) =>
    question === 'call_consent' && !/marc|llam|call|numero|number/.test(questionIn(written)),
  'another language': (written, _draft, { language }) =>
    (detectLanguage(foldText(written)) ?? language) !== language,
};

/** What is wrong with a text written for this draft, or undefined. */
export function faultOf(text: string, frame: Frame): string | undefined {
  const [written, draft] = [foldText(text.trim()).folded, foldText(frame.draft).folded];
  const asksInDraft = countQuestions(draft) > 0 && frame.question === undefined;
  return Object.entries(checks).find(
    ([name, fails]) => !(asksInDraft && name === 'another question') && fails(written, draft, frame),
  )?.[0];
}

/** "1,250,000" and "1250000" are one figure. */
function figuresOf(text: string): string[] {
  return (text.match(/\d[\d.,:]*/g) ?? []).map((figure) => figure.replace(/[.,]/g, ''));
}

const holds = (folded: string, place: string): boolean => folded.includes(foldText(place).folded);
const countQuestions = (text: string): number => text.match(/\?/g)?.length ?? 0;
const questionIn = (text: string): string => /[^.!?]*\?/.exec(text)?.[0] ?? '';
const withoutQuestion = (text: string): string => text.replace(/¿[^?]*\?|[^.!?]*\?/g, ' ');
