/** Whether these very words allow a call, which kind, and when. Only the lead's own words do, read by rules. */
import { phoneIn } from '../lead/phone-locale.ts';
import { nextOpening, type CallHours } from '../call/call-hours.ts';
import { momentOf, sayMoment } from './call-time.ts';
import { wordsOf, type Scene } from './analyze-message.ts';
import type { Intent } from './extract-intent.ts';

/** The words, and the message they stand in. */
interface Words {
  wamid: string;
  said: string;
}

export interface CallRequest {
  mode: 'qualify' | 'direct';
  evidence: Words;
  /** When it suits, in the lead's words; '' if they named no time. */
  time: string;
  runAt: Date | undefined;
  reason: string;
}

export interface CallPlan {
  /** A call to be requested now. */
  request: CallRequest | undefined;
  /** When it will be, in the lead's words; undefined = within minutes. */
  when: string | undefined;
  /** A call is taken back or refused in these words. */
  refusal: Words | undefined;
  /** We may call, but know no number. */
  needsNumber: boolean;
  /** A register forbids calls to this number, so none is offered. */
  forbidden: boolean;
  /** A number the lead gave us when we asked for one. */
  phone: string | undefined;
}

/** Later than this is worth naming. */
const SOON_MS = 10 * 60_000;
/** "Talk", "call", "put me through": asks to be spoken to, not only to be written to by a person. */
const asksToTalk =
  /\b(?:habl|platic|llam|marc|marqu|comuni|conect|telefon|transf|p[aá]s[ae]|talk|speak|call|phone|connect|transfer|put me)/i;

/** Plans the call for a scene; `hours` are those in which people may be called. */
export function planCall(
  scene: Scene,
  intent: Intent,
  { now, hours, forbidden }: { now: Date; hours: CallHours; forbidden: boolean },
): CallPlan {
  const { lead } = scene;
  const phone = lead.phone === null ? numberGiven(scene) : undefined;
  const evidence =
    consentIn(scene) ?? (phone === undefined ? undefined : evidenceOf(scene, scene.fresh.length - 1));
  const canCall = lead.phone !== null || phone !== undefined;
  const base = { refusal: refusalIn(scene), phone, when: undefined, needsNumber: !canCall, forbidden };
  if (evidence === undefined || !canCall || forbidden || intent.declined)
    return { ...base, request: undefined };
  const time = timeSaid(scene, intent);
  const asked = momentOf(time, now, lead.timeZone);
  const at = nextOpening(asked ?? now, lead.timeZone, hours);
  const isLater = at.getTime() - now.getTime() > SOON_MS;
  return {
    ...base,
    request: {
      mode: intent.profile.wants_person === true ? 'direct' : 'qualify',
      evidence,
      time,
      runAt: asked === undefined ? undefined : at,
      reason:
        intent.profile.wants_person === true ? 'the lead asked for a person' : 'the lead agreed to a call',
    },
    when: isLater ? sayMoment(at, now, { timeZone: lead.timeZone, language: intent.language }) : undefined,
  };
}

/** A time named in these messages; one named with an earlier wish went with that wish. */
function timeSaid({ readings, lead }: Scene, { profile }: Intent): string {
  const byRules = readings.findLast(({ facts }) => facts.call_time !== undefined)?.facts.call_time;
  return byRules ?? (profile.call_time === lead.profile.call_time ? '' : (profile.call_time ?? ''));
}

/** The last message that says yes to a call, unless a later one takes it back. */
function consentIn(scene: Scene): Words | undefined {
  const index = scene.readings.findLastIndex(
    ({ facts }, at) => facts.wants_call === true || asksForVoice(scene, at),
  );
  const isRefusedLater = scene.readings.slice(index + 1).some(({ facts }) => facts.wants_call === false);
  return index < 0 || isRefusedLater ? undefined : evidenceOf(scene, index);
}

function asksForVoice({ readings, fresh }: Scene, index: number): boolean {
  const [reading, message] = [readings[index], fresh[index]];
  if (reading === undefined || message === undefined || reading.facts.wants_call === false) return false;
  return reading.facts.wants_person === true && asksToTalk.test(wordsOf(message));
}

function refusalIn(scene: Scene): Words | undefined {
  const last = scene.readings.findLastIndex(({ facts }) => facts.wants_call !== undefined);
  return scene.readings[last]?.facts.wants_call === false ? evidenceOf(scene, last) : undefined;
}

function evidenceOf({ fresh }: Scene, index: number): Words {
  const message = fresh[index];
  return { wamid: message?.wamid ?? message?.id ?? '', said: message === undefined ? '' : wordsOf(message) };
}

/** A number counts only as the answer to our asking for one. */
function numberGiven({ lead, fresh, lastQuestion }: Scene): string | undefined {
  if (lastQuestion !== 'call_consent') return undefined;
  return fresh
    .map((message) => phoneIn(wordsOf(message), lead.timeZone))
    .findLast((phone) => phone !== undefined);
}
