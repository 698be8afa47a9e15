/** Our webhooks end to end: from a committed event to a receiver that verifies it with the standard's own library. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookDelivery, WebhookEndpoint } from '../../../../src/shared/admin.ts';
import type { ApiError } from '../../../../src/shared/api.ts';
import {
  startDeliveryWorker,
  type DeliveryWorker,
} from '../../../../src/backend/outgoing/delivery-worker.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { appendLeadEvent } from '../../../../src/backend/store/events.ts';
import { insertLead } from '../../../../src/backend/store/lead-identity.ts';
import { pruneDeliveries } from '../../../../src/backend/store/webhook-deliveries.ts';
import { retireEndpoint } from '../../../../src/backend/store/webhook-endpoints.ts';
import { adminEnv, startAdminBackend, type AdminBackend } from '../../../support/admin-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import { startWebhookReceiver, verified, type WebhookReceiver } from '../../../support/webhook-receiver.ts';

const stores = await testStores();
const log = pino({ level: 'silent' });
let house: AdminBackend;
let worker: DeliveryWorker;
let receiver: WebhookReceiver;
let leadId: string;

beforeAll(async () => {
  house = await startAdminBackend(stores);
  worker = await startDeliveryWorker({ db: house.db, databaseUrl: stores.databaseUrl, env: adminEnv, log });
  leadId = await inTransaction(house.db, async (tx) => {
    const lead = await insertLead(tx, {
      phone: '+525512345678',
      source: 'ad',
      language: 'es',
      timeZone: 'America/Mexico_City',
    });
    await tx.query(`UPDATE leads SET first_name = 'Lucía' WHERE id = $1`, [lead!.id]);
    return lead!.id;
  });
  // What happened until here is published before there is an endpoint that could hear of it.
  const unpublished = `SELECT count(*)::int AS left FROM events WHERE published_at IS NULL`;
  await until(async () => (await house.db.query<{ left: number }>(unpublished)).rows[0]?.left === 0);
});
afterAll(async () => {
  await worker.stop();
  await house.close();
});
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await house.db.query(`DELETE FROM webhook_endpoints`);
  await receiver.close();
});

type Made = WebhookEndpoint & { secret: string };
const make = async (fields: object = {}) =>
  (await house.as<Made>('POST', '/api/admin/webhooks', { url: receiver.url, ...fields })).body;
const tell = (text: string) =>
  inTransaction(house.db, async (tx) => {
    await appendLeadEvent(tx, leadId, 'note.added', {
      interactionId: leadId,
      agentId: house.people.agente.id,
      agentName: 'Agente',
      text,
    });
    await appendLeadEvent(tx, leadId, 'message.changed', { interactionId: leadId, status: 'read' });
  });
const deliveries = async (id: string, query = '') =>
  (await house.as<{ deliveries: WebhookDelivery[] }>('GET', `/api/admin/webhooks/${id}/deliveries${query}`))
    .body.deliveries;
const endpoint = async (id: string) =>
  (await house.as<{ endpoints: WebhookEndpoint[] }>('GET', '/api/admin/webhooks')).body.endpoints.find(
    (each) => each.id === id,
  )!;
const verifies = (request: Parameters<typeof verified>[0], secret: string): boolean => {
  try {
    return verified(request, secret) !== undefined;
  } catch {
    return false;
  }
};
const dueNow = (id: string) =>
  house.db.query(
    `UPDATE webhook_deliveries SET next_at = now() WHERE endpoint_id = $1 AND status = 'pending'`,
    [id],
  );

describe('an event', () => {
  test('reaches a receiver signed, by its id only, and noisy ones stay at home', async () => {
    const { id, secret } = await make();
    await tell('Quiere ver la B-304');
    await until(async () => (await endpoint(id)).pending === 0 && receiver.received.length > 0);
    expect(receiver.received).toHaveLength(1);
    const [request] = receiver.received;
    const payload = verified(request!, secret);
    expect(payload).toMatchObject({
      type: 'note.added',
      data: { leadId, agentName: 'Agente', lead: { id: leadId, language: 'es', source: 'ad' } },
    });
    expect(Date.parse(payload.timestamp)).toBeGreaterThan(0);
    expect(request!.body).not.toMatch(/Lucía|5512345678|B-304/);
    expect(request!.headers['content-type']).toBe('application/json');
    expect(await deliveries(id)).toMatchObject([
      { type: 'note.added', status: 'delivered', attempts: 1, httpStatus: 200, error: null, nextAt: null },
    ]);
  });

  test('tells who a client is, and their words, only where that was asked for', async () => {
    const { secret } = await make({ withContact: true, types: ['note.*'] });
    await tell('Prefiere las mañanas');
    await until(() => receiver.received.length > 0);
    expect(verified(receiver.received[0]!, secret).data).toMatchObject({
      text: 'Prefiere las mañanas',
      lead: { name: 'Lucía', phone: '+525512345678' },
    });
  });

  test('goes to whoever asked for its type, its family or everything, and to nobody else', async () => {
    const wanted = await make({ url: `${receiver.url}/named`, types: ['message.changed'] });
    await make({ url: `${receiver.url}/other`, types: ['call.*', 'sale.recorded'] });
    await make({ url: `${receiver.url}/off`, active: false });
    await make({ url: `${receiver.url}/family`, types: ['message.*', 'note.*'] });
    await tell('x');
    await until(() => receiver.received.length >= 2);
    await until(async () => (await endpoint(wanted.id)).pending === 0);
    const got = receiver.received.map(({ path, body }) => [
      path,
      (JSON.parse(body) as { type: string }).type,
    ]);
    expect(got.toSorted()).toEqual([
      ['/hook/family', 'note.added'],
      ['/hook/named', 'message.changed'],
    ]);
  });
});

test('who may not have contact data any more does not get it with a later attempt either', async () => {
  const { id } = await make({ withContact: true, types: ['note.*'] });
  receiver.answer({ status: 500 });
  await tell('Quiere la B-304');
  await until(async () => (await deliveries(id))[0]?.httpStatus === 500);
  await house.as('PATCH', `/api/admin/webhooks/${id}`, { withContact: false });
  receiver.answer({ status: 200 });
  await dueNow(id);
  await until(async () => (await deliveries(id))[0]?.status === 'delivered');
  expect(receiver.received[0]?.body).toContain('B-304');
  expect(receiver.received.at(-1)?.body).not.toMatch(/B-304|Lucía/);
});

test('the trail, which supervisors read, tells of an address without the keys in it', async () => {
  const { id } = await make({ url: 'https://hooks.example.com/services/T0/hush-path?token=hush-query' });
  await house.as('PATCH', `/api/admin/webhooks/${id}`, { url: 'https://hooks.example.com/hush-again' });
  const { body } = await house.as<{ entries: unknown[] }>(
    'GET',
    `/api/audit?subject=${id}`,
    undefined,
    'jefa',
  );
  const trail = JSON.stringify(body);
  expect(trail).toContain('https://hooks.example.com');
  expect(body.entries).toHaveLength(2);
  expect(trail).not.toContain('hush');
});

describe('a delivery that fails', () => {
  test('comes again with the same id and the same bytes, until it is taken', async () => {
    const { id, secret } = await make();
    receiver.answer({ status: 500, text: 'the other side is being mended' });
    await tell('x');
    const [failed] = await until(async () => {
      const list = await deliveries(id);
      return list[0]?.httpStatus === 500 ? list : undefined;
    });
    expect(failed).toMatchObject({ status: 'pending', attempts: 1, error: 'the other side is being mended' });
    expect(Date.parse(failed!.nextAt!) - Date.now()).toBeLessThan(10_000);
    expect((await endpoint(id)).failingSince).not.toBeNull();
    receiver.answer({ status: 204 });
    await dueNow(id);
    await until(async () => (await deliveries(id))[0]?.status === 'delivered');
    const [first, second] = receiver.received;
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.body).toBe(first!.body);
    expect(verified(second!, secret).type).toBe('note.added');
    expect((await endpoint(id)).failingSince).toBeNull();
  });

  test('is dead after the last attempt, is shown, and goes out again by hand', async () => {
    const { id } = await make();
    receiver.answer({ status: 503 });
    await tell('x');
    await until(
      async () => (await deliveries(id))[0]?.attempts === 1 && (await deliveries(id))[0]?.error !== null,
    );
    await house.db.query(`UPDATE webhook_deliveries SET attempts = 9 WHERE endpoint_id = $1`, [id]);
    await dueNow(id);
    await until(async () => (await endpoint(id)).dead === 1);
    const [dead] = await deliveries(id, '?status=dead');
    expect(dead).toMatchObject({ attempts: 10, nextAt: null, httpStatus: 503 });
    receiver.answer({ status: 200 });
    const answer = await house.as<{ replayed: number }>('POST', `/api/admin/webhooks/${id}/replay-dead`);
    expect(answer.body).toEqual({ replayed: 1 });
    await until(async () => (await deliveries(id))[0]?.status === 'delivered');
    await house.as('POST', `/api/admin/deliveries/${dead!.id}/replay`);
    await until(() => receiver.received.length === 4);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await house.trail('delivery.replayed'))[0]).toMatchObject({ subjectId: dead!.id });
  });

  test('with 410 switches the endpoint off, and a redirect is not followed', async () => {
    const { id } = await make();
    receiver.answer({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    await tell('x');
    await until(async () => (await deliveries(id))[0]?.httpStatus === 302);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    receiver.answer({ status: 410 });
    await dueNow(id);
    await until(async () => !(await endpoint(id)).active);
    expect((await deliveries(id))[0]).toMatchObject({ status: 'dead', httpStatus: 410 });
    await tell('nobody hears this');
    await until(
      async () => (await house.db.query(`SELECT FROM events WHERE published_at IS NULL`)).rowCount === 0,
    );
    expect(await deliveries(id)).toHaveLength(1);
  });

  test('to somebody who never answers holds up nobody else', async () => {
    const slow = await startWebhookReceiver();
    slow.answer('hang');
    await make({ url: slow.url });
    const { id } = await make();
    for (let round = 0; round < 8; round += 1) await tell(`round ${round}`);
    await until(
      async () => (await deliveries(id)).filter(({ status }) => status === 'delivered').length === 8,
    );
    await until(() => slow.received.length === 4);
    await slow.close();
  });
});

describe('an endpoint', () => {
  test('with a new secret is signed with both for a day', async () => {
    const { id, secret: old } = await make();
    const { body } = await house.as<{ secret: string }>('POST', `/api/admin/webhooks/${id}/secret`);
    await tell('x');
    await until(() => receiver.received.length === 1);
    expect(verified(receiver.received[0]!, body.secret).type).toBe('note.added');
    expect(verified(receiver.received[0]!, old).type).toBe('note.added');
    await house.db.query(`UPDATE webhook_endpoints SET old_secret_until = now() - interval '1 second'`);
    await tell('y');
    await until(() => receiver.received.length === 2);
    expect(verified(receiver.received[1]!, body.secret).type).toBe('note.added');
    expect(() => verified(receiver.received[1]!, old)).toThrow();
  });

  test('keeps its secret sealed, and tells it once', async () => {
    const { id, secret } = await make();
    const { rows } = await house.db.query<{ all: string }>(
      `SELECT to_jsonb(e)::text AS all FROM webhook_endpoints e`,
    );
    expect(rows[0]!.all).not.toContain(secret);
    expect(JSON.stringify(await endpoint(id))).not.toMatch(/secret|whsec/);
    expect(JSON.stringify(await house.trail('webhook.created'))).not.toContain(secret);
  });

  test('is tried out at once, on or off, and the answer says how it went', async () => {
    const { id, secret } = await make({ active: false });
    const good = await house.as<WebhookDelivery>('POST', `/api/admin/webhooks/${id}/test`);
    expect(good.body).toMatchObject({ type: 'webhook.test', status: 'delivered', httpStatus: 200 });
    expect(verified(receiver.received[0]!, secret).type).toBe('webhook.test');
    receiver.answer({ status: 401, text: 'who are you?' });
    const bad = await house.as<WebhookDelivery>('POST', `/api/admin/webhooks/${id}/test`);
    expect(bad.body).toMatchObject({ status: 'dead', httpStatus: 401, error: 'who are you?' });
  });

  test('changes only in what is named', async () => {
    const { id } = await make({ description: 'n8n', types: ['call.*'], withContact: true });
    const { body } = await house.as<WebhookEndpoint>('PATCH', `/api/admin/webhooks/${id}`, { active: false });
    expect(body).toMatchObject({ description: 'n8n', types: ['call.*'], withContact: true, active: false });
    expect((await house.as('DELETE', `/api/admin/webhooks/${id}`)).status).toBe(204);
    expect((await house.as('PATCH', `/api/admin/webhooks/${id}`, {})).status).toBe(404);
  });

  test('wants events that there are', async () => {
    const { status, body } = await house.as<ApiError>('POST', '/api/admin/webhooks', {
      url: receiver.url,
      types: ['call.answered', 'note.*', 'caller.*'],
    });
    expect([status, body.error.reason, body.error.params]).toEqual([
      400,
      'unknown-event-type',
      { types: 'call.answered, caller.*' },
    ]);
    const { body: list } = await house.as<{ types: string[] }>('GET', '/api/admin/webhooks');
    expect(list.types).toContain('transcript.added');
    expect(list.types).not.toContain('choices.changed');
  });

  test('goes with all its deliveries, and holds up nobody who is at one of them', async () => {
    const { id } = await make({ types: ['note.added'] });
    const other = await make({ types: ['note.added'] });
    await house.as('PATCH', `/api/admin/webhooks/${id}`, { active: false });
    await house.db.query(
      `INSERT INTO webhook_deliveries (endpoint_id, message_id, type, status) SELECT $1, 'old_' || n, 'note.added', 'delivered' FROM generate_series(1, 12000) n`,
      [id],
    );
    const left = async () =>
      (await house.db.query(`SELECT FROM webhook_deliveries WHERE endpoint_id = $1`, [id])).rowCount;
    const hand = await house.db.connect();
    try {
      await hand.query('BEGIN');
      await hand.query(
        `SELECT FROM webhook_deliveries WHERE endpoint_id = $1 AND message_id = 'old_7' FOR UPDATE`,
        [id],
      );
      const gone = house.as('DELETE', `/api/admin/webhooks/${id}`);
      await until(async () => (await left()) === 1, { what: 'all but the one in hand to be gone' });
      await tell('Mientras tanto');
      await until(() => receiver.received.some((request) => verifies(request, other.secret)), {
        what: 'the other one to be told meanwhile',
      });
      await hand.query('COMMIT');
      expect((await gone).status).toBe(204);
    } finally {
      hand.release(true);
    }
    expect(await left()).toBe(0);
    expect(await endpoint(id)).toBeUndefined();
  });

  test('whose deletion was cut off is owed nothing, and goes when it is deleted again', async () => {
    const { id } = await make();
    await inTransaction(house.db, (tx) => retireEndpoint(tx, id));
    await tell('Ya no');
    const unpublished = `SELECT count(*)::int AS left FROM events WHERE published_at IS NULL`;
    await until(async () => (await house.db.query<{ left: number }>(unpublished)).rows[0]?.left === 0);
    expect(await deliveries(id)).toEqual([]);
    expect((await house.as('DELETE', `/api/admin/webhooks/${id}`)).status).toBe(204);
    expect(await endpoint(id)).toBeUndefined();
  });

  test('may be inside the network only where IT allows it', async () => {
    const strict = await startAdminBackend(
      { ...stores, databaseUrl: stores.databaseUrl },
      { env: { WEBHOOKS_ALLOW_PRIVATE: false }, publish: false, people: false },
    );
    const token = house.people.admin.token;
    const response = await fetch(`${strict.url}/api/admin/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url }),
    });
    const { error } = (await response.json()) as ApiError;
    expect([response.status, error.reason]).toEqual([400, 'private-address']);
    const { id } = await make();
    const test = await fetch(`${strict.url}/api/admin/webhooks/${id}/test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await test.json()).toMatchObject({ status: 'dead', httpStatus: null });
    expect(receiver.received).toEqual([]);
    await strict.close();
  });
});

test('deliveries that are over are forgotten after their days, those that wait are not', async () => {
  const { id } = await make();
  await tell('old');
  await until(async () => (await deliveries(id))[0]?.status === 'delivered');
  await make({ url: receiver.url, active: false });
  await house.db.query(`UPDATE webhook_deliveries SET created_at = now() - interval '31 days'`);
  await house.db.query(
    `INSERT INTO webhook_deliveries (endpoint_id, message_id, type, next_at, created_at) VALUES ($1, 'msg_w', 'note.added', now() + interval '1 day', now() - interval '31 days')`,
    [id],
  );
  await pruneDeliveries(house.db, 30);
  expect((await deliveries(id)).map(({ status }) => status)).toEqual(['pending']);
});

test('an alert leaves only where its supervisor chose webhooks', async () => {
  const { id } = await make();
  const raise = (key: string) =>
    inTransaction(house.db, (tx) =>
      tx.query(
        `WITH h AS (INSERT INTO stream_heads AS s (stream, seq) VALUES ('house', 1) ON CONFLICT (stream) DO UPDATE SET seq = s.seq + 1 RETURNING seq)
         INSERT INTO events (stream, stream_seq, type, data) SELECT 'house', seq, 'alert.raised', jsonb_build_object('key', $1::text, 'value', 9, 'limit', 1) FROM h`,
        [key],
      ),
    );
  await house.db.query(`UPDATE thresholds SET notify = '{webhook}' WHERE key = 'queued'`);
  await raise('personWait');
  await raise('queued');
  await until(async () => (await deliveries(id)).some(({ status }) => status === 'delivered'));
  expect(
    receiver.received.map(({ body }) => (JSON.parse(body) as { data: { key: string } }).data.key),
  ).toEqual(['queued']);
});
