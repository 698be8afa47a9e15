import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speech, type PartialSpeech } from '../../../../src/backend/journey/during-call/speech.ts';
import { startCall } from '../../../../src/backend/journey/call/start-call.ts';
import { vapiRequestProblems } from '../../../../src/simulators/contracts/vapi-contract.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import {
  aboutCall as about,
  effectOf as effectIn,
  newAgent,
  newLead,
  startVapiBackend,
  takenCall,
  vapiSecret,
  type TakenCall,
  type TestBackend,
} from '../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../support/vapi-provider.ts';

type Message = Record<string, unknown>;
const stores = await testStores();
let provider: VapiProvider;
let backend: TestBackend;

beforeAll(async () => {
  provider = await startVapiProvider();
  backend = await startVapiBackend(stores, provider, { env: { VAPI_CONCURRENCY: '1000' } });
  await newAgent(backend.db);
});
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

async function post(body: unknown): Promise<{ status: number; body: Message }> {
  const answer = await backend.app.inject({
    method: 'POST',
    url: '/webhooks/vapi',
    headers: { 'x-vapi-secret': vapiSecret, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  return { status: answer.statusCode, body: answer.json() as Message };
}
const effectOf = (match: { type: string; callId?: string }): ReturnType<typeof effectIn> =>
  effectIn(backend, match);
const newCall = (options: { mode?: 'qualify' | 'direct' } = {}): Promise<TakenCall> =>
  takenCall(backend, provider, options);

async function idle(): Promise<void> {
  await until(
    async () => {
      const { rows } = await backend.db.query(
        `SELECT count(*)::int AS n FROM outbox WHERE kind = 'vapi.process' AND done_at IS NULL`,
      );
      return rows[0].n === 0;
    },
    { what: 'every message to be understood' },
  );
}

async function row(id: string): Promise<Record<string, unknown>> {
  return (await backend.db.query(`SELECT * FROM calls WHERE id = $1`, [id])).rows[0] as Record<
    string,
    unknown
  >;
}
async function events(id: string): Promise<{ type: string; data: Message; seq: number }[]> {
  return (
    await backend.db.query(
      `SELECT type, data, stream_seq::int AS seq FROM events WHERE stream = $1 ORDER BY stream_seq`,
      [`call:${id}`],
    )
  ).rows;
}

describe('what is said during a call', () => {
  it('moves the call forward, and never back, in whatever order and however often it comes', async () => {
    const call = await newCall();
    const status = (word: string, at: number): Message => ({
      ...about(call),
      type: 'status-update',
      status: word,
      timestamp: at,
    });
    for (const message of [
      status('in-progress', 3),
      status('ringing', 2),
      status('queued', 1),
      status('in-progress', 3),
      status('ringing', 2),
    ])
      await post({ message });
    await idle();
    expect((await row(call.id))['status']).toBe('in-progress');
    expect(
      (await events(call.id)).filter(({ type }) => type === 'call.changed').map(({ data }) => data['status']),
    ).toEqual(['queued', 'dialing', 'started', 'in-progress']);
    const { rows } = await backend.db.query(
      `SELECT effect FROM webhooks WHERE call_id = $1 AND type = 'status-update' ORDER BY id`,
      [call.id],
    );
    expect(rows.map((each: { effect: string }) => each.effect)).toEqual([
      'in-progress',
      expect.stringContaining('too late'),
      expect.stringContaining('too late'),
    ]);
  });

  it('keeps every settled line once, numbered without gaps, whether its time is a number or a text', async () => {
    const call = await newCall();
    const line = (text: string, timestamp: unknown, role = 'user'): Message => ({
      ...about(call),
      type: 'transcript',
      role,
      transcriptType: 'final',
      transcript: text,
      timestamp,
    });
    const lines = [
      line('Hola', 1_790_000_000_000),
      line('¿Quién habla?', '2026-09-21T14:13:21.000Z'),
      line('Sí', 1_790_000_002_000),
      line('Sí', 1_790_000_003_000),
      { ...line('Hola, Ana', '1790000000500', 'assistant'), type: 'transcript[transcriptType="final"]' },
    ];
    for (const message of [...lines, ...lines]) await post({ message });
    await idle();
    const { rows } = await backend.db.query(
      `SELECT author, content FROM interactions WHERE call_id = $1 ORDER BY created_at`,
      [call.id],
    );
    expect(rows).toEqual([
      { author: 'lead', content: 'Hola' },
      { author: 'ai', content: 'Hola, Ana' },
      { author: 'lead', content: '¿Quién habla?' },
      { author: 'lead', content: 'Sí' },
      { author: 'lead', content: 'Sí' },
    ]);
    const numbered = await events(call.id);
    expect(numbered.filter(({ type }) => type === 'transcript.added')).toHaveLength(5);
    expect(numbered.map(({ seq }) => seq)).toEqual(numbered.map((_, index) => index + 1));
  });

  it('takes a spoken line for an answer when the status that says so was lost', async () => {
    const call = await newCall();
    await post({
      message: {
        ...about(call),
        type: 'transcript',
        role: 'user',
        transcriptType: 'final',
        transcript: '¿Bueno?',
      },
    });
    await idle();
    expect((await row(call.id))['status']).toBe('in-progress');
  });

  it('pushes unsettled speech and keeps none of it', async () => {
    const call = await newCall();
    const heard: PartialSpeech[] = [];
    const listen = (partial: PartialSpeech): void => void heard.push(partial);
    speech.on('partial', listen);
    const message = {
      ...about(call),
      type: 'transcript',
      role: 'user',
      transcriptType: 'partial',
      transcript: 'me int',
    };
    await post({ message });
    await post({ message });
    speech.off('partial', listen);
    expect(heard).toEqual([{ callId: call.id, role: 'lead', text: 'me int' }]);
    const { rows } = await backend.db.query(
      `SELECT count(*)::int AS n FROM interactions WHERE call_id = $1`,
      [call.id],
    );
    expect(rows[0].n).toBe(0);
  });

  it('tells interruptions, hangs and languages, and speaks the language from then on', async () => {
    const call = await newCall();
    for (const message of [
      { type: 'user-interrupted', turnId: 'a' },
      { type: 'hang' },
      { type: 'language-change-detected', language: 'en-US' },
      { type: 'language-change-detected', language: 'fr' },
    ])
      await post({ message: { ...message, ...about(call) } });
    await idle();
    expect((await events(call.id)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['caller.interrupted', 'caller.hung', 'language.changed']),
    );
    const { rows } = await backend.db.query(`SELECT language FROM leads WHERE id = $1`, [call.leadId]);
    expect(rows[0].language).toBe('en');
  });

  it('knows a call by our own id before the answer to POST /call is in', async () => {
    const leadId = await newLead(backend.db);
    const { rows } = await backend.db.query(
      `INSERT INTO calls (lead_id, intent_key, reason, status, dialing_at, dial_attempts) VALUES ($1, $2, 'prueba', 'dialing', now(), 1) RETURNING id`,
      [leadId, `early:${leadId}`],
    );
    const call = { id: rows[0].id as string, vapiId: `early-${leadId}` };
    await post({ message: { ...about(call), type: 'status-update', status: 'ringing' } });
    await idle();
    expect(await row(call.id)).toMatchObject({ status: 'ringing', vapi_call_id: call.vapiId });
    await startCall(backend.deps, call.id, {
      id: call.vapiId,
      monitor: { controlUrl: '<http://127.0.0.1:1/control>' },
    });
    expect((await row(call.id))['status']).toBe('ringing');
    expect((await events(call.id)).filter(({ type }) => type === 'call.started')).toHaveLength(1);
    await backend.db.query(`UPDATE calls SET status = 'ended', outcome = 'completed' WHERE id = $1`, [
      call.id,
    ]);
  });

  it.each(['constructor', '__proto__', 'toString', 'x'.repeat(10_000), '🌊', ''])(
    'keeps a message of the type %j and goes on',
    async (type) => {
      const call = await newCall();
      const { status, body } = await post({ message: { ...about(call), type } });
      expect(status).toBe(200);
      expect(body).toEqual({});
      const { effect } = await effectOf({ type: type || 'unknown', callId: call.vapiId });
      expect(effect).toContain('nothing here listens');
    },
  );

  it.each(['constructor', 'not-found', 'deletion-failed', ''])(
    'leaves a call as it is at the status %j',
    async (word) => {
      const call = await newCall();
      await post({ message: { ...about(call), type: 'status-update', status: word } });
      expect((await effectOf({ type: 'status-update', callId: call.vapiId })).effect).toContain(
        'means nothing to us',
      );
      expect((await row(call.id))['status']).toBe('started');
    },
  );

  it('has no effect on a call that is none of ours, and says so', async () => {
    await post({ message: { type: 'status-update', status: 'ringing', call: { id: 'a-foreign-call' } } });
    expect((await effectOf({ type: 'status-update', callId: 'a-foreign-call' })).effect).toBe(
      'none: not about a call of ours',
    );
  });

  it('counts a delivery again whose links were signed anew, and does nothing', async () => {
    const call = await newCall();
    for (const signature of ['first', 'second'])
      await post({
        message: {
          ...about(call),
          type: 'hang',
          timestamp: 5,
          artifact: { presignedMonoUrl: `https://r?${signature}` },
        },
      });
    await idle();
    expect((await events(call.id)).filter(({ type }) => type === 'caller.hung')).toHaveLength(1);
    expect((await effectOf({ type: 'hang', callId: call.vapiId })).deliveries).toBe(2);
  });
});

describe('questions that Vapi waits for', () => {
  it('answers tool calls in one line each, and a repeated id with the same words', async () => {
    const call = await newCall();
    await post({ message: { ...about(call), type: 'status-update', status: 'in-progress' } });
    await idle();
    const message = {
      ...about(call),
      type: 'tool-calls',
      toolCallList: [
        { id: 'tool-1', function: { name: 'get_pricing', arguments: '{"destination":"Los Cabos"}' } },
      ],
    };
    const [first, second] = [await post({ message }), await post({ message })];
    expect(first.status).toBe(200);
    expect(first.body['results']).toEqual([expect.objectContaining({ toolCallId: 'tool-1' })]);
    expect(second.body).toEqual(first.body);
    expect((await effectOf({ type: 'tool-calls', callId: call.vapiId })).effect).toBe('answered');
  });

  it('answers a caller of whom nothing is known with an assistant that Vapi accepts, and makes the call one of ours', async () => {
    const customer = { number: '+5213221112233' };
    const message = { type: 'assistant-request', call: { id: 'inbound-1', customer } };
    const [first, again] = [await post({ message }), await post({ message })];
    const problems = vapiRequestProblems('CreateCallDTO', { assistant: first.body['assistant'] });
    expect(problems).toEqual([]);
    expect(again.status).toBe(200);
    const { rows } = await backend.db.query(
      `SELECT c.id, c.status, l.lead_source FROM calls c JOIN leads l ON l.id = c.lead_id WHERE c.vapi_call_id = 'inbound-1'`,
    );
    expect(rows).toEqual([{ id: expect.any(String), status: 'started', lead_source: 'phone' }]);
    await post({ message: { type: 'status-update', status: 'in-progress', call: { id: 'inbound-1' } } });
    await idle();
    expect((await row(rows[0].id))['status']).toBe('in-progress');
  });

  it('greets a caller whom we know by name, and does not call them any more', async () => {
    const leadId = await newLead(backend.db, { status: 'qualified', timeZone: 'America/Mexico_City' });
    await backend.db.query(
      `INSERT INTO calls (lead_id, intent_key, reason, status, not_before, queued_at) VALUES ($1, $2, 'prueba', 'queued', now() + interval '1 day', now())`,
      [leadId, `later:${leadId}`],
    );
    const { rows } = await backend.db.query(`SELECT phone FROM leads WHERE id = $1`, [leadId]);
    const message = {
      type: 'assistant-request',
      call: { id: `inbound-${leadId}`, customer: { number: rows[0].phone } },
    };
    const { body } = await post({ message });
    expect(body['assistant']).toMatchObject({ firstMessage: expect.stringMatching(/^¡Hola, Ana!/) });
    const after = await backend.db.query(`SELECT status FROM calls WHERE lead_id = $1 ORDER BY created_at`, [
      leadId,
    ]);
    expect(after.rows.map((each: { status: string }) => each.status)).toEqual(['cancelled', 'started']);
  });

  it('names no destination for a call that it does not know', async () => {
    const { body } = await post({
      message: { type: 'transfer-destination-request', call: { id: 'unknown' } },
    });
    expect(body).toHaveProperty('error');
  });
});

describe('a call to somebody who asked for a person', () => {
  it('looks for a person as soon as it is answered, and Sofia says so when nobody is free', async () => {
    const call = await newCall({ mode: 'direct' });
    for (const message of [1, 2])
      await post({
        message: { ...about(call), type: 'status-update', status: 'in-progress', timestamp: message },
      });
    await idle();
    const { rows } = await backend.db.query(`SELECT status FROM escalations WHERE call_id = $1`, [call.id]);
    expect(rows).toEqual([{ status: 'callback' }]);
    await until(() => provider.commands.some(({ path }) => path === `/control/${call.vapiId}`), {
      what: 'Sofia to be told',
    });
    expect(provider.commands.filter(({ path }) => path === `/control/${call.vapiId}`)).toEqual([
      { path: `/control/${call.vapiId}`, body: { type: 'say', content: expect.any(String) } },
    ]);
    const tasks = await backend.db.query(`SELECT kind FROM tasks WHERE call_id = $1`, [call.id]);
    expect(tasks.rows).toEqual([{ kind: 'callback' }]);
  });
});
