/** An exchange that falls silent in the middle of something: nobody waits for it for ever, and nothing is stuck. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { IncomingRequest } from '../../../src/simulators/pbx/sip-endpoint.ts';
import { expectNoFaults, hears, until } from './bench.ts';
import { endScriptedCalls, incomingCall, startScriptedBench, Voice } from './call-exchange.ts';
import type { ScriptedBench, ScriptedDialog } from './call-exchange.ts';

const PAGE_TONE_HZ = 700;
const VOICE_HZ = 1_000;
/** 8 s until the phone gives up, 32 s until the transaction is over, and a slow machine. */
const LONG_MS = 120_000;

describe('A call whose exchange falls silent', () => {
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

  const hold = (on = true): Promise<undefined> =>
    bench.page.ask('call.hold', { id: bench.page.call?.id ?? '', on });
  const agree = (call: ScriptedDialog, { message, respond }: IncomingRequest): void =>
    respond(200, 'OK', { headers: [['Contact', call.dialog.contact]], body: voice.answer(message.body) });
  const bothHear = async (): Promise<void> => {
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  };

  it(
    'goes on as it was when a hold is not answered, and puts an agreement right that comes too late',
    async () => {
      const { call } = await incomingCall(bench, voice);
      const holding = hold();
      const request = await call.next('INVITE');
      await expect(holding).rejects.toMatchObject({
        message: 'the exchange does not answer',
        code: 'no-answer',
      });
      expect(bench.page.call?.phase).toBe('live');
      agree(call, request);
      const correction = await call.next('INVITE');
      expect(correction.message.body).not.toMatch(/a=(sendonly|inactive)/);
      agree(call, correction);
      await bothHear();
      expect(bench.page.call?.phase).toBe('live');
    },
    LONG_MS,
  );

  it(
    'takes a hold back that was only said to be tried, and can be held later',
    async () => {
      const { call } = await incomingCall(bench, voice);
      const holding = hold();
      const request = await call.next('INVITE');
      request.respond(100, 'Trying');
      await expect(holding).rejects.toThrow('the exchange does not answer');
      (await call.next('CANCEL')).respond(200, 'OK');
      request.respond(487, 'Request Terminated');
      const again = hold();
      agree(call, await call.next('INVITE'));
      await again;
      expect(bench.page.call?.phase).toBe('held');
    },
    LONG_MS,
  );

  it(
    'can be held again even if the hold before never comes to any end',
    async () => {
      const { call } = await incomingCall(bench, voice);
      const holding = hold();
      (await call.next('INVITE')).respond(100, 'Trying');
      await expect(holding).rejects.toThrow('the exchange does not answer');
      (await call.next('CANCEL')).respond(200, 'OK');
      const answering = call.next('INVITE', LONG_MS).then((request) => agree(call, request));
      await until(
        () =>
          hold().then(
            () => true,
            () => false,
          ),
        'held at last',
        LONG_MS,
      );
      await answering;
      expect(bench.page.call?.phase).toBe('held');
    },
    LONG_MS,
  );

  it('takes a redirected hold for a refusal, and can be held later', async () => {
    const { call } = await incomingCall(bench, voice);
    const holding = hold();
    (await call.next('INVITE')).respond(302, 'Moved', { headers: [['Contact', '<sip:5@127.0.0.1>']] });
    await expect(holding).rejects.toMatchObject({
      message: 'the exchange refused to hold the call (302)',
      code: 'refused',
      params: { status: 302 },
    });
    const again = hold();
    agree(call, await call.next('INVITE'));
    await again;
    expect(bench.page.call?.phase).toBe('held');
  });

  it(
    'does not keep the agent from the next call',
    async () => {
      const { call } = await incomingCall(bench, voice);
      const [first] = bench.page.state.calls;
      const second = await bench.exchange.call({
        body: voice.offer(),
        from: '<sip:+525587654321@127.0.0.1>',
      });
      await bench.page.waitFor(({ calls }) => calls.some(({ phase }) => phase === 'ringing'), 'ringing');
      const ringing = bench.page.state.calls.find(({ phase }) => phase === 'ringing');
      const answering = bench.page.ask('call.answer', { id: ringing?.id ?? '' });
      await call.next('INVITE');
      await expect(answering).rejects.toMatchObject({
        message: 'the other call cannot be put on hold: the exchange does not answer',
        code: 'no-answer',
      });
      await bench.page.ask('call.hangup', { id: first?.id ?? '' });
      await bench.page.ask('call.answer', { id: ringing?.id ?? '' });
      const ok = await second.final;
      voice.take(ok.body);
      second.call.ack(second.invite);
      await bothHear();
    },
    LONG_MS,
  );

  it('is over for the agent who hangs up at once, and the caller is told when the answer is confirmed', async () => {
    const { call, invite, final } = await bench.exchange.call({ body: voice.offer() });
    await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
    const id = bench.page.call?.id ?? '';
    await bench.page.ask('call.answer', { id });
    await final;
    await bench.page.ask('call.hangup', { id });
    const ofCall = bench.exchange.received.filter((one) => header(one, 'Call-ID') === call.dialog.callId);
    expect(ofCall.map(({ method }) => method)).not.toContain('BYE');
    call.ack(invite);
    (await call.next('BYE')).respond(200, 'OK');
  });

  it('is not taken off hold by a transfer that failed while another is spoken', async () => {
    const { call } = await incomingCall(bench, voice);
    const [first] = bench.page.state.calls;
    const transferring = bench.page.ask('call.transfer', { id: first?.id ?? '', to: '7007' });
    agree(call, await call.next('INVITE'));
    (await call.next('REFER')).respond(202, 'Accepted');
    await transferring;
    const other = await Voice.open(1_300);
    const from = '<sip:+525587654321@127.0.0.1>';
    const second = await bench.exchange.call({ body: other.offer(), from });
    await bench.page.waitFor(({ calls }) => calls.some(({ phase }) => phase === 'ringing'), 'ringing');
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    other.take((await second.final).body);
    second.call.ack(second.invite);
    await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
    const notify = await call.send('NOTIFY', {
      headers: [
        ['Event', 'refer'],
        ['Subscription-State', 'terminated;reason=noresource'],
        ['Content-Type', 'message/sipfrag'],
      ],
      body: 'SIP/2.0 486 Busy Here\r\n',
    });
    expect(notify.status).toBe(200);
    await bench.page.waitFor(
      ({ calls }) => calls.some(({ id, transfer }) => id === first?.id && transfer?.phase === 'failed'),
      'the transfer failed',
    );
    // A command behind it proves that nothing more is coming.
    await bench.page.ask('call.mute', { id: bench.page.call?.id ?? '', on: false });
    expect(bench.page.state.calls.find(({ id }) => id === first?.id)?.phase).toBe('held');
    await bench.page.hears(1_300);
    await hears(other.ear, PAGE_TONE_HZ);
    other.rtp.close();
  });

  it('costs the phone no fault', () => expectNoFaults(bench.phone));
});
