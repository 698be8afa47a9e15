/** `session:{lead_id}`: the conversation so far, at hand for the next message. A copy only: PostgreSQL has all of it. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { leadProfile } from '../../shared/lead.ts';

const TTL_S = 24 * 60 * 60;
/** A reply must not wait for a cache. */
const PATIENCE_MS = 500;

const session = z.object({
  lead: z.object({
    status: z.string(),
    language: z.string(),
    profile: leadProfile,
    score: z.number().nullable(),
    nextAction: z.string().nullable(),
    asked: z.array(z.string()),
  }),
  conversation: z.array(
    z.object({
      position: z.number(),
      from: z.enum(['lead', 'us']),
      text: z.string(),
      at: z.iso.datetime(),
      question: z.string().optional(),
    }),
  ),
});
/** Lead context and conversation state; `conversation` is oldest first, `position` its place in `interactions`. */
export type Session = z.infer<typeof session>;

const keyOf = (leadId: string): string => `session:${leadId}`;

/** The session, or undefined if there is none, it is unreadable, or Redis does not answer in time. */
export async function readSession(redis: Redis, leadId: string): Promise<Session | undefined> {
  const text = await inTime(redis.get(keyOf(leadId)));
  if (typeof text !== 'string') return undefined;
  try {
    return session.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Writes it for another 24 hours; where Redis is away, the next message reads PostgreSQL instead. */
export async function writeSession(redis: Redis, leadId: string, value: Session): Promise<void> {
  await inTime(redis.set(keyOf(leadId), JSON.stringify(value), 'EX', TTL_S));
}

async function inTime<T>(command: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  try {
    return await Promise.race([command.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
