/** How long an agent wraps up is the house's choice, in one place for every way in which a conversation ends. */
import type { Env } from '../../env.ts';
import type { AfterTalk } from '../../store/agents.ts';

/**
 * What follows a conversation whose end we learn of at `now`. Counted from our own clock: a workstation's may be
 * minutes behind, and would leave no wrap-up at all.
 */
export function afterTalk({ WRAP_UP_SECONDS: seconds }: Pick<Env, 'WRAP_UP_SECONDS'>, now: Date): AfterTalk {
  if (seconds === 0) return { state: 'available' };
  return { state: 'wrap-up', until: seconds === null ? null : new Date(now.getTime() + seconds * 1_000) };
}
