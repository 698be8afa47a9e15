/** Teams: how a floor with many people is divided. */
import type { Team } from '../../shared/admin.ts';
import { all, first, type Queryable, type Tx } from './database.ts';

const TEAM = `t.id, t.name, (SELECT count(*)::int FROM users u WHERE u.team_id = t.id AND u.active) AS members`;

/** All teams by name, with how many may sign in. */
export function listTeams(db: Queryable): Promise<Team[]> {
  return all<Team>(db, `SELECT ${TEAM} FROM teams t ORDER BY plain_text(t.name)`);
}

/** One team, or undefined. */
export function teamById(db: Queryable, id: string): Promise<Team | undefined> {
  return first<Team>(db, `SELECT ${TEAM} FROM teams t WHERE t.id = $1`, [id]);
}

/** Writes a team; its id, or undefined where another has the name (accents and case do not matter). */
export async function createTeam(tx: Tx, name: string): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    tx,
    `INSERT INTO teams (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id`,
    [name],
  );
  return row?.id;
}

/** Gives a team another name. False where another team has it. */
export async function renameTeam(tx: Tx, id: string, name: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE teams SET name = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM teams o WHERE o.id <> $1 AND plain_text(o.name) = plain_text($2))`,
    [id, name],
  );
  return rowCount === 1;
}

/** Deletes a team; its members stay without one. Returns who they are. */
export async function deleteTeam(tx: Tx, id: string): Promise<string[]> {
  const members = await all<{ id: string }>(tx, `SELECT id FROM users WHERE team_id = $1`, [id]);
  await tx.query(`DELETE FROM teams WHERE id = $1`, [id]);
  return members.map((member) => member.id);
}
