/** When the lead wants to be called back: in their own words of the call, else as the model understood them. */
import { readAnswer, readCall } from '../../../shared/reader/consent.ts';
import { foldText } from '../../../shared/reader/text.ts';
import { analysedCallbackTime } from '../../store/callbacks.ts';
import type { Queryable } from '../../store/database.ts';
import { transcriptLines } from '../../store/transcripts.ts';
import { nextOpening, type CallHours } from '../call/call-hours.ts';
import { meansNow, momentOf, namesDay } from '../discovery/call-time.ts';

/** On whose clock a wish is read, and between which hours they may be called. */
export interface WishScene {
  timeZone: string;
  hours: CallHours;
  now: Date;
}

type Lines = { author: 'lead' | 'ai' | 'agent'; text: string; at: Date }[];

/** Nobody plans a call further ahead: what points beyond was misread. */
const furthestMs = 90 * 86_400_000;
/** Our own line before speaks of calling, so that the answer's time is that of the call. */
const speaksOfCalling =
  /\b(?:(?:te|le|les|lo|la) (?:llam|marc|devolv|regres)\w+|devolv\w+ la llamada|(?:we(?:'ll| will)|i(?:'ll| will)|shall (?:i|we)|can (?:i|we)) (?:call|ring|phone)|call(?:ed|ing)? you)\b/;
/** Its time is that of a visit. */
const speaksOfVisiting = /\b(?:visit\w*|conocer\w*|recorrido|cita|tour|appointment|see (?:it|them|the))\b/;

/**
 * The moment that `said` names when it is said at `saidAt`, put off into the hours in which the lead may be called;
 * undefined if it names none, means "now", or has passed.
 */
export function wishedMoment(said: string, saidAt: Date, scene: WishScene): Date | undefined {
  const { timeZone, hours, now } = scene;
  const moment = meansNow(said) ? undefined : momentOf(said, saidAt, timeZone);
  if (moment === undefined || moment.getTime() - saidAt.getTime() > furthestMs || moment <= now)
    return undefined;
  return nextOpening(moment, timeZone, hours);
}

/** When the lead of a call wants to be called back; undefined = they named no time, or as soon as possible. */
export async function callbackWish(
  db: Queryable,
  callId: string,
  scene: WishScene,
): Promise<Date | undefined> {
  const own = wishIn(await transcriptLines(db, callId));
  if (own !== undefined && meansNow(own.said)) return undefined;
  const wished = own && wishedMoment(own.said, own.at, scene);
  if (wished !== undefined) return wished;
  const { said, endedAt } = await analysedCallbackTime(db, callId);
  return said === null ? undefined : wishedMoment(said, endedAt ?? scene.now, scene);
}

/** The lead's newest word on when to be called; an hour alone belongs to the day they named before. */
export function wishIn(lines: Lines): { said: string; at: Date } | undefined {
  const wishes = lines.flatMap((line, index) => {
    const before = lines.slice(0, index).findLast(({ author }) => author !== 'lead')?.text ?? '';
    const said = line.author === 'lead' ? timeForCall(line.text, before) : undefined;
    return said === undefined ? [] : [{ said, at: line.at }];
  });
  const [earlier, newest] = [wishes.at(-2), wishes.at(-1)];
  if (newest === undefined || newest.said === '') return undefined;
  const isHourOfBefore =
    earlier !== undefined && namesDay(earlier.said) && !namesDay(newest.said) && !meansNow(newest.said);
  return isHourOfBefore ? { ...newest, said: `${earlier.said} ${newest.said}` } : newest;
}

/** The words that say when to call; '' where the lead takes the call back. */
function timeForCall(words: string, before: string): string | undefined {
  const text = foldText(words);
  const isAnswer = speaksOfCalling.test(foldText(before).folded) && !speaksOfVisiting.test(text.folded);
  const { wants_call: wants, call_time: time } = readCall(text, isAnswer, readAnswer(text));
  if (wants === false) return '';
  return time;
}
