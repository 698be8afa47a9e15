/** A load balancer takes a backend out by its readiness; a person reads from it what to do. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HealthCheck } from '../../../src/backend/health.ts';
import { ask, startConsoleBackend, type ConsoleBackend } from '../../support/console-backend.ts';
import { testStores } from '../../support/stores.ts';

interface Ready {
  ok: boolean;
  reasons: string[];
  checks: { name: string; ok: boolean; detail: string }[];
}

const stores = await testStores();
let backend: ConsoleBackend;
let trunk: HealthCheck['run'] = () => Promise.resolve({ ok: true, detail: 'byo-phone-number' });
beforeAll(async () => {
  backend = await startConsoleBackend(stores, {
    publish: false,
    checks: [{ name: 'vapi trunk', critical: false, run: () => trunk() }],
  });
});
afterAll(() => backend.close());

const ready = () => ask<Ready>(backend.url, '/health/ready');

async function addJob(about: { runAt?: string; result?: string }): Promise<void> {
  await backend.db.query(
    `INSERT INTO outbox (kind, lane, key, run_at, result, done_at)
     VALUES ('message.send', $1, $1, now() + $2::interval, $3, CASE WHEN $3::text IS NULL THEN NULL ELSE now() END)`,
    [randomUUID(), about.runAt ?? '0', about.result ?? null],
  );
}

test('with everything in order it is alive and ready, and says how things stand', async () => {
  expect((await ask(backend.url, '/health/live')).body).toEqual({ ok: true });
  const { status, body, headers } = await ready();
  expect(status).toBe(200);
  expect(body).toMatchObject({ ok: true, reasons: [] });
  expect(body.checks.map(({ name }) => name)).toEqual([
    'postgres',
    'redis',
    'outbox',
    'dead jobs',
    'vapi trunk',
  ]);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('work that has been due for minutes takes it out of service, with the reason', async () => {
  await addJob({ runAt: '-5 minutes' });
  const { status, body } = await ready();
  expect(status).toBe(503);
  expect(body.reasons).toEqual([
    expect.stringMatching(/^outbox: 1 jobs pending, the oldest due 3\d\d s ago.*not being done/),
  ]);
  await backend.db.query('DELETE FROM outbox');
  expect((await ready()).status).toBe(200);
});

test('jobs that were given up and a trunk that cannot transfer are reasons, but no reason to stop', async () => {
  await addJob({ result: 'dead' });
  trunk = () =>
    Promise.resolve({
      ok: false,
      detail: 'the number is not on a SIP trunk: transfers to agents will not work',
    });
  const { status, body } = await ready();
  expect(status).toBe(200);
  expect(body.reasons).toEqual([
    expect.stringContaining(
      '1 jobs were given up: look for "given up" in the log, mend the cause and restart',
    ),
    expect.stringContaining('vapi trunk: the number'),
  ]);
});

test('a check that throws or never answers is a reason too, without the address it tried', async () => {
  trunk = () =>
    Promise.reject(Object.assign(new Error('postgres://user:secret@host refused'), { code: 'ECONNREFUSED' }));
  const thrown = (await ready()).body.reasons.join();
  expect(thrown).toContain('ECONNREFUSED');
  expect(thrown).not.toContain('secret');
  trunk = () => new Promise(() => undefined);
  expect((await ready()).body.reasons.join()).toContain('no answer within 3000 ms');
});

test('without PostgreSQL it is alive, not ready, and says which store is missing', async () => {
  const cut = await startConsoleBackend(stores, { publish: false });
  const end = cut.db.end.bind(cut.db);
  await end();
  expect((await ask(cut.url, '/health/live')).status).toBe(200);
  const { status, body } = await ask<Ready>(cut.url, '/health/ready');
  expect(status).toBe(503);
  expect(body.reasons.join()).toContain('postgres:');
  cut.db.end = () => Promise.resolve();
  await cut.close();
});
