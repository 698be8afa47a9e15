/** Somebody who can own a task. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Adds an active agent and returns the id. */
export async function addAgent(db: pg.Pool, { languages = ['es', 'en'] } = {}): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO users (username, name, role, password_hash, languages) VALUES ($1, 'Agente', 'agent', 'x', $2) RETURNING id`,
    [`agent-${randomUUID()}`, languages],
  );
  return rows[0]!.id;
}
