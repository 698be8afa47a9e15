/** The lead must not wait out a ring that everybody has refused already. */
import { afterAll, beforeEach, expect, it } from 'vitest';
import { takeBack } from '../../../../../src/backend/journey/escalation/take-back.ts';
import { lockCall } from '../../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { ask, handOffFacts } from '../../../../support/hand-off-facts.ts';
import { newAgent, sendAgentsHome, startHandOffWorld } from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const stores = await testStores();
const world = await startHandOffWorld(stores, { env: { PBX_HUNT_PILOT: '8000' } });
const { attempts, callStatus, callbacks } = handOffFacts(world);
afterAll(() => world.stop());
beforeEach(() => sendAgentsHome(world));

/** Vapi says that it has the lead back, so many ms after our clock. */
const cameBack = (callId: string, afterMs: number): Promise<boolean> =>
  inTransaction(world.db, async (tx) => {
    const call = await lockCall(tx, callId);
    if (call === undefined) throw new Error('the test has no call');
    return takeBack(tx, call, new Date(world.clock.now.getTime() + afterMs));
  });

it('goes on at once when everybody at the hunt pilot has refused', async () => {
  const agent = await newAgent(world, { state: 'away' });
  const asked = await ask(world);
  await world.work();
  const about = { number: asked.phone, match: 'none' } as const;
  await world.report(agent, { type: 'call.ringing', ...about });
  await world.report(agent, { type: 'call.ended', ...about, outcome: 'rejected' });
  expect(await cameBack(asked.callId, 8_000)).toBe(true);
  await world.work();
  expect(await attempts(asked.escalationId)).toMatchObject([{ target: 'hunt-pilot', outcome: 'no-answer' }]);
  expect(await callStatus(asked.callId)).toBe('in-progress');
  expect(await callbacks(asked.callId)).toHaveLength(1);
});

it('takes no notice of news that is older than the transfer, or hardly newer', async () => {
  const asked = await ask(world);
  await world.work();
  expect(await cameBack(asked.callId, -5_000)).toBe(false);
  expect(await cameBack(asked.callId, 1_000)).toBe(false);
  expect(await attempts(asked.escalationId)).toMatchObject([
    { target: 'hunt-pilot', status: 'transferring' },
  ]);
});

it("leaves a reserved agent's ringing phone to tell its own end", async () => {
  const agent = await newAgent(world, {});
  const asked = await ask(world);
  await world.work();
  await world.report(agent, { type: 'call.ringing', number: asked.phone, match: 'none' });
  expect(await cameBack(asked.callId, 8_000)).toBe(false);
  expect(await attempts(asked.escalationId)).toMatchObject([{ agent_id: agent, status: 'ringing' }]);
});
