import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { abandonEscalation } from '../../../../src/backend/journey/abandon-escalation.ts';
import { lockCall } from '../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { expectedCalls, offerByAttempt, offersForAgent } from '../../../../src/backend/store/reservations.ts';
import {
  askTool,
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
  type HandOffWorld,
  type NewPerson,
} from '../../../support/hand-off-world.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
const world = await startHandOffWorld(stores, { env: { PBX_HUNT_PILOT: '8000' } });
const bare = await startHandOffWorld(stores);
afterAll(async () => {
  await world.stop();
  await bare.stop();
});
beforeEach(async () => {
  for (const each of [world, bare]) {
    each.commands.length = 0;
    each.refusals.length = 0;
    each.elsewhere.length = 0;
    each.clock.now = new Date();
  }
  await sendAgentsHome(world);
  // Jobs that an earlier test left behind for a later hour.
  await world.db.query(`UPDATE outbox SET done_at = now(), result = 'cancelled' WHERE done_at IS NULL`);
});

interface Attempt {
  id: string;
  agent_id: string | null;
  target: string;
  status: string;
  outcome: string | null;
  sip_status: number | null;
  cause: string | null;
  match: string | null;
  talk_ms: number | null;
  sip_uri: string;
}
interface Asked {
  leadId: string;
  callId: string;
  vapiCallId: string;
  phone: string;
  said: string;
  escalationId: string;
}

async function ask(where: HandOffWorld, person: NewPerson = {}): Promise<Asked> {
  const call = await newCall(where, person);
  const { result = '' } = await askTool(where, call.vapiCallId, {
    name: 'escalate_to_human',
    args: { reason: 'Quiere ver mensualidades con una persona' },
  });
  const { id } = await where.row<{ id: string }>('SELECT id FROM escalations WHERE call_id = $1', [
    call.callId,
  ]);
  return { ...call, said: result, escalationId: id };
}

const attempts = (escalationId: string): Promise<Attempt[]> =>
  world.rows<Attempt>('SELECT * FROM escalation_attempts WHERE escalation_id = $1 ORDER BY step', [
    escalationId,
  ]);
const escalation = (
  id: string,
): Promise<{ status: string; outcome: string | null; brief: Record<string, unknown> }> =>
  world.row('SELECT status, outcome, brief FROM escalations WHERE id = $1', [id]);
const callStatus = async (id: string): Promise<string> =>
  (await world.row<{ status: string }>('SELECT status FROM calls WHERE id = $1', [id])).status;
const leadStatus = async (id: string): Promise<string> =>
  (await world.row<{ status: string }>('SELECT status FROM leads WHERE id = $1', [id])).status;
const agentState = async (id: string): Promise<string> =>
  (await world.row<{ state: string }>('SELECT state FROM users WHERE id = $1', [id])).state;
const eventsOf = (callId: string): Promise<string[]> =>
  world
    .rows<{ type: string }>('SELECT type FROM events WHERE call_id = $1 ORDER BY stream_seq', [callId])
    .then((rows) => rows.map(({ type }) => type).filter((type) => type.startsWith('escalation.')));
const callbacks = (callId: string): Promise<{ owner_id: string; due_at: Date; status: string }[]> =>
  world.rows('SELECT owner_id, due_at, status FROM tasks WHERE call_id = $1 AND kind = $2', [
    callId,
    'callback',
  ]);
const transfers = (callId: string): Record<string, unknown>[] =>
  [...world.commands, ...bare.commands].filter((each) => each.callId === callId && each.type === 'transfer');

async function named(
  asked: Asked,
  agentId: string,
): Promise<{ escalationId: string; attemptId: string; match: 'header' }> {
  const attempt = (await attempts(asked.escalationId)).find((each) => each.agent_id === agentId);
  return { escalationId: asked.escalationId, attemptId: attempt?.id ?? '', match: 'header' };
}

describe('an escalation that is answered', () => {
  it('reserves before it promises, transfers, rings, connects, and lets everybody move on', async () => {
    const lucia = await newAgent(world, { name: 'Lucía Hernández' });
    const asked = await ask(world, { profile: { location: 'Nuevo Vallarta', property_type: 'villa' } });
    expect(asked.said).toContain('Lucía Hernández toma la llamada');
    expect(await attempts(asked.escalationId)).toMatchObject([{ agent_id: lucia, status: 'reserved' }]);
    expect(transfers(asked.callId)).toHaveLength(0);

    await world.work();
    expect(transfers(asked.callId)).toHaveLength(1);
    expect(await callStatus(asked.callId)).toBe('forwarding');
    const [expected] = await expectedCalls(world.db, lucia);
    expect(expected).toMatchObject({
      escalationId: asked.escalationId,
      callId: asked.callId,
      caller: asked.phone,
    });

    const about = await named(asked, lucia);
    expect(await world.report(lucia, { type: 'call.ringing', ...about })).toBe('ringing');
    const [offer] = await offersForAgent(world.db, lucia);
    expect(offer).toMatchObject({ status: 'ringing', leadName: 'Mariana Robles', agentId: lucia });
    expect(offer?.brief.opening).toContain('soy Lucía Hernández');

    expect(await world.report(lucia, { type: 'call.answered', ...about })).toBe('answered');
    expect(await callStatus(asked.callId)).toBe('with-agent');
    expect(await leadStatus(asked.leadId)).toBe('with-agent');
    expect(await agentState(lucia)).toBe('busy');
    expect(await expectedCalls(world.db, lucia)).toEqual([]);

    const end = { outcome: 'answered', talkMs: 90_000, sipStatus: 200, cause: 'BYE' } as const;
    expect(await world.report(lucia, { type: 'call.ended', ...about, ...end })).toBe('closed');
    expect(await escalation(asked.escalationId)).toMatchObject({ status: 'closed', outcome: 'answered' });
    expect(await attempts(asked.escalationId)).toMatchObject([
      { status: 'ended', outcome: 'answered', talk_ms: 90_000, match: 'header' },
    ]);
    expect(await agentState(lucia)).toBe('wrap-up');
    expect(await leadStatus(asked.leadId)).toBe('follow-up');
    expect(await eventsOf(asked.callId)).toEqual([
      'escalation.requested',
      'escalation.reserved',
      'escalation.transferring',
      'escalation.ringing',
      'escalation.answered',
      'escalation.closed',
    ]);
    const left = await world.rows(
      `SELECT key FROM outbox WHERE done_at IS NULL AND kind LIKE 'escalation.%'`,
    );
    expect(left).toEqual([]);
    expect(await offerByAttempt(world.db, about.attemptId)).toMatchObject({ status: 'closed' });
  });
});
