/** What a monitoring system reads, and who may read it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../../src/backend/store/database.ts';
import { appendCallEvent } from '../../../src/backend/store/events.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../support/console-backend.ts';
import { writeStory } from '../../support/console-story.ts';
import { testStores } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
beforeAll(async () => {
  backend = await startConsoleBackend(stores, {
    plugins: [
      (server, _options, done) => {
        server.post('/webhooks/vapi', () => Promise.resolve({}));
        done();
      },
    ],
  });
  await addPerson(backend.db, 'admin', 'admin');
  await addPerson(backend.db, 'sofia', 'supervisor');
});
afterAll(() => backend.close());

const read = async (): Promise<string> => (await ask<string>(backend.url, '/metrics')).body;
const value = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1),
  );

test('requests are timed by the route’s pattern, never by its address', async () => {
  const { token } = await signInAs(backend.url, 'sofia');
  await ask(backend.url, `/api/leads/${randomUUID()}`, { token });
  await ask(backend.url, '/webhooks/vapi', { method: 'POST', body: {} });
  const text = await until(async () => {
    const now = await read();
    return now.includes('route="/webhooks/vapi"') && now;
  });
  expect(text).toContain(
    'vidanta_http_request_duration_seconds_count{method="GET",route="/api/leads/:id",status="404"} 1',
  );
  expect(text).toContain('vidanta_webhook_requests_total{route="/webhooks/vapi",status="200"} 1');
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toMatch(/route="[^"]*[0-9a-f]{8}-/);
});

test('queues, calls, costs and lag are read from the database when they are asked for', async () => {
  const story = await writeStory(backend.db);
  await backend.db.query(
    `INSERT INTO llm_usage (purpose, model, cost_usd, duration_ms, ok) VALUES ('extract', 'm', 0.25, 10, TRUE)`,
  );
  await backend.db.query(
    `INSERT INTO outbox (kind, lane, key, run_at) VALUES ('x', 'x', 'x', now() - interval '90 seconds')`,
  );
  await backend.db.query(
    `INSERT INTO webhooks (source, natural_key, type, body, deliveries) VALUES ('vapi', 'k', 't', '{}', 3)`,
  );
  await inTransaction(backend.db, (tx) =>
    appendCallEvent(tx, { id: story.callId, leadId: story.leadId }, 'tool.called', {
      toolCallId: 't1',
      name: 'get_pricing',
      parameters: {},
      result: 'x',
      success: true,
      ms: 120,
      cached: false,
    }),
  );
  const text = await until(async () => {
    const now = await read();
    return now.includes('tool="get_pricing"') && now;
  });
  expect(text).toContain(
    'vidanta_tool_duration_seconds_count{tool="get_pricing",success="true",cached="false"} 1',
  );
  expect(value(text, 'vidanta_open_calls')).toBe(1);
  expect(value(text, 'vidanta_queue_depth')).toBe(0);
  expect(value(text, 'vidanta_llm_cost_usd_today')).toBe(0.25);
  expect(value(text, 'vidanta_outbox_lag_seconds')).toBeGreaterThanOrEqual(90);
  expect(text).toContain('vidanta_outbox_jobs{state="pending"} 1');
  expect(text).toContain('vidanta_webhook_items{source="vapi",count="repeated"} 2');
});

test('it is read from this machine or by an administrator, and not through a proxy by just anybody', async () => {
  const through = { 'x-forwarded-for': '203.0.113.9' };
  expect((await ask(backend.url, '/metrics', { headers: through })).status).toBe(401);
  const { token } = await signInAs(backend.url, 'sofia');
  expect((await ask(backend.url, '/metrics', { headers: through, token })).status).toBe(403);
  const admin = await signInAs(backend.url, 'admin');
  expect((await ask(backend.url, '/metrics', { headers: through, token: admin.token })).status).toBe(200);
});
