import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { lockCall } from '../../../../src/backend/store/calls.ts';
import { appendCallEvent } from '../../../../src/backend/store/events.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';

import {
  askTool,
  newAgent,
  newCall,
  postTool,
  sendAgentsHome,
  startHandOffWorld,
  toolCall,
  toolMessage,
} from '../../../support/hand-off-world.ts';
import { startOwnRedis } from '../../../support/test-redis.ts';
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

describe('the record of a tool call', () => {
  it('has its time and outcome, a line of the timeline and an event', async () => {
    const { vapiCallId, callId, leadId } = await newCall(world);
    const { result, toolCallId } = await askTool(world, vapiCallId, { name: 'get_pricing', args: villas });
    expect(await recorded(callId)).toMatchObject([
      {
        tool_call_id: toolCallId,
        success: true,
        cached: false,
        response: { result },
        execution_time_ms: expect.any(Number),
      },
    ]);
    const [line] = await world.rows(
      `SELECT content, lead_id, metadata FROM interactions WHERE call_id = $1 AND type = 'tool_call'`,
      [callId],
    );
    expect(line).toMatchObject({
      content: result,
      lead_id: leadId,
      metadata: { name: 'get_pricing', success: true },
    });
    const [event] = await world.rows(`SELECT data FROM events WHERE call_id = $1 AND type = 'tool.called'`, [
      callId,
    ]);
    expect(event).toMatchObject({
      data: { toolCallId, name: 'get_pricing', result, success: true, cached: false },
    });
  });

  it('is made once: the same id gets the first answer again, whatever it asks', async () => {
    const { vapiCallId, callId } = await newCall(world);
    const first = await askTool(world, vapiCallId, { name: 'get_pricing', args: villas, id: 'same' });
    const again = await askTool(world, vapiCallId, {
      name: 'get_pricing',
      args: { unit: 'B-304' },
      id: 'same',
    });
    expect(again.result).toBe(first.result);
    expect(await recorded(callId)).toHaveLength(1);
  });

  it('is made once when the same id arrives twenty times at once', async () => {
    const { vapiCallId, callId } = await newCall(world);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        askTool(world, vapiCallId, { name: 'check_availability', args: villas, id: 'twenty' }),
      ),
    );
    expect(new Set(answers.map(({ result }) => result)).size).toBe(1);
    expect(await recorded(callId)).toHaveLength(1);
  });

  it('waits its turn behind whoever works on the call, and never stands in their way', async () => {
    const { vapiCallId, callId, leadId } = await newCall(world);
    const tx = await world.db.connect();
    await tx.query('BEGIN');
    await lockLead(tx, leadId);
    await lockCall(tx, callId);
    const answer = askTool(world, vapiCallId, { name: 'check_availability', args: villas });
    await until(async () => {
      const waiting = await world.rows(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%tool_calls%'`,
      );
      return waiting.length > 0;
    });
    // The answer's record holds nothing that we need for our own event.
    await appendCallEvent(tx, { id: callId, leadId }, 'caller.hung', {});
    await tx.query('COMMIT');
    tx.release();
    expect((await answer).result).toContain('villas');
    const events = await world.rows(
      'SELECT stream_seq::int AS seq, type FROM events WHERE call_id = $1 ORDER BY 1',
      [callId],
    );
    expect(events).toEqual([
      { seq: 1, type: 'caller.hung' },
      { seq: 2, type: 'tool.called' },
    ]);
  });

  it('exists for a call we do not know, which changes nothing else', async () => {
    const id = `call_${randomUUID()}`;
    const { error } = await askTool(world, randomUUID(), {
      name: 'escalate_to_human',
      args: { reason: 'x' },
      id,
    });
    expect(error).toContain('No encuentro esta llamada');
    const rows = await world.rows('SELECT call_id, success FROM tool_calls WHERE tool_call_id = $1', [id]);
    expect(rows).toEqual([{ call_id: null, success: false }]);
  });

  it.each(['ended', 'with-agent', 'failed', 'queued'])(
    'is a refusal for a call that is %s: the AI is not on the line',
    async (status) => {
      const { vapiCallId, callId } = await newCall(world, {}, { status });
      const { error } = await askTool(world, vapiCallId, {
        name: 'escalate_to_human',
        args: { reason: 'x' },
      });
      expect(error).toContain('ya no está contigo');
      expect(await world.rows('SELECT id FROM escalations WHERE call_id = $1', [callId])).toEqual([]);
    },
  );

  it('finds the call by our own id while Vapi’s answer to the dial is still on its way', async () => {
    const { callId } = await newCall(world, {}, { status: 'dialing' });
    await world.db.query('UPDATE calls SET vapi_call_id = NULL WHERE id = $1', [callId]);
    const call = { id: randomUUID(), customer: { externalId: callId } };
    const body = toolMessage('', [toolCall('get_pricing', villas)], { call });
    expect((await postTool(world, body)).body.results[0]?.result).toContain('Nuevo Vallarta');
    expect(await recorded(callId)).toHaveLength(1);
  });
});

describe('the cache of answers', () => {
  it('answers the same question once more without looking, under the seed’s key, for an hour', async () => {
    const [one, two] = [await newCall(world), await newCall(world)];
    const first = await askTool(world, one.vapiCallId, { name: 'check_availability', args: villas });
    const keys = await until(async () => {
      const found = await world.deps.redis.keys('tool:check_availability:*');
      return found.length > 0 && found;
    });
    expect(keys).toHaveLength(1);
    const ttl = await world.deps.redis.ttl(keys[0] ?? '');
    expect(ttl).toBeGreaterThan(3_500);
    expect(ttl).toBeLessThanOrEqual(3_600);
    const second = await askTool(world, two.vapiCallId, {
      name: 'check_availability',
      args: { recamaras: 3, lugar: 'Nuevo Vallarta', tipo: 'villa' },
    });
    expect(second.result).toBe(first.result);
    expect(await recorded(two.callId)).toMatchObject([{ cached: true, success: true }]);
  });

  it('never gives a Spanish answer to an English-speaking lead', async () => {
    const [es, en] = [await newCall(world), await newCall(world, { language: 'en' })];
    await askTool(world, es.vapiCallId, { name: 'get_pricing', args: { unit: 'B-304' } });
    await until(async () => (await world.deps.redis.dbsize()) > 0);
    const { result } = await askTool(world, en.vapiCallId, { name: 'get_pricing', args: { unit: 'B-304' } });
    expect(result).toContain('costs');
  });

  it('is not needed: with Redis gone every tool still answers', async () => {
    const redis = await startOwnRedis();
    const alone = await startHandOffWorld({ ...stores, redisUrl: redis.url });
    await redis.stop();
    const { vapiCallId, callId } = await newCall(alone);
    await newAgent(alone, { name: 'Lucía' });
    const { result } = await askTool(alone, vapiCallId, { name: 'check_availability', args: villas });
    expect(result).toContain('Nuevo Vallarta');
    expect((await askTool(alone, vapiCallId, { name: 'escalate_to_human' })).result).toContain('Lucía');
    expect(await recorded(callId)).toHaveLength(2);
    await alone.stop();
  });
});
