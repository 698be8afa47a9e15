import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  expectedCalls,
  offerByAttempt,
  offersForAgent,
} from '../../../../../src/backend/store/reservations.ts';
import { ask, handOffFacts } from '../../../../support/hand-off-facts.ts';
import {
  askTool,
  newAgent,
  sendAgentsHome,
  startHandOffWorld,
  type NewAgent,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';

const stores = await testStores();
const world = await startHandOffWorld(stores, { env: { PBX_HUNT_PILOT: '8000' } });
const bare = await startHandOffWorld(stores);
const { attempts, escalation, callStatus, leadStatus, agentState, eventsOf, callbacks, transfers, named } =
  handOffFacts(world, [world, bare]);
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

it('rings nobody who turns to something else in the moment of being chosen', async () => {
  const leaving = await newAgent(world, { idleS: 600 });
  const staying = await newAgent(world, { idleS: 60 });
  const change = await world.db.connect();
  try {
    await change.query('BEGIN');
    await change.query(`UPDATE users SET state = 'away' WHERE id = $1`, [leaving]);
    const asking = ask(world);
    await until(
      async () =>
        (
          await world.rows(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
        ).length > 0,
      { what: 'the choice to wait for the change' },
    );
    await change.query('COMMIT');
    const { escalationId } = await asking;
    expect(await attempts(escalationId)).toMatchObject([{ agent_id: staying, status: 'reserved' }]);
  } finally {
    change.release();
  }
});

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

describe('an escalation that the first agent does not take', () => {
  it('goes from an agent who lets it ring to the next, to the hunt pilot, to an owned callback', async () => {
    const [first, second] = [await newAgent(world, { idleS: 900 }), await newAgent(world, { idleS: 300 })];
    const asked = await ask(world);
    await world.work();
    await world.report(first, { type: 'call.ringing', ...(await named(asked, first)) });
    await world.expire(asked.escalationId);
    expect(transfers(asked.callId)).toHaveLength(2);
    expect(await callStatus(asked.callId)).toBe('forwarding');
    await world.expire(asked.escalationId);
    expect(transfers(asked.callId)).toHaveLength(3);
    await world.expire(asked.escalationId);
    expect(await attempts(asked.escalationId)).toMatchObject([
      { agent_id: first, outcome: 'no-answer' },
      { agent_id: second, outcome: 'unreachable' },
      { target: 'hunt-pilot', agent_id: null, outcome: 'unreachable', sip_uri: 'sip:8000@127.0.0.1:5060' },
    ]);
    expect(await escalation(asked.escalationId)).toMatchObject({ status: 'callback', outcome: 'callback' });
    expect(await callbacks(asked.callId)).toMatchObject([{ status: 'open' }]);
    expect(await callStatus(asked.callId)).toBe('in-progress');
    const said = world.elsewhere
      .filter(({ kind }) => kind === 'call.control')
      .map(({ payload }) => JSON.stringify(payload));
    expect(said).toHaveLength(3);
    expect(said[0]).toContain('Sigo buscando');
    expect(said[2]).toContain('te devolvemos la llamada');
  });

  it.each([
    ['busy', 486],
    ['rejected', 603],
    ['unreachable', 480],
    ['failed', 500],
  ] as const)(
    'tries the next one at once when the phone says %s, and keeps the SIP status %i',
    async (outcome, sipStatus) => {
      const [first, second] = [await newAgent(world, { idleS: 900 }), await newAgent(world, { idleS: 300 })];
      const asked = await ask(world);
      await world.work();
      const about = await named(asked, first);
      await world.report(first, { type: 'call.ringing', ...about });
      const effect = await world.report(first, {
        type: 'call.ended',
        ...about,
        outcome,
        sipStatus,
        cause: 'said no',
      });
      expect(effect).toBe(`ended: ${outcome}`);
      expect(await attempts(asked.escalationId)).toMatchObject([
        { outcome, sip_status: sipStatus, cause: 'said no' },
        { agent_id: second, status: 'transferring' },
      ]);
      expect(transfers(asked.callId)).toHaveLength(2);
    },
  );

  it('tries each agent once and no more than LADDER_AGENTS of them', async () => {
    for (let i = 0; i < 5; i += 1) await newAgent(bare);
    const asked = await ask(bare);
    await bare.work();
    for (let i = 0; i < 6; i += 1) await bare.expire(asked.escalationId);
    const tried = (await attempts(asked.escalationId)).map(({ agent_id }) => agent_id);
    expect(tried).toHaveLength(3);
    expect(new Set(tried).size).toBe(3);
    expect(await callbacks(asked.callId)).toHaveLength(1);
  });

  it('keeps the attempt’s outcome when Vapi refuses to transfer, and still ends in an owned callback', async () => {
    await newAgent(bare);
    const asked = await ask(bare);
    bare.refusals.push(400);
    await bare.work();
    expect(await attempts(asked.escalationId)).toMatchObject([
      { outcome: 'failed', cause: expect.stringContaining('HTTP 400') },
    ]);
    expect(await callbacks(asked.callId)).toHaveLength(1);
    expect(await callStatus(asked.callId)).toBe('in-progress');
  });

  it('leaves a transfer that may have happened to its expiry, and never sends it twice', async () => {
    await newAgent(bare);
    const asked = await ask(bare);
    bare.refusals.push(0);
    await bare.work();
    const [attempt] = await attempts(asked.escalationId);
    expect(attempt).toMatchObject({ status: 'transferring', outcome: null });
    await bare.db.query(`UPDATE outbox SET done_at = NULL, result = NULL, run_at = now() WHERE key = $1`, [
      `escalation.transfer:${attempt?.id}`,
    ]);
    await bare.work();
    expect(transfers(asked.callId)).toHaveLength(0);
    await bare.expire(asked.escalationId);
    expect(await escalation(asked.escalationId)).toMatchObject({ status: 'callback' });
  });

  it('lets an answer count that comes just after the attempt was given up, and frees whoever was reserved next', async () => {
    const [first, second] = [await newAgent(bare, { idleS: 900 }), await newAgent(bare, { idleS: 300 })];
    const asked = await ask(bare);
    await bare.work();
    const about = await named(asked, first);
    await bare.report(first, { type: 'call.ringing', ...about });
    await bare.expire(asked.escalationId);
    expect(await bare.report(first, { type: 'call.answered', ...about })).toBe('answered');
    expect(await attempts(asked.escalationId)).toMatchObject([
      { agent_id: first, status: 'answered' },
      { agent_id: second, status: 'ended', outcome: 'cancelled' },
    ]);
    expect(await callStatus(asked.callId)).toBe('with-agent');
  });
});

describe('an escalation for which nobody is there', () => {
  it.each<[string, NewAgent]>([
    ['is away', { state: 'away' }],
    ['wraps up', { state: 'wrap-up' }],
    ['has no registered phone', { registered: false }],
    ['has a phone that has been silent for eleven seconds', { silentS: 11 }],
  ])('promises and owns a callback when the only agent %s', async (_why, agent) => {
    await newAgent(bare, agent);
    const asked = await ask(bare);
    expect(asked.said).toContain('nadie de mi equipo está libre');
    expect(asked.said).toContain('en los próximos quince minutos');
    expect(await attempts(asked.escalationId)).toEqual([]);
    const [callback] = await callbacks(asked.callId);
    expect(callback?.due_at.getTime()).toBe(bare.clock.now.getTime() + 15 * 60_000);
    expect(callback?.owner_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await eventsOf(asked.callId)).toEqual(['escalation.requested', 'escalation.exhausted']);
  });

  it('goes straight to the hunt pilot where there is one, and whoever answers there has taken it', async () => {
    const [away, taker] = [
      await newAgent(world, { state: 'away' }),
      await newAgent(world, { state: 'away' }),
    ];
    const asked = await ask(world);
    expect(asked.said).toContain('Te comunico con mi equipo');
    await world.work();
    const [attempt] = await attempts(asked.escalationId);
    expect(await expectedCalls(world.db, taker)).toMatchObject([{ attemptId: attempt?.id }]);
    // Headers got lost on the way: the caller's number tells.
    const about = { number: asked.phone, match: 'none' } as const;
    expect(await world.report(away, { type: 'call.ringing', ...about })).toBe('ringing');
    expect(await world.report(away, { type: 'call.ended', ...about, outcome: 'no-answer' })).toContain(
      'hunt pilot',
    );
    expect(await world.report(taker, { type: 'call.answered', ...about })).toBe('answered');
    expect(await attempts(asked.escalationId)).toMatchObject([
      { target: 'hunt-pilot', agent_id: taker, status: 'answered' },
    ]);
    expect(
      await world.report(taker, { type: 'call.ended', ...about, outcome: 'answered', talkMs: 5_000 }),
    ).toBe('closed');
  });

  it('has one callback however often a person is asked for, and tries again each time', async () => {
    const asked = await ask(bare);
    const agentId = await newAgent(bare, { name: 'Beatriz' });
    const { result } = await askTool(bare, asked.vapiCallId, { name: 'escalate_to_human' });
    expect(result).toContain('Beatriz');
    expect(await callbacks(asked.callId)).toHaveLength(1);
    expect(await bare.rows('SELECT id FROM escalation_attempts WHERE agent_id = $1', [agentId])).toHaveLength(
      1,
    );
  });

  it('tells an English-speaking lead in English, with the day when it is too late to call today', async () => {
    const night = await startHandOffWorld(stores, {
      env: { CALL_HOURS: '09:00-20:00' },
      at: new Date('2026-11-23T04:30:00Z'),
    });
    const asked = await ask(night, { language: 'en' });
    await night.stop();
    expect(asked.said).toContain(
      'we will call you back Monday, November twenty-third at nine in the morning',
    );
  });
});
