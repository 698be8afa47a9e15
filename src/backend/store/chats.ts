/** Who answers a lead on WhatsApp, the AI or a person, and whom nobody has answered yet. */
import type { Chat, ChatSummary } from '../../shared/desk.ts';
import { iso, nameOfLead } from './console-columns.ts';
import { all, single, type Queryable, type Tx } from './database.ts';

/**
 * A person who is gone keeps no lead waiting: whoever has no open account, no console session in force, or was
 * seen neither at a console nor at a phone for five minutes (a reload, a lunch-time Wi-Fi) is not there.
 */
const awayAfterMinutes = 5;
const IS_THERE = `coalesce(o.active AND EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = o.id AND s.kind = 'console' AND s.revoked_at IS NULL AND s.expires_at > now())
  AND greatest(o.console_seen_at, o.phone_seen_at) > now() - interval '${awayAfterMinutes} minutes', FALSE)`;
/** SQL, of a lead `l` and its owner `o`: the AI answers, or the person who has the chat is there. */
export const OWNER_PRESENT = `(l.handled_by = 'ai' OR ${IS_THERE})`;
const WINDOW = `CASE WHEN l.last_inbound_at > now() - interval '24 hours' THEN ${iso(`(l.last_inbound_at + interval '24 hours')`)} END`;
const CHAT = `l.id AS "leadId", l.handled_by AS "handledBy", l.owner_id AS "ownerId", o.name AS "ownerName", ${WINDOW} AS "windowUntil",
  ${OWNER_PRESENT} AS "ownerPresent"`;

/** Reactions and corrections want no answer. */
const IS_QUESTION = `i.type = 'whatsapp' AND i.author = 'lead' AND coalesce(i.metadata->>'kind', '') NOT IN ('reaction', 'edit', 'revoke')`;
/** What reached the lead or is on its way; a notice of WhatsApp itself (`received`) is no answer. */
const IS_ANSWER = `a.type = 'whatsapp' AND a.author <> 'lead' AND a.status IN ('pending', 'sending', 'sent', 'delivered', 'read')`;
const LAST_ANSWER = `coalesce((SELECT max(a.position) FROM interactions a WHERE a.lead_id = l.id AND ${IS_ANSWER}), 0)`;

/** Chats of these leads, in no order. */
export function chatsOf(db: Queryable, leadIds: readonly string[]): Promise<Required<Chat>[]> {
  return all<Required<Chat>>(
    db,
    `SELECT ${CHAT} FROM leads l LEFT JOIN users o ON o.id = l.owner_id WHERE l.id = ANY($1)`,
    [leadIds],
  );
}

/** One chat; its lead is known to be there. */
export function chatOf(db: Queryable, leadId: string): Promise<Required<Chat>> {
  return single<Required<Chat>>(
    db,
    `SELECT ${CHAT} FROM leads l LEFT JOIN users o ON o.id = l.owner_id WHERE l.id = $1`,
    [leadId],
  );
}

/** Gives a locked lead's chat to a person. */
export async function giveToPerson(tx: Tx, leadId: string, agentId: string): Promise<void> {
  await tx.query(`UPDATE leads SET handled_by = 'human', owner_id = $2, updated_at = now() WHERE id = $1`, [
    leadId,
    agentId,
  ]);
}

/** Gives a locked lead's chat back to the AI; the lead keeps its agent. */
export async function giveToAi(tx: Tx, leadId: string): Promise<void> {
  await tx.query(`UPDATE leads SET handled_by = 'ai', updated_at = now() WHERE id = $1`, [leadId]);
}

/**
 * Leaves discovery only what nobody has answered, read before or not, in a locked lead's chat. Returns how many
 * messages that are.
 */
export async function markUnanswered(tx: Tx, leadId: string): Promise<number> {
  await tx.query(
    `UPDATE interactions i SET discovered_at = CASE WHEN i.position > ${LAST_ANSWER} THEN NULL ELSE coalesce(i.discovered_at, now()) END
     FROM leads l WHERE l.id = $1 AND i.lead_id = l.id AND ${IS_QUESTION} AND (i.discovered_at IS NULL OR i.position > ${LAST_ANSWER})`,
    [leadId],
  );
  const { count } = await single<{ count: number }>(
    tx,
    `SELECT count(*)::int AS count FROM leads l JOIN interactions i ON i.lead_id = l.id
     WHERE l.id = $1 AND ${IS_QUESTION} AND i.position > ${LAST_ANSWER}`,
    [leadId],
  );
  return count;
}

/** Replies that never reached the lead make room for another of the same reason. */
export async function freeReplyReasons(tx: Tx, leadId: string): Promise<void> {
  await tx.query(
    `UPDATE interactions SET reason_key = reason_key || ':unsent:' || id
     WHERE lead_id = $1 AND author = 'ai' AND status IN ('withheld', 'failed') AND reason_key LIKE 'reply:%' AND reason_key NOT LIKE '%:unsent:%'`,
    [leadId],
  );
}

/** Questions that were never put may be put again. */
export async function forgetQuestions(tx: Tx, leadId: string, questions: readonly string[]): Promise<void> {
  if (questions.length === 0) return;
  await tx.query(`UPDATE leads SET asked = asked - $2::text[] WHERE id = $1`, [leadId, questions]);
}

/** So many of one's own, and so many whose person is gone, are looked at: those that wrote last. */
const candidates = 500;
const LAST_FIRST = `ORDER BY l.last_inbound_at DESC NULLS LAST LIMIT ${candidates}`;
const URGENT_FIRST = `l."isMine" DESC, l."first" IS NULL, l."first", l.last_inbound_at DESC NULLS LAST, l.id`;

/**
 * Those that `userId` looks after, then unanswered ones whose person is not there; within each, unanswered ones
 * first, the longest waiting on top. Chats that nobody ever hands back pile up, so only the latest are looked into.
 */
export async function chatsFor(db: Queryable, userId: string): Promise<ChatSummary[]> {
  const rows = await all<ChatSummary & { absentName: string | null; isMine: boolean }>(
    db,
    `WITH gone AS MATERIALIZED (SELECT o.id FROM users o WHERE NOT ${IS_THERE}),
       mine AS (SELECT l.*, TRUE AS "isMine" FROM leads l WHERE l.handled_by = 'human' AND l.owner_id = $1 ${LAST_FIRST}),
       others AS (SELECT l.*, FALSE AS "isMine" FROM leads l WHERE l.handled_by = 'human' AND l.owner_id IS DISTINCT FROM $1
         AND (l.owner_id IS NULL OR l.owner_id IN (SELECT id FROM gone)) ${LAST_FIRST}),
       page AS (SELECT * FROM (SELECT * FROM mine UNION ALL SELECT * FROM others) l
         CROSS JOIN LATERAL (SELECT min(i.created_at) AS "first", max(i.created_at) AS "last" FROM interactions i
           WHERE i.lead_id = l.id AND ${IS_QUESTION} AND i.position > ${LAST_ANSWER}) w
         WHERE l."isMine" OR w."last" IS NOT NULL ORDER BY ${URGENT_FIRST.replaceAll('l."first"', 'w."first"')} LIMIT 200)
     SELECT l.id AS "leadId", ${nameOfLead('l')} AS "leadName", l.phone, coalesce(m.text, '') AS "lastText",
       ${iso('l."last"')} AS "unansweredSince", ${WINDOW} AS "windowUntil", l."isMine", o.name AS "absentName"
     FROM page l LEFT JOIN users o ON o.id = l.owner_id
       LEFT JOIN LATERAL (SELECT left(coalesce(i.content, ''), 160) AS text FROM interactions i
         WHERE i.lead_id = l.id AND i.type = 'whatsapp' AND i.status IS DISTINCT FROM 'withheld' ORDER BY i.position DESC LIMIT 1) m ON TRUE
     ORDER BY ${URGENT_FIRST}`,
    [userId],
  );
  return rows.map(({ absentName, isMine, ...chat }) =>
    isMine ? chat : { ...chat, absentOwner: { name: absentName } },
  );
}
