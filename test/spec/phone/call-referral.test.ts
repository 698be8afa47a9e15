/** Transfers message by message: taken up, refused, never told of, and those that others make (RFC 3515, RFC 3891). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults, hears } from './bench.ts';
import { endScriptedCalls, incomingCall, startScriptedBench, Voice } from './call-exchange.ts';
import type { ScriptedBench } from './call-exchange.ts';
import type { Headers } from '../../../src/simulators/pbx/dialog.ts';

const PAGE_TONE_HZ = 700;
const VOICE_HZ = 1_000;

describe('A transfer', () => {
  let bench: ScriptedBench;
  let voice: Voice;
  beforeAll(async () => {
    bench = await startScriptedBench({ toneHz: PAGE_TONE_HZ });
    voice = await Voice.open(VOICE_HZ);
  }, 60_000);
  afterEach(() => endScriptedCalls(bench));
  afterAll(async () => {
    voice.rtp.close();
    await bench.close();
  });

  const currentId = (): string => bench.page.call?.id ?? '';
  const live = (): Promise<unknown> => bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');

  const incoming = (headers: Headers = []): ReturnType<typeof incomingCall> =>
    incomingCall(bench, voice, headers);

  it('proves itself when a request in the call is challenged, and counts on from there', async () => {
    const { call } = await incoming();
    const id = currentId();
    const transferring = bench.page.ask('call.transfer', { id, to: '2002' });
    const hold = await call.next('INVITE');
    hold.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(hold.message.body),
    });
    const refer = await call.next('REFER');
    refer.respond(401, 'Unauthorized', {
      headers: [['WWW-Authenticate', 'Digest realm="ccmsipline", nonce="abc", algorithm=MD5']],
    });
    const again = await call.next('REFER');
    expect(header(again.message, 'Authorization')).toContain('realm="ccmsipline"');
    again.respond(202, 'Accepted');
    await transferring;
    const hangingUp = bench.page.ask('call.hangup', { id });
    const bye = await call.next('BYE');
    bye.respond(200, 'OK');
    await hangingUp;
    const numbers = [refer, again, bye].map(({ message }) => Number.parseInt(header(message, 'CSeq'), 10));
    expect(numbers).toEqual([numbers[0], numbers[0]! + 1, numbers[0]! + 2]);
  });

  it('goes on with another caller who takes the place of the first (Replaces)', async () => {
    const { call } = await incoming();
    const { localTag, remoteTag } = call.dialog.id;
    const newcomer = await Voice.open(1_300);
    const {
      call: second,
      invite,
      final,
    } = await bench.exchange.call({
      body: newcomer.offer(),
      from: '<sip:2003@127.0.0.1>',
      headers: [
        ['Require', 'replaces'],
        ['Replaces', `${call.dialog.callId};to-tag=${remoteTag};from-tag=${localTag}`],
      ],
    });
    // The first is not asked to be on hold before: it may not answer any more.
    const ok = await final;
    expect(ok.status).toBe(200);
    newcomer.take(ok.body);
    second.ack(invite);
    (await call.next('BYE')).respond(200, 'OK');
    await bench.page.waitFor(
      ({ calls }) => calls[0]?.number === '2003' && calls[0].phase === 'live' && calls[1]?.phase === 'ended',
      'the newcomer is spoken with',
    );
    expect(bench.page.state.calls[1]).toMatchObject({
      outcome: 'answered',
      cause: 'replaced by another call',
    });
    await bench.page.hears(1_300);
    await hears(newcomer.ear, PAGE_TONE_HZ);
    newcomer.rtp.close();
  });

  it('answers 481 to a caller who wants to replace a call that there is not', async () => {
    const { final } = await bench.exchange.call({
      body: voice.offer(),
      headers: [['Replaces', 'nobody;to-tag=a;from-tag=b']],
    });
    expect((await final).status).toBe(481);
  });

  it('declines to be referred elsewhere: whom the agent calls is the agent’s decision', async () => {
    const { call } = await incoming();
    const answer = await call.send('REFER', { headers: [['Refer-To', '<sip:1900@127.0.0.1>']] });
    expect(answer.status).toBe(603);
    expect(bench.page.state.calls.filter(({ phase }) => phase !== 'ended')).toHaveLength(1);
  });

  it('counts a transfer as done when the other side takes it up and hangs up without a word', async () => {
    const { call } = await incoming();
    const id = currentId();
    const transferring = bench.page.ask('call.transfer', { id, to: '2002' });
    const hold = await call.next('INVITE');
    hold.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(hold.message.body),
    });
    const refer = await call.next('REFER');
    expect(header(refer.message, 'Refer-To')).toMatch(/^<sip:2002@127\.0\.0\.1/);
    expect(header(refer.message, 'Referred-By')).toContain('sip:1001@');
    refer.respond(202, 'Accepted');
    await transferring;
    await call.send('BYE');
    await bench.page.waitFor(({ calls }) => calls.some((c) => c.id === id && c.phase === 'ended'), 'ended');
    expect(bench.page.state.calls.find((c) => c.id === id)).toMatchObject({
      outcome: 'transferred',
      transfer: { phase: 'done' },
    });
  });

  it('takes a call back whose transfer the exchange refuses outright', async () => {
    const { call } = await incoming();
    const id = currentId();
    const transferring = bench.page.ask('call.transfer', { id, to: '2002' });
    const hold = await call.next('INVITE');
    hold.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(hold.message.body),
    });
    const refusal = expect(transferring).rejects.toThrow('the transfer was refused: 405 Method Not Allowed');
    (await call.next('REFER')).respond(405, 'Method Not Allowed');
    await refusal;
    const resume = await call.next('INVITE');
    resume.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(resume.message.body),
    });
    await live();
    expect(bench.page.call?.transfer).toMatchObject({ phase: 'failed', cause: '405 Method Not Allowed' });
    await hears(voice.ear, PAGE_TONE_HZ);
    expectNoFaults(bench.phone);
  });
});
