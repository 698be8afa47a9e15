/** Places in conversations where something was written or said. */
import type { SearchHit } from '../../shared/desk.ts';
import { iso, nameOfLead, startOfDay } from './console-columns.ts';
import { all, type Queryable } from './database.ts';
import { excerptAround } from './excerpt.ts';
import { holds, newestOrAll, wantedIn, type Wanted } from './plain-text.ts';

export type SearchChannel = SearchHit['channel'];

export interface HitQuery {
  q: string;
  channels: readonly SearchChannel[];
  /** Days (YYYY-MM-DD) of the house's clock, both included. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
}

/** Lines in which every word of `q` stands, newest first. */
export async function findInConversations(db: Queryable, query: HitQuery): Promise<SearchHit[]> {
  const wanted = wantedIn(query.q);
  const rows = await newestOrAll(wanted, query.limit, (among) => linesWith(db, wanted, { ...query, among }));
  return rows.map(({ content, ...hit }) => ({ ...hit, ...excerptAround(content, wanted) }));
}

type Line = Omit<SearchHit, 'excerpt' | 'from' | 'to'> & { content: string };

function linesWith(
  db: Queryable,
  wanted: Wanted,
  { channels, from, to, limit, among }: HitQuery & { among: number | 'all' },
): Promise<Line[]> {
  const [channel] = channels;
  const type = channels.length === 1 ? channel : channels;
  const values: unknown[] = [type, from ?? null, to ?? null, limit];
  const condition = holds('plain_text(i.content)', wanted, values);
  const span = `i.type ${channels.length === 1 ? '= $1' : '= ANY($1)'} AND i.type IN ('whatsapp', 'call', 'note')
    AND ($2::date IS NULL OR i.created_at >= ${startOfDay('$2::date')}) AND ($3::date IS NULL OR i.created_at < ${startOfDay('($3::date + 1)')})`;
  const lines =
    among === 'all'
      ? `SELECT * FROM interactions i WHERE ${span} AND ${condition}`
      : `SELECT * FROM (SELECT * FROM interactions i WHERE ${span} ORDER BY i.created_at DESC LIMIT ${among}) i WHERE ${condition}`;
  return all<Line>(
    db,
    `WITH found AS MATERIALIZED (${lines})
     SELECT i.id AS "interactionId", i.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", i.call_id AS "callId", i.type AS channel,
       i.author, ${iso('i.created_at')} AS at, i.content
     FROM (SELECT * FROM found ORDER BY created_at DESC, position DESC LIMIT $4) i
     JOIN leads l ON l.id = i.lead_id ORDER BY i.created_at DESC, i.position DESC`,
    values,
  );
}
