/** Computes the facts of some leads or agents anew, and the sums of the days that this changes. */
import type { Tx } from '../store/database.ts';
import type { CountingRules } from './counting-rules.ts';
import { agentDayFacts } from './facts/agent-days.ts';
import { appointmentFacts } from './facts/appointments.ts';
import { callFacts } from './facts/calls.ts';
import { conversationFacts } from './facts/conversations.ts';
import { escalationFacts } from './facts/escalations.ts';
import { putFacts, type Fact } from './facts/fact.ts';
import { leadFacts } from './facts/leads.ts';
import { saleFacts } from './facts/sales.ts';
import { toolCallFacts } from './facts/tool-calls.ts';
import { rollDays, rollupsOf } from './rollups.ts';

/** Days (YYYY-MM-DD) by table of facts. */
export type TouchedDays = Map<string, Set<string>>;

/** Calls know of escalations and appointments, leads of everything: this order. */
const ofLeads: readonly Fact[] = [
  ...[appointmentFacts, saleFacts, escalationFacts, toolCallFacts],
  ...[callFacts, leadFacts],
];

/** Facts of these leads; a lead that is gone leaves none. */
export async function countLeads(
  tx: Tx,
  leadIds: readonly string[],
  { timeZone, mxnPerUsd }: CountingRules,
): Promise<TouchedDays> {
  const touched: TouchedDays = new Map();
  if (leadIds.length === 0) return touched;
  for (const fact of ofLeads) {
    const values = [leadIds, timeZone, ...(fact === leadFacts ? [mxnPerUsd] : [])];
    touched.set(fact.table, new Set(await putFacts(tx, fact, valuesFor(fact, values))));
  }
  return touched;
}

/** PostgreSQL refuses a parameter that the statement does not have. */
function valuesFor({ fresh }: Fact, values: unknown[]): unknown[] {
  return values.filter((_value, index) => fresh.includes(`$${index + 1}`));
}

/** Facts of these agents since then, as they stand at `now`: whoever is signed in is so until now. */
export async function countAgents(
  tx: Tx,
  { agentIds, since, now }: { agentIds: readonly string[]; since: Date; now: Date },
  { timeZone }: CountingRules,
): Promise<void> {
  if (agentIds.length === 0) return;
  for (const fact of [conversationFacts, agentDayFacts])
    await putFacts(tx, fact, [agentIds, timeZone, since, now]);
}

/** Writes the sums of these days anew. */
export async function rollTouched(tx: Tx, touched: TouchedDays): Promise<void> {
  const byRollup = new Map<string, Set<string>>();
  for (const [table, days] of touched)
    for (const rollup of rollupsOf[table] ?? [])
      byRollup.set(rollup, new Set([...(byRollup.get(rollup) ?? []), ...days]));
  for (const [rollup, days] of byRollup) await rollDays(tx, rollup, [...days].toSorted());
}
