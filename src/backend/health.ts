/** Whether this backend is alive, and whether it can do its work: each reason in words, for people and load balancers. */
import type { FastifyPluginCallback } from 'fastify';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { outboxState } from './store/outbox.ts';
import { pingPostgres } from './store/console-health.ts';

/** One thing that must be right for the work to go on. */
export interface HealthCheck {
  name: string;
  /** A false `critical` only informs: its failure does not take the backend out of service. */
  critical: boolean;
  run: () => Promise<CheckResult>;
}
export interface CheckResult {
  ok: boolean;
  /** What is wrong and what to do, or how things stand. */
  detail: string;
}

const checkTimeoutMs = 3_000;
/** Work that has been due for longer than this is a backlog. */
const maxLagMs = 60_000;

/** `GET /health/live` and `GET /health/ready`. */
export function healthRoutes(options: {
  db: pg.Pool;
  redis: Redis;
  checks?: HealthCheck[];
}): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/health/live', () => Promise.resolve({ ok: true }));
    server.get('/health/ready', async (_request, reply) => {
      const results = await lookAtAll(options);
      const ok = results.every((result) => result.ok || !result.critical);
      const reasons = results.filter((result) => !result.ok).map(({ name, detail }) => `${name}: ${detail}`);
      return reply
        .code(ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ok, reasons, checks: results });
    });
    done();
  };
}

/** One check's answer, and how long it took in whole milliseconds. */
export type Look = CheckResult & { name: string; critical: boolean; latencyMs: number };

/** Runs every check; a part that does not answer in time is not ok. Never throws. */
export function lookAtAll(options: { db: pg.Pool; redis: Redis; checks?: HealthCheck[] }): Promise<Look[]> {
  return Promise.all([...ownChecks(options), ...(options.checks ?? [])].map(timed));
}

async function timed(check: HealthCheck): Promise<Look> {
  const startedAt = performance.now();
  const result = await runBounded(check);
  return { ...result, latencyMs: Math.round(performance.now() - startedAt) };
}

async function runBounded(check: HealthCheck): Promise<CheckResult & { name: string; critical: boolean }> {
  const { name, critical, run } = check;
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ ok: false, detail: `no answer within ${checkTimeoutMs} ms` }),
      checkTimeoutMs,
    );
  });
  try {
    return { name, critical, ...(await Promise.race([run(), tooSlow])) };
  } catch (error) {
    return { name, critical, ok: false, detail: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** A driver's message may hold an address with a password; its code never does. */
function reasonOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return `cannot be used (${String(code ?? name ?? 'unknown')}): is it running, and is its address right?`;
}

function ownChecks({ db, redis }: { db: pg.Pool; redis: Redis }): HealthCheck[] {
  return [
    {
      name: 'postgres',
      critical: true,
      run: async () => {
        await pingPostgres(db);
        return { ok: true, detail: `${db.totalCount} connections, ${db.waitingCount} waiting` };
      },
    },
    {
      name: 'redis',
      critical: true,
      run: async () => {
        if (redis.status !== 'ready')
          return {
            ok: false,
            detail: `not connected (${redis.status}): is it running? Calls wait; nothing is lost.`,
          };
        await redis.ping();
        return { ok: true, detail: 'connected' };
      },
    },
    { name: 'outbox', critical: true, run: () => outboxCheck(db) },
    { name: 'dead jobs', critical: false, run: () => deadJobsCheck(db) },
  ];
}

async function outboxCheck(db: pg.Pool): Promise<CheckResult> {
  const { pending, oldestMs } = await outboxState(db);
  const detail = `${pending} jobs pending, the oldest due ${Math.round(oldestMs / 1000)} s ago`;
  return oldestMs <= maxLagMs
    ? { ok: true, detail }
    : { ok: false, detail: `${detail}: work is not being done; look for "outbox" in the log` };
}

async function deadJobsCheck(db: pg.Pool): Promise<CheckResult> {
  const { dead } = await outboxState(db);
  return dead === 0
    ? { ok: true, detail: 'none' }
    : {
        ok: false,
        detail: `${dead} jobs were given up: look for "given up" in the log, mend the cause and restart; they are tried again`,
      };
}
