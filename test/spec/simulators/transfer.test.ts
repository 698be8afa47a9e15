/** A transfer is a real INVITE with real sound; what follows depends on the verb and on who answers. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPbx, type Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { header, type SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { startVapiSimulator, type VapiSimulator } from '../../../src/simulators/vapi/vapi.ts';
import { vapiMessageProblems } from '../../../src/simulators/contracts/vapi-contract.ts';
import { callRequest, startTinyBackend, type TinyBackend } from '../../support/tiny-backend.ts';
import { until } from '../../support/until.ts';

const number = '+523225550123';
let backend: TinyBackend;
let vapi: VapiSimulator;
let pbx: Pbx;
let invites: SipMessage[];
let heard: (string | undefined)[];
let callId: string;
let controlUrl: string;

beforeEach(async () => {
  backend = await startTinyBackend();
  vapi = await startVapiSimulator({ speed: 100, seed: 3 });
  pbx = await startPbx({ accounts: [{ user: '4127', authUser: 'andrea', password: 'secret' }] });
  invites = [];
  heard = [];
  pbx.on('trace', (direction, message) => {
    if (direction !== 'in') return;
    heard.push(message.method);
    if (message.method === 'INVITE') invites.push(message);
  });
  vapi.setBehaviour(number, { goals: ['escalate'], patienceMs: 60_000, talkWithAgentMs: 60_000 });
});
afterEach(async () => {
  await vapi.close();
  await pbx.stop();
  await backend.close();
});

async function placeCall(): Promise<void> {
  const answer = await fetch(`${vapi.url}/call`, {
    method: 'POST',
    headers: { authorization: 'Bearer key' },
    body: JSON.stringify(callRequest(backend.url, number)),
  });
  const placed = (await answer.json()) as { id: string; monitor: { controlUrl: string } };
  callId = placed.id;
  controlUrl = placed.monitor.controlUrl;
  await until(() => backend.at('/api/tools/escalate').length === 1);
}

async function transfer(to: string, plan: Record<string, unknown> = {}): Promise<number> {
  const destination = {
    type: 'sip',
    sipUri: `sip:${to}@127.0.0.1:${pbx.port}`,
    sipHeaders: { 'X-Escalation-Id': 'esc-1' },
    transferPlan: { mode: 'blind-transfer-add-summary-to-sip-header', ...plan },
  };
  return (
    await fetch(controlUrl, {
      method: 'POST',
      body: JSON.stringify({ type: 'transfer', destination, content: 'Le comunico.' }),
    })
  ).status;
}
const statuses = () => backend.vapiMessages('status-update').map(({ status }) => status);
const report = () => backend.vapiMessages('end-of-call-report')[0];
const spoken = () =>
  backend
    .vapiMessages('transcript')
    .filter(({ transcriptType }) => transcriptType === 'final')
    .map(({ transcript }) => transcript);
const dial = {
  sipVerb: 'dial',
  dialTimeout: 20,
  fallbackPlan: { message: 'Sigo con usted.', endCallEnabled: false },
};

describe('a transfer by dial', () => {
  it('rings the PBX as the lead, with headers and a summary, and ends when the talk is over', async () => {
    await placeCall();
    expect(await transfer('*43', dial)).toBe(200);
    await until(() => report() !== undefined);
    const [invite] = invites as [SipMessage];
    expect(header(invite, 'From')).toContain(`<sip:${number}@`);
    expect(header(invite, 'From')).toContain('Mariana Ruiz');
    expect(header(invite, 'X-Escalation-Id')).toBe('esc-1');
    expect(header(invite, 'X-Transfer-Summary')).toContain('Nuevo Vallarta');
    expect(statuses()).toEqual(['queued', 'ringing', 'in-progress', 'forwarding', 'ended']);
    expect(report()).toMatchObject({ endedReason: 'assistant-forwarded-call', call: { id: callId } });
    expect(backend.vapiMessages('transfer-update')[0]).toMatchObject({ destination: { type: 'sip' } });
    expect(
      backend.vapiMessages().flatMap((message) => vapiMessageProblems('ServerMessage', { message })),
    ).toEqual([]);
    await until(() => heard.includes('BYE'));
  });

  it('comes back to the AI when nobody answers, and may then go to somebody else', async () => {
    await placeCall();
    pbx.answerWith('4127', { status: 486, reason: 'Busy Here' });
    await transfer('4127', dial);
    await until(() => spoken().includes('Sigo con usted.'));
    expect(statuses().slice(-2)).toEqual(['forwarding', 'in-progress']);
    await transfer('*43', dial);
    await until(() => report() !== undefined);
    expect(report()).toMatchObject({ endedReason: 'assistant-forwarded-call' });
    expect(invites).toHaveLength(2);
  });

  it('ends the call where the fallback plan says so', async () => {
    await placeCall();
    pbx.answerWith('4127', { status: 486, reason: 'Busy Here' });
    await transfer('4127', { sipVerb: 'dial', fallbackPlan: { message: 'No hay nadie.' } });
    await until(() => report() !== undefined);
    expect(report()).toMatchObject({ endedReason: 'call.forwarding.operator-busy' });
    expect(spoken()).toContain('No hay nadie.');
  });

  it('gives way to a newer one without a word', async () => {
    await placeCall();
    pbx.setSilent(true);
    await transfer('4127', dial);
    await until(() => statuses().includes('forwarding'));
    pbx.setSilent(false);
    await transfer('*43', dial);
    await until(() => report() !== undefined);
    expect(report()).toMatchObject({ endedReason: 'assistant-forwarded-call' });
    expect(spoken()).not.toContain('Sigo con usted.');
  });

  it('is hung up with the call', async () => {
    vapi.setBehaviour(number, { goals: ['escalate'], talkWithAgentMs: 3_600_000 });
    await placeCall();
    await transfer('*43', dial);
    await until(() => heard.includes('ACK'));
    await fetch(controlUrl, { method: 'POST', body: JSON.stringify({ type: 'end-call' }) });
    await until(() => heard.includes('BYE'));
    await until(() => report() !== undefined);
    expect(report()).toMatchObject({ endedReason: 'assistant-ended-call' });
  });
});

describe('a transfer by refer', () => {
  it('lets the AI go at once while the person and the PBX go on', async () => {
    await placeCall();
    await transfer('*43', { sipVerb: 'refer' });
    await until(() => report() !== undefined);
    expect(report()).toMatchObject({ endedReason: 'assistant-forwarded-call' });
    await until(() => invites.length === 1 && heard.includes('BYE'));
  });
});

describe('nobody to transfer to', () => {
  it('ends with a callback once the AI promised one', async () => {
    vapi.setBehaviour(number, { goals: ['escalate'] });
    backend.override = ({ path, body }) => {
      if (path !== '/api/tools/escalate') return undefined;
      const { toolCallList } = body['message'] as { toolCallList: { id: string }[] };
      return {
        status: 200,
        body: {
          results: [
            {
              toolCallId: toolCallList[0]?.id,
              result: 'Nadie está libre; te devolvemos la llamada mañana a las diez.',
            },
          ],
        },
      };
    };
    await placeCall();
    await until(() => report() !== undefined);
    expect(report()).toMatchObject({ endedReason: 'customer-ended-call' });
    expect(invites).toHaveLength(0);
  });

  it('refuses a destination that SIP cannot reach', async () => {
    await placeCall();
    const answer = await fetch(controlUrl, {
      method: 'POST',
      body: JSON.stringify({ type: 'transfer', destination: { type: 'number', number: '+15555550100' } }),
    });
    expect(answer.status).toBe(400);
  });
});
