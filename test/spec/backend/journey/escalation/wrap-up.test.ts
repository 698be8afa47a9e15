/** What the phone's report of a call's end opens, and what it makes of the agent's state. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeAgents } from '../../../../../src/backend/store/reservations.ts';
import { lockHandOff } from '../../../../../src/backend/store/escalations.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { todayOf } from '../../../../../src/backend/store/today.ts';
import { transferCause } from '../../../../../src/shared/transfer-cause.ts';
import { reserve, writeStory } from '../../../../support/console-story.ts';
import {
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
  type HandOffWorld,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const stores = await testStores();
let world: HandOffWorld;
beforeAll(async () => {
  world = await startHandOffWorld(stores);
});
afterAll(() => world.stop());

const stranger = { number: '+13125550100', match: 'none' } as const;
const talked = { outcome: 'answered', talkMs: 20_000 } as const;
const user = (id: string) =>
  world.row<{ state: string; reason: string | null; until: Date | null }>(
    'SELECT state, state_reason AS reason, state_until AS until FROM users WHERE id = $1',
    [id],
  );
const wrapUps = (id: string) =>
  world.rows<{ phone_call_id: string; lead_id: string | null; number: string }>(
    'SELECT phone_call_id, lead_id, number FROM wrap_ups WHERE agent_id = $1 ORDER BY ended_at, phone_call_id',
    [id],
  );

describe('the end of a call', () => {
  it('opens one wrap-up, however often it is reported, and tells of it once', async () => {
    const agentId = await newAgent(world);
    const call = { ...stranger, phoneCallId: 'once' };
    await world.report(agentId, { type: 'call.answered', ...call });
    for (let i = 0; i < 3; i += 1) await world.report(agentId, { type: 'call.ended', ...call, ...talked });
    expect(await wrapUps(agentId)).toHaveLength(1);
    const events = await world.rows(`SELECT 1 FROM events WHERE stream = $1 AND type = 'wrap-up.opened'`, [
      `agent:${agentId}`,
    ]);
    expect(events).toHaveLength(1);
    expect((await user(agentId)).until?.getTime()).toBe(world.clock.now.getTime() + 120_000);
  });

  it('that nobody answered wants no outcome and changes no state', async () => {
    const agentId = await newAgent(world);
    await world.report(agentId, { type: 'call.ringing', ...stranger });
    await world.report(agentId, { type: 'call.ended', ...stranger, outcome: 'no-answer' });
    expect(await wrapUps(agentId)).toEqual([]);
    expect(await user(agentId)).toEqual({ state: 'available', reason: null, until: null });
  });

  it('leaves an agent who was away where they were, with the call on their list', async () => {
    const agentId = await newAgent(world, { state: 'away' });
    await world.report(agentId, { type: 'call.answered', ...stranger, direction: 'out' });
    await world.report(agentId, { type: 'call.ended', ...stranger, direction: 'out', ...talked });
    expect((await user(agentId)).state).toBe('away');
    expect(await wrapUps(agentId)).toHaveLength(1);
  });

  it('counts once for the lead and not at all for the colleague who was asked before the transfer', async () => {
    const agentId = await newAgent(world);
    const colleague = await newAgent(world);
    const { extension } = await world.row<{ extension: string }>(
      'SELECT extension FROM users WHERE id = $1',
      [colleague],
    );
    const story = await writeStory(world.db);
    const about = {
      ...(await reserve(world.db, story, agentId)),
      match: 'header',
      phoneCallId: 'lead',
    } as const;
    const question = { ...stranger, direction: 'out', number: extension, phoneCallId: 'question' } as const;
    await world.report(agentId, { type: 'call.answered', ...about });
    await world.report(agentId, { type: 'call.answered', ...question });
    await world.report(agentId, { type: 'call.ended', ...about, outcome: 'transferred', talkMs: 30_000 });
    expect((await user(agentId)).state).toBe('busy');
    await world.report(agentId, { type: 'call.ended', ...question, outcome: 'transferred', talkMs: 8_000 });
    expect((await user(agentId)).state).toBe('wrap-up');
    expect(await wrapUps(agentId)).toMatchObject([{ phone_call_id: 'lead', lead_id: story.leadId }]);
  });

  it.each([
    ['a queue', 'queue', '4910', '4910'],
    ['a number of the directory, as the PBX writes it', 'number', '+525555550143', '5555550143'],
  ])(
    'of a question to %s before the transfer leaves the client’s call alone to be closed',
    async (_what, kind, entry, dialled) => {
      await world.rows(
        `INSERT INTO directory_entries (kind, name, number) VALUES ($1, 'Casa', $2) ON CONFLICT DO NOTHING`,
        [kind, entry],
      );
      const agentId = await newAgent(world);
      const client = { ...stranger, phoneCallId: 'client' } as const;
      const question = { ...stranger, direction: 'out', number: dialled, phoneCallId: 'question' } as const;
      await world.report(agentId, { type: 'call.answered', ...client });
      await world.report(agentId, { type: 'call.answered', ...question });
      await world.report(agentId, { type: 'call.ended', ...client, outcome: 'transferred', talkMs: 30_000 });
      await world.report(agentId, { type: 'call.ended', ...question, outcome: 'transferred', talkMs: 8_000 });
      expect((await wrapUps(agentId)).map((one) => one.phone_call_id)).toEqual(['client']);
      expect((await user(agentId)).state).toBe('wrap-up');
      expect(await todayOf(world.db, agentId)).toMatchObject({ calls: 1, meanTalkSeconds: 30 });
    },
  );

  it('of a question to a number that nobody knows leaves the client’s call alone to be closed', async () => {
    const agentId = await newAgent(world);
    const cause = transferCause('+13125550177');
    const end = { type: 'call.ended', outcome: 'transferred', cause } as const;
    const question = {
      ...stranger,
      direction: 'out',
      number: '+13125550177',
      phoneCallId: 'question',
    } as const;
    await world.report(agentId, { ...end, ...stranger, phoneCallId: 'client', talkMs: 30_000 });
    await world.report(agentId, { ...end, ...question, talkMs: 8_000 });
    expect((await wrapUps(agentId)).map((one) => one.phone_call_id)).toEqual(['client']);
    expect(await todayOf(world.db, agentId)).toMatchObject({ calls: 1, meanTalkSeconds: 30 });
  });

  it('that came from the group’s number is a client’s', async () => {
    await world.rows(
      `INSERT INTO directory_entries (kind, name, number) VALUES ('queue', 'Grupo', '4911') ON CONFLICT DO NOTHING`,
    );
    const agentId = await newAgent(world);
    await world.report(agentId, { type: 'call.ended', ...stranger, number: '4911', ...talked });
    expect(await wrapUps(agentId)).toHaveLength(1);
  });

  it('leaves the client with the colleague who was asked and then given the call, and nothing where they only talked', async () => {
    const [asking, asked] = [await newAgent(world), await newAgent(world)];
    const extensionOf = async (id: string) =>
      (await world.row<{ extension: string }>('SELECT extension FROM users WHERE id = $1', [id])).extension;
    const { leadId, phone } = await newCall(world);
    const question = {
      ...stranger,
      direction: 'out',
      number: await extensionOf(asked),
      phoneCallId: 'q',
    } as const;
    const heard = {
      ...stranger,
      direction: 'in',
      number: await extensionOf(asking),
      phoneCallId: 'heard',
    } as const;
    await world.report(asked, { type: 'call.ended', ...heard, phoneCallId: 'chat', ...talked });
    expect(await wrapUps(asked)).toEqual([]);
    await world.report(asking, {
      type: 'call.ended',
      ...stranger,
      number: phone,
      phoneCallId: 'c',
      outcome: 'transferred',
      talkMs: 30_000,
    });
    await world.report(asking, { type: 'call.ended', ...question, outcome: 'transferred', talkMs: 8_000 });
    world.clock.now = new Date(world.clock.now.getTime() + 5_000);
    await world.report(asked, { type: 'call.answered', ...heard, at: world.clock.now.getTime() - 20_000 });
    await world.report(asked, { type: 'call.ended', ...heard, ...talked });
    expect(await wrapUps(asked)).toMatchObject([{ phone_call_id: 'heard', lead_id: leadId, number: phone }]);
    expect(await todayOf(world.db, asked)).toMatchObject({ calls: 1, meanTalkSeconds: 20 });
  });

  it('of one party of a conference leaves the agent busy with the other, and each wants its outcome', async () => {
    const agentId = await newAgent(world);
    const [one, two] = ['one', 'two'].map((phoneCallId) => ({ ...stranger, phoneCallId }));
    await world.report(agentId, { type: 'call.answered', ...one });
    await world.report(agentId, { type: 'call.answered', ...two });
    await world.report(agentId, { type: 'call.ended', ...one, ...talked });
    expect(await user(agentId)).toEqual({ state: 'busy', reason: 'other-call', until: null });
    await world.report(agentId, { type: 'call.ended', ...two, ...talked });
    expect((await user(agentId)).state).toBe('wrap-up');
    expect(await wrapUps(agentId)).toHaveLength(2);
  });

  it('finds the lead whose number the PBX shows without its country', async () => {
    const agentId = await newAgent(world);
    const { leadId, phone } = await newCall(world);
    const call = { ...stranger, number: phone.slice(-10) };
    await world.report(agentId, { type: 'call.ended', ...call, ...talked });
    expect(await wrapUps(agentId)).toMatchObject([{ lead_id: leadId }]);
  });
});

describe('the length of wrap-up', () => {
  it.each([
    ['0', 'available', false],
    ['never', 'wrap-up', false],
    ['30', 'wrap-up', true],
  ])('of %s leaves the agent %s', async (seconds, state, ends) => {
    const own = await startHandOffWorld(stores, { env: { WRAP_UP_SECONDS: seconds } });
    const agentId = await newAgent(own);
    await own.report(agentId, { type: 'call.answered', ...stranger });
    await own.report(agentId, { type: 'call.ended', ...stranger, ...talked });
    const now = await user(agentId);
    expect(now.state).toBe(state);
    expect(now.until?.getTime()).toBe(ends ? own.clock.now.getTime() + 30_000 : undefined);
    expect(await wrapUps(agentId)).toHaveLength(1);
    await own.stop();
  });
});

describe('a reservation', () => {
  it.each([
    ['whose console is gone', { consoleSilentS: 11 }],
    ['whose phone is gone', { silentS: 11 }],
    ['whose phone is not registered', { registered: false }],
  ])('passes over an agent %s', async (_who, agent) => {
    await sendAgentsHome(world);
    await newAgent(world, agent);
    const there = await newAgent(world);
    const story = await writeStory(world.db);
    const { escalationId } = await reserve(world.db, story, null);
    const free = await inTransaction(world.db, async (tx) => {
      const handOff = await lockHandOff(tx, escalationId);
      return freeAgents(tx, handOff!);
    });
    expect(free.map(({ id }) => id)).toEqual([there]);
  });
});
