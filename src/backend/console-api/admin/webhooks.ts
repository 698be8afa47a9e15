/** Who outside gets our events: set up, tried, watched and replayed by administrators. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify';
import {
  deliveryQuery,
  webhookFields,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../../../shared/admin.ts';
import { attemptDelivery, timeoutMs } from '../../outgoing/attempt-delivery.ts';
import { testBody } from '../../outgoing/compose-body.ts';
import { offeredTypes, unknownTypes } from '../../outgoing/event-types.ts';
import { isPrivateUrl } from '../../outgoing/guarded-post.ts';
import { newSecret, sealContext } from '../../outgoing/signed-headers.ts';
import { seal } from '../../seal.ts';
import {
  createTestDelivery,
  listDeliveries,
  replayDead,
  replayDelivery,
} from '../../store/webhook-deliveries.ts';
import {
  createEndpoint,
  deleteEndpoint,
  endpointById,
  listEndpoints,
  lockEndpoint,
  renewEndpointSecret,
  retireEndpoint,
  saveEndpoint,
} from '../../store/webhook-endpoints.ts';
import { ApiProblem, checked } from '../api-problem.ts';
import { asActor, idOf, named, note, type AdminDeps } from './admin-scope.ts';

type WebhookDeps = Pick<AdminDeps, 'db' | 'env'>;

/** `/api/admin/webhooks…` and `POST /api/admin/deliveries/:id/replay`. */
export function webhookRoutes(deps: WebhookDeps): FastifyPluginCallback {
  return (server, _options, done) => {
    endpoints(server, deps);
    secrets(server, deps);
    deliveries(server, deps);
    done();
  };
}

function endpoints(server: FastifyInstance, { db, env }: WebhookDeps): void {
  server.get('/api/admin/webhooks', async () => ({
    endpoints: await listEndpoints(db),
    types: offeredTypes,
  }));
  server.post('/api/admin/webhooks', (request): Promise<WebhookEndpoint & { secret: string }> => {
    const fields = checked(webhookFields, request.body);
    refuse(fields, env);
    const id = randomUUID();
    const secret = newSecret();
    return asActor(db, request, async (tx, actor) => {
      const secretSealed = seal(secret, env.SECRET_KEY, sealContext(id));
      const endpoint = await createEndpoint(tx, { ...fields, id, secretSealed, createdBy: actor.id });
      await note(tx, actor, {
        action: 'webhook.created',
        subject: subjectOf(endpoint),
        detail: told(fields),
      });
      return { ...endpoint, secret };
    });
  });
  server.patch('/api/admin/webhooks/:id', (request): Promise<WebhookEndpoint> => {
    const id = idOf(request);
    const change = named(checked(webhookFields.partial(), request.body), request);
    refuse(change, env);
    return asActor(db, request, async (tx, actor) => {
      const { withContact = false, ...before } = found(await lockEndpoint(tx, id));
      const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const endpoint = await saveEndpoint(tx, id, { ...before, withContact, ...wanted });
      await note(tx, actor, {
        action: 'webhook.changed',
        subject: subjectOf(endpoint),
        detail: told(wanted),
      });
      return endpoint;
    });
  });
  server.delete('/api/admin/webhooks/:id', async (request, reply) => {
    const id = idOf(request);
    await asActor(db, request, async (tx, actor) => {
      const endpoint = found(await lockEndpoint(tx, id));
      await retireEndpoint(tx, id);
      await note(tx, actor, { action: 'webhook.deleted', subject: subjectOf(endpoint) });
    });
    await deleteEndpoint(db, id);
    return reply.code(204).send();
  });
}

function secrets(server: FastifyInstance, { db, env }: WebhookDeps): void {
  server.post('/api/admin/webhooks/:id/secret', (request): Promise<{ secret: string }> => {
    const id = idOf(request);
    const secret = newSecret();
    return asActor(db, request, async (tx, actor) => {
      const endpoint = found(await lockEndpoint(tx, id));
      await renewEndpointSecret(tx, id, seal(secret, env.SECRET_KEY, sealContext(id)));
      await note(tx, actor, { action: 'webhook.secret-renewed', subject: subjectOf(endpoint) });
      return { secret };
    });
  });
}

function deliveries(server: FastifyInstance, deps: WebhookDeps): void {
  const { db } = deps;
  server.post('/api/admin/webhooks/:id/test', (request) => tryOut(request, deps));
  server.get('/api/admin/webhooks/:id/deliveries', async (request) => {
    const id = idOf(request);
    const query = checked(deliveryQuery, request.query);
    found(await endpointById(db, id));
    return { deliveries: await listDeliveries(db, id, query) };
  });
  server.post('/api/admin/deliveries/:id/replay', (request): Promise<WebhookDelivery> => {
    const id = idOf(request);
    return asActor(db, request, async (tx, actor) => {
      const delivery = foundDelivery(await replayDelivery(tx, id));
      await note(tx, actor, {
        action: 'delivery.replayed',
        subject: { kind: 'webhook-delivery', id, name: delivery.type },
        detail: { endpointId: delivery.endpointId },
      });
      return delivery;
    });
  });
  server.post('/api/admin/webhooks/:id/replay-dead', (request): Promise<{ replayed: number }> => {
    const id = idOf(request);
    return asActor(db, request, async (tx, actor) => {
      const endpoint = found(await lockEndpoint(tx, id));
      const replayed = await replayDead(tx, id);
      await note(tx, actor, {
        action: 'webhook.dead-replayed',
        subject: subjectOf(endpoint),
        detail: { replayed },
      });
      return { replayed };
    });
  });
}

/** Sends a test at once, also where the endpoint is off, and tells how it went. */
async function tryOut(request: FastifyRequest, { db, env }: WebhookDeps): Promise<WebhookDelivery> {
  const id = idOf(request);
  const test = await asActor(db, request, async (tx, actor) => {
    const endpoint = found(await lockEndpoint(tx, id));
    await note(tx, actor, { action: 'webhook.tested', subject: subjectOf(endpoint) });
    const messageId = `msg_test_${randomUUID()}`;
    return createTestDelivery(tx, {
      endpointId: id,
      messageId,
      body: testBody(new Date()),
      leaseMs: timeoutMs * 2,
    });
  });
  const ended = test === undefined ? undefined : await attemptDelivery(test, { db, env }, { once: true });
  return foundDelivery(ended);
}

function refuse(
  { url, types }: { url?: string | undefined; types?: string[] | undefined },
  env: WebhookDeps['env'],
): void {
  if (url !== undefined && !env.WEBHOOKS_ALLOW_PRIVATE && isPrivateUrl(url))
    throw new ApiProblem(
      'invalid',
      'This address is inside the network. IT allows that with WEBHOOKS_ALLOW_PRIVATE=1.',
      { reason: 'private-address' },
    );
  const unknown = unknownTypes(types ?? []);
  if (unknown.length > 0)
    throw new ApiProblem('invalid', `There are no such events: ${unknown.join(', ')}.`, {
      reason: 'unknown-event-type',
      params: { types: unknown.join(', ') },
    });
}

function subjectOf({ id, url }: WebhookEndpoint): { kind: string; id: string; name: string } {
  return { kind: 'webhook', id, name: new URL(url).host };
}

/** Supervisors read the trail, too: an address often holds a key in its path or query. */
function told(fields: Record<string, unknown>): Record<string, unknown> {
  const { url, ...rest } = fields;
  return typeof url === 'string' ? { ...rest, url: new URL(url).origin } : rest;
}

function found(endpoint: WebhookEndpoint | undefined): WebhookEndpoint {
  if (endpoint !== undefined) return endpoint;
  throw new ApiProblem('not-found', 'There is no such webhook. Load the list again.', {
    reason: 'no-such-webhook',
  });
}

function foundDelivery(delivery: WebhookDelivery | undefined): WebhookDelivery {
  if (delivery !== undefined) return delivery;
  throw new ApiProblem('not-found', 'This delivery is gone: they are kept for 30 days.', {
    reason: 'no-such-delivery',
  });
}
