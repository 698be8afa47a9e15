/** One table of facts and how a part of it is computed anew from what happened; the parts of SQL that they share. */
import { all, type Tx } from '../../store/database.ts';

export interface Fact {
  table: string;
  key: readonly string[];
  /** All columns but the key's, in the order of `fresh`. */
  columns: readonly string[];
  /** SQL: which rows `f` of the table belong to the scope; those that are not computed again are deleted. */
  scope: string;
  /** SQL: the rows of the scope, key first. Its parameters are the caller's. */
  fresh: string;
}

/** Brings the table in line with what happened. Gives back the days (YYYY-MM-DD) whose sums that changes. */
export async function putFacts(tx: Tx, fact: Fact, values: unknown[]): Promise<string[]> {
  const rows = await all<{ day: string }>(tx, statementOf(fact), values);
  return rows.map(({ day }) => day);
}

/** Old days are read before they are overwritten: all parts of a statement see the table as it was before. */
function statementOf({ table, key, columns, scope, fresh }: Fact): string {
  const names = [...key, ...columns];
  const list = names.join(', ');
  const of = (alias: string): string => names.map((name) => `${alias}.${name}`).join(', ');
  const same = key.map((name) => `n.${name} = f.${name}`).join(' AND ');
  return `WITH fresh (${list}) AS MATERIALIZED (${fresh}),
    gone AS (DELETE FROM ${table} f WHERE ${scope} AND NOT EXISTS (SELECT FROM fresh n WHERE ${same}) RETURNING f.day),
    was AS (SELECT f.day FROM ${table} f JOIN fresh n ON ${same} WHERE ROW(${of('f')}) IS DISTINCT FROM ROW(${of('n')})),
    put AS (INSERT INTO ${table} AS f (${list}) SELECT ${list} FROM fresh
      ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}
      WHERE ROW(${of('f')}) IS DISTINCT FROM ROW(${of('excluded')}) RETURNING f.day)
    SELECT DISTINCT to_char(day, 'YYYY-MM-DD') AS day
    FROM (SELECT day FROM gone UNION ALL SELECT day FROM was UNION ALL SELECT day FROM put) d`;
}

/** Facts of leads: `$1` their ids. */
export const leadScope = 'f.lead_id = ANY ($1::uuid[])';

/** SQL: the ids of `$1` as rows. */
export const leadIds = 'SELECT unnest($1::uuid[]) AS lead_id';

/** SQL: `at` as a date in the house's zone, `$2`. */
export const dayOf = (at: string): string => `(${at} AT TIME ZONE $2)::date`;

/** Columns of what a lead is counted by. */
export const dimensions = ['source', 'campaign_id', 'property_type', 'language'] as const;

/**
 * SQL: what the lead `l` (with its campaign `k`) is counted by. A campaign's source is where the money goes (`meta`),
 * so it is what its leads are counted under; others have their own (`whatsapp`, `phone`).
 */
export const dimensionsOfLead = `coalesce(k.source, l.lead_source, 'unknown')::text AS source, l.campaign_id, l.profile->>'property_type' AS property_type, l.language`;
export const leadWithCampaign = 'leads l LEFT JOIN campaigns k ON k.id = l.campaign_id';

/** Outcomes of a call in which nobody spoke with the AI. */
export const unansweredOutcomes = `('no_answer', 'busy', 'voicemail', 'failed')`;
