import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askTool,
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const stores = await testStores();
const world = await startHandOffWorld(stores);
afterAll(() => world.stop());
beforeEach(() => sendAgentsHome(world));

interface Ringing {
  agentId: string;
  callId: string;
  phone: string;
  about: { escalationId: string; attemptId: string; match: 'header' };
}

async function ring(): Promise<Ringing> {
  const agentId = await newAgent(world);
  const { vapiCallId, callId, phone } = await newCall(world);
  await askTool(world, vapiCallId, { name: 'escalate_to_human' });
  await world.work();
  const about = await world.row<{ escalationId: string; attemptId: string }>(
    `SELECT e.id AS "escalationId", a.id AS "attemptId" FROM escalations e JOIN escalation_attempts a ON a.escalation_id = e.id WHERE e.call_id = $1`,
    [callId],
  );
  return { agentId, callId, phone, about: { ...about, match: 'header' } };
}

const attempt = (
  id: string,
): Promise<{ status: string; outcome: string | null; talk_ms: number | null; match: string | null }> =>
  world.row('SELECT status, outcome, talk_ms, match FROM escalation_attempts WHERE id = $1', [id]);
const state = async (agentId: string): Promise<string> =>
  (await world.row<{ state: string }>('SELECT state FROM users WHERE id = $1', [agentId])).state;
const answers = (callId: string): Promise<unknown[]> =>
  world.rows(`SELECT id FROM events WHERE call_id = $1 AND type = 'escalation.answered'`, [callId]);

describe('reports of a phone', () => {
  it('that come twice, after a lost acknowledgement, have one effect', async () => {
    const { agentId, about, callId } = await ring();
    const id = randomUUID();
    await world.report(agentId, { id, type: 'call.answered', ...about });
    await world.report(agentId, { id, type: 'call.answered', ...about });
    expect(await answers(callId)).toHaveLength(1);
    expect(await world.report(agentId, { type: 'call.answered', ...about })).toBe('none: answered before');
    expect(await answers(callId)).toHaveLength(1);
  });

  it('that come in the wrong order still tell the whole story', async () => {
    const { agentId, about, callId } = await ring();
    const end = { type: 'call.ended', outcome: 'answered', talkMs: 42_000 } as const;
    expect(await world.report(agentId, { ...end, ...about })).toBe('closed');
    expect(await world.report(agentId, { type: 'call.answered', ...about })).toBe('none: answered before');
    expect(await world.report(agentId, { type: 'call.ringing', ...about })).toBe(
      'none: the attempt is ended already',
    );
    expect(await attempt(about.attemptId)).toMatchObject({
      status: 'ended',
      outcome: 'answered',
      talk_ms: 42_000,
    });
    expect(await answers(callId)).toHaveLength(1);
    expect(await state(agentId)).toBe('wrap-up');
  });

  it('without the headers, which a PBX may drop, are matched by the caller’s number', async () => {
    const { agentId, phone, about } = await ring();
    const number = `0155${phone.slice(-8)}`;
    expect(await world.report(agentId, { type: 'call.ringing', match: 'none', number })).toBe('ringing');
    expect(await attempt(about.attemptId)).toMatchObject({ status: 'ringing', match: 'none' });
  });

  it('of a call that belongs to nobody’s escalation are kept, and the agent is not reserved while it lasts', async () => {
    const agentId = await newAgent(world);
    const stranger = { number: '+13125550100', match: 'none' } as const;
    expect(await world.report(agentId, { type: 'call.ringing', ...stranger })).toContain(
      'belongs to no escalation',
    );
    await world.report(agentId, { type: 'call.answered', ...stranger });
    expect(await state(agentId)).toBe('busy');
    await world.report(agentId, { type: 'call.ended', ...stranger, outcome: 'answered', talkMs: 1 });
    expect(await state(agentId)).toBe('wrap-up');
  });

  it('cannot answer for another agent, whatever they name', async () => {
    const { about, callId } = await ring();
    const thief = await newAgent(world);
    expect(await world.report(thief, { type: 'call.answered', ...about })).toContain(
      'belongs to no escalation',
    );
    expect(await answers(callId)).toEqual([]);
    expect(await attempt(about.attemptId)).toMatchObject({ status: 'transferring' });
  });

  it('that name something that was never there change nothing', async () => {
    const agentId = await newAgent(world);
    for (const attemptId of [randomUUID(), 'no uuid', "'; DROP TABLE users; --"])
      expect(
        await world.report(agentId, {
          type: 'call.answered',
          attemptId,
          escalationId: attemptId,
          match: 'header',
        }),
      ).toContain('belongs to no escalation');
  });

  it('of being held and resumed are kept', async () => {
    const { agentId, about } = await ring();
    await world.report(agentId, { type: 'call.answered', ...about });
    expect(await world.report(agentId, { type: 'call.held', ...about, held: true })).toBe('held');
    expect(await world.report(agentId, { type: 'call.held', ...about, held: false })).toBe('resumed');
  });

  it('from a workstation whose clock is ahead never date an event in the future', async () => {
    const { agentId, about } = await ring();
    await world.report(agentId, {
      type: 'call.answered',
      ...about,
      at: world.clock.now.getTime() + 86_400_000,
    });
    const { answered_at } = await world.row<{ answered_at: Date }>(
      'SELECT answered_at FROM escalation_attempts WHERE id = $1',
      [about.attemptId],
    );
    expect(answered_at.getTime()).toBeLessThanOrEqual(world.clock.now.getTime());
  });

  it('leave an agent who signed off during the call signed off', async () => {
    const { agentId, about } = await ring();
    await world.report(agentId, { type: 'call.answered', ...about });
    await world.db.query(`UPDATE users SET state = 'offline' WHERE id = $1`, [agentId]);
    await world.report(agentId, { type: 'call.ended', ...about, outcome: 'answered', talkMs: 1_000 });
    expect(await state(agentId)).toBe('offline');
  });

  it('that are no report of a call are kept with the reason', async () => {
    const agentId = await newAgent(world);
    const { id } = await world.row<{ id: number }>(
      `INSERT INTO webhooks (source, natural_key, type, body) VALUES ('phone', $1, 'call.ringing', '{"nonsense": true}') RETURNING id::int AS id`,
      [randomUUID()],
    );
    await world.db.query(
      `INSERT INTO outbox (kind, lane, key, payload) VALUES ('phone.process', $1, $1, $2)`,
      [`phone.process:${id}`, { webhookId: id }],
    );
    await world.work();
    expect(await world.row('SELECT effect FROM webhooks WHERE id = $1', [id])).toEqual({
      effect: 'none: not a report of a call',
    });
    expect(await state(agentId)).toBe('available');
  });

  it('are kept as one row for each call, with how it sounded, in whatever order they come', async () => {
    const { agentId, about } = await ring();
    const call = { phoneCallId: 'p-quality', direction: 'in', number: '+525512345678' } as const;
    const quality = {
      ...({
        codec: 'PCMU',
        secured: true,
        mosAverage: 4.1,
        mosMinimum: 3.2,
        lossPercent: 0.4,
        jitterMs: 3,
      } as const),
      ...{ jitterMaxMs: 22, roundTripMs: 41, farLossPercent: null },
      ...{ packetsSent: 2100, packetsReceived: 2090, packetsLost: 8 },
    } as const;
    await world.report(agentId, { type: 'call.answered', ...about, ...call });
    const end = {
      type: 'call.ended',
      outcome: 'answered',
      talkMs: 42_000,
      cause: 'the agent hung up',
    } as const;
    await world.report(agentId, { ...end, quality, ...call });
    await world.report(agentId, { type: 'call.ringing', ...about, ...call });
    expect(
      await world.rows(
        `SELECT direction, match, attempt_id, rang_at IS NOT NULL AS rang, answered_at IS NOT NULL AS answered, outcome, talk_ms, cause, quality
         FROM phone_calls WHERE agent_id = $1`,
        [agentId],
      ),
    ).toEqual([
      {
        ...{ direction: 'in', match: 'header', attempt_id: about.attemptId, rang: true, answered: true },
        ...{ outcome: 'answered', talk_ms: 42_000, cause: 'the agent hung up', quality },
      },
    ]);
  });

  it('that come late, of the group’s call that another took, keep which call it was that rang in vain', async () => {
    const { about, agentId: taker } = await ring();
    const other = await newAgent(world);
    await world.rows(`UPDATE escalation_attempts SET target = 'hunt-pilot', agent_id = NULL WHERE id = $1`, [
      about.attemptId,
    ]);
    expect(await world.report(taker, { type: 'call.answered', ...about })).toBe('answered');
    for (const type of ['call.ringing', 'call.ended'] as const)
      expect(await world.report(other, { type, ...about, direction: 'in' })).toContain('none');
    expect(await world.rows(`SELECT attempt_id FROM phone_calls WHERE agent_id = $1`, [other])).toEqual([
      { attempt_id: about.attemptId },
    ]);
    expect(await attempt(about.attemptId)).toMatchObject({ status: 'answered' });
  });

  it('of a call that died with the phone process leave an owned callback, due soon', async () => {
    const { agentId, callId, about } = await ring();
    await world.report(agentId, { type: 'call.answered', ...about });
    const lost = {
      type: 'call.ended',
      outcome: 'lost',
      talkMs: 9_000,
      cause: 'the phone process ended',
    } as const;
    expect(await world.report(agentId, { ...lost, ...about })).toBe('closed');
    expect(
      await world.rows(`SELECT kind, owner_id, status FROM tasks WHERE call_id = $1 AND kind = 'callback'`, [
        callId,
      ]),
    ).toEqual([{ kind: 'callback', owner_id: agentId, status: 'open' }]);
    expect(await attempt(about.attemptId)).toMatchObject({
      status: 'ended',
      outcome: 'answered',
      talk_ms: 9_000,
    });
    expect(await state(agentId)).toBe('wrap-up');
  });

  it('of a call handed on to somebody else count as answered', async () => {
    const { agentId, about } = await ring();
    await world.report(agentId, { type: 'call.answered', ...about });
    await world.report(agentId, { type: 'call.ended', outcome: 'transferred', talkMs: 5_000, ...about });
    expect(await attempt(about.attemptId)).toMatchObject({ status: 'ended', outcome: 'answered' });
  });
});
