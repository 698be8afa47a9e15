/** One row for each conversation of an agent with a client on the phone: how long they talked, and wrapped up after. */
import { isClientCall } from '../../store/client-call.ts';
import { dayOf, dimensions, dimensionsOfLead, leadWithCampaign, type Fact } from './fact.ts';

/** The wrap-up that follows a conversation ends with a later change of state than the one that began it. */
const LOOK_BACK = `interval '6 hours'`;
/** A phone's clock and ours differ a little, and the state follows the end of the call. */
const WRAP_UP_FOLLOWS = `BETWEEN p.ended_at - interval '5 seconds' AND p.ended_at + interval '60 seconds'`;

/** The time in wrap-up after the call `p`, to the next state or until now. */
const wrapUp = `SELECT extract(epoch FROM coalesce((SELECT min(n.at) FROM user_states n WHERE n.user_id = s.user_id AND n.at > s.at), $4::timestamptz) - s.at)
  FROM user_states s WHERE s.user_id = p.agent_id AND s.state = 'wrap-up' AND s.at ${WRAP_UP_FOLLOWS} ORDER BY s.at LIMIT 1`;

/** `$1` ids of agents, `$2` the house's zone, `$3` since when, `$4` now. */
export const conversationFacts: Fact = {
  table: 'analytics.conversations',
  key: ['agent_id', 'phone_call_id'],
  columns: [
    ...['lead_id', 'call_id', 'day', ...dimensions],
    ...['began_at', 'ended_at', 'talk_ms', 'wrap_up_ms'],
  ],
  scope: `f.agent_id = ANY ($1::uuid[]) AND f.ended_at >= $3::timestamptz - ${LOOK_BACK}`,
  fresh: `SELECT p.agent_id, p.phone_call_id, l.id, coalesce(w.call_id, x.call_id), ${dayOf('p.began_at')}, ${dimensionsOfLead},
      p.began_at, p.ended_at, p.talk_ms, greatest(0, round(coalesce((${wrapUp}), 0) * 1000))::integer
    FROM (SELECT p.*, coalesce(p.answered_at, p.ended_at - make_interval(secs => p.talk_ms / 1000.0)) AS began_at FROM phone_calls p
      WHERE p.agent_id = ANY ($1::uuid[]) AND p.ended_at >= $3::timestamptz - ${LOOK_BACK} AND p.talk_ms > 0 AND ${isClientCall('p')}) p
    LEFT JOIN wrap_ups w ON w.agent_id = p.agent_id AND w.phone_call_id = p.phone_call_id
    LEFT JOIN escalation_attempts a ON a.id = p.attempt_id
    LEFT JOIN escalations x ON x.id = a.escalation_id
    LEFT JOIN (${leadWithCampaign}) ON l.id = coalesce(w.lead_id, x.lead_id)`,
};
