/** Another process steers the simulated world through these addresses; the journey runner relies on them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveControl } from '../../../src/simulators/control-api.ts';
import type { Served } from '../../../src/simulators/http/serve.ts';
import { startWorld, type World } from '../../../src/simulators/world.ts';
import { startTinyBackend, startTinyBot, type TinyBackend } from '../../support/tiny-backend.ts';
import { until } from '../../support/until.ts';

let backend: TinyBackend;
let world: World;
let control: Served;

beforeEach(async () => {
  backend = await startTinyBackend();
  world = await startWorld({
    whatsappAppSecret: 's',
    whatsappVerifyToken: 'v',
    vapiSecret: 'secret',
    speed: 200,
  });
  control = await serveControl(world, 0);
});
afterEach(async () => {
  await Promise.all([control.close(), world.close(), backend.close()]);
});

async function ask(method: string, path: string, body?: unknown, base = control.url) {
  const answer = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
interface LeadView {
  id: string;
  phone: string;
  phase: string;
  end: { how: string } | null;
}

describe('the control API', () => {
  it('starts leads once the backend is named, and tells what became of them', async () => {
    startTinyBot(backend, { whatsapp: world.whatsapp.url, vapi: world.vapi.url });
    await ask('POST', '/backend', { url: backend.url, urls: [backend.url] });
    const { body } = await ask('POST', '/leads', { persona: 'booker', count: 2, language: 'es' });
    const started = body['leads'] as LeadView[];
    expect(started).toHaveLength(2);
    expect(new Set(started.map(({ phone }) => phone)).size).toBe(2);
    const leads = async () => (await ask('GET', '/leads')).body['leads'] as LeadView[];
    await until(async () => (await leads()).every(({ phase }) => phase === 'done'));
    expect((await leads()).map(({ end }) => end?.how)).toEqual(['call', 'call']);
    const calls = (await ask('GET', '/vapi/calls')).body['calls'] as { status: string }[];
    expect(calls.map(({ status }) => status)).toEqual(['ended', 'ended']);
    const sent = await ask('GET', `/whatsapp/messages?to=${encodeURIComponent(started[0]?.phone ?? '')}`);
    expect((sent.body['messages'] as unknown[]).length).toBeGreaterThan(0);
    expect(sent.body['repeated']).toEqual([]);
  });

  it('writes as anybody, by phone or by user id', async () => {
    await ask('POST', '/backend', { url: backend.url });
    await ask('POST', '/whatsapp/inbound', { phone: '+523225550199', name: 'Ana', text: 'hola' });
    await ask('POST', '/whatsapp/inbound', {
      userId: 'US.1349',
      content: { type: 'sticker', sticker: { id: '1' } },
    });
    await until(() => backend.at('/webhooks/whatsapp').length === 2);
  });

  it('attaches a picture with its caption', async () => {
    await ask('POST', '/backend', { url: backend.url });
    await ask('POST', '/whatsapp/inbound', {
      ...{ phone: '+523225550199', name: 'Ana', attachment: 'picture', text: 'Así' },
    });
    const [webhook] = await until(() => {
      const arrived = backend.at('/webhooks/whatsapp');
      return arrived.length === 1 && arrived;
    });
    expect(JSON.stringify(webhook!.body)).toMatch(
      /"type":"image","image":\{"mime_type":"image\/png".*"caption":"Así"/,
    );
  });

  it('breaks things on demand and mends them', async () => {
    const complete = async () =>
      (
        await fetch(`${world.llm.url}/chat/completions`, {
          method: 'POST',
          body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hola' }] }),
        })
      ).status;
    await ask('POST', '/llm', { fault: 'error' });
    expect(await complete()).toBe(500);
    await ask('POST', '/llm', { fault: null });
    expect(await complete()).toBe(200);
    await ask('POST', '/vapi/faults', { kind: 'status', status: 503 });
    expect(
      (
        await fetch(`${world.vapi.url}/call`, {
          method: 'POST',
          headers: { authorization: 'Bearer x' },
          body: '{}',
        })
      ).status,
    ).toBe(503);
    await ask('POST', '/whatsapp/faults', { kind: 'error', code: 130429, times: 2 });
    await ask('DELETE', '/whatsapp/faults');
    expect(world.whatsapp.faults.take('523225550199')).toBeUndefined();
    await ask('POST', '/vapi/habits', { concurrencyLimit: 3, duplicateRate: 0.5 });
    expect([world.vapi.concurrencyLimit, world.vapi.sender.habits.duplicateRate]).toEqual([3, 0.5]);
  });

  it('takes the exchange away and brings it back at the same address', async () => {
    const { host, port } = world.pbx;
    const isThere = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host, port }, () => resolve(true)).on('error', () => resolve(false));
        socket.unref().on('connect', () => socket.destroy());
      });
    expect(await isThere()).toBe(true);
    expect(await ask('POST', '/pbx', { state: 'away' })).toMatchObject({ status: 200 });
    expect(await isThere()).toBe(false);
    expect(await ask('POST', '/pbx', { state: 'back' })).toMatchObject({ status: 200 });
    expect(await isThere()).toBe(true);
  });

  it('says what is wrong with an order', async () => {
    expect((await ask('POST', '/leads', { persona: 'angel' })).status).toBe(400);
    expect((await ask('POST', '/llm', { fault: 'tired' })).status).toBe(400);
    expect((await ask('GET', '/nothing')).body['error'] as string).toContain('POST /leads');
  });
});

describe('the process', () => {
  const main = join(import.meta.dirname, '../../../src/simulators/main.ts');
  const start = (env: Record<string, string>) =>
    spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it('prints one line when it is ready, lets leads come by themselves, and ends when asked', async () => {
    const child = start({
      WHATSAPP_APP_SECRET: 's',
      WHATSAPP_VERIFY_TOKEN: 'v',
      SIM_SPEED: '100',
      SIM_LEADS: 'loop',
      SIM_HUNT_PILOT: '4100',
      SIM_PBX_ACCOUNTS: '[{"user":"4127","authUser":"a","password":"b"}]',
    });
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const ready = JSON.parse(line) as Record<string, string> & { pbx: { port: number } };
      expect(Object.keys(ready)).toEqual(['ready', 'whatsappUrl', 'vapiUrl', 'llmUrl', 'pbx', 'controlUrl']);
      expect(ready.pbx.port).toBeGreaterThan(0);
      await ask('POST', '/backend', { url: backend.url }, ready['controlUrl']);
      await until(() => backend.at('/webhooks/whatsapp').length > 0, { what: 'a lead that comes by itself' });
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it('says which settings are missing', async () => {
    const child = start({ SIM_SPEED: 'fast' });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(said).toContain('WHATSAPP_APP_SECRET');
    expect(said).toContain('SIM_SPEED');
  });
});
