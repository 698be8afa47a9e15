/** Places in conversations where something was written or said. */
import type { SearchHit } from '../../shared/desk.ts';
import { iso, nameOfLead, startOfDay } from './console-columns.ts';
import { all, type Queryable } from './database.ts';
import { excerptAround } from './excerpt.ts';
import { holds, wantedIn } from './plain-text.ts';

export type SearchChannel = SearchHit['channel'];

export interface HitQuery {
  q: string;
  channels: readonly SearchChannel[];
  /** Days (YYYY-MM-DD) of the house's clock, both included. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
}

const shortestIndexed = 3;
/** A word of two letters is in no index: it is looked for in so many of the newest lines. */
const linesWithoutIndex = 20_000;

/** Lines in which every word of `q` stands, newest first. */
export async function findInConversations(db: Queryable, query: HitQuery): Promise<SearchHit[]> {
  const wanted = wantedIn(query.q);
  const values: unknown[] = [query.channels, query.from ?? null, query.to ?? null, query.limit];
  const condition = holds('plain_text(i.content)', wanted, values);
  const rows = await all<Omit<SearchHit, 'excerpt' | 'from' | 'to'> & { content: string }>(
    db,
    `SELECT i.id AS "interactionId", i.lead_id AS "leadId", ${nameOfLead('l')} AS "leadName", i.call_id AS "callId", i.type AS channel,
       i.author, ${iso('i.created_at')} AS at, i.content
     FROM (SELECT * FROM ${linesFor(wanted.words)} i
       WHERE i.type = ANY($1) AND i.type IN ('whatsapp', 'call', 'note') AND ${condition}
         AND ($2::date IS NULL OR i.created_at >= ${startOfDay('$2::date')})
         AND ($3::date IS NULL OR i.created_at < ${startOfDay('($3::date + 1)')})
       ORDER BY i.created_at DESC, i.position DESC LIMIT $4) i
     JOIN leads l ON l.id = i.lead_id ORDER BY i.created_at DESC, i.position DESC`,
    values,
  );
  return rows.map(({ content, ...hit }) => ({ ...hit, ...excerptAround(content, wanted) }));
}

function linesFor(words: string[]): string {
  return words.some((word) => word.length >= shortestIndexed)
    ? 'interactions'
    : `(SELECT * FROM interactions ORDER BY created_at DESC LIMIT ${linesWithoutIndex})`;
}
