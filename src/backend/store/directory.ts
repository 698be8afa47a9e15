/** Whom one may call or hand a call to: the team as it really is, and the queues and numbers of the house. */
import type { DirectoryEntry } from '../../shared/desk.ts';
import type { Env } from '../env.ts';
import { listAgents } from './console-agents.ts';
import { all, type Queryable } from './database.ts';

/** Everybody but `self` who has a line, then the queues and numbers in the administrator's order. */
export async function readDirectory(db: Queryable, self: string): Promise<DirectoryEntry[]> {
  const [agents, house] = await Promise.all([agentsToCall(db, self), entriesOfHouse(db)]);
  return [...agents, ...house];
}

async function agentsToCall(db: Queryable, self: string): Promise<DirectoryEntry[]> {
  const agents = await listAgents(db);
  return agents.flatMap(({ id, name, extension, state, phoneRegistered }) => {
    if (extension === null || id === self) return [];
    // Whose phone is not registered cannot answer, whatever they have set.
    const answers = phoneRegistered ? state : 'offline';
    return [
      {
        id,
        kind: 'agent',
        name,
        number: extension,
        note: null,
        state: answers === 'wrap-up' ? 'busy' : answers,
      },
    ];
  });
}

function entriesOfHouse(db: Queryable): Promise<DirectoryEntry[]> {
  return all<DirectoryEntry>(
    db,
    `SELECT id, kind, name, number, note, NULL AS state FROM directory_entries WHERE active ORDER BY kind = 'queue' DESC, position, name, id`,
  );
}

/** Of a demonstration: what its PBX simulator answers. */
const demoHouseNumber = '+525555550140';

/** Writes the queue and the numbers of a demonstration's PBX that are missing; in production it writes nothing. */
export async function ensureDemoDirectory(
  db: Queryable,
  env: Pick<Env, 'DEMO' | 'PBX_HUNT_PILOT' | 'PBX_ECHO_NUMBER'>,
): Promise<void> {
  if (!env.DEMO) return;
  const entries = [
    { kind: 'queue', name: 'Ventas', number: env.PBX_HUNT_PILOT, note: 'Suena en todo el equipo' },
    { kind: 'number', name: 'Prueba de eco', number: env.PBX_ECHO_NUMBER, note: 'Te escuchas a ti mismo' },
    { kind: 'number', name: 'Recepción', number: demoHouseNumber, note: 'Conmutador' },
  ];
  for (const [position, { kind, name, number, note }] of entries.entries())
    if (number)
      await db.query(
        `INSERT INTO directory_entries (kind, name, number, note, position) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (number) DO NOTHING`,
        [kind, name, number, note, position],
      );
}
