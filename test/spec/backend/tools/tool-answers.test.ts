import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { vapiMessageProblems } from '../../../../src/simulators/contracts/vapi-contract.ts';
import {
  askTool,
  newCall,
  postTool,
  sendAgentsHome,
  startHandOffWorld,
  toolCall,
  toolMessage,
} from '../../../support/hand-off-world.ts';

import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const world = await startHandOffWorld(stores);
afterAll(() => world.stop());
beforeEach(async () => {
  await world.deps.redis.flushall();
  await sendAgentsHome(world);
});

const villas = { destination: 'Nuevo Vallarta', property_type: 'villa', bedrooms: 3 };
const recorded = (callId: string): Promise<Record<string, unknown>[]> =>
  world.rows('SELECT * FROM tool_calls WHERE call_id = $1 ORDER BY created_at', [callId]);

describe('the addresses of the tools', () => {
  it.each(['availability', 'schedule', 'pricing', 'escalate'])(
    '/api/tools/%s answers with 200 and a result',
    async (path) => {
      const { vapiCallId } = await newCall(world);
      const message = toolMessage(vapiCallId, [toolCall('check_availability', villas)]);
      const { status, body } = await postTool(world, message, { path: `/api/tools/${path}` });
      expect(status).toBe(200);
      expect(vapiMessageProblems('ServerMessageResponseToolCalls', body)).toEqual([]);
      expect(body.results).toMatchObject([
        { name: 'check_availability', result: expect.stringContaining('villas') },
      ]);
    },
  );

  it('refuse whoever is not Vapi, and do and store nothing', async () => {
    const { vapiCallId, callId } = await newCall(world);
    const message = toolMessage(vapiCallId, [toolCall('escalate_to_human', { reason: 'forged' })]);
    const answer = await postTool(world, message, { secret: 'wrong' });
    expect(answer.status).toBe(401);
    expect(await recorded(callId)).toEqual([]);
    expect(await world.rows('SELECT id FROM escalations WHERE call_id = $1', [callId])).toEqual([]);
  });

  it.each(['not json', '[]', '{"message":{"type":"status-update"}}', '{}'])(
    'answer 400 and say what was expected for %s',
    async (body) => {
      const answer = await postTool(world, body);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toMatch(/JSON object|tool-calls/);
    },
  );

  it('keep the message and what it did', async () => {
    const { vapiCallId } = await newCall(world);
    const call = toolCall('get_pricing', {
      unit: 'B-304',
      destination: 'Nuevo Vallarta',
      property: 'Grand Luxxe',
    });
    await postTool(world, toolMessage(vapiCallId, [call]));
    await postTool(world, toolMessage(vapiCallId, [call]));
    const stored = await until(async () => {
      const rows = await world.rows<{ effect: string | null }>(
        `SELECT type, effect, deliveries FROM webhooks WHERE body::text LIKE $1`,
        [`%${call.id}%`],
      );
      return rows[0]?.effect != null && rows;
    });
    expect(stored).toEqual([{ type: 'tool-calls', effect: 'get_pricing: answered', deliveries: 2 }]);
  });
});

describe('the four shapes of arguments', () => {
  const shapes: [string, (id: string) => Record<string, unknown>][] = [
    ['an object', (id) => ({ id, type: 'function', function: { name: 'get_pricing', arguments: villas } })],
    [
      'JSON text',
      (id) => ({
        id,
        type: 'function',
        function: { name: 'get_pricing', arguments: JSON.stringify(villas) },
      }),
    ],
    ['{id, name, parameters}', (id) => ({ id, name: 'get_pricing', parameters: villas })],
    ['{id, name, arguments}', (id) => ({ id, name: 'get_pricing', arguments: villas })],
  ];

  it.each(shapes)('%s is understood', async (_name, shape) => {
    const { vapiCallId, callId } = await newCall(world);
    const { body } = await postTool(world, toolMessage(vapiCallId, [shape('call_1')]));
    expect(body.results).toMatchObject([
      { toolCallId: 'call_1', name: 'get_pricing', result: expect.stringContaining('Nuevo Vallarta') },
    ]);
    expect(await recorded(callId)).toMatchObject([
      { parameters: villas, success: true, tool_name: 'get_pricing' },
    ]);
  });

  it('and so is a list of tools with their calls where the other list is missing', async () => {
    const { vapiCallId } = await newCall(world);
    const body = {
      message: {
        type: 'tool-calls',
        call: { id: vapiCallId },
        toolWithToolCallList: [
          { name: 'check_availability', toolCall: { id: 'call_2', parameters: villas } },
        ],
      },
    };
    expect((await postTool(world, body)).body.results).toMatchObject([
      { toolCallId: 'call_2', result: expect.any(String) },
    ]);
  });

  it('and several calls in one message are answered in their order', async () => {
    const { vapiCallId } = await newCall(world);
    const calls = [
      toolCall('get_pricing', villas, 'a'),
      toolCall('no_such_tool', {}, 'b'),
      toolCall('check_availability', villas, 'c'),
    ];
    const { body } = await postTool(world, toolMessage(vapiCallId, calls));
    expect(body.results.map(({ toolCallId, error }) => [toolCallId, error === undefined])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ]);
  });

  it('and arguments that are no JSON are refused with a sentence', async () => {
    const { vapiCallId } = await newCall(world);
    const { error } = await askTool(world, vapiCallId, {
      name: 'get_pricing',
      args: '{"destination": "Nuevo',
    });
    expect(error).toContain('No se entendieron los datos');
  });
});

describe('check_availability', () => {
  it('speaks of homes that exist, at their prices, in the lead’s language', async () => {
    const spanish = await newCall(world);
    const es = await askTool(world, spanish.vapiCallId, {
      name: 'check_availability',
      args: {
        ...villas,
        property: 'Grand Luxxe Nuevo Vallarta',
        budget_max: '700 mil dólares',
        currency: 'USD',
      },
    });
    expect(es.result).toMatch(
      /^En Grand Luxxe Nuevo Vallarta tenemos .* villas de tres recámaras dentro de tu presupuesto; por ejemplo/,
    );
    expect(es.result).toContain('mil dólares');
    const english = await newCall(world, { language: 'en' });
    const en = await askTool(world, english.vapiCallId, { name: 'check_availability', args: villas });
    expect(en.result).toMatch(
      /^In Nuevo Vallarta we have .* villas with three bedrooms available; for example/,
    );
    for (const { result } of [es, en]) expect(result).not.toMatch(/[\n*#$]|\d{4}/);
  });

  it('uses what the lead said on WhatsApp where the model says nothing', async () => {
    const profile = {
      location: 'Mazatlán',
      property_type: 'condo',
      budget: { min: 1, max: 9e6, currency: 'USD' },
    };
    const { vapiCallId } = await newCall(world, { profile });
    const { result } = await askTool(world, vapiCallId, { name: 'check_availability' });
    expect(result).toMatch(/^En Mazatlán tenemos .* departamentos/);
  });

  it('offers the nearest home where nothing fits the budget', async () => {
    const { vapiCallId } = await newCall(world);
    const { result } = await askTool(world, vapiCallId, {
      name: 'check_availability',
      args: { ...villas, budget_max: 100_000, currency: 'USD' },
    });
    expect(result).toContain(
      'no tengo ahora villas de tres recámaras hasta cien mil dólares; lo más cercano es',
    );
  });

  it.each([
    [{ destination: 'Tijuana' }, 'Ese lugar no lo tenemos'],
    [{ destination: 'Acapulco', property_type: 'castillo' }, 'Ese tipo de propiedad no lo manejamos'],
  ])('refuses %j and tells the model what to ask', async (args, words) => {
    const { vapiCallId, callId } = await newCall(world);
    const { error } = await askTool(world, vapiCallId, { name: 'check_availability', args });
    expect(error).toContain(words);
    expect(error).toMatch(/Pregunta|Tenemos/);
    expect(await recorded(callId)).toMatchObject([{ success: false, error }]);
  });
});

describe('get_pricing', () => {
  it('knows the price, the down payment and the term of one home, however its code is said', async () => {
    const { vapiCallId } = await newCall(world, { profile: { location: 'Nuevo Vallarta' } });
    for (const unit of ['B-304', 'b304', 'la B 304', 'B trescientos cuatro']) {
      const { result } = await askTool(world, vapiCallId, {
        name: 'get_pricing',
        args: { unit, currency: 'USD' },
      });
      expect(result).toBe(
        'La B 304, una villa de tres recámaras con vista al campo de golf, en Grand Luxxe Nuevo Vallarta, cuesta seiscientos ochenta y cinco mil dólares, con un enganche del treinta por ciento, unos doscientos seis mil dólares, y el resto hasta en sesenta meses.',
      );
    }
  });

  it('says that a home is reserved', async () => {
    const { vapiCallId } = await newCall(world, { language: 'en' });
    const { result } = await askTool(world, vapiCallId, {
      name: 'get_pricing',
      args: { unit: 'C-207', location: 'Vallarta' },
    });
    expect(result).toContain('seven hundred twelve thousand dollars');
    expect(result).toContain('It is reserved.');
  });

  it('gives a range in the currency of the lead', async () => {
    const { vapiCallId } = await newCall(world);
    const { result } = await askTool(world, vapiCallId, {
      name: 'get_pricing',
      args: { ...villas, moneda: 'pesos' },
    });
    expect(result).toMatch(/cuestan entre .* millones .* pesos y .* pesos, con enganche/);
  });

  it('refuses a home that does not exist', async () => {
    const { vapiCallId } = await newCall(world);
    const { error } = await askTool(world, vapiCallId, { name: 'get_pricing', args: { unit: 'Z-999' } });
    expect(error).toContain('No encuentro la unidad Z 999');
  });
});
