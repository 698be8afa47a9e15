/** `escalate_to_human`: says who takes over only after somebody is reserved, or when somebody will call back. */
import { z } from 'zod';
import { requestEscalation } from '../journey/escalation/request-escalation.ts';
import { looseList, looseText, underOurNames } from './arguments/loose-arguments.ts';
import type { ActingTool } from './tool.ts';

const escalationArguments = z.object({
  reason: looseText,
  promised: looseList,
  mood: z.enum(['positive', 'neutral', 'hurried', 'upset']).optional().catch(undefined),
});

const unstated = { es: 'Pidió hablar con una persona.', en: 'Asked to speak with a person.' };

export const escalateToHuman: ActingTool = {
  name: 'escalate_to_human',
  kind: 'acts',
  act: async (tx, raw, { lead, call, toolCallId }, { env, now }) => {
    const { reason, promised, mood } = escalationArguments.parse(underOurNames(raw));
    const request = {
      lead,
      call,
      toolCallId,
      reason: reason ?? unstated[lead.language],
      promised,
      now: now(),
      ...(mood && { mood }),
    };
    const { say } = await requestEscalation(tx, request, env);
    return { result: say };
  },
};
