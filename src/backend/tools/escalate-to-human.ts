/**
 * `escalate_to_human`: says who takes over only after somebody is reserved, or when somebody will call back; at the
 * lead's own time where they want to be called later.
 */
import { z } from 'zod';
import type { Language } from '../../shared/lead.ts';
import { meansNow } from '../journey/discovery/call-time.ts';
import { wishedMoment, type WishScene } from '../journey/escalation/callback-wish.ts';
import { requestEscalation } from '../journey/escalation/request-escalation.ts';
import { looseList, looseText, underOurNames } from './arguments/loose-arguments.ts';
import { ToolRefusal, type ActingTool } from './tool.ts';

const escalationArguments = z.object({
  reason: looseText,
  promised: looseList,
  mood: z.enum(['positive', 'neutral', 'hurried', 'upset']).optional().catch(undefined),
  callback_time: looseText,
});

/** What models put where they know nothing. */
const nothing = /^(?:null|none|n\/?a|no|unknown|undefined|not specified|ningun[oa]?|-)$/i;
const unreadableTime: Record<Language, string> = {
  es: 'No se entendió cuándo quiere que le llamen. Pregunta qué día y a qué hora le queda bien.',
  en: 'It is not clear when they want to be called. Ask which day and what time would suit them.',
};

/** The moment that was asked for; undefined for "now" and for no wish. Throws ToolRefusal where it names none that is to come. */
function callAt(said: string | undefined, scene: WishScene, language: Language): Date | undefined {
  if (said === undefined || nothing.test(said) || meansNow(said)) return undefined;
  const moment = wishedMoment(said, scene.now, scene);
  if (moment === undefined) throw new ToolRefusal(unreadableTime[language]);
  return moment;
}

const unstated = { es: 'Pidió hablar con una persona.', en: 'Asked to speak with a person.' };

export const escalateToHuman: ActingTool = {
  name: 'escalate_to_human',
  kind: 'acts',
  act: async (tx, raw, { lead, call, toolCallId }, { env, now }) => {
    const { reason, promised, mood, callback_time: said } = escalationArguments.parse(underOurNames(raw));
    const scene = { now: now(), timeZone: lead.timeZone, hours: env.CALL_HOURS };
    const request = {
      lead,
      call,
      toolCallId,
      reason: reason ?? unstated[lead.language],
      promised,
      now: scene.now,
      callAt: callAt(said, scene, lead.language),
      ...(mood && { mood }),
    };
    const { say } = await requestEscalation(tx, request, env);
    return { result: say };
  },
};
