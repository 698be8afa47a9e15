/** Answers of the tools that only read, for an hour: the seed's `tool:{tool_name}:{hash}`. Without Redis there is no cache, but an answer. */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

const TTL_S = 3600;
/** A cache that is slower than the question is no cache. */
const PATIENCE_MS = 150;

/** The key for `tool` asked for `question`, a text that is the same for the same question. */
export function toolAnswerKey(tool: string, question: string): string {
  return `tool:${tool}:${createHash('sha256').update(question).digest('hex').slice(0, 32)}`;
}

/** The answer kept under `key`; undefined if there is none, or Redis does not answer at once. */
export async function keptAnswer(
  redis: Redis,
  key: string,
  log: Pick<Logger, 'debug'>,
): Promise<string | undefined> {
  try {
    return (await soon(redis.get(key))) ?? undefined;
  } catch (error) {
    log.debug({ err: error }, 'tools: no cache');
    return undefined;
  }
}

/** Keeps an answer; nobody waits for it, and a Redis that is away costs only the next answer's speed. */
export function keepAnswer(redis: Redis, key: string, answer: string, log: Pick<Logger, 'debug'>): void {
  redis
    .set(key, answer, 'EX', TTL_S)
    .catch((error: unknown) => log.debug({ err: error }, 'tools: not cached'));
}

async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time.')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Forgets every answer: what is for sale, or its price, changed. */
export async function forgetAnswers(redis: Redis): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', 'tool:*', 'COUNT', 500);
    if (keys.length > 0) await redis.del(...keys);
    cursor = next;
  } while (cursor !== '0');
}
