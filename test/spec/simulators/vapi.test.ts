/** The Vapi simulator must judge and behave as Vapi does: its schemas, its messages, its silence after a failed webhook. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { vapiMessageProblems } from '../../../src/simulators/contracts/vapi-contract.ts';
import {
  startVapiSimulator,
  type VapiOptions,
  type VapiSimulator,
} from '../../../src/simulators/vapi/vapi.ts';
import { callRequest, startTinyBackend, toolCallOf, type TinyBackend } from '../../support/tiny-backend.ts';
import { until } from '../../support/until.ts';

const number = '+523225550123';
let backend: TinyBackend;
let vapi: VapiSimulator;

const start = async (options: VapiOptions = {}): Promise<void> => {
  vapi = await startVapiSimulator({
    apiKey: 'key',
    secret: 'a-shared-secret-of-ours',
    speed: 400,
    seed: 7,
    ...options,
  });
};
beforeEach(async () => {
  backend = await startTinyBackend();
});
afterEach(async () => {
  await vapi.close();
  await backend.close();
});

async function ask(method: string, path: string, body?: unknown, key = 'key') {
  const answer = await fetch(path.startsWith('http') ? path : `${vapi.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const place = (over: Record<string, unknown> = {}, to = number) =>
  ask('POST', '/call', callRequest(backend.url, to, over));
const ended = (id: unknown) =>
  until(
    () =>
      vapi.calls.find((call) => call.id === id)?.over === true &&
      backend.vapiMessages('end-of-call-report').length > 0,
  );

describe('POST /call', () => {
  it('takes a good call and names where to steer and hear it', async () => {
    await start();
    const { status, body } = await place();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'queued',
      type: 'outboundPhoneCall',
      monitor: {
        controlUrl: expect.stringContaining('/control') as string,
        listenUrl: expect.stringContaining('ws://') as string,
      },
      subscriptionLimits: { concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 9 },
    });
    expect((await ask('GET', `/call/${String(body['id'])}`)).body).toMatchObject({
      id: body['id'],
      customer: { number },
    });
    expect((await ask('GET', '/phone-number/x')).body).toMatchObject({ provider: 'byo-phone-number' });
  });

  it.each([
    ['an unknown field at the top', { metadata: {} }, {}, 'property metadata should not exist'],
    [
      'a field Vapi once had',
      {},
      { endCallFunctionEnabled: true },
      'assistant.property endCallFunctionEnabled should not exist',
    ],
    [
      'an unknown server message',
      {},
      { serverMessages: ['telepathy'] },
      'assistant.serverMessages.0 must be one of',
    ],
    ['a wrong type', {}, { maxDurationSeconds: 'long' }, 'assistant.maxDurationSeconds'],
    ['no number', { customer: { name: 'Ana' } }, {}, 'customer.number'],
    ['a number that is none', { customer: { number: '55 1234' } }, {}, 'E.164'],
    ['a name of 41 characters', { customer: { number, name: 'x'.repeat(41) } }, {}, 'customer.name'],
  ])('refuses %s with a list of reasons', async (_, top, assistant, reason) => {
    await start();
    const { status, body } = await ask('POST', '/call', {
      ...callRequest(backend.url, number, assistant),
      ...top,
    });
    expect(status).toBe(400);
    expect(body['message']).toEqual(expect.arrayContaining([expect.stringContaining(reason)]));
    expect(vapi.calls).toHaveLength(0);
  });

  it('refuses a wrong key', async () => {
    await start();
    expect((await ask('POST', '/call', callRequest(backend.url, number), 'other')).status).toBe(401);
  });

  it('refuses or blocks what is beyond its lines', async () => {
    await start({ concurrencyLimit: 1 });
    await place();
    expect((await place({}, '+523225550124')).status).toBe(429);
    await vapi.close();
    await start({ concurrencyLimit: 1, overLimit: 'block' });
    await place();
    const { status, body } = await place({}, '+523225550124');
    expect([status, body['subscriptionLimits']]).toEqual([
      201,
      { concurrencyBlocked: true, concurrencyLimit: 1, remainingConcurrentCalls: 0 },
    ]);
    await until(() =>
      backend
        .vapiMessages('end-of-call-report')
        .some(
          (report) => report['endedReason'] === 'call.start.error-subscription-concurrency-limit-reached',
        ),
    );
  });

  it('can place the call and answer 503, so that a second try would ring twice', async () => {
    await start();
    const since = new Date(Date.now() - 1000).toISOString();
    vapi.faults.arm({ kind: 'placed-then-status', status: 503 });
    expect((await place()).status).toBe(503);
    const listed = (await ask('GET', `/call?limit=10&createdAtGe=${encodeURIComponent(since)}`))
      .body as unknown as { customer: { externalId: string } }[];
    expect(listed).toHaveLength(1);
    expect(listed[0]?.customer.externalId).toBe('3f6f0f0e-3d0c-4a58-9a50-6a3f2c6f1c11');
    vapi.faults.arm({ kind: 'status', status: 503 });
    expect((await place()).status).toBe(503);
    vapi.faults.arm({ kind: 'placed-then-drop' });
    await expect(place()).rejects.toThrow();
    expect(vapi.calls).toHaveLength(2);
  });
});

describe('a call', () => {
  it('tells its whole life in messages that fit the published schemas', async () => {
    await start();
    vapi.setBehaviour(number, {
      goals: ['ask-availability', 'switch-language', 'ask-price', 'book'],
      interrupts: 1,
    });
    const { body } = await place();
    await ended(body['id']);
    const all = backend.vapiMessages();
    expect(all.flatMap((message) => vapiMessageProblems('ServerMessage', { message }))).toEqual([]);
    expect(all.filter(({ type }) => type === 'status-update').map(({ status }) => status)).toEqual([
      'queued',
      'ringing',
      'in-progress',
      'ended',
    ]);
    const types = new Set(all.map(({ type }) => type));
    for (const type of [
      'transcript',
      'conversation-update',
      'speech-update',
      'language-change-detected',
      'end-of-call-report',
    ])
      expect(types).toContain(type);
    expect(
      all.filter(({ type, transcriptType }) => type === 'transcript' && transcriptType === 'partial').length,
    ).toBeGreaterThan(0);
    for (const { headers } of backend.at('/webhooks/vapi'))
      expect(headers['x-vapi-secret']).toBe('a-shared-secret-of-ours');
  });

  it('reports with artifact, analysis, cost and times', async () => {
    await start();
    vapi.setBehaviour(number, { goals: ['ask-price'] });
    const schema = {
      type: 'object',
      properties: { outcome: { type: 'string', enum: ['interested', 'other'] } },
      required: ['outcome'],
    };
    const { body } = await place({ analysisPlan: { structuredDataPlan: { enabled: true, schema } } });
    await ended(body['id']);
    const [report] = backend.vapiMessages('end-of-call-report');
    expect(report).toMatchObject({
      endedReason: 'assistant-ended-call',
      analysis: { structuredData: { outcome: 'interested' } },
    });
    const { artifact, analysis, cost, startedAt, endedAt } = report as {
      artifact: { transcript: string; messages: { role: string }[] };
      analysis: { summary: string };
      cost: number;
      startedAt: string;
      endedAt: string;
    };
    expect(artifact.transcript).toContain('AI: ¡Hola! Soy Sofía');
    expect(new Set(artifact.messages.map(({ role }) => role))).toEqual(
      new Set(['bot', 'user', 'tool_calls', 'tool_call_result']),
    );
    expect(analysis.summary).toContain('Nuevo Vallarta');
    expect(cost).toBeGreaterThanOrEqual(0);
    expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
  });

  it.each(['es', 'en'] as const)(
    'sums a call up as a person would, in the language of the call (%s)',
    async (language) => {
      await start();
      vapi.setBehaviour(number, { language, goals: ['ask-availability', 'ask-price', 'chat'] });
      const { body } = await place();
      await ended(body['id']);
      const [report] = backend.vapiMessages('end-of-call-report') as { analysis?: { summary: string } }[];
      expect(report?.analysis?.summary).toBe(
        {
          es: 'Busca un departamento de 2 recámaras en Nuevo Vallarta, con un presupuesto de hasta 600,000 dólares. Quiso saber qué hay disponible y preguntó por precios.',
          en: 'Looking for a condo with 2 bedrooms in Nuevo Vallarta, with a budget of up to 600,000 dollars. They wanted to know what is available and asked about prices.',
        }[language],
      );
    },
  );

  it('names no tool in a summary, whatever was asked for', async () => {
    await start();
    vapi.setBehaviour(number, { goals: ['ask-availability', 'book', 'escalate'], patienceMs: 1_000 });
    const { body } = await place();
    await ended(body['id']);
    const [report] = backend.vapiMessages('end-of-call-report') as { analysis?: { summary: string } }[];
    expect(report?.analysis?.summary).toContain('pidió hablar con una persona');
    expect(report?.analysis?.summary).not.toMatch(/\w_\w/);
  });

  it('calls tools at their own servers, in four shapes, with arguments the schema allows, and says their answers', async () => {
    await start();
    vapi.setBehaviour(number, { goals: ['ask-availability', 'ask-price', 'ask-availability', 'ask-price'] });
    const { body } = await place();
    await ended(body['id']);
    const called = [...backend.at('/api/tools/availability'), ...backend.at('/api/tools/pricing')];
    expect(called).toHaveLength(4);
    for (const each of called) {
      expect(toolCallOf(each).args).toMatchObject({ destination: 'Nuevo Vallarta' });
      expect(each.headers['x-vapi-secret']).toBe('a-shared-secret-of-ours');
    }
    const shapes = called.map(({ body: sent }) => {
      const [call] = (sent['message'] as { toolCallList: Record<string, unknown>[] }).toolCallList;
      const inner = call?.['function'] as { arguments: unknown } | undefined;
      return inner ? `function ${typeof inner.arguments}` : Object.keys(call ?? {}).at(-1);
    });
    expect(new Set(shapes)).toEqual(
      new Set(['function object', 'function string', 'parameters', 'arguments']),
    );
    const valid = called.filter((_, index) => shapes[index] === 'function string');
    expect(valid.flatMap(({ body: sent }) => vapiMessageProblems('ServerMessage', sent))).toEqual([]);
    const said = backend
      .vapiMessages('transcript')
      .filter(({ role, transcriptType }) => role === 'assistant' && transcriptType === 'final');
    expect(said.map(({ transcript }) => transcript)).toContain(
      'Hay tres departamentos disponibles en Nuevo Vallarta.',
    );
  });

  it('proposes another hour when the calendar says no', async () => {
    await start();
    vapi.setBehaviour(number, { goals: ['book'] });
    let refusals = 1;
    backend.override = (arrived) =>
      arrived.path === '/api/tools/schedule' && refusals-- > 0
        ? {
            status: 200,
            body: {
              results: [
                { toolCallId: toolCallOf(arrived).id, result: 'Esa hora está ocupada, ¿le queda otra?' },
              ],
            },
          }
        : undefined;
    const { body } = await place();
    await ended(body['id']);
    const asked = backend.at('/api/tools/schedule').map((each) => toolCallOf(each).args);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.['date']).not.toBe(asked[1]?.['date']);
    expect(asked[0]).toMatchObject({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
      time: '11:00',
    });
  });

  it('calls a tool again whose server gave no answer, as when a backend starts anew', async () => {
    await start();
    vapi.setBehaviour(number, { goals: ['ask-price'] });
    let down = 1;
    backend.override = ({ path }) => (path === '/api/tools/pricing' && down-- > 0 ? 'drop' : undefined);
    const { body } = await place();
    await ended(body['id']);
    const ids = backend.at('/api/tools/pricing').map((each) => toolCallOf(each).id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['no-answer', 'customer-did-not-answer'],
    ['busy', 'customer-busy'],
    ['voicemail', 'voicemail'],
  ] as const)('that meets %s ends with %s', async (pickUp, reason) => {
    await start();
    vapi.setBehaviour(number, { pickUp });
    const { body } = await place();
    await ended(body['id']);
    expect(backend.vapiMessages('end-of-call-report')[0]).toMatchObject({ endedReason: reason });
    expect(backend.vapiMessages('status-update').map(({ status }) => status)).toEqual([
      'queued',
      'ringing',
      'ended',
    ]);
  });

  it('signs with HMAC where a credential is named', async () => {
    await start({ hmacSecret: 'hmac-secret' });
    vapi.setBehaviour(number, { pickUp: 'busy' });
    const { body } = await place({ server: { url: `${backend.url}/webhooks/vapi`, credentialId: 'cred' } });
    await ended(body['id']);
    for (const { headers, raw } of backend.at('/webhooks/vapi')) {
      const expected = createHmac('sha256', 'hmac-secret')
        .update(`${String(headers['x-timestamp'])}.`)
        .update(raw)
        .digest('hex');
      expect(headers['x-signature']).toBe(expected);
    }
  });

  it('is not told again to a backend that failed, unless a backoff plan says so', async () => {
    await start();
    vapi.setBehaviour(number, { pickUp: 'busy' });
    backend.override = () => ({ status: 500 });
    await place();
    await until(() => backend.vapiMessages('end-of-call-report').length === 1);
    expect(backend.vapiMessages('status-update')).toHaveLength(3);
    const plan = {
      url: `${backend.url}/webhooks/vapi`,
      backoffPlan: { type: 'fixed', maxRetries: 2, baseDelaySeconds: 0 },
    };
    vapi.setBehaviour('+523225550125', { pickUp: 'busy' });
    await place({ server: plan }, '+523225550125');
    await until(() => backend.vapiMessages('end-of-call-report').length === 4);
  });
});

describe('live control', () => {
  it('says what it is told and ends the call afterwards', async () => {
    await start({ speed: 40 });
    const { body } = await place();
    const { controlUrl } = body['monitor'] as { controlUrl: string };
    await until(() => backend.vapiMessages('transcript').length > 0);
    expect(
      (
        await ask('POST', controlUrl, {
          type: 'say',
          content: 'Un momento por favor.',
          endCallAfterSpoken: true,
        })
      ).status,
    ).toBe(200);
    await ended(body['id']);
    expect(backend.vapiMessages('end-of-call-report')[0]).toMatchObject({
      endedReason: 'assistant-ended-call-after-message-spoken',
    });
    expect(backend.vapiMessages('transcript').map(({ transcript }) => transcript)).toContain(
      'Un momento por favor.',
    );
    expect((await ask('POST', controlUrl, { type: 'end-call' })).status).toBe(400);
  });

  it('ends a call at once and refuses orders it does not know', async () => {
    await start({ speed: 10 });
    const { body } = await place();
    const { controlUrl } = body['monitor'] as { controlUrl: string };
    expect((await ask('POST', controlUrl, { type: 'dance' })).status).toBe(400);
    expect((await ask('POST', controlUrl, { type: 'end-call' })).status).toBe(200);
    await ended(body['id']);
  });

  it('lets one listen: PCM over a WebSocket', async () => {
    await start({ speed: 10 });
    const { body } = await place();
    const socket = new WebSocket((body['monitor'] as { listenUrl: string }).listenUrl);
    let bytes = 0;
    socket.on('message', (data: Buffer, isBinary) => void (bytes += isBinary ? data.length : 0));
    await until(() => bytes >= 6_400, { what: '200 ms of sound' });
    socket.terminate();
  });
});
