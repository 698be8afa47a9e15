import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCallContext } from '../../../../../src/backend/cache/call-context.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import {
  newAgent,
  newLead,
  startVapiBackend,
  wantCall,
  type TestBackend,
} from '../../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../../support/vapi-provider.ts';

const stores = await testStores();
let provider: VapiProvider;
let backend: TestBackend;

beforeAll(async () => {
  provider = await startVapiProvider();
  backend = await startVapiBackend(stores, provider);
  await newAgent(backend.db);
});
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

async function callOf(leadId: string): Promise<Record<string, unknown>> {
  const { rows } = await backend.db.query(
    `SELECT * FROM calls WHERE lead_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [leadId],
  );
  return rows[0] ?? {};
}

async function eventsOf(callId: unknown): Promise<string[]> {
  const { rows } = await backend.db.query(`SELECT type FROM events WHERE stream = $1 ORDER BY stream_seq`, [
    `call:${callId}`,
  ]);
  return rows.map((row: { type: string }) => row.type);
}

describe('a call from the wish to its end', () => {
  it('is gated, queued, dialled once, followed, and closed with summary, outcome and a task', async () => {
    const leadId = await newLead(backend.db, { profile: { location: 'Los Cabos' } });
    await wantCall(backend.db, leadId);
    await until(async () => (await callOf(leadId))['status'] === 'started', { what: 'the call to start' });
    const call = await callOf(leadId);
    const vapiId = String(call['vapi_call_id']);
    expect(provider.placed.filter((each) => each.customer.externalId === call['id'])).toHaveLength(1);
    expect(await readCallContext(backend.deps.redis, String(call['id']))).toHaveProperty('config.customer');
    expect(JSON.stringify(call['config'])).not.toContain('shared-secret');

    const about = { call: { id: vapiId, customer: { externalId: call['id'] } } };
    const start = Date.now();
    await backend.hear({ ...about, type: 'status-update', status: 'ringing', timestamp: start });
    await backend.hear({ ...about, type: 'status-update', status: 'in-progress', timestamp: start + 1 });
    await backend.hear({
      ...about,
      type: 'transcript',
      role: 'assistant',
      transcriptType: 'final',
      transcript: '¡Hola, Ana!',
      timestamp: start + 2,
    });
    await backend.hear({
      ...about,
      type: 'transcript',
      role: 'user',
      transcriptType: 'final',
      transcript: 'Hola, sí me interesa',
      timestamp: start + 3,
    });
    await backend.hear({
      ...about,
      type: 'status-update',
      status: 'ended',
      endedReason: 'customer-ended-call',
      timestamp: start + 60_000,
    });
    await backend.hear({
      ...about,
      type: 'end-of-call-report',
      endedReason: 'customer-ended-call',
      startedAt: new Date(start).toISOString(),
      endedAt: new Date(start + 60_000).toISOString(),
      cost: 0.1234,
      artifact: {
        transcript: 'AI: ¡Hola, Ana!\nUser: Hola, sí me interesa',
        recordingUrl: 'https://vapi.example/r.wav',
      },
      analysis: { summary: 'Ana quiere Los Cabos.', structuredData: { outcome: 'interested' } },
    });
    await until(async () => (await callOf(leadId))['outcome'] !== null, { what: 'the call to be completed' });

    expect(await callOf(leadId)).toMatchObject({
      status: 'ended',
      outcome: 'interested',
      summary: 'Ana quiere Los Cabos.',
      duration_seconds: 60,
      cost_usd: '0.123400',
      recording_url: 'https://vapi.example/r.wav',
      ended_reason: 'customer-ended-call',
    });
    const events = await eventsOf(call['id']);
    for (const type of [
      'call.requested',
      'call.queued',
      'call.dialing',
      'call.started',
      'transcript.added',
      'call.ended',
      'call.completed',
    ])
      expect(events).toContain(type);
    expect(events.filter((type) => type === 'transcript.added')).toHaveLength(2);
    expect(events.filter((type) => type === 'call.ended')).toHaveLength(1);
    const lead = await backend.db.query(`SELECT status FROM leads WHERE id = $1`, [leadId]);
    expect(lead.rows[0].status).toBe('follow-up');
    const tasks = await backend.db.query(`SELECT kind, owner_id, due_at FROM tasks WHERE call_id = $1`, [
      call['id'],
    ]);
    expect(tasks.rows).toHaveLength(1);
    expect(tasks.rows[0]).toMatchObject({ kind: 'follow-up' });
    await until(
      async () => Object.keys(await readCallContext(backend.deps.redis, String(call['id']))).length === 0,
      { what: 'the cache to be cleared' },
    );
  });
});
