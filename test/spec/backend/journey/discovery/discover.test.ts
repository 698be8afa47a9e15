/** Discovery under strain: no cache, a slow model, people who type faster than we think, two workers. */
import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { LlmGateway } from '../../../../../src/backend/gateways/llm.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import { leadOf, talk } from '../../../../support/whatsapp-talk.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores, { env: { LLM_TIMEOUT_MS: '1200' } });
afterAll(() => backend.close());
beforeEach(() => backend.llm.fail('none'));

const words = (text: string): { type: string; text: { body: string } } => ({
  type: 'text',
  text: { body: text },
});

/** The model behind a gate: `open` lets it answer. */
function gatedModel(model: LlmGateway): { llm: LlmGateway; asked: () => number; open: () => void } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let asked = 0;
  const extract: LlmGateway['extract'] = async (task) => {
    asked += 1;
    await gate;
    return model.extract(task);
  };
  return { llm: { ...model, extract }, asked: () => asked, open };
}

describe('the session', () => {
  it('stands in Redis for 24 hours with the lead and the conversation', async () => {
    const who = talk(backend);
    await who.say('Hola, busco una villa');
    const { id } = await leadOf(backend, who);
    const session = JSON.parse(
      await until(() => backend.redis.get(`session:${id}`), { what: 'the session' }),
    ) as Record<string, unknown>;
    expect(session).toMatchObject({
      lead: { profile: { property_type: 'villa' }, language: 'es', asked: ['location'] },
      conversation: [{ from: 'lead' }, { from: 'us', question: 'location' }],
    });
    const ttl = await backend.redis.ttl(`session:${id}`);
    expect(ttl).toBeGreaterThan(86_000);
    expect(ttl).toBeLessThanOrEqual(86_400);
  });

  it.each([
    ['flushed', () => backend.redis.flushall()],
    [
      'full of nonsense',
      async () => {
        for (const key of await backend.redis.keys('session:*')) await backend.redis.set(key, '{"no":1}');
      },
    ],
  ])('being %s between two messages changes nothing for the lead', async (_what, spoil) => {
    const who = talk(backend);
    await who.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    await spoil();
    expect(await who.say('sí')).toMatch(/Te marco/);
  });

  it('cannot stop an answer by Redis being away', async () => {
    const nowhere = new Redis('redis://127.0.0.1:1', { maxRetriesPerRequest: 1, retryStrategy: () => 100 });
    nowhere.on('error', () => undefined);
    await backend.restartWorker({ redis: nowhere });
    const who = talk(backend);
    expect(
      await who.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses'),
    ).toMatch(/Te marco ahora/);
    expect(await who.say('sí')).toMatch(/Te marco en/);
    await backend.restartWorker();
    nowhere.disconnect();
  });
});

describe('a model', () => {
  it('that is too slow costs the lead no answer, and rests after three failures', async () => {
    backend.llm.slowMs = 10_000;
    backend.llm.fail('slow');
    const before = backend.llm.calls.length;
    const who = talk(backend);
    for (const said of ['Hola', 'Mazatlán', 'una villa', '2 millones de dólares', 'este año'])
      expect(await who.say(said)).not.toBe('');
    expect(backend.llm.calls.length - before).toBeLessThanOrEqual(3);
    expect((await leadOf(backend, who))['profile']).toMatchObject({
      location: 'Mazatlán',
      property_type: 'villa',
    });
  });

  it('leaves a record of what each call cost, also of those that failed', async () => {
    const { rows } = await backend.db.query<{ ok: boolean; purpose: string; cost: number; tokens: number }>(
      `SELECT ok, purpose, cost_usd::float8 AS cost, prompt_tokens AS tokens FROM llm_usage`,
    );
    expect(rows.some(({ ok, cost, tokens }) => ok && cost > 0 && tokens > 0)).toBe(true);
    expect(rows.some(({ ok }) => !ok)).toBe(true);
  });
});

describe('a lead who writes while we think', () => {
  it('gets one answer, to everything', async () => {
    const gated = gatedModel(backend.deps.llm);
    await backend.restartWorker({ llm: gated.llm });
    const phone = `52155${String(Date.now()).slice(-8)}`;
    const person = { phone: `+${phone}`, name: 'Ema' };
    backend.whatsapp.receive(person, words('Hola, busco algo en Mazatlán'));
    await until(() => gated.asked() === 1);
    backend.whatsapp.receive(person, words('una villa'));
    await until(async () => {
      const { rows } = await backend.db.query(
        'SELECT 1 FROM interactions JOIN leads ON leads.id = lead_id WHERE whatsapp_id = $1',
        [phone],
      );
      return rows.length === 2;
    });
    gated.open();
    await backend.idle();
    const answers = backend.whatsapp.messages.filter(({ to }) => to === phone);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.text).toMatch(/presupuesto/);
    await backend.restartWorker();
  });

  it('STOP is told goodbye and nothing else', async () => {
    const gated = gatedModel(backend.deps.llm);
    await backend.restartWorker({ llm: gated.llm });
    const phone = `52156${String(Date.now()).slice(-8)}`;
    const person = { phone: `+${phone}`, name: 'Ema' };
    backend.whatsapp.receive(person, words('Hola, busco algo en Mazatlán'));
    await until(() => gated.asked() === 1);
    backend.whatsapp.receive(person, words('STOP'));
    await until(() => backend.whatsapp.messages.some(({ to }) => to === phone));
    gated.open();
    await backend.idle();
    const answers = backend.whatsapp.messages.filter(({ to }) => to === phone).map(({ text }) => text);
    expect(answers).toEqual([expect.stringMatching(/no te escribiremos/)]);
    await backend.restartWorker();
  });
});

describe('a yes', () => {
  it('counts only for the question it came after', async () => {
    const who = talk(backend);
    await who.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos');
    const { body } = { body: words('sí') };
    // Sent before our question about the call, delivered after it.
    const early = new Date(Date.now() - 60_000);
    await who.say('en dos meses');
    backend.whatsapp.receive({ phone: `+${who.phone}`, name: 'Ana' }, body, early);
    await backend.idle();
    const { id } = await leadOf(backend, who);
    const { rows } = await backend.db.query(`SELECT 1 FROM consents WHERE lead_id = $1 AND kind = 'call'`, [
      id,
    ]);
    expect(rows).toEqual([]);
  });
});
