/** What every route of administration shares: who asks, what stands in the address, and how the trail is written. */
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Env } from '../../env.ts';
import { recordAudit, type NewAuditEntry } from '../../store/audit.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import { checked } from '../api-problem.ts';
import { sessionOf } from '../guard.ts';

/** What the routes are handed. */
export interface AdminDeps {
  db: pg.Pool;
  redis: Redis;
  log: Logger;
  env: Pick<Env, 'SECRET_KEY' | 'CALL_HOURS' | 'WRAP_UP_SECONDS' | 'MXN_PER_USD' | 'WEBHOOKS_ALLOW_PRIVATE'>;
}

/** Who asks, as the trail names them. */
export interface Actor {
  id: string;
  name: string;
}

/** Whoever the guard has let in. */
export function actorOf(request: FastifyRequest): Actor {
  const { userId: id, name } = sessionOf(request);
  return { id, name };
}

const byId = z.object({ id: z.uuid() });

/** The id in the address. */
export function idOf(request: FastifyRequest): string {
  return checked(byId, request.params).id;
}

/** Those fields of `values` that the request really named: a default is no wish to change anything. */
export function named<T extends object>(values: T, request: FastifyRequest): Partial<T> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(body, key))) as Partial<T>;
}

/** Runs `work` with the person who asks; what it writes to the trail stands or falls with it. */
export function asActor<T>(
  db: pg.Pool,
  request: FastifyRequest,
  work: (tx: Tx, actor: Actor) => Promise<T>,
): Promise<T> {
  const actor = actorOf(request);
  return inTransaction(db, (tx) => work(tx, actor));
}

/** One entry of the trail. */
export async function note(tx: Tx, user: Actor, entry: Omit<NewAuditEntry, 'user'>): Promise<void> {
  await recordAudit(tx, { user, ...entry });
}
