/** Every route: who may use it, what it refuses and how it says so, and what it answers. */
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeAccess, socketAccess } from '../../../../src/backend/console-api/access.ts';
import { adminRoutes } from '../../../../src/backend/console-api/admin/admin-routes.ts';
import { chatRoutes } from '../../../../src/backend/console-api/chats.ts';
import { mediaRoutes } from '../../../../src/backend/console-api/media.ts';
import { messageRoutes } from '../../../../src/backend/console-api/messages.ts';
import { superviseRoutes } from '../../../../src/backend/console-api/supervise.ts';
import { createWhatsAppGateway } from '../../../../src/backend/gateways/whatsapp.ts';
import type {
  ApiError,
  CallDetail,
  CallList,
  EventList,
  LeadDetail,
  LeadList,
  Task,
  TaskList,
  Timeline,
} from '../../../../src/shared/api.ts';
import type { Overview } from '../../../../src/shared/push.ts';
import { createTask } from '../../../../src/backend/store/tasks.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { reserve, say, writeStory, type Story } from '../../../support/console-story.ts';
import { openPool, testStores } from '../../../support/stores.ts';
import { testEnv } from '../../../support/whatsapp-backend.ts';

const stores = await testStores();
const uuid = '00000000-0000-4000-8000-000000000000';
const db = openPool(stores.databaseUrl, 4);
const redis = new Redis(stores.redisUrl);
let backend: ConsoleBackend;
let story: Story;
let token: string;
const people: Record<string, { id: string; token: string }> = {};

beforeAll(async () => {
  backend = await startConsoleBackend(stores, {
    publish: false,
    plugins: [
      ...whatsappRoutes(),
      (server, _options, done) => {
        // Providers' routes stand in the table too; here they only have to exist.
        for (const route of Object.keys(routeAccess).filter((name) => routeAccess[name] === 'provider')) {
          const [method = '', url = ''] = route.split(' ');
          server.route({ method, url, handler: () => Promise.resolve({}) });
        }
        done();
      },
    ],
  });
  for (const role of ['agent', 'supervisor', 'admin'] as const) {
    const id = await addPerson(backend.db, role, role, role === 'agent' ? '4127' : undefined);
    people[role] = { id, token: (await signInAs(backend.url, role)).token };
  }
  token = people['agent']!.token;
  story = await writeStory(backend.db, 'Lucía');
});
afterAll(async () => {
  await backend.close();
  redis.disconnect();
  await db.end();
});

/** Those that the program hands its gateway to. */
function whatsappRoutes(): FastifyPluginCallback[] {
  const env = testEnv();
  const deps = { db, env, now: () => new Date(), whatsapp: createWhatsAppGateway(env) };
  const log = pino({ level: 'silent' });
  const admin = adminRoutes({ ...deps, redis, log });
  return [
    chatRoutes(deps),
    messageRoutes(deps),
    mediaRoutes({ ...deps, log }),
    superviseRoutes(deps),
    ...admin,
  ];
}

const sessionRoutes = Object.entries(routeAccess).filter(([, access]) => Array.isArray(access));
const concrete = (route: string): [string, string] => {
  const [method = '', url = ''] = route.split(' ');
  return [method, url.replace(/:(?:id|interactionId)/, uuid).replace('thresholds/:key', 'thresholds/queued')];
};

test('every route that is registered stands in the table, and every entry of the table is a route', () => {
  for (const route of Object.keys(routeAccess)) {
    const [method = '', url = ''] = route.split(' ');
    if (url === '/*') continue; // only with a built console
    expect(backend.server.hasRoute({ method, url } as never), route).toBe(true);
  }
});

test('a route without an entry keeps the server from starting', async () => {
  await expect(
    startConsoleBackend(stores, {
      publish: false,
      plugins: [
        async (server: FastifyInstance) => {
          server.get('/api/forgotten', () => Promise.resolve({}));
        },
      ],
    }),
  ).rejects.toThrow('GET /api/forgotten has no entry');
});

test('every socket event stands in the table', () => {
  expect(Object.keys(socketAccess['/console'].events)).toEqual([
    'watch',
    'unwatch',
    'board.join',
    'board.leave',
    'listen',
    'listen.stop',
  ]);
  expect(Object.keys(socketAccess['/phone'].events)).toEqual(['report', 'account', 'quality']);
});

test.each(sessionRoutes)(
  '%s answers 401 in words without a session, with a made-up one and with a phone’s',
  async (route) => {
    const [method, path] = concrete(route);
    const { phoneToken } = await signInAs(backend.url, 'agent');
    for (const bad of [undefined, 'x'.repeat(43), phoneToken!, "' OR 1=1 --".padEnd(40, 'x')]) {
      const answer = await ask(backend.url, path, { method, ...(bad === undefined ? {} : { token: bad }) });
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({
        error: {
          code: 'unauthorized',
          reason: 'signed-out',
          message: expect.stringContaining('Sign in') as string,
        },
      });
    }
  },
);

test.each(sessionRoutes)('%s is open to exactly the roles of the table', async (route, access) => {
  const [method, path] = concrete(route);
  if (method === 'DELETE') return; // would sign them out; session.test.ts does that
  for (const [role, person] of Object.entries(people)) {
    const { status } = await ask(backend.url, path, {
      method,
      token: person.token,
      body: method === 'GET' ? undefined : {},
    });
    if ((access as readonly string[]).includes(role)) expect(status, role).not.toBe(403);
    else expect(status, role).toBe(403);
  }
});

describe('wrong input is answered with 400 in words', () => {
  const cases: [string, string, unknown, string][] = [
    ['POST', '/api/session', {}, 'username'],
    ['POST', '/api/session', { username: 'a'.repeat(101), password: 'x' }, 'username'],
    ['POST', '/api/session', { username: { $ne: 1 }, password: 'x' }, 'username'],
    ['POST', '/api/session', [], 'object'],
    ['POST', '/api/session/state', { state: 'asleep' }, 'state'],
    ['POST', '/api/session/state', { state: 'away', reason: 'x'.repeat(101) }, 'reason'],
    ['PATCH', '/api/session/language', { language: 'de' }, 'language'],
    ['GET', '/api/leads?limit=0', undefined, 'limit'],
    ['GET', '/api/leads?limit=many', undefined, 'limit'],
    ['GET', '/api/leads?before=yesterday', undefined, 'before'],
    ['GET', `/api/leads?q=${'x'.repeat(101)}`, undefined, 'q'],
    ['GET', '/api/leads/42', undefined, 'id'],
    ['GET', '/api/leads/42/timeline', undefined, 'id'],
    ['GET', '/api/calls?open=yes', undefined, 'open'],
    ['GET', '/api/calls?limit=201', undefined, 'limit'],
    ['GET', '/api/calls/latest', undefined, 'id'],
    ['GET', '/api/calls/latest/events', undefined, 'id'],
    ['GET', `/api/calls/${uuid}/events?after=-1`, undefined, 'after'],
    ['PATCH', '/api/tasks/1', { status: 'done' }, 'id'],
  ];
  test.each(cases)('%s %s', async (method, path, body, words) => {
    const answer = await ask(backend.url, path, { method, body, token });
    expect(answer.status).toBe(400);
    const { error } = answer.body as unknown as ApiError;
    expect(error).toMatchObject({ code: 'invalid', reason: 'incorrect' });
    expect(error.message).toContain(words);
  });
});

test.each([
  [`/api/leads/${uuid}`, 'no-such-lead'],
  [`/api/leads/${uuid}/timeline`, 'no-such-lead'],
  [`/api/calls/${uuid}`, 'no-such-call'],
  [`/api/calls/${uuid}/events`, 'no-such-call'],
])('%s of something that does not exist is 404 in words', async (path, reason) => {
  const answer = await ask(backend.url, path, { token });
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({
    error: { code: 'not-found', reason, message: expect.stringContaining('There is no such') as string },
  });
});

test('the list of leads is searched by name, number and address, and continued', async () => {
  await backend.db.query(
    `INSERT INTO leads (phone, first_name, email) VALUES ('+529998887766', '100%_Real', 'real@example.mx')`,
  );
  const find = async (q: string) =>
    (await ask<LeadList>(backend.url, `/api/leads?q=${encodeURIComponent(q)}`, { token })).body.leads.map(
      ({ name }) => name,
    );
  expect(await find('lucía')).toEqual(['Lucía']);
  expect(await find('99988877')).toEqual(['100%_Real']);
  expect(await find('REAL@EXAMPLE')).toEqual(['100%_Real']);
  expect(await find('%_R')).toEqual(['100%_Real']);
  expect(await find('%')).toEqual(['100%_Real']);
  expect(await find("'; DROP TABLE leads; --")).toEqual([]);
  const all = (await ask<LeadList>(backend.url, '/api/leads', { token })).body.leads;
  const first = (await ask<LeadList>(backend.url, '/api/leads?limit=1', { token })).body.leads;
  const rest = (await ask<LeadList>(backend.url, `/api/leads?before=${all[0]!.updatedAt}`, { token })).body
    .leads;
  expect([...first, ...rest].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  expect(all.find(({ id }) => id === story.leadId)).toMatchObject({
    score: 82,
    lastMessage: 'Hola, busco un departamento',
  });
});

test('a lead’s card holds what is known, what was agreed and what matches', async () => {
  await backend.db.query(
    `INSERT INTO consents (lead_id, kind, granted, evidence, evidence_key) VALUES ($1, 'call', TRUE, 'sí, llámenme', 'm1'), ($1, 'call', FALSE, 'ya no', 'm2')`,
    [story.leadId],
  );
  const { body } = await ask<LeadDetail>(backend.url, `/api/leads/${story.leadId}`, { token });
  expect(body).toMatchObject({ firstName: 'Lucía', doNotCall: false, handledBy: 'ai', seq: 1 });
  expect(body.consents).toMatchObject([{ kind: 'call', granted: false }]);
  expect(body.calls.map(({ id }) => id)).toEqual([story.callId]);
  expect(body.offers.every(({ destination }) => destination === 'Nuevo Vallarta')).toBe(true);
  expect(body.offers.length).toBeGreaterThan(0);
  expect(body.offers[0]?.prices.map(({ currency }) => currency)).toEqual(['USD', 'MXN']);
  expect(Date.parse(body.windowUntil ?? '')).toBeGreaterThan(Date.now());
  await backend.db.query(
    `INSERT INTO do_not_call (phone, source) SELECT phone, 'manual' FROM leads WHERE id = $1`,
    [story.leadId],
  );
  await backend.db.query(`UPDATE leads SET last_inbound_at = now() - interval '25 hours' WHERE id = $1`, [
    story.leadId,
  ]);
  const later = (await ask<LeadDetail>(backend.url, `/api/leads/${story.leadId}`, { token })).body;
  expect(later).toMatchObject({ doNotCall: true, windowUntil: null });
});

test('the timeline merges what was written, said and done, in the order it happened', async () => {
  await say(backend.db, story, '¿Sí, bueno?');
  await backend.db.query(
    `INSERT INTO tool_calls (call_id, tool_name, parameters, response, execution_time_ms, success, tool_call_id)
     VALUES ($1, 'check_availability', '{"location": "Nuevo Vallarta"}', '{"result": "Hay tres unidades."}', 42, TRUE, 't1')`,
    [story.callId],
  );
  await say(backend.db, story, 'Quiero hablar con alguien');
  const { body } = await ask<Timeline>(backend.url, `/api/leads/${story.leadId}/timeline`, { token });
  expect(body.items.map(({ channel, text }) => [channel, text])).toEqual([
    ['whatsapp', 'Hola, busco un departamento'],
    ['call', '¿Sí, bueno?'],
    ['tool', 'Hay tres unidades.'],
    ['call', 'Quiero hablar con alguien'],
  ]);
  expect(body.items[2]?.tool).toEqual({
    name: 'check_availability',
    parameters: { location: 'Nuevo Vallarta' },
    result: 'Hay tres unidades.',
    success: true,
    ms: 42,
    cached: false,
  });
  const call = (await ask<CallDetail>(backend.url, `/api/calls/${story.callId}`, { token })).body;
  expect(call.items.map(({ channel }) => channel)).toEqual(['call', 'tool', 'call']);
  expect(call).toMatchObject({ lead: { id: story.leadId }, escalation: null, seq: 3 });
});

test('calls are listed, open ones alone if asked, and their events can be asked for from a number on', async () => {
  const done = await writeStory(backend.db, 'Terminada');
  await backend.db.query(`UPDATE calls SET status = 'ended' WHERE id = $1`, [done.callId]);
  const ids = async (query: string) =>
    (await ask<CallList>(backend.url, `/api/calls${query}`, { token })).body.calls.map(({ id }) => id);
  expect(await ids('')).toEqual([done.callId, story.callId]);
  expect(await ids('?open=1')).toEqual([story.callId]);
  const { body } = await ask<EventList>(backend.url, `/api/calls/${story.callId}/events?after=1`, { token });
  expect(body.events.map(({ seq }) => seq)).toEqual([2, 3]);
  expect(body.head).toBe(3);
});

test('a call in escalation shows its newest offer', async () => {
  const attempt = await reserve(backend.db, story, people['agent']!.id);
  const { body } = await ask<CallDetail>(backend.url, `/api/calls/${story.callId}`, { token });
  expect(body.escalation).toMatchObject({ attemptId: attempt.attemptId, status: 'reserved' });
  const overview = (await ask<Overview>(backend.url, '/api/overview', { token })).body;
  expect(overview).toMatchObject({
    queued: 0,
    oldestQueuedAt: null,
    live: 1,
    escalating: 1,
    agentsAvailable: 0,
  });
});

test('tasks are one’s own, are ticked off once, and belong to their owner or a supervisor', async () => {
  const owner = people['supervisor']!;
  const task = (ownerId: string, reasonKey: string) =>
    inTransaction(backend.db, (tx) =>
      createTask(tx, {
        leadId: story.leadId,
        kind: 'callback',
        title: 'Llamar',
        dueAt: new Date(),
        ownerId,
        reasonKey,
      }),
    );
  const theirs = await task(owner.id, 'one');
  const mine = await task(people['agent']!.id, 'two');
  const listed = (await ask<TaskList>(backend.url, '/api/tasks', { token })).body.tasks;
  expect(listed.map(({ id }) => id)).toEqual([mine]);
  const finish = (id: string, by: string) =>
    ask<Task>(backend.url, `/api/tasks/${id}`, { method: 'PATCH', token: by, body: { status: 'done' } });
  expect((await finish(theirs, token)).status).toBe(403);
  expect((await finish(mine, owner.token)).body.status).toBe('done');
  expect((await finish(mine, token)).body.status).toBe('done');
  expect((await finish(uuid, token)).status).toBe(404);
  const { rows } = await backend.db.query(
    `SELECT count(*)::int AS n FROM events WHERE type = 'task.done' AND data->>'taskId' = $1`,
    [mine],
  );
  expect(rows).toEqual([{ n: 1 }]);
});
