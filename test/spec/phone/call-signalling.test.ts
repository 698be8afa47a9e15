/** What is said inside a call: changes, collisions and keys. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults, hears, until } from './bench.ts';
import { endScriptedCalls, incomingCall, outgoingCall, startScriptedBench, Voice } from './call-exchange.ts';
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

  const incoming = (headers: Headers = []): ReturnType<typeof incomingCall> =>
    incomingCall(bench, voice, headers);
  const outgoing = (headers: Headers = [], events = true): Promise<ScriptedDialog> =>
    outgoingCall(bench, voice, { headers, events });

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

  it('takes a re-INVITE that overtook the ACK of the one before, and what is said behind it in order', async () => {
    const { call } = await incoming();
    for (const isDelayed of [false, true]) {
      const held = voice.offer().replace('a=sendrecv', 'a=sendonly');
      const first = call.dialog.build('INVITE', isDelayed ? {} : { body: held });
      const ok = await bench.exchange.send(call.dialog, first);
      const overtaking = call.reinvite(offered());
      const info = call.send('INFO', { contentType: 'application/dtmf', body: '7' });
      call.ack(first, isDelayed ? voice.answer(ok.body) : '');
      expect((await overtaking).status).toBe(200);
      expect((await info).status).toBe(200);
    }
    expect(bench.page.call?.heldByPeer).toBe(false);
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  });

  it('refuses a re-INVITE when the ACK of the one before never comes', async () => {
    const { call } = await incoming();
    const first = call.dialog.build('INVITE', offered());
    await bench.exchange.send(call.dialog, first);
    expect((await call.reinvite(offered())).status).toBe(500);
    call.ack(first);
    expect((await call.reinvite(offered())).status).toBe(200);
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
    expectNoFaults(bench.phone);
  });
});
