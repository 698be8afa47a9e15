/** The one way to Redis: refuses one that would forget jobs, and survives one that goes away. */
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { addressWithoutSecrets, StoreError, type StoreErrorCode } from '../store-error.ts';

/** What the server says of itself; undefined where it does not tell. */
export interface RedisServer {
  version: string | undefined;
  evictionPolicy: string | undefined;
}

const oldest = [6, 2] as const;
const connectTimeoutMs = 10_000;

/**
 * Connects and checks the server. Commands fail after a few attempts while Redis is away, so that callers can go
 * on without it; BullMQ's workers want `redis.duplicate({ maxRetriesPerRequest: null })`.
 * Throws a StoreError (`unreachable`, `auth`, `too-old`, `misconfigured`) that names what to do.
 */
export async function connectRedis(redisUrl: string, { log }: { log: Pick<Logger, 'warn'> }): Promise<Redis> {
  const redis = new Redis(redisUrl, redisOptions(redisUrl));
  let lastProblem: unknown;
  redis.on('error', (error: unknown) => {
    lastProblem = error;
    // Only the message: the error itself holds the AUTH command with the password.
    log.warn({ reason: messageOf(error) }, 'Redis connection lost or refused');
  });
  try {
    const server = await firstContact(redis);
    for (const warning of checkRedis(server, redisUrl)) log.warn(warning);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error instanceof StoreError ? error : explainRedis(lastProblem ?? error, redisUrl);
  }
}

/** Throws if the server is older than 6.2 or evicts keys; gives back what it could not find out, in words. */
export function checkRedis(server: RedisServer, redisUrl: string): string[] {
  const where = addressWithoutSecrets(redisUrl);
  if (server.version !== undefined && isTooOld(server.version)) {
    throw redisError(
      'too-old',
      `Redis at ${where} is version ${server.version}; upgrade it to ${oldest.join('.')} or newer`,
    );
  }
  if (server.evictionPolicy === undefined) {
    return [
      `Redis at ${where} does not tell its maxmemory-policy: make sure that it is noeviction, or it may drop jobs`,
    ];
  }
  if (server.evictionPolicy !== 'noeviction') {
    throw redisError(
      'misconfigured',
      `Redis at ${where} evicts keys (${server.evictionPolicy}) and would lose jobs: ` +
        'run CONFIG SET maxmemory-policy noeviction, and put it into redis.conf',
    );
  }
  return [];
}

function redisOptions(redisUrl: string): RedisOptions {
  if (!URL.canParse(redisUrl) || !/^rediss?:$/.test(new URL(redisUrl).protocol)) {
    throw redisError('misconfigured', 'REDIS_URL must look like redis://:password@host:6379/0');
  }
  return {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: 3,
    connectionName: 'vidanta-agent-console',
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  };
}

/** ioredis would try for ever; at the start one refusal is an answer. */
async function firstContact(redis: Redis): Promise<RedisServer> {
  await redis.connect();
  const info = await redis.info('server');
  const memory = await redis.config('GET', 'maxmemory-policy').catch(() => undefined);
  const fromConfig = Array.isArray(memory) ? (memory[1] as unknown) : undefined;
  return {
    version: /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1],
    evictionPolicy: typeof fromConfig === 'string' ? fromConfig : await policyFromInfo(redis),
  };
}

/** Managed servers often forbid CONFIG and still say it here. */
async function policyFromInfo(redis: Redis): Promise<string | undefined> {
  const info = await redis.info('memory').catch(() => '');
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}

function explainRedis(error: unknown, redisUrl: string): StoreError {
  const where = addressWithoutSecrets(redisUrl);
  const message = messageOf(error);
  if (/NOAUTH|WRONGPASS|invalid password|without any password/i.test(message)) {
    return redisError('auth', `Redis at ${where} refuses the user or password: check both in REDIS_URL`);
  }
  const code = (error as NodeJS.ErrnoException).code;
  return redisError(
    'unreachable',
    `Redis at ${where} cannot be reached (${code ?? message}): is it running, and is REDIS_URL right?`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function redisError(code: StoreErrorCode, message: string): StoreError {
  return new StoreError('redis', code, message);
}
