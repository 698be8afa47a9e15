/** Calls that come to nothing: every refusal has a type, a status and words, and redirections are followed. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../../src/shared/phone.ts';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { Headers } from '../../../src/simulators/pbx/dialog.ts';
import { expectNoFaults, hears } from './bench.ts';
import { endScriptedCalls, startScriptedBench, Voice } from './call-exchange.ts';
import type { ScriptedBench } from './call-exchange.ts';

const PAGE_TONE_HZ = 700;

describe('A call that the agent places', () => {
  let bench: ScriptedBench;
  let voice: Voice;
  beforeAll(async () => {
    bench = await startScriptedBench({ toneHz: PAGE_TONE_HZ });
    voice = await Voice.open(1_000);
  }, 60_000);
  afterEach(() => endScriptedCalls(bench));
  afterAll(async () => {
    voice.rtp.close();
    await bench.close();
  });

  const refused = async (status: number, headers: Headers = []): Promise<PhoneCall> => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const call = await bench.exchange.called();
    const { id } = await asked;
    call.respond(status, { headers });
    const isOver = (c: PhoneCall): boolean => c.id === id && c.phase === 'ended';
    const { calls } = await bench.page.waitFor((state) => state.calls.some(isOver), 'ended');
    return calls.find(isOver)!;
  };

  it.each([
    [403, 'rejected'],
    [404, 'unreachable'],
    [408, 'no-answer'],
    [480, 'no-answer'],
    [484, 'unreachable'],
    [486, 'busy'],
    [488, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
    [600, 'busy'],
    [603, 'rejected'],
    [604, 'unreachable'],
    [606, 'failed'],
  ] as const)('is refused with %i as %s', async (status, outcome) => {
    expect(await refused(status)).toMatchObject({
      outcome,
      sipStatus: status,
      cause: `${status} Answer ${status}`,
    });
    expect(bench.page.state.tone).toBe(
      outcome === 'busy' || outcome === 'unreachable' || outcome === 'failed' ? 'busy' : undefined,
    );
  });

  it('is refused with the words of its Reason and Warning headers', async () => {
    const { cause } = await refused(480, [
      ['Reason', 'Q.850;cause=18;text="No user responding"'],
      ['Warning', '399 pbx "Region bandwidth is used up"'],
    ]);
    expect(cause).toBe('480 Answer 480; No user responding (Q.850 18); Region bandwidth is used up');
  });

  it('is repeated where a redirection points, in the order of its wishes, as the same call', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const first = await bench.exchange.called();
    await asked;
    first.respond(302, {
      headers: [
        ['Contact', '<sip:127.0.0.1>;q=1.0'],
        ['Contact', '<sip:3003@127.0.0.1>;q=0.2'],
        ['Contact', '<sip:4004@127.0.0.1>;q=0.9'],
      ],
    });
    const second = await bench.exchange.called();
    expect(second.invite.uri).toBe('sip:4004@127.0.0.1');
    expect(header(second.invite, 'Call-ID')).toBe(header(first.invite, 'Call-ID'));
    second.respond(200, { sdp: voice.answer(second.invite.body) });
    await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
    await second.next('ACK');
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(1_000);
  });

  it('is repeated where a redirection points although that names a telephone number too', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const first = await bench.exchange.called();
    await asked;
    first.respond(302, {
      headers: [
        ['Contact', '<tel:+525511111111>, "Doe, <sip:jane@x>" <mailto:jane@example.com>'],
        ['Contact', '"Ann, tel:7" <sip:5005@127.0.0.1>;q=0.5'],
      ],
    });
    const second = await bench.exchange.called();
    expect(second.invite.uri).toBe('sip:5005@127.0.0.1');
    second.respond(486);
    await bench.page.waitFor(() => bench.page.call === undefined, 'ended');
  });

  it('ends when a redirection names nothing but a telephone number', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const call = await bench.exchange.called();
    const { id } = await asked;
    call.respond(302, { headers: [['Contact', '<tel:+525511111111>']] });
    const { calls } = await bench.page.waitFor(
      (state) => state.calls.some((c) => c.id === id && c.phase === 'ended'),
      'ended',
    );
    expect(calls.find((c) => c.id === id)).toMatchObject({ outcome: 'failed', sipStatus: 302 });
  });

  it('is not sent round in circles, nor further than five times', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    let call = await bench.exchange.called();
    const { id } = await asked;
    const circle = call.invite.uri;
    for (let hop = 1; hop <= 5; hop++) {
      call.respond(302, {
        headers: [
          ['Contact', `<${circle}>`],
          ['Contact', `<sip:hop${hop}@127.0.0.1>`],
        ],
      });
      call = await bench.exchange.called();
      expect(call.invite.uri).toBe(`sip:hop${hop}@127.0.0.1`);
    }
    call.respond(302, { headers: [['Contact', '<sip:hop6@127.0.0.1>']] });
    const { calls } = await bench.page.waitFor(
      (state) => state.calls.some((c) => c.id === id && c.phase === 'ended'),
      'ended',
    );
    expect(calls.find((c) => c.id === id)).toMatchObject({ outcome: 'failed', sipStatus: 302 });
  });

  it('is not redirected after the agent gave it up', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const call = await bench.exchange.called();
    const { id } = await asked;
    call.respond(180);
    await bench.page.waitFor(({ tone }) => tone === 'ringback', 'ringing');
    const before = bench.exchange.received.filter(({ method }) => method === 'INVITE').length;
    await bench.page.ask('call.hangup', { id });
    (await call.next('CANCEL')).respond(200, 'OK');
    call.respond(302, { headers: [['Contact', '<sip:3003@127.0.0.1>']] });
    await call.next('ACK');
    expect(bench.exchange.received.filter(({ method }) => method === 'INVITE').length).toBe(before);
    expectNoFaults(bench.phone);
  });
});
