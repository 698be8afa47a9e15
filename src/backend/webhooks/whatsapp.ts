/** Lead in: Meta's webhook. Verified over raw bytes, stored with its jobs in one transaction, then answered. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { inTransaction } from '../store/database.ts';
import { storeDelivery } from '../store/whatsapp-inbox.ts';
import { itemsOf } from './whatsapp-items.ts';
import { storableJson } from '../json.ts';
import { isSameSecret, isSigned } from './whatsapp-signature.ts';

type WebhookDeps = Pick<Deps, 'db' | 'env' | 'log'>;

const PATH = '/webhooks/whatsapp';
/** Meta sends up to 3 MB (Cloud API, webhooks overview). */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Routes `GET` and `POST /webhooks/whatsapp`; the body's parser stays inside this plugin. */
export function whatsappWebhook(deps: WebhookDeps): FastifyPluginAsync {
  return (app) => {
    keepRawBodies(app);
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      answerError(error, reply, deps),
    );
    app.get(PATH, (request, reply) => verifySubscription(request, reply, deps));
    app.post(PATH, { bodyLimit: MAX_BODY_BYTES }, (request, reply) => receiveDelivery(request, reply, deps));
    return Promise.resolve();
  };
}

function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  );
}

/** Meta's handshake: it wants its challenge back if the token is the one we gave it. */
function verifySubscription(
  request: FastifyRequest,
  reply: FastifyReply,
  { env }: WebhookDeps,
): FastifyReply {
  const query = request.query as Record<string, unknown>;
  const challenge = query['hub.challenge'];
  const isOurs =
    query['hub.mode'] === 'subscribe' && isSameSecret(query['hub.verify_token'], env.WHATSAPP_VERIFY_TOKEN);
  if (!isOurs || typeof challenge !== 'string')
    return refuse(
      reply,
      403,
      'forbidden',
      'The verify token is not WHATSAPP_VERIFY_TOKEN, or hub.* is missing.',
    );
  return reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').send(challenge);
}

async function receiveDelivery(
  request: FastifyRequest,
  reply: FastifyReply,
  { db, env, log }: WebhookDeps,
): Promise<FastifyReply> {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(raw, env.WHATSAPP_APP_SECRET, request.headers['x-hub-signature-256']))
    return refuse(
      reply,
      401,
      'unauthorized',
      'X-Hub-Signature-256 is missing or does not match the body. Check that WHATSAPP_APP_SECRET is the app secret of the Meta app that sends here.',
    );
  const parsed = parseBody(raw);
  if ('problem' in parsed) return refuse(reply, 400, 'invalid', parsed.problem);
  const items = itemsOf(parsed.body);
  const fresh = await inTransaction(db, (tx) => storeDelivery(tx, items));
  log.debug({ items: items.length, fresh }, 'whatsapp: delivery stored');
  return reply.send({ ok: true });
}

function parseBody(raw: Buffer): { body: unknown } | { problem: string } {
  try {
    return { body: storableJson(JSON.parse(raw.toString('utf8'))) };
  } catch (error) {
    return { problem: `The body is not JSON we can read: ${(error as Error).message.slice(0, 120)}` };
  }
}

/** Meta delivers again for days what is not answered with 200, so a store that is away loses nothing. */
function answerError(
  error: Error & { statusCode?: number },
  reply: FastifyReply,
  { log }: WebhookDeps,
): FastifyReply {
  if (error.statusCode === 413)
    return refuse(reply, 413, 'invalid', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (error.statusCode !== undefined && error.statusCode < 500)
    return refuse(reply, error.statusCode, 'invalid', error.message);
  log.error({ err: error }, 'whatsapp: a delivery could not be stored; Meta will send it again');
  reply.header('retry-after', '5');
  return refuse(reply, 503, 'unavailable', 'The delivery could not be stored. Send it again later.');
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error: { code, message } });
}
