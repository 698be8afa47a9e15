/** The phone's own wire: its line's settings, its reports stored before they are acknowledged, and stored once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneReport } from '../../../../src/shared/phone.ts';
import {
  addPerson,
  connectPhone,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
  type PhoneClient,
} from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let andrea: string;
let phone: PhoneClient;
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  andrea = await addPerson(backend.db, 'andrea', 'agent', '4127');
  await addPerson(backend.db, 'beatriz', 'agent', '4128');
  phone = await connectPhone(backend.url, (await signInAs(backend.url, 'andrea')).phoneToken!);
});
afterAll(async () => {
  phone.close();
  await backend.close();
});

const ringing = (): PhoneReport => ({
  type: 'call.ringing',
  id: randomUUID(),
  at: Date.now(),
  sipCallId: 'abc@pbx',
  phoneCallId: 'p1',
  escalationId: randomUUID(),
  attemptId: randomUUID(),
  direction: 'in',
  match: 'header',
  number: '+525512345678',
});
const registration = (registered: boolean): PhoneReport => ({
  type: 'registration',
  id: randomUUID(),
  at: Date.now(),
  registered,
  reason: registered ? '200 OK' : 'no answer',
});
const stored = async (id: string) =>
  (
    await backend.db.query<{
      type: string;
      body: Record<string, unknown>;
      deliveries: number;
      processed: boolean;
      jobs: number;
    }>(
      `SELECT w.type, w.body, w.deliveries, w.processed_at IS NOT NULL AS processed,
         (SELECT count(*)::int FROM outbox o WHERE o.kind = 'phone.process' AND (o.payload->>'webhookId')::bigint = w.id) AS jobs
       FROM webhooks w WHERE w.source = 'phone' AND w.natural_key = $1`,
      [id],
    )
  ).rows;

test('a phone gets the settings of its own line, with the password opened', async () => {
  const answer = await phone.emitWithAck('account');
  expect(answer).toEqual({
    ok: true,
    account: {
      profile: 'direct',
      servers: ['127.0.0.1:5070', '127.0.0.1:5071'],
      transport: 'tcp',
      mediaEncryption: 'off',
      codecs: ['PCMU'],
      user: '4127',
      authUser: 'auth-andrea',
      password: 'sip-andrea',
      displayName: 'Persona andrea',
      expiresS: 300,
    },
  });
  const other = await connectPhone(backend.url, (await signInAs(backend.url, 'beatriz')).phoneToken!);
  expect(await other.emitWithAck('account')).toMatchObject({
    account: { user: '4128', password: 'sip-beatriz' },
  });
  other.close();
});

test('a password that another key sealed is refused in words, and the phone stays connected', async () => {
  await addPerson(backend.db, 'sellada', 'agent', '4140');
  await backend.db.query(
    `UPDATE users SET sip_password_sealed = (SELECT sip_password_sealed FROM users WHERE username = 'andrea') WHERE username = 'sellada'`,
  );
  const client = await connectPhone(backend.url, (await signInAs(backend.url, 'sellada')).phoneToken!);
  expect(await client.emitWithAck('account')).toMatchObject({
    ok: false,
    error: expect.stringContaining('administrator') as string,
  });
  expect(client.connected).toBe(true);
  client.close();
});

test('a report is stored with its work before it is acknowledged, and a repeated one has no second effect', async () => {
  const report = ringing();
  expect(await phone.emitWithAck('report', report)).toEqual({ ok: true });
  expect(await stored(report.id)).toEqual([
    { type: 'call.ringing', body: { ...report, agentId: andrea }, deliveries: 1, processed: false, jobs: 1 },
  ]);
  expect(await phone.emitWithAck('report', report)).toEqual({ ok: true });
  expect(await stored(report.id)).toMatchObject([{ deliveries: 2, jobs: 1 }]);
});

test('a phone cannot report in another agent’s name', async () => {
  const report = { ...ringing(), agentId: randomUUID() };
  await phone.emitWithAck('report', report);
  expect((await stored(report.id))[0]?.body['agentId']).toBe(andrea);
});

test('all reports of one agent are worked on in order', async () => {
  const reports = Array.from({ length: 5 }, ringing);
  await Promise.all(reports.map((report) => phone.emitWithAck('report', report)));
  const { rows } = await backend.db.query(`SELECT DISTINCT lane FROM outbox WHERE kind = 'phone.process'`);
  expect(rows).toEqual([{ lane: `phone:${andrea}` }]);
});

test('registration is known at once, told once, and needs no further work', async () => {
  const isRegistered = async () =>
    (
      await backend.db.query<{ yes: boolean }>(`SELECT phone_registered AS yes FROM users WHERE id = $1`, [
        andrea,
      ])
    ).rows[0]?.yes;
  const report = registration(true);
  await phone.emitWithAck('report', report);
  await phone.emitWithAck('report', registration(true));
  expect(await isRegistered()).toBe(true);
  expect(await stored(report.id)).toMatchObject([{ processed: true, jobs: 0 }]);
  await phone.emitWithAck('report', registration(false));
  expect(await isRegistered()).toBe(false);
  const { rows } = await backend.db.query(
    `SELECT data->'registered' AS yes FROM events WHERE type = 'agent.phone' ORDER BY id`,
  );
  expect(rows).toEqual([{ yes: true }, { yes: false }]);
});

test('a report that cannot be read is refused with the names of its faults', async () => {
  const bad = { ...ringing(), match: 'guess', number: 'x'.repeat(500) } as never;
  expect(await phone.emitWithAck('report', bad)).toMatchObject({
    ok: false,
    error: expect.stringMatching(/match.*number/) as string,
  });
  for (const nonsense of [null, 'x', 7, [], { type: 'call.exploded' }])
    expect(await phone.emitWithAck('report', nonsense as never)).toMatchObject({ ok: false });
});

test('events that are not on the wire, or that want no answer, do no harm', async () => {
  const raw = phone as unknown as { emit: (event: string, ...args: unknown[]) => void };
  raw.emit('watch', { stream: 'call:x', after: 0 });
  raw.emit('report');
  raw.emit('account', 'not a function');
  raw.emit('__proto__', {});
  expect(await phone.emitWithAck('account')).toMatchObject({ ok: true });
});

test('while its socket is open a phone counts as seen, and it stays seen on another backend’s tick', async () => {
  const age = async () =>
    (
      await backend.db.query<{ s: number }>(
        `SELECT extract(epoch FROM now() - phone_seen_at)::float8 AS s FROM users WHERE id = $1`,
        [andrea],
      )
    ).rows[0]!.s;
  await backend.db.query(`UPDATE users SET phone_seen_at = now() - interval '1 hour' WHERE id = $1`, [
    andrea,
  ]);
  await until(async () => (await age()) < 10, { what: 'the phone to be seen' });
});
