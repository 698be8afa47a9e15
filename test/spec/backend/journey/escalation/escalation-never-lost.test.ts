import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { abandonEscalation } from '../../../../../src/backend/journey/escalation/abandon-escalation.ts';
import { lockCall } from '../../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import {
  askTool,
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
  type HandOffWorld,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const stores = await testStores();
const withPilot = await startHandOffWorld(stores, { env: { PBX_HUNT_PILOT: '8000' } });
const without = await startHandOffWorld(stores);
afterAll(async () => {
  await withPilot.stop();
  await without.stop();
});

/** What may happen while a person is looked for, in any order and as often as it likes. */
const happening = fc.constantFrom(
  'rings',
  'answers',
  'talks and ends',
  'busy',
  'rejected',
  'no-answer',
  'unreachable',
  'expires',
  'repeats the last report',
  'vapi refuses',
  'vapi breaks off',
  'phone dies',
  'asks again',
  'report arrives',
);

const outcomes: Record<string, object> = {
  'talks and ends': { outcome: 'answered', talkMs: 5_000, sipStatus: 200 },
  busy: { outcome: 'busy', sipStatus: 486 },
  rejected: { outcome: 'rejected', sipStatus: 603 },
  'no-answer': { outcome: 'no-answer', sipStatus: 487 },
  unreachable: { outcome: 'unreachable', sipStatus: 480 },
};

interface Run {
  world: HandOffWorld;
  callId: string;
  vapiCallId: string;
  agents: string[];
  last: { agentId: string; report: Parameters<HandOffWorld['report']>[1] } | undefined;
}

const openAttempt = (run: Run): Promise<{ id: string; escalation_id: string; agent_id: string | null }[]> =>
  run.world.rows(
    `SELECT a.id, a.escalation_id, a.agent_id FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id
     WHERE e.call_id = $1 AND a.status <> 'ended'`,
    [run.callId],
  );

async function happen(what: string, run: Run): Promise<void> {
  const { world } = run;
  const [attempt] = await openAttempt(run);
  if (what === 'vapi refuses') world.refusals.push(400);
  else if (what === 'vapi breaks off') world.refusals.push(0);
  else if (what === 'asks again') await askTool(world, run.vapiCallId, { name: 'escalate_to_human' });
  else if (what === 'phone dies' && attempt?.agent_id)
    await world.db.query(
      `UPDATE users SET phone_registered = FALSE, phone_seen_at = now() - interval '1 hour' WHERE id = $1`,
      [attempt.agent_id],
    );
  else if (what === 'report arrives') await takeVapiReport(run);
  else if (what === 'expires' && attempt) await world.expire(attempt.escalation_id);
  else if (what === 'repeats the last report' && run.last)
    await world.report(run.last.agentId, run.last.report);
  else if (attempt) await reportOn(what, attempt, run);
  await world.work();
}

async function reportOn(
  what: string,
  attempt: { id: string; escalation_id: string; agent_id: string | null },
  run: Run,
): Promise<void> {
  const type = what === 'rings' ? 'call.ringing' : what === 'answers' ? 'call.answered' : 'call.ended';
  const report = {
    type,
    attemptId: attempt.id,
    escalationId: attempt.escalation_id,
    match: 'header',
    ...outcomes[what],
  } as const;
  const agentId = attempt.agent_id ?? run.agents[0];
  if (agentId === undefined) return;
  run.last = { agentId, report };
  await run.world.report(agentId, report);
}

/** Vapi leaves the call because it was forwarded: only the phone knows how it goes on. */
async function takeVapiReport({ world, callId }: Run): Promise<void> {
  const { id } = await world.row<{ id: number }>(
    `INSERT INTO webhooks (source, natural_key, type, body) VALUES ('vapi', $1, 'end-of-call-report', '{}')
     ON CONFLICT (source, natural_key) DO UPDATE SET deliveries = webhooks.deliveries + 1 RETURNING id`,
    [callId],
  );
  await world.db.query(
    `UPDATE calls SET report_webhook_id = $2, ended_reason = 'assistant-forwarded-call' WHERE id = $1`,
    [callId, id],
  );
}

/** Time passes until nothing is open, then the lead hangs up. */
async function letItEnd(run: Run): Promise<void> {
  const { world } = run;
  for (let round = 0; round < 12; round += 1) {
    await world.work();
    const [attempt] = await openAttempt(run);
    if (attempt === undefined) break;
    await world.db.query(`UPDATE users SET phone_seen_at = now() - interval '1 hour' WHERE id = ANY($1)`, [
      run.agents,
    ]);
    world.clock.now = new Date(world.clock.now.getTime() + 3 * 3_600_000);
    await world.expire(attempt.escalation_id);
  }
  await inTransaction(world.db, async (tx) => {
    const call = await lockCall(tx, run.callId);
    if (call) await abandonEscalation(tx, call, { at: world.clock.now, hours: world.deps.env.CALL_HOURS });
  });
}

async function judge(run: Run): Promise<void> {
  const { world, callId, agents } = run;
  const escalations = await world.rows<{ id: string; status: string; outcome: string }>(
    'SELECT id, status, outcome FROM escalations WHERE call_id = $1',
    [callId],
  );
  expect(escalations.length).toBeGreaterThan(0);
  for (const { status, outcome } of escalations) {
    expect(['closed', 'callback', 'abandoned']).toContain(status);
    expect(outcome).toBe(status === 'closed' ? 'answered' : status);
  }
  const callbacks = await world.rows(
    `SELECT owner_id FROM tasks WHERE call_id = $1 AND kind = 'callback' AND owner_id IS NOT NULL AND due_at IS NOT NULL`,
    [callId],
  );
  const spokeWithSomebody = escalations.some(({ status }) => status === 'closed');
  if (!spokeWithSomebody) expect(callbacks).toHaveLength(1);
  expect(callbacks.length).toBeLessThanOrEqual(1);
  const attempts = await world.rows<{
    outcome: string | null;
    status: string;
    agent_id: string | null;
    target: string;
    escalation_id: string;
  }>(
    `SELECT a.* FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.call_id = $1`,
    [callId],
  );
  for (const { status, outcome } of attempts) {
    expect(status).toBe('ended');
    expect(outcome).not.toBeNull();
  }
  for (const { id } of escalations) {
    const tried = attempts
      .filter(({ escalation_id, target }) => escalation_id === id && target === 'agent')
      .map(({ agent_id }) => agent_id);
    expect(new Set(tried).size).toBe(tried.length);
  }
  const busy = await world.rows(`SELECT id FROM users WHERE id = ANY($1) AND state = 'busy'`, [agents]);
  expect(busy).toEqual([]);
  const ordered = world.commands
    .filter((each) => each.callId === callId && each.type === 'transfer')
    .map((each) => JSON.stringify(each['destination']));
  expect(new Set(ordered).size).toBe(ordered.length);
  const pending = await world.rows(
    `SELECT key FROM outbox WHERE done_at IS NULL AND kind LIKE 'escalation.%'`,
  );
  expect(pending).toEqual([]);
}

describe('an escalation, whatever happens to it', () => {
  it('ends in a person or in a callback that somebody owns, every attempt in a typed outcome, nobody rung twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { maxLength: 14 }),
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        async (story, agentCount, pilot) => {
          const world = pilot ? withPilot : without;
          world.refusals.length = 0;
          world.clock.now = new Date();
          await sendAgentsHome(world);
          const agents: string[] = [];
          for (let i = 0; i < agentCount; i += 1) agents.push(await newAgent(world));
          if (agentCount === 0) await newAgent(world, { state: 'away' });
          const { callId, vapiCallId } = await newCall(world);
          const run: Run = { world, callId, vapiCallId, agents, last: undefined };
          await askTool(world, vapiCallId, { name: 'escalate_to_human' });
          for (const what of story) await happen(what, run);
          await letItEnd(run);
          await judge(run);
        },
      ),
      { numRuns: 60, interruptAfterTimeLimit: 90_000 },
    );
  }, 180_000);
});
