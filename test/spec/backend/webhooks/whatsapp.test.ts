/** Meta's webhook: what is let in, what is stored, and that nothing has a second effect. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { whatsappWebhook } from '../../../../src/backend/webhooks/whatsapp.ts';
import { freePort } from '../../../support/ports.ts';
import { testStores } from '../../../support/stores.ts';
import { sign, startWhatsAppBackend, VERIFY_TOKEN } from '../../../support/whatsapp-backend.ts';
import {
  envelope,
  messageBody,
  messageValue,
  newPhone,
  newWamid,
  text,
} from '../../../support/whatsapp-bodies.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores);
afterAll(() => backend.close());

const payloads = join(import.meta.dirname, '../../../payloads/meta-openapi');
const examples = readdirSync(payloads)
  .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
  .map((file) => ({ file, body: JSON.parse(readFileSync(join(payloads, file), 'utf8')) as unknown }));

async function countOf(table: string): Promise<number> {
  const { rows } = await backend.db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]!.count;
}

interface StoredItem {
  type: string;
  effect: string | null;
  deliveries: number;
}

async function itemByKey(key: string): Promise<StoredItem | undefined> {
  const { rows } = await backend.db.query<StoredItem>(
    `SELECT type, effect, deliveries FROM webhooks WHERE source = 'whatsapp' AND natural_key = $1`,
    [key],
  );
  return rows[0];
}

function verify(query: Record<string, string>): Promise<Response> {
  return fetch(`${backend.url}/webhooks/whatsapp?${new URLSearchParams(query)}`);
}

describe('the subscription check', () => {
  it('echoes the challenge to whoever knows the verify token', async () => {
    const answer = await verify({
      'hub.mode': 'subscribe',
      'hub.verify_token': VERIFY_TOKEN,
      'hub.challenge': '1158201444',
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('1158201444');
  });

  it.each([
    ['a wrong token', { 'hub.mode': 'subscribe', 'hub.verify_token': 'guess', 'hub.challenge': '1' }],
    ['another mode', { 'hub.mode': 'unsubscribe', 'hub.verify_token': VERIFY_TOKEN, 'hub.challenge': '1' }],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY_TOKEN }],
    ['nothing at all', {}],
  ])('refuses %s with 403', async (_what, query) => {
    const answer = await verify(query as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: 'forbidden' } });
  });
});

describe('a delivery', () => {
  it.each([
    ['no signature', ''],
    ['a signature by another secret', sign('{"object":"x"}', 'another-secret')],
    ['a signature that is no hex', `sha256=${'z'.repeat(64)}`],
    ['a truncated signature', sign('{"object":"x"}').slice(0, 40)],
    ['the older SHA-1 header', 'sha1=0123456789012345678901234567890123456789'],
  ])('with %s is refused with 401 and leaves nothing behind', async (_what, signature) => {
    const before = await countOf('webhooks');
    const answer = await backend.post('{"object":"x"}', signature);
    expect(answer.status).toBe(401);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toContain(
      'WHATSAPP_APP_SECRET',
    );
    expect(await countOf('webhooks')).toBe(before);
  });

  it('signed over other bytes of the same JSON is refused', async () => {
    const { body } = messageBody({ phone: newPhone() }, text('hola'));
    const answer = await backend.post(JSON.stringify(body, null, 2), sign(JSON.stringify(body)));
    expect(answer.status).toBe(401);
  });

  it.each(['{', '', 'null and void', `${'['.repeat(100_000)}`, `${'['.repeat(90)}1${']'.repeat(90)}`])(
    'that is no JSON we can hold is refused with 400 (%#)',
    async (raw) => {
      expect((await backend.post(raw)).status).toBe(400);
    },
  );

  it('larger than 4 MiB is refused with 413, and 3 MB is taken', async () => {
    expect((await backend.post(`"${'x'.repeat(4 * 1024 * 1024 + 1)}"`)).status).toBe(413);
    const { wamid, body } = messageBody({ phone: newPhone() }, text('x'.repeat(3_000_000)));
    expect((await backend.post(body)).status).toBe(200);
    expect(await itemByKey(`message:${wamid}`)).toMatchObject({ type: 'message' });
  });

  it('without a JSON content type is read all the same, since the signature covers the bytes', async () => {
    const raw = JSON.stringify(messageBody({ phone: newPhone() }, text('hola')).body);
    const answer = await fetch(`${backend.url}/webhooks/whatsapp`, {
      method: 'POST',
      headers: { 'x-hub-signature-256': sign(raw), 'content-type': 'text/plain' },
      body: raw,
    });
    expect(answer.status).toBe(200);
  });

  it('with NUL, half a surrogate pair and a poisoned key is stored and answered', async () => {
    const { wamid, body } = messageBody({ phone: newPhone() }, text('hola'));
    const raw = JSON.stringify(body).replace('"hola"', '"ho\\u0000la \\ud83d","__proto__":{"admin":true}');
    expect((await backend.post(raw)).status).toBe(200);
    expect(await itemByKey(`message:${wamid}`)).toMatchObject({ type: 'message' });
    await backend.idle();
    const { rows } = await backend.db.query('SELECT content FROM interactions WHERE external_id = $1', [
      wamid,
    ]);
    expect(rows).toEqual([{ content: 'ho\uFFFDla \uFFFD' }]);
  });

  it('stores every message and status of a batch, and one bad item does not spoil its neighbours', async () => {
    const [a, b, c] = [newWamid(), newWamid(), newWamid()];
    const at = new Date();
    const bad = messageValue({ phone: newPhone() }, text('bad'), { wamid: 'x', at });
    (bad['messages'] as unknown[]) = ['not an object', { type: 'text' }, null];
    const body = envelope([
      messageValue({ phone: newPhone() }, text('hola'), { wamid: a, at }),
      bad,
      { statuses: [{ id: b, status: 'delivered', recipient_id: '5215500000000' }, 7] },
      messageValue({ phone: newPhone() }, text('hello'), { wamid: c, at }),
    ]);
    (body['entry'] as unknown[]).push(null, { id: '1' }, { changes: [null, { field: 'messages' }] });
    expect((await backend.post(body)).status).toBe(200);
    expect(await itemByKey(`message:${a}`)).toBeDefined();
    expect(await itemByKey(`message:${c}`)).toBeDefined();
    expect(await itemByKey(`status:${b}:delivered:5215500000000`)).toBeDefined();
    const { rows } = await backend.db.query<{ effect: string }>(
      `SELECT effect FROM webhooks WHERE type = 'garbage' ORDER BY id`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows.every(({ effect }) => effect.startsWith('none: '))).toBe(true);
  });

  it('that comes again is counted and has no second effect', async () => {
    const { wamid, body } = messageBody({ phone: newPhone() }, text('hola'));
    for (let i = 0; i < 3; i += 1) expect((await backend.post(body)).status).toBe(200);
    await backend.idle();
    expect(await itemByKey(`message:${wamid}`)).toMatchObject({ deliveries: 3 });
    const { rows } = await backend.db.query('SELECT id FROM interactions WHERE external_id = $1', [wamid]);
    expect(rows).toHaveLength(1);
  });

  it('of a thousand messages in one body is stored at once, each once', async () => {
    const phones = Array.from({ length: 50 }, () => newPhone());
    const at = new Date(Date.now() - 1000);
    const values = Array.from({ length: 1000 }, (_, i) =>
      messageValue(
        { phone: phones[i % 50]! },
        { type: 'reaction', reaction: { emoji: '👍', message_id: 'wamid.x' } },
        { wamid: newWamid(), at },
      ),
    );
    const before = await countOf('webhooks');
    const [first, second] = await Promise.all([
      backend.post(envelope(values)),
      backend.post(envelope(values.toReversed())),
    ]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await countOf('webhooks')) - before).toBe(1000);
    await backend.idle();
    const { rows } = await backend.db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM leads WHERE whatsapp_id = ANY($1)`,
      [phones],
    );
    expect(rows[0]!.count).toBe(50);
  });
});

describe('a store that is away', () => {
  it('is answered with 503 and a time to come back, so that Meta keeps what we could not', async () => {
    const db = new pg.Pool({ connectionString: `postgres://nobody@127.0.0.1:${await freePort()}/none` });
    const app = fastify();
    await app.register(whatsappWebhook({ ...backend.deps, db }));
    const raw = JSON.stringify(messageBody({ phone: newPhone() }, text('hola')).body);
    const answer = await app.inject({
      method: 'POST',
      url: '/webhooks/whatsapp',
      headers: { 'x-hub-signature-256': sign(raw), 'content-type': 'application/json' },
      payload: raw,
    });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json()).toMatchObject({ error: { code: 'unavailable' } });
    await app.close();
    await db.end();
  });
});

describe("Meta's own examples", () => {
  it.each(examples)('$file is accepted, stored, and has an effect or a reason for none', async ({ body }) => {
    expect((await backend.post(body)).status).toBe(200);
    await backend.idle();
    const { rows } = await backend.db.query<{ effect: string | null }>('SELECT effect FROM webhooks');
    expect(rows.every(({ effect }) => effect !== null && effect !== '')).toBe(true);
  });

  it('all of them again, shuffled and batched into one body, change nothing', async () => {
    await backend.idle();
    const before = await snapshot();
    const entries = examples.flatMap(({ body }) => (body as { entry: unknown[] }).entry);
    for (const batch of [entries, entries.toReversed()])
      expect((await backend.post({ object: 'whatsapp_business_account', entry: batch })).status).toBe(200);
    await backend.idle();
    expect(await snapshot()).toEqual(before);
  });
});

/** Everything a webhook can change, without what only counts deliveries. */
async function snapshot(): Promise<unknown> {
  const tables = ['webhooks', 'leads', 'interactions', 'events', 'outbox', 'consents', 'tasks', 'campaigns'];
  return Promise.all(tables.map(async (table) => [table, await countOf(table)]));
}
