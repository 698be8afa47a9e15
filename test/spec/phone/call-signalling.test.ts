/** What is said inside a call: refreshes, collisions, session timers, tones, and requests that we decline. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header, headerValues } from '../../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults, hears, until } from './bench.ts';
import { endScriptedCalls, startScriptedBench, Voice } from './call-exchange.ts';
import type { ScriptedBench, ScriptedDialog } from './call-exchange.ts';
import type { Headers } from '../../../src/simulators/pbx/dialog.ts';

const PAGE_TONE_HZ = 700;
const VOICE_HZ = 1_000;

describe('A call in progress', () => {
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

  /** The exchange calls, the agent answers. */
  const incoming = async (
    headers: Headers = [],
  ): Promise<{ call: ScriptedDialog; ok: Awaited<ReturnType<ScriptedDialog['send']>> }> => {
    const { call, invite, final } = await bench.exchange.call({ body: voice.offer(), headers });
    await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
    await bench.page.ask('call.answer', { id: currentId() });
    const ok = await final;
    voice.take(ok.body);
    call.ack(invite);
    await live();
    return { call, ok };
  };

  /** The agent calls, the exchange answers. */
  const outgoing = async (headers: Headers = [], events = true): Promise<ScriptedDialog> => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const call = await bench.exchange.called();
    await asked;
    call.respond(200, { sdp: voice.answer(call.invite.body, events), headers });
    await call.next('ACK');
    await live();
    return call;
  };

  const offered = (headers: Headers = []): { body: string; headers: Headers } => ({
    body: voice.offer(),
    headers,
  });

  it('answers an UPDATE without SDP, and one with an offer as it would a re-INVITE', async () => {
    const { call } = await incoming();
    const refreshed = await call.send('UPDATE', {
      headers: [
        ['Session-Expires', '1800;refresher=uac'],
        ['Supported', 'timer'],
      ],
    });
    expect(refreshed.status).toBe(200);
    expect(header(refreshed, 'Session-Expires')).toBe('1800;refresher=uac');
    expect(header(refreshed, 'Allow')).toContain('UPDATE');
    const held = await call.send('UPDATE', {
      body: voice.offer().replace('a=sendrecv', 'a=sendonly'),
    });
    expect(held.status).toBe(200);
    expect(held.body).toContain('a=recvonly');
    await bench.page.waitFor(() => bench.page.call?.heldByPeer === true, 'held by the other side');
    const resumed = await call.send('UPDATE', offered());
    voice.take(resumed.body);
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  });

  it('answers an UPDATE while it rings, but takes no offer before its own answer', async () => {
    const { call, invite, answers, final } = await bench.exchange.call(offered());
    await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
    await until(() => answers.some(({ status }) => status === 180), 'the 180');
    expect((await call.send('UPDATE')).status).toBe(200);
    expect((await call.send('UPDATE', offered())).status).toBe(500);
    await bench.page.ask('call.answer', { id: currentId() });
    const ok = await final;
    voice.take(ok.body);
    call.ack(invite);
    await live();
    await hears(voice.ear, PAGE_TONE_HZ);
  });

  it('answers 488 to an UPDATE whose offer is of no use, and goes on as before', async () => {
    const { call } = await incoming();
    const useless = voice.offer().replace(/RTP\/AVP [\d ]+/, 'RTP/AVP 18');
    expect((await call.send('UPDATE', { body: useless })).status).toBe(488);
    await bench.page.hears(VOICE_HZ);
    await hears(voice.ear, PAGE_TONE_HZ);
  });

  it('answers 481 to an UPDATE of a call it does not know', async () => {
    const { call } = await incoming();
    const { dialog } = call;
    const stray = dialog.build('UPDATE');
    const headers = stray.headers.map(([name, value]): [string, string] => [
      name,
      name === 'Call-ID' ? 'nobody-knows' : value,
    ]);
    expect((await bench.exchange.send(dialog, { ...stray, headers })).status).toBe(481);
  });

  it('answers 491 to offers of the other side while its own is open, by UPDATE and by re-INVITE', async () => {
    const { call } = await incoming();
    const holding = bench.page.ask('call.hold', { id: currentId(), on: true });
    const ours = await call.next('INVITE');
    expect((await call.send('UPDATE', offered())).status).toBe(491);
    expect((await call.send('UPDATE')).status).toBe(200);
    expect((await call.reinvite(offered())).status).toBe(491);
    ours.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(ours.message.body),
    });
    await holding;
    expect(bench.page.call?.phase).toBe('held');
  });

  it('answers 500 with Retry-After to a second offer before the first was acknowledged', async () => {
    const { call } = await incoming();
    const message = call.dialog.build('INVITE', offered());
    const answer = await bench.exchange.send(call.dialog, message);
    expect(answer.status).toBe(200);
    const second = await call.send('UPDATE', offered());
    expect(second.status).toBe(500);
    expect(Number(header(second, 'Retry-After'))).toBeGreaterThanOrEqual(0);
    call.ack(message);
    await until(async () => (await call.send('UPDATE', offered())).status === 200, 'taken afterwards');
  });

  it('tries a hold again after a collision, later when the Call-ID is its own', async () => {
    const call = await outgoing();
    const holding = bench.page.ask('call.hold', { id: currentId(), on: true });
    const first = await call.next('INVITE');
    const refusedAt = Date.now();
    first.respond(491, 'Request Pending');
    const again = await call.next('INVITE');
    expect(Date.now() - refusedAt).toBeGreaterThanOrEqual(2_000);
    again.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(again.message.body),
    });
    await holding;
    expect(bench.page.call?.phase).toBe('held');
  });

  it('tries a hold again when the other side says that it is not ready yet', async () => {
    const { call } = await incoming();
    const holding = bench.page.ask('call.hold', { id: currentId(), on: true });
    const early = await call.next('INVITE');
    early.respond(500, 'Server Internal Error', { headers: [['Retry-After', '1']] });
    const again = await call.next('INVITE');
    again.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(again.message.body),
    });
    await holding;
    expect(bench.page.call?.phase).toBe('held');
  });

  it('takes a re-INVITE that comes right behind the ACK of the one before', async () => {
    const { call } = await incoming();
    for (let round = 0; round < 5; round++) {
      const asking = call.dialog.build('INVITE');
      const offer = await bench.exchange.send(call.dialog, asking);
      call.ack(asking, voice.answer(offer.body));
      expect((await call.reinvite(offered())).status).toBe(200);
    }
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  });

  it('says why a hold was refused, and the call goes on as it was', async () => {
    const { call } = await incoming();
    const holding = bench.page.ask('call.hold', { id: currentId(), on: true });
    (await call.next('INVITE')).respond(488, 'Not Acceptable Here');
    await expect(holding).rejects.toThrow('the exchange refused to hold the call (488)');
    expect(bench.page.call?.phase).toBe('live');
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  });

  it('keeps the first call spoken when it cannot be put on hold for a second one', async () => {
    const { call } = await incoming();
    const id = currentId();
    const { final, call: second } = await bench.exchange.call({
      body: voice.offer(),
      from: '<sip:2003@127.0.0.1>',
    });
    await bench.page.waitFor(({ calls }) => calls[0]?.phase === 'ringing', 'the second rings');
    const answering = bench.page.ask('call.answer', { id: bench.page.state.calls[0]?.id ?? '' });
    (await call.next('INVITE')).respond(403, 'Forbidden');
    await expect(answering).rejects.toThrow('the other call cannot be put on hold');
    expect(bench.page.state.calls.map(({ phase }) => phase).slice(0, 2)).toEqual(['ringing', 'live']);
    await bench.page.ask('call.reject', { id: bench.page.state.calls[0]?.id ?? '', statusCode: 480 });
    expect((await final).status).toBe(480);
    expect(second.dialog.callId).not.toBe(call.dialog.callId);
    expect(bench.page.call?.id).toBe(id);
    await bench.page.hears(VOICE_HZ);
  });

  it('ends a call that the exchange does not know any more', async () => {
    const { call } = await incoming();
    const id = currentId();
    const holding = bench.page.ask('call.hold', { id, on: true });
    (await call.next('INVITE')).respond(481, 'Call Does Not Exist');
    await expect(holding).rejects.toThrow('481');
    await bench.page.waitFor(({ calls }) => calls.some((c) => c.id === id && c.phase === 'ended'), 'ended');
    expect(bench.page.state.calls.find((c) => c.id === id)?.cause).toContain('does not know the call');
  });

  it('leaves the refreshing to a caller that asks for a session timer, and says so', async () => {
    const { ok } = await incoming([
      ['Session-Expires', '1800'],
      ['Min-SE', '1800'],
      ['Supported', 'timer'],
    ]);
    expect(header(ok, 'Session-Expires')).toBe('1800;refresher=uac');
    expect(header(ok, 'Require')).toContain('timer');
    expect(headerValues(ok, 'Supported').join()).toContain('timer');
  });

  it('refuses a session that would be too short with what it takes, without ringing', async () => {
    const before = bench.page.state.calls.length;
    const { final } = await bench.exchange.call({
      body: voice.offer(),
      headers: [
        ['Session-Expires', '30'],
        ['Supported', 'timer'],
      ],
    });
    expect(await final).toMatchObject({ status: 422 });
    expect(header(await final, 'Min-SE')).toBe('90');
    expect(bench.page.state.calls.length).toBe(before);
  });

  it('asks again for a longer session after a 422, in the same call', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const first = await bench.exchange.called();
    expect(header(first.invite, 'Session-Expires')).toBe('1800');
    await asked;
    first.respond(422, { headers: [['Min-SE', '3600']] });
    const second = await bench.exchange.called();
    expect(header(second.invite, 'Call-ID')).toBe(header(first.invite, 'Call-ID'));
    expect(header(second.invite, 'Session-Expires')).toBe('3600');
    expect(header(second.invite, 'Min-SE')).toBe('3600');
    second.respond(200, { sdp: voice.answer(second.invite.body) });
    await live();
    await hears(voice.ear, PAGE_TONE_HZ);
  });

  it('refreshes by UPDATE at half time when that is its part', async () => {
    const call = await outgoing([
      ['Session-Expires', '6;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE, UPDATE'],
    ]);
    for (let round = 0; round < 2; round++) {
      const update = await call.next('UPDATE');
      expect(update.message.body).toBe('');
      expect(header(update.message, 'Session-Expires')).toBe('90;refresher=uac');
      update.respond(200, 'OK', { headers: [['Session-Expires', '6;refresher=uac']] });
    }
    await hears(voice.ear, PAGE_TONE_HZ);
  });

  it('refreshes by re-INVITE where UPDATE is not allowed, and the audio does not change', async () => {
    const call = await outgoing([
      ['Session-Expires', '6;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE'],
    ]);
    const reinvite = await call.next('INVITE');
    expect(reinvite.message.body).toContain('a=sendrecv');
    reinvite.respond(200, 'OK', {
      headers: [
        ['Contact', call.dialog.contact],
        ['Session-Expires', '1800;refresher=uac'],
      ],
      body: voice.answer(reinvite.message.body),
    });
    await call.next('ACK');
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  });

  it('ends a session that the other side promised to refresh and did not, with the reason', async () => {
    const call = await outgoing([['Session-Expires', '4;refresher=uas']]);
    const id = currentId();
    const bye = await call.next('BYE');
    bye.respond(200, 'OK');
    expect(header(bye.message, 'Reason')).toContain('Session Timeout');
    await bench.page.waitFor(({ calls }) => calls.some((c) => c.id === id && c.phase === 'ended'), 'ended');
    expect(bench.page.state.calls.find((c) => c.id === id)).toMatchObject({
      outcome: 'answered',
      cause: 'nobody refreshed the session',
    });
  });

  it('sends keys by INFO to a side that takes no events, and shows the keys it is sent that way', async () => {
    const call = await outgoing([], false);
    const sending = bench.page.ask('call.dtmf', { id: currentId(), tones: '1#' });
    for (const key of ['1', '#']) {
      const info = await call.next('INFO');
      expect(header(info.message, 'Content-Type')).toBe('application/dtmf-relay');
      expect(info.message.body).toContain(`Signal=${key}`);
      info.respond(200, 'OK');
    }
    await sending;
    const relay = { contentType: 'application/dtmf-relay', body: 'Signal=5\r\nDuration=160\r\n' };
    expect((await call.send('INFO', relay)).status).toBe(200);
    expect((await call.send('INFO', { contentType: 'application/dtmf', body: '*' })).status).toBe(200);
    expect((await call.send('INFO', { contentType: 'application/x-unknown', body: 'x' })).status).toBe(415);
    expect((await call.send('INFO')).status).toBe(200);
    await bench.page.waitFor(() => bench.page.call?.tonesHeard === '5*', 'the keys are shown');
  });

  it('shows the keys that the other side presses as events', async () => {
    const { call } = await incoming();
    expect(call.dialog.callId).toBeTruthy();
    await bench.page.hears(VOICE_HZ);
    await voice.rtp.sendTones('42#');
    await bench.page.waitFor(() => bench.page.call?.tonesHeard === '42#', 'the keys are shown');
  });

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
    const hold = await call.next('INVITE');
    hold.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: voice.answer(hold.message.body),
    });
    const ok = await final;
    expect(ok.status).toBe(200);
    newcomer.take(ok.body);
    second.ack(invite);
    (await call.next('BYE')).respond(200, 'OK');
    await bench.page.waitFor(
      ({ calls }) => calls[0]?.phase === 'live' && calls[1]?.phase === 'ended',
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
