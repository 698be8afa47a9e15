/** Which events change a figure: what is not here (the lines of a conversation, above all) costs the roller nothing. */
import type { EventType } from '../../shared/events.ts';
import type { Queryable } from '../store/database.ts';
import type { UnpublishedEvent } from '../store/events.ts';

const ofLead: readonly EventType[] = [
  'lead.created',
  'lead.changed',
  'lead.discovered',
  'lead.opted-out',
  'lead.merged',
  'message.received', // a referral comes with it: source and campaign
  'appointment.booked',
  'appointment.cancelled',
  'appointment.held',
  'appointment.missed',
  'appointment.reopened',
  'sale.recorded',
  'sale.withdrawn',
  'call.requested',
  'call.blocked',
  'call.started',
  'call.changed',
  'call.failed',
  'call.cancelled',
  'call.ended',
  'call.completed',
  'tool.called',
  'language.changed',
  'escalation.requested',
  'escalation.reserved',
  'escalation.answered',
  'escalation.exhausted',
  'escalation.abandoned',
  'escalation.closed',
];
const ofAgent: readonly EventType[] = ['agent.changed', 'wrap-up.opened', 'wrap-up.saved'];

/** Whose facts are out of date, since when. */
interface Change {
  leadId: string | null;
  agentId: string | null;
  at: string;
}

/** Notes in the caller's transaction whose facts these events put out of date. */
export async function markChanged(tx: Queryable, events: readonly UnpublishedEvent[]): Promise<void> {
  const changes = dedupe(events.flatMap(changesOf));
  if (changes.length === 0) return;
  await tx.query(
    `INSERT INTO analytics.changed (lead_id, agent_id, at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])`,
    [changes.map((c) => c.leadId), changes.map((c) => c.agentId), changes.map((c) => c.at)],
  );
}

/** Notes in the caller's transaction that facts of these leads are out of date for what no event of theirs tells. */
export async function markLeadsChanged(tx: Queryable, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return;
  await tx.query(
    `INSERT INTO analytics.changed (lead_id, at) SELECT id, clock_timestamp() FROM unnest($1::uuid[]) AS l(id)`,
    [leadIds],
  );
}

function changesOf(event: UnpublishedEvent): Change[] {
  const { at } = event;
  if (ofAgent.includes(event.type) && event.stream.startsWith('agent:'))
    return [{ leadId: null, agentId: event.stream.slice('agent:'.length), at }];
  if (!ofLead.includes(event.type) || event.leadId === null) return [];
  const change = { leadId: event.leadId, agentId: null, at };
  return event.type === 'lead.merged' ? [change, { ...change, leadId: event.data.droppedId }] : [change];
}

/** The first of each lead or agent: its time is the oldest. */
function dedupe(changes: readonly Change[]): Change[] {
  const seen = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.leadId} ${change.agentId}`;
    const known = seen.get(key);
    if (known === undefined || change.at < known.at) seen.set(key, change);
  }
  return [...seen.values()];
}
