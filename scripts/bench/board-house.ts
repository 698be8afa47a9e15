/** A full house for the bench: agents, supervisors, a long queue, and sessions to sign in with, written straight into the database. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { newToken, tokenHash } from '../../src/backend/console-api/tokens.ts';

export interface House {
  /** Tokens of consoles, supervisors first. */
  supervisors: string[];
  agents: string[];
}

/** `people` accounts with a line, `queued` calls that may not be placed before tomorrow. */
export async function fillHouse(
  db: pg.Pool,
  { people, supervisors, queued }: { people: number; supervisors: number; queued: number },
): Promise<House> {
  await db.query(
    `INSERT INTO users (username, name, role, password_hash, extension, languages, skills)
     SELECT 'bench.' || n, 'Persona ' || n, CASE WHEN n <= $2 THEN 'supervisor' ELSE 'agent' END, 'none', (70000 + n)::text, '{es,en}', '{Nuevo Vallarta}'
     FROM generate_series(1, $1) n`,
    [people, supervisors],
  );
  await db.query(
    `WITH l AS (INSERT INTO leads (phone, first_name, last_name, status, qualification_score, profile)
       SELECT '+52999' || (1000000 + n)::text, 'Lead', n::text, 'qualified', 50 + n % 50, '{"location": "Nuevo Vallarta", "property_type": "condo"}'
       FROM generate_series(1, $1) n RETURNING id)
     INSERT INTO calls (lead_id, status, intent_key, reason, queued_at, not_before)
     SELECT id, 'queued', 'bench:' || id, 'listo para comprar', now() - random() * interval '1 hour', now() + interval '1 day' FROM l`,
    [queued],
  );
  const { rows } = await db.query<{ id: string; role: string }>(
    `SELECT id, role FROM users WHERE username LIKE 'bench.%' ORDER BY id`,
  );
  const tokens = new Map(rows.map(({ id }) => [id, newToken()]));
  await db.query(
    `INSERT INTO sessions (token_hash, user_id, kind, expires_at) SELECT h, u, 'console', now() + interval '1 day' FROM unnest($1::text[], $2::uuid[]) AS t(h, u)`,
    [[...tokens.values()].map(tokenHash), [...tokens.keys()]],
  );
  await db.query('ANALYZE');
  const of = (role: string): string[] =>
    rows.filter((row) => row.role === role).map(({ id }) => tokens.get(id) ?? '');
  return { supervisors: of('supervisor'), agents: of('agent') };
}

export interface BenchCall {
  id: string;
  vapiId: string;
}

/** A call that Vapi has just taken, as the dial leaves it. */
export async function takeBenchCall(db: pg.Pool): Promise<BenchCall> {
  const vapiId = randomUUID();
  const phone = `+52888${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
  const { rows } = await db.query<{ id: string }>(
    `WITH l AS (INSERT INTO leads (phone, first_name, status, qualification_score, profile)
       VALUES ($2, 'Llamada', 'calling', 80, '{"location": "Los Cabos", "property_type": "villa"}') RETURNING id)
     INSERT INTO calls (lead_id, vapi_call_id, status, intent_key, reason, queued_at, started_at, control_url, listen_url)
     SELECT id, $1::text, 'started', 'bench:' || id, 'listo para comprar', now(), now(), 'http://127.0.0.1:9/control', 'ws://127.0.0.1:9/listen' FROM l RETURNING id`,
    [vapiId, phone],
  );
  return { id: rows[0]?.id ?? '', vapiId };
}
