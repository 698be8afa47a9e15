/** Ready means reachable: who cannot be reached is away until they are back, and wrap-up ends when its time has passed. */
import { talks } from './agents.ts';
import { seenLately } from './console-columns.ts';
import { all, type Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { recordState } from './users.ts';

const CONSOLE = seenLately('u.console_seen_at');
const PHONE = `(u.phone_registered AND ${seenLately('u.phone_seen_at')})`;
const THERE = `(${CONSOLE} AND ${PHONE})`;
const MISSING = `CASE WHEN NOT ${CONSOLE} THEN 'no-console' WHEN NOT ${PHONE} THEN 'no-phone' END`;
/**
 * SQL: the lead hung up on a phone that never told of its end. Nobody has chosen this wrap-up, nothing wants an
 * outcome, and no time was set: it would last for ever.
 */
const DESERTED = `(u.state = 'wrap-up' AND u.state_until IS NULL AND u.state_since < now() - interval '2 minutes'
  AND NOT EXISTS (SELECT 1 FROM wrap_ups w WHERE w.agent_id = u.id AND w.saved_at IS NULL)
  AND (SELECT s.set_by FROM user_states s WHERE s.user_id = u.id ORDER BY s.at DESC, s.id DESC LIMIT 1) IS NULL)`;

/**
 * Looks at everybody with a line. Available without a console or a registered phone: away, with the reason
 * `no-console` or `no-phone`. Taken away like that and whole again: available. Wrap-up whose time has passed, or
 * that has neither a time nor a call: available. During a call nothing changes. `mayTakeAway` is false while consoles and phones still find
 * their way to a backend that has just started. Whichever backend looks first does it and tells of it.
 */
export async function settleStates(tx: Tx, { mayTakeAway }: { mayTakeAway: boolean }): Promise<void> {
  const changed = await all<{ id: string; state: 'available' | 'away'; reason: string | null }>(
    tx,
    `UPDATE users u SET state = CASE WHEN ${THERE} THEN 'available' ELSE 'away' END, state_reason = ${MISSING}, state_until = NULL, state_since = now()
     WHERE u.active AND u.extension IS NOT NULL AND ($1 OR ${THERE}) AND NOT ${talks('u.id')} AND (
       (u.state = 'available' AND NOT ${THERE})
       OR (u.state = 'away' AND u.state_reason IN ('no-console', 'no-phone') AND u.state_reason IS DISTINCT FROM ${MISSING})
       OR (u.state = 'wrap-up' AND u.state_until <= now()) OR ${DESERTED})
     RETURNING u.id, u.state, u.state_reason AS reason`,
    [mayTakeAway],
  );
  for (const { id, state, reason } of changed) {
    await recordState(tx, id, { state, reason, setBy: null });
    await appendEvent(tx, { stream: `agent:${id}`, type: 'agent.changed', data: { state, reason } });
  }
}
