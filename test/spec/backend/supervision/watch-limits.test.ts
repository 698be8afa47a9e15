/** Limits against a real database: raised once whoever looks, cleared when all is well, told to boards and by WhatsApp. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pino } from 'pino';
import { createWhatsAppGateway } from '../../../../src/backend/gateways/whatsapp.ts';
import type { Deps } from '../../../../src/backend/deps.ts';
import type { JobHandlers } from '../../../../src/backend/outbox/jobs.ts';
import { startOutboxWorker, type OutboxWorker } from '../../../../src/backend/outbox/worker.ts';
import { openAlerts } from '../../../../src/backend/store/alerts.ts';
import { supervisionHandlers } from '../../../../src/backend/supervision/send-alert.ts';
import { watchLimits } from '../../../../src/backend/supervision/watch-limits.ts';
import type { ThresholdKey } from '../../../../src/shared/board.ts';
import {
  startWhatsAppSimulator,
  type WhatsAppSimulator,
} from '../../../../src/simulators/whatsapp/whatsapp.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { openBoard } from '../../../support/board-desk.ts';
import { writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import { testEnv } from '../../../support/whatsapp-backend.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let token: string;
let whatsapp: WhatsAppSimulator;
let worker: OutboxWorker;
/** Minutes that the test's clock is ahead. */
let ahead = 0;
const now = (): Date => new Date(Date.now() + ahead * 60_000);
const look = () => watchLimits({ db: backend.db, env: { VAPI_CONCURRENCY: 10 }, now });

beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  await addPerson(backend.db, 'sara', 'supervisor');
  ({ token } = await signInAs(backend.url, 'sara'));
  await backend.db.query(`UPDATE thresholds SET "limit" = NULL`);
  whatsapp = await startWhatsAppSimulator({
    appSecret: 'the secret of the test',
    verifyToken: 'verify',
    accessToken: 'token',
  });
  const env = testEnv({ WHATSAPP_API_URL: whatsapp.url });
  const log = pino({ level: 'silent' });
  const deps = { db: backend.db, log, whatsapp: createWhatsAppGateway(env) } as Deps;
  const handlers = supervisionHandlers as unknown as JobHandlers<Deps>;
  worker = await startOutboxWorker({ db: backend.db, databaseUrl: stores.databaseUrl, handlers, deps, log });
});
afterAll(async () => {
  await worker.stop(2_000);
  await whatsapp.close();
  await backend.close();
});

function setLimit(key: ThresholdKey, limit: number | null, notify: string[] = []): Promise<unknown> {
  return ask(backend.url, `/api/board/thresholds/${key}`, {
    method: 'PUT',
    token,
    body: { limit, warn: null, notify },
  });
}
async function queueCalls(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const { callId } = await writeStory(backend.db);
    await backend.db.query(`UPDATE calls SET status = 'queued', queued_at = now() WHERE id = $1`, [callId]);
    ids.push(callId);
  }
  return ids;
}

test('a broken limit is one alert, however many backends look, is shown on the board, and is cleared when all is well', async () => {
  await setLimit('queued', 2);
  const desk = await openBoard(backend.url, token);
  const calls = await queueCalls(3);
  const found = await Promise.all([look(), look(), look(), look()]);
  await look();
  expect(found.flatMap((verdicts) => verdicts ?? []).filter(({ kind }) => kind === 'open')).toHaveLength(1);
  expect(await openAlerts(backend.db)).toMatchObject([
    { key: 'queued', value: 3, limit: 2, subjectId: null },
  ]);
  await until(() => desk.rest.alerts[0]?.key === 'queued', { what: 'the alert on the board' });
  await backend.db.query(`UPDATE calls SET status = 'cancelled' WHERE id = ANY($1)`, [calls]);
  await look();
  expect(await openAlerts(backend.db)).toHaveLength(1);
  ahead += 1;
  await look();
  expect(await openAlerts(backend.db)).toEqual([]);
  await until(() => desk.rest.alerts.length === 0, { what: 'the board to be clear' });
  const { rows } = await backend.db.query(
    `SELECT type, data->>'value' AS value FROM events WHERE stream = 'alerts:queued' ORDER BY stream_seq`,
  );
  expect(rows).toEqual([
    { type: 'alert.raised', value: '3' },
    { type: 'alert.cleared', value: '0' },
  ]);
  desk.client.close();
});

test('somebody who is away for too long is an alert of their own, gone as soon as they are back', async () => {
  await setLimit('away', 60);
  const id = await addPerson(backend.db, 'andrea', 'agent', '4127');
  await backend.db.query(
    `UPDATE users SET state = 'away', state_reason = 'lunch', state_since = now() - interval '5 minutes', console_seen_at = now(), phone_seen_at = now() WHERE id = $1`,
    [id],
  );
  await look();
  expect(await openAlerts(backend.db)).toMatchObject([
    { key: 'away', subjectId: id, subjectName: 'Persona andrea' },
  ]);
  await backend.db.query(`UPDATE users SET state = 'available', state_since = now() WHERE id = $1`, [id]);
  await look();
  expect(await openAlerts(backend.db)).toEqual([]);
});

test('WhatsApp takes an alert to supervisors in the window or by template, and the board says whom it did not reach', async () => {
  const phones = { inWindow: '+5213221110001', byTemplate: '+5213221110002', unreachable: '+13055550003' };
  await backend.db.query(
    `INSERT INTO leads (phone, first_name, last_inbound_at) VALUES ($1, 'Ines', now())`,
    [phones.inWindow],
  );
  for (const [name, phone] of Object.entries(phones)) {
    const id = await addPerson(backend.db, name.toLowerCase(), 'supervisor');
    const languages = name === 'unreachable' ? ['en'] : ['es'];
    await backend.db.query(`UPDATE users SET alert_phone = $2, languages = $3 WHERE id = $1`, [
      id,
      phone,
      languages,
    ]);
  }
  await backend.db.query(
    `INSERT INTO message_templates (name, language, body, parameters) VALUES ('aviso_supervisor', 'es', 'Aviso del tablero: {{1}}, {{2}}.', '{asunto,valor}')`,
  );
  whatsapp.receive({ phone: phones.inWindow, name: 'Ines' }, { type: 'text', text: { body: 'hola' } });
  await setLimit('queued', 0, ['whatsapp']);
  const desk = await openBoard(backend.url, token);
  await queueCalls(1);
  await look();
  await until(() => whatsapp.messages.length >= 2, { what: 'both messages' });
  const sent = whatsapp.messages.map((message) => JSON.stringify(message));
  expect(sent.find((text) => text.includes('5213221110001'))).toContain('Llamadas en fila: 1 (límite 0)');
  expect(sent.find((text) => text.includes('5213221110002'))).toContain('aviso_supervisor');
  await until(() => desk.rest.alerts.find(({ key }) => key === 'queued')?.unsent, {
    what: 'the board to tell',
  });
  expect(desk.rest.alerts.find(({ key }) => key === 'queued')?.unsent).toEqual([
    { name: 'Persona unreachable', why: 'no-template' },
  ]);
  expect(sent).toHaveLength(2);
  desk.client.close();
});

test('a message whose backend died in the middle is not sent again, and the board says that nobody knows', async () => {
  const before = whatsapp.messages.length;
  const [alert] = await openAlerts(backend.db);
  const { rows } = await backend.db.query<{ id: string }>(
    `SELECT id FROM users WHERE alert_phone = '+5213221110001'`,
  );
  const payload = JSON.stringify({ alertId: alert?.id, userId: rows[0]?.id });
  await backend.db.query(
    `INSERT INTO outbox (kind, key, lane, payload, effect_at, attempts) VALUES ('alert.tell', 'died', 'died', $1, now(), 1)`,
    [payload],
  );
  const unsure = { name: 'Persona inwindow', why: 'unsure' };
  await until(async () => JSON.stringify((await openAlerts(backend.db))[0]?.unsent).includes('unsure'), {
    what: 'the alert to say so',
  });
  expect((await openAlerts(backend.db))[0]?.unsent).toContainEqual(unsure);
  expect(whatsapp.messages).toHaveLength(before);
});
