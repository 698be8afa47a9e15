/** One attempt: signed, sent, and its outcome kept. Whatever fails here is the delivery's fate, never an error of ours. */
import type pg from 'pg';
import type { WebhookDelivery } from '../../shared/admin.ts';
import type { Env } from '../env.ts';
import {
  deliveredEvent,
  endAttempt,
  keepBody,
  type AttemptEnd,
  type ClaimedDelivery,
} from '../store/webhook-deliveries.ts';
import { noteEndpoint } from '../store/webhook-endpoints.ts';
import { composeBody } from './compose-body.ts';
import { guardedPost } from './guarded-post.ts';
import { pauseAfter } from './retry-schedule.ts';
import { signedHeaders } from './signed-headers.ts';

/** From Standard Webhooks: 15 to 30 seconds. */
export const timeoutMs = 15_000;
const gone = 410;

export interface AttemptDeps {
  db: pg.Pool;
  env: Pick<Env, 'SECRET_KEY' | 'WEBHOOKS_ALLOW_PRIVATE'>;
}

/** Makes the attempt; `once` for one that is not repeated (a test). Gives back the delivery, unless it was deleted meanwhile. */
export async function attemptDelivery(
  delivery: ClaimedDelivery,
  deps: AttemptDeps,
  { once = false } = {},
): Promise<WebhookDelivery | undefined> {
  const end = await send(delivery, deps);
  const isGone = end.httpStatus === gone;
  const pauseMs =
    end.delivered || isGone || once ? undefined : pauseAfter(delivery.attempts, end.retryAfterS);
  await noteEndpoint(deps.db, delivery.endpointId, end.delivered ? 'ok' : isGone ? 'gone' : 'failing');
  return endAttempt(deps.db, delivery.id, { ...end, pauseMs });
}

async function send(
  delivery: ClaimedDelivery,
  { db, env }: AttemptDeps,
): Promise<AttemptEnd & { retryAfterS?: number | undefined }> {
  try {
    const body = delivery.body ?? (await makeBody(delivery, db));
    const signing = { ...delivery, secretKey: env.SECRET_KEY };
    const { status, text, retryAfterS } = await guardedPost(delivery.url, {
      body,
      headers: signedHeaders({ messageId: delivery.messageId, body, now: new Date() }, signing),
      timeoutMs,
      allowPrivate: env.WEBHOOKS_ALLOW_PRIVATE,
    });
    const delivered = status >= 200 && status < 300;
    return { delivered, httpStatus: status, error: delivered ? null : text || `HTTP ${status}`, retryAfterS };
  } catch (error) {
    return { delivered: false, httpStatus: null, error: wordsOf(error) };
  }
}

async function makeBody({ id, eventId, withContact }: ClaimedDelivery, db: pg.Pool): Promise<string> {
  const event = eventId === null ? undefined : await deliveredEvent(db, eventId);
  if (event === undefined) throw new Error('The event of this delivery is no longer kept.');
  const body = composeBody(event, { withContact });
  await keepBody(db, id, body);
  return body;
}

function wordsOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return (message || code || String(error)).slice(0, 300);
}
