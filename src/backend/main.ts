/** The backend, put together. Nobody imports this file; everything else is handed what it needs. */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type pg from 'pg';
import { countingRules } from './analytics/counting-rules.ts';
import { GatewayRequests } from './analytics/gateway-requests.ts';
import { startHeartbeat } from './analytics/heartbeat.ts';
import { rebuildOnce } from './analytics/rebuild.ts';
import { startRoller } from './analytics/roller.ts';
import { connectRedis } from './cache/connect.ts';
import { adminRoutes } from './console-api/admin/admin-routes.ts';
import { chatRoutes } from './console-api/chats.ts';
import { mediaRoutes } from './console-api/media.ts';
import { messageRoutes } from './console-api/messages.ts';
import { createPublisher } from './console-api/publisher.ts';
import { createServer } from './console-api/server.ts';
import { superviseRoutes } from './console-api/supervise.ts';
import { startSockets } from './console-api/sockets.ts';
import type { Deps } from './deps.ts';
import { DataFolderError } from './embedded/data-folder-error.ts';
import { freePort } from './embedded/free-port.ts';
import { startEmbeddedStores } from './embedded/stores.ts';
import { EnvError, readEnv, unknownVariables, type Env } from './env.ts';
import { createLlmGateway } from './gateways/llm.ts';
import { createVapiGateway } from './gateways/vapi.ts';
import { createWhatsAppGateway } from './gateways/whatsapp.ts';
import { callHandlers } from './journey/call/call-handlers.ts';
import { dialNext } from './journey/call/dial-call.ts';
import { escalationHandlers } from './journey/escalation/escalation-handlers.ts';
import { leadHandlers } from './journey/lead/lead-handlers.ts';
import { startQueueRestore } from './journey/call/restore-queue.ts';
import { speech } from './journey/during-call/speech.ts';
import { startSweep } from './journey/completion/sweep-calls.ts';
import { supervisionHandlers } from './supervision/send-alert.ts';
import { startLimitWatch } from './supervision/watch-limits.ts';
import { importHandlers } from './imports/import-handlers.ts';
import { listenAt, ListenError } from './listen-at.ts';
import { createLog } from './log.ts';
import { followSettings } from './settings-in-force.ts';
import { createMetrics } from './metrics.ts';
import type { JobHandlers } from './outbox/jobs.ts';
import { startOutboxWorker } from './outbox/worker.ts';
import { startDeliveryWorker } from './outgoing/delivery-worker.ts';
import { createCallQueue } from './queue/call-queue.ts';
import { StoreError } from './store-error.ts';
import { connectPostgres } from './store/connect.ts';
import { recordLlmUsage } from './store/llm-usage.ts';
import { migrate } from './store/migrate.ts';
import { pruneJobs, reviveJobs } from './store/outbox.ts';
import { ensureDemoDirectory } from './store/directory.ts';
import { ensureDemoTemplates } from './store/message-templates.ts';
import { ensureDemoUsers } from './store/users.ts';
import { toolRoutes } from './tools/tool-routes.ts';
import { pruneDeliveries } from './store/webhook-deliveries.ts';
import { prunePassingMessages } from './store/webhooks.ts';
import { vapiWebhook } from './webhooks/vapi.ts';
import { whatsappWebhook } from './webhooks/whatsapp.ts';

const KEEP_DONE_JOBS_DAYS = 30;
const KEEP_PASSING_MESSAGES_DAYS = 7;
const KEEP_DELIVERIES_DAYS = 30;
/** A restart tries again what was given up since: somebody mended the cause, perhaps after a long weekend. */
const REVIVE_DAYS = 4;
const PRUNE_EVERY_MS = 3_600_000;

/** What is undone at the end, last made first. */
type Undo = (() => unknown)[];

async function main(): Promise<void> {
  const misspelt = process.env['DEMO'] === '1' ? [] : loadEnvFile('.env');
  const env = await withAddress(readEnv(process.env));
  const log = createLog(env);
  if (misspelt.length > 0)
    log.warn(`.env sets what nobody reads: ${misspelt.join(', ')}. Is a name misspelt? See .env.example.`);
  const undo: Undo = [];
  const shutDown = stopOnce(undo, (reason) => log.info({ reason }, 'backend: stopping'));
  process.on('SIGTERM', () => void shutDown('SIGTERM').finally(() => process.exit(0)));
  process.on('SIGINT', () => void shutDown('SIGINT').finally(() => process.exit(0)));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'backend: a promise was left alone'));
  process.stdout.on('error', () => undefined); // whoever read our words is gone; calls go on
  process.on('uncaughtException', (error) => endAtOnce(error, log));
  try {
    const { deps, asked, databaseUrl, redisUrl } = await connectWorld(env, { log, undo });
    await serve(deps, { asked, databaseUrl, undo });
    log.info({ port: env.PORT, demo: env.DEMO }, 'backend: ready');
    process.stdout.write(
      `${JSON.stringify({ ready: 'backend', url: `http://${env.HOST}:${env.PORT}`, embedded: redisUrl !== env.REDIS_URL })}\n`,
    );
  } catch (error) {
    await shutDown('start failed');
    throw error;
  }
}

/**
 * An exception that nobody caught leaves the program in a state that nobody knows. Every job and message survives
 * a crash at any moment, so it ends at once, and whoever supervises it (systemd, Docker, the desktop) starts it anew.
 */
function endAtOnce(error: unknown, log: Deps['log']): never {
  // Not `fatal`: it waits until all is written, which is for ever where nobody reads the log any more.
  log.error({ err: error }, 'backend: an error that nobody caught; ending, to be started again');
  process.exit(1);
}

/** Reads `file` if it is there, as `process.loadEnvFile` does. Returns the names in it that we do not know. */
function loadEnvFile(file: string): string[] {
  if (!existsSync(file)) return [];
  process.loadEnvFile(file);
  return unknownVariables(Object.keys(parseEnv(readFileSync(file, 'utf8'))));
}

/** Without PUBLIC_URL the outside world is on this machine, as in a demonstration; port 0 becomes a free one. */
async function withAddress(env: Env): Promise<Env> {
  const PORT = env.PORT === 0 ? await freePort() : env.PORT;
  return Object.freeze({ ...env, PORT, PUBLIC_URL: env.PUBLIC_URL ?? `http://127.0.0.1:${PORT}` });
}

async function connectWorld(
  env: Env,
  { log, undo }: { log: Deps['log']; undo: Undo },
): Promise<{ deps: Deps; asked: GatewayRequests; databaseUrl: string; redisUrl: string }> {
  const { databaseUrl, redisUrl } = await storesOf(env, { log, undo });
  const db = await connectPostgres(databaseUrl, {
    max: env.DATABASE_POOL,
    houseZone: env.REPORTING_TIME_ZONE,
    log,
  });
  undo.push(() => db.end());
  await migrate(databaseUrl, log);
  if (env.DEMO) await Promise.all([ensureDemoUsers(db, env), ensureDemoTemplates(db)]);
  await ensureDemoDirectory(db, env);
  const settings = await followSettings(env, { db, databaseUrl, log });
  undo.push(() => settings.stop());
  const redis = await connectRedis(redisUrl, { log });
  undo.push(() => redis.disconnect());
  const queue = createCallQueue(redisUrl, log);
  undo.push(() => queue.close());
  const asked = new GatewayRequests();
  undo.push(asked.start({ db, log, timeZone: env.REPORTING_TIME_ZONE }));
  const deps: Deps = {
    db,
    redis,
    env: settings.env,
    log,
    queue,
    whatsapp: asked.watch('whatsapp', createWhatsAppGateway(env)),
    vapi: asked.watch('vapi', createVapiGateway(env)),
    llm: asked.watch(
      'llm',
      createLlmGateway(env, (entry) => recordLlmUsage(db, entry)),
    ),
    now: () => new Date(),
    upSince: new Date(),
  };
  return { deps, asked, databaseUrl, redisUrl };
}

async function storesOf(
  env: Env,
  { log, undo }: { log: Deps['log']; undo: Undo },
): Promise<{ databaseUrl: string; redisUrl: string }> {
  if (env.DATABASE_URL !== undefined && env.REDIS_URL !== undefined)
    return { databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL };
  const stores = await startEmbeddedStores(env.DATA_DIR);
  undo.push(() => stores.stop());
  log.info(stores.describe);
  return { databaseUrl: env.DATABASE_URL ?? stores.databaseUrl, redisUrl: env.REDIS_URL ?? stores.redisUrl };
}

/** Opens the doors first and starts the work then; on the way out in the opposite order. */
async function serve(
  deps: Deps,
  { asked, databaseUrl, undo }: { asked: GatewayRequests; databaseUrl: string; undo: Undo },
): Promise<void> {
  const { db, env, log } = deps;
  const metrics = createMetrics({ db });
  asked.onRequest = metrics.observeGateway;
  const server = await createServer({
    ...deps,
    metrics,
    plugins: [
      ...[whatsappWebhook(deps), vapiWebhook(deps), toolRoutes(deps)],
      ...[chatRoutes(deps), messageRoutes(deps), mediaRoutes(deps), superviseRoutes(deps)],
      ...adminRoutes(deps),
    ],
    checks: [{ name: 'vapi trunk', critical: false, run: trunkCheck(deps) }],
  });
  const sockets = startSockets(server, deps);
  speech.on('partial', (partial) => sockets.speak(partial));
  metrics.observeSockets(() => ({
    console: sockets.consoles.sockets.size,
    phone: sockets.phones.sockets.size,
  }));
  await listenAt(server, env);
  undo.push(() => server.close());
  const publisher = await createPublisher({ ...deps, databaseUrl, sockets, metrics });
  undo.push(() => publisher.close());
  undo.push(startRoller({ db, log, rules: countingRules(env) }));
  void rebuildOnce({ db, log, rules: countingRules(env) }).catch((error: unknown) =>
    log.warn({ err: error }, 'figures: history was not counted; tried again at the next start'),
  );
  undo.push(startHeartbeat({ ...deps, timeZone: env.REPORTING_TIME_ZONE }));
  undo.push(startQueueRestore(deps));
  deps.queue.startWorker((_callId, signal) => dialNext(deps, signal));
  undo.push(startSweep(deps));
  undo.push(startLimitWatch(deps));
  const handlers: JobHandlers<Deps> = {
    ...leadHandlers,
    ...callHandlers,
    ...escalationHandlers,
    ...importHandlers,
    ...supervisionHandlers,
  };
  const revived = await reviveJobs(db, REVIVE_DAYS);
  if (revived > 0) log.warn({ revived }, 'outbox: what was given up before is tried again');
  const worker = await startOutboxWorker({ db, databaseUrl, handlers, deps, log });
  undo.push(() => worker.stop());
  const deliveries = await startDeliveryWorker({ db, databaseUrl, env, log });
  undo.push(() => deliveries.stop());
  undo.push(pruneEvery(db, log));
}

/** Asks Vapi once in a while: readiness is polled often, and the number's kind changes never. */
function trunkCheck({ vapi, log }: Deps): () => Promise<{ ok: boolean; detail: string }> {
  let known: { ok: boolean; detail: string } = { ok: true, detail: 'not asked yet' };
  let askedAt = 0;
  return async () => {
    if (Date.now() - askedAt < 60_000) return known;
    askedAt = Date.now();
    known = await vapi.checkTrunk();
    if (!known.ok) log.warn({ detail: known.detail }, 'vapi: transfers over SIP will not work');
    return known;
  };
}

function pruneEvery(db: pg.Pool, log: Deps['log']): () => void {
  const prune = async (): Promise<void> => {
    try {
      await pruneJobs(db, KEEP_DONE_JOBS_DAYS);
      await prunePassingMessages(db, KEEP_PASSING_MESSAGES_DAYS);
      await pruneDeliveries(db, KEEP_DELIVERIES_DAYS);
    } catch (error) {
      log.warn({ err: error }, 'backend: could not forget what is old');
    }
  };
  const timer = setInterval(() => void prune(), PRUNE_EVERY_MS);
  return () => clearInterval(timer);
}

function stopOnce(undo: Undo, announce: (reason: string) => void): (reason: string) => Promise<void> {
  let stopping: Promise<void> | undefined;
  const run = async (reason: string): Promise<void> => {
    for (const step of [() => announce(reason), ...undo.splice(0).toReversed()])
      await Promise.resolve()
        .then(step)
        .catch(() => undefined); // what cannot be undone, or said, stops nothing else
  };
  return (reason) => (stopping ??= run(reason));
}

await main().catch((error: unknown) => {
  const expected = [EnvError, StoreError, DataFolderError, ListenError].some((kind) => error instanceof kind);
  process.stderr.write(
    `${error instanceof Error ? ((expected ? undefined : error.stack) ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
