/** The server around the routes: pages, policies, foreign pages, broken requests, and a log without people in it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../../../src/backend/log.ts';
import type { ConsoleConfig } from '../../../../src/shared/api.ts';
import { demoAccounts } from '../../../../src/shared/demo.ts';
import { ensureDemoUsers } from '../../../../src/backend/store/users.ts';
import {
  addPerson,
  ask,
  connectConsole,
  connectPhone,
  openSocket,
  passwordOf,
  signInAs,
  startConsoleBackend,
  testSecretKey,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { say, writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const dir = await mkdtemp(join(tmpdir(), 'console-build-'));
const lines: string[] = [];
let backend: ConsoleBackend;
beforeAll(async () => {
  await mkdir(join(dir, 'assets'), { recursive: true });
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Consola</title>');
  await writeFile(join(dir, 'assets', 'app-1a2b.js'), 'export {};');
  backend = await startConsoleBackend(stores, {
    log: createLog({ LOG_LEVEL: 'trace' }, { write: (line) => void lines.push(line) }),
    env: { RENDERER_DIR: dir, DEMO: true, ALLOWED_ORIGINS: 'https://consola.example' },
  });
  await addPerson(backend.db, 'andrea.canaria', 'agent', '4190');
});
afterAll(async () => {
  await backend.close();
  await rm(dir, { recursive: true, force: true });
});

const page = { accept: 'text/html' };

test('the built console is served, and every address of its own is the page', async () => {
  for (const path of ['/', '/leads/42', '/calls']) {
    const answer = await ask<string>(backend.url, path, { headers: page });
    expect(answer.status, path).toBe(200);
    expect(answer.body, path).toContain('<title>Consola</title>');
    expect(answer.headers.get('cache-control'), path).toContain('no-cache');
  }
  const script = await ask<string>(backend.url, '/assets/app-1a2b.js');
  expect(script.headers.get('content-type')).toContain('javascript');
  expect((await ask(backend.url, '/assets/%2e%2e/%2e%2e/package.json')).status).toBe(404);
});

test('the page may reach this backend and phones of its own machine, hear the microphone, and be framed by nobody', async () => {
  const { headers } = await ask(backend.url, '/', { headers: page });
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toMatch(/connect-src 'self' ws:\/\/127\.0\.0\.1:\*/);
  expect(policy, 'a browser complains about IPv6 addresses').not.toContain('[');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get('permissions-policy')).toContain('microphone=(self)');
  expect(headers.get('permissions-policy')).toContain('camera=()');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('without a built console a plain page says how to build it', async () => {
  const bare = await startConsoleBackend(stores, { publish: false });
  const answer = await ask<string>(bare.url, '/', { headers: page });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('npm run build');
  await bare.close();
});

test('an address that is nothing is 404 in words', async () => {
  for (const path of ['/api/nothing', '/webhooks/unknown', '/nothing.js']) {
    const answer = await ask(backend.url, path);
    expect(answer.status, path).toBe(404);
    expect(answer.body, path).toMatchObject({ error: { code: 'not-found' } });
  }
  expect((await ask(backend.url, '/api/leads', { method: 'PUT', body: {} })).status).toBe(404);
});

test('pages of named origins and the desktop application may speak to it, others may not', async () => {
  for (const origin of ['https://consola.example', 'app://console']) {
    const preflight = await ask(backend.url, '/api/leads', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(preflight.status, origin).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const refused = await ask(backend.url, '/api/leads', { headers: { origin } });
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
  }
  const foreign = await ask(backend.url, '/api/config', { headers: { origin: 'https://evil.example' } });
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  const { token } = await signInAs(backend.url, 'andrea.canaria');
  const outcomeOf = async (origin: string): Promise<string> => {
    const socket = openSocket(backend.url, '/console', { auth: { token }, origin });
    const outcome = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', () => resolve('refused'));
    });
    socket.close();
    return outcome;
  };
  expect(await outcomeOf('https://evil.example')).toBe('refused');
  expect(await outcomeOf('app://console')).toBe('connected');
  expect(await outcomeOf(backend.url)).toBe('connected');
});

test('broken, oversized and foreign bodies are refused in words, and the server stays up', async () => {
  const post = (body: string, type = 'application/json') =>
    fetch(`${backend.url}/api/session`, { method: 'POST', body, headers: { 'content-type': type } });
  const cases: [string, string | undefined, number, string][] = [
    ['{"username": ', undefined, 400, 'not valid JSON'],
    ['{"__proto__": {"x": 1}}', undefined, 400, 'not valid JSON'],
    ['x'.repeat(300_000), undefined, 413, 'too large'],
    ['<a/>', 'application/xml', 415, 'application/json'],
  ];
  for (const [body, type, status, words] of cases) {
    const answer = await post(body, type);
    expect(answer.status, words).toBe(status);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toContain(words);
  }
  expect((await fetch(`${backend.url}/api/leads/%E0%A4%A`)).status).toBe(400);
  expect((await ask(backend.url, '/health/live')).status).toBe(200);
});

test('bytes that are no HTTP end their own connection and nothing else', async () => {
  const { port } = new URL(backend.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  socket.write('\u0000\u0001 GET nonsense\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  expect((await ask(backend.url, '/health/live')).status).toBe(200);
});

test('a demonstration offers its accounts on the sign-in screen, and they work', async () => {
  const created = await ensureDemoUsers(backend.db, { SECRET_KEY: testSecretKey });
  expect(created).toHaveLength(demoAccounts.length);
  expect(await ensureDemoUsers(backend.db, { SECRET_KEY: testSecretKey })).toEqual([]);
  const { body } = await ask<ConsoleConfig>(backend.url, '/api/config');
  expect(body.demo).toBe(true);
  const carlos = body.demoAccounts.find(({ username }) => username === 'carlos')!;
  const session = await ask<{ phoneToken: string }>(backend.url, '/api/session', {
    method: 'POST',
    body: carlos,
  });
  const phone = await connectPhone(backend.url, session.body.phoneToken);
  const known = demoAccounts.find(({ username }) => username === 'carlos');
  expect(await phone.emitWithAck('account')).toMatchObject({
    account: { authUser: known?.sipAuthUser, password: known?.sipPassword },
  });
  phone.close();
});

test('nothing that people said, sent or signed in with stands in the log', async () => {
  const { token, phoneToken } = await signInAs(backend.url, 'andrea.canaria');
  const story = await writeStory(backend.db, 'Canaria Morales');
  const { rows } = await backend.db.query<{ phone: string }>('SELECT phone FROM leads WHERE id = $1', [
    story.leadId,
  ]);
  const phone = rows[0]!.phone;
  await say(backend.db, story, 'mi tarjeta canaria es 4111');
  const client = await connectConsole(backend.url, token);
  await client.emitWithAck('watch', { stream: `call:${story.callId}`, after: 0 });
  const bad = { type: 'call.ringing', number: phone };
  const line = await connectPhone(backend.url, phoneToken!);
  await line.emitWithAck('report', bad as never);
  await ask(backend.url, `/api/leads?q=${encodeURIComponent(phone)}`, { token });
  await ask(backend.url, `/api/leads?q=canario&limit=${encodeURIComponent(phone)}`, { token });
  await ask(backend.url, '/api/session', {
    method: 'POST',
    body: { username: 'andrea.canaria', password: 'wrong canary password' },
  });
  await ask(backend.url, '/api/leads', { token: 'canary-token-that-is-not-in-force-1234' });
  client.close();
  line.close();
  await until(() => lines.filter((text) => text.includes('/api/leads')).length >= 3, {
    what: 'the requests to be logged',
  });
  const log = lines.join('');
  for (const canary of [
    token,
    phoneToken!,
    phone,
    phone.slice(1),
    'Canaria',
    'andrea.canaria',
    passwordOf('andrea.canaria'),
    'sip-andrea',
    'wrong canary',
    'tarjeta',
    'canary-token',
    'canario',
  ])
    expect(log, canary).not.toContain(canary);
});

test('a failure inside is answered with its number in the log, and with nothing of what went wrong', async () => {
  const broken = await startConsoleBackend(stores, {
    publish: false,
    log: createLog({ LOG_LEVEL: 'trace' }, { write: (line) => void lines.push(line) }),
  });
  const { token } = await signInAs(broken.url, 'andrea.canaria');
  await broken.db.query('ALTER TABLE do_not_call RENAME TO hidden_for_a_moment');
  const story = await writeStory(broken.db);
  const answer = await ask(broken.url, `/api/leads/${story.leadId}`, { token });
  await broken.db.query('ALTER TABLE hidden_for_a_moment RENAME TO do_not_call');
  expect(answer.status).toBe(500);
  const { message } = (answer.body as { error: { message: string } }).error;
  expect(message).not.toMatch(/relation|SELECT|do_not_call/);
  const id = /under ([0-9a-f-]{36})/.exec(message)?.[1] ?? 'no id';
  expect(lines.some((line) => line.includes(id) && line.includes('42P01'))).toBe(true);
  await broken.close();
});

test('a server that cannot keep up turns requests away with a time to come back, and still answers for its health', async () => {
  const busy = await startConsoleBackend(stores, { publish: false, maxEventLoopDelayMs: 30 });
  const block = setInterval(() => {
    for (const until = performance.now() + 90; performance.now() < until;);
  }, 1);
  const refused = await until(
    async () => {
      const answer = await ask(busy.url, '/api/config');
      return answer.status === 503 && answer;
    },
    { what: 'a request to be turned away' },
  );
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(refused.body).toMatchObject({ error: { code: 'unavailable' } });
  expect((await ask(busy.url, '/health/live')).status).toBe(200);
  clearInterval(block);
  await until(async () => (await ask(busy.url, '/api/config')).status === 200, { what: 'it to recover' });
  await busy.close();
});

test('whoever asks too often is told to wait, and does not spend what others may ask', async () => {
  const { token } = await signInAs(backend.url, 'andrea.canaria');
  const inject = (headers: Record<string, string>) =>
    backend.server.inject({ url: '/api/session', headers, remoteAddress: '203.0.113.7' });
  const statuses = new Set<number>();
  for (let i = 0; i < 1_300 && !statuses.has(429); i += 1)
    statuses.add((await inject({ authorization: `Bearer ${token}` })).statusCode);
  expect([...statuses]).toEqual([200, 429]);
  const refused = await inject({ authorization: `Bearer ${token}` });
  expect(refused.json()).toMatchObject({
    error: { code: 'too-many', reason: 'too-many', message: expect.stringContaining('Wait') as string },
  });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  await addPerson(backend.db, 'otra');
  const { token: free } = await signInAs(backend.url, 'otra');
  expect((await inject({ authorization: `Bearer ${free}` })).statusCode).toBe(200);
});
