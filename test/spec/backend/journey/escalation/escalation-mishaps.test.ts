import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { abandonEscalation } from '../../../../../src/backend/journey/escalation/abandon-escalation.ts';
import { lockCall } from '../../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { expectedCalls, offersForAgent } from '../../../../../src/backend/store/reservations.ts';
import { ask, handOffFacts } from '../../../../support/hand-off-facts.ts';
import {
  askTool,
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const stores = await testStores();
const bare = await startHandOffWorld(stores);
const { attempts, escalation, callStatus, agentState, callbacks, transfers, named } = handOffFacts(bare);
afterAll(async () => {
  await bare.stop();
});
beforeEach(async () => {
  for (const each of [bare]) {
    each.commands.length = 0;
    each.refusals.length = 0;
    each.elsewhere.length = 0;
    each.clock.now = new Date();
  }
  await sendAgentsHome(bare);
  // Jobs that an earlier test left behind for a later hour.
  await bare.db.query(`UPDATE outbox SET done_at = now(), result = 'cancelled' WHERE done_at IS NULL`);
});

describe('choosing whom to reserve', () => {
  it('prefers the language, then the skill, then whoever has been idle longest', async () => {
    const speaksSpanish = await newAgent(bare, { languages: ['es'], idleS: 5_000, skills: ['Los Cabos'] });
    const knowsPlace = await newAgent(bare, { languages: ['en'], skills: ['Los Cabos'], idleS: 10 });
    const idleLong = await newAgent(bare, { languages: ['en', 'es'], idleS: 4_000 });
    const idleShort = await newAgent(bare, { languages: ['es', 'en'], idleS: 400 });
    const asked = await ask(bare, {
      language: 'en',
      profile: { location: 'Los Cabos', property_type: 'villa' },
    });
    await bare.work();
    await bare.expire(asked.escalationId);
    await bare.expire(asked.escalationId);
    expect((await attempts(asked.escalationId)).map(({ agent_id }) => agent_id)).toEqual([
      knowsPlace,
      idleLong,
      idleShort,
    ]);
    expect(speaksSpanish).not.toBe(knowsPlace);
  });

  it('puts an agent who just let it ring behind the others', async () => {
    const [asleep, awake] = [await newAgent(bare, { idleS: 9_000 }), await newAgent(bare, { idleS: 60 })];
    const earlier = await ask(bare);
    await bare.work();
    await bare.expire(earlier.escalationId);
    await bare.report(awake, { type: 'call.answered', ...(await named(earlier, awake)) });
    await bare.report(awake, {
      type: 'call.ended',
      ...(await named(earlier, awake)),
      outcome: 'answered',
      talkMs: 1,
    });
    await bare.db.query(
      `UPDATE users SET state = 'available', last_call_ended_at = now() - interval '5 seconds' WHERE id = $1`,
      [awake],
    );
    await bare.db.query(`UPDATE escalation_attempts SET ended_at = now() WHERE agent_id = $1`, [asleep]);
    await bare.db.query(
      `UPDATE escalation_attempts SET ended_at = now() - interval '5 seconds' WHERE agent_id = $1`,
      [awake],
    );
    const asked = await ask(bare);
    expect(await attempts(asked.escalationId)).toMatchObject([{ agent_id: awake }]);
  });

  it('never gives one free agent to two escalations at once', async () => {
    const agentId = await newAgent(bare);
    const asked = await Promise.all(Array.from({ length: 8 }, () => ask(bare)));
    const open = await bare.rows(
      `SELECT id FROM escalation_attempts WHERE agent_id = $1 AND status <> 'ended'`,
      [agentId],
    );
    expect(open).toHaveLength(1);
    const states = await Promise.all(asked.map(({ escalationId }) => escalation(escalationId)));
    expect(states.map(({ status }) => status).toSorted()).toEqual([...Array(7).fill('callback'), 'reserved']);
    const owned = await Promise.all(asked.map(({ callId }) => callbacks(callId)));
    expect(owned.flat()).toHaveLength(7);
  });
});

describe('a lead who hangs up', () => {
  const hangUp = (callId: string): Promise<void> =>
    inTransaction(bare.db, async (tx) => {
      const call = await lockCall(tx, callId);
      if (call) await abandonEscalation(tx, call, { at: bare.clock.now, hours: bare.deps.env.CALL_HOURS });
    });

  it('while it rings is called back: the agent is let go and the callback is owned', async () => {
    const agentId = await newAgent(bare);
    const asked = await ask(bare);
    await bare.work();
    await bare.report(agentId, { type: 'call.ringing', ...(await named(asked, agentId)) });
    await hangUp(asked.callId);
    expect(await escalation(asked.escalationId)).toMatchObject({ status: 'abandoned', outcome: 'abandoned' });
    expect(await attempts(asked.escalationId)).toMatchObject([{ status: 'ended', outcome: 'cancelled' }]);
    expect(await callbacks(asked.callId)).toHaveLength(1);
    expect(await offersForAgent(bare.db, agentId)).toEqual([]);
    await bare.expire(asked.escalationId);
    expect(transfers(asked.callId)).toHaveLength(1);
    const late = await bare.report(agentId, {
      type: 'call.ended',
      ...(await named(asked, agentId)),
      outcome: 'no-answer',
      sipStatus: 487,
      cause: 'cancelled',
    });
    expect(late).toContain('had ended');
    expect(await attempts(asked.escalationId)).toMatchObject([{ outcome: 'cancelled', sip_status: 487 }]);
  });

  it('in a conversation whose phone tells nothing any more leaves no agent busy', async () => {
    const agentId = await newAgent(bare);
    const asked = await ask(bare);
    await bare.work();
    await bare.report(agentId, { type: 'call.answered', ...(await named(asked, agentId)) });
    await hangUp(asked.callId);
    expect(await escalation(asked.escalationId)).toMatchObject({ status: 'closed' });
    expect(await agentState(agentId)).toBe('wrap-up');
    expect(await callbacks(asked.callId)).toEqual([]);
    // The phone's own account of it, when it comes after all, is kept.
    const end = { outcome: 'answered', talkMs: 7_000, sipStatus: 200, cause: 'BYE' } as const;
    await bare.report(agentId, { type: 'call.ended', ...(await named(asked, agentId)), ...end });
    expect(await attempts(asked.escalationId)).toMatchObject([
      { talk_ms: 7_000, sip_status: 200, cause: 'BYE' },
    ]);
  });
});

describe('crashes on the way', () => {
  it('between the reservation and the transfer leave the transfer to the next backend', async () => {
    const agentId = await newAgent(bare);
    const asked = await ask(bare);
    // The backend that reserved is gone; another takes the outbox up.
    const other = await startHandOffWorld(stores);
    await bare.db.query(`UPDATE calls SET control_url = $2 WHERE id = $1`, [
      asked.callId,
      `${other.deps.env.VAPI_API_URL}/control/${asked.callId}`,
    ]);
    await other.work();
    expect(other.commands.filter(({ type }) => type === 'transfer')).toHaveLength(1);
    await other.stop();
    expect(await attempts(asked.escalationId)).toMatchObject([{ agent_id: agentId, status: 'transferring' }]);
  });

  it('in a talk whose end nobody reports still free the agent and end the call', async () => {
    const agentId = await newAgent(bare);
    const asked = await ask(bare);
    await bare.work();
    await bare.report(agentId, { type: 'call.answered', ...(await named(asked, agentId)) });
    await bare.db.query(`UPDATE users SET phone_seen_at = now() - interval '3 minutes' WHERE id = $1`, [
      agentId,
    ]);
    const { id } = await bare.row<{ id: number }>(
      `INSERT INTO webhooks (source, natural_key, type, body) VALUES ('vapi', $1, 'end-of-call-report', '{}') RETURNING id`,
      [asked.callId],
    );
    await bare.db.query('UPDATE calls SET report_webhook_id = $2 WHERE id = $1', [asked.callId, id]);
    await bare.expire(asked.escalationId);
    expect(await escalation(asked.escalationId)).toMatchObject({ status: 'closed' });
    expect(await agentState(agentId)).toBe('wrap-up');
    expect(await callStatus(asked.callId)).toBe('ended');
    expect(bare.elsewhere.map(({ kind }) => kind)).toContain('call.complete');
  });

  it('before Vapi told us how to reach the call make the transfer wait for it', async () => {
    const agentId = await newAgent(bare);
    const call = await newCall(bare, {}, { status: 'started', controlUrl: false });
    await askTool(bare, call.vapiCallId, { name: 'escalate_to_human' });
    await bare.work();
    expect(transfers(call.callId)).toHaveLength(0);
    await bare.db.query('UPDATE calls SET control_url = $2 WHERE id = $1', [
      call.callId,
      `${bare.deps.env.VAPI_API_URL}/control/${call.callId}`,
    ]);
    await bare.db.query(
      `UPDATE outbox SET run_at = now() WHERE done_at IS NULL AND kind = 'escalation.transfer'`,
    );
    await bare.work();
    expect(transfers(call.callId)).toHaveLength(1);
    expect(await expectedCalls(bare.db, agentId)).toHaveLength(1);
  });
});

describe('the time of an attempt', () => {
  it('runs from the transfer: a job that comes before it is over changes nothing', async () => {
    await newAgent(bare);
    const asked = await ask(bare);
    await bare.work();
    await bare.db.query(
      `UPDATE outbox SET run_at = now() WHERE kind = 'escalation.expire' AND done_at IS NULL`,
    );
    await bare.work();
    expect(await attempts(asked.escalationId)).toMatchObject([{ status: 'transferring', outcome: null }]);
    bare.clock.now = new Date(bare.clock.now.getTime() + bare.deps.env.RING_TIMEOUT_MS + 4_900);
    await bare.db.query(
      `UPDATE outbox SET run_at = now() WHERE kind = 'escalation.expire' AND done_at IS NULL`,
    );
    await bare.work();
    expect(await attempts(asked.escalationId)).toMatchObject([{ status: 'transferring' }]);
  });
});
