/** `call:{call_id}`: a live call's Vapi body and its tools' answers, for two hours. PostgreSQL has both; this is only nearer. */
import type { Redis } from 'ioredis';

const ttlSeconds = 2 * 3_600;
const keyOf = (callId: string): string => `call:${callId}`;

/** Keeps the Vapi body of a call that has started; secrets must be out of it. */
export async function cacheCallConfig(redis: Redis, callId: string, config: unknown): Promise<void> {
  await write(redis, callId, 'config', config);
}

/** Keeps one tool's answer during its call. */
export async function cacheToolResponse(
  redis: Redis,
  callId: string,
  answer: { toolCallId: string; name: string; response: unknown },
): Promise<void> {
  await write(redis, callId, `tool:${answer.toolCallId}`, { name: answer.name, response: answer.response });
}

/** What is cached of a call: `config`, and a `tool:<id>` for each answer. Empty if nothing is. */
export async function readCallContext(redis: Redis, callId: string): Promise<Record<string, unknown>> {
  const fields = await redis.hgetall(keyOf(callId));
  return Object.fromEntries(
    Object.entries(fields).map(([name, json]) => [name, JSON.parse(json) as unknown]),
  );
}

/** Forgets a call that is over. */
export async function clearCallContext(redis: Redis, callId: string): Promise<void> {
  await redis.del(keyOf(callId));
}

async function write(redis: Redis, callId: string, field: string, value: unknown): Promise<void> {
  await redis
    .multi()
    .hset(keyOf(callId), field, JSON.stringify(value))
    .expire(keyOf(callId), ttlSeconds)
    .exec();
}
