import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  abandonEscalation,
  hasLiveHandOff,
} from '../../../../../src/backend/journey/escalation/abandon-escalation.ts';
import {
  answerTransferDestination,
  type SipDestination,
} from '../../../../../src/backend/journey/escalation/transfer-destination.ts';
import { lockCall } from '../../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { vapiRequestProblems } from '../../../../../src/simulators/contracts/vapi-contract.ts';
import {
  askTool,
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const stores = await testStores();
const world = await startHandOffWorld(stores, { env: { RING_TIMEOUT_MS: '15500' } });
const refer = await startHandOffWorld(stores, { env: { VAPI_TRANSFER_VERB: 'refer' } });
afterAll(async () => {
  await world.stop();
  await refer.stop();
});
beforeEach(async () => {
  world.commands.length = 0;
  refer.commands.length = 0;
  await sendAgentsHome(world);
  await world.db.query(`UPDATE outbox SET done_at = now(), result = 'cancelled' WHERE done_at IS NULL`);
});

const request = (vapiCallId: string): Record<string, unknown> => ({
  type: 'transfer-destination-request',
  call: { id: vapiCallId },
});

/** The command as Vapi got it. */
function firstCommand({ commands }: typeof world): Record<string, unknown> {
  const { callId: _, ...command } = commands[0] ?? { callId: '', type: 'none' };
  return command;
}

/** Vapi's schemas describe a command inside an envelope; its live control takes it bare. */
const problems = (message: unknown): string[] => vapiRequestProblems('ClientInboundMessage', { message });

describe('the transfer that Vapi is told of', () => {
  it.each(['es', 'en'] as const)('is one that Vapi’s own schema accepts (%s)', async (language) => {
    await newAgent(world, { name: 'Lucía' });
    const { vapiCallId, callId, leadId } = await newCall(world, { language });
    await askTool(world, vapiCallId, { name: 'escalate_to_human' });
    await world.work();
    const command = firstCommand(world);
    expect(problems(command)).toEqual([]);
    const destination = command['destination'] as SipDestination;
    expect(destination.sipUri).toMatch(/^sip:7\d{4}@127\.0\.0\.1:5060$/);
    expect(destination.message).toContain('Lucía');
    expect(destination.sipHeaders).toMatchObject({
      'X-Vapi-Call-Id': vapiCallId,
      'X-Call-Id': callId,
      'X-Lead-Id': leadId,
    });
    expect(destination.transferPlan).toMatchObject({
      mode: 'blind-transfer-add-summary-to-sip-header',
      sipVerb: 'dial',
      dialTimeout: 16,
      fallbackPlan: {
        endCallEnabled: false,
        message:
          language === 'es'
            ? expect.stringContaining('Sigo contigo')
            : expect.stringContaining('still with you'),
      },
    });
  });

  it('by REFER carries its headers in the Refer-To and no dial timeout', async () => {
    await newAgent(refer);
    const { vapiCallId } = await newCall(refer);
    await askTool(refer, vapiCallId, { name: 'escalate_to_human' });
    await refer.work();
    const command = firstCommand(refer);
    expect(problems(command)).toEqual([]);
    const { transferPlan } = command['destination'] as SipDestination;
    expect(transferPlan).toMatchObject({ sipVerb: 'refer', sipHeadersInReferToEnabled: true });
    expect(transferPlan).not.toHaveProperty('dialTimeout');
  });
});

describe('Vapi asking where to', () => {
  it('gets the reserved agent, once, and is not told again by the live control', async () => {
    const agentId = await newAgent(world, { name: 'Lucía' });
    const { vapiCallId, callId } = await newCall(world);
    const answer = await answerTransferDestination(request(vapiCallId), world.deps);
    if (!('destination' in answer)) throw new Error(answer.error);
    expect(problems({ type: 'transfer', destination: answer.destination })).toEqual([]);
    const again = await answerTransferDestination(request(vapiCallId), world.deps);
    expect(again).toEqual({ error: expect.stringContaining('Lucía') });
    await world.work();
    expect(world.commands).toEqual([]);
    const attempts = await world.rows(
      `SELECT a.agent_id, a.status FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id WHERE e.call_id = $1`,
      [callId],
    );
    expect(attempts).toEqual([{ agent_id: agentId, status: 'transferring' }]);
    expect(await world.row('SELECT status FROM calls WHERE id = $1', [callId])).toEqual({
      status: 'forwarding',
    });
  });

  it('takes over a transfer that was about to be ordered, so that one phone rings once', async () => {
    await newAgent(world);
    const { vapiCallId } = await newCall(world);
    await askTool(world, vapiCallId, { name: 'escalate_to_human' });
    const answer = await answerTransferDestination(request(vapiCallId), world.deps);
    expect(answer).toHaveProperty('destination');
    await world.work();
    expect(world.commands).toEqual([]);
  });

  it('is told what may be promised when nobody is free', async () => {
    const { vapiCallId, callId } = await newCall(world, { language: 'en' });
    const answer = await answerTransferDestination(request(vapiCallId), world.deps);
    expect(answer).toEqual({
      error: expect.stringContaining('we will call you back within the next fifteen minutes'),
    });
    expect(
      await world.rows(`SELECT id FROM tasks WHERE call_id = $1 AND kind = 'callback'`, [callId]),
    ).toHaveLength(1);
  });

  it('for a call of somebody else’s gets an error', async () => {
    expect(await answerTransferDestination(request(randomUUID()), world.deps)).toEqual({
      error: 'This call is not known here.',
    });
  });
});

describe('a call that Vapi has left', () => {
  const live = (callId: string, reason?: string): Promise<boolean> =>
    inTransaction(refer.db, (tx) => hasLiveHandOff(tx, callId, reason));

  it('lives on while a transfer is under way, unless the lead hung up or the transfer failed', async () => {
    const agentId = await newAgent(refer);
    const { vapiCallId, callId } = await newCall(refer);
    expect(await live(callId)).toBe(false);
    await askTool(refer, vapiCallId, { name: 'escalate_to_human' });
    expect(await live(callId)).toBe(false);
    await refer.work();
    expect(await live(callId)).toBe(true);
    expect(await live(callId, 'assistant-forwarded-call')).toBe(true);
    expect(await live(callId, 'customer-ended-call')).toBe(false);
    expect(await live(callId, 'call.forwarding.operator-busy')).toBe(false);
    await refer.db.query(`UPDATE calls SET ended_reason = 'customer-ended-call' WHERE id = $1`, [callId]);
    expect(await live(callId)).toBe(false);
    expect(agentId).toBeTruthy();
  });

  it('after a REFER that nobody answers ends in an owned callback, without another transfer', async () => {
    await newAgent(refer);
    await newAgent(refer);
    const { vapiCallId, callId } = await newCall(refer);
    await askTool(refer, vapiCallId, { name: 'escalate_to_human' });
    await refer.work();
    const { id } = await refer.row<{ id: number }>(
      `INSERT INTO webhooks (source, natural_key, type, body) VALUES ('vapi', $1, 'end-of-call-report', '{}') RETURNING id`,
      [callId],
    );
    await refer.db.query(
      `UPDATE calls SET report_webhook_id = $2, ended_reason = 'assistant-forwarded-call' WHERE id = $1`,
      [callId, id],
    );
    const { id: escalationId } = await refer.row<{ id: string }>(
      'SELECT id FROM escalations WHERE call_id = $1',
      [callId],
    );
    await refer.expire(escalationId);
    expect(refer.commands.filter(({ type }) => type === 'transfer')).toHaveLength(1);
    expect(await refer.row('SELECT status FROM escalations WHERE id = $1', [escalationId])).toEqual({
      status: 'callback',
    });
    expect(await refer.row('SELECT status FROM calls WHERE id = $1', [callId])).toEqual({ status: 'ended' });
    expect(refer.elsewhere.map(({ kind }) => kind)).toContain('call.complete');
  });

  it('after a REFER and a conversation is over when the phone says so', async () => {
    const agentId = await newAgent(refer);
    const { vapiCallId, callId, phone } = await newCall(refer);
    await askTool(refer, vapiCallId, { name: 'escalate_to_human' });
    await refer.work();
    await refer.report(agentId, { type: 'call.answered', number: phone });
    await refer.report(agentId, { type: 'call.ended', number: phone, outcome: 'answered', talkMs: 3_000 });
    expect(await refer.row('SELECT status FROM calls WHERE id = $1', [callId])).toEqual({ status: 'ended' });
  });

  it('may be abandoned twice, or without an escalation, and nothing more happens', async () => {
    const { callId } = await newCall(refer);
    for (let i = 0; i < 2; i += 1)
      await inTransaction(refer.db, async (tx) => {
        const call = await lockCall(tx, callId);
        if (call) await abandonEscalation(tx, call, { at: new Date(), hours: refer.deps.env.CALL_HOURS });
      });
    expect(await refer.rows('SELECT id FROM tasks WHERE call_id = $1', [callId])).toEqual([]);
  });
});
